import { describe, expect, it, test } from "vitest";
import { movedTo, namesTop, spellingsOf } from "../../../../lib/guard/staged/spellings.ts";

const spelled = (top: string, linked: string[] = [], env: Record<string, string> = {}) => ({
  ...{ top, linked, spellings: spellingsOf(top, env) },
});

describe("namesTop", () => {
  test.each([
    ["/app", "cd /app", true],
    ["/app", "/app/src", true],
    ["/app", "cat '/app/x'", true],
    ["/app", "cc -I/app/include", true],
    ["/app", "file:///app/x", true],
    ["/app", "X=/app", true],
    ["/app", "PATH=/bin:/app", true],
    ["/app", "packages/app/x", false],
    ["/app", 'import "../app/x"', false],
    ["/app", 'import "./app"', false],
    ["/app", "$" + "{DIR}/app $(pwd)/app", false],
    ["/app", "https://host/app/x", false],
    ["/app", "/application /app2 /app-x", false],
    ["/app", "packages/app, then /app", true],
    ["/home/me/app", "../../home/me/app/x", true],
    ["/home/me/app", "/home/me/apps /home/me", false],
  ])("of %s in %j: %j", (top, text, wanted) => {
    expect(namesTop(text, spelled(top))).toBe(wanted);
  });

  test.each<[string, string, Record<string, string>, boolean]>([
    ["/app", "x/app", {}, false],
    ["/app", "cd ~/app", { HOME: "/" }, true],
    ["/app", "cd $DIR/app", { DIR: "/" }, true],
    ["/w/top", "cd $DIR/src", { DIR: "/w/top" }, false],
    ["/w/top", "cd w/top", { DIR: "/other" }, false],
    ["/w/top", "cd ~/top", { DIR: "/w" }, false],
    ["/w/top", "cd $DIR/top", { DIR: "/w" }, true],
  ])("of %s in %j, where there is %j: %j", (top, text, env, wanted) => {
    expect(namesTop(text, spelled(top, [], env))).toBe(wanted);
  });

  it("takes the root for no other name of where this runs", () => {
    const top = process.cwd();
    expect(spellingsOf(top, { DIR: "/" })).toEqual([top, `$DIR${top}`, `\${DIR}${top}`]);
  });

  it.each(["packages/app/x", `cat ${"$"}{EMPTY}/app`, "a./app"])("of /app in %j, where it is strict", (text) => {
    expect(namesTop(text, { ...spelled("/app"), isStrict: true })).toBe(true);
  });

  it("does not take longer than a text is long, however often it has the path", () => {
    const text = "/home/me/app/node_modules ".repeat(100_000);
    const start = performance.now();
    expect(namesTop(text, spelled("/home/me/app", ["/home/me/app/node_modules"]))).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("movedTo", () => {
  test.each([
    ["/w/top", "/tmp/x"],
    ["/w/top/a.json", "/tmp/x/a.json"],
    ["--a=/w/top/a:/w/top /w/topsy", "--a=/tmp/x/a:/tmp/x /w/topsy"],
    ["/w/top/node_modules/.bin:/w/top/node_modules2", "/w/top/node_modules/.bin:/tmp/x/node_modules2"],
    ["~/top/a $HOME/top $" + "{HOME}/top", "/tmp/x/a /tmp/x /tmp/x"],
    ["", ""],
    ["none", "none"],
    ["/mnt/w/top/a /l/sub/b", "/tmp/x/a /tmp/x/b"],
  ])("makes of %j %j", (text, wanted) => {
    const usual = spelled("/w/top", ["/w/top/node_modules"], { HOME: "/w" });
    // Other names, one of which ends or begins another.
    const spellings = [...usual.spellings, "/mnt/w/top", "/l", "/l/sub"];
    expect(movedTo("/tmp/x", text, { ...usual, spellings })).toBe(wanted);
  });
});
