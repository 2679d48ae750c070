/**
 * `--attest`: a check's result as a statement about the very state that was judged.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Talk } from "../../command.ts";
import type { LoadedConfig } from "../../config/index.ts";
import {
  formatEnvelope,
  formatTestResult,
  inTotoPayloadType,
  type JudgedState,
  preAuthEncoding,
  type TestResult,
} from "../../evidence/index.ts";
import { compareBytes, type Finding, type Report } from "../../report.ts";
import { type AnySigner, keyDigest } from "../../sign/index.ts";
import { visible } from "../../text.ts";
import type { PreflightReport } from "../preflight/report.ts";
import { committedConfig } from "../surface/committed-config.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { topLevel } from "../surface/top-level.ts";
import { attestationsPath, placeAttestation, testResultName } from "./place.ts";
import { readIndexState, readWorkState } from "./work-state.ts";

export interface AttestOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  loaded: LoadedConfig;
  /** Of this program. */
  version: string;
  /** Each signs the statement; none leaves it unsigned. */
  signers: readonly AnySigner[];
  talk: Talk;
  /** Where interpreters are looked for. */
  env: NodeJS.ProcessEnv;
  /** Of what is staged, when that alone is judged. */
  snapshot?: Snapshot;
  /** Leave the newest result in .kprov/attestations/. */
  isPlaced: boolean;
  /** Write it here as well: absolute, and as it was given. */
  receipt?: { file: string; name: string };
  /** Range of commits that is searched as well. */
  history?: string;
  /** Files of the same kind that are no change of what is judged, absolute. */
  leaveOut?: readonly string[];
}

/** What was written: paths from the root of the project, or as they were given. */
export interface Attestation {
  result: TestResult;
  files: string[];
  /** For people, a line for each file. */
  text: string;
}

export interface Attesting {
  /** What the statement about a report says. A state whose tracked files changed in between is judged by nobody. */
  resultOf: (report: Report | PreflightReport) => Promise<TestResult>;
  /** Write it. A violation and a doubt are written, too. Throws `E_IO` and `E_SIGN`. */
  write: (report: Report | PreflightReport) => Promise<Attestation>;
}

/** Look at the state before anything is judged. Throws as `git` does. */
export const openAttestation = async (options: AttestOptions): Promise<Attesting> => {
  const { cwd, loaded, version, talk, receipt, history } = options;
  const read = stateReader(options);
  const before = await read();
  const resultOf = async (report: Report | PreflightReport): Promise<TestResult> => {
    const state = await read();
    const isPreflight = report.schema === "kprov.preflight/v1";
    const judged = isPreflight ? judgedByPreflight(report) : judgedByCheck(report);
    const isSame = before.tree === state.tree && before.commit === state.commit;
    if (!isSame) talk.warn("tracked files changed while they were judged: the statement proves nothing");
    const config = await committedConfig(loaded, options.snapshot ?? takeSnapshot(cwd));
    const rules = isPreflight ? await rulesOf(report, options) : {};
    const asked = { ...(history !== undefined && { history }), ...(report.base && { base: report.base.commit }) };
    return { ...(isSame ? judged : undecidedOf(judged)), state, config, ...rules, ...asked, version };
  };
  return {
    resultOf,
    write: async (report) => {
      const result = await resultOf(report);
      const files = await write(attestationRoot(loaded, cwd), result, options);
      if (receipt !== undefined) files.push(receipt.name);
      return { result, files, text: files.map((file) => `${visible(file)}: ${formatState(result)}`).join("\n") };
    },
  };
};

/** The project's root: that of the configuration, else the top of the repository. */
export const attestationRoot = ({ path, root }: Pick<LoadedConfig, "path" | "root">, cwd: string): string => {
  const top = topLevel(cwd);
  const place = path === null ? top : realpathSync(root);
  return place.startsWith(`${top}/`) ? place : top;
};

// --- internal ---

const stateReader = ({ cwd, loaded, snapshot, leaveOut = [] }: AttestOptions): (() => Promise<JudgedState>) => {
  if (snapshot !== undefined) return () => readIndexState(snapshot);
  const place = { cwd, outDir: resolve(loaded.root, loaded.config.run.out), leaveOut };
  return () => readWorkState(place);
};

