import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliver, parseTargets, prepare } from "../../../lib/output/target.ts";
import { repo, type TestRepo } from "../../support/repo.ts";
import { memory } from "../../support/run.ts";

let fixture: TestRepo;
beforeEach(() => {
  fixture = repo({ "tracked.sarif": "old" });
});
afterEach(() => fixture.dispose());

const target = (file: string) => {
  const [one] = parseTargets([`sarif=${file}`], fixture.dir, false);
  if (one === undefined) throw new Error("No target");
  return one;
};

describe("parseTargets", () => {
  it("keeps order, and takes everything behind the first sign of equality for the file", () => {
    expect(parseTargets(["sarif=a=b.sarif", "junit=-"], "/w", false)).toEqual([
      { format: "sarif", shown: "a=b.sarif", path: "/w/a=b.sarif" },
      { format: "junit", shown: "-", path: null },
    ]);
  });

  it.each([
    [["sarif"], false],
    [["sarif="], false],
    [["=x"], false],
    [["SARIF=x"], false],
    [["sariff=x"], false],
    [["toString=x"], false],
    [["sarif=a", "junit=a"], false],
    [["sarif=a", "junit=./a"], false],
    [["sarif=-", "junit=-"], false],
    [["sarif=-"], true],
  ])("refuses %j", (flags, isTaken) => {
    expect(() => parseTargets(flags, "/w", isTaken)).toThrow(expect.objectContaining({ code: "E_USAGE", exit: 2 }));
  });

  it("says which form was meant", () => {
    expect(() => parseTargets(["sariff=x"], "/w", false)).toThrow(
      expect.objectContaining({ hint: 'did you mean "sarif"?' }),
    );
  });
});

describe("prepare", () => {
  it("removes an older report, so that nobody takes it for this run's", async () => {
    fixture.write({ "out/kprov.sarif": "stale" });
    await prepare(target("out/kprov.sarif"), fixture.dir);
    expect(readdirSync(join(fixture.dir, "out"))).toEqual([]);
  });

  it("makes directories above it", async () => {
    await prepare(target("a/b/c.sarif"), fixture.dir);
    expect(existsSync(join(fixture.dir, "a/b"))).toBe(true);
  });

  it("takes a place outside of any repository, and a file there that has a name like a pattern", async () => {
    const other = repo();
    writeFileSync(join(other.dir, "*.sarif"), "stale");
    await prepare({ format: "sarif", shown: "x", path: join(other.dir, "*.sarif") }, fixture.dir);
    expect(existsSync(join(other.dir, "*.sarif"))).toBe(false);
    other.dispose();
  });

  it.each([
    ["a directory", ".", () => undefined],
    ["a file that git tracks", "tracked.sarif", () => undefined],
    ["git's own directory", ".git/x.sarif", () => undefined],
    ["git's own directory in other letters", ".GIT/x.sarif", () => undefined],
    ["a link to a file", "link.sarif", (dir: string) => symlinkSync("tracked.sarif", join(dir, "link.sarif"))],
    ["a link that leads nowhere", "link.sarif", (dir: string) => symlinkSync("nowhere", join(dir, "link.sarif"))],
    ["a link to a directory outside", "up/x.sarif", (dir: string) => symlinkSync("/tmp", join(dir, "up"))],
    [
      "a way over a link that leads nowhere",
      "up/x.sarif",
      (dir: string) => symlinkSync("/nonexistent/x", join(dir, "up")),
    ],
  ])("refuses %s, and changes nothing", async (_, file, plant) => {
    plant(fixture.dir);
    const before = execFileSync("find", [fixture.dir, "-path", "*/.git", "-prune", "-o", "-print"], {
      encoding: "utf8",
    });
    await expect(prepare(target(file), fixture.dir)).rejects.toMatchObject({ code: "E_USAGE" });
    expect(execFileSync("find", [fixture.dir, "-path", "*/.git", "-prune", "-o", "-print"], { encoding: "utf8" })).toBe(
      before,
    );
    expect(readFileSync(join(fixture.dir, "tracked.sarif"), "utf8")).toBe("old");
  });

  it("says when a file stands where a directory is needed", async () => {
    await expect(prepare(target("tracked.sarif/x"), fixture.dir)).rejects.toMatchObject({ code: "E_IO" });
  });

  it("follows a link that stays inside", async () => {
    mkdirSync(join(fixture.dir, "build"));
    symlinkSync("build", join(fixture.dir, "out"));
    await prepare(target("out/x.sarif"), fixture.dir);
    await deliver(target("out/x.sarif"), "new", memory);
    expect(readFileSync(join(fixture.dir, "build/x.sarif"), "utf8")).toBe("new");
  });
});

describe("deliver", () => {
  it("writes the whole file and leaves nothing beside it", async () => {
    await prepare(target("out/x.sarif"), fixture.dir);
    await deliver(target("out/x.sarif"), "new", memory);
    expect(readdirSync(join(fixture.dir, "out"))).toEqual(["x.sarif"]);
    expect(readFileSync(join(fixture.dir, "out/x.sarif"), "utf8")).toBe("new");
  });

  it("writes to stdout for a dash", async () => {
    const stdout = memory();
    await deliver(target("-"), "new", () => stdout);
    expect(stdout.text()).toBe("new");
  });

  it("writes into a pipe", async () => {
    const pipe = join(fixture.dir, "pipe");
    execFileSync("mkfifo", [pipe]);
    await prepare(target("pipe"), fixture.dir);
    const child = spawn("cat", [pipe]);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((done) => child.once("close", done));
    await new Promise((done) => setTimeout(done, 200));
    await deliver(target("pipe"), "new", memory);
    await ended;
    expect(Buffer.concat(chunks).toString()).toBe("new");
  });

  it.each([
    ["a full disk", "/dev/full"],
    ["a directory that is gone", "gone/x.sarif"],
  ])("says so for %s", async (_, file) => {
    await expect(deliver(target(file), "new", memory)).rejects.toMatchObject({ code: "E_IO", exit: 3 });
  });
});
