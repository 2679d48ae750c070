import { describe, expect, test } from "vitest";
import { createCalls } from "../../../../lib/run/files-traced/calls.ts";

const hex = (text: string): string =>
  `"${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;

/** The directory that each call of these lines is seen from, by its name. */
const directoriesOf = (...lines: string[]): [string, string | undefined][] => {
  const calls = createCalls("/w");
  return lines.flatMap((line) => {
    const seen = calls.read(line);
    return seen === undefined ? [] : [[seen.call.name, seen.directory] as [string, string | undefined]];
  });
};

const unlink = (pid: number): string => `${pid} unlink(${hex("a")}) = 0`;

describe("createCalls", () => {
  test.each<[string, (string | undefined)[], string[]]>([
    ["the first process", ["/w"], [unlink(1)]],
    ["after chdir", ["/w", "/w/sub"], [`1 chdir(${hex("sub")}) = 0`, unlink(1)]],
    ["after a chdir that failed", ["/w", "/w"], [`1 chdir(${hex("sub")}) = -1 ENOENT (No)`, unlink(1)]],
    ["after fchdir", ["/w", "/x"], [`1 fchdir(3<${hex("/x").slice(1, -1)}>) = 0`, unlink(1)]],
    ["a child that has its parent's", ["/w", "/w/s", "/w/s"], [`1 chdir(${hex("s")}) = 0`, "1 fork() = 2", unlink(2)]],
    ["a child that moves alone", ["/w", "/w", "/w"], ["1 fork() = 2", `2 chdir(${hex("s")}) = 0`, unlink(1)]],
    [
      "a thread that moves for all",
      ["/w", "/w", "/w/s"],
      ["1 clone(child_stack=0x1, flags=CLONE_VM|CLONE_FS) = 2", `2 chdir(${hex("s")}) = 0`, unlink(1)],
    ],
    [
      "a child seen before its parent returns",
      ["/w", "/w/s", "/w/s"],
      [`1 chdir(${hex("s")}) = 0`, "1 vfork( <unfinished ...>", unlink(2), "1 <... vfork resumed>) = 2"],
    ],
    [
      "what newer versions print of the working directory",
      ["/x", "/x"],
      [`1 openat(AT_FDCWD<${hex("/x").slice(1, -1)}>, ${hex("a")}, O_RDONLY) = 3`, unlink(1)],
    ],
  ])("%s", (_name, wanted, lines) => {
    expect(directoriesOf(...lines).map(([, directory]) => directory)).toEqual(wanted);
  });

  test("an execve in a thread goes on under the first thread's number", () => {
    const calls = createCalls("/w");
    calls.read(`1 execve(${hex("/bin/a")}, 0x1, 0x2) = 0`);
    calls.read(`2 execve(${hex("/bin/b")}, 0x1, 0x2 <pid changed to 1 ...>`);
    calls.read("1 +++ superseded by execve in pid 2 +++");
    expect(calls.read("1 <... execve resumed>) = 0")?.call).toMatchObject({
      name: "execve",
      args: [hex("/bin/b"), "0x1", "0x2"],
    });
  });

  test("of two parents at work it guesses none", () => {
    const lines = [
      "1 fork() = 2",
      `2 chdir(${hex("s")}) = 0`,
      "1 fork( <unfinished ...>",
      "2 fork( <unfinished ...>",
      // No such process: the system does not know it either.
      unlink(2 ** 22 + 1),
    ];
    expect(directoriesOf(...lines).at(-1)).toEqual(["unlink", undefined]);
  });

  test("knows who is left, and how the command itself started", () => {
    const calls = createCalls("/w");
    calls.read(`1 execve(${hex("a")}, 0x1, 0x2) = -1 ENOEXEC (Exec format error)`);
    calls.read("1 fork() = 2");
    calls.read("1 +++ exited with 0 +++");
    expect(calls.root()).toEqual({ pid: 1, failure: "ENOEXEC" });
    expect(calls.living()).toEqual([2]);
    calls.read("2 openat(garbage");
    expect(calls.unreadable()).toBe(1);
  });
});
