#!/usr/bin/env node
/**
 * Say what changed between two bundles, traces or receipts of checks, in a person's words.
 *
 * Reads what is named and, with --root, recorded outputs where they lie; with --last, the configuration, the directory of runs
 * and the trust file; the catalog, where it is to say where a run lies. No network, no writes, nothing of what is compared is executed. Who made it is not asked.
 *
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, runScript } from "../lib/cli.ts";
import type { Result, Surroundings, Talk } from "../lib/command.ts";
import { type Difference, formatDifference, formatDifferenceMarkdown } from "../lib/compare/index.ts";
import { errnoOf, exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { guarded } from "../lib/text.ts";
import { type BundleVerdict, diffPaths, findLast, formatRefusal } from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "diff", description: "Say what changed between two bundles, traces or receipts" },
  args: {
    paths: {
      type: "positional",
      multiple: true,
      valueHint: "PATH",
      description:
        "First the older, then the newer: two bundles (directories, tars made by export, or run ids that the catalog knows), two trace.jsonl, or two receipts of one check (--attest or --json)",
    },
    last: {
      type: "string",
      valueHint: "STEP",
      description:
        "Compare the newest run of this step with the last approved one before it, or, when none is, the last that succeeded",
    },
    out: { type: "string", valueHint: "DIR", description: "With --last: the directory of runs; default: run.out" },
    trust: {
      type: "string",
      valueHint: "FILE",
      description: "With --last: believe the reviews of whom this trust file names, instead of your own",
    },
    root: {
      type: "string",
      multiple: true,
      valueHint: "DIR",
      description:
        "Look for outputs that were not collected in this directory; given twice, for the first and for the second",
    },
    volatile: {
      type: "boolean",
      description: "Show what differs between equal runs, too: times, host, run ids, logs; it doesn't count",
    },
    whole: {
      type: "boolean",
      description: "Hash every member first; bundles of up to 1,000 members and 256 MiB always are",
    },
    markdown: { type: "boolean", description: "Print Markdown, for a pull request" },
    "fail-on-diff": { type: "boolean", description: "Exit 1 when anything differs" },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk, stdout } = data as Surroundings;
    const cwd = String(args.cwd);
    assertUsage(args);
    const named = listOf(args, "paths");
    const pair = args.last === undefined ? undefined : await lastPair(args.last, { args, cwd, talk });
    if (pair !== undefined && "refused" in pair) return refusal(pair.refused);
    const [before = "", after = ""] = pair === undefined ? await pathsOf(named, cwd) : [pair.before, pair.after];
    const diffed = await diffPaths(before, after, {
      cwd,
      volatile: args.volatile === true,
      whole: args.whole === true,
      roots: listOf(args, "root").map((dir) => rootOf(dir, cwd)),
      onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
    });
    talk.progress(null);
    if ("refused" in diffed) return refusal(diffed.refused);
    const difference = { ...diffed.difference, ...(pair !== undefined && { basis: pair.basis }) };
    const result = differenceResult(difference, args);
    // --quiet silences what exits 0: that is meant for equality.
    if (args.quiet === true && args.json !== true && result.exitCode === exits.proved && !difference.equal)
      await printAnyhow(result, { stdout, verbose: args.verbose === true });
    return result;
  },
});

export const examples = [
  "kprovengine diff runs/2026-02-15T20-13-00Z-1f3a9c42 runs/2026-02-16T09-00-00Z-77ab01de",
  "kprovengine diff --last train --fail-on-diff",
  "kprovengine diff --markdown approved.tar candidate.tar > comment.md",
  "kprovengine diff --json before/check-runtime.json after/check-runtime.json",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface Flags {
  last?: string | undefined;
  out?: string | undefined;
  trust?: string | undefined;
  config?: string | undefined;
  "code-config"?: boolean | undefined;
  "fail-on-diff"?: boolean | undefined;
  markdown?: boolean | undefined;
  json?: boolean | undefined;
}

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

const assertUsage = (args: Flags): void => {
  const { length } = listOf(args, "paths");
  if (args.last !== undefined && length > 0) throw usage('"--last" finds both runs itself: name no path');
  if (args.last === undefined && length !== 2)
    throw usage(`Two things are compared: expected two paths, found ${length}`);
  if (listOf(args, "root").length > 2)
    throw usage('"--root" is given once for both, or twice: for the first and for the second');
  if (args.json === true && args.markdown === true) throw usage('"--json" and "--markdown" exclude each other');
  if (args.last !== undefined) return;
  for (const flag of ["out", "trust", "config"] as const)
    if (args[flag] !== undefined) throw usage(`"--${flag}" is for "--last"`);
  if (args["code-config"] === false) throw usage('"--no-code-config" is for "--last"');
};

/** A mistyped root would make every output look lost. */
const rootOf = (dir: string, cwd: string): string => {
  const absolute = resolve(cwd, dir);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true) return absolute;
  throw new KprovError("E_USAGE", `Cannot look for outputs in "${dir}": expected a directory`);
};

