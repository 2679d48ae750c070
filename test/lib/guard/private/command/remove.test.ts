import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { removeTokens } from "../../../../../lib/guard/private/command/remove.ts";
import { formatDenyList } from "../../../../../lib/guard/private/document.ts";
import { denyFile, denyList } from "../../../../support/deny.ts";
import { temporary } from "../../../../support/temporary.ts";
import { idsIn, placeIn, textOf, usual } from "./calls.ts";

const list = denyList(["acme", "globex", "initech"]);
const ids = list.tokens.map(({ digest }) => digest.slice(0, 12)).sort();
const [first = "", second = "", third = ""] = ids;

const remove = (dir: string, ...names: string[]) => removeTokens({ ...placeIn(dir, { env: {} }), ids: names });

it("removeTokens takes entries out by the beginnings of their digests, and says which", async () => {
  const backwards = [...list.tokens].sort((a, b) => (a.digest < b.digest ? 1 : -1));
  const dir = temporary({ [usual]: JSON.stringify({ ...list, tokens: backwards }) });
  const result = await remove(dir, third.slice(0, 8), first, first);
  expect(result.exitCode).toBe(0);
  expect(result.document).toEqual({
    ...{ schema: "kprov.deny-remove/v1", list: usual, removed: [first, third], tokens: 1 },
  });
  expect(await textOf(result)).toBe(`removed ${first}\nremoved ${third}\n${usual}: 1 token`);
  expect(idsIn(dir)).toEqual([second]);
  expect(await textOf(remove(dir, second))).toBe(`removed ${second}\n${usual}: 0 tokens`);
});

it.each([
  [first.slice(0, 7), "expected at least 8 hexadecimal digits"],
  ["acme-corporation", "expected at least 8 hexadecimal digits"],
  [`${first}x`, "expected at least 8 hexadecimal digits"],
  [`x${first}`, "expected at least 8 hexadecimal digits"],
  ["00000000", "no digest begins so"],
])("removeTokens throws E_USAGE for %j, says nothing of it, and removes nothing", async (name, why) => {
  const dir = temporary({ [usual]: formatDenyList(list) });
  await expect(remove(dir, second, name)).rejects.toMatchObject({
    code: "E_USAGE",
    message: `Name 2 is none of an entry: ${why}`,
  });
  expect(idsIn(dir)).toEqual(ids);
});

it("removeTokens throws E_USAGE for what names two", async () => {
  const [one, two] = list.tokens;
  const twin = { ...two, digest: `${one?.digest.slice(0, 10)}${"0".repeat(54)}` };
  const dir = temporary({ [usual]: JSON.stringify({ ...list, tokens: [one, twin] }) });
  await expect(remove(dir, one?.digest.slice(0, 10) ?? "")).rejects.toMatchObject({
    message: expect.stringContaining("2 tokens are called"),
  });
  await remove(dir, one?.digest.slice(0, 11) ?? "");
  expect(idsIn(dir)).toEqual([twin.digest.slice(0, 12)]);
});

it("removeTokens throws E_NOTHING without a list, and makes no directory", async () => {
  const dir = temporary();
  await expect(remove(dir, first)).rejects.toMatchObject({ code: "E_NOTHING" });
  expect(readdirSync(dir)).toEqual([]);
  await expect(remove(temporary({ [usual]: denyFile([]) }), first)).rejects.toMatchObject({ code: "E_USAGE" });
});
