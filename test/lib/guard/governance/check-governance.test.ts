import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareSurfaces } from "../../../../lib/guard/governance/index.ts";
import {
  baseConfig,
  baseFiles,
  check,
  configFile,
  configure,
  editRecord,
  governed,
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

describe("checkGovernance", () => {
  test("proves what is recorded as it is: committed, staged, and in a clone", async () => {
    using fixture = await governed();
    const report = await check(fixture.dir);
    expect(report).toMatchObject({ verdict: "proved", findings: [] });
    expect(report.coverage).toEqual([
      { unit: "governed surfaces", considered: expect.any(Number), examined: expect.any(Number), skipped: {} },
    ]);
    expect(JSON.stringify(report)).not.toContain(fixture.dir);
  });

  test("GOVERNANCE_UNRECORDED without a record, and for one that git does not track", async () => {
    using fixture = repo(baseFiles);
    const absent = await check(fixture.dir);
    expect(said(absent)).toEqual([`GOVERNANCE_UNRECORDED ${recordFile}`]);
    expect(absent.verdict).toBe("violated");
    await update(fixture.dir);
    const [untracked] = (await check(fixture.dir)).findings;
    expect(untracked).toMatchObject({ code: "GOVERNANCE_UNRECORDED", fix: `git add ${recordFile}` });
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

  test("a link in the record's place, and a governed file that is a link, can't be judged", async () => {
    using fixture = await governed({ "elsewhere.json": "{}" });
    rmSync(join(fixture.dir, recordFile));
    fixture.commit({ [recordFile]: { link: "../elsewhere.json" } });
    expect(said(await check(fixture.dir))).toEqual([`GOVERNANCE_RECORD_UNUSABLE ${recordFile}`]);
    using other = await governed();
    other.commit({ ".kprov/governance/link.md": { link: "/etc/passwd" } });
    const report = await check(other.dir);
    expect(said(report)).toContain("GOVERNANCE_UNREADABLE .kprov/governance/link.md");
    expect(report.coverage[0]?.skipped).toEqual({ unreadable: 1 });
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
