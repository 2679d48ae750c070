import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Command, Result } from "../../lib/command.ts";
import { layout } from "../../lib/evidence/index.ts";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import { formatHelp } from "../../lib/help.ts";
import type { ReviewStatus } from "../../lib/verify/index.ts";
import command, { examples } from "../../scripts/review.ts";
import { failed, inputOf, writeBundle } from "../support/bundle.ts";
import { program } from "../support/command.ts";
import { type Person, person, signRun, trusting, writeTrust } from "../support/people.ts";
import { memory } from "../support/run.ts";
import { temporary } from "../support/temporary.ts";

const runId = "2026-02-15T20-13-00Z-0000000a";

/** A terminal on which somebody types `answers`. */
const typing = (...answers: string[]) => {
  const [input, output] = [new PassThrough(), memory()];
  for (const answer of answers) input.write(`${answer}\n`);
  if (answers.length === 0) input.end();
  return { input, output };
};

interface Call {
  cwd: string;
  as: Person;
  terminal?: ReturnType<typeof typing>;
}

const review = async ({ cwd, as, terminal }: Call, ...argv: string[]): Promise<Result> => {
  const args = { _: [], ...parseFlags(argv, (command as Command).args as FlagDefs), cwd };
  const talk = { note: () => undefined, warn: () => undefined, debug: () => undefined, progress: () => undefined };
  const data = { talk, env: as.env, terminal: terminal ?? null };
  return (await command.run?.({ rawArgs: argv, args, cmd: command, data } as never)) as Result;
};
const textOf = async (result: Result): Promise<string> => result.text({ colour: false, width: 80, verbose: false });

/** Rita runs and signs; Ann and Bob may review. */
const scene = async (bundle: Parameters<typeof writeBundle>[1] = {}, require = { reviews: 1 }) => {
  const cwd = temporary();
  const [rita, ann, bob] = [await person("rita"), await person("ann"), await person("bob")];
  const dir = writeBundle(cwd, bundle);
  await signRun(dir, rita);
  const trust = writeTrust(
    [trusting(rita, ["runner"]), trusting(ann, ["reviewer"]), trusting(bob, ["reviewer"])],
    require,
  );
  const status = async (...argv: string[]): Promise<Result & { document: ReviewStatus }> =>
    (await review({ cwd, as: rita }, runId, "--status", "--trust", trust, ...argv)) as Result & {
      document: ReviewStatus;
    };
  const decide = (as: Person, decision: string, ...argv: string[]): Promise<Result> =>
    review({ cwd, as }, runId, `--${decision}`, "--yes", "--trust", trust, ...argv);
  return { cwd, dir, rita, ann, bob, trust, status, decide };
};
const reviewsIn = (dir: string): string[] =>
  readdirSync(join(dir, layout.attestations)).filter((name) => name.startsWith("review."));

