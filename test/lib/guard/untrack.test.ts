import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { untrackCommand } from "../../../lib/guard/untrack.ts";
import { repo } from "../../support/repo.ts";

describe("untrackCommand", () => {
  it.each([
    ["runs/a.json", "git rm --cached -- runs/a.json"],
    ["runs/a b.json", "git rm --cached -- 'runs/a b.json'"],
    ["a:b", "git rm --cached -- a:b"],
    ["it's", "git rm --cached -- 'it'\\''s'"],
    ["-f", "git rm --cached -- -f"],
    ["a*b", "git --literal-pathspecs rm --cached -- 'a*b'"],
    [":/a", "git --literal-pathspecs rm --cached -- :/a"],
  ])("quotes %j for a POSIX shell", (path, command) => {
    expect(untrackCommand({ path })).toBe(command);
  });

  it.each(["a b", "it's", "$(touch x)", "`x`", "a*", "[a]", ":(top)a", "-f", "new\nline\n", "tab\t%s\\0", "naïve"])(
    "untracks %j and nothing else when a shell runs it",
    (path) => {
      using fixture = repo({ [path]: "1", ab: "2", a1: "3" });
      execFileSync("sh", ["-c", untrackCommand({ path })], { cwd: fixture.dir });
      expect(fixture.git("ls-files", "-z").split("\0").filter(Boolean).sort()).toEqual(["a1", "ab"]);
      expect(existsSync(join(fixture.dir, path))).toBe(true);
    },
  );

  it("goes through printf with a name that no quoting carries, as readable as can be", () => {
    expect(untrackCommand({ path: "A-b/c_1.x,@=+: \n'%" })).toBe(
      "printf 'A-b/c_1.x,@=+: \\012\\047\\045\\0' | git --literal-pathspecs rm --cached --pathspec-from-file=- --pathspec-file-nul",
    );
  });

  it("untracks a name that is not UTF-8", () => {
    using fixture = repo({ keep: "1" });
    const bytes = Buffer.from("bad\xff'name", "latin1");
    const blob = fixture.git("rev-parse", "HEAD:keep");
    const entry = Buffer.concat([Buffer.from(`100644 ${blob}\t`), bytes, Buffer.from("\0")]);
    execFileSync("git", ["update-index", "-z", "--index-info"], { cwd: fixture.dir, input: entry });
    expect(fixture.git("ls-files").split("\n")).toHaveLength(2);
    execFileSync("sh", ["-c", untrackCommand({ path: "bad\\xff'name", bytes })], { cwd: fixture.dir });
    expect(fixture.git("ls-files")).toBe("keep");
  });
});
