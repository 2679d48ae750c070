import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadWaivers, noWaivers } from "../../../../lib/guard/waivers/index.ts";
import { asSomebodyElse } from "../../../fail-open/machine.ts";
import { repo } from "../../../support/repo.ts";
import { noon, waiver, waiversFile } from "../../../support/waivers.ts";

const path = ".kprov/waivers.json";

const load = (cwd: string, root = cwd, policyRoot = root) =>
  loadWaivers({ cwd, root, policyRoot, now: noon, maxDays: 180 });

const problems = async (cwd: string) => (await load(cwd)).faults.map(({ finding }) => finding.message);

const faults = async (cwd: string, root?: string) =>
  (await load(cwd, root)).faults.map(({ finding }) => `${finding.code} ${finding.level} ${finding.path}`);

describe("loadWaivers", () => {
  test("reads the tracked list, as it lies there", async () => {
    using fixture = repo({ [path]: waiversFile(waiver) });
    expect(await load(fixture.dir)).toEqual({ path, entries: [waiver], faults: [] });
    fixture.write({ [path]: waiversFile() });
    expect(await load(fixture.dir)).toEqual({ path, entries: [], faults: [] });
  });

  test("names it from the repository's top, wherever the configuration and the command are", async () => {
    using fixture = repo({ [`pkg/${path}`]: waiversFile({ ...waiver, until: "2020-01-01" }), "pkg/src/a": "" });
    const found = await faults(join(fixture.dir, "pkg/src"), join(fixture.dir, "pkg"));
    expect(found).toEqual([`WAIVER_EXPIRED violation pkg/${path}`]);
  });

  test("knows none without a list, also where something else is in the directory's place", async () => {
    using fixture = repo({ a: "", ".kprov": "a file" });
    expect(await load(fixture.dir)).toEqual(noWaivers);
    expect(await load(fixture.dir, join(fixture.dir, "missing"))).toEqual(noWaivers);
  });

  test("believes no list that git does not track", async () => {
    using fixture = repo({ a: "" });
    fixture.write({ [path]: waiversFile(waiver) });
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
    fixture.write({ ".gitignore": ".kprov/\n" });
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
    fixture.git("add", "--force", path);
    expect(await faults(fixture.dir)).toEqual([]);
  });

  test("believes a list that was untracked again no more", async () => {
    using fixture = repo({ [path]: waiversFile(waiver) });
    fixture.git("rm", "--quiet", "--cached", path);
    expect((await load(fixture.dir)).entries).toEqual([]);
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
  });

  test("does not take a name for a pattern of git's", async () => {
    using fixture = repo({ "other/.kprov/waivers.json": waiversFile(waiver) });
    fixture.write({ [`*/${path}`]: waiversFile(waiver) });
    expect(await faults(fixture.dir, join(fixture.dir, "*"))).toEqual([`WAIVERS_UNTRACKED violation */${path}`]);
  });

  test("believes no link, tracked or not, and nothing behind one", async () => {
    using fixture = repo({ "list.json": waiversFile(waiver), [path]: { link: "../list.json" } });
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNUSABLE violation ${path}`]);
    using other = repo({ "place/waivers.json": waiversFile(waiver), ".kprov": { link: "place" } });
    expect(await faults(other.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
  });

  test("believes no other list in the place of the tracked one", async () => {
    using fixture = repo({ [path]: waiversFile(waiver) });
    renameSync(join(fixture.dir, ".kprov"), join(fixture.dir, "elsewhere"));
    symlinkSync("elsewhere", join(fixture.dir, ".kprov"));
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
    using other = repo({ list: waiversFile(waiver), [path]: { link: "../list" } });
    rmSync(join(other.dir, path));
    other.write({ [path]: waiversFile(waiver) });
    expect(await faults(other.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
  });

  test("believes nothing outside of the repository", async () => {
    using fixture = repo({ a: "" });
    using elsewhere = repo({ [path]: waiversFile(waiver) });
    expect(await faults(fixture.dir, elsewhere.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
  });

  test("is not fooled by the environment's idea of an index", async () => {
    using fixture = repo({ a: "" });
    using elsewhere = repo({ [path]: waiversFile(waiver) });
    fixture.write({ [path]: waiversFile(waiver) });
    process.env["GIT_INDEX_FILE"] = join(elsewhere.dir, ".git/index");
    try {
      expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNTRACKED violation ${path}`]);
    } finally {
      delete process.env["GIT_INDEX_FILE"];
    }
  });

  test("calls what is no file, or is huge, unusable, without reading it", async () => {
    using fixture = repo({ a: "" });
    mkdirSync(join(fixture.dir, path), { recursive: true });
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNUSABLE violation ${path}`]);
    using large = repo({ [path]: `${waiversFile(waiver)}${" ".repeat(2 ** 20)}` });
    expect(await faults(large.dir)).toEqual([`WAIVERS_UNUSABLE violation ${path}`]);
  });

  test("reads a list of a whole mebibyte", async () => {
    const list = waiversFile(waiver);
    using fixture = repo({ [path]: list.padEnd(2 ** 20) });
    expect((await load(fixture.dir)).entries).toEqual([waiver]);
    fixture.write({ [path]: list.padEnd(2 ** 20 + 1) });
    expect(await problems(fixture.dir)).toEqual(["No waiver counts: it has more than 1048576 bytes"]);
  });

  test("can't decide about what can't be read", async () => {
    using fixture = repo({ [path]: waiversFile(waiver) });
    const ask = () => asSomebodyElse(fixture.dir, () => faults(fixture.dir));
    chmodSync(join(fixture.dir, path), 0);
    expect(await ask()).toEqual([`WAIVERS_UNUSABLE undecided ${path}`]);
    // Without the place on this machine, which no report shows.
    expect(await asSomebodyElse(fixture.dir, () => problems(fixture.dir))).toEqual([
      "No waiver counts: it can't be read: EACCES",
    ]);
    chmodSync(join(fixture.dir, ".kprov"), 0);
    expect(await ask()).toEqual([`WAIVERS_UNUSABLE undecided ${path}`]);
    chmodSync(join(fixture.dir, ".kprov"), 0o755);
  });

  test("can't decide about a loop of links", async () => {
    using fixture = repo({ a: "" });
    symlinkSync(".kprov", join(fixture.dir, ".kprov"));
    expect(await faults(fixture.dir)).toEqual([`WAIVERS_UNUSABLE undecided ${path}`]);
  });

  test("reads from a directory of git's own files what stands for the configuration's", async () => {
    using fixture = repo({ [path]: waiversFile() });
    const policyRoot = mkdtempSync(join(tmpdir(), "kprov-policy-"));
    try {
      expect(await load(fixture.dir, fixture.dir, policyRoot)).toEqual(noWaivers);
      mkdirSync(join(policyRoot, ".kprov"));
      writeFileSync(join(policyRoot, path), waiversFile(waiver));
      expect(await load(fixture.dir, fixture.dir, policyRoot)).toEqual({ path, entries: [waiver], faults: [] });
    } finally {
      rmSync(policyRoot, { recursive: true });
    }
  });

  test("fails outside of a repository as git does", async () => {
    const dir = mkdtempSync(join(tmpdir(), "kprov-none-"));
    try {
      mkdirSync(join(dir, ".kprov"));
      writeFileSync(join(dir, path), waiversFile(waiver));
      await expect(load(dir)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
