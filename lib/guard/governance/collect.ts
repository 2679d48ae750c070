/**
 * The state of governance as it lies here.
 *
 * @module
 */
import type { ResolvedConfig } from "../../config/index.ts";
import { sha256 } from "../../digest.ts";
import { messageOf } from "../../errors.ts";
import { compileGlobs } from "../../glob.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import { compareBytes, type Finding } from "../../report.ts";
import type { Gate } from "../gate.ts";
import type { Published } from "../sources/index.ts";
import { readWholeBlob } from "../surface/objects.ts";
import { builtInGlobs, type GovernedGlobs, governedGlobs } from "./governed-globs.ts";
import { recordPath } from "./record.ts";
import type { Surfaces } from "./surfaces.ts";
import { valuesOf } from "./values.ts";
import { workflowSurface } from "./workflow.ts";

export interface CollectOptions {
  published: Published;
  /** The configuration's directory from the repository's top, `""` for the top itself. */
  scope: string;
  config: ResolvedConfig;
  /** The configuration's name, relative to its root; null without a file. */
  path: string | null;
  /** Names of what `identity.forbidden` stands for: see `tokenNames`. */
  tokens: readonly string[];
  /** Files whose entries are recorded one by one, relative to the configuration: lists of tokens. */
  lists: readonly string[];
  /** All that there are. */
  gates: readonly Gate[];
}

export interface Collected {
  surfaces: Surfaces;
  /** Governed files that can't be read, globs that match nothing. */
  faults: Finding[];
  /** Governed files that were found. */
  files: number;
}

/** Digest everything that is governed. Throws as `git` does. */
export const collectSurfaces = async (options: CollectOptions): Promise<Collected> => {
  const { config, path, tokens, gates } = options;
  const surfaces: Surfaces = {
    configuration: { path, values: valuesOf(config, tokens) },
    // Code can't be ordered, wherever it lies.
    ...{ documents: {}, files: { ...config.ruleSources }, rules: await rulesOf(gates, config), workflows: {} },
  };
  const faults: Finding[] = [];
  const governed = governedFiles(options, await governedGlobs(options.published, options.scope, config));
  for (const { kind, path: name } of governed.files) {
    const read = await readGoverned(options, kind, name);
    if ("fault" in read) faults.push(read.fault);
    else if (kind === "workflows") surfaces.workflows[name] = await workflowSurface(name, String(read.text));
    else surfaces[kind][name] = sha256(read.text);
  }
  return { surfaces, faults: [...faults, ...governed.unused], files: governed.files.length };
};

// --- internal ---

type FileKind = "documents" | "files" | "workflows";

/** A file that several globs match is what the first of these says. */
const kinds: readonly FileKind[] = ["workflows", "files", "documents"];

const governedFiles = ({ published, scope, path, lists }: CollectOptions, governance: GovernedGlobs) => {
  const prefix = scope === "" ? "" : `${scope}/`;
  // The record can't hold its own digest, and what it has the entries of changes by entries.
  const recorded = new Set([recordPath, path, ...lists]);
  const names = published.paths
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((name) => !recorded.has(name));
  const matchers = kinds.map((kind) => ({ kind, matches: compileGlobs(governance[kind]) }));
  const files = names.flatMap((name) => {
    const kind = matchers.find(({ matches }) => matches(name))?.kind;
    return kind === undefined || published.isGone(`${prefix}${name}`) ? [] : [{ kind, path: name }];
  });
  return {
    files,
    unused: kinds.flatMap((kind) => unusedGlobs(kind, governance, published, prefix)),
  };
};

/** Of those that somebody wrote: the built-in ones are for whatever a repository may have. */
const unusedGlobs = (
  kind: FileKind,
  governance: GovernedGlobs,
  { paths, isGone }: Published,
  prefix: string,
): Finding[] => {
  const builtIn = builtInGlobs()[kind];
  const written = governance[kind].filter((glob) => !builtIn.includes(glob));
  return written.flatMap((glob): Finding[] => {
    const matches = compileGlobs([glob]);
    const isUsed = (path: string) => path.startsWith(prefix) && matches(path.slice(prefix.length)) && !isGone(path);
    if (paths.some(isUsed)) return [];
    if (kind === "documents" && glob === governance.adopted) return [lostDocuments(glob)];
    const message = `The glob "${glob}" of governance.${kind} matches no tracked file`;
    const fix = `correct "${glob}" in governance.${kind}, or git add what it means`;
    return [{ code: "GOVERNANCE_GLOB_UNUSED", level: "undecided", message, fix }];
  });
};

const lostDocuments = (glob: string): Finding => ({
  ...{ code: "GOVERNANCE_GLOB_UNUSED", level: "undecided" },
  message: `The documents "${glob}" of .kprov/adopted.json are governed, and git tracks none of them`,
  fix: "git add them, or say in governance.documents where they are",
});

const readGoverned = async (
  { published, scope }: CollectOptions,
  kind: FileKind,
  name: string,
): Promise<{ text: string | Buffer } | { fault: Finding }> => {
  const path = scope === "" ? name : `${scope}/${name}`;
  const fault = (why: string) => ({
    fault: { code: "GOVERNANCE_UNREADABLE", level: "undecided", path, message: `Cannot be governed: ${why}` } as const,
  });
  const index = published.paths.indexOf(path);
  // No object has the one as an ordinary key, and bytes that are not UTF-8 may be written as another file is called.
  if (name === "__proto__" || published.paths.lastIndexOf(path) !== index) return fault("its name can't be recorded");
  const entry = published.tracked.at(index);
  if (entry.blobs.length > 1) return fault("it is in a merge conflict");
  try {
    // As it lies: the index's, then the work tree's where that differs.
    const version = (await published.versions(path)).at(-1);
    return version === undefined ? fault("it is no regular file") : { text: version.text };
  } catch (error) {
    const [blob = ""] = entry.blobs;
    // Of these the digest alone counts: a vendored program may be large, a key may be binary.
    if (kind === "files" && entry.isSame) return { text: readWholeBlob(blob, published.root) };
    return fault(messageOf(error));
  }
};

/** Check that is asked for → every rule of it, as one word each. */
const rulesOf = async (gates: readonly Gate[], config: ResolvedConfig): Promise<Surfaces["rules"]> => {
  const asked = gates.filter((gate) => gate.missing(config) === null);
  const entries = await Promise.all(
    asked.map(async ({ name, ruleset }) => [name, [...new Set(wordsOf(await ruleset()))].sort(compareBytes)] as const),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => compareBytes(a, b)));
};

const wordsOf = (value: JsonValue): string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  return [typeof value === "string" ? value : canonicalJson(value)];
};