describe("review", () => {
  test("approves: one file more, and the state says so to whoever trusts the key", async () => {
    const { dir, ann, decide, status } = await scene();
    expect(await status()).toMatchObject({
      exitCode: 3,
      document: { verdict: "undecided", state: { state: "pending" } },
    });
    const { exitCode, document } = await decide(ann, "approve", "--note", "totals agree");
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      schema: "kprov.review/v1",
      decision: "approve",
      note: "totals agree",
      previous: [],
      runId,
      step: "train",
      status: { state: { state: "approved", approvedBy: ["ann"] } },
    });
    const { payloadDigest } = document as { payloadDigest: string };
    expect(reviewsIn(dir)).toEqual([`review.${payloadDigest.slice(0, 16)}.intoto.jsonl`]);
    expect(await status("--expect-head", payloadDigest)).toMatchObject({
      exitCode: 0,
      document: { schema: "kprov.review-status/v1", integrity: "proved", state: { head: payloadDigest }, wished: 1 },
    });
  });

  test("a reject stands until its author answers", async () => {
    const { ann, bob, decide, status } = await scene();
    await decide(bob, "reject", "--note", "row 17 is counted twice");
    const { document } = await decide(ann, "approve");
    expect(document).toMatchObject({ status: { state: { state: "rejected", rejectedBy: ["bob"] } } });
    expect((await status()).exitCode).toBe(1);
    expect(await textOf(await status())).toContain("row 17 is counted twice");
    await decide(bob, "approve", "--note", "ann showed me");
    expect((await status()).exitCode).toBe(0);
  });

  test("each names every end that lies there, trusted or not", async () => {
    const { cwd, ann, bob, trust, decide, status } = await scene();
    const stranger = await person("stranger");
    const first = (await decide(stranger, "approve")).document as { payloadDigest: string };
    // Ann has no trust file at all, and names it all the same.
    const second = (await review({ cwd, as: ann }, runId, "--approve", "--yes")).document as { payloadDigest: string };
    expect(second).toMatchObject({
      previous: [first.payloadDigest],
      status: { state: { state: "pending" }, trust: null },
    });
    const third = (await decide(bob, "approve")).document;
    expect(third).toMatchObject({ previous: [second.payloadDigest] });
    expect((await status()).document).toMatchObject({
      state: { state: "approved", approvedBy: ["ann", "bob"] },
      trust: { path: trust },
      reviews: [{ signers: [], notCounted: "nobody trusted signed it" }, { signers: ["ann"] }, { signers: ["bob"] }],
    });
  });

  test("two at the same time make a fork that status names; a third review joins them, and nobody's is lost", async () => {
    const { dir, ann, bob, decide, status } = await scene();
    const first = (await decide(ann, "approve")).document as { path: string };
    const bytes = readFileSync(join(dir, first.path));
    // Bob's was begun before Ann's was there.
    rmSync(join(dir, first.path));
    await decide(bob, "approve");
    writeFileSync(join(dir, first.path), bytes);
    expect(await status()).toMatchObject({
      exitCode: 3,
      document: { state: { state: "pending", head: null, approvedBy: ["ann", "bob"] } },
    });
    expect((await status()).document.findings.map(({ code }) => code)).toContain("REVIEW_FORK");
    await decide(ann, "approve", "--note", "I have seen both");
    expect((await status()).exitCode).toBe(0);
    expect(reviewsIn(dir)).toHaveLength(3);
  });

  test("an approval by whoever signed the run is written, and said not to count", async () => {
    const { cwd, rita, decide } = await scene();
    const trust = writeTrust([trusting(rita, ["runner", "reviewer"])], { reviews: 1 });
    const result = await review({ cwd, as: rita }, runId, "--approve", "--yes", "--trust", trust);
    expect(result).toMatchObject({ exitCode: 0, document: { status: { state: { state: "pending" } } } });
    expect(await textOf(result)).toContain("it does not count: also signed the run");
    expect(await textOf(await decide(rita, "approve"))).toContain("no role reviewer");
  });

  test.each<[string, string[]]>([
    ["no decision", []],
    ["two decisions", ["--approve", "--reject", "--note", "x"]],
    ["a decision and --status", ["--approve", "--status"]],
    ["a reject without a reason", ["--reject", "--yes"]],
    ["a reject with a blank reason", ["--reject", "--yes", "--note", " "]],
    ["a note of two lines", ["--approve", "--yes", "--note", "a\nb"]],
    ["an escape sequence in the note", ["--approve", "--yes", "--note", "\u001b[2J"]],
    ["a note of 10,001 characters", ["--approve", "--yes", "--note", "x".repeat(10_001)]],
    ["--note with --status", ["--status", "--note", "x"]],
    ["--yes with --status", ["--status", "--yes"]],
    ["--key with --status", ["--status", "--key", "x"]],
    ["--expect-head with a decision", ["--approve", "--yes", "--expect-head", "a".repeat(64)]],
    ["a short head", ["--status", "--expect-head", "abc"]],
    ["no terminal and no --yes", ["--approve"]],
  ])("refuses %s with exit 2 and writes nothing", async (_, argv) => {
    const { cwd, dir, ann } = await scene();
    await expect(review({ cwd, as: ann }, runId, ...argv)).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
    expect(reviewsIn(dir)).toEqual([]);
  });

  test.each<[string, number, (dir: string) => void]>([
    ["is changed", 1, (dir) => writeFileSync(join(dir, "outputs/a.csv"), "9,9\n")],
    ["has an extra member", 1, (dir) => writeFileSync(join(dir, "extra"), "")],
    ["has something else among its envelopes", 1, (dir) => writeFileSync(join(dir, "attestations/note.txt"), "hello")],
    ["lost a member", 1, (dir) => rmSync(join(dir, "trace.jsonl"))],
    ["is not there", 3, (dir) => rmSync(dir, { recursive: true })],
  ])("refuses a bundle that %s, with exit %i", async (_, exit, spoil) => {
    const { dir, ann, decide, status } = await scene();
    spoil(dir);
    await expect(decide(ann, "approve")).rejects.toMatchObject({ code: "E_REVIEW", exit });
    expect((await status()).exitCode).toBe(exit);
  });

  test("refuses a note that holds the value of a secret variable", async () => {
    const { cwd, dir, ann } = await scene();
    const secret = "s3cr3t-value-0123456789";
    const ended = await program(cwd, ["review", runId, "--approve", "--yes", "--note", `it was ${secret}`], {
      env: { ...ann.env, MY_TOKEN: secret },
    });
    expect(ended).toMatchObject({ status: 3, stdout: "" });
    expect(ended.stderr).toContain("error E_REVIEW");
    expect(ended.stderr).not.toContain(secret);
    expect(reviewsIn(dir)).toEqual([]);
  });

  test("prints one document, and exits by the state", async () => {
    const { cwd, ann, trust } = await scene();
    const env = { env: ann.env };
    const written = await program(cwd, ["review", runId, "--approve", "--yes", "--json", "--trust", trust], env);
    expect(written).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(written.stdout)).toMatchObject({ schema: "kprov.review/v1", decision: "approve" });
    const status = await program(cwd, ["review", runId, "--status", "--json"], env);
    expect(status.status).toBe(3);
    expect(JSON.parse(status.stdout)).toMatchObject({ schema: "kprov.review-status/v1", trust: null });
  });

  test("needs a key that can sign", async () => {
    const { dir, ann, decide } = await scene();
    rmSync(ann.env["KPROV_CONFIG_DIR"] ?? "", { recursive: true });
    await expect(decide(ann, "approve")).rejects.toMatchObject({ code: "E_KEY" });
    expect(reviewsIn(dir)).toEqual([]);
  });

  test("a trust file that can't be used is no trust file that is missing", async () => {
    const { cwd, ann } = await scene();
    await expect(review({ cwd, as: ann }, runId, "--approve", "--yes", "--trust", "gone.json")).rejects.toMatchObject({
      code: "E_TRUST",
      exit: 2,
    });
  });

  test("shows its usage", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Approve or reject a bundle, or show what was decided (kprovengine review)

      USAGE kprovengine review [OPTIONS] <BUNDLE>

      ARGUMENTS

        BUNDLE=<BUNDLE>    The bundle to decide about, or a run id that the catalog
                           knows (Required)

      OPTIONS

                     --approve    Sign that you approve it
                      --reject    Sign that you reject it; needs a note
                      --status    Show every review and where they stand; write
                                  nothing
                 --note=<TEXT>    Why, in one line; part of what is signed
                         --yes    Don't ask whether it is meant
        --expect-head=<DIGEST>    With --status: fail unless this review is the
                                  newest, or before it
                --trust=<FILE>    Who counts; default: trust.json in your
                                  configuration directory
                --key=<SIGNER>    Sign with this: a key's name or fingerprint,
                                  ssh:FILE, ssh-agent, exec:COMMAND or keyless (may be
                                  repeated)
           --passphrase-fd=<N>    Read the key's passphrase from this file descriptor
                                  instead of asking
                        --json    Print exactly one JSON document on stdout
                   --cwd=<DIR>    Work in this directory instead of the current one
                   -q, --quiet    No talk on stderr, and no text when all is proved
                 -v, --verbose    Show details of what passed as well
                       --debug    Show stack traces and what is being done
                    -h, --help    Show this help
                 -V, --version    Show the version

      EXAMPLES

        kprovengine review runs/2026-02-15T20-13-00Z-1f3a9c42 --approve --note 'totals agree with the ledger'
        kprovengine review runs/2026-02-15T20-13-00Z-1f3a9c42 --reject --note 'row 17 is counted twice'
        kprovengine review runs/2026-02-15T20-13-00Z-1f3a9c42 --status
      "
    `);
  });
});

describe("review on a terminal", () => {
  test("shows what is decided and asks; yes writes it", async () => {
    const { cwd, dir, ann, trust } = await scene({ inputs: [inputOf("in.csv", "x")] });
    const terminal = typing("what?", "yes");
    await review({ cwd, as: ann, terminal }, runId, "--approve", "--trust", trust);
    expect(reviewsIn(dir)).toHaveLength(1);
    const shown = terminal.output.text();
    for (const words of [
      "step         train",
      "the run succeeded",
      "in.csv",
      "a.csv",
      "4 bytes",
      "checks: none recorded",
      "no earlier run of this step here is approved",
      "Approve this run with your key? [yes or no]",
    ])
      expect(shown).toContain(words);
  });

  test.each([
    ["no", 3],
    ["N", 3],
  ])("%s writes nothing", async (answer, exit) => {
    const { cwd, dir, ann } = await scene();
    const call = review({ cwd, as: ann, terminal: typing(answer) }, runId, "--approve");
    await expect(call).rejects.toMatchObject({ code: "E_INTERRUPTED", exit });
    expect(reviewsIn(dir)).toEqual([]);
  });

  test("a closed terminal writes nothing and exits 130", async () => {
    const { cwd, dir, ann } = await scene();
    const call = review({ cwd, as: ann, terminal: typing() }, runId, "--approve");
    await expect(call).rejects.toMatchObject({ code: "E_INTERRUPTED", exit: 130 });
    expect(reviewsIn(dir)).toEqual([]);
  });

  test("says loudly that a run failed, and that tracked files were changed", async () => {
    const { cwd, ann } = await scene({ outcome: failed });
    const terminal = typing("no");
    await review({ cwd, as: ann, terminal }, runId, "--approve").catch(() => undefined);
    expect(terminal.output.text()).toContain("THIS RUN DID NOT SUCCEED: the run failed (exit 3)");
  });

  test("is silent under --quiet --yes only: nobody signs unseen", async () => {
    const { cwd, ann } = await scene();
    const asked = typing("no");
    await review({ cwd, as: ann, terminal: asked }, runId, "--approve", "--quiet").catch(() => undefined);
    expect(asked.output.text()).toContain("step         train");
    const silent = typing();
    await review({ cwd, as: ann, terminal: silent }, runId, "--approve", "--quiet", "--yes");
    expect(silent.output.text()).toBe("");
  });

  test("neutralises whatever a bundle says", async () => {
    const { cwd, ann } = await scene({ outputs: { "a\u001b[2J\u202e.csv": "1" } });
    const terminal = typing("no");
    await review({ cwd, as: ann, terminal }, runId, "--approve").catch(() => undefined);
    expect(terminal.output.text()).toContain("a\\u{1b}[2J\\u{202e}.csv");
  });

  test("shows what changed against the last approved run, not against one that is not", async () => {
    const { cwd, rita, ann, trust, decide } = await scene({
      inputs: [inputOf("in.csv", "x"), inputOf("old.csv", "x")],
    });
    await decide(ann, "approve");
    const next = writeBundle(cwd, {
      runId: "run-2",
      inputs: [inputOf("in.csv", "y"), inputOf("new.csv", "x")],
      day: "2026-02-16",
    });
    await signRun(next, rita);
    const terminal = typing("no");
    await review({ cwd, as: ann, terminal }, "run-2", "--approve", "--trust", trust).catch(() => undefined);
    const shown = terminal.output.text();
    expect(shown).toContain(`against ${runId}, the last approved run of this step here`);
    expect(shown).toContain(
      "inputs: 1 changed, 1 added, 1 removed, 0 the same\n    ~ in.csv\n    + new.csv\n    - old.csv",
    );
    // Without that approval there is nothing to compare with.
    rmSync(join(cwd, runId, layout.attestations, reviewsIn(join(cwd, runId))[0] ?? ""));
    const again = typing("no");
    await review({ cwd, as: ann, terminal: again }, "run-2", "--approve", "--trust", trust).catch(() => undefined);
    expect(again.output.text()).toContain("no earlier run of this step here is approved");
  });
});

describe("review under attack", () => {
  test("a review replayed on another bundle is a violation", async () => {
    const { cwd, dir, rita, ann, trust, decide } = await scene();
    await decide(ann, "approve");
    const other = writeBundle(cwd, { runId: "run-2", outputs: { "a.csv": "9,9\n" } });
    await signRun(other, rita);
    const [name = ""] = reviewsIn(dir);
    writeFileSync(join(other, layout.attestations, name), readFileSync(join(dir, layout.attestations, name)));
    const result = await review({ cwd, as: rita }, "run-2", "--status", "--trust", trust);
    expect(result).toMatchObject({ exitCode: 1, document: { state: { approvedBy: [] } } });
  });

  test("a deleted newest review shows against an expected head", async () => {
    const { dir, ann, bob, decide, status } = await scene();
    await decide(ann, "approve");
    const last = (await decide(bob, "reject", "--note", "no")).document as { path: string; payloadDigest: string };
    rmSync(join(dir, last.path));
    expect((await status()).exitCode).toBe(0);
    expect(await status("--expect-head", last.payloadDigest)).toMatchObject({
      exitCode: 1,
      document: { findings: [{ code: "REVIEW_HEAD" }] },
    });
  });

  test("a deleted earlier review leaves a gap", async () => {
    const { dir, ann, bob, decide, status } = await scene();
    const first = (await decide(bob, "reject", "--note", "no")).document as { path: string };
    await decide(ann, "approve");
    rmSync(join(dir, first.path));
    expect(await status()).toMatchObject({ exitCode: 3, document: { findings: [{ code: "REVIEW_GAP" }] } });
  });

  test("one owner with two keys is one approval", async () => {
    const { cwd, rita, ann, bob, decide } = await scene();
    const trust = writeTrust(
      [trusting(rita, ["runner"]), trusting(ann, ["reviewer"]), { ...trusting(bob, ["reviewer"]), owner: "ann" }],
      { reviews: 2 },
    );
    await decide(ann, "approve");
    await decide(bob, "approve");
    const result = await review({ cwd, as: rita }, runId, "--status", "--trust", trust);
    expect(result).toMatchObject({ exitCode: 3, document: { state: { approvedBy: ["ann"] } } });
  });

  test.each<[string, object]>([
    ["expired", { validUntil: "2026-01-01T00:00:00Z" }],
    ["revoked", { revoked: { at: "2026-01-01T00:00:00Z", reason: "the laptop was stolen" } }],
  ])("an approval by a key that is %s does not count, and a reject by it does not vanish", async (_, more) => {
    const { cwd, rita, ann, bob, decide } = await scene();
    const lapsed = (...argv: string[]) => {
      const keys = [trusting(rita, ["runner"]), trusting(ann, ["reviewer"], more), trusting(bob, ["reviewer"])];
      return review({ cwd, as: rita }, runId, "--status", "--trust", writeTrust(keys), ...argv);
    };
    await decide(ann, "approve");
    expect(await lapsed()).toMatchObject({ exitCode: 3, document: { state: { approvedBy: [] } } });
    await decide(ann, "reject", "--note", "no");
    await decide(bob, "approve");
    expect(await lapsed()).toMatchObject({
      exitCode: 3,
      document: { state: { state: "pending" }, findings: [{ code: "REVIEW_REJECTED", level: "undecided" }] },
    });
  });

  test("a signature in a trusted name that does not hold is a violation", async () => {
    const { dir, ann, decide, status } = await scene();
    const { path } = (await decide(ann, "approve")).document as { path: string };
    const envelope = JSON.parse(readFileSync(join(dir, path), "utf8"));
    envelope.signatures[0].sig = Buffer.alloc(64, 1).toString("base64");
    writeFileSync(join(dir, path), `${JSON.stringify(envelope)}\n`);
    expect((await status()).exitCode).toBe(1);
  });

  test("a trust file in the bundle's own checkout is not taken unasked", async () => {
    const { cwd, ann, decide } = await scene();
    await decide(ann, "approve");
    const own = { ...ann, env: { KPROV_CONFIG_DIR: join(cwd, runId) } };
    await expect(review({ cwd, as: own }, runId, "--status")).resolves.toMatchObject({ document: { trust: null } });
  });
});
