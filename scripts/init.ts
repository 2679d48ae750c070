#!/usr/bin/env node
/**
 * Give this repository gates: make targets, a configuration, a CI workflow, governance documents.
 *
 * Writes into the repository, never over anything of yours; --undo takes all of it back. No network.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { defineCommand } from "citty";
import {
  type Adoption,
  type Answers,
  applyChanges,
  askAnswers,
  changedChecks,
  choosePlan,
  confirm,
  decideAdoption,
  decideUndo,
  directoryProblem,
  formatDiff,
  formatOutcome,
  formatRows,
  ignoredOf,
  nextSteps,
  notesOf,
  type Outcome,
  oursOf,
  proposedAnswers,
  type Receipt,
  readOwnForm,
  readReceipt,
  receiptPath,
  surveyRepository,
  sweepLeftovers,
  type Terminal,
} from "../lib/adopt/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { git } from "../lib/git.ts";
import { hasOwnKeys } from "../lib/user-dir.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "init", description: "Give this repository gates: make targets, configuration, CI, governance" },
  args: {
    yes: { type: "boolean", description: "Take the defaults, ask nothing" },
    "dry-run": { type: "boolean", description: "Print what would change as a diff; write nothing" },
    update: { type: "boolean", description: "Renew generated files that nobody has touched" },
    undo: { type: "boolean", description: "Remove what init wrote, and nothing else" },
    vendor: {
      type: "boolean",
      description: "Put the tool itself into the repository, as one file with a pinned digest",
    },
    governance: { type: "string", valueHint: "DIR", description: "Governance documents; default: docs/governance" },
    ci: {
      type: "enum",
      options: ["github", "gitlab", "none"],
      valueHint: "SYSTEM",
      description: "github, gitlab or none; default: what the repository uses",
    },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    assertFlags(args);
    const root = await topOf(args.cwd ?? process.cwd());
    const isDry = args["dry-run"] === true;
    const receipt = readReceipt(root);
    const swept = isDry ? [] : sweepLeftovers(root);
    if (args.undo)
      return finish(root, { mode: "undo", isDry, adoption: undo(root, receipt, swept), notes: [], next: [] });
    assertTargets(args, receipt);
    const terminal = terminalOf(data);
    const isAsking = args.yes !== true && !isDry && args.update !== true && receipt === undefined;
    if (isAsking && terminal === undefined)
      throw new KprovError("E_USAGE", "Cannot ask: this is no terminal", {
        hint: "give --yes to take the defaults, or --dry-run to see what they are",
      });
    const person = isAsking ? terminal : undefined;
    const survey = await surveyRepository(root, oursOf(receipt));
    const defaults = { ...(receipt?.answers ?? proposedAnswers(survey)), ...given(args) };
    const answers = person === undefined ? defaults : await askAnswers(defaults, person);
    const form = answers.vendor ? readOwnForm() : undefined;
    const checks = await changedChecks(root, receipt, version);
    const plan = await choosePlan(root, { survey, answers, receipt }, { version, form, checks });
    const adoption = decideAdoption(plan, { root, receipt, answers, version, isUpdate: args.update === true });
    if (person !== undefined) {
      person.output.write(`${formatRows(adoption.rows, true)}\n`);
      if (!(await confirm("Write this?", person)))
        throw new KprovError("E_INTERRUPTED", "Nothing was written", { exit: exits.undecided });
    }
    const ignored = await ignoredOf(root, [...plan.files.map(({ path }) => path), receiptPath]);
    const isCiChosen = isAsking || args.ci !== undefined || receipt !== undefined;
    const notes = notesOf(plan, answers, { ignored, isCiChosen });
    const next = isDry ? [] : nextSteps(plan, survey, answers, ignored);
    const outcome: Outcome = { mode: args.update ? "update" : "init", isDry, adoption, notes, next };
    return offerKey(root, outcome, { isFirst: receipt === undefined, terminal: person });
  },
});

export const examples = [
  "kprovengine init",
  "kprovengine init --dry-run",
  "kprovengine init --yes --ci github",
  "kprovengine init --yes --vendor",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface Flags {
  yes?: boolean | undefined;
  "dry-run"?: boolean | undefined;
  update?: boolean | undefined;
  undo?: boolean | undefined;
  vendor?: boolean | undefined;
  governance?: string | undefined;
  ci?: string | undefined;
}

const assertFlags = (args: Flags): void => {
  if (args.update && args.undo) throw new KprovError("E_USAGE", '"--update" and "--undo" exclude each other');
  for (const flag of ["vendor", "governance", "ci"] as const) {
    if (args.undo && args[flag] !== undefined)
      throw new KprovError("E_USAGE", `"--undo" and "--${flag}" exclude each other`);
  }
  const problem = args.governance === undefined ? undefined : directoryProblem(args.governance);
  if (problem !== undefined) throw new KprovError("E_USAGE", `Cannot use "${args.governance}": ${problem}`);
};

/** What was written before would go on calling something else, or lie elsewhere. */
const assertTargets = (args: Flags, receipt: Receipt | undefined): void => {
  if (args.update && receipt === undefined)
    throw new KprovError("E_NOTHING", "Nothing to update: init was never run here", { hint: "kprovengine init" });
  if (args.vendor && !args.update && receipt?.answers.vendor === false)
    throw new KprovError("E_USAGE", 'Cannot vendor: init was run here without "--vendor"', {
      hint: "kprovengine init --update --vendor renews the targets as well",
    });
  const known = receipt?.answers.governance;
  if (!args.update && args.governance !== undefined && known !== undefined && args.governance !== known)
    throw new KprovError("E_USAGE", `Cannot use "${args.governance}": the governance documents are in "${known}"`, {
      hint: `kprovengine init --update --governance ${args.governance} moves those that nobody has touched`,
    });
};

