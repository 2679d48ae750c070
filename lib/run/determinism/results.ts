/**
 * Results of two runs, held against each other.
 *
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashFile } from "../../digest.ts";
import { layout, noOutputs, type Outcome, type Provenance, type RunSummary } from "../../evidence/index.ts";
import { readSmallFile } from "../../files.ts";
import { parseJson } from "../../json.ts";
import type { Redactor } from "../redaction/index.ts";
import { findDifference } from "./find.ts";
import { withFileSource } from "./source.ts";
import type { Circumstances, Difference, Pair } from "./types.ts";

/** What a run made. */
export interface Results {
  provenance: Provenance;
  summary: RunSummary;
  /** Where the bytes of an output or log lie, absolute; null when they are not at hand. */
  locate: (member: string, what: "output" | "log" | "document") => string | null;
}

export interface Mismatch {
  what: "output" | "log" | "document";
  /** As the bundle names it. */
  member: string;
  state: "differs" | "missing in the first" | "missing in the second";
  /** Null when one of the two is not at hand. */
  difference: Difference | null;
}

export interface Comparison {
  outputs: { compared: number; mismatches: Mismatch[] };
  /** Logs that differ; a log is never part of what equal runs have in common. */
  logs: { compared: number; mismatches: Mismatch[] };
  outcomes: Pair<Outcome>;
  areOutcomesEqual: boolean;
}

/** Compare outputs by the digests that both bundles record, and say of each that differs where and why. */
export const compareResults = async (
  results: Pair<Results>,
  circumstances: Pair<Circumstances>,
  redactor: Redactor,
): Promise<Comparison> => {
  const [own, other] = [subjectsOf(results[0].provenance), subjectsOf(results[1].provenance)];
  const names = [...new Set([...own.keys(), ...other.keys()])].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const mismatches: Mismatch[] = [];
  for (const member of names) {
    const [a, b] = [own.get(member), other.get(member)];
    if (a === b) continue;
    const state = a === undefined ? "missing in the first" : b === undefined ? "missing in the second" : "differs";
    const places = [results[0].locate(member, "output"), results[1].locate(member, "output")] as const;
    const difference = state === "differs" ? await explain(places, [a, b], circumstances, redactor) : null;
    mismatches.push({ what: "output", member, state, difference });
  }
  const hasBoth = (member: string): boolean => results.every(({ locate }) => locate(member, "log") !== null);
  const logs = [layout.stdout, layout.stderr].filter(hasBoth);
  const outcomes: Pair<Outcome> = [outcomeOf(results[0]), outcomeOf(results[1])];
  return {
    outputs: { compared: names.length, mismatches },
    logs: {
      compared: logs.length,
      mismatches: await compareFiles(logs, "log", { results, circumstances, redactor }),
    },
    outcomes,
    areOutcomesEqual: JSON.stringify(outcomes[0]) === JSON.stringify(outcomes[1]),
  };
};

/** Members of both bundles by these names that are not the same. */
export const compareFiles = async (
  members: readonly string[],
  what: "log" | "document",
  {
    results,
    circumstances,
    redactor,
  }: { results: Pair<Results>; circumstances: Pair<Circumstances>; redactor: Redactor },
): Promise<Mismatch[]> => {
  const mismatches: Mismatch[] = [];
  for (const member of members) {
    const places = [results[0].locate(member, what), results[1].locate(member, what)] as const;
    if (places[0] === null || places[1] === null) continue;
    const difference = await explain(places, [undefined, undefined], circumstances, redactor);
    if (difference !== null) mismatches.push({ what, member, state: "differs", difference });
  }
  return mismatches;
};

/** A bundle's member, when it is a plain file. */
export const memberAt = (bundle: string, member: string): string | null => {
  const path = join(bundle, member);
  return existsSync(path) && statSync(path).isFile() ? path : null;
};

/** What the run whose bundle lies at `bundle` made; what it did not collect is looked for in `cwd`, where it ran. */
export const resultsOfRun = (bundle: string, cwd: string): Results => {
  const read = <T>(name: string): T =>
    parseJson(readSmallFile(join(bundle, name), largestDocument), { name, maxBytes: largestDocument }) as T;
  const provenance = read<Provenance>(layout.provenance);
  const { pipeline } = provenance.predicate.buildDefinition.externalParameters;
  return {
    provenance,
    summary: read<RunSummary>(layout.summary),
    locate: (member, what) => {
      if (what !== "output" || pipeline !== null)
        return memberAt(bundle, what === "output" ? `${layout.outputs}${member}` : member);
      // An absolute path is one place for both runs: the first one's bytes are gone.
      return member.startsWith("file:") ? null : memberAt(cwd, member);
    },
  };
};

// --- internal ---

/** Bytes; far above what any run writes. */
const largestDocument = 2 ** 28;

const outcomeOf = ({ provenance }: Results): Outcome => provenance.predicate.runDetails.kprov_outcome;

/** Name or URI → digest. */
const subjectsOf = ({ subject }: Provenance): Map<string, string> =>
  new Map(
    subject
      .filter(({ name, digest }) => name !== noOutputs.name || digest.sha256 !== noOutputs.digest.sha256)
      .map(({ name, uri, digest }) => [uri ?? name, digest.sha256]),
  );

/** Null when a file is gone, is no longer what was recorded, or both lie in one place. Values of secrets are not shown. */
const explain = async (
  [first, second]: readonly [string | null, string | null],
  digests: Pair<string | undefined>,
  circumstances: Pair<Circumstances>,
  redactor: Redactor,
): Promise<Difference | null> => {
  if (first === null || second === null || first === second) return null;
  if (!(await isStill(first, digests[0])) || !(await isStill(second, digests[1]))) return null;
  try {
    const difference = await withFileSource(first, (a) =>
      withFileSource(second, (b) => findDifference(a, b, circumstances)),
    );
    if (difference === null) return null;
    const secrets = redactor.isEmpty ? [] : [...(await redactor.sweep(first)), ...(await redactor.sweep(second))];
    return withoutSecrets(difference, secrets, redactor);
  } catch {
    return null; // It can't be read any more; that it differs is known by its digest.
  }
};

const isStill = async (path: string, digest: string | undefined): Promise<boolean> => {
  if (digest === undefined) return true;
  const found = await hashFile(path);
  return "sha256" in found && found.sha256 === digest;
};

/** An excerpt may be cut in the middle of a secret, where no redactor would know it. */
const withoutSecrets = (difference: Difference, secrets: readonly string[], redactor: Redactor): Difference => {
  const withheld = `(not shown: the file holds the value of ${[...new Set(secrets)].sort().join(", ")})`;
  const clean = (text: string): string => (secrets.length > 0 ? withheld : redactor.text(text));
  const { first, second, cause, member, jsonPath } = difference;
  return {
    ...difference,
    first: clean(first),
    second: clean(second),
    member: member === null ? null : redactor.text(member),
    jsonPath: jsonPath === null ? null : clean(jsonPath),
    cause: { kind: cause.kind, detail: clean(cause.detail) },
  };
};
