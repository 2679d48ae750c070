import { afterEach, expect, it, vi } from "vitest";
import { outputUnsaid } from "../../../../lib/guard/preflight/output-unsaid.ts";
import { keepSecrets } from "../../../../lib/secrecy.ts";

afterEach(() => keepSecrets(() => (text) => text));

const collect = async (pieces: readonly string[]) => {
  const shown: string[] = [];
  const output = await outputUnsaid((chunk) => void shown.push(chunk.toString("utf8")));
  for (const piece of pieces) output.write(Buffer.from(piece));
  const early = shown.join("");
  output.end();
  return { early, all: shown.join("") };
};

it("outputUnsaid masks what comes in pieces and over lines, wherever the output is cut", async () => {
  keepSecrets(() => (text) => text.replace(/acme\s*corp/g, "***"));
  for (const size of [1, 7, 4096, 1e6])
    for (const before of [0, 12_270, 16_380]) {
      const text = `${"a line\n".repeat(before / 7)}of acme\n  corp, é\n${"more\n".repeat(5000)}`;
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];
      const { early, all } = await collect(pieces);
      expect(all, `${size} ${before}`).toBe(text.replace(/acme\s*corp/g, "***"));
      expect(early.length).toBeGreaterThan(size > 1e5 ? 0 : before);
    }
});

it("outputUnsaid keeps a line that does not end until there is no more", async () => {
  keepSecrets(() => (text) => text.replaceAll("acmecorp", "***"));
  const { early, all } = await collect([..."x".repeat(60_000), "acme", "corp"]);
  expect([early, all]).toEqual(["", `${"x".repeat(60_000)}***`]);
});

it("outputUnsaid shows whole lines as soon as there are enough of them, and never half a character", async () => {
  keepSecrets(() => (text) => text.replaceAll("acme\ncorp", "***"));
  const enough = `${"é\n".repeat(5461)}x`;
  const less = enough.slice(0, -1);
  expect(Buffer.byteLength(enough)).toBe(16_384);
  expect(await collect([less])).toEqual({ early: "", all: less });
  const { early, all } = await collect([enough]);
  expect(all).toBe(enough);
  expect([early.length > 8000, early.endsWith("\n")]).toEqual([true, true]);
  // The last line is no end while more may come.
  expect((await collect([`${enough}\nacme\n`, "corp"])).all).toBe(`${enough}\n***`);
});

it("outputUnsaid shows nothing of nothing, and nothing twice", async () => {
  keepSecrets(() => (text) => `<${text}>`);
  const shown: string[] = [];
  const output = await outputUnsaid((chunk) => void shown.push(chunk.toString("utf8")));
  output.end();
  expect(shown).toEqual([]);
  output.write(Buffer.from("a"));
  for (let count = 0; count < 2; count += 1) output.end();
  expect(shown).toEqual(["<a>"]);
});

it.each([
  ["where a secret stands over each", `begin\n${"x".repeat(16_384)}`, "***"],
  ["where there is none", "x".repeat(16_384), "x".repeat(17_384)],
])("outputUnsaid does not look for a place to cut at with every piece, %s", async (_, first, expected) => {
  let count = 0;
  keepSecrets(() => (text) => {
    count += 1;
    return text.replace(/begin.*$/s, "***");
  });
  const { early, all } = await collect([first, ..."x".repeat(1000)]);
  expect([early, all]).toEqual(["", expected]);
  expect(count).toBeLessThan(20);
});

it("outputUnsaid shows each piece at once where no secret is kept", async () => {
  vi.resetModules();
  const { outputUnsaid: fresh } = await import("../../../../lib/guard/preflight/output-unsaid.ts");
  const shown: string[] = [];
  const output = await fresh((chunk) => void shown.push(chunk.toString("utf8")));
  for (const piece of ["a", "b"]) output.write(Buffer.from(piece));
  expect(shown).toEqual(["a", "b"]);
  output.end();
  expect(shown).toEqual(["a", "b"]);
});