const rulesOf = async (
  { rulesetDigest: ruleset }: PreflightReport,
  { cwd, loaded, env, snapshot = takeSnapshot(cwd) }: AttestOptions,
): Promise<Pick<TestResult, "ruleset" | "runtimes">> => {
  const { runtimesHere } = await import("../receipt/runtimes.ts");
  return { ruleset, runtimes: await runtimesHere(loaded.config.runtime, { snapshot, env }) };
};

type Judged = Omit<TestResult, "state" | "config" | "version" | "ruleset" | "runtimes" | "history" | "base">;

const judgedByCheck = ({ check, verdict, findings }: Report): Judged => ({
  ...{ check, verdict, skipped: [] },
  passed: verdict === "proved" ? [check] : [],
  failed: verdict === "proved" ? [] : [check],
  findings: countFindings([{ test: check, findings }]),
});

const judgedByPreflight = ({ verdict, checks, commands, skipped }: PreflightReport): Judged => {
  const parts = [
    ...checks.map(({ check, ...rest }) => ({ test: check, ...rest })),
    ...commands.map(({ name, ...rest }) => ({ test: name, ...rest })),
  ];
  const namesOf = (isProved: boolean) =>
    parts.filter((part) => (part.verdict === "proved") === isProved).map(({ test }) => test);
  return {
    ...{ check: "preflight", verdict, skipped },
    passed: namesOf(true),
    failed: namesOf(false),
    findings: countFindings(parts),
  };
};

/** Nothing has passed: what was judged is gone. A violation stays one. */
const undecidedOf = (judged: Judged): Judged => ({
  ...judged,
  verdict: judged.verdict === "violated" ? "violated" : "undecided",
  passed: [],
  failed: [...judged.passed, ...judged.failed],
});

const countFindings = (parts: readonly { test: string; findings: readonly Finding[] }[]): TestResult["findings"] => {
  const counts = new Map<string, TestResult["findings"][number]>();
  for (const { test, findings } of parts) {
    for (const { code, level } of findings) {
      const key = `${test}\0${code}\0${level}`;
      counts.set(key, { test, code, level, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts].sort(([a], [b]) => compareBytes(a, b)).map(([, counted]) => counted);
};

const write = async (root: string, result: TestResult, options: AttestOptions): Promise<string[]> => {
  const { signers, isPlaced, receipt } = options;
  const payload = formatTestResult(result);
  const names: string[] = [];
  if (isPlaced) {
    // First: whether or not a signer answers, an older result must not stand for this state.
    await placeAttestation(root, testResultName(result.check), payload);
    names.push(testResultName(result.check));
    for (const signer of signers) {
      const [name, content] = await signed(result.check, payload, signer);
      await placeAttestation(root, name, content);
      names.push(name);
    }
  }
  if (receipt !== undefined) await (await import("../receipt/write.ts")).writeReceipt(receipt, payload, signers);
  return names.map((name) => `${attestationsPath}/${name}`);
};

const signed = async (check: string, payload: Buffer, signer: AnySigner): Promise<[string, string]> => {
  if (signer.kind === "keyless") {
    const bundle = await signer.signEnvelope(payload, inTotoPayloadType);
    return [`${check}.keyless.sigstore.json`, `${JSON.stringify(bundle)}\n`];
  }
  const sig = await signer.sign(preAuthEncoding(inTotoPayloadType, payload));
  const signatures = [{ keyid: signer.publicKey.fingerprint, sig }];
  const name = `${check}.${keyDigest(signer.publicKey).slice(0, 16)}.intoto.jsonl`;
  return [name, formatEnvelope({ payloadType: inTotoPayloadType, payload, signatures })];
};

const formatState = ({ verdict, state }: { verdict: TestResult["verdict"]; state: JudgedState }): string => {
  const commit = state.isCommit ? state.commit : null;
  const place = commit === null ? `tree ${state.tree.slice(0, 12)}` : `commit ${commit.slice(0, 12)}`;
  return `${verdict === "undecided" ? "could not decide" : verdict}, ${place}`;
};
