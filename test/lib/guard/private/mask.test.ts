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
])("createMask: %j", (text, masked) => {
  expect(mask(text)).toBe(masked);
});

it("maskFinding masks every text of a finding, and nothing else", () => {
  const said = { path: "globex", message: "globex", expected: "globex", actual: "globex", fix: "globex" };
  const finding = { code: "FORBIDDEN_TOKEN", level: "violation", line: 1, fingerprint: "globex", ...said } as const;
  const masked = maskFinding(finding, mask);
  expect(masked).toMatchObject({ code: "FORBIDDEN_TOKEN", level: "violation", line: 1, fingerprint: "globex" });
  for (const key of Object.keys(said)) expect(masked).toHaveProperty(key, `[private ${globex}]`);
  expect(maskFinding({ code: "FORBIDDEN_TOKEN", level: "violation", message: "x" }, mask)).not.toHaveProperty("path");
});
