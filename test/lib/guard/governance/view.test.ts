import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { gates } from "../../../../lib/guard/gates/index.ts";
import { diffGovernance, readGovernance } from "../../../../lib/guard/governance/index.ts";
import {
  baseConfig,
  baseFiles,
  configure,
  editRecord,
  governed,
  readRecord,
  recordFile,
  scopeFile,
  update,
} from "../../../support/governance.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

const optionsIn = async (cwd: string) => {
  const loaded = await loadConfig({ cwd, allowCode: false, cacheDir: null });
  return { ...loaded, cwd, policyRoot: loaded.root, gates };
};

const diff = async ({ dir }: TestRepo, base?: { commit: string; name: string }) =>
  diffGovernance({ ...(await optionsIn(dir)), ...(base && { base }) });

describe("readGovernance", () => {
  test("gives the record as it lies, and its place from the top", async () => {
    using fixture = repo();
    fixture.write(Object.fromEntries(Object.entries(baseFiles).map(([path, file]) => [`sub/${path}`, file])));
    fixture.git("add", "--all", "--force");
    const dir = join(fixture.dir, "sub");
    await update(dir);
    fixture.commit();
    editRecord(dir, ({ changes }) => void Object.assign(changes[0] ?? {}, { reason: "another" }));
    expect(await readGovernance(await optionsIn(dir))).toEqual({ path: `sub/${recordFile}`, record: readRecord(dir) });
  });

  test("is E_GOVERNANCE, with the command that begins one, where git tracks none", async () => {
    using fixture = repo(baseFiles);
    await update(fixture.dir);
    await expect(readGovernance(await optionsIn(fixture.dir))).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: `There is no record of governance at "${recordFile}" that git tracks`,
      hint: `kprovengine governance update --reason "…" && git add ${recordFile}`,
    });
  });
});

describe("diffGovernance", () => {
  test("names each value that differs by its place, with what it was and is", async () => {
    using fixture = await governed();
    configure(fixture, { artifacts: { deny: ["out/**", "runs/**"], allow: [] }, project: "other" });
    const { changes, values, ...rest } = await diff(fixture);
    expect(rest).toEqual({ schema: "kprov.governance-diff/v1", from: "record", version: "1.0.0", step: "major" });
    expect(changes.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'loosened: identity.name is "other" now, was "claims"',
      'tightened: artifacts.allow no longer has the exception "a.log"',
      'tightened: artifacts.deny now has "out/**"',
      'words: project is "other" now, was "claims"',
    ]);
    expect(values).toContainEqual({ place: "artifacts.deny.0", type: "changed", was: "runs/**", is: "out/**" });
    expect(values).toContainEqual({ place: "artifacts.deny.1", type: "added", is: "runs/**" });
    expect(values).toContainEqual({ place: "artifacts.allow.0", type: "removed", was: baseConfig.artifacts.allow[0] });
    expect(values).toContainEqual({ place: "project", type: "changed", was: "claims", is: "other" });
  });

  test("says nothing where nothing differs", async () => {
    using fixture = await governed();
    expect(await diff(fixture)).toMatchObject({ step: null, changes: [], values: [] });
  });

  test("with a base it is the base's record that counts, whatever lies here", async () => {
    using fixture = await governed();
    const commit = fixture.git("rev-parse", "HEAD");
    fixture.write({ [scopeFile]: "# Other\n" });
    await update(fixture.dir);
    expect(await diff(fixture)).toMatchObject({ from: "record", version: "1.0.1", step: null });
    expect(await diff(fixture, { commit, name: "v1" })).toMatchObject({ from: "v1", version: "1.0.0", step: "patch" });
  });

  test("a base without a record, or with a link in its place, is E_GOVERNANCE", async () => {
    using fixture = repo({ ...baseFiles, [recordFile]: { link: "../a.log" } });
    const linked = fixture.git("rev-parse", "HEAD");
    fixture.git("rm", "--quiet", recordFile);
    fixture.commit();
    const none = fixture.git("rev-parse", "HEAD");
    for (const commit of [linked, none])
      await expect(diff(fixture, { commit, name: "v1" })).rejects.toMatchObject({
        code: "E_GOVERNANCE",
        message: `There is no record of governance at "${recordFile}" in "v1"`,
      });
  });

  test("a record that can't be used is E_GOVERNANCE, and says whose it is", async () => {
    using fixture = await governed();
    fixture.commit({ [recordFile]: "{" });
    const commit = fixture.git("rev-parse", "HEAD");
    const name = "v1";
    await expect(diff(fixture)).rejects.toMatchObject({ code: "E_GOVERNANCE" });
    await expect(diff(fixture, { commit, name })).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: expect.stringContaining(`${recordFile} of v1`),
    });
  });

  test("something governed that can't be read is E_GOVERNANCE, with what mends it where something does", async () => {
    using fixture = await governed();
    configure(fixture, { governance: { files: ["no/such/**"] } });
    await expect(diff(fixture)).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: 'Cannot compare governance: The glob "no/such/**" of governance.files matches no tracked file',
      hint: 'correct "no/such/**" in governance.files, or git add what it means',
    });
    using other = await governed();
    other.commit({ ".kprov/governance/link.md": { link: "scope.md" } });
    await expect(diff(other)).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: "Cannot compare governance: Cannot be governed: it is no regular file (.kprov/governance/link.md)",
      hint: undefined,
    });
  });
});
