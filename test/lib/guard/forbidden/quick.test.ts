import { describe, expect, test } from "vitest";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { plainThread } from "../../../../lib/guard/forbidden/plain-thread.ts";
import { createQuick, missedBy } from "../../../../lib/guard/forbidden/quick.ts";

const size = 64;

/** What it finds of `contents`, each read into its buffer. */
const found = (matcher: Matcher, contents: readonly string[]): boolean[] => {
  const { buffer, hasMatch } = createQuick(matcher, size);
  return contents.map((content) => hasMatch(buffer.write(content)));
};

const thread = { code: "its own", data: 1, longest: 4 };

describe("createQuick", () => {
  test("looks at what was read and at nothing that is left of what was there before", () => {
    for (const matcher of [createMatcher(["acme"]), { ...createMatcher(["acme"]), thread }])
      expect(found(matcher, ["see acme", "see", "acm", "acme"])).toEqual([true, false, false, true]);
  });

  test("asks a matcher that brings a look for the second thread, and hands that on", () => {
    const matcher: Matcher = { ...createMatcher(["acme"]), thread, hasMatch: (bytes) => bytes.length === 3 };
    expect(found(matcher, ["abc", "acme"])).toEqual([true, false]);
    expect(createQuick(matcher, size).thread).toBe(thread);
    expect(createQuick(matcher, size).buffer).toHaveLength(size);
  });
});

test("createQuick takes the kernel where it can, and says as the plain look does how long the longest pattern is", () => {
  const matcher = createMatcher(["acme", "é", "日本語"]);
  const [quick, plain] = [createQuick(matcher, size).thread, plainThread(matcher.groups)];
  expect(quick.code).not.toBe(plain.code);
  expect([quick.longest, plain.longest]).toEqual([9, 9]);
});

test("createQuick searches on the second thread, too, where there is no kernel", () => {
  const many = Array.from({ length: 400 }, (_, number) => `token-${number}-x`);
  const { code, data } = createQuick(createMatcher(many), size).thread;
  type Create = (data: unknown) => (bytes: Buffer, end: number) => boolean;
  const hasMatch = (new Function(`${code}; return createHasMatch;`)() as Create)(data);
  const texts = ["a token-399-x", "a token-400-x"];
  expect(texts.map((text) => hasMatch(Buffer.from(text), text.length))).toEqual([true, false]);
});

test("missedBy tells the contents in which nothing is found, or that are too long to be looked at as a whole", () => {
  const quick = { buffer: Buffer.alloc(4), thread, hasMatch: (end: number) => end > 0 && quick.buffer[0] === 0x61 };
  const contents = ["a", "b", "aaaa", "aaaaa", ""].map((text) => Buffer.from(text));
  expect(missedBy(quick, contents)).toEqual([1, 3, 4]);
});
