/**
 * Inputs and outputs outside of the bundle, re-hashed where they lie.
 *
 * @module
 */
import { lstatSync, readlinkSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type FileDigest, hashFiles, sha256 } from "../digest.ts";
import { errnoOf } from "../errors.ts";
import { layout, type Provenance, type ResourceDescriptor, type RunSummary } from "../evidence/index.ts";
import type { Coverage, Finding } from "../report.ts";
import { areCollected, dependenciesOf, realSubjects } from "./agreement/index.ts";
import { undecided, violation } from "./finding.ts";
import { describeKind } from "./tree.ts";

export interface RootOptions {
  /** Absolute: names are resolved against it. */
  root: string;
  onProgress?: ((bytes: number) => void) | undefined;
}

export interface JudgedFiles {
  findings: Finding[] | "none";
  coverage: Coverage[];
}

/** Judge every recorded file that is not in the bundle; `findings` is "none" when there is no such file. */
export const judgeFiles = async (
  provenance: Provenance | undefined,
  summary: RunSummary | undefined,
  options: RootOptions,
): Promise<JudgedFiles> => {
  if (provenance === undefined) {
    const message = "Inputs and outputs are not known, because provenance.json can't be used";
    return { findings: [undecided("NOTHING_EXAMINED", layout.provenance, message)], coverage: [] };
  }
  const { records, rewritten } = recordsOf(provenance, summary);
  const places = records.map((record) => locate(record, options.root));
  const digests = await hashPlaces(places, options);
  const findings = places.flatMap((place) => ("finding" in place ? place.finding : judgePlace(place, digests)));
  const references = dependenciesOf(provenance, "declared").length;
  const receipt = receiptOf(records.length, findings, { references, rewritten });
  return {
    findings: records.length === 0 ? "none" : findings,
    coverage: receipt.considered === 0 ? [] : [receipt],
  };
};

// --- internal ---

interface FileRecord {
  /** As the document names it. */
  shown: string;
  what: "input" | "output";
  name: string | undefined;
  uri: string | undefined;
  sha256: string | undefined;
  /** The digest is over the target text of a symbolic link. */
  isLink: boolean;
}

interface Place {
  record: FileRecord;
  absolute: string;
}

/** An input that the step rewrote in place is judged as the output that it became: its old state is gone. */
const recordsOf = (
  provenance: Provenance,
  summary: RunSummary | undefined,
): { records: FileRecord[]; rewritten: number } => {
  const { pipeline } = provenance.predicate.buildDefinition.externalParameters;
  // The pipeline's outputs are named by their places in the bundle, and are no files of that name elsewhere.
  const subjects = pipeline === null ? realSubjects(provenance, summary) : [];
  const outputs = subjects.map((subject) => recordOf(subject, "output"));
  const made = new Map(outputs.map((output) => [output.shown, output]));
  const inputs = dependenciesOf(provenance, "input").map((descriptor) => recordOf(descriptor, "input"));
  const isRewritten = ({ shown, sha256: before, isLink }: FileRecord): boolean => {
    const output = made.get(shown);
    return output !== undefined && (output.sha256 !== before || output.isLink !== isLink);
  };
  const rewritten = new Set(inputs.filter(isRewritten).map(({ shown }) => shown));
  const isOutside = ({ shown }: FileRecord): boolean => !areCollected(provenance) || rewritten.has(shown);
  return {
    records: [...inputs.filter(({ shown }) => !rewritten.has(shown)), ...outputs.filter(isOutside)],
    rewritten: inputs.filter(({ shown }) => rewritten.has(shown)).length,
  };
};

const recordOf = ({ name, uri, digest, mediaType }: ResourceDescriptor, what: "input" | "output"): FileRecord => ({
  shown: uri ?? name ?? "",
  what,
  name,
  uri,
  sha256: digest?.["sha256"],
  isLink: mediaType === "inode/symlink",
});

