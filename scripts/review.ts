#!/usr/bin/env node
/**
 * Approve or reject a bundle as a person, or ask where its reviews stand.
 *
 * Reads the bundle, those beside it, a trust file, and the catalog when a run is named by its id; a review appends one signed
 * file to attestations/. No network but that of a signer that needs one.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { askYesOrNo } from "../lib/ask.ts";
import { commonArgs, runScript, signerArgs } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings, Talk, View } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { noteFault } from "../lib/evidence/index.ts";
import { listOf } from "../lib/flags.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { withoutSecrets } from "../lib/secrecy.ts";
import { openSigners, ownTerminal, type Terminal } from "../lib/sign/index.ts";
import {
  assertHeard,
  assertReviewable,
  type BundleReviews,
  findTrustFile,
  formatReviewed,
  formatStatus,
  formatSubject,
  type LoadedTrust,
  lastApproved,
  type ReviewReport,
  type ReviewStatus,
  statusOf,
  type WrittenReview,
  writeReview,
} from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "review", description: "Approve or reject a bundle, or show what was decided" },
  args: {
    bundle: {
      type: "positional",
      required: true,
      valueHint: "BUNDLE",
      description: "The bundle to decide about, or a run id that the catalog knows",
    },
    approve: { type: "boolean", description: "Sign that you approve it" },
    reject: { type: "boolean", description: "Sign that you reject it; needs a note" },
    status: { type: "boolean", description: "Show every review and where they stand; write nothing" },
    note: { type: "string", valueHint: "TEXT", description: "Why, in one line; part of what is signed" },
    yes: { type: "boolean", description: "Don't ask whether it is meant" },
    "expect-head": {
      type: "string",
      valueHint: "DIGEST",
      description: "With --status: fail unless this review is the newest, or before it",
    },
    trust: {
      type: "string",
      valueHint: "FILE",
      description: "Who counts; default: trust.json in your configuration directory",
    },
    ...signerArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const surroundings = data as Surroundings & { terminal?: Terminal | null; env?: NodeJS.ProcessEnv };
    const decision = decisionOf(args);
    assertUsage(args, decision);
    const cwd = String(args.cwd);
    const bundle = await pathOf(String(args.bundle), cwd);
    const { talk, env = process.env, terminal = ownTerminal() } = surroundings;
    if (decision !== null && terminal === null && args.yes !== true)
      throw new KprovError("E_USAGE", "Cannot ask whether it is meant: this is no terminal", {
        hint: "give --yes to decide without being asked",
      });
    await assertNoSecret(args.note ?? "");
    const trust = await findTrustFile(args.trust, { judged: [bundle], cwd, env });
    const options = { trust, cwd, onProgress: progressOf(talk) };
    const opened = await statusOf(bundle, { ...options, expectHead: args["expect-head"] });
    talk.progress(null);
    if (decision === null) return statusResult(opened.status);
    if (terminal !== null && !(args.quiet === true && args.yes === true))
      await show(opened, { trust, cwd, terminal, verbose: args.verbose });
    const about = assertReviewable(opened, bundle);
    if (trust !== null) assertHeard(opened.status.reviews);
    if (terminal !== null && args.yes !== true) await askWhetherMeant(decision, terminal);
    const [signer, ...others] = await openSigners(
      { key: listOf(args, "key"), "passphrase-fd": args["passphrase-fd"] },
      { cwd, talk, env, terminal },
    );
    if (signer === undefined || others.length > 0)
      throw new KprovError("E_USAGE", '"--key" is given twice: a review is one person\'s');
    const facts = { ...about, decision, note: args.note ?? "", previous: opened.seen };
    const written = await writeReview(resolve(cwd, bundle), facts, { signer, now: systemClock.now() });
    const { status } = await statusOf(bundle, { ...options, verdict: opened.verdict }).catch((error: unknown) => {
      throw afterWriting(written, error);
    });
    return reviewResult({ ...written, ...facts, signer: signer.label }, status);
  },
});

export const examples = [
  "kprovengine review runs/2026-02-15T20-13-00Z-1f3a9c42 --approve --note 'totals agree with the ledger'",
  "kprovengine review runs/2026-02-15T20-13-00Z-1f3a9c42 --reject --note 'row 17 is counted twice'",
  "kprovengine review runs/2026-02-15T20-13-00Z-1f3a9c42 --status",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

type Decision = "approve" | "reject";

interface Flags {
  bundle?: string | undefined;
  approve?: boolean | undefined;
  reject?: boolean | undefined;
  status?: boolean | undefined;
  note?: string | undefined;
  yes?: boolean | undefined;
  "expect-head"?: string | undefined;
  key?: unknown;
  "passphrase-fd"?: string | undefined;
}

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

/** What is no path may be a run that the catalog knows; it is loaded for that alone. */
const pathOf = async (named: string, cwd: string): Promise<string> => {
  if (existsSync(resolve(cwd, named))) return named;
  return (await import("../lib/catalog/index.ts")).bundlePathOf(named, cwd);
};

