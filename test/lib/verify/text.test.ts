import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { layout, type Outcome } from "../../../lib/evidence/index.ts";
import { formatVerification, type TrustFile, verifyPaths } from "../../../lib/verify/index.ts";
import { describeOutcome } from "../../../lib/verify/text.ts";
import { failed, inputOf, writeBundle } from "../../support/bundle.ts";
import { makeKey, signRun, trustFile, trusting } from "../../support/sign.ts";
import { temporary } from "../../support/temporary.ts";
import { loadTrust } from "../../support/verify.ts";

const view = { colour: false, width: 80, verbose: false };
const runId = "2026-02-15T20-13-00Z-0000000a";

const show = async (
  cwd: string,
  path: string,
  more: { integrityOnly?: boolean; root?: string; verbose?: boolean } = {},
) => {
  const { verbose = false, integrityOnly = true, ...rest } = more;
  return formatVerification(await verifyPaths([path], { integrityOnly, cwd, ...rest }), { ...view, verbose });
};

describe("formatVerification of one bundle", () => {
  it("says how the run ended first, and the verdict and next command last", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    expect(await show(cwd, runId)).toMatchInlineSnapshot(`
      "2026-02-15T20-13-00Z-0000000a: the run succeeded
        step train, run 2026-02-15T20-13-00Z-0000000a
        completeness declared: a step may read more
        bundle digest d9a551f38e117c5575af5a14d35e35339dbf39f06191b778b38044d45f518748
        stable digest 7d8b11c912eae7d5df1d0c464de5029ef7011f4275028b5b2b97d6e54656a075

      members: 11 of 11 examined
      inputs and outputs outside the bundle were not asked: --root DIR re-hashes them
      integrity proved; origin not asked; next: kprovengine verify --integrity --root . 2026-02-15T20-13-00Z-0000000a"
    `);
  });

  it("says why origin is unproved and what to ask instead", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    expect(await show(cwd, runId, { integrityOnly: false })).toMatchInlineSnapshot(`
      "2026-02-15T20-13-00Z-0000000a: the run succeeded
        step train, run 2026-02-15T20-13-00Z-0000000a
        completeness declared: a step may read more

      ORIGIN_UNPROVED  Nobody vouches for the bundle (1)
        Who made the bundle is not proved: the bundle has no signature, and no trust file was given. --trust FILE says whom to believe; --integrity asks for integrity alone

      members: 11 of 11 examined
      inputs and outputs outside the bundle were not asked: --root DIR re-hashes them
      integrity proved; origin unproved; next: kprovengine verify --trust FILE 2026-02-15T20-13-00Z-0000000a"
    `);
  });

  it("says loudly that a proved bundle's run failed", async () => {
    const cwd = temporary();
    writeBundle(cwd, { outcome: failed });
    const text = await show(cwd, runId);
    expect(text.split("\n")[0]).toBe(`${runId}: whole; the run failed (exit 3)`);
    const loud = formatVerification(await verifyPaths([runId], { integrityOnly: true, cwd }), {
      ...view,
      colour: true,
    });
    expect(loud).toContain("\u001b[31mthe run failed (exit 3)\u001b[0m");
  });

  it("calls what a damaged bundle says a claim", async () => {
    const cwd = temporary();
    writeFileSync(join(writeBundle(cwd), "extra"), "");
    expect((await show(cwd, runId)).split("\n")[0]).toBe(`${runId}: claims that the run succeeded`);
  });

  it("groups findings by code with expected and actual", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    rmSync(join(dir, "outputs/a.csv"));
    writeFileSync(join(dir, layout.stdout), "hellO\n");
    writeFileSync(join(dir, "outputs/deep/extra"), "");
    expect(await show(cwd, runId)).toMatchInlineSnapshot(`
      "2026-02-15T20-13-00Z-0000000a: claims that the run succeeded
        step train, run 2026-02-15T20-13-00Z-0000000a
        completeness declared: a step may read more

      MEMBER_MISSING  A member is missing (1)
        outputs/a.csv: The file is missing
          expected sha256:52186c933993da4082b3cdc7c40bb4bf735b391ff54a2ef78c037dda6c38a680, 4 bytes

      MEMBER_EXTRA  A file or directory that the manifest does not list (1)
        outputs/deep/extra: The manifest does not list this file

      MEMBER_CHANGED  A member was changed (1)
        logs/stdout.log: The bytes are not the recorded ones
          expected sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03, 6 bytes
          found    sha256:0655937a5582c55b9ac610ed7ce474ed9be0a0fbefe9afcba31b36040be5530b, 6 bytes

      members: 10 of 11 examined, 1 missing
      inputs and outputs outside the bundle were not asked: --root DIR re-hashes them
      integrity violated; origin not asked; next: kprovengine explain MEMBER_MISSING"
    `);
  });

  it("says what --root found, and has no next command when all that was asked is proved", async () => {
    const cwd = temporary({ "in.csv": "x" });
    writeBundle(cwd, { inputs: [inputOf("in.csv", "x")] });
    const text = await show(cwd, runId, { root: "." });
    expect(text).toContain("inputs and outputs outside the bundle: 1 of 1 examined");
    expect(text).not.toContain("were not asked");
    expect(text.split("\n").at(-1)).toBe("integrity proved; origin not asked; files proved");
  });

  it("says under --root that a bundle records no file outside of itself", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"));
    const one = await show(cwd, `runs/${runId}`, { root: "." });
    expect(one.split("\n").at(-1)).toBe(
      "integrity proved; origin not asked; the bundle records no inputs or outputs outside itself",
    );
    const set = await show(cwd, "runs", { root: "." });
    expect(set).toContain("bundles that record no inputs or outputs outside themselves: 1 of 1");
    expect(set.split("\n").at(-1)).toBe("proved: 1 bundle, 1 proved, 0 violated, 0 undecided; origin not asked");
  });

  it("says under --root how many inputs the step rewrote", async () => {
    const cwd = temporary({ "io.txt": "new" });
    const subjects = [{ name: "io.txt", digest: { sha256: sha256("new") } }];
    writeBundle(cwd, { inputs: [inputOf("io.txt", "old")], subjects });
    const text = await show(cwd, runId, { root: "." });
    expect(text).toContain("inputs and outputs outside the bundle: 1 of 2 examined, 1 rewritten by the step");
  });

  it("cuts long groups, and not under --verbose", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    for (let index = 0; index < 50; index += 1) writeFileSync(join(dir, `extra-${index}`), "");
    const text = await show(cwd, runId);
    expect(text).toContain("… and 42 more: --verbose or --json shows all");
    expect(text.split("\n").length).toBeLessThan(24);
    expect(await show(cwd, runId, { verbose: true })).toContain("extra-49");
  });

  it("shows no control character of a name, and no line that a name forges", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    renameSync(dir, join(cwd, "b\u001b[2J"));
    writeFileSync(join(cwd, "b\u001b[2J", "a\u001b[31m\nintegrity proved\u202e"), "");
    const text = await show(cwd, "b\u001b[2J");
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.split("\n").filter((line) => line.startsWith("integrity proved"))).toEqual([]);
    expect(text).toContain("a\\u{1b}[31m\\u{a}integrity proved\\u{202e}");
  });

  it("quotes a path that a shell would take apart", async () => {
    const cwd = temporary();
    renameSync(writeBundle(cwd), join(cwd, "it's mine"));
    expect((await show(cwd, "it's mine")).split("\n").at(-1)).toContain(`--root . 'it'\\''s mine'`);
  });

  it("says what it can't open", async () => {
    expect(await show(temporary(), "gone")).toMatchInlineSnapshot(`
      "gone: how the run ended is not known

      BUNDLE_UNREADABLE  The bundle can't be opened (1)
        The bundle can't be opened: it does not exist

      inputs and outputs outside the bundle were not asked: --root DIR re-hashes them
      integrity could not be decided; origin not asked; next: kprovengine explain BUNDLE_UNREADABLE"
    `);
  });
});

