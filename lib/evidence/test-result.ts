/**
 * What a check or a preflight found, as a statement: in-toto test result v0.1.
 *
 * No times in it: the same state, configuration and program give the same bytes. `test-result-v0.md` beside this file
 * describes our extension fields.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { formatDocument, type JsonValue, parseJson } from "../json.ts";
import { type ConfigDigest, compareBytes, type Level, type Verdict } from "../report.ts";
import { predicateTypes } from "./statement.ts";

/** The very state that was judged. */
export interface JudgedState {
  /** Object name of HEAD's commit; null before the first one. */
  commit: string | null;
  /** Object name of a tree with every tracked file as it lies in the work tree. */
  tree: string;
  /** That tree is the commit's own. */
  isCommit: boolean;
  /** Digest over paths and contents of the files that are neither tracked nor ignored; null without such files. */
  untracked: string | null;
}

export interface TestResult {
  /** `preflight`, or the check's name. */
  check: string;
  /** `partial`: something that is configured was left out. */
  verdict: Verdict | "partial";
  /** Names of checks and commands. What could not decide has not passed: it is among the failed. */
  passed: readonly string[];
  failed: readonly string[];
  /** Left out by request. */
  skipped: readonly string[];
  /** How many of each, sorted. */
  findings: readonly { test: string; code: string; level: Level; count: number }[];
  state: JudgedState;
  config: ConfigDigest | null;
  /** Digest of the built-in rules and of the configuration that steers them; only a preflight has it. */
  ruleset?: string;
  /** Runtime that the configuration names → version that would run, null when none answers. Only a preflight has it. */
  runtimes?: Readonly<Record<string, string | null>>;
  /** Range of commits that was searched as well, as it was asked for; none without one. */
  history?: string;
  /** Commit whose policy judged; none when the judged state's own did. */
  base?: string;
  /** Of this program. */
  version: string;
}

/**
 * The bytes of the statement: canonical JSON and a newline.
 *
 * The commit is a subject only when the judged files are the commit's own; the tree always is one.
 */
export const formatTestResult = (result: TestResult): Buffer => {
  const { check, verdict, passed, failed, skipped, findings, state, ruleset, runtimes, history, base } = result;
  return formatDocument({
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      ...(state.isCommit && state.commit !== null ? [{ name: "commit", digest: { gitCommit: state.commit } }] : []),
      {
        name: "tree",
        digest: { gitTree: state.tree },
        annotations: { kprov_head: state.commit, kprov_untracked: state.untracked },
      },
    ],
    predicateType: predicateTypes.testResult,
    predicate: {
      result: resultOf[verdict],
      configuration: configurationOf(result),
      passedTests: [...passed],
      warnedTests: [...skipped],
      failedTests: [...failed],
      kprov_check: check,
      kprov_verdict: verdict,
      kprov_findings: [...findings],
      ...(ruleset !== undefined && { kprov_ruleset: ruleset }),
      ...(runtimes !== undefined && { kprov_runtimes: { ...runtimes } }),
      ...(history !== undefined && { kprov_history: history }),
      ...(base !== undefined && { kprov_base: base }),
    },
  });
};

/**
 * Read a statement that {@link formatTestResult} wrote: exactly its bytes, nothing else.
 *
 * Throws `E_STATEMENT` for any other; `name` says where it is from.
 */
export const parseTestResult = (bytes: Buffer, name: string): TestResult => {
  const result = read(bytes, name);
  if (result === undefined || !formatTestResult(result).equals(bytes))
    throw new KprovError("E_STATEMENT", `"${name}" is not a test result that this version of kprovengine writes`);
  return result;
};

// --- internal ---

/** Who accepts warnings must not accept a doubt. */
const resultOf = { proved: "PASSED", partial: "WARNED", violated: "FAILED", undecided: "FAILED" } as const;

