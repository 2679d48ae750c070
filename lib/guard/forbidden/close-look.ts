/**
 * The close look: paths that the quick one could not clear, with every version of their bytes.
 *
 * @module
 */
import { elapsed } from "../../clock.ts";
import type { Finding } from "../../report.ts";
import type { Version } from "../surface/listing.ts";
import { type BlobVerdict, scanBlobs } from "./blobs.ts";
import type { Hit } from "./collector.ts";
import { inContents, inLink, pathOf, unreadable } from "./finding.ts";
import type { Matcher } from "./matcher.ts";
import { type Look, lookAt } from "./work-tree.ts";

/** One path to look at. */
export interface Target {
  /** Its bytes, as latin1. */
  name: string;
  /** What the index has, as far as it is not known to be clean. */
  versions: readonly Version[];
  /** Look at the work tree, too. */
  withWorkTree: boolean;
}

export interface CloseLookOptions {
  cwd: string;
  root: string;
  matcher: Matcher;
  /** The index alone is judged: the work tree is looked at only for the bytes of its blobs. */
  isStaged: boolean;
  /** Whether a path, as latin1, declares the tokens: its contents are not looked at. */
  isDeclaring: (name: string) => boolean;
  /** Called with the bytes of each piece; may throw to stop. */
  onBytes: (bytes: number) => void;
}

export interface Judged {
  target: Target;
  /** About the work tree, and about versions. */
  findings: Finding[];
  /** What the index has was read, and has nothing in it. */
  isIndexClean: boolean;
  isUnreadable: boolean;
  isPointer: boolean;
  /** Blobs that have nothing in them. */
  clean: string[];
}

/** Judge each of `targets`. Throws as git does. */
export const lookClosely = async (targets: readonly Target[], options: CloseLookOptions): Promise<Judged[]> => {
  const known = new Map<string, BlobVerdict>();
  const looks = await lookAtAll(targets, known, options);
  const wanted = new Set<string>();
  for (const target of targets) {
    for (const { blob } of askedOf(target, options)) if (!known.has(blob)) wanted.add(blob);
  }
  for (const [name, verdict] of await scanBlobs([...wanted], options)) known.set(name, verdict);
  return targets.map((target, index) => judge(target, looks[index], known, options));
};

// --- internal ---

const lookAtAll = async (
  targets: readonly Target[],
  known: Map<string, BlobVerdict>,
  { root, matcher, isStaged, onBytes }: CloseLookOptions,
): Promise<(Look | undefined)[]> => {
  const buffer = Buffer.allocUnsafe(256 * 1024);
  const looks: (Look | undefined)[] = [];
  let breath = elapsed();
  for (const { name, versions, withWorkTree } of targets) {
    const algorithm = versions[0]?.blob.length === 64 ? "sha256" : "sha1";
    const look = withWorkTree || isStaged ? lookAt(name, { root, matcher, buffer, algorithm }) : undefined;
    looks.push(withWorkTree ? look : undefined);
    if (look !== undefined && "hits" in look) {
      onBytes(look.bytes);
      // The work tree has the blob's very bytes: git need not be asked for it.
      if (isOneOf(versions, look)) known.set(look.blob, { hits: look.hits, isPointer: look.isPointer });
    }
    if (elapsed() - breath < 50) continue;
    await new Promise(setImmediate); // So that signals are heard.
    breath = elapsed();
  }
  return looks;
};

/**
 * Whether the work tree has what one of `versions` is. A link whose target reads as a file did is something else; a file in
 * the place of a link is what git makes of it where links can't be had (core.symlinks).
 */
const isOneOf = (versions: readonly Version[], look: { kind: "file" | "link"; blob: string }): boolean =>
  versions.some(({ kind, blob }) => blob === look.blob && (look.kind === "file" || kind === "link"));

const askedOf = ({ name, versions }: Target, { isDeclaring }: CloseLookOptions): Version[] => {
  const without = isDeclaring(name) ? ["submodule", "file"] : ["submodule"];
  return versions.filter(({ kind }) => !without.includes(kind));
};

const judge = (
  target: Target,
  look: Look | undefined,
  known: ReadonlyMap<string, BlobVerdict>,
  options: CloseLookOptions,
): Judged => {
  const path = pathOf(target.name);
  const asked = askedOf(target, options);
  const clean = asked.filter(({ blob }) => isClean(known.get(blob))).map(({ blob }) => blob);
  const said = asked.flatMap((version) => saidOf(path, version, known.get(version.blob)));
  const ofWorkTree: Finding[] = [];
  if (look?.kind === "unreadable") ofWorkTree.push(unreadable(path, look.why));
  if (look !== undefined && "hits" in look && !isOneOf(target.versions, look)) {
    const isAsked = look.kind === "link" || !options.isDeclaring(target.name);
    if (isAsked) ofWorkTree.push(...differing(path, look, said));
  }
  const findings = [...withoutRepeats(said), ...ofWorkTree];
  const isUnreadable = findings.some(({ code }) => code === "FILE_UNREADABLE");
  return {
    target,
    findings,
    isIndexClean: said.length === 0 && !isUnreadable,
    isUnreadable,
    isPointer: asked.length > 0 && asked.every(({ blob }) => known.get(blob)?.isPointer === true),
    // A file that can't be read is looked at again by every run.
    clean: isUnreadable ? [] : clean,
  };
};

/** A pointer is never kept as clean: it is counted in every run. */
const isClean = (verdict: BlobVerdict | undefined): boolean =>
  verdict !== undefined && verdict.hits.length === 0 && !verdict.isPointer;

/** What one version says, and about what: the same place, token and surface in each of them. */
interface Said {
  finding: Finding;
  about: string;
}

const saidOf = (path: string, { kind, blob }: Version, verdict: BlobVerdict | undefined): Said[] => {
  if (verdict === undefined) {
    return [{ finding: unreadable(path, "its content is not in this clone"), about: "unreadable" }];
  }
  const describe = kind === "link" ? inLink : inContents;
  return verdict.hits.map((hit) => {
    const finding = describe(path, hit, { from: "index", blob });
    return { finding, about: [finding.code, hit.token, finding.line, finding.column].join("\0") };
  });
};

/** What both say counts once: the edit was elsewhere in the file, lines have moved, or line endings were converted. */
const differing = (
  path: string,
  { kind, hits, blob }: Look & { hits: Hit[]; blob: string },
  ofIndex: readonly Said[],
): Finding[] => {
  const known = new Set(ofIndex.map(({ finding }) => finding.fingerprint));
  const describe = kind === "link" ? inLink : inContents;
  return hits
    .map((hit) => describe(path, hit, { from: "work tree", blob }))
    .filter(({ fingerprint }) => !known.has(fingerprint));
};

/** Two stages of a conflict may say the same. One of them is going to be published, and judged again by then. */
const withoutRepeats = (said: readonly Said[]): Finding[] => {
  const seen = new Set<string | undefined>();
  return said.flatMap(({ finding, about }) => {
    const isNew = !seen.has(about) && !seen.has(finding.fingerprint);
    seen.add(about).add(finding.fingerprint);
    return isNew ? [finding] : [];
  });
};
