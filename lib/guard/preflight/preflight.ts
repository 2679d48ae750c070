/**
 * All gates of a repository as one: the checks and the project's own commands.
 *
 * @module
 */
import { type Clock, systemClock } from "../../clock.ts";
import type { Talk } from "../../command.ts";
import { plainConfig, type ResolvedConfig } from "../../config/index.ts";
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import { canonicalJson } from "../../json.ts";
import type { BaseNote, ConfigDigest } from "../../report.ts";
import { closest } from "../../suggest.ts";
import type { Gate, GateContext } from "../gate.ts";
import { gates as allGates } from "../gates/index.ts";
import type { DenyOptions } from "../private/args.ts";
import { listOtherPolicy } from "../staged/policy-files.ts";
import { type GateState, judgeStates } from "../states.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { documentUnsaid, keepPrivateTokens } from "../unsaid.ts";
import { settleWaivers } from "../waivers/settle.ts";
import { notConfiguredOf } from "./configured.ts";
import { type PreflightReport, settle } from "./report.ts";
import { marker, runCommands } from "./run-commands.ts";
import { runGates } from "./run-gates.ts";
import { judgedTree } from "./tree-id.ts";

export interface PreflightOptions {
  cwd: string;
  /** What the configuration's commands are relative to. */
  root: string;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  config: ResolvedConfig;
  digest: ConfigDigest | null;
  version: string;
  /** Where clean verdicts may be kept; null for nowhere. */
  cacheDir: string | null;
  only: readonly string[];
  skip: readonly string[];
  env: NodeJS.ProcessEnv;
  talk: Talk;
  /** What commands print, as it comes; for --verbose. */
  onOutput?: (chunk: Buffer) => void;
  /** Called when a command has failed, with the end of what it printed. */
  onFailure?: (name: string, tail: string) => void;
  /** Default: all that there are. */
  gates?: readonly Gate[];
  /** Decides which waivers are over. Default: the system's. */
  clock?: Clock;
  /** Where the lists are read that the configuration names. Default: `root`. */
  policyRoot?: string;
  /** Of what is staged. Default: one of everything, taken now. */
  snapshot?: Snapshot;
  /** The project's commands are left out without a word: a look at what can be mended, not a verdict. */
  checksOnly?: boolean;
  /** What is asked of check-identity beyond the tree. */
  deny?: DenyOptions;
  /** The base that judges. */
  base?: NonNullable<GateContext["base"]> & { note: BaseNote };
}

/**
 * Run everything that is configured, in order, whatever fails on the way.
 *
 * Throws `E_USAGE` for a name that nothing has or is not configured, and for a preflight that one of its own commands
 * started; `E_CONFIG` for a command that is called like a check; `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT` when there is no tree to judge.
 */
