import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { type LookOptions, lookAt } from "../../../../lib/guard/forbidden/work-tree.ts";
import { runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const look = (root: string, name: string, { size = 1024, algorithm = "sha1" as LookOptions["algorithm"] } = {}) =>
  lookAt(name, { root, matcher: createMatcher(["acme"]), buffer: Buffer.alloc(size), algorithm });

const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\n";

describe("lookAt", () => {
  test.each(["sha1", "sha256"] as const)(
    "names a file and a link as git does with %s, and finds what is in them",
    (algorithm) => {
      const content = `${"x".repeat(5000)} acme`;
      const root = temporary({ "d/a": content, "d/é": "" });
      symlinkSync("to/acme", join(root, "l"));
      runGit(root, ["init", "--quiet", `--object-format=${algorithm}`]);
      runGit(root, ["add", "--all"]);
      const blob = (path: string) => runGit(root, ["rev-parse", `:${path}`]);
      const hits = [expect.objectContaining({ token: "acme", count: 1 })];
      expect([
        look(root, "d/a", { algorithm }),
        look(root, "d/\xc3\xa9", { algorithm }),
        look(root, "l", { algorithm }),
      ]).toEqual([
        { kind: "file", hits, bytes: content.length, blob: blob("d/a"), isPointer: false },
        { kind: "file", hits: [], bytes: 0, blob: blob("d/é"), isPointer: false },
        { kind: "link", hits, bytes: 7, blob: blob("l"), isPointer: false },
      ]);
    },
  );

  test("tells a pointer of git-lfs from a file that only begins like one", () => {
    const root = temporary({ a: pointer, b: pointer.padEnd(1024, "x"), c: pointer.padEnd(5000, "x"), d: "x" });
    symlinkSync(pointer, join(root, "l"));
    expect(["a", "b", "c", "d", "l"].map((name) => look(root, name, { size: 2048 }))).toMatchObject(
      [true, false, false, false, false].map((isPointer) => ({ isPointer })),
    );
  });

  test("takes for absent what git could not take in", () => {
    const root = temporary({ a: "acme", "real/b": "acme" });
    mkdirSync(join(root, "dir"));
    symlinkSync("real", join(root, "linked"));
    symlinkSync("nowhere", join(root, "broken"));
    execFileSync("mkfifo", [join(root, "fifo")]);
    for (const name of ["missing", "no/where", "dir", "fifo", "a/below", "linked/b", "linked/sub/b", "broken/b"])
      expect(look(root, name), name).toEqual({ kind: "absent" });
    // A link to a directory is a link; and what the path to the work tree goes through is no part of it.
    expect(look(root, "linked")).toMatchObject({ kind: "link" });
    expect(look(join(root, "linked"), "b")).toMatchObject({ kind: "file", hits: [{ token: "acme" }] });
  });

  test("does not judge a file that has not the bytes that it says, or that the system refuses", () => {
    expect(look("/proc/self", "status")).toEqual({ kind: "unreadable", why: "it changed while it was read" });
    expect(look(temporary(), "x".repeat(5000))).toEqual({ kind: "unreadable", why: "ENAMETOOLONG" });
    expect(look(temporary(), "a\0b")).toEqual({ kind: "unreadable", why: "ERR_INVALID_ARG_VALUE" });
  });

  test("leaves no file open", () => {
    const root = temporary({ a: "x" });
    const open = readdirSync("/dev/fd").length;
    for (let time = 0; time < 3; time += 1) look(root, "a");
    expect(readdirSync("/dev/fd")).toHaveLength(open);
  });
});
