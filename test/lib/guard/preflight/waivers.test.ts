import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import type { Gate } from "../../../../lib/guard/gate.ts";
import { formatPreflight, type PreflightOptions, runPreflight } from "../../../../lib/guard/preflight/index.ts";
import { createReport, type Finding } from "../../../../lib/report.ts";
import { keepSecrets } from "../../../../lib/secrecy.ts";
import { denyFile, salt } from "../../../support/deny.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { noon, violation, waiver, waiversFile } from "../../../support/waivers.ts";

const list = ".kprov/waivers.json";

const gate = (name: string, judge: () => Finding[], missing: string | null = null): Gate => ({
  name,
  missing: () => missing,
  ruleset: () => [],
  run: async ({ digest, version }) =>
    createReport({
      ...{ check: name, findings: judge(), config: digest, version },
      coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
    }),
  selfTest: async () => {
    throw new Error("not asked");
  },
});

const gates = [gate("check-identity", () => [violation]), gate("check-artifacts", () => [])];

const quiet = { note: () => undefined, warn: () => undefined, debug: () => undefined, progress: () => undefined };

const preflight = async (fixture: TestRepo, now: number, more: Partial<PreflightOptions> = {}) => {
  const cwd = fixture.dir;
  const { config, digest, path, root } = await loadConfig({ cwd, allowCode: true, cacheDir: null });
  const options = { only: [], skip: [], env: {}, talk: quiet, cacheDir: null, gates, version: "1" };
  const clock = { now: () => now, monotonic: () => 0n };
  return runPreflight({ cwd, config, digest, path, root, clock, ...options, ...more });
};

const seen = ({ verdict, checks }: Awaited<ReturnType<typeof preflight>>) => [
  verdict,
  ...checks.map(({ findings, waived = [] }) => [findings.map(({ code }) => code), waived.length]),
];

test("a waiver counts to the end of its last day, and no millisecond longer", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  expect(seen(await preflight(fixture, noon))).toEqual(["proved", [[], 1], [[], 0]]);
  expect(seen(await preflight(fixture, Date.UTC(2026, 9, 1) - 1))).toEqual(["proved", [[], 1], [[], 0]]);
  const over = await preflight(fixture, Date.UTC(2026, 9, 1));
  expect(seen(over)).toEqual(["violated", [["WAIVER_EXPIRED", "NAME_MISMATCH"], 0], [[], 0]]);
});

test("the report is the same on every day that the waiver is in force", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  expect(await preflight(fixture, noon)).toEqual(await preflight(fixture, noon + 7 * 86_400_000));
});

test("what is waived is shown, although all is proved", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  const text = await formatPreflight(await preflight(fixture, noon), { colour: false, width: 80, verbose: false });
  expect(text.split("\n")).toEqual([
    "waived until 2026-09-30 by mara@acme.example: NAME_MISMATCH  package.json:2:3: renamed with the next release",
    "",
    "check-identity: proved (1 waived, 1 file)",
    "",
    "preflight: proved (2 of 2 gates proved)",
  ]);
});

test("a waiver of a check that is left out is not judged; one of a check that is not configured is left over", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  const left = await preflight(fixture, noon, { skip: ["check-identity"] });
  expect(seen(left)).toEqual(["partial", [[], 0]]);
  const off = [gate("check-identity", () => [violation], "identity"), gate("check-artifacts", () => [])];
  expect(seen(await preflight(fixture, noon, { gates: off }))).toEqual(["violated", [["WAIVER_UNUSED"], 0]]);
});

test.each([noon, Date.UTC(2027, 0, 1)])("no private token is shown that the list quotes, at %i", async (now) => {
  onTestFinished(() => keepSecrets(() => (text) => text));
  using fixture = repo({
    [list]: waiversFile({ ...waiver, reason: "for acme-corp", owner: "acme-corp" }),
    "kprov.config.json": JSON.stringify({ identity: { forbidden: { private: "list.json" } } }),
    "list.json": denyFile(["acme-corp"]),
  });
  const report = JSON.stringify(await preflight(fixture, now, { env: { KPROV_DENY_SALT: salt } }));
  expect(report).not.toContain("acme-corp");
  expect(report).toContain("[private ");
});

test("a check that can't be run waives nothing, and proves nothing", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  const broken = gate("check-identity", () => {
    throw new Error("boom");
  });
  expect(seen(await preflight(fixture, noon, { gates: [broken] }))).toEqual(["undecided", [["CHECK_NOT_RUN"], 0]]);
});

test("a list that is broken, or not tracked, waives nothing, and is said once", async () => {
  using fixture = repo({ a: "" });
  fixture.write({ [list]: waiversFile(waiver) });
  expect(seen(await preflight(fixture, noon))).toEqual([
    "violated",
    [["WAIVERS_UNTRACKED", "NAME_MISMATCH"], 0],
    [[], 0],
  ]);
  fixture.commit({ [list]: "{" });
  expect(seen(await preflight(fixture, noon))).toEqual([
    "violated",
    [["WAIVERS_UNUSABLE", "NAME_MISMATCH"], 0],
    [[], 0],
  ]);
});

test("a command that failed can't be waived", async () => {
  using fixture = repo({
    "kprov.config.json": JSON.stringify({ preflight: { commands: { test: ["false"] } } }),
    [list]: waiversFile(waiver, { ...waiver, fingerprint: "f".repeat(32), code: "COMMAND_FAILED", check: "test" }),
  });
  const { verdict, commands } = await preflight(fixture, noon, { env: process.env });
  expect(verdict).toBe("violated");
  expect(commands[0]?.findings[0]).not.toHaveProperty("fingerprint");
});

test("the tree is dirty while the list differs from the one that is staged, whatever git is told", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  expect((await preflight(fixture, noon)).tree.dirty).toBe(false);
  fixture.git("update-index", "--assume-unchanged", list);
  fixture.write({ [list]: waiversFile({ ...waiver, reason: "another" }) });
  expect((await preflight(fixture, noon)).tree.dirty).toBe(true);
});

test("how far ahead a waiver may end is a part of the rules", async () => {
  using fixture = repo({ "kprov.config.json": "{}" });
  const before = await preflight(fixture, noon);
  fixture.write({ "kprov.config.json": '{"waivers":{"maxDays":7}}' });
  expect((await preflight(fixture, noon)).rulesetDigest).not.toBe(before.rulesetDigest);
});

test("waivers are those of whose lists judge; under a base only while the candidate still has them", async () => {
  using fixture = repo({ [list]: waiversFile(waiver) });
  const waived = ["proved", [[], 1], [[], 0]];
  const counted = ["violated", [["NAME_MISMATCH"], 0], [[], 0]];
  expect(seen(await preflight(fixture, noon, { policyRoot: fixture.dir }))).toEqual(waived);
  expect(seen(await preflight(fixture, noon, { policyRoot: temporary() }))).toEqual(counted);
  const loaded = await loadConfig({ cwd: fixture.dir, allowCode: true, cacheDir: null });
  const note = { ref: "main", from: "--base", commit: "1", judge: "base", changes: [] } as const;
  const under = (policyRoot: string) =>
    preflight(fixture, noon, {
      base: { commit: "1", name: "main", candidate: { loaded, policyRoot }, note: { ...note, changes: [] } },
    });
  expect(seen(await under(fixture.dir))).toEqual(waived);
  expect(seen(await under(temporary()))).toEqual(counted);
});
