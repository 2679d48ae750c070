/**
 * One bundle, judged whole: everything that is wrong with it at once.
 *
 * @module
 */
import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { errnoOf, KprovError } from "../errors.ts";
import { layout, requiredMembers } from "../evidence/index.ts";
import type { Finding } from "../report.ts";
import { judgeAgreement, realSubjects } from "./agreement/index.ts";
import { type Asked, settle } from "./claims/claim.ts";
import { judgeNegatives } from "./claims/statements.ts";
import { requiredOf } from "./expectations.ts";
import { undecided } from "./finding.ts";
import { judgeMembers } from "./members.ts";
import { type OpenedBundle, openBundle } from "./open.ts";
import { type JudgedOrigin, judgeOrigin, unprovedOrigin } from "./origin.ts";
import { createProgress } from "./progress.ts";
import { readNamed } from "./read.ts";
import { judgeFiles } from "./root.ts";
import { readTree, type Tree } from "./tree.ts";
import {
  type BundleVerdict,
  type Judgement,
  type Link,
  nothingSaid,
  settleBundle,
  type VerifyOptions,
} from "./verdict.ts";

/**
 * Judge one bundle, offline. Reads nothing but the bundle and, with `root`, the recorded files; believes and
 * runs nothing of it. Any bytes give a verdict; throws `E_USAGE` only, when `dir` is empty or `root` no directory.
 */
export const verifyBundle = async (dir: string, options: VerifyOptions): Promise<BundleVerdict> =>
  (await judgeBundle(dir, options)).verdict;

/** A verdict, and what it was reached from: for whoever goes on with the bundle without reading it again. */
export interface Judged {
  verdict: BundleVerdict;
  /** The bundle's place in its chain; undefined where its summary can't be used. */
  previous: Link | null | undefined;
  /** Null when there was nothing to open. */
  opened: OpenedBundle | null;
  /** As {@link JudgedBundle} has it. */
  isCoherent: boolean;
  /** What keeps the bundle from being whole, beside what is said about its origin. */
  integrity: readonly Finding[];
}

/** The same as {@link verifyBundle}, with all that was read; `tree` is what lies there, when somebody has just looked. */
export const judgeBundle = async (dir: string, options: VerifyOptions, tree?: Tree): Promise<Judged> => {
  assertPath(dir);
  assertRoot(options);
  const absolute = resolve(options.cwd ?? process.cwd(), dir);
  const listed = tree !== undefined && isBundleTree(tree) ? tree : look(absolute);
  if ("code" in listed) {
    const judgement: Judgement = {
      integrity: [listed],
      origin: options.integrityOnly ? null : nowhere,
      attested: [],
      files: null,
      coverage: [],
      said: nothingSaid,
    };
    return { ...(await hand(dir, judgement, options)), previous: undefined, opened: null };
  }
  const { judgement, opened } = await judgeContents(absolute, listed, options);
  return { ...(await hand(dir, judgement, options)), previous: opened.evidence.summary?.previous, opened };
};

/** True when a directory with these names in it is meant to be a bundle, however damaged. */
export const isBundle = (names: readonly string[]): boolean => names.some((name) => markers.has(name));

/** An unset variable of a script would name the working directory. */
export const assertPath = (path: string): void => {
  if (path === "") throw new KprovError("E_USAGE", 'Cannot verify "": expected the path of a bundle, found nothing');
};

// --- internal ---

/** Settle it, and let whoever asked have a look at the bundle. */
const hand = async (
  shown: string,
  judgement: Judgement,
  options: VerifyOptions,
): Promise<Pick<Judged, "verdict" | "isCoherent" | "integrity">> => {
  const verdict = settleBundle(shown, judgement, options);
  const isCoherent = judgement.integrity.every(({ code }) => code === "BUNDLE_INCOMPLETE");
  await options.onBundle?.({ dir: resolve(options.cwd ?? process.cwd(), shown), verdict, isCoherent });
  return { verdict, isCoherent, integrity: judgement.integrity };
};

