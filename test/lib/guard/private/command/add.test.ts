import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AddOptions, addTokens } from "../../../../../lib/guard/private/command/add.ts";
import { formatDenyList } from "../../../../../lib/guard/private/document.ts";
import { denyFile, denyList, keys, matcherFor } from "../../../../support/deny.ts";
import { temporary } from "../../../../support/temporary.ts";
import { idsIn, listIn, placeIn, said, textOf, usual } from "./calls.ts";

const add = (dir: string, text: string, more: Partial<AddOptions> = {}) =>
  addTokens({ ...placeIn(dir), source: said(dir, text), ...more });

const nameOf = (token: string): string => matcherFor([token]).tokens[0] ?? "";

const [acme, globex, strasse] = [nameOf("acme"), nameOf("globex"), nameOf("strasse")];

describe("addTokens", () => {
  it("makes a list with an id of its own, and adds to it", async () => {
    const [one, two] = [temporary(), temporary()];
    const { document, exitCode } = await add(one, "globex\nacme\nGlobEx");
    expect(document).toEqual({
      ...{ schema: "kprov.deny-add/v1", list: usual, added: idsIn(one), known: [], tokens: 2 },
    });
    expect(exitCode).toBe(0);
    await add(two, "globex");
    expect(listIn(one).id).not.toBe(listIn(two).id);
    expect(listIn(one).id).toMatch(/^[0-9a-f]{32}$/);
    expect((await add(one, "initech\nACME")).document).toMatchObject({ tokens: 3, known: [expect.any(String)] });
    expect(readdirSync(join(one, ".kprov"))).toEqual(["deny-list.json"]);
  });

  it("says what it did, in the order of names, and what is still to do", async () => {
    const dir = temporary({ [usual]: denyFile(["globex", "acme", "initech"]) });
    const named = (...tokens: string[]) => tokens.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const [fresh, known] = [named("umbrella", "hooli"), named("globex", "acme")];
    expect(await textOf(add(dir, [...fresh, ...known].reverse().join("\n")))).toBe(
      [
        ...fresh.map((token) => `added ${nameOf(token)}`),
        ...known.map((token) => `there already: ${nameOf(token)}`),
        `${usual}: 5 tokens`,
        `write identity: { forbidden: { private: "${usual}" } } into kprov.config.*: nothing reads the list yet`,
      ].join("\n"),
    );
    const own = temporary();
    const configured = placeIn(own, { forbidden: { private: "own.json" } });
    expect(await textOf(add(own, "acme", configured))).toMatch(/^added \w{12}\nown\.json: 1 token$/);
  });

  it.each([
    ["straße\nstrasse", "", true],
    ["strasse\nstraße", "", true],
    ["straße", "strasse", true],
    ["strasse", "straße", true],
    ["strasse", "strasse", false],
  ])("keeps the entry that finds all spellings: %j to %j", async (text, before, isFound) => {
    const dir = temporary({ [usual]: denyFile(before === "" ? [] : [before, "globex"]) });
    await add(dir, text);
    expect(idsIn(dir)).toEqual([strasse, ...(before === "" ? [] : [globex])].sort());
    const { tokens } = listIn(dir);
    const flags =
      denyList(["straße"]).tokens[0]?.hint === tokens.find(({ digest }) => digest.startsWith(strasse))?.hint;
    expect(flags).toBe(isFound);
  });

  it("makes an entry anew that was changed, and leaves the others as they are", async () => {
    const list = denyList(["acme", "globex"], "a note");
    const tokens = list.tokens.map((entry, index) => (index === 0 ? { ...entry, note: "changed" } : entry));
    const dir = temporary({ [usual]: formatDenyList({ ...list, tokens }) });
    expect((await add(dir, "ACME\nGlobex")).document).toMatchObject({ added: [acme], known: [globex], tokens: 2 });
    expect(listIn(dir).tokens.find(({ digest }) => digest.startsWith(acme))).not.toHaveProperty("note");
    expect(listIn(dir).tokens).toContainEqual(list.tokens[1]);
  });

  it.each([
    ["abc", 1, "has fewer than 4"],
    ["acme\nabc", 2, "has fewer than 4"],
    ["acme------corp", 1, "would not be found where it stands as it is written"],
    [`acme------${keys.canary}`, 1, "would not be found where it stands as it is written"],
  ])("throws E_CONFIG for %j, and writes nothing", async (text, at, why) => {
    const dir = temporary({ [usual]: denyFile([]) });
    const thrown = { code: "E_CONFIG", message: expect.stringContaining(`Cannot use token ${at}: it ${why}`) };
    await expect(add(dir, text)).rejects.toMatchObject(thrown);
    expect(idsIn(dir)).toEqual([]);
  });

  it.each([
    ["", "1 to 200"],
    [" ", "1 to 200"],
    ["x".repeat(201), "1 to 200"],
    ["not for ACME", "it holds the token"],
    [`${"x".repeat(200)} acme`, "it holds the token"],
  ])("throws E_CONFIG for the note %j", async (note, why) => {
    const dir = temporary();
    const thrown = { code: "E_CONFIG", message: expect.stringContaining(why) };
    await expect(add(dir, "acme", { note })).rejects.toMatchObject(thrown);
    expect(existsSync(join(dir, usual))).toBe(false);
  });

  it.each(["x", "x".repeat(200)])("takes the note %j", async (note) => {
    const dir = temporary();
    await add(dir, "acme\nglobex", { note });
    expect(listIn(dir).tokens.map((entry) => entry.note)).toEqual([note, note]);
  });

  it("throws E_SALT for another list's salt, before anything is read", async () => {
    const dir = temporary({ [usual]: denyFile(["acme"]).replace(keys.check, "0".repeat(32)) });
    await expect(add(dir, "globex")).rejects.toMatchObject({ code: "E_SALT" });
    await expect(add(dir, "globex", { env: {} })).rejects.toMatchObject({ code: "E_SALT" });
    writeFileSync(join(dir, usual), "{");
    await expect(add(dir, "globex")).rejects.toMatchObject({ code: "E_CONFIG" });
  });
});
