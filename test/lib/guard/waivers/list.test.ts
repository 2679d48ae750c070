import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addWaiver, removeWaiver } from "../../../../lib/guard/waivers/index.ts";
import { changeList } from "../../../../lib/guard/waivers/list.ts";
import { currentOwner, formatOwner } from "../../../../lib/owner.ts";
import { withFullDisk } from "../../../support/full-disk.ts";
import { temporary } from "../../../support/temporary.ts";
import { fingerprint, reportOf, violation, waiver, waiversFile } from "../../../support/waivers.ts";

const file = ".kprov/waivers.json";
const terms = { reason: "renamed with 2.0", owner: "mara", until: "2026-09-30" };

const add = (root: string, print = fingerprint) =>
  addWaiver({
    ...{ root, terms, fingerprint: print },
    reports: [reportOf("check-identity", [{ ...violation, fingerprint: print }])],
  });

const read = (root: string): string => readFileSync(join(root, file), "utf8");

describe("a list that is not ours to write", () => {
  test.each([
    ["malformed", "{", `Cannot read "${file}"`],
    ["of another schema", '{"schema":"kprov.waivers/v2","waivers":[]}', 'its "schema" is not "kprov.waivers/v1"'],
    ["of more than a mebibyte", waiversFile().padEnd(2 ** 20 + 1), "it has more than 1048576 bytes"],
  ])("stays as it is: %s", async (_, text, problem) => {
    const root = temporary({ [file]: text });
    const refused = { code: "E_WAIVERS", message: expect.stringContaining(problem) };
    await expect(add(root)).rejects.toMatchObject(refused);
    await expect(removeWaiver(root, fingerprint)).rejects.toMatchObject(refused);
    expect(read(root)).toBe(text);
    expect(readdirSync(join(root, ".kprov"))).toEqual(["waivers.json"]);
  });

  test("stays as it is: a link, or behind one", async () => {
    const root = temporary({ "elsewhere/waivers.json": waiversFile() });
    symlinkSync("elsewhere", join(root, ".kprov"));
    await expect(add(root)).rejects.toMatchObject({ code: "E_WAIVERS" });
    rmSync(join(root, ".kprov"));
    mkdirSync(join(root, ".kprov"));
    symlinkSync("../elsewhere/waivers.json", join(root, file));
    await expect(add(root)).rejects.toMatchObject({ code: "E_WAIVERS" });
    expect(readFileSync(join(root, "elsewhere/waivers.json"), "utf8")).toBe(waiversFile());
  });

  test("stays as it is: another process changes it", async () => {
    const root = temporary({ [file]: waiversFile() });
    const both = await Promise.all([add(root), add(root, "f".repeat(32))]);
    expect(both.map(({ action }) => action)).toEqual(["added", "added"]);
    expect(JSON.parse(read(root)).waivers).toHaveLength(2);
  });
});

test("what a process that was killed has left beside the list is gone with the next change", async () => {
  const dead = formatOwner({ ...currentOwner(), pid: 4_194_303, start: "1" });
  const left = { [`${file}.kprov-0123456789ab`]: "{", [`${file}.lock.0123456789ab`]: dead, [`${file}.lock`]: dead };
  const root = temporary({ [file]: waiversFile(), ...left });
  await add(root);
  expect(readdirSync(join(root, ".kprov"))).toEqual(["waivers.json"]);
});

test("a list of a whole mebibyte is changed", async () => {
  const root = temporary({ [file]: waiversFile(waiver).padEnd(2 ** 20) });
  expect(await removeWaiver(root, fingerprint)).toEqual([waiver]);
  expect(read(root)).toBe(waiversFile());
});

test("entries that are nothing like one stay, and come first", async () => {
  const odd = [null, "x", [fingerprint], { fingerprint: 7 }];
  const root = temporary({ [file]: waiversFile(...odd) });
  await add(root);
  expect(JSON.parse(read(root)).waivers.slice(0, -1)).toEqual(odd);
  expect(await removeWaiver(root, fingerprint)).toHaveLength(1);
  expect(read(root)).toBe(waiversFile(...odd));
});

describe("what can't be written is E_IO, names no place on this machine, and leaves nothing half", () => {
  test("a directory that is not there", async () => {
    const root = join(temporary(), "gone");
    await expect(add(root)).rejects.toMatchObject({ code: "E_IO", message: `Cannot write "${file}": ENOENT` });
  });

  test("a disk without room", async () => {
    const root = temporary({ [file]: waiversFile() });
    await withFullDisk(() => expect(add(root)).rejects.toMatchObject({ code: "E_IO" }));
    expect(read(root)).toBe(waiversFile());
    expect(readdirSync(join(root, ".kprov"))).toEqual(["waivers.json"]);
  });

  test("a directory that is taken away meanwhile", async () => {
    const root = temporary({ [file]: waiversFile() });
    const changing = changeList(root, (entries) => {
      rmSync(join(root, ".kprov"), { recursive: true });
      return entries;
    });
    await expect(changing).rejects.toMatchObject({ code: "E_IO", message: `Cannot write "${file}": ENOENT` });
  });

  test("something else in the list's place, put there meanwhile", async () => {
    const root = temporary({ [file]: waiversFile() });
    const changing = changeList(root, (entries) => {
      rmSync(join(root, file));
      mkdirSync(join(root, file));
      writeFileSync(join(root, file, "x"), "");
      return entries;
    });
    await expect(changing).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringMatching(/^Cannot write "\.kprov\/waivers\.json": E[A-Z]+$/),
    });
    expect(readdirSync(join(root, ".kprov"))).toEqual(["waivers.json"]);
  });
});
