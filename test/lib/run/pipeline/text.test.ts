import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../../../lib/json.ts";
import { processText, textMembers } from "../../../../lib/run/pipeline/text.ts";
import { temporary } from "../../../support/temporary.ts";

interface Parsed {
  lineCount: number;
  lines: { lineNo: number; text: string }[];
}

interface Extracted {
  recordCount: number;
  totalChars: number;
  records: { id: string; lineNo: number; text: string; charCount: number }[];
}

/** Its members as text; every JSON one is canonical, or the test fails here. */
const processed = async (content: string | Uint8Array, source = "in.txt") => {
  const cwd = temporary({ in: content });
  const dir = join(cwd, "out");
  mkdirSync(dir);
  const why = await processText({ file: join(cwd, "in"), source, dir, breathe: async () => undefined });
  if (why !== null) return { why };
  const [normalised = "", parsed = "", extracted = "", rendered = ""] = textMembers.map((name) =>
    readFileSync(join(dir, name), "utf8"),
  );
  for (const document of [parsed, extracted])
    expect(document === `${canonicalJson(JSON.parse(document))}\n`).toBe(true);
  return {
    why,
    normalised,
    rendered,
    parsed: JSON.parse(parsed) as Parsed,
    extracted: JSON.parse(extracted) as Extracted,
    bytes: { parsed, extracted },
  };
};

describe("processText", () => {
  test("golden bytes, kept for ever", async () => {
    const { normalised, rendered, bytes } = await processed("\ufeffAlpha  \r\n\r\nbé🦊\t\r\n  c\n\n\n", "a/b.txt");
    expect(normalised).toBe("Alpha\n\nbé🦊\n  c\n");
    expect(bytes?.parsed).toBe(
      '{"lineCount":4,"lines":[{"lineNo":1,"text":"Alpha"},{"lineNo":2,"text":""},{"lineNo":3,"text":"bé🦊"},{"lineNo":4,"text":"  c"}],"schema":"kprov.parsed/v1","source":"a/b.txt"}\n',
    );
    expect(bytes?.extracted).toBe(
      '{"recordCount":3,"records":[{"charCount":5,"id":"line-000001","lineNo":1,"text":"Alpha"},{"charCount":3,"id":"line-000003","lineNo":3,"text":"bé🦊"},{"charCount":3,"id":"line-000004","lineNo":4,"text":"  c"}],"schema":"kprov.extracted/v1","source":"a/b.txt","totalChars":11}\n',
    );
    expect(rendered).toBe("line-000001\tAlpha\nline-000003\tbé🦊\nline-000004\t  c\n");
  });

  test.each([
    ["no bytes", "", ""],
    ["only a byte order mark", "\ufeff", ""],
    ["only blank lines", "\n \r\n\t\n\r", ""],
    ["no newline at the end", "a", "a\n"],
    ["old Macintosh line ends", "a\rb\r\rc", "a\nb\n\nc\n"],
    ["mixed line ends", "a\r\nb\nc\rd\r\r\ne", "a\nb\nc\nd\n\ne\n"],
    ["blank lines at the start", "\n\n a \n", "\n\n a\n"],
    ["blanks inside", "a \t b\u00a0\n", "a \t b\u00a0\n"],
    ["separators that are no line ends", "a\u2028b\u0085c\u000bd\n", "a\u2028b\u0085c\u000bd\n"],
  ])("normalises %s", async (_name, content, normalised) => {
    expect((await processed(content)).normalised).toBe(normalised);
  });

  test("a second byte order mark is text in every member", async () => {
    const { normalised, parsed } = await processed("\ufeff\ufeffa\n");
    expect(normalised).toBe("\ufeffa\n");
    expect(parsed?.lines[0]?.text).toBe("\ufeffa");
  });

  test.each([
    ["Latin-1", Buffer.from("caf\xe9", "latin1"), "not valid UTF-8"],
    ["a cut character", Buffer.from("é").subarray(0, 1), "not valid UTF-8"],
    ["a surrogate", Buffer.from([0xed, 0xa0, 0x80]), "not valid UTF-8"],
    ["NUL", "a\0b", "it has NUL bytes"],
    ["a line of 16 MiB and a byte", `${"x".repeat(2 ** 24)}y\nb\n`, "a line is longer than 16 MiB"],
    ["the same in wide characters", "ü".repeat(2 ** 23 + 1), "a line is longer than 16 MiB"],
  ])("%s is not text, and says why", async (_name, content, why) => {
    expect(await processed(content)).toEqual({ why });
  });

  test("a line of 16 MiB is the longest", async () => {
    expect((await processed(`${"x".repeat(2 ** 24)}\nb\n`)).parsed?.lineCount).toBe(2);
  });

  test("characters and line ends that a chunk's end cuts in two", async () => {
    const chunk = 2 ** 20;
    for (const cut of ["🦊", "é", "\r\n", "\ufeff"]) {
      const bytes = Buffer.from(cut);
      for (let before = 1; before < bytes.length; before += 1) {
        const head = "a".repeat(chunk - before);
        const { parsed, extracted } = await processed(Buffer.concat([Buffer.from(head), bytes, Buffer.from("z\n")]));
        const whole = cut === "\r\n" ? [head, "z"] : [`${head}${cut}z`];
        expect(parsed?.lines.map(({ text }) => text) ?? []).toEqual(whole);
        expect(extracted?.totalChars).toBe(whole.reduce((sum, line) => sum + [...line].length, 0));
      }
    }
  });

  test("a CR as the very last byte of a chunk, and of the file", async () => {
    const head = "a".repeat(2 ** 20 - 1);
    expect((await processed(`${head}\rb`)).parsed?.lineCount).toBe(2);
    expect((await processed(`${head}\r`)).parsed?.lineCount).toBe(1);
  });

  test("counts code points, not units or bytes", async () => {
    const { extracted } = await processed("🦊é\u0301\n漢字\n");
    expect(extracted?.records.map(({ charCount }) => charCount)).toEqual([3, 2]);
    expect(extracted).toMatchObject({ recordCount: 2, totalChars: 5 });
  });

  test("text that JSON must escape comes through", async () => {
    const line = `"\\/\u0001\u001f\u007f\u2028<>${String.fromCodePoint(0x10ffff)}`;
    const { parsed, rendered } = await processed(line);
    expect(parsed?.lines[0]?.text).toBe(line);
    expect(rendered).toBe(`line-000001\t${line}\n`);
  });

  test("runs of blanks inside a line do not cost their square", async () => {
    const started = performance.now();
    const { parsed } = await processed(`${" ".repeat(1_000_000)}x`);
    expect(parsed?.lineCount).toBe(1);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("stops where it is told to", async () => {
    const dir = temporary();
    writeFileSync(join(dir, "in"), "x".repeat(3 * 2 ** 20));
    const breathe = () => Promise.reject(new Error("stop"));
    await expect(processText({ file: join(dir, "in"), source: "in", dir, breathe })).rejects.toThrow("stop");
  });
});
