import { describe, expect, test } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import command, { examples } from "../../scripts/check-governance.ts";
import checkIdentity from "../../scripts/check-identity.ts";
import preflight from "../../scripts/preflight.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import {
  baseConfig,
  baseFiles,
  configure,
  governed,
  readRecord,
  recordFile,
  said,
  scopeFile,
  update,
} from "../support/governance.ts";
import { repo } from "../support/repo.ts";

describe("check-governance", () => {
  test("its help names the base", async () => {
    const help = await formatHelp(command, examples);
    expect(help).toContain("--base=<REF>");
    expect(help).toContain("--no-base-branch");
    expect(help).toContain("--self-test");
  });

  test("as a process: what loosened is named, exit 1", async () => {
    using fixture = await governed();
    configure(fixture, { artifacts: { ...baseConfig.artifacts, deny: [] } });
    fixture.write({ [scopeFile]: "# Other\n" });
    const { status, stdout, stderr } = await program(fixture.dir, ["check-governance", "--no-base-branch"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout.replace(/\d+ governed/, "<n> governed")).toMatchInlineSnapshot(`
      "GOVERNANCE_LOOSENED  Governance was loosened without a record (1)
        kprov.config.json  Loosened: artifacts.deny no longer has "runs/**"
          kprovengine governance update --reason "…"

      GOVERNANCE_CHANGED  Governance was changed without a record (1)
        .kprov/governance/scope.md
          Words: ".kprov/governance/scope.md" has other words
          kprovengine governance update --reason "…"

      check-governance: violated (2 violations, <n> governed surfaces)
      "
    `);
  });

  test("--self-test catches every planted change", async () => {
    using fixture = await governed();
    const { result, text } = await call(command, fixture.dir, ["--self-test"]);
    expect(result.exitCode).toBe(0);
    expect(text).toContain("passed (9 of 9");
  });

  test("is part of preflight where the configuration asks for it, and not configured elsewhere", async () => {
    using fixture = await governed();
    const asked = await call(preflight, fixture.dir, ["--no-base-branch"]);
    expect(asked.result.document).toMatchObject({ verdict: "proved" });
    expect(JSON.stringify(asked.result.document)).toContain('"check":"check-governance"');
    using without = repo({
      ...baseFiles,
      "kprov.config.json": JSON.stringify({ ...baseConfig, governance: undefined }),
    });
    const other = await call(preflight, without.dir, ["--no-base-branch", "--only", "check-artifacts"]);
    expect(other.result.document).toMatchObject({ notConfigured: { "check-governance": "governance" } });
  });

  test("a tracked record keeps it in preflight when the key is taken away", async () => {
    using fixture = await governed();
    configure(fixture, { governance: undefined });
    for (const flags of [[], ["--only", "check-governance"]]) {
      const { result, text } = await call(preflight, fixture.dir, ["--no-base-branch", ...flags]);
      expect(result.exitCode).toBe(1);
      expect(text).toContain("check-governance is no longer asked for");
    }
    fixture.git("add", "--all");
    const staged = await call(preflight, fixture.dir, ["--no-base-branch", "--staged"]);
    expect(staged.result.exitCode).toBe(1);
  });

  test("with --staged, the index's configuration and record are judged", async () => {
    using fixture = await governed();
    configure(fixture, { artifacts: { ...baseConfig.artifacts, deny: [] } });
    const staged = async () =>
      (await call(command, fixture.dir, ["--staged", "--no-base-branch"])).result.document as Report;
    expect(said(await staged())).toEqual([]);
    fixture.git("add", "--all");
    expect(said(await staged())).toEqual(["GOVERNANCE_LOOSENED kprov.config.json"]);
    await update(fixture.dir);
    expect(said(await staged())).toEqual(["GOVERNANCE_LOOSENED kprov.config.json"]);
    fixture.git("add", "--all");
    expect(said(await staged())).toEqual([]);
  });

  test.each<[string, boolean, string[]]>([
    ["a change of the record", true, ["checkout", "HEAD", "--", recordFile]],
    ["the first record", false, ["rm", "--quiet", "--force", recordFile]],
  ])("a commit with %s is amended as governance.md says, past a hook with --staged", async (_, isLater, back) => {
    using fixture = repo({ a: "1" });
    fixture.write(baseFiles);
    const record = async (reason: string) => {
      await update(fixture.dir, reason);
      fixture.git("add", "--all", "--force");
      return said((await call(command, fixture.dir, ["--staged", "--no-base-branch"])).result.document as Report);
    };
    fixture.git("add", "--all", "--force");
    if (isLater) {
      expect(await record("Begin")).toEqual([]);
      fixture.commit();
      configure(fixture, { artifacts: { ...baseConfig.artifacts, deny: [] } });
    }
    expect(await record("tpyo")).toEqual([]);
    fixture.commit();
    const wrong = fixture.git("rev-parse", "HEAD");
    fixture.git("reset", "--quiet", "--soft", "HEAD~1");
    fixture.git(...back);
    expect(await record("typo")).toEqual([]);
    fixture.git("commit", "--quiet", "-C", "ORIG_HEAD");
    expect(readRecord(fixture.dir).changes.map(({ reason }) => reason)).toEqual(isLater ? ["Begin", "typo"] : ["typo"]);
    expect((await call(command, fixture.dir, ["--no-base-branch"])).result.exitCode).toBe(0);
    const parent = (commit: string) => fixture.git("rev-parse", `${commit}~1`);
    expect(parent("HEAD")).toBe(parent(wrong));
  });

  test("the record may hold the display name that the configuration declares", async () => {
    using fixture = await governed({
      "kprov.config.json": JSON.stringify({ ...baseConfig, identity: { display: { name: "Claims Mill", allow: [] } } }),
    });
    const { result } = await call(checkIdentity, fixture.dir, ["--no-base-branch"]);
    expect(said(result.document as Report)).toEqual([]);
  });
});
