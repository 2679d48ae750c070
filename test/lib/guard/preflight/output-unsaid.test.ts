import { afterEach, expect, it } from "vitest";
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
