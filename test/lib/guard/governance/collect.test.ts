import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type KprovConfig, resolveConfig } from "../../../../lib/config/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import type { Gate } from "../../../../lib/guard/gate.ts";
import { type Collected, collectSurfaces } from "../../../../lib/guard/governance/collect.ts";
import { readState } from "../../../../lib/guard/governance/state.ts";
import { openPublished } from "../../../../lib/guard/sources/index.ts";
import type { JsonValue } from "../../../../lib/json.ts";
import { recordFile } from "../../../support/governance.ts";
import { repo } from "../../../support/repo.ts";

const gate = (name: string, missing: string | null, ruleset: JsonValue): Gate => ({
  ...{ name, missing: () => missing, ruleset: () => ruleset },
  run: () => Promise.reject(new Error("not run")),
  selfTest: () => Promise.reject(new Error("not run")),
});

const collect = async (
  dir: string,
  written: KprovConfig,
  gates: readonly Gate[] = [],
  path: string | null = "kprov.config.json",
): Promise<Collected> => {
  const published = await openPublished(dir);
  const digest = path === null ? null : { path, sha256: "", effective: "" };
  const config = resolveConfig(written);
  return readState({ config, digest, root: dir, policyRoot: dir, gates, published });
};

const namesOf = ({ surfaces }: Collected) => ({
  documents: Object.keys(surfaces.documents),
  files: Object.keys(surfaces.files),
  workflows: Object.keys(surfaces.workflows),
});

const why = ({ faults }: Collected): string[] => faults.map(({ path, message }) => `${path}: ${message}`);

const only = (some: Partial<NonNullable<KprovConfig["governance"]>>): KprovConfig => ({
  governance: { documents: [], files: [], workflows: [], ...some },
});

describe("what is governed", () => {
  test("a file of several lists is a workflow, else a file, else a document; sorted", async () => {
    using fixture = repo({
      "b.yml": "1",
      "a.yml": "1",
      "b.sh": "1",
      "a.sh": "1",
      "b.md": "1",
      "a.md": "1",
      other: "1",
    });
    const found = await collect(fixture.dir, {
      governance: { documents: ["*.{md,sh,yml}"], files: ["*.{sh,yml}"], workflows: ["*.yml"] },
    });
    expect(namesOf(found)).toEqual({
      documents: ["a.md", "b.md"],
      files: ["a.sh", "b.sh"],
      workflows: ["a.yml", "b.yml"],
    });
    expect(found).toMatchObject({ files: 6, faults: [] });
    expect(found.surfaces.files["a.sh"]).toBe(sha256("1"));
    expect(found.surfaces.workflows["a.yml"]?.sha256).toBe(sha256("1"));
  });

  test("nothing where governance is switched off", async () => {
    using fixture = repo({ [recordFile]: "{}", "kprov.mk": "1", ".kprov/governance/a.md": "1" });
    const found = await collect(fixture.dir, {});
    expect(found).toMatchObject({ files: 0, faults: [] });
    expect(found.surfaces.configuration.path).toBe("kprov.config.json");
    expect((await collect(fixture.dir, {}, [], null)).surfaces.configuration.path).toBeNull();
  });

  test("neither the record nor the configuration, nor a list whose entries are recorded one by one", async () => {
    using fixture = repo({ [recordFile]: "{}", "kprov.config.json": "{}", "tokens.txt": "OldName", "other.txt": "1" });
    const config = { ...only({ files: ["**"] }), identity: { forbidden: { file: "tokens.txt" } } };
    expect(namesOf(await collect(fixture.dir, config)).files).toEqual(["other.txt"]);
  });

  test("below the top only what lies there, by its path from there", async () => {
    using fixture = repo({ "sub/a.md": "1", "subway/a.md": "1", "a.md": "1", "b.md": "1", "not/b.md": "1" });
    const found = await collect(join(fixture.dir, "sub"), only({ documents: ["**/a.md", "b.md"] }));
    expect(namesOf(found).documents).toEqual(["a.md"]);
    expect(found.faults.map(({ message }) => message)).toEqual([
      'The glob "b.md" of governance.documents matches no tracked file',
    ]);
  });

  test("a glob that somebody wrote and that matches nothing is a doubt; a built-in one is not", async () => {
    using fixture = repo({ "a.md": "1" });
    expect(await collect(fixture.dir, { governance: {} })).toMatchObject({ faults: [], files: 0 });
    const { faults } = await collect(fixture.dir, {
      governance: { documents: ["a.md", "b.md"], files: ["kprov.mk", "no.sh"] },
    });
    expect(faults).toEqual([
      {
        ...{ code: "GOVERNANCE_GLOB_UNUSED", level: "undecided" },
        message: 'The glob "no.sh" of governance.files matches no tracked file',
        fix: 'correct "no.sh" in governance.files, or git add what it means',
      },
      expect.objectContaining({ message: 'The glob "b.md" of governance.documents matches no tracked file' }),
    ]);
  });

  test("files of the project's own rules are governed wherever they lie", async () => {
    using fixture = repo({ a: "1" });
    const sources = { "rules/own.ts": "1".repeat(64) };
    const config = resolveConfig({ governance: {} }, { code: new Map(), sources });
    const { surfaces } = await collectSurfaces({
      ...{
        published: await openPublished(fixture.dir),
        scope: "",
        config,
        path: null,
        tokens: [],
        lists: [],
        gates: [],
      },
    });
    expect(surfaces.files).toEqual(sources);
    expect(surfaces.configuration.path).toBeNull();
  });
});