const configurationOf = ({ config, version }: TestResult): object[] => [
  ...(config === null
    ? []
    : [
        {
          name: config.path,
          digest: { sha256: config.sha256 },
          annotations: { kprov_role: "configuration", kprov_effective: config.effective },
        },
      ]),
  { name: "kprovengine", uri: `pkg:npm/kprovengine@${version}`, annotations: { kprov_role: "tool" } },
];

type Json = { [key: string]: JsonValue };

/** What the fields say when they have the right types; whether they are all that there is, the bytes tell. */
const read = (bytes: Buffer, name: string): TestResult | undefined => {
  const document = asObject(parse(bytes, name));
  const predicate = asObject(document["predicate"]);
  const subjects = asList(document["subject"]);
  const tree = asObject(subjects.at(-1));
  const annotations = asObject(tree["annotations"]);
  const configuration = asList(predicate["configuration"]);
  const [config, tool] = [asObject(configuration.at(-2)), asObject(configuration.at(-1))];
  const result = {
    check: predicate["kprov_check"],
    verdict: predicate["kprov_verdict"],
    passed: asList(predicate["passedTests"]),
    failed: asList(predicate["failedTests"]),
    skipped: asList(predicate["warnedTests"]),
    findings: asList(predicate["kprov_findings"]),
    state: {
      commit: annotations["kprov_head"],
      tree: asObject(tree["digest"])["gitTree"],
      isCommit: subjects.length === 2,
      untracked: annotations["kprov_untracked"],
    },
    config:
      configuration.length === 1
        ? null
        : {
            path: config["name"],
            sha256: asObject(config["digest"])["sha256"],
            effective: asObject(config["annotations"])["kprov_effective"],
          },
    ...(predicate["kprov_ruleset"] !== undefined && { ruleset: predicate["kprov_ruleset"] }),
    ...(predicate["kprov_runtimes"] !== undefined && { runtimes: predicate["kprov_runtimes"] }),
    ...(predicate["kprov_history"] !== undefined && { history: predicate["kprov_history"] }),
    ...(predicate["kprov_base"] !== undefined && { base: predicate["kprov_base"] }),
    version: /^pkg:npm\/kprovengine@(.+)$/s.exec(String(tool["uri"]))?.[1],
  };
  return isTestResult(result) ? result : undefined;
};

const isTestResult = (result: object): result is TestResult => {
  const {
    check,
    verdict,
    passed,
    failed,
    skipped,
    findings,
    state,
    config,
    version,
    ruleset = "",
    runtimes = {},
    history = "",
    base = "",
  } = result as Json;
  const { commit, tree, untracked } = asObject(state);
  const tests = [passed, failed, skipped].flatMap(asList);
  const texts = [check, verdict, tree, version, ruleset, history, base, ...tests, ...Object.values(asObject(config))];
  const words = [commit, untracked, ...Object.values(asObject(runtimes))];
  return (
    texts.every((text) => typeof text === "string") &&
    Object.hasOwn(resultOf, String(verdict)) &&
    words.every((text) => text === null || typeof text === "string") &&
    areCounted(asList(findings), asList(failed))
  );
};

/** As they are written: each kind once, in order, and only of tests that have not passed. */
const areCounted = (findings: readonly JsonValue[], failed: readonly JsonValue[]): boolean => {
  const keys = findings.map((found) => {
    const { test, code, level, count, ...more } = asObject(found);
    const isMeant =
      failed.some((name) => name === test) &&
      /^[A-Z][A-Z\d_]*$/.test(String(code)) &&
      (level === "violation" || level === "undecided") &&
      Number.isSafeInteger(count) &&
      Number(count) > 0 &&
      Object.keys(more).length === 0;
    return isMeant ? `${test}\0${code}\0${level}` : undefined;
  });
  return keys.every((key, index) => {
    const before = keys[index - 1];
    return key !== undefined && (before === undefined || compareBytes(before, key) < 0);
  });
};

const parse = (bytes: Buffer, name: string): JsonValue => {
  try {
    return parseJson(bytes, { name });
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw new KprovError("E_STATEMENT", cause.message, { cause });
  }
};

const asObject = (value: JsonValue | undefined): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

const asList = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