export const runPreflight = async (options: PreflightOptions): Promise<PreflightReport> => {
  const { config, digest, version, env, root, talk, deny = {}, gates = allGates } = options;
  if (env[marker] === root)
    throw new KprovError("E_USAGE", "preflight was started by one of its own commands", {
      hint: "take it out of the command that preflight.commands names",
    });
  // Before a command of the project runs, which may change the tree.
  const { policyRoot = root, snapshot = takeSnapshot(options.cwd) } = options;
  // Also when check-identity, which knows the tokens, does not run; and before anything quotes the configuration.
  await keepPrivateTokens({ ...options, policyRoot });
  const state = { config, digest, path: options.path, root, policyRoot, snapshot, deny };
  const missingIn = (one: GateState) => notConfiguredOf(gates, { ...one, ...(options.base && { base: options.base }) });
  const notConfigured = await missingIn(state);
  const configured = gates.filter(({ name }) => !(name in notConfigured));
  const commands = Object.entries(config.preflight.commands);
  const names = [...configured.map(({ name }) => name), ...commands.map(([name]) => name)];
  assertNames(options, names, notConfigured);
  const isWanted = (name: string) =>
    !options.skip.includes(name) && (options.only.length === 0 || options.only.includes(name));
  const asked = judgedTree(snapshot);
  asked.catch(() => undefined); // Whoever awaits it sees it.

  const wanted = configured.filter(({ name }) => isWanted(name));
  assertHistory(options, wanted);
  talk.progress(wanted.map(({ name }) => name).join(", "));
  const settled = await judgeStates(state, options, async (judged) => {
    const missing = judged.config === config ? notConfigured : await missingIn(judged);
    const its = gates.filter(({ name }) => !(name in missing));
    const ran = await runGates(
      its.filter(({ name }) => isWanted(name)),
      { ...options, ...judged },
      asked,
    );
    return settleWaivers(ran, {
      ...{ cwd: options.cwd, loaded: judged, policyRoot: judged.policyRoot },
      ...(options.base && { candidate: options.base.candidate }),
      gates: its.map(({ name }) => name),
      now: (options.clock ?? systemClock).now,
    });
  });
  const judged = await asked;
  // git may be told to look away from them; what the checks went by is no part of the tree then.
  const others = snapshot.isStaged ? [] : await listOtherPolicy(options, snapshot);
  const tree = { ...judged, dirty: judged.dirty || others.length > 0 };
  const wantedCommands = options.checksOnly === true ? [] : commands.filter(([name]) => isWanted(name));
  const ends = snapshot.isStaged
    ? await (await import("../staged/commands.ts")).runStagedCommands(wantedCommands, options, snapshot)
    : await runCommands(wantedCommands, options);
  talk.progress(null);

  const skipped = names.filter((name) => !isWanted(name));
  const findings = [...settled, ...ends].flatMap((part) => part.findings);
  // What one check knows to be secret, the others may have found in a path, or quote from a list or the configuration.
  return documentUnsaid({
    schema: "kprov.preflight/v1",
    verdict: settle(findings, { ran: settled.length + ends.length, skipped: skipped.length }),
    checks: settled,
    commands: ends,
    skipped,
    notConfigured,
    tree,
    config: digest,
    ...(options.base && { base: options.base.note }),
    rulesetDigest: await rulesetDigest(gates, config, version),
    tool: { name: "kprovengine", version },
  });
};

// --- internal ---

const assertNames = (
  { only, skip, config, gates = allGates }: PreflightOptions,
  names: readonly string[],
  notConfigured: Readonly<Record<string, string>>,
): void => {
  const same = gates.find(({ name }) => name in config.preflight.commands);
  if (same !== undefined)
    throw new KprovError("E_CONFIG", `Cannot use "preflight.commands": "${same.name}" is the name of a check`);
  const known = [...names, ...Object.keys(notConfigured)];
  const unknown = [...only, ...skip].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = closest(unknown, known);
    throw new KprovError("E_USAGE", `Nothing in preflight is called "${unknown}"`, {
      hint: near === undefined ? `there are: ${known.join(", ")}` : `did you mean "${near}"?`,
    });
  }
  const absent = only.find((name) => name in notConfigured);
  if (absent !== undefined)
    throw new KprovError("E_USAGE", `Cannot run only "${absent}": it is not configured`, {
      hint: `write ${notConfigured[absent]} into kprov.config.*`,
    });
};

/** A flag that nobody looks at would be a pass that nobody earned. */
const assertHistory = ({ deny = {} }: PreflightOptions, wanted: readonly Gate[]): void => {
  if (deny.history === undefined || wanted.some(({ name }) => name === "check-identity")) return;
  throw new KprovError("E_USAGE", '"--history" is for check-identity, which does not run here', {
    hint: "write identity.forbidden into kprov.config.*, and don't skip check-identity",
  });
};

const rulesetDigest = async (gates: readonly Gate[], config: ResolvedConfig, version: string): Promise<string> => {
  const { identity, projects, artifacts, runtime, preflight, waivers, rules: own, ruleSources } = plainConfig(config);
  const rules = await Promise.all(gates.map(async ({ name, ruleset }) => [name, await ruleset()]));
  const steering = { identity, projects, artifacts, runtime, preflight, waivers, own, ruleSources };
  return sha256(canonicalJson({ version, rules, config: steering }));
};