describe("formatVerification of several bundles", () => {
  it("shows failed runs first, the chain's findings, and one line of verdict", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"), { runId: "run-0" });
    writeBundle(join(cwd, "runs"), {
      runId: "run-1",
      outcome: failed,
      previous: { runId: "run-x", bundleDigest: "a".repeat(64) },
    });
    writeFileSync(join(cwd, "runs/notes.txt"), "");
    expect(await show(cwd, "runs", { integrityOnly: false })).toMatchInlineSnapshot(`
      "undecided  runs/run-1: whole; the run failed (exit 3)
      undecided  runs/run-0: the run succeeded

      CHAIN_GAP  A bundle in the chain is gone (1)
        run-1: The bundle before it, "run-x", is gone
          expected sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          found    no such bundle

      inputs and outputs outside the bundles were not asked: --root DIR re-hashes them
      not judged: notes.txt
      removing the newest bundle can't be seen without an expected head
      violated: 2 bundles, 0 proved, 0 violated, 2 undecided; origin unproved, no trust file was given; next: kprovengine explain CHAIN_GAP"
    `);
  });

  it("counts bundles beyond one screen", async () => {
    const cwd = temporary();
    for (let index = 0; index < 15; index += 1) writeBundle(join(cwd, "runs"), { runId: `run-${index}` });
    expect(await show(cwd, "runs")).toContain("… and 5 more bundles: --verbose or --json shows all");
  });
});

