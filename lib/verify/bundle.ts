/**
 * One bundle, judged whole: everything that is wrong with it at once.
 *
 * @module
 */
import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { layout, type Manifest, requiredMembers, schemas, stableDigest } from "../evidence/index.ts";
import type { Finding } from "../report.ts";
import { type Evidence, judgeAgreement } from "./agreement/index.ts";
import { type JudgedDocument, judgeDocument, type ReadMember } from "./documents.ts";
import { undecided } from "./finding.ts";
import { judgeManifest, judgeSums, pathFault } from "./manifest.ts";
import { judgeMembers } from "./members.ts";
import { judgeOrigin } from "./origin.ts";
import { judgeFiles } from "./root.ts";
import { judgeTrace } from "./trace.ts";
import { readTree, type Tree } from "./tree.ts";
import {
  type BundleVerdict,
  type Judgement,
  type Link,
  noClaims,
  settleBundle,
  type VerifyOptions,
} from "./verdict.ts";

/**
 * Judge one bundle, offline. Reads nothing but the bundle and, with `root`, the recorded files; believes and
 * runs nothing of it. Any bytes give a verdict; throws `E_USAGE` only, when `dir` is empty or `root` no directory.
 */
export const verifyBundle = async (dir: string, options: VerifyOptions): Promise<BundleVerdict> =>
  (await judgeBundle(dir, options)).verdict;

/** The same, with the bundle's place in its chain; null where its summary can't be used. */
export const judgeBundle = async (
  dir: string,
  options: VerifyOptions,
): Promise<{ verdict: BundleVerdict; previous: Link | null | undefined }> => {
  assertPath(dir);
  assertRoot(options);
  const absolute = resolve(options.cwd ?? process.cwd(), dir);
  const fault = directoryFault(absolute);
  if (fault !== undefined) {
    const judgement: Judgement = { integrity: [fault], origin: [], files: null, coverage: [], claims: noClaims };
    return { verdict: settleBundle(dir, judgement, options), previous: undefined };
  }
  const { judgement, previous } = await judgeContents(absolute, options);
  return { verdict: settleBundle(dir, judgement, options), previous };
};

/** True when a directory with these names in it is meant to be a bundle, however damaged. */
export const isBundle = (names: readonly string[]): boolean => names.some((name) => markers.has(name));

/** An unset variable of a script would name the working directory. */
export const assertPath = (path: string): void => {
  if (path === "") throw new KprovError("E_USAGE", 'Cannot verify "": expected the path of a bundle, found nothing');
};

// --- internal ---

const markers: ReadonlySet<string> = new Set([layout.manifest, layout.sums, ...requiredMembers]);

/** Why the directory can't be judged at all. A link to it is followed: that path was named by the person. */
const directoryFault = (absolute: string): Finding | undefined => {
  try {
    if (!statSync(absolute).isDirectory()) return undecided("NOT_A_BUNDLE", undefined, "It is not a directory");
    if (isBundle(readdirSync(absolute))) return undefined;
    return undecided("NOT_A_BUNDLE", undefined, "The directory has none of the documents that every bundle has");
  } catch (error) {
    const code = errnoOf(error) ?? "EIO";
    const why = code === "ENOENT" ? "it does not exist" : `the system says ${code}`;
    return undecided("BUNDLE_UNREADABLE", undefined, `The bundle can't be opened: ${why}`);
  }
};

/** A mistyped root would make every recorded file look deleted. */
const assertRoot = ({ root, cwd }: VerifyOptions): void => {
  if (root === undefined) return;
  if (root !== "" && statSync(resolve(cwd ?? process.cwd(), root), { throwIfNoEntry: false })?.isDirectory() === true)
    return;
  throw new KprovError("E_USAGE", `Cannot re-hash files in "${root}": expected a directory`);
};

const judgeContents = async (
  dir: string,
  options: VerifyOptions,
): Promise<{ judgement: Judgement; previous: Link | null | undefined }> => {
  const progress = createProgress(options.onProgress);
  const tree = readTree(dir);
  const { evidence, manifest, findings, read } = judgeDocuments(dir, tree);
  const listed = manifest?.value?.members;
  const { findings: faults, coverage } = await judgeMembers({
    dir,
    tree,
    members: listed,
    read,
    onProgress: progress.next(),
  });
  const integrity = [...findings, ...faults, ...judgeAgreement(evidence)];
  const judged =
    options.root === undefined
      ? null
      : await judgeFiles(evidence.provenance, evidence.summary, {
          root: resolve(options.cwd ?? process.cwd(), options.root),
          onProgress: progress.next(),
        });
  const judgement: Judgement = {
    integrity,
    origin: judgeOrigin(tree, options),
    files: judged?.findings ?? null,
    coverage: [coverage, ...(judged?.coverage ?? [])],
    claims: claimsOf(evidence, manifest?.read?.sha256 ?? null),
  };
  return { judgement, previous: evidence.summary?.previous };
};

const judgeDocuments = (dir: string, tree: Tree) => {
  const read = new Map<string, ReadMember>();
  const findings: Finding[] = [];
  const keep = <T extends { findings: Finding[]; read?: ReadMember }>(path: string, judged: T): T => {
    findings.push(...judged.findings);
    if (judged.read !== undefined) read.set(path, judged.read);
    return judged;
  };
  const manifest = keep(layout.manifest, judgeDocument(dir, tree, layout.manifest, schemas.manifest));
  const summary = keep(layout.summary, judgeDocument(dir, tree, layout.summary, schemas["run-summary"]));
  const provenance = keep(layout.provenance, judgeDocument(dir, tree, layout.provenance, schemas.provenance));
  const toolchain = keep(layout.toolchain, judgeDocument(dir, tree, layout.toolchain, schemas.toolchain));
  keep(layout.review, judgeDocument(dir, tree, layout.review, schemas["human-review"]));
  const trace = keep(layout.trace, judgeTrace(dir, tree));
  findings.push(...judgeList(dir, tree, manifest));
  const evidence: Evidence = {
    members: manifest.value?.members.filter(({ path }) => pathFault(path) === undefined),
    summary: summary.value,
    provenance: provenance.value,
    toolchain: toolchain.value,
    trace: trace.facts,
  };
  return { evidence, manifest, findings, read };
};

const judgeList = (dir: string, tree: Tree, { value, bytes }: JudgedDocument<Manifest>): Finding[] =>
  value === undefined || bytes === undefined
    ? []
    : [...judgeManifest(value), ...judgeSums(dir, tree, { members: value.members, bytes })];

const claimsOf = ({ summary, provenance, members }: Evidence, digest: string | null): Judgement["claims"] => ({
  runId: summary?.runId ?? null,
  step: provenance?.predicate.buildDefinition.externalParameters.step ?? summary?.step ?? null,
  outcome: provenance?.predicate.runDetails.kprov_outcome ?? summary?.outcome ?? null,
  stableDigest: members === undefined ? null : stableDigest(members),
  bundleDigest: digest,
});

/** One growing number over several rounds of hashing. */
const createProgress = (onProgress: ((bytes: number) => void) | undefined) => {
  let [before, now] = [0, 0];
  return {
    next: (): ((bytes: number) => void) | undefined => {
      before += now;
      now = 0;
      if (onProgress === undefined) return undefined;
      return (bytes) => {
        now = bytes;
        onProgress(before + bytes);
      };
    },
  };
};
