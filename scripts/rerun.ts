#!/usr/bin/env node
/**
 * Execute a recorded run again, from what its bundle says, and compare.
 *
 * Reads the bundle, the trust file, the repository and the inputs; runs the recorded command in a clean copy; writes one new
 * bundle under the output directory. No network of its own.
 *
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { defineCommand } from "citty";
import { askYesOrNo } from "../lib/ask.ts";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, runScript, signerArgs } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings, Talk } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { loadRerun, optionsOf, redactWords, signRun } from "../lib/run/index.ts";
import { keepSecrets } from "../lib/secrecy.ts";
import { openSigners, ownTerminal, type Terminal } from "../lib/sign/index.ts";
import { type BundleVerdict, findTrustFile, formatVerification } from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "rerun", description: "Execute a recorded run again in a clean copy, and compare its outputs" },
  args: {
    bundle: {
      type: "positional",
      required: true,
      valueHint: "BUNDLE",
      description: "The bundle, or a tar made by export; it must verify under the trust file",
    },
    trust: {
      type: "string",
      valueHint: "FILE",
      description: "Believe whom this trust file names, instead of your own",
    },
    yes: { type: "boolean", description: "Don't ask whether the command that is shown is meant to run" },
    repo: {
      type: "string",
      valueHint: "DIR",
      description: "The repository that has the recorded commit; default: the one around the working directory",
    },
    root: {
      type: "string",
      valueHint: "DIR",
      description:
        "Find inputs that the commit does not have here, by path or by digest; default: the repository's work tree, by path",
    },
    "allow-drift": {
      type: "boolean",
      description: "Run it although inputs, toolchain or configuration differ, and record what differs",
    },
    out: {
      type: "string",
      valueHint: "DIR",
      description: "Directory of the new bundle; default: runs, or run.out of the configuration",
    },
    sign: {
      type: "boolean",
      description: "Sign the new bundle; --key implies it. Default: run.sign of the configuration",
    },
    ...signerArgs,
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const surroundings = data as Surroundings & { terminal?: Terminal | null; env?: NodeJS.ProcessEnv };
    const { talk, stdout, stderr, env = process.env, terminal = ownTerminal() } = surroundings;
    const [bundle, cwd] = [String(args.bundle), String(args.cwd)];
    assertUsage(args, { cwd, terminal });
    const loaded = await loadConfig({ ...configOptions(args), cacheDir: cacheRoot() });
    const around = { stdout, stderr, talk, env, cacheDir: cacheRoot(), clock: systemClock };
    const passphrases: string[] = [];
    const base = { ...optionsOf(args, loaded, around), passphrases };
    keepSecrets(() => redactWords(base.env, base));
    const isSigned = args.sign === true || args.key !== undefined || loaded.config.run.sign;
    const onPassphrase = (passphrase: string): void => void passphrases.push(passphrase);
    const trust = await findTrustFile(args.trust, { judged: [bundle], cwd, env });
    const { exitOfRerun, formatPlan, formatRerun, rerun, withRecorded } = await loadRerun();
    const { verdict, used } = await withRecorded(
      bundle,
      { trust, cwd, onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`) },
      async (recorded) => {
        talk.progress(null);
        const signers = isSigned ? await openSigners(args, { cwd, talk, env, onPassphrase, terminal }) : [];
        return rerun(recorded, {
          base,
          repository: resolve(cwd, args.repo ?? "."),
          root: args.root === undefined ? null : resolve(cwd, args.root),
          allowDrift: args["allow-drift"] === true,
          confirm: (plan) => confirm(formatPlan(plan), { terminal, talk, isMeant: args.yes === true }),
          onRun: (report) => signRun(report, signers),
        });
      },
    );
    if (used === null) return refusal(verdict);
    const shown = used.run?.bundle == null ? null : relative(cwd, used.run.bundle) || used.run.bundle;
    return {
      exitCode: exitOfRerun(used),
      document: used.run === null ? used : { ...used, run: { ...used.run, bundle: shown } },
      text: () => formatRerun(used, shown),
      stream: used.argv === null ? "stdout" : "stderr",
    };
  },
});

export const examples = [
  "kprovengine rerun runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine rerun --trust trust.json --root /data --yes run.tar",
  "kprovengine rerun --allow-drift --yes runs/2026-02-15T20-13-00Z-1f3a9c42",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const assertUsage = (
  args: {
    bundle?: string | undefined;
    yes?: boolean | undefined;
    repo?: string | undefined;
    root?: string | undefined;
  },
  { cwd, terminal }: { cwd: string; terminal: Terminal | null },
): void => {
  if (args.bundle === "") throw new KprovError("E_USAGE", "The bundle is empty: a variable that is not set?");
  for (const name of ["repo", "root"] as const) assertDirectory(name, args[name], cwd);
  // Where nothing is, nothing will run: verification says so.
  if (terminal === null && args.yes !== true && existsSync(resolve(cwd, args.bundle ?? "")))
    throw new KprovError("E_USAGE", "Cannot ask whether the command is meant to run: this is no terminal", {
      hint: "give --yes to run it without being asked",
    });
};

const assertDirectory = (name: string, dir: string | undefined, cwd: string): void => {
  if (dir === undefined) return;
  try {
    if (dir !== "" && statSync(resolve(cwd, dir)).isDirectory()) return;
  } catch {
    // Not there, or nobody lets us look.
  }
  throw new KprovError("E_USAGE", `"--${name}" names "${dir}", which is no directory`);
};

/** What runs is shown in any case. */
const confirm = async (
  shown: string,
  { terminal, talk, isMeant }: { terminal: Terminal | null; talk: Talk; isMeant: boolean },
): Promise<void> => {
  if (isMeant || terminal === null) return talk.note(shown);
  terminal.output.write(`${shown}\n`);
  if (await askYesOrNo("Run it?", terminal)) return;
  throw new KprovError("E_INTERRUPTED", "Nothing was run", { exit: exits.undecided });
};

/** What can't be trusted is not executed. */
const refusal = (verdict: BundleVerdict): Result => ({
  exitCode: exitOfVerdict(verdict.verdict),
  document: verdict,
  text: async (view) => `${await formatVerification(verdict, view)}\nnothing was run`,
});