const isBundleTree = ({ files, isCut }: Tree): boolean => !isCut && [...markers].some((name) => files.has(name));

const markers: ReadonlySet<string> = new Set([layout.manifest, layout.sums, ...requiredMembers]);

/** What lies in it, or why it can't be judged at all. A link to it is followed: that path was named by the person. */
const look = (absolute: string): Tree | Finding => {
  try {
    if (!statSync(absolute).isDirectory()) return undecided("NOT_A_BUNDLE", undefined, "It is not a directory");
    const names = readdirSync(absolute);
    if (isBundle(names)) return readTree(absolute, { listed: names });
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
  tree: Tree,
  options: VerifyOptions,
): Promise<{ judgement: Judgement; opened: OpenedBundle }> => {
  const progress = createProgress(options.onProgress);
  const now = options.now ?? systemClock.now();
  const trust = options.integrityOnly ? null : (options.trust ?? null);
  const beside = options.integrityOnly ? [] : readBeside(options);
  const opened = await openBundle(dir, { trust, now, beside, tree });
  const { evidence, manifest, said, attestations } = opened;
  const { findings: faults, coverage } = await judgeMembers({
    dir,
    tree: opened.tree,
    members: manifest.value?.members,
    read: opened.read,
    onProgress: progress.next(),
  });
  const judged =
    options.root === undefined
      ? null
      : await judgeFiles(evidence.provenance, evidence.summary, {
          root: resolve(options.cwd ?? process.cwd(), options.root),
          onProgress: progress.next(),
        });
  const judgement: Judgement = {
    integrity: [...opened.findings, ...faults, ...judgeAgreement(evidence)],
    origin: originOf(opened, options, now),
    attested: attestations.attested,
    files: judged?.findings ?? null,
    coverage: [coverage, ...(judged?.coverage ?? [])],
    said,
  };
  const outputs = evidence.provenance === undefined ? [] : realSubjects(evidence.provenance, evidence.summary);
  options.onJudged?.({ outputs, attestations: attestations.files });
  return { judgement, opened };
};

/** Nothing of it could be judged. */
const nowhere: JudgedOrigin = {
  findings: [],
  claims: [{ claim: "origin", verdict: "unverified", detail: "there is no bundle to judge" }],
};

const originOf = (opened: OpenedBundle, options: VerifyOptions, now: number): JudgedOrigin | null =>
  options.integrityOnly ? null : withAsked(ownOrigin(opened, options, now), judgeMisplaced(opened.misplaced));

const ownOrigin = (
  { evidence, said, attestations }: OpenedBundle,
  { trust, expect = {} }: VerifyOptions,
  now: number,
): JudgedOrigin => {
  if (trust === undefined || trust === null) return unprovedOrigin(attestations);
  const { provenance, summary } = evidence;
  const required = requiredOf(trust.file, expect);
  const origin = judgeOrigin({ attestations, provenance, summary, bundleDigest: said.bundleDigest, required, now });
  return withAsked(origin, judgeNegatives(attestations.attested, required.statements));
};

const withAsked = ({ findings, claims }: JudgedOrigin, asked: readonly Asked[]): JudgedOrigin => ({
  findings: [...findings, ...asked.flatMap((one) => one.findings)],
  claims: [...claims, ...asked.map(({ claim }) => claim)],
});

/** The bundle is as whole as it was: what has no place with it was only named beside it. */
const judgeMisplaced = (misplaced: Finding[]): Asked[] =>
  misplaced.length === 0
    ? []
    : [
        settle("attestation", {
          findings: misplaced,
          detail: "",
          change: "hand over envelopes about this bundle, its outputs or its clean commit alone",
          basis: true,
        }),
      ];

const readBeside = ({ attestations = [], cwd }: VerifyOptions) =>
  attestations.map((path) => ({ path, bytes: readNamed(resolve(cwd ?? process.cwd(), path), path) }));
