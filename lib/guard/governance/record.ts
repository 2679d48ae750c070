/**
 * `.kprov/governance.lock.json`, `kprov.governance-lock/v1`: what governs, and every change of it.
 *
 * @module
 */
import { KprovError, messageOf } from "../../errors.ts";
import { canonicalJson, type JsonValue, parseJson } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import type { Step } from "./change.ts";
import { digestOfSurfaces, type Surfaces, type WorkflowSurface } from "./surfaces.ts";
import { isEnough, nextVersion, parseVersion, versionOf } from "./version.ts";

export { recordPath } from "./record-path.ts";

/** One recorded change; they are only ever appended. */
export interface RecordedChange {
  /** The governance version since then. */
  version: string;
  /** `first` for the one that began it. */
  step: Step | "first";
  /** UTC, `YYYY-MM-DD`. */
  date: string;
  author: string;
  reason: string;
  /** SHA-256 of the surfaces that it recorded, as canonical JSON. */
  surfaces: string;
  /** What changed, in words. */
  loosened: string[];
  tightened: string[];
  words: string[];
}

export interface GovernanceRecord {
  schema: "kprov.governance-lock/v1";
  /** The governance version: that of the last change. */
  version: string;
  surfaces: Surfaces;
  /** The oldest first; never empty. */
  changes: RecordedChange[];
}

/** Bytes of the largest record that is read. */
export const maxRecordBytes = 16 * 2 ** 20;

/** The record's bytes: sorted and indented, because people review it. */
export const formatRecord = (record: GovernanceRecord): string => `${JSON.stringify(sorted(record), null, 2)}\n`;

/**
 * Read a record that nobody vouches for. Throws `E_GOVERNANCE` for anything that {@link formatRecord} would not write: other
 * keys, other types, a version that is none.
 */
export const parseRecord = (bytes: Uint8Array, name: string): GovernanceRecord => {
  let value: JsonValue;
  try {
    value = parseJson(bytes, { name, maxBytes: maxRecordBytes });
  } catch (cause) {
    throw new KprovError("E_GOVERNANCE", messageOf(cause), { cause });
  }
  const problem = problemOf(value);
  if (problem === undefined) return value as unknown as GovernanceRecord;
  throw new KprovError("E_GOVERNANCE", `Cannot read "${name}": ${problem}`);
};

/** Why the record contradicts itself, as hands that edit it do; undefined when it doesn't. */
export const contradictionOf = ({ version, surfaces, changes }: GovernanceRecord): string | undefined => {
  const last = changes.at(-1);
  if (last?.version !== version) return "its version is not that of its last change";
  if (last.surfaces !== digestOfSurfaces(surfaces)) return "what it records is not what its last change recorded";
  const unlike = changes.find((change, index) => !isOwnStep(change, changes[index - 1]));
  if (unlike !== undefined)
    return `version ${unlike.version} is not the step that it says, or that what it names needs`;
  const early = changes.find(({ date }, index) => date < (changes[index - 1]?.date ?? ""));
  return early && `version ${early.version} is older, by its date, than the one before it`;
};

/** Why a date of the record can't be meant at `now`; a day is left for clocks and time zones. */
export const futureOf = ({ changes }: GovernanceRecord, now: number): string | undefined => {
  const latest = dayOf(now + 24 * 60 * 60 * 1000);
  const found = changes.find(({ date }) => date > latest);
  return found && `version ${found.version} was recorded on ${found.date}, which is still to come`;
};

/** The date of the next change: today, or the last change's own day where that clock went ahead; dates never fall. */
export const dateAfter = (before: GovernanceRecord | undefined, now: number): string => {
  const [today, last = ""] = [dayOf(now), before?.changes.at(-1)?.date];
  return last > today ? last : today;
};

/** Whether all changes of `base` stand unchanged at the beginning of those of `record`. */
export const isContinuation = (base: GovernanceRecord, record: GovernanceRecord): boolean =>
  canonicalJson(base.changes) === canonicalJson(record.changes.slice(0, base.changes.length));

