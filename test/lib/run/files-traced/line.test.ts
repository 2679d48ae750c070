import { describe, expect, test } from "vitest";
import { readCall, readDescriptor, readLine, readName } from "../../../../lib/run/files-traced/line.ts";

/** As strace prints a string with -xx. */
const hex = (text: string): string =>
  [...Buffer.from(text, "utf8")].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");

describe("readLine", () => {
  test.each<[string, string, object]>([
    ["a call", '12  openat(AT_FDCWD, "\\x61", O_RDONLY) = 3', { kind: "call", pid: 12 }],
    ["one that another process interrupts", "12  vfork( <unfinished ...>", { kind: "unfinished", text: "vfork(" }],
    ["the other half", "12  <... vfork resumed>)   = 13", { kind: "resumed", text: ")   = 13" }],
    [
      "an execve in a thread",
      '13  execve("\\x61", 0x1, 0x2 <pid changed to 12 ...>',
      { kind: "unfinished", pid: 13, movedTo: 12 },
    ],
    ["an end", "12  +++ exited with 0 +++", { kind: "ended", pid: 12 }],
    ["an end by a signal", "12  +++ killed by SIGKILL (core dumped) +++", { kind: "ended", pid: 12 }],
    ["a thread that gave way", "12  +++ superseded by execve in pid 13 +++", { kind: "other" }],
    ["a signal", "12  --- stopped by SIGTSTP ---", { kind: "other" }],
    ["something else", "strace: whatever", { kind: "other" }],
    ["nothing", "", { kind: "other" }],
  ])("knows %s", (_name, line, wanted) => {
    expect(readLine(line)).toMatchObject(wanted);
  });
});

describe("readCall", () => {
  test("reads name, arguments and the path behind the new descriptor", () => {
    const call = readCall(`openat(AT_FDCWD<${hex("/w")}>, "${hex("a b")}", O_RDONLY|O_CLOEXEC) = 3<${hex("/w/a b")}>`);
    expect(call).toMatchObject({ name: "openat", result: { number: "3", path: "/w/a b" }, failure: undefined });
    expect(readDescriptor(call?.args[0])).toEqual({ number: "AT_FDCWD", path: "/w" });
    expect(readName(call?.args[1])).toBe("a b");
  });

  test.each([
    ["= -1 ENOENT (No such file or directory)", "ENOENT"],
    ["= -1 EACCES (Permission denied)", "EACCES"],
    ["= ? ERESTARTSYS (To be restarted if SA_RESTART is set)", "ERESTARTSYS"],
  ])("reads the failure %s", (end, failure) => {
    expect(readCall(`chdir("\\x61")             ${end}`)?.failure).toBe(failure);
  });

  test("a call that never returned has neither a result nor a failure", () => {
    expect(readCall('execve("\\x61", 0x1, 0x2) = ?')).toMatchObject({ result: undefined, failure: undefined });
  });

  test("refuses what is no call", () => {
    expect(readCall("openat(AT_FDCWD, ")).toBeUndefined();
  });
});

describe("a hostile name", () => {
  test.each([
    'a", O_RDONLY) = 3</etc/passwd>',
    "a\nb",
    "<unfinished ...>",
    "+++ exited with 0 +++",
    "a, b",
    "é\u001b[31m",
  ])("%j can't pass for syntax", (name) => {
    const call = readCall(`openat(AT_FDCWD<${hex("/w")}>, "${hex(name)}", O_RDONLY) = 3<${hex(`/w/${name}`)}>`);
    expect(Buffer.from(readName(call?.args[1]) ?? "", "latin1").toString("utf8")).toBe(name);
    expect(Buffer.from(call?.result?.path ?? "", "latin1").toString("utf8")).toBe(`/w/${name}`);
  });

  test("a name that is not UTF-8 keeps its bytes", () => {
    expect(readName('"\\xff\\xfe"')).toBe("\xff\xfe");
  });

  test("a pointer that could not be followed is no name", () => {
    expect(readName("0x7ffe0000")).toBeUndefined();
    expect(readName("NULL")).toBeUndefined();
    expect(readName(undefined)).toBeUndefined();
  });

  test("a pipe has no path", () => {
    expect(readDescriptor(`3<${hex("pipe:[12]")}>`).path).toBeUndefined();
  });
});
