/**
 * What every `check-*` command does around its gate.
 *
 * @module
 */
import { cacheRoot } from "../cache.ts";
import { commonArgs, configArgs, configOptions, reportResult, signerArgs } from "../cli.ts";
import { systemClock } from "../clock.ts";
import type { Result, Talk } from "../command.ts";
import { loadConfig } from "../config/index.ts";
import { exits } from "../errors.ts";
import type { FlagDefs } from "../flags.ts";
import { refuseReports, reportArgs, withReports } from "../output/index.ts";
import type { Report } from "../report.ts";
import { resultStream } from "../result-stream.ts";
import { version } from "../version.ts";
import { attestArgs, openAttest, refuseAttest } from "./attestation.ts";
import { fixArgs, withFix } from "./fix/args.ts";
import type { Gate, GateContext } from "./gate.ts";
import { askedPackages } from "./package/args.ts";
import type { Package } from "./package/index.ts";
import { denyOptions, refuseDeny } from "./private/args.ts";
import { judgeStates } from "./states.ts";
import { refuseSubject, type Subject, type SubjectArgs, subjectArgs, withSubject } from "./subject.ts";
import { takeSnapshot } from "./surface/snapshot.ts";
import { documentUnsaid, keepPrivateTokens } from "./unsaid.ts";
import { settleWaivers } from "./waivers/settle.ts";

/** Flags of the checks and of preflight. */
export const judgeArgs = {
  ...subjectArgs,
  ...reportArgs,
  ...fixArgs,
  ...attestArgs,
  ...signerArgs,
  ...configArgs,
  ...commonArgs,
} as const satisfies FlagDefs;

/** Flags of the checks. */
export const checkArgs = {
  "self-test": {
    type: "boolean",
    description: "Plant every violation in a temporary repository; all must be caught",
  },
  ...judgeArgs,
} as const satisfies FlagDefs;

interface CheckArgs extends SubjectArgs {
  "self-test"?: boolean | undefined;
  attest?: boolean | undefined;
  key?: unknown;
  report?: unknown;
  history?: unknown;
  "salt-file"?: unknown;
}

/**
 * Run `gate` as a command of its own. Throws what `withReports`, `loadConfig`, `openAttest` and the gate throw.
 */
export const runCheckCommand = async (gate: Gate, args: CheckArgs, talk: Talk | undefined): Promise<Result> => {
  const { env } = process;
  const cwd = args.cwd ?? process.cwd();
  const packages = askedPackages(args);
  if (args["self-test"] === true) return selfTest(gate, args);
  const reporting = { name: gate.name, version, cwd, env, talk, stdout: resultStream };
  const work = () => withSubject(args, env, (subject) => judge(gate, { ...subject, args, talk, packages }), talk);
  return withReports(args, reporting, () => withFix(args, { cwd, talk }, work));
};

// --- internal ---

const selfTest = async (gate: Gate, args: CheckArgs): Promise<Result> => {
  refuseAttest(args);
  refuseReports(args, "--self-test");
  refuseSubject(args);
  refuseDeny(args);
  const config = async () => (await loadConfig(configOptions(args))).config;
  const document = await gate.selfTest({ version, env: process.env, config });
  const { formatSelfTest } = await import("./trials.ts");
  const exitCode = document.passed ? exits.proved : exits.undecided;
  return { exitCode, document, text: () => formatSelfTest(document) };
};

interface Judging extends Subject {
  /** Judged instead of the repository. */
  packages: readonly string[];
  args: CheckArgs;
  talk: Talk | undefined;
}

const judge = async (gate: Gate, judging: Judging): Promise<Result> => {
  const { args, talk, packages, loaded, policyRoot, snapshot, base } = judging;
  const { env } = process;
  const { config, digest, path, root } = loaded;
  const cwd = args.cwd ?? process.cwd();
  await keepPrivateTokens({ cwd, config, root, policyRoot, env, deny: denyOptions(args), ...(base && { base }) });
  if (packages.length > 0) {
    const context = {
      cwd,
      config,
      digest,
      version,
      path,
      root,
      policyRoot,
      env,
      cacheDir: null,
      deny: denyOptions(args),
    };
    const released = await judgeReleased(gate, packages, { ...context, ...(base && { base }) });
    return reportResult(await documentUnsaid({ ...released, ...(base && { base: base.note }) }));
  }
  const attest = await openAttest(args, { cwd, loaded, version, talk, ...(snapshot && { snapshot }) });
  // One for the gate and for what is asked beside it: git is asked once.
  const state = {
    config,
    digest,
    path,
    root,
    policyRoot,
    snapshot: snapshot ?? takeSnapshot(cwd),
    deny: denyOptions(args),
  };
  const context: GateContext = {
    ...{ cwd, version, env, cacheDir: cacheRoot(), ...state },
    ...(base && { base }),
    onProgress: (bytes) => talk?.progress(`searching: ${Math.round(bytes / 1e6)} MB`),
  };
  const marks = { ...(snapshot && { staged: true as const }), ...(base && { base: base.note }) };
  const [settled] = (await judgeStates(state, context, async (judged) => {
    // What nothing asks for in a commit does not judge it.
    if (judged.config !== config && gate.missing(judged.config) !== null) return [];
    return settleWaivers([await gate.run({ ...context, ...judged })], {
      ...{ cwd, loaded: judged, policyRoot: judged.policyRoot, now: systemClock.now },
      ...(base && { candidate: base.candidate }),
    });
  })) as [Report];
  // The list of waivers and the base are quoted, too.
  return attest(reportResult(await documentUnsaid({ ...settled, ...marks })));
};

/** What is released, by the gate's own rules; waivers are about what git tracks. */
const judgeReleased = async (gate: Gate, patterns: readonly string[], context: GateContext): Promise<Report> => {
  const { judgePackage } = gate;
  if (judgePackage === undefined) throw new Error(`${gate.name} can't judge packages`);
  const { judgePackages } = await import("./package/index.ts");
  const { cwd, digest: config, version } = context;
  const judge = (found: Package) => judgePackage(found, context);
  return judgePackages({ cwd, check: gate.name, patterns, config, version, judge });
};