/** Null for `--status`. */
const decisionOf = ({ approve, reject, status }: Flags): Decision | null => {
  if ([approve, reject, status].filter((flag) => flag === true).length !== 1)
    throw usage("Nothing is decided: give exactly one of --approve, --reject and --status");
  if (status === true) return null;
  return approve === true ? "approve" : "reject";
};

const assertUsage = (args: Flags, decision: Decision | null): void => {
  if (args.bundle === "") throw usage("The bundle is empty: a variable that is not set?");
  if (decision === null) {
    for (const flag of ["note", "yes", "key", "passphrase-fd"] as const)
      if (args[flag] !== undefined) throw usage(`"--${flag}" is for a decision, and "--status" writes nothing`);
    const head = args["expect-head"];
    if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
      throw usage(`"--expect-head" takes 64 lower-case hexadecimal digits, found "${head}"`);
    return;
  }
  if (args["expect-head"] !== undefined) throw usage('"--expect-head" is for "--status" and for verify');
  if (decision === "reject" && (args.note ?? "").trim() === "")
    throw usage("A reject needs a reason: give it with --note TEXT");
  const fault = noteFault(args.note ?? "");
  if (fault !== undefined) throw usage(`Cannot sign the note: ${fault}`);
};

/** A signed note stays in the evidence for ever. */
const assertNoSecret = async (note: string): Promise<void> => {
  if ((await withoutSecrets(note)) !== note)
    throw new KprovError("E_REVIEW", "Cannot sign the note: it holds the value of a secret variable", {
      hint: "say it in other words",
    });
};

const progressOf = (talk: Talk) => (bytes: number) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`);

const statusResult = (status: ReviewStatus): Result => ({
  exitCode: exitOfVerdict(status.verdict),
  document: status,
  text: (view) => formatStatus(status, view),
});

/** On stderr: stdout carries the result. */
const show = async (
  { status, run }: BundleReviews,
  options: { trust: LoadedTrust | null; cwd: string; terminal: Terminal; verbose: boolean | undefined },
): Promise<void> => {
  if (run === null) return;
  const { trust, cwd, terminal, verbose = false } = options;
  const approved = trust === null ? undefined : await lastApproved(resolve(cwd, status.bundle), run, trust);
  const colour = !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  const view: View = { colour, width: 80, verbose };
  terminal.output.write(`${formatSubject({ status, run, approved }, view)}\n\n`);
};

const askWhetherMeant = async (decision: Decision, terminal: Terminal): Promise<void> => {
  const verb = decision === "approve" ? "Approve" : "Reject";
  if (await askYesOrNo(`${verb} this run with your key?`, terminal)) return;
  throw new KprovError("E_INTERRUPTED", "Nothing was written", { exit: exits.undecided });
};

/** What fails now must not read as if nothing had been written. */
const afterWriting = ({ path }: WrittenReview, error: unknown): unknown =>
  error instanceof KprovError
    ? new KprovError(error.code, `The review was written as "${path}", but: ${error.message}`, { cause: error })
    : error;

/** It was written: that is what was asked, whether or not it is enough. */
const reviewResult = (written: Omit<ReviewReport, "schema" | "bundle" | "status">, status: ReviewStatus): Result => {
  const report: ReviewReport = { schema: "kprov.review/v1", bundle: status.bundle, ...written, status };
  return { exitCode: exits.proved, document: report, text: (view) => formatReviewed(report, view) };
};
