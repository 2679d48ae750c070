import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { identityRules } from "../../../../lib/guard/identity/rules.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { check, codesOf } from "./support.ts";

const identity = { name: "claims" };

/** What the cache holds about identities; undefined for nothing. */
const entryOf = (cacheDir: string): string | undefined => {
  const dir = join(cacheDir, "identity");
  const [name] = existsSync(dir) ? readdirSync(dir) : [];
  return name === undefined ? undefined : join(dir, name);
};

describe("checkIdentity with a cache", () => {
  it("keeps what proves, and gives it again", async () => {
    using fixture = repo({ "package.json": '{"name":"claims"}', "a.md": "Claims Engine" });
    for (const asked of [identity, { ...identity, display: { name: "Claims Engine", allow: ["a.md"] } }]) {
      const cacheDir = temporary();
      const first = await check(fixture.dir, { identity: asked, cacheDir });
      expect(first.verdict).toBe("proved");
      expect(entryOf(cacheDir)).toBeDefined();
      expect(await check(fixture.dir, { identity: asked, cacheDir })).toEqual(first);
    }
  });

  it("keeps no findings, and nothing that other rules said", async () => {
    using fixture = repo({ "package.json": '{"name":"other"}' });
    const cacheDir = temporary();
    const rules = { ...identityRules, judgeName: () => undefined };
    await check(fixture.dir, { identity, cacheDir, rules });
    expect(entryOf(cacheDir)).toBeUndefined();
    expect(codesOf(await check(fixture.dir, { identity, cacheDir }))).toEqual(["NAME_MISMATCH package.json"]);
    expect(entryOf(cacheDir)).toBeUndefined();
  });

  it("keeps nothing that depends on a file which git does not track yet", async () => {
    using fixture = repo({ a: "x" });
    fixture.write({ "b.md": "Claims Engine" });
    const cacheDir = temporary();
    const display = { name: "Claims Engine", allow: ["b.md"] };
    expect((await check(fixture.dir, { identity: { display }, cacheDir })).verdict).toBe("proved");
    expect(entryOf(cacheDir)).toBeUndefined();
    rmSync(join(fixture.dir, "b.md"));
    expect(codesOf(await check(fixture.dir, { identity: { display }, cacheDir }))).toEqual(["DEAD_GLOB"]);
  });

  it("takes what a part of the repository proves for nothing about the whole", async () => {
    using fixture = repo({ "package.json": '{"name":"claims"}' });
    const options = { identity: { ...identity, commands: ["gone"] }, cacheDir: temporary() };
    expect((await check(fixture.dir, { ...options, isPart: true })).verdict).toBe("proved");
    expect(entryOf(options.cacheDir)).toBeDefined();
    expect(codesOf(await check(fixture.dir, options))).toEqual(["ENTRY_POINT_MISMATCH"]);
  });

  const sound = { findings: [], receipts: [], isComing: false };
  it.each<[string, unknown]>([
    ["null", null],
    ["a text", "x"],
    ["findings", { ...sound, findings: [{ code: "NAME_MISMATCH", level: "violation", message: "planted" }] }],
    ["findings in no list", { ...sound, findings: { length: 0 } }],
    ["no receipts", { ...sound, receipts: undefined }],
    ["receipts of nothing", { ...sound, receipts: [{}] }],
    ["what is still to come", { ...sound, isComing: true }],
  ])("judges anew where the cache holds %s", async (_, result) => {
    using fixture = repo({ "package.json": '{"name":"claims"}' });
    const cacheDir = temporary();
    const first = await check(fixture.dir, { identity, cacheDir });
    const entry = entryOf(cacheDir) ?? "";
    writeFileSync(entry, JSON.stringify({ ...JSON.parse(readFileSync(entry, "utf8")), result }));
    expect(await check(fixture.dir, { identity, cacheDir })).toEqual(first);
  });
});