/** Where the file lies and what is there: a link itself, or what a path leads to. */
const locate = (record: FileRecord, root: string): Place | { finding: Finding } => {
  const { shown, what, isLink } = record;
  const absolute = absoluteOf(record, root);
  if (absolute === undefined || record.sha256 === undefined) {
    return { finding: undecided("FILE_UNREADABLE", shown, `The ${what} has no path or digest that can be used here`) };
  }
  try {
    const stats = isLink ? lstatSync(absolute) : statSync(absolute);
    if (isLink ? stats.isSymbolicLink() : stats.isFile()) return { record, absolute };
    const details = { expected: isLink ? "a symbolic link" : "a plain file", actual: describeKind(stats) };
    return { finding: violation("FILE_SPECIAL", shown, `The ${what} is another kind of file`, details) };
  } catch (error) {
    return { finding: failedFile(record, errnoOf(error) ?? "EIO") };
  }
};

/** Subjects and dependencies outside of the working directory have a file: URI; it wins over the name. */
const absoluteOf = ({ name, uri }: FileRecord, root: string): string | undefined => {
  const text = uri ?? name;
  if (text === undefined || text === "" || text.includes("\0")) return undefined;
  if (uri === undefined) return resolve(root, text);
  try {
    const path = fileURLToPath(uri);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined; // Not a file: URI, or one of another host.
  }
};

const hashPlaces = async (
  places: readonly (Place | { finding: Finding })[],
  { onProgress }: RootOptions,
): Promise<Map<string, FileDigest>> => {
  const contents = places.flatMap((place) => ("finding" in place || place.record.isLink ? [] : [place.absolute]));
  const paths = [...new Set(contents)];
  const digests = await hashFiles(paths, onProgress === undefined ? {} : { onProgress });
  return new Map(paths.map((path, index) => [path, digests[index] ?? { failed: "EIO" }]));
};

const judgePlace = ({ record, absolute }: Place, digests: ReadonlyMap<string, FileDigest>): Finding[] => {
  const digest = record.isLink ? digestOfLink(absolute) : (digests.get(absolute) ?? { failed: "EIO" });
  if ("failed" in digest) return [failedFile(record, digest.failed)];
  if (digest.sha256 === record.sha256) return [];
  const details = { expected: `sha256:${record.sha256}`, actual: `sha256:${digest.sha256}` };
  return [violation("FILE_CHANGED", record.shown, `The ${record.what} is not the recorded one`, details)];
};

const digestOfLink = (path: string): { sha256: string } | { failed: string } => {
  try {
    return { sha256: sha256(readlinkSync(path)) };
  } catch (error) {
    return { failed: errnoOf(error) ?? "EIO" };
  }
};

const failedFile = ({ shown, what }: FileRecord, failed: string): Finding => {
  if (failed === "ENOENT" || failed === "ENOTDIR") return violation("FILE_MISSING", shown, `The ${what} is not there`);
  if (failed === "changed") return undecided("FILE_UNREADABLE", shown, `The ${what} was changed while it was verified`);
  if (failed === "special") return violation("FILE_SPECIAL", shown, `The ${what} is not a plain file any more`);
  return undecided("FILE_UNREADABLE", shown, `The ${what} can't be read (${failed})`);
};

const receiptOf = (
  records: number,
  findings: readonly Finding[],
  { references, rewritten }: { references: number; rewritten: number },
): Coverage => {
  const skipped: Record<string, number> = {};
  const count = (reason: string, amount: number): void => {
    if (amount > 0) skipped[reason] = amount;
  };
  const countOf = (code: string) => findings.filter((finding) => finding.code === code).length;
  const lost = [countOf("FILE_MISSING"), countOf("FILE_SPECIAL"), countOf("FILE_UNREADABLE")] as const;
  count("missing", lost[0]);
  count("another kind of file", lost[1]);
  count("unreadable", lost[2]);
  count("rewritten by the step", rewritten);
  count("declared by reference, not checked", references);
  const examined = records - lost[0] - lost[1] - lost[2];
  return {
    unit: "inputs and outputs outside the bundle",
    considered: records + rewritten + references,
    examined,
    skipped,
  };
};
