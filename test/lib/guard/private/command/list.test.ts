import { expect, it } from "vitest";
import { listTokens } from "../../../../../lib/guard/private/command/list.ts";
import { formatDenyList } from "../../../../../lib/guard/private/document.ts";
import { makeEntry } from "../../../../../lib/guard/private/entry.ts";
import { normalForm } from "../../../../../lib/guard/private/normal-form.ts";
import { denyFile, denyList, keys, salt } from "../../../../support/deny.ts";
import { temporary } from "../../../../support/temporary.ts";
import { placeIn, textOf, usual } from "./calls.ts";

const list = denyList(["acme", "globex"]);
const noted = makeEntry(normalForm("initech", "it"), keys, "cust\u202eomers");
const [acme, globex, initech] = [...list.tokens, noted].map(({ digest }) => digest.slice(0, 12));
const whole = formatDenyList({ ...list, tokens: [...list.tokens, noted] });
const changed = whole.replace(list.tokens[0]?.hint ?? "?", "0".repeat(48));
const right = { KPROV_DENY_SALT: salt };

it.each<[string, string, NodeJS.ProcessEnv, number, string, string]>([
  ["with its salt", whole, right, 0, "", "its salt is here, and every seal was looked at"],
  [
    "with a changed entry",
    changed,
    right,
    3,
    "  CHANGED: never looked for",
    "its salt is here, and every seal was looked at",
  ],
  ["without a salt", changed, {}, 0, "", "without its salt, no seal was looked at"],
  ["with another salt", whole, { KPROV_DENY_SALT: `${salt}x` }, 3, "", "the salt here is not the list's"],
])("listTokens shows entries %s", async (_, content, env, exitCode, mark, why) => {
  const dir = temporary({ [usual]: content });
  const result = await listTokens(placeIn(dir, { env }));
  expect(result.exitCode).toBe(exitCode);
  expect((await textOf(result)).split("\n")).toEqual([
    ...[`${acme}${mark}`, globex, `${initech}  cust\\u{202e}omers`].sort(),
    `${usual}: 3 tokens; ${why}`,
  ]);
});

it("listTokens tells of each entry whether its seal vouches for it", async () => {
  const sealed = async (content: string, env: NodeJS.ProcessEnv) =>
    (await listTokens(placeIn(temporary({ [usual]: content }), { env }))).document;
  const ids = [acme, globex, initech].sort();
  expect(await sealed(changed, right)).toEqual({
    ...{ schema: "kprov.deny-tokens/v1", list: usual, salt: "right" },
    tokens: ids.map((id) => ({ id, note: id === initech ? "cust\u202eomers" : null, isSealed: id !== acme })),
  });
  expect(await sealed(changed, {})).toMatchObject({
    salt: "missing",
    tokens: ids.map((id) => ({ id, isSealed: null })),
  });
});

it("listTokens sorts by name, whatever the order of the file", async () => {
  const reversed = JSON.stringify({ ...list, tokens: [...list.tokens].sort((a, b) => (a.digest < b.digest ? 1 : -1)) });
  const dir = temporary({ [usual]: reversed });
  expect(await textOf(listTokens(placeIn(dir)))).toMatch(new RegExp(`^${[acme, globex].sort().join("\n")}\n`));
  const one = temporary({ [usual]: denyFile(["acme"]) });
  expect(await textOf(listTokens(placeIn(one)))).toContain(`${usual}: 1 token; `);
});

it("listTokens takes the salt that the configuration names, and throws E_NOTHING without a list", async () => {
  const dir = temporary({ [usual]: whole, "own.salt": salt });
  const forbidden = { private: usual, saltFile: "own.salt" };
  expect((await listTokens(placeIn(dir, { env: {}, forbidden }))).document).toMatchObject({ salt: "right" });
  const saltFile = "own.salt";
  expect((await listTokens(placeIn(dir, { env: {}, saltFile }))).document).toMatchObject({ salt: "right" });
  await expect(listTokens(placeIn(temporary()))).rejects.toMatchObject({ code: "E_NOTHING" });
});
