import { closeSync, openSync, writeSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { KprovError, messageOf } from "../../lib/errors.ts";
import { asMachineFault } from "../../lib/machine-fault.ts";

const systemError = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: x, write`), { code, ...(path !== undefined && { path }) });

test.each<[string, string]>([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "your share of the disk is used up"],
  ["EROFS", "the file system can only be read"],
  ["EIO", "the disk reports an error"],
  ["EMFILE", "too many files are open"],
  ["ENFILE", "too many files are open on this machine"],
  ["ENOMEM", "there is no memory left"],
])("%s is the machine's: %s", (code, why) => {
  const [bare, placed] = [systemError(code), systemError(code, "/tmp/x")].map(asMachineFault);
  expect(bare).toMatchObject({ code: "E_IO", message: `Cannot go on: ${why}`, hint: expect.stringMatching(/.{20}/) });
  expect(placed).toMatchObject({ code: "E_IO", message: `Cannot go on: ${why} (at "/tmp/x")` });
});

test("as the system itself says it", () => {
  // Whatever is written to it, it is full: full(4).
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  try {
    writeSync(full, "x");
  } catch (error) {
    expect(messageOf(asMachineFault(error))).toBe("Cannot go on: the disk is full");
  }
  expect.assertions(1);
});

test.each([systemError("ENOENT"), new Error("ENOSPC"), new KprovError("E_GIT", "x"), "ENOSPC", undefined])(
  "%s is not",
  (error) => {
    expect(asMachineFault(error)).toBe(error);
  },
);
