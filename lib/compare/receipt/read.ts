/**
 * What a check or a preflight left: a test-result statement, signed or not, or the document of `--json`.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { parseSignedFile, parseTestResult } from "../../evidence/index.ts";
import { type JsonValue, parseJson } from "../../json.ts";

/** The same for all of them. */
export interface Receipt {
  /** `preflight`, or the check's name. */
  check: string;
  verdict: string;
  /** Check or command → what came of it. */
  results: ReadonlyMap<string, string>;
  /** Each finding with its check; null where only their numbers are known. */
  findings: readonly ReceiptFinding[] | null;
  /** `CHECK CODE` → how many. */
  counts: ReadonlyMap<string, number>;
  /** Which state was judged, as far as it is said. */
  state: ReadonlyMap<string, string | null>;
  /** What decided: configuration, program. */
  judgedBy: ReadonlyMap<string, string | null>;
}

export interface ReceiptFinding {
  check: string;
  code: string;
  path: string | null;
  message: string;
}

/**
 * Read a receipt. Throws `E_COMPARE` for anything else; `name` says where it is from. Who signed a signed one is not asked.
 */
export const readReceipt = (bytes: Buffer, name: string): Receipt => {
  const value = parse(bytes, name);
  const schema = value["schema"];
  if (schema === "kprov.report/v1" || schema === "kprov.preflight/v1") {
    const receipt = schema === "kprov.report/v1" ? ofReport(value) : ofPreflight(value);
    if (receipt !== undefined) return receipt;
    throw refusal(name, `the document says "${schema}" and has not its fields`);
  }
  if (value["payloadType"] !== undefined || value["mediaType"] !== undefined)
    return ofStatement(payloadOf(bytes, name), name);
  if (value["predicateType"] === undefined)
    throw refusal(name, "it is no test-result statement and no report of a check");
  return ofStatement(bytes, name);
};

/** What can't be compared, and what could. */
export const refusal = (name: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_COMPARE", `Cannot compare "${name}": ${why}`, {
    cause,
    hint: "name two bundles, two traces, or two receipts of a check (--attest or --json)",
  });

// --- internal ---

type Json = { [key: string]: JsonValue };

const largestReceipt = 64 * 2 ** 20;

const parse = (bytes: Buffer, name: string): Json => {
  try {
    return asObject(parseJson(bytes, { name, maxBytes: largestReceipt }));
  } catch (cause) {
    throw refusal(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
};

const payloadOf = (bytes: Buffer, name: string): Buffer => {
  try {
    const [piece] = parseSignedFile(bytes, name);
    if (piece !== undefined && piece.form !== "message") return piece.envelope.payload;
  } catch (cause) {
    throw refusal(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
  throw refusal(name, "there is no statement in it");
};

const ofStatement = (bytes: Buffer, name: string): Receipt => {
  try {
    const result = parseTestResult(bytes, name);
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
      ruleset,
      runtimes = {},
    } = result;
    return {
      ...{ check, verdict, findings: null },
      results: new Map([
        ...passed.map((test) => [test, "passed"] as const),
        ...failed.map((test) => [test, "failed"] as const),
        ...skipped.map((test) => [test, "skipped"] as const),
      ]),
      counts: new Map(findings.map(({ test, code, count }) => [`${test} ${code}`, count])),
      state: new Map([
        ["commit", state.commit],
        ["tree", state.tree],
        ["is the commit's own", state.isCommit ? "yes" : "no"],
        ["files that are not tracked", state.untracked],
      ]),
      judgedBy: new Map([
        ...judgedBy(config === null ? {} : { ...config }, version),
        ...(ruleset === undefined ? [] : [["rules", ruleset] as const]),
        ...Object.entries(runtimes),
      ]),
    };
  } catch (cause) {
    if (!(cause instanceof KprovError)) throw cause;
    throw refusal(name, cause.message, cause);
  }
};

const ofReport = (report: Json): Receipt | undefined => {
  const part = partOf(report, report["check"]);
  if (part === undefined) return undefined;
  return {
    check: part.name,
    verdict: part.verdict,
    results: new Map([[part.name, part.verdict]]),
    ...findingsOf([part]),
    state: new Map(),
    judgedBy: judgedBy(asObject(report["config"]), asObject(report["tool"])["version"]),
  };
};

const ofPreflight = (report: Json): Receipt | undefined => {
  const checks = asList(report["checks"]).map((check) => partOf(asObject(check), asObject(check)["check"]));
  const commands = asList(report["commands"]).map((command) => partOf(asObject(command), asObject(command)["name"]));
  const parts = [...checks, ...commands].filter((part) => part !== undefined);
  const verdict = report["verdict"];
  if (typeof verdict !== "string" || parts.length !== checks.length + commands.length) return undefined;
  const skipped = asList(report["skipped"]).map(String);
  return {
    ...{ check: "preflight", verdict },
    results: new Map([
      ...parts.map(({ name, verdict: own }) => [name, own] as const),
      ...skipped.map((name) => [name, "skipped"] as const),
    ]),
    ...findingsOf(parts),
    state: new Map(Object.entries(asObject(report["tree"])).map(([key, value]) => [key, wordOf(value)])),
    judgedBy: new Map([
      ...judgedBy(asObject(report["config"]), asObject(report["tool"])["version"]),
      ["rules", wordOf(report["rulesetDigest"])],
    ]),
  };
};

interface Part {
  name: string;
  verdict: string;
  findings: ReceiptFinding[];
  waived: ReceiptFinding[];
}

const partOf = (value: Json, name: JsonValue | undefined): Part | undefined => {
  const { verdict, findings } = value;
  if (typeof name !== "string" || typeof verdict !== "string" || !Array.isArray(findings)) return undefined;
  return {
    ...{ name, verdict },
    findings: findings.map((finding) => findingOf(name, asObject(finding))),
    waived: asList(value["waived"]).map((finding) => waivedOf(name, asObject(finding))),
  };
};

/** What no longer counts is not gone. */
const waivedOf = (check: string, finding: Json): ReceiptFinding => {
  const { message, ...rest } = findingOf(check, finding);
  return { ...rest, message: `waived until ${String(asObject(finding["waiver"])["until"])}: ${message}` };
};

const findingOf = (check: string, { code, path, message, expected, actual }: Json): ReceiptFinding => {
  const details = [
    ...(typeof expected === "string" ? [`expected ${expected}`] : []),
    ...(typeof actual === "string" ? [`found ${actual}`] : []),
  ];
  const sentence = details.length === 0 ? String(message) : `${message}: ${details.join(", ")}`;
  return { check, code: String(code), path: typeof path === "string" ? path : null, message: sentence };
};

const findingsOf = (parts: readonly Part[]): Pick<Receipt, "findings" | "counts"> => {
  const findings = parts.flatMap((part) => part.findings);
  const counts = new Map<string, number>();
  for (const { check, code } of findings) counts.set(`${check} ${code}`, (counts.get(`${check} ${code}`) ?? 0) + 1);
  return { findings: [...findings, ...parts.flatMap((part) => part.waived)], counts };
};

const judgedBy = (config: Json, version: JsonValue | undefined): Receipt["judgedBy"] =>
  new Map([
    ["configuration", wordOf(config["path"])],
    ["configuration's content", wordOf(config["sha256"])],
    ["settings in effect", wordOf(config["effective"])],
    ["kprovengine", wordOf(version)],
  ]);

const wordOf = (value: JsonValue | undefined): string | null => {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
};

const asObject = (value: JsonValue | undefined): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

const asList = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