/** Whether these bytes are a record of a configuration that asks for governance no longer. Never throws. */
export const isGivenUp = (bytes: Uint8Array): boolean => {
  try {
    const { configuration } = parseRecord(bytes, "the record").surfaces;
    // A section that is switched off has null for each of its keys.
    return configuration.values["governance.documents"] === null;
  } catch {
    return false;
  }
};

// --- internal ---

const isOwnStep = (change: RecordedChange, before: RecordedChange | undefined): boolean => {
  const { step, version, loosened, tightened } = change;
  if (before === undefined) return step === "first";
  const needed = loosened.length > 0 ? "major" : tightened.length > 0 ? "minor" : "patch";
  return isEnough(step, needed) && version === nextVersion(versionOf(before.version), step);
};

/** UTC, `YYYY-MM-DD`. */
const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

type Json = { [key: string]: JsonValue };

/** Lists keep their order: that of the changes says what came when. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return Object.fromEntries(entries.map(([key, below]) => [key, sorted(below)]));
};

const isObject = (value: JsonValue | undefined): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasKeys = (value: JsonValue | undefined, keys: readonly string[]): value is Json =>
  isObject(value) && Object.keys(value).sort().join() === [...keys].sort().join();

const isText = (value: JsonValue | undefined, form: RegExp): boolean => typeof value === "string" && form.test(value);
const isDigest = (value: JsonValue | undefined): boolean => isText(value, /^[0-9a-f]{64}$/);
const areTexts = (value: JsonValue | undefined): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const problemOf = (value: JsonValue): string | undefined => {
  if (!isObject(value) || value["schema"] !== "kprov.governance-lock/v1")
    return "expected a document of kprov.governance-lock/v1";
  if (!hasKeys(value, ["schema", "version", "surfaces", "changes"])) return "it has unknown or missing keys";
  const { version, surfaces, changes } = value;
  if (typeof version !== "string" || parseVersion(version) === undefined)
    return `expected a version such as "1.0.0", found ${JSON.stringify(version)}`;
  if (!areSurfaces(surfaces)) return '"surfaces" has unknown or missing parts';
  if (!Array.isArray(changes) || changes.length === 0) return '"changes" is no list of changes';
  const wrong = changes.findIndex((change) => !isChange(change));
  return wrong === -1 ? undefined : `changes[${wrong}] has unknown or missing parts`;
};

const areSurfaces = (value: JsonValue | undefined): boolean => {
  if (!hasKeys(value, ["configuration", "documents", "files", "rules", "workflows"])) return false;
  const { configuration, documents, files, rules, workflows } = value;
  return (
    hasKeys(configuration, ["path", "values"]) &&
    (configuration["path"] === null || typeof configuration["path"] === "string") &&
    isObject(configuration["values"]) &&
    [documents, files].every((part) => isObject(part) && Object.values(part).every(isDigest)) &&
    isObject(rules) &&
    Object.values(rules).every(areTexts) &&
    isObject(workflows) &&
    Object.values(workflows).every(isWorkflow)
  );
};

const isWorkflow = (value: JsonValue | undefined): boolean =>
  hasKeys(value, ["sha256", "meaning", "pins"] satisfies (keyof WorkflowSurface)[]) &&
  isDigest(value["sha256"]) &&
  (value["meaning"] === null || isDigest(value["meaning"])) &&
  areTexts(value["pins"]);

const changeKeys = [
  ...["version", "step", "date", "author", "reason", "surfaces"],
  ...["loosened", "tightened", "words"],
];

const isChange = (value: JsonValue): boolean =>
  hasKeys(value, changeKeys) &&
  typeof value["version"] === "string" &&
  parseVersion(value["version"]) !== undefined &&
  isText(value["step"], /^(first|major|minor|patch)$/) &&
  isText(value["date"], /^\d{4}-\d\d-\d\d$/) &&
  [value["author"], value["reason"]].every((text) => isText(text, /\S/)) &&
  isDigest(value["surfaces"]) &&
  [value["loosened"], value["tightened"], value["words"]].every(areTexts);
