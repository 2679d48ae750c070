import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KprovError } from "../../lib/errors.ts";
import { whyNotRead, whyNotWritten, writingInWords } from "../../lib/system-words.ts";

const fault = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: a sentence of the system`), { code, ...(path !== undefined && { path }) });

test.each([
  [fault("ENOENT"), "it does not exist"],
  [fault("EACCES"), "you may not read it"],
  [fault("ENOTDIR"), "a part of its path is not a directory"],
  [fault("EWHATEVER"), "the system says EWHATEVER"],
  [new Error("another reason"), "another reason"],
  ["a thrown text", "a thrown text"],
])("whyNotRead(%s): %s", (cause, words) => expect(whyNotRead(cause)).toBe(words));

test.each([
  [fault("ENOENT"), 'the directory "ro" does not exist'],
  [fault("EACCES"), 'you may not write into the directory "ro"'],
  [fault("EROFS"), "the file system is read-only"],
  [fault("ENOSPC"), "the disk is full"],
  [fault("EWHATEVER"), "the system says EWHATEVER"],
  [new Error("another reason"), "another reason"],
])("whyNotWritten(%s): %s", (cause, words) => expect(whyNotWritten(cause, "ro/x")).toBe(words));

describe("writingInWords", () => {
  const path = join("/desk", "ro", "x");
  const told = (error: unknown): Promise<unknown> =>
    writingInWords(path, "ro/x", () => Promise.reject(error)).catch((thrown: unknown) => thrown);

  test.each<[string, unknown]>([
    ["the system's", fault("EACCES", join("/desk", "ro", ".staged"))],
    ["ours", new KprovError("E_IO", 'Cannot write "ro/x": EACCES', { cause: fault("EACCES") })],
  ])("tells an error in words: %s", async (_, error) => {
    expect(await told(error)).toMatchObject({
      ...{ code: "E_IO", exit: 3, hint: "name another file" },
      message: 'Cannot write "ro/x": you may not write into the directory "ro"',
    });
  });

  test.each<[string, unknown]>([
    ["of what was read meanwhile", fault("EACCES", "/elsewhere/file")],
    ["with another code", new KprovError("E_USAGE", "it exists", { cause: fault("EEXIST") })],
    ["without a system's code", new Error("a mistake of ours")],
  ])("leaves an error alone: %s", async (_, error) => expect(await told(error)).toBe(error));
});
