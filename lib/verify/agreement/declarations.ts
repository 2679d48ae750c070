/**
 * What was declared for the step, and whether the records keep to it.
 *
 * @module
 */
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { layout, type Provenance, type RunSummary, type Subject } from "../../evidence/index.ts";
import { globSource, isGlob } from "../../glob.ts";
import type { Finding } from "../../report.ts";
import { shownValue, undecided } from "../finding.ts";
import { dependenciesOf, disagreement, type Rule } from "./evidence.ts";
import { realSubjects } from "./outputs.ts";

export const judgeDeclarations: Rule = ({ summary, provenance }) => {
  if (provenance === undefined) return [];
  const { argv, pipeline, inputs } = provenance.predicate.buildDefinition.externalParameters;
  const findings: Finding[] = [];
  if ((argv === null) === (pipeline === null))
    findings.push(
      disagreement(layout.provenance, "A step is a command or the pipeline", "one of the two", argv ? "both" : "none"),
    );
  if (argv?.length === 0)
    findings.push(disagreement(layout.provenance, "The command is empty", "a program", shownValue(argv)));
  const recorded = dependenciesOf(provenance, "input");
  if ((inputs.length === 0) !== (recorded.length === 0))
    findings.push(
      disagreement(
        layout.provenance,
        "The inputs recorded are not the ones declared",
        inputs.length === 0 ? "no input" : `inputs for ${shownValue(inputs)}`,
        `${recorded.length} inputs`,
      ),
    );
  return [...findings, ...twiceOf(recorded), ...judgeOutputs(provenance, summary)];
};

// --- internal ---

/** What redaction leaves in the place of a secret: different names may have become one. */
const marker = "[redacted:";

const twiceOf = (inputs: readonly { name?: string | undefined; uri?: string | undefined }[]): Finding[] => {
  const seen = new Set<string>();
  return inputs.flatMap(({ name, uri }) => {
    const keys = [...(name === undefined ? [] : [`name ${name}`]), ...(uri === undefined ? [] : [`uri ${uri}`])];
    const again = keys.find((key) => seen.has(key) && !key.includes(marker));
    for (const key of keys) seen.add(key);
    return again === undefined
      ? []
      : [disagreement(layout.provenance, "An input is recorded twice", "each input once", again)];
  });
};

/** A run that succeeded made every output that was declared: itself, something below it, or a match of the glob. */
const judgeOutputs = (provenance: Provenance, summary: RunSummary | undefined): Finding[] => {
  const { argv, outputs } = provenance.predicate.buildDefinition.externalParameters;
  if (argv === null || provenance.predicate.runDetails.kprov_outcome.status !== "succeeded") return [];
  const paths = realSubjects(provenance, summary).flatMap((subject) => pathsOf(subject, summary?.workingDirectory));
  const known = withAncestors(paths);
  const isRedacted = paths.some((path) => path.includes(marker));
  const open = outputs.filter((output) => {
    const path = posix.normalize(output).replace(/(?<=.)\/$/, "");
    const isMade = path === "." ? paths.length > 0 : known.has(path);
    return !isMade && !isRedacted && !output.includes(marker);
  });
  const globs = open.filter(isGlob);
  const matched = matchAll(globs, paths);
  return open.flatMap((output) => {
    const match = matched?.[globs.indexOf(output)];
    if (match === true) return [];
    if (matched === undefined && globs.includes(output)) {
      const message = `The declared output "${output}" could not be compared with the outputs in time`;
      return [undecided("DOCUMENTS_DISAGREE", layout.provenance, message)];
    }
    return [disagreement(layout.provenance, "A declared output was not made", output, "no such subject")];
  });
};

/** Relative to the working directory, and absolute: a declaration may be either. */
const pathsOf = ({ name, uri }: Subject, cwd: string | undefined): string[] => {
  if (uri === undefined) return cwd?.startsWith("/") === true ? [name, posix.resolve(cwd, name)] : [name];
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
};

/** Longest path that any system takes; a longer one is no path. */
const maxPath = 4096;

const withAncestors = (paths: readonly string[]): ReadonlySet<string> => {
  const known = new Set<string>();
  for (const path of paths) {
    if (path.length > maxPath) continue;
    for (let at = path; at !== "" && !known.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) known.add(at);
  }
  return known;
};

/** Milliseconds: a pattern made to be slow must not hold up a verifier. */
const timeout = 2_000;

/** For each glob whether it matches a path; undefined when that takes too long. A glob that is none matches nothing. */
const matchAll = (globs: readonly string[], paths: readonly string[]): boolean[] | undefined => {
  if (globs.length === 0) return [];
  const patterns = globs.map(patternOf);
  const short = paths.filter((path) => path.length <= maxPath);
  try {
    // Only here can a regular expression be given a time limit; nothing but booleans comes back.
    const answer: unknown = runInNewContext(
      "JSON.stringify(patterns.map((pattern) => pattern !== null && paths.some((path) => pattern.test(path))))",
      { patterns, paths: short },
      { timeout },
    );
    return JSON.parse(String(answer)) as boolean[];
  } catch {
    return undefined;
  }
};

const patternOf = (glob: string): RegExp | null => {
  try {
    return new RegExp(`^(?:${globSource(posix.normalize(glob))})$`, "su");
  } catch {
    return null;
  }
};