/** A bundle that is not whole is no evidence of anything: comparing it would make it look like some. */
const refusal = (verdict: BundleVerdict): Result => ({
  exitCode: exitOfVerdict(verdict.verdict),
  document: verdict,
  text: (view) => formatRefusal(verdict, view),
});

/** What is no path may be a run that the catalog knows; it is loaded for that alone. */
const pathsOf = async (named: readonly string[], cwd: string): Promise<string[]> => {
  if (named.every((path) => existsSync(resolve(cwd, path)))) return [...named];
  const { bundlePathOf } = await import("../lib/catalog/index.ts");
  return Promise.all(named.map((path) => bundlePathOf(path, cwd)));
};

const lastPair = async (
  step: string,
  { args, cwd, talk }: { args: Flags; cwd: string; talk: Talk },
): ReturnType<typeof findLast> => {
  const outDir = args.out === undefined ? await configuredOut(args, cwd) : resolve(cwd, args.out);
  const options = { cwd, trust: args.trust, onRemark: (remark: string) => talk.warn(remark) };
  try {
    return await findLast(step, { outDir, ...options });
  } catch (error) {
    const isNone = error instanceof KprovError && error.code === "E_NO_EARLIER" && args.out === undefined;
    const elsewhere = isNone ? await knownElsewhere(step, { outDir, cwd }) : undefined;
    if (elsewhere === undefined) throw error;
    talk.note(`the catalog knows runs of "${step}" in "${elsewhere}"`);
    return findLast(step, { outDir: elsewhere, ...options });
  }
};

/** Another directory with runs of the step; what is in it, it says itself. */
const knownElsewhere = async (
  step: string,
  { outDir, cwd }: { outDir: string; cwd: string },
): Promise<string | undefined> => {
  const { runsOfStep } = await import("../lib/catalog/index.ts");
  const dir = await runsOfStep(step, cwd);
  return dir === outDir ? undefined : dir;
};

const configuredOut = async (args: Flags, cwd: string): Promise<string> => {
  const { loadConfig } = await import("../lib/config/index.ts");
  const { config, root } = await loadConfig(configOptions({ ...args, cwd }));
  return resolve(root, config.run.out);
};

const differenceResult = (difference: Difference, args: Flags): Result => ({
  exitCode: args["fail-on-diff"] === true && !difference.equal ? exits.violated : exits.proved,
  document: difference,
  text: (view) => (args.markdown === true ? formatDifferenceMarkdown(difference) : formatDifference(difference, view)),
});

/** Throws `E_IO` when it can't be delivered. */
const printAnyhow = async (
  { text }: Result,
  { stdout, verbose }: { stdout: NodeJS.WritableStream; verbose: boolean },
): Promise<void> => {
  const page = guarded(await text({ colour: false, width: 80, verbose }), { colour: false });
  await new Promise<void>((done, fail) => {
    const onError = (cause: unknown): void =>
      fail(new KprovError("E_IO", `Cannot print the comparison: ${errnoOf(cause) ?? String(cause)}`, { cause }));
    stdout.once("error", onError);
    stdout.write(page.endsWith("\n") ? page : `${page}\n`, (error) => {
      if (error) return;
      stdout.off("error", onError);
      done();
    });
  });
};
