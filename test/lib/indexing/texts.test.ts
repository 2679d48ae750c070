import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layout, type Member } from "../../../lib/evidence/index.ts";
import { createTexts, maxExcerpt, maxExcerpts } from "../../../lib/indexing/texts.ts";
import { createRedactor } from "../../../lib/run/index.ts";
import { membersOf, writeBundle } from "../../support/bundle.ts";
import { digestOf } from "../../support/sign.ts";
import { temporary } from "../../support/temporary.ts";

const none = createRedactor([]);
const secret = "hunter2-hunter2";

const take = (stdout: string, searchable: readonly string[] = [layout.stdout], redactor = none) => {
  const dir = writeBundle(temporary(), { logs: { stdout, stderr: "never\n" } });
  return createTexts(searchable, redactor)(dir, digestOf(dir), membersOf(dir));
};

describe("createTexts", () => {
  it("takes what is marked and nothing else", () => {
    expect(take("hello\n")).toEqual([{ path: layout.stdout, text: "hello\n", isCut: false }]);
    expect(take("hello\n", [])).toEqual([]);
    expect(take("hello\n", ["outputs/**/*.csv"]).map(({ path }) => path)).toEqual([
      "outputs/a.csv",
      "outputs/deep/b.csv",
    ]);
  });

  it("throws E_CONFIG for a glob that is none", () => {
    expect(() => createTexts(["["], none)).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
  });

  it("leaves out what is empty or no text", () => {
    expect(take(" \n")).toEqual([]);
    expect(take("\0\0\0")).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ["what is not UTF-8", Buffer.from([0xff, 0xfe, 0x41])],
    ["UTF-16", Buffer.from("zebra crossing", "utf16le")],
    ["NULs among other controls", Buffer.from("\u007fELF\u0002\u0001\u0001\0\0\0\u0003\0")],
  ])("says of %s that it has no text", (_, bytes) => {
    const dir = writeBundle(temporary(), { outputs: { "x.bin": bytes } });
    expect(createTexts(["outputs/*"], none)(dir, digestOf(dir), membersOf(dir))).toEqual([
      { path: "outputs/x.bin", text: "", isCut: false },
    ]);
  });

  it("takes a text with NULs in it, as blanks", () => {
    expect(take("a zebra\0 crosses\n\u001b[1mthe street\0")).toMatchObject([
      { text: "a zebra  crosses\n\u001b[1mthe street " },
    ]);
    expect(take("\0".repeat(maxExcerpt + 1)), "more than is taken").toEqual([
      { path: layout.stdout, text: "", isCut: true },
    ]);
    const rotated = "\0".repeat(99);
    expect(take(`${rotated}zebra`)).toMatchObject([{ text: `${" ".repeat(99)}zebra` }]);
  });

  it("cuts after 64 KiB, and never in a character", () => {
    for (const [character, lead] of [
      ["x", ""],
      ["é", "a"],
      ["€", ""],
      ["😀", "abc"],
      ["😀", "ab"],
    ] as const) {
      const [text] = take(lead + character.repeat(maxExcerpt + 1));
      expect(text?.isCut).toBe(true);
      expect(Buffer.byteLength(text?.text ?? "")).toBeLessThanOrEqual(maxExcerpt);
      expect(Buffer.byteLength(text?.text ?? "")).toBeGreaterThan(maxExcerpt - 4);
      expect(text?.text).toMatch(new RegExp(`^${lead}${character}+$`, "u"));
    }
    expect(take("x".repeat(maxExcerpt))).toMatchObject([{ isCut: false }]);
  });

  it("bounds the texts of one run together", () => {
    const outputs = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.txt`, `${n}x`.repeat(maxExcerpt)]));
    const dir = writeBundle(temporary(), { outputs });
    const texts = createTexts(["outputs/*"], none)(dir, digestOf(dir), membersOf(dir));
    expect(texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)).toBe(maxExcerpts);
    expect(texts, "what is left out is said").toHaveLength(20);
    expect(texts.at(-1)).toMatchObject({ text: "", isCut: true });
  });

  it("takes out known secrets, also one that the cut goes through, and never the half of one", () => {
    const redactor = createRedactor([{ name: "TOKEN", value: secret }]);
    for (let back = 0; back <= secret.length + 1; back += 1) {
      const [text] = take(`${"x".repeat(maxExcerpt - back)}${secret}${"y".repeat(99)}`, [layout.stdout], redactor);
      expect(text?.text, `${back} bytes before the end`).not.toContain(secret.slice(0, 4));
    }
    expect(take(`a ${secret} b`, [layout.stdout], redactor)).toMatchObject([{ text: "a [redacted:TOKEN] b" }]);
    expect(take(`a ${Buffer.from(secret).toString("base64")} b`, [layout.stdout], redactor)[0]?.text).toContain(
      "[redacted:TOKEN]",
    );
  });

  it("throws E_IO for a member that is not what was judged any more", () => {
    const dir = writeBundle(temporary());
    const members: Member[] = membersOf(dir);
    const digest = digestOf(dir);
    appendFileSync(join(dir, layout.stdout), "more");
    expect(() => createTexts([layout.stdout], none)(dir, digest, members)).toThrow(
      expect.objectContaining({ code: "E_IO" }),
    );
  });
});