describe("describeOutcome", () => {
  it.each<[string, Outcome | null]>([
    ["the run succeeded", { status: "succeeded", exitCode: 0, signal: null, findings: [] }],
    [
      "the run failed (exit 0, INPUT_CHANGED, OUTPUT_MISSING)",
      {
        status: "failed",
        exitCode: 0,
        signal: null,
        findings: ["OUTPUT_MISSING", "INPUT_CHANGED", "INPUT_CHANGED"].map((code) => ({ code, subject: "a" })),
      },
    ],
    ["the run ran out of time (SIGTERM)", { status: "timed-out", exitCode: null, signal: "SIGTERM", findings: [] }],
    [
      "the run was ended by a signal (SIGKILL)",
      { status: "signalled", exitCode: null, signal: "SIGKILL", findings: [] },
    ],
    ["the run was interrupted (exit 130)", { status: "interrupted", exitCode: 130, signal: null, findings: [] }],
    ["how the run ended is not known", null],
  ])("says: %s", (words, outcome) => {
    expect(describeOutcome(outcome)).toBe(words);
  });
});

describe("formatVerification under a trust file", () => {
  const ann = makeKey();
  const under = async (cwd: string, file: TrustFile, explain = false) =>
    formatVerification(await verifyPaths([runId], { integrityOnly: false, cwd, trust: await loadTrust(file) }), view, {
      explain,
    });

  it("has one line for each claim and says nothing more when all is proved", async () => {
    const cwd = temporary();
    signRun(writeBundle(cwd), [ann]);
    expect(await under(cwd, trustFile([trusting(ann, "Ann")]))).toMatchInlineSnapshot(`
      "2026-02-15T20-13-00Z-0000000a: the run succeeded
        step train, run 2026-02-15T20-13-00Z-0000000a
        completeness declared: a step may read more
        bundle digest d9a551f38e117c5575af5a14d35e35339dbf39f06191b778b38044d45f518748
        stable digest 7d8b11c912eae7d5df1d0c464de5029ef7011f4275028b5b2b97d6e54656a075
        ✓ integrity          proved: whole, unchanged, in agreement with itself
        ✓ provenance signed  proved: by Ann
        ✓ bundle signed      proved: by Ann
        ✓ builder            proved: pkg:npm/kprovengine#builder/workstation/v1
        ✓ outcome            proved: succeeded

      members: 11 of 11 examined
      inputs and outputs outside the bundle were not asked: --root DIR re-hashes them
      integrity proved; origin proved"
    `);
  });

  it("shows what is wrong, what is open, and under --explain what would change it", async () => {
    const cwd = temporary();
    signRun(writeBundle(cwd, { outcome: failed }), [ann, makeKey()]);
    const file = trustFile([trusting(ann, "Ann")], { runners: 2, steps: ["deploy"] });
    expect(await under(cwd, file, true)).toMatchInlineSnapshot(`
      "2026-02-15T20-13-00Z-0000000a: whole; the run failed (exit 3)
        step train, run 2026-02-15T20-13-00Z-0000000a
        completeness declared: a step may read more
        ✓ integrity          proved: whole, unchanged, in agreement with itself
        ? provenance signed  unverified: Too few that the trust file trusts as runners signed provenance.json
            to change it: 2 owners with the role runner must sign: kprovengine sign BUNDLE
        ? bundle signed      unverified: Too few that the trust file trusts as runners signed the bundle
            to change it: 2 owners with the role runner must sign: kprovengine sign BUNDLE
        ? builder            unverified: pkg:npm/kprovengine#builder/workstation/v1, by its own word; provenance signed is not proved
            to change it: 2 owners with the role runner must sign: kprovengine sign BUNDLE
        ✗ outcome            failed: The run did not succeed
            to change it: run the step again, or ask for it: --expect-outcome failed
        ✗ step               failed: It is the run of another step
            to change it: name the bundle of the step that is meant

      STEP_UNEXPECTED  It is the run of another step (1)
        It is the run of another step
          expected deploy
          found    train

      OUTCOME_UNEXPECTED  The run did not end as asked (1)
        The run did not succeed
          expected succeeded
          found    failed

      THRESHOLD_NOT_MET  Too few trusted owners have signed (2)
        Too few that the trust file trusts as runners signed provenance.json
          expected 2
          found    1 (Ann)
        Too few that the trust file trusts as runners signed the bundle
          expected 2
          found    1 (Ann)

      signatures that do not count: 2, by nobody in the trust file (--json lists them)
      members: 11 of 11 examined
      inputs and outputs outside the bundle were not asked: --root DIR re-hashes them
      integrity proved; origin violated; next: kprovengine explain STEP_UNEXPECTED"
    `);
  });

  it("shows no control character of what others signed", async () => {
    const cwd = temporary();
    signRun(writeBundle(cwd), [ann]);
    const text = await under(cwd, trustFile([trusting(ann, "Ann")], { steps: ["a\u001b[2Jb\u202e"] }), true);
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });

  it("counts the bundles of a set whose origin is proved", async () => {
    const cwd = temporary();
    signRun(writeBundle(join(cwd, "runs")), [ann]);
    const trust = await loadTrust(trustFile([trusting(ann, "Ann")]));
    const set = formatVerification(await verifyPaths(["runs"], { integrityOnly: false, cwd, trust }), view);
    expect(set.split("\n").at(-1)).toBe(
      "proved: 1 bundle, 1 proved, 0 violated, 0 undecided; origin proved for 1 of 1",
    );
  });
});
