import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changeList, keysOf, placeOf, readList, saltOf } from "../../../../../lib/guard/private/command/place.ts";
import { makeSalt } from "../../../../../lib/guard/private/command/salt.ts";
import { denyFile, denyList, keys, salt } from "../../../../support/deny.ts";
import { temporary } from "../../../../support/temporary.ts";
import { placeIn, textOf, usual } from "./calls.ts";

const forbidden = { private: "own.json" };

describe("placeOf", () => {
  it.each<[string, Parameters<typeof placeIn>[1], object]>([
    ["the usual one", {}, { path: `/r/${usual}`, shown: `../r/${usual}`, isConfigured: false }],
    ["the configuration's", { forbidden }, { path: "/r/own.json", shown: "../r/own.json", isConfigured: true }],
    ["the flag's", { forbidden, list: "a.json" }, { path: "/c/a.json", shown: "a.json", isConfigured: false }],
    [
      "the flag's and the configuration's",
      { forbidden, list: "../r/own.json" },
      { shown: "../r/own.json", isConfigured: true },
    ],
    ["the directory itself", { list: "." }, { path: "/c", shown: "/c" }],
  ])("is %s", (_, more, place) => {
    expect(placeOf(placeIn("/c", { root: "/r", ...more }))).toMatchObject({ cwd: "/c", ...place });
  });
});

describe("saltOf and keysOf", () => {
  it("take the flag's, else the environment's, else the configuration's", () => {
    const dir = temporary({ a: `${salt}1`, b: `${salt}2` });
    const all = { saltFile: "a", forbidden: { ...forbidden, saltFile: "b" } };
    expect(saltOf(placeIn(dir, all))).toEqual({ salt: `${salt}1`, from: "a" });
    expect(saltOf(placeIn(dir, { forbidden: all.forbidden }))).toEqual({ salt, from: "KPROV_DENY_SALT" });
    expect(saltOf(placeIn(dir, { forbidden: all.forbidden, env: {} }))).toEqual({ salt: `${salt}2`, from: "b" });
  });

  it("throw E_SALT without one, and for another list's", () => {
    const dir = temporary();
    expect(() => saltOf(placeIn(dir, { env: {} }))).toThrow(
      expect.objectContaining({ code: "E_SALT", message: expect.stringContaining("KPROV_DENY_SALT is not set") }),
    );
    const place = placeOf(placeIn(dir));
    expect(keysOf(denyList([]), place, { salt, from: "x" }).check).toBe(keys.check);
    expect(() => keysOf(denyList([]), place, { salt: `${salt}x`, from: "planted" })).toThrow(
      expect.objectContaining({
        code: "E_SALT",
        message: expect.stringMatching(/"planted".*"\.kprov\/deny-list\.json"/),
      }),
    );
  });
});

describe("changeList", () => {
  const change = (dir: string, list?: string) => {
    const place = placeOf(placeIn(dir, list === undefined ? {} : { list }));
    return changeList(place, async () => ({ document: denyList(["acme"]), result: place.shown }));
  };

  it("writes a list that is read again, and gives what the change gives", async () => {
    const dir = temporary({ a: "", [`${usual}.kprov-0123456789ab`]: "left by a process that was killed" });
    expect(readList(placeOf(placeIn(dir)))).toBeUndefined();
    expect(await change(dir)).toBe(usual);
    expect(await change(dir)).toBe(usual);
    expect(readFileSync(join(dir, usual), "utf8")).toBe(denyFile(["acme"]));
    expect(readList(placeOf(placeIn(dir)))?.tokens).toHaveLength(1);
    expect(readdirSync(join(dir, ".kprov"))).toEqual(["deny-list.json"]);
  });

  it("leaves nothing behind where it can't write: E_IO", async () => {
    const dir = temporary({ a: "" });
    await expect(change(dir, "a/list.json")).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringMatching(/^Cannot write "a\/list\.json": EEXIST/),
    });
    const vanishing = changeList(placeOf(placeIn(dir, { list: "gone/list.json" })), async () => {
      rmSync(join(dir, "gone"), { recursive: true });
      return { document: denyList([]), result: null };
    });
    await expect(vanishing).rejects.toMatchObject({ code: "E_IO", message: expect.stringContaining("ENOENT") });
    mkdirSync(join(dir, "there/list.json"), { recursive: true });
    await expect(change(dir, "there/list.json")).rejects.toMatchObject({ code: "E_IO", cause: expect.any(Error) });
    expect(readdirSync(join(dir, "there"))).toEqual(["list.json"]);
  });
});

it("makeSalt writes one that only this user can read, and none over another", async () => {
  const dir = temporary();
  const result = makeSalt("own/a.salt", { cwd: dir });
  expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.deny-salt/v1", file: "own/a.salt" } });
  expect(await textOf(result)).toMatch(/^own\/a\.salt: a new salt\. /);
  const content = readFileSync(join(dir, "own/a.salt"), "utf8");
  expect(content).toMatch(/^[0-9a-f]{64}\n$/);
  expect([statSync(join(dir, "own/a.salt")), statSync(join(dir, "own"))].map(({ mode }) => mode & 0o777)).toEqual([
    ...[0o600, 0o700],
  ]);
  for (const [file, why] of [
    ["own/a.salt", "a salt is never written over"],
    ["own/a.salt/b", /^(?!.*never written over)/],
    ["x".repeat(300), "its name is too long"],
  ] as const)
    expect(() => makeSalt(file, { cwd: dir })).toThrow(
      expect.objectContaining({ code: "E_IO", message: expect.stringMatching(why) }),
    );
  expect(readFileSync(join(dir, "own/a.salt"), "utf8")).toBe(content);
});