describe("what can't be read is a doubt", () => {
  const large = "x".repeat(5 * 2 ** 20);

  test("a link, and a submodule", async () => {
    using fixture = repo({ "a.md": { link: "b.md" } });
    const commit = fixture.git("rev-parse", "HEAD");
    fixture.git("update-index", "--add", "--cacheinfo", `160000,${commit},b.md`);
    const found = await collect(fixture.dir, only({ documents: ["*.md"] }));
    expect(why(found)).toEqual(["a.md", "b.md"].map((path) => `${path}: Cannot be governed: it is no regular file`));
    expect(namesOf(found).documents).toEqual([]);
  });

  test("a merge conflict", async () => {
    using fixture = repo({ "a.sh": "1" });
    fixture.git("checkout", "--quiet", "-b", "side");
    fixture.commit({ "a.sh": "2" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ "a.sh": "3" });
    expect(() => fixture.git("merge", "side")).toThrow();
    const found = await collect(fixture.dir, only({ files: ["*.sh"] }));
    expect(why(found)).toEqual(["a.sh: Cannot be governed: it is in a merge conflict"]);
    expect(found.faults[0]).toMatchObject({ code: "GOVERNANCE_UNREADABLE", level: "undecided" });
  });

  test("one that is large: a document or a workflow always, a file where git does not have it as it lies", async () => {
    using fixture = repo({
      "a.md": large,
      "a.yml": large,
      "a.sh": large,
      "b.sh": large,
      "b.bin": new Uint8Array([255]),
    });
    fixture.write({ "b.sh": `${large}y` });
    const lists = { documents: ["*.md"], workflows: ["*.yml"], files: ["*.sh", "*.bin"] };
    const found = await collect(fixture.dir, only(lists));
    expect(found.faults.map(({ path }) => path)).toEqual(["a.md", "a.yml", "b.sh"]);
    expect(found.surfaces.files).toEqual({ "a.sh": sha256(large), "b.bin": sha256(new Uint8Array([255])) });
    fixture.git("update-index", "--assume-unchanged", "a.sh");
    expect((await collect(fixture.dir, only(lists))).faults.map(({ path }) => path)).toContain("a.sh");
  });

  test("one below the top, by its path from the top", async () => {
    using fixture = repo({ "sub/a.md": { link: "b" } });
    expect(why(await collect(join(fixture.dir, "sub"), only({ documents: ["*.md"] })))).toEqual([
      "sub/a.md: Cannot be governed: it is no regular file",
    ]);
  });

  test("one of a name that no record can hold", async () => {
    using fixture = repo({ ["__proto__"]: "1", "a.sh": "1" });
    const found = await collect(fixture.dir, only({ files: ["*"] }));
    expect(why(found)).toEqual(["__proto__: Cannot be governed: its name can't be recorded"]);
    expect(namesOf(found).files).toEqual(["a.sh"]);
  });

  test.skipIf(process.platform !== "linux")("one whose name looks like that of another file", async () => {
    using fixture = repo({ "a\\xff.sh": "1" });
    writeFileSync(Buffer.concat([Buffer.from(`${fixture.dir}/a`), Buffer.from([255]), Buffer.from(".sh")]), "2");
    fixture.git("add", "--all");
    const found = await collect(fixture.dir, only({ files: ["*"] }));
    expect(new Set(why(found))).toEqual(new Set(["a\\xff.sh: Cannot be governed: its name can't be recorded"]));
    expect(namesOf(found).files).toEqual([]);
  });

  test("one that was deleted, but not from the index, is no longer governed, and its glob means nothing", async () => {
    using fixture = repo({ "a.sh": "1", "b.sh": "1" });
    rmSync(join(fixture.dir, "a.sh"));
    const found = await collect(fixture.dir, only({ files: ["*.sh", "a.*"] }));
    expect(namesOf(found).files).toEqual(["b.sh"]);
    expect(why(found)).toEqual([expect.stringContaining('The glob "a.*" of governance.files matches no tracked file')]);
  });

  test("one that nobody can look at is not gone", async () => {
    using fixture = repo({ "a.sh": "1" });
    const name = `${"a".repeat(300)}.sh`; // Longer than a name may be on disk.
    fixture.git("update-index", "--add", "--cacheinfo", `100644,${fixture.git("hash-object", "a.sh").trim()},${name}`);
    fixture.git("update-index", "--assume-unchanged", name);
    const found = await collect(fixture.dir, only({ files: ["*.sh"] }));
    expect(why(found)).toEqual([expect.stringContaining("the work tree can't be read: ENAMETOOLONG")]);
  });

  test("one that a sparse checkout leaves out is what the index has", async () => {
    using fixture = repo({ "a.sh": "1" });
    fixture.git("update-index", "--skip-worktree", "a.sh");
    rmSync(join(fixture.dir, "a.sh"));
    expect((await collect(fixture.dir, only({ files: ["*.sh"] }))).surfaces.files).toEqual({ "a.sh": sha256("1") });
  });

  test("one that differs from the index is what the work tree has", async () => {
    using fixture = repo({ "a.sh": "1" });
    fixture.write({ "a.sh": "2" });
    expect((await collect(fixture.dir, only({ files: ["*.sh"] }))).surfaces.files).toEqual({ "a.sh": sha256("2") });
  });
});

test("rules are those of the checks that are asked for, each once, sorted, whatever form they have", async () => {
  using fixture = repo({ a: "1" });
  const { surfaces } = await collect(fixture.dir, { governance: {} }, [
    gate("z", null, ["B", ["A", ["B"]], { b: 1, a: [2] }, 3]),
    gate("unasked", "key", ["C"]),
    gate("a", null, "ONE"),
  ]);
  expect(Object.entries(surfaces.rules)).toEqual([
    ["a", ["ONE"]],
    ["z", ["3", "A", "B", '{"a":[2],"b":1}']],
  ]);
});
