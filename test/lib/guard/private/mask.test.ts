import { expect, it } from "vitest";
import { createMask, maskFinding } from "../../../../lib/guard/private/mask.ts";
import { denyList, matcherFor } from "../../../support/deny.ts";

const [acme = "", globex = ""] = denyList(["acme-corp", "globex"]).tokens.map(({ digest }) => digest.slice(0, 12));
const mask = createMask(matcherFor(["acme-corp", "globex"]));

it.each([
  ["nothing", "nothing"],
  ["src/AcmeCorp/a.txt", `src/[private ${acme}]/a.txt`],
  ["é acme – corp é GLOBEX", `é [private ${acme}] é [private ${globex}]`],
  ["acme-corp acme-corp", `[private ${acme}] [private ${acme}]`],
  ["acme\u200bcorp", `[private ${acme}]`],
  ["'ac'\\''me'\\''corp'", `'[private ${acme}]'`],
  // Colours, and a link around a word, as terminals show them.
  [
    "é \u001b[01;31m\u001b[KAcme\u001b[m\u001b[K \u001b[31mCorp\u001b[m é globex",
    `é \u001b[01;31m\u001b[K[private ${acme}]\u001b[m é [private ${globex}]`,
  ],
  ["é\u009b1mé glo\u001b[0mbex", `é\u009b1mé [private ${globex}]`],
  [
    "\u001b]8;;https://globex.example\u001b\\acme\u001b]8;;\u001b\\-corp",
    `\u001b]8;;https://[private ${globex}].example\u001b\\[private ${acme}]`,
  ],
  ["\u001b[1macme\u001b[0m without a corp", "\u001b[1macme\u001b[0m without a corp"],
])("createMask: %j", (text, masked) => {
  expect(mask(text)).toBe(masked);
});

it("createMask takes the longest of tokens that begin together, and leaves out what lies in another", () => {
  const own = createMask(matcherFor(["acme", "acme-corp", "corp", "Zürich"]));
  const names = denyList(["acme", "acme-corp", "corp", "Zürich"]).tokens.map(({ digest }) => digest.slice(0, 12));
  expect(own("zürich: AcmeCorp, corp")).toBe(`[private ${names[3]}]: [private ${names[1]}], [private ${names[2]}]`);
  expect(own("corp of zürich, acme")).toBe(`[private ${names[2]}] of [private ${names[3]}], [private ${names[0]}]`);
});

it("createMask leaves a text without tokens as it is, half a surrogate pair in it too", () => {
  expect(mask("a\ud800b")).toBe("a\ud800b");
});

it("maskFinding masks every text of a finding, and nothing else", () => {
  const said = { path: "globex", message: "globex", expected: "globex", actual: "globex", fix: "globex" };
  const finding = { code: "FORBIDDEN_TOKEN", level: "violation", line: 1, fingerprint: "globex", ...said } as const;
  const masked = maskFinding(finding, mask);
  expect(masked).toMatchObject({ code: "FORBIDDEN_TOKEN", level: "violation", line: 1, fingerprint: "globex" });
  for (const key of Object.keys(said)) expect(masked).toHaveProperty(key, `[private ${globex}]`);
  const bare = { code: "FORBIDDEN_TOKEN", level: "violation", message: "x" } as const;
  expect(maskFinding(bare, mask)).toStrictEqual(bare);
});

it.each<[string, NonNullable<Parameters<typeof maskFinding>[0]["edit"]>, boolean]>([
  ["without a token", { from: "other", to: "claims" }, true],
  ["that takes a token away", { from: "globex-etl", to: "claims" }, false],
  ["that writes one", { from: "other", to: "acme.corp" }, false],
])("maskFinding keeps an edit %s: %j, %s", (_, edit, isKept) => {
  const finding = { code: "NAME_MISMATCH", level: "violation", message: "x" } as const;
  expect(maskFinding({ ...finding, edit }, mask)).toStrictEqual(isKept ? { ...finding, edit } : finding);
});
