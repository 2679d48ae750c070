import { expect, test } from "vitest";
import { tokenNames } from "../../../../lib/guard/governance/tokens.ts";
import { temporary } from "../../../support/temporary.ts";

const list = (...digits: string[]) =>
  JSON.stringify({
    ...{ schema: "kprov.deny-list/v1", id: "0".repeat(32), check: "0".repeat(32) },
    tokens: digits.map((digit) => ({ digest: digit.repeat(64), hint: digit.repeat(48) })),
  });

test("one name for each token, wherever it is kept, and none in clear", async () => {
  const root = temporary({ "plain.txt": "# words\nOldName\nacme-corp\n", "private.json": list("b", "a") });
  const inline = await tokenNames(["acme-corp", "OldName", "OldName"], root);
  expect(inline).toHaveLength(2);
  expect(await tokenNames({ file: "plain.txt" }, root)).toEqual(inline);
  const both = await tokenNames({ file: "plain.txt", private: "private.json" }, root);
  expect(both).toEqual([`hmac:${"a".repeat(32)}`, `hmac:${"b".repeat(32)}`, ...inline]);
  expect(both.join()).not.toMatch(/OldName|acme/);
  // As every record has them: other names would be other tokens.
  expect(await tokenNames(["OldName"], root)).toEqual(["sha256:c62a1fee8dca76f5675b7bf205630e8e"]);
});

test("to ignore the case asks for more: nothing of the list is gone", async () => {
  const root = temporary({ "plain.txt": "Acme\nglobex\n", "shouted.txt": "ACME\nGLOBEX\n" });
  const names = async (file: string, ignoreCase: boolean) => await tokenNames({ file, ignoreCase }, root);
  const [exact, folded] = [await names("plain.txt", false), await names("plain.txt", true)];
  expect(exact).toEqual(await tokenNames(["Acme", "globex"], root));
  expect(folded).toHaveLength(4);
  expect(folded).toEqual(expect.arrayContaining(exact));
  const added = folded.filter((name) => !exact.includes(name));
  expect(await names("shouted.txt", true)).toEqual(expect.arrayContaining(added));
  expect(added.every((name) => /^case-ignored:sha256:[0-9a-f]{32}$/.test(name))).toBe(true);
  expect(folded.join()).not.toMatch(/acme|globex/i);
});

test.each([
  [{ file: "gone.txt" }, /"gone\.txt"/],
  [{ private: "gone.json" }, /^Cannot use the private list "gone\.json": .*ENOENT/],
  [{ private: "broken.json" }, /"broken\.json"/],
])("%j is E_CONFIG", async (forbidden, message) => {
  const root = temporary({ "broken.json": "{" });
  await expect(tokenNames(forbidden, root)).rejects.toMatchObject({
    code: "E_CONFIG",
    message: expect.stringMatching(message),
  });
});