const keyStep = "kprovengine keys new  # a key, so that others can tell whose runs they look at";

/** Do it. Whoever has no key is then asked for one, or told how to make one. */
const offerKey = async (
  root: string,
  outcome: Outcome,
  { isFirst, terminal }: { isFirst: boolean; terminal: Terminal | undefined },
): Promise<Result> => {
  const written = finish(root, outcome);
  if (outcome.isDry || !isFirst) return written;
  const hasKey = hasOwnKeys() || (terminal !== undefined && (await makeKey(root, terminal)));
  const next = hasKey ? outcome.next : [keyStep, ...outcome.next];
  return finish(root, { ...outcome, adoption: { ...outcome.adoption, changes: [] }, next });
};

/** One question. Whatever keeps a key from being made, the adoption stands. */
const makeKey = async (cwd: string, terminal: Terminal): Promise<boolean> => {
  try {
    if (!(await confirm("Make a key that signs your runs?", terminal))) return false;
    const { makeFirstKey } = await import("../lib/sign/index.ts");
    await makeFirstKey({ cwd, terminal, clock: systemClock });
    return true;
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    terminal.output.write(`no key was made: ${error.message}\n`);
    return false;
  }
};

/** Everything is relative to the repository's top, wherever in it the command is given. */
const topOf = async (cwd: string): Promise<string> =>
  realpathSync((await git(["rev-parse", "--show-toplevel"], { cwd })).toString("utf8").replace(/\n$/, ""));

const given = (args: Flags): Partial<Answers> => ({
  ...(args.ci !== undefined && { ci: args.ci as Answers["ci"] }),
  ...(args.governance !== undefined && { governance: args.governance }),
  ...(args.vendor === true && { vendor: true }),
});

/** Questions go to stderr: stdout carries the result. A test hands its own streams over. */
const terminalOf = (data: unknown): Terminal | undefined => {
  const own = (data as { terminal?: Terminal } | undefined)?.terminal;
  if (own !== undefined) return own;
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return isTerminal ? { input: process.stdin, output: process.stderr } : undefined;
};

const undo = (root: string, receipt: Receipt | undefined, swept: readonly string[]): Adoption => {
  const rows = swept.map((path) => ({ path, did: "removed" as const, why: "left by an init that was killed" }));
  if (receipt !== undefined) {
    const adoption = decideUndo(root, receipt);
    return { ...adoption, rows: [...rows, ...adoption.rows] };
  }
  if (rows.length === 0) throw new KprovError("E_NOTHING", "Nothing to undo: init was never run here, or was undone");
  return { changes: [], rows, emptied: [] };
};

const finish = (root: string, outcome: Outcome): Result => {
  const { mode, isDry, adoption, notes, next } = outcome;
  if (!isDry) applyChanges(root, adoption);
  const diff = isDry ? formatDiff(adoption.changes) : undefined;
  const document = { schema: "kprov.init/v1", mode, dryRun: isDry, files: adoption.rows, notes, next, diff };
  return { exitCode: exits.proved, document, text: () => diff ?? formatOutcome(outcome) };
};
