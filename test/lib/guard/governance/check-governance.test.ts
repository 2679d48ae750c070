import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { compareSurfaces } from "../../../../lib/guard/governance/index.ts";
import type { RecordedChange } from "../../../../lib/guard/governance/record.ts";
import { digestOfSurfaces, type WorkflowSurface } from "../../../../lib/guard/governance/surfaces.ts";
import {
  baseConfig,
  baseFiles,
  check,
  configFile,
  configure,
  editRecord,
  governed,
  readRecord,
  recordFile,
  said,
  scopeFile,
  update,
  workflowFile,
} from "../../../support/governance.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const commit = (fixture: TestRepo, files: RepoFiles = {}) => {
  fixture.write(files);
  fixture.git("add", "--all", "--force");
};

const pinned = (digit: string) => String(baseFiles[workflowFile]).replace("1".repeat(40), digit.repeat(40));

/** What the cache holds. */
interface Kept {
  result: { findings: unknown[]; coverage: unknown };
}

describe("checkGovernance", () => {
  test("proves what is recorded as it is: committed, staged, and in a clone", async () => {
    using fixture = await governed();
    const report = await check(fixture.dir);
    expect(report).toMatchObject({ verdict: "proved", findings: [] });
    expect(report.coverage).toEqual([
      { unit: "governed surfaces", considered: expect.any(Number), examined: expect.any(Number), skipped: {} },
    ]);
    expect(JSON.stringify(report)).not.toContain(fixture.dir);
    const { configuration, rules } = readRecord(fixture.dir).surfaces;
    const counted = Object.keys(configuration.values).length + Object.keys(rules).length + 3;
    expect(report.coverage[0]).toMatchObject({ considered: counted, examined: counted });
    expect(report).toMatchObject({ check: "check-governance", config: { path: configFile }, tool: { version: "0" } });
  });

  test("GOVERNANCE_UNRECORDED without a record, and for one that git does not track", async () => {
    using fixture = repo(baseFiles);
    const absent = await check(fixture.dir);
    expect(said(absent)).toEqual([`GOVERNANCE_UNRECORDED ${recordFile}`]);
    expect(absent.verdict).toBe("violated");
    await update(fixture.dir);
    const [untracked] = (await check(fixture.dir)).findings;
    expect(untracked).toEqual({
      ...{ code: "GOVERNANCE_UNRECORDED", level: "violation", path: recordFile, fix: `git add ${recordFile}` },
      message: "The record is not tracked by git: nobody else will see it",
    });
  });

  test("GOVERNANCE_UNRECORDED says what begins a record, also where a file is in its way", async () => {
    using fixture = repo({ [configFile]: JSON.stringify({ governance: {} }), ".kprov": "" });
    expect((await check(fixture.dir)).findings).toEqual([
      {
        ...{ code: "GOVERNANCE_UNRECORDED", level: "violation", path: recordFile },
        message: "There is no record of governance",
        fix: `kprovengine governance update --reason "…" && git add ${recordFile}`,
      },
    ]);
  });

  test("GOVERNANCE_UNRECORDED without a configuration, too", async () => {
    using fixture = repo({ a: "1" });
    expect(said(await check(fixture.dir))).toEqual([`GOVERNANCE_UNRECORDED ${recordFile}`]);
  });

  test("GOVERNANCE_REWRITTEN for a date that is still to come", async () => {
    using fixture = await governed();
    const at = (day: number) => check(fixture.dir, { clock: { now: () => Date.UTC(2026, 0, day) } });
    expect(said(await at(1))).toEqual([]);
    editRecord(fixture.dir, ({ changes }) => void Object.assign(changes[0] ?? {}, { date: "2026-01-09" }));
    expect(said(await at(1))).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
  });

  test("GOVERNANCE_UNRECORDED says the key first where the configuration does not have it", async () => {
    using fixture = repo({ ...baseFiles, [configFile]: JSON.stringify({ project: "p" }) });
    const [finding] = (await check(fixture.dir)).findings;
    expect(finding).toMatchObject({ code: "GOVERNANCE_UNRECORDED", message: expect.stringContaining("not ask") });
    expect(finding?.fix).toMatch(/^write governance: \{\} into .*, then kprovengine governance update/);
  });

  test.each<[string, (fixture: TestRepo) => void, string[]]>([
    [
      "a glob that is gone",
      (at) => configure(at, { artifacts: { allow: baseConfig.artifacts.allow } }),
      [`GOVERNANCE_LOOSENED ${configFile}`],
    ],
    [
      "an exception that is new",
      (at) =>
        configure(at, {
          artifacts: { ...baseConfig.artifacts, allow: [...baseConfig.artifacts.allow, { glob: "b", reason: "r" }] },
        }),
      [`GOVERNANCE_LOOSENED ${configFile}`],
    ],
    [
      "one token exchanged for another",
      (at) => at.write({ "tokens.txt": "OtherName\n" }),
      [`GOVERNANCE_CHANGED ${configFile}`, `GOVERNANCE_LOOSENED ${configFile}`],
    ],
    ["a comment in the list of tokens", (at) => at.write({ "tokens.txt": "# why\nOldName\n" }), []],
    [
      "a tightened limit",
      (at) => configure(at, { artifacts: { ...baseConfig.artifacts, maxFileSize: "1 MB" } }),
      [`GOVERNANCE_CHANGED ${configFile}`],
    ],
    [
      "a wider limit",
      (at) => configure(at, { artifacts: { ...baseConfig.artifacts, maxFileSize: "9 MB" } }),
      [`GOVERNANCE_LOOSENED ${configFile}`],
    ],
    ["words of a document", (at) => at.write({ [scopeFile]: "# Other\n" }), [`GOVERNANCE_CHANGED ${scopeFile}`]],
    ["a document that is gone", (at) => at.git("rm", "--quiet", scopeFile), [`GOVERNANCE_LOOSENED ${scopeFile}`]],
    [
      "a new document",
      (at) => commit(at, { ".kprov/governance/new.md": "# New\n" }),
      ["GOVERNANCE_CHANGED .kprov/governance/new.md"],
    ],
    [
      "a file that is another",
      (at) => at.write({ "kprov.mk": "preflight:\n\ttrue\n" }),
      ["GOVERNANCE_LOOSENED kprov.mk"],
    ],
    [
      "a workflow that masks",
      (at) => at.write({ [workflowFile]: String(baseFiles[workflowFile]).replace("make", "make || true") }),
      [`GOVERNANCE_LOOSENED ${workflowFile}`],
    ],
    [
      "a workflow in another layout",
      (at) => at.write({ [workflowFile]: `# words\n${baseFiles[workflowFile]}` }),
      [`GOVERNANCE_CHANGED ${workflowFile}`],
    ],
    ["another pin", (at) => at.write({ [workflowFile]: pinned("2") }), [`GOVERNANCE_CHANGED ${workflowFile}`]],
    [
      "a pin that became a tag",
      (at) => at.write({ [workflowFile]: pinned("2").replace("2".repeat(40), "v4") }),
      [`GOVERNANCE_LOOSENED ${workflowFile}`],
    ],
    [
      "a check that is no longer asked for",
      (at) => configure(at, { identity: {}, project: undefined }),
      [
        "GOVERNANCE_LOOSENED",
        "GOVERNANCE_CHANGED kprov.config.json",
        "GOVERNANCE_LOOSENED kprov.config.json",
        "GOVERNANCE_LOOSENED kprov.config.json",
      ],
    ],
  ])("%s", async (_, change, expected) => {
    using fixture = await governed();
    change(fixture);
    const report = await check(fixture.dir);
    expect(said(report)).toEqual(expected);
    expect(report.verdict).toBe(expected.length === 0 ? "proved" : "violated");
    // Recorded, it is proved: the step is taken as it is needed.
    await update(fixture.dir);
    fixture.git("add", "--all");
    expect(said(await check(fixture.dir))).toEqual([]);
  });

  test("governance switched off has loosened all that it governed, and can be recorded like any other change", async () => {
    using fixture = await governed();
    configure(fixture, { governance: undefined });
    const report = await check(fixture.dir);
    for (const path of [scopeFile, workflowFile, "kprov.mk", configFile])
      expect(said(report)).toContain(`GOVERNANCE_LOOSENED ${path}`);
    expect(report.findings.map(({ message }) => message)).toContain(
      "Loosened: check-governance is no longer asked for",
    );
    expect(await update(fixture.dir)).toMatchObject({ version: "2.0.0", step: "major" });
    expect(said(await check(fixture.dir))).toEqual([]);
  });

  test("what was exchanged is named by its digest, never by the token itself", async () => {
    using fixture = await governed();
    fixture.write({ "tokens.txt": "OtherName\n" });
    const text = JSON.stringify(await check(fixture.dir));
    expect(text).toContain("sha256:");
    expect(text).not.toMatch(/OldName|OtherName/);
  });

  test.each<[string, string | Uint8Array]>([
    ["conflict markers", "<<<<<<< HEAD\n{}\n"],
    ["an empty file", ""],
    ["another schema", '{"schema":"kprov.governance-lock/v2"}'],
    ["a list", "[]"],
    ["duplicate keys", '{"schema":"kprov.governance-lock/v1","schema":"kprov.governance-lock/v1"}'],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00])],
    ["deep nesting", `${"[".repeat(100)}${"]".repeat(100)}`],
    ["more than 4 MiB", `"${"x".repeat(5 * 2 ** 20)}"`],
  ])("GOVERNANCE_RECORD_UNUSABLE, undecided, for %s", async (_, content) => {
    using fixture = await governed();
    fixture.commit({ [recordFile]: content });
    const report = await check(fixture.dir);
    expect(said(report)).toEqual([`GOVERNANCE_RECORD_UNUSABLE ${recordFile}`]);
    expect(report.verdict).toBe("undecided");
  });

  test("a link in the record's place can't be judged", async () => {
    using fixture = await governed({ "elsewhere.json": "{}" });
    rmSync(join(fixture.dir, recordFile));
    fixture.commit({ [recordFile]: { link: "../elsewhere.json" } });
    const report = await check(fixture.dir);
    expect(report.findings).toEqual([
      {
        ...{ code: "GOVERNANCE_RECORD_UNUSABLE", level: "undecided", path: recordFile },
        message: `The record "${recordFile}" is no regular file, or in a merge conflict`,
        fix: `git checkout HEAD -- ${recordFile}`,
      },
    ]);
    expect(report.verdict).toBe("undecided");
  });

  test("a record in a merge conflict can't be judged, whatever lies there", async () => {
    using fixture = await governed();
    const before = readFileSync(join(fixture.dir, recordFile), "utf8");
    fixture.git("checkout", "--quiet", "-b", "side");
    fixture.commit({ [recordFile]: before.replace("planted", "theirs") });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ [recordFile]: before.replace("planted", "ours") });
    expect(() => fixture.git("merge", "side")).toThrow();
    fixture.write({ [recordFile]: before.replace("planted", "ours") });
    const [finding, ...others] = (await check(fixture.dir)).findings;
    expect(finding?.message).toBe(`The record "${recordFile}" is no regular file, or in a merge conflict`);
    expect(others).toEqual([]);
  });

  test("a governed file that can't be read is a doubt, and nothing is said of how it changed; of the others it is", async () => {
    using fixture = await governed();
    rmSync(join(fixture.dir, scopeFile));
    fixture.commit({ [scopeFile]: { link: "/etc/passwd" }, "kprov.mk": "preflight:\n\ttrue\n" });
    const files = ["kprov.mk", "no/such/**", "nor/such/**"];
    configure(fixture, { governance: { files }, identity: {}, project: undefined });
    const report = await check(fixture.dir);
    expect(said(report).filter((line) => !line.endsWith(configFile))).toEqual([
      ...["GOVERNANCE_GLOB_UNUSED", "GOVERNANCE_GLOB_UNUSED", "GOVERNANCE_LOOSENED"],
      `GOVERNANCE_UNREADABLE ${scopeFile}`,
      "GOVERNANCE_LOOSENED kprov.mk",
    ]);
    const { considered = 0, ...rest } = report.coverage[0] ?? {};
    expect(rest).toEqual({ unit: "governed surfaces", examined: considered - 1, skipped: { unreadable: 1 } });
  });

  test("a file that decides may be large or binary, as long as git has it; then any change of it has loosened", async () => {
    const large = "x".repeat(5 * 2 ** 20);
    using fixture = await governed({ ".kprov/kprov.mjs": large, ".kprov/keys/a.pub": new Uint8Array([255, 0, 255]) });
    expect(said(await check(fixture.dir))).toEqual([]);
    fixture.write({ ".kprov/kprov.mjs": `${large}y` });
    expect(said(await check(fixture.dir))).toEqual(["GOVERNANCE_UNREADABLE .kprov/kprov.mjs"]);
    fixture.commit({ ".kprov/keys/a.pub": new Uint8Array([255, 0, 254]) });
    expect(said(await check(fixture.dir))).toEqual([
      "GOVERNANCE_LOOSENED .kprov/keys/a.pub",
      "GOVERNANCE_LOOSENED .kprov/kprov.mjs",
    ]);
  });

  test("a record that was edited by hand is GOVERNANCE_REWRITTEN", async () => {
    using fixture = await governed();
    editRecord(fixture.dir, (record) => {
      record.surfaces.documents = { [scopeFile]: "0".repeat(64) };
    });
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
  });

  test.each<[string, Partial<WorkflowSurface>, string]>([
    ["means", { meaning: "0".repeat(64) }, "GOVERNANCE_LOOSENED"],
    ["means nothing", { meaning: null }, "GOVERNANCE_LOOSENED"],
    ["pins", { pins: [`acme/checkout@${"2".repeat(40)}`] }, "GOVERNANCE_CHANGED"],
  ])(
    "no record says in advance what a workflow %s, to have the change pass for words later",
    async (_, ahead, code) => {
      using fixture = await governed();
      editRecord(fixture.dir, (record) => {
        Object.assign(record.surfaces.workflows[workflowFile] ?? {}, ahead);
        const change = { version: "1.0.1", step: "patch", surfaces: digestOfSurfaces(record.surfaces) } as const;
        record.changes.push({ ...(record.changes[0] as RecordedChange), ...change });
        record.version = change.version;
      });
      const found = said(await check(fixture.dir));
      expect(found).toEqual([`${code} ${workflowFile}`, `GOVERNANCE_STEP ${recordFile}`]);
    },
  );

  test("a written glob that matches nothing is undecided, a built-in one is not", async () => {
    using fixture = await governed();
    configure(fixture, { governance: { files: ["kprov.mk", "no/such/**"] } });
    await update(fixture.dir).catch(() => undefined);
    const report = await check(fixture.dir);
    expect(said(report)).toContain("GOVERNANCE_GLOB_UNUSED");
  });

  test("a comparison that is blind is doubted in every run", async () => {
    using fixture = await governed();
    const report = await check(fixture.dir, { compare: async () => [] });
    expect(report.verdict).toBe("undecided");
    expect(said(report)[0]).toBe("RULE_CANARY_MISSED");
    const harmless = await check(fixture.dir, {
      compare: async (...args) =>
        (await compareSurfaces(...args)).map((change) => ({ ...change, kind: "words" as const })),
    });
    expect(said(harmless).filter((code) => code === "RULE_CANARY_MISSED").length).toBeGreaterThan(10);
  });

  test("what was proved is kept while nothing changes, and never longer", async () => {
    using fixture = await governed();
    const cacheDir = temporary();
    const kept = () => check(fixture.dir, { cacheDir });
    const first = await kept();
    expect(first.verdict).toBe("proved");
    expect(await kept()).toEqual(first);
    // The same index under another HEAD: the step before it is another.
    configure(fixture, { artifacts: {} });
    await update(fixture.dir);
    editRecord(fixture.dir, (record) => {
      record.version = "1.0.1";
      Object.assign(record.changes.at(-1) ?? {}, { version: "1.0.1" });
    });
    fixture.git("add", "--all");
    expect((await kept()).verdict).toBe("violated");
    fixture.git("commit", "--quiet", "--message", "cheat");
    expect((await kept()).verdict).toBe("violated");
    fixture.git("reset", "--quiet", "--hard", "HEAD~1");
    expect((await kept()).verdict).toBe("proved");
    fixture.git("update-index", "--assume-unchanged", scopeFile);
    fixture.write({ [scopeFile]: "# Other\n" });
    expect(said(await kept())).toEqual([`GOVERNANCE_CHANGED ${scopeFile}`]);
    fixture.git("update-index", "--no-assume-unchanged", scopeFile);
    expect(said(await kept())).toEqual([`GOVERNANCE_CHANGED ${scopeFile}`]);
    fixture.git("checkout", "--quiet", "--", scopeFile);
    expect((await kept()).verdict).toBe("proved");
    mkdirSync(join(fixture.dir, ".git/rebase-merge"));
    expect((await kept()).verdict).toBe("undecided");
  });

  test.each<[string, (kept: Kept) => void]>([
    ["a finding", ({ result }) => result.findings.push({})],
    ["findings that are none", ({ result }) => Object.assign(result, { findings: { length: 0 } })],
    ["no receipt", ({ result }) => Reflect.deleteProperty(result, "coverage")],
    ["nothing", (kept) => Object.assign(kept, { result: null })],
  ])("what was kept is not believed when it says %s", async (_, spoil) => {
    using fixture = await governed();
    const cacheDir = temporary();
    const first = await check(fixture.dir, { cacheDir });
    const [file = ""] = readdirSync(cacheDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const bytes = readFileSync(file);
    const at = bytes.indexOf('{"state"');
    const kept = JSON.parse(bytes.subarray(at).toString()) as Kept;
    spoil(kept);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.from(JSON.stringify(kept))]));
    expect(await check(fixture.dir, { cacheDir })).toEqual(first);
  });

  test("what was kept is not what a configuration of another name is judged by", async () => {
    using fixture = await governed();
    const cacheDir = temporary();
    expect((await check(fixture.dir, { cacheDir })).verdict).toBe("proved");
    const own = await loadConfig({ cwd: fixture.dir, allowCode: false, cacheDir: null });
    const digest = { path: "kprov.config.yaml", sha256: "", effective: "" };
    expect((await check(fixture.dir, { cacheDir, own: { ...own, digest } })).findings[0]).toMatchObject({
      code: "GOVERNANCE_CHANGED",
      message: 'Words: the configuration is "kprov.config.yaml" now, was "kprov.config.json"',
    });
  });

  test("nothing is kept of a comparison that somebody brought, nor of what another version, base or list proved", async () => {
    using fixture = await governed();
    const cacheDir = temporary();
    await check(fixture.dir, { cacheDir, compare: compareSurfaces });
    expect(readdirSync(cacheDir)).toEqual([]);
    const other = { name: "v1", commit: fixture.git("rev-parse", "HEAD") };
    await check(fixture.dir, { cacheDir });
    // A base that can't be found would throw: it was looked for.
    const base = { name: "nowhere", commit: "1".repeat(40) };
    await expect(check(fixture.dir, { cacheDir, base })).rejects.toMatchObject({ code: "E_GIT" });
    expect((await check(fixture.dir, { cacheDir, base: other })).verdict).toBe("proved");
    await check(fixture.dir, { cacheDir });
    expect((await check(fixture.dir, { cacheDir, policyRoot: temporary({ "tokens.txt": "Other" }) })).verdict).toBe(
      "violated",
    );
  });

  test("below the top: paths are the repository's, the record's are the configuration's", async () => {
    using fixture = repo();
    const below = Object.fromEntries(Object.entries(baseFiles).map(([path, file]) => [`sub/${path}`, file]));
    fixture.write(below);
    fixture.git("add", "--all", "--force");
    await update(join(fixture.dir, "sub"));
    fixture.commit();
    expect(said(await check(join(fixture.dir, "sub")))).toEqual([]);
    fixture.write({ [`sub/${scopeFile}`]: "# Other\n" });
    expect(said(await check(join(fixture.dir, "sub")))).toEqual([`GOVERNANCE_CHANGED sub/${scopeFile}`]);
  });
});
