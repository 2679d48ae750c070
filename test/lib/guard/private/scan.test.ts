import { expect, it } from "vitest";
import { openPrivateList } from "../../../../lib/guard/private/list.ts";
import { scanPrivate } from "../../../../lib/guard/private/scan.ts";
import { denyFile, salt } from "../../../support/deny.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const scan = async (cwd: string, cacheDir: string | null = null) => {
  const from = { cwd, root: cwd, policyRoot: cwd, env: { KPROV_DENY_SALT: salt } };
  const { list } = openPrivateList({ ...from, file: "list.json", flag: undefined, configured: undefined });
  return list && scanPrivate(list, { cwd, cacheDir, version: "0" });
};

it("scanPrivate finds tokens in every file, the list too, with a receipt for the tokens", async () => {
  using fixture = repo({ a: "of AcmeCorp", "list.json": denyFile(["acme corp"], "of globex"), b: "words" });
  const { findings, coverage = [] } = (await scan(fixture.dir)) ?? {};
  expect(findings?.map(({ path }) => path)).toEqual(["a"]);
  expect(coverage[0]).toEqual({ unit: "private tokens", considered: 1, examined: 1, skipped: {} });
  expect(coverage.length).toBeGreaterThan(1);
  fixture.commit({ "list.json": denyFile(["acme corp", "globex"], "of globex") });
  expect((await scan(fixture.dir))?.findings.map(({ path }) => path)).toEqual(["a", "list.json"]);
});

it("scanPrivate does not believe what was clean before an entry was made anew that finds more", async () => {
  using fixture = repo({ a: "der Straßen", "list.json": denyFile(["strasse"]) });
  const cacheDir = temporary();
  expect((await scan(fixture.dir, cacheDir))?.findings).toEqual([]);
  fixture.commit({ "list.json": denyFile(["Straße"]) });
  expect((await scan(fixture.dir, cacheDir))?.findings.map(({ path }) => path)).toEqual(["a"]);
});
