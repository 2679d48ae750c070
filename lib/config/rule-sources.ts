/**
 * Which files of a checkout the code of its rules comes from.
 *
 * A rule's own text would not do: what it calls, and what it was made with, decides as well.
 *
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, posix, relative, resolve, sep } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError, messageOf } from "../errors.ts";
import { compareBytes } from "../report.ts";
import { type ConfigFile, readConfigFile } from "./find.ts";
import { type ListedRule, listedRules } from "./rule-list.ts";

/** Which code decides in a project's own rules. */
export interface RuleSources {
  /** Path, relative to the configuration → SHA-256. */
  sources: Record<string, string>;
  /** For each rule, in their order, the names of the files that its code comes from; behind `#` by which name it is exported. */
  origins: string[][];
}

/**
 * The configuration itself, unless it only lists its `count` rules, and every file that it imports by a relative path, and
 * what that one imports. What comes from packages is not followed.
 *
 * Throws `E_CONFIG` for an import whose path is computed or mapped elsewhere: then nobody could say what decides.
 */
export const ruleSources = ({ path, root, name }: ConfigFile, bytes: Buffer, count: number): RuleSources => {
  const found = follow({ path, root, name }, bytes);
  const isImported = [...found.values()].some(({ imports }) => imports.includes(path));
  const listed = isImported ? undefined : listedRules(bytes.toString("utf8"), count);
  const isListing = listed !== undefined && found.size > 1;
  const everywhere = () => Array<string[]>(count).fill([...found.keys()].map((file) => nameIn(root, file)));
  const origins = isListing
    ? originsOf(listed, found, { path, nameOf: (file) => nameIn(root, file), configName: name })
    : everywhere();
  if (isListing) found.delete(path);
  const digests = [...found].map(([file, { content }]) => [nameIn(root, file), sha256(content)] as const);
  return {
    sources: Object.fromEntries(digests.sort(([a], [b]) => compareBytes(a, b))),
    origins: origins.map((names) => [...new Set(names)].sort(compareBytes)),
  };
};

/** The same files of the code at `path`, without itself; absolute. Throws as {@link ruleSources} does, and `E_CONFIG` where it can't be read. */
export const importedFiles = (path: string): string[] => {
  const file = { path, root: dirname(path), name: basename(path) };
  return [...follow(file, readConfigFile(file)).keys()].filter((found) => found !== path);
};

// --- internal ---

const follow = ({ path, root, name }: ConfigFile, bytes: Buffer): Found => {
  const found: Found = new Map([[path, { content: bytes, imports: [] }]]);
  // Files that turn up on the way are visited as well.
  for (const [file, { content, imports }] of found) {
    const local = file.endsWith(".json") ? [] : importsOf(content.toString("utf8"), nameIn(root, file));
    imports.push(...local.flatMap((specifier) => candidatesOf(resolve(dirname(file), specifier), name)));
    for (const next of imports) {
      if (found.size > maxFiles) throw refused(name, `they come from more than ${maxFiles} files`);
      if (!found.has(next)) found.set(next, { content: readSource(next, nameIn(root, next)), imports: [] });
    }
  }
  return found;
};

const maxFiles = 1000;

/** Path → its bytes, and the paths that it imports. */
type Found = Map<string, { content: Buffer; imports: string[] }>;

/** White space and comments, which may stand between the words of an import. */
const gap = String.raw`(?:\s|//[^\n]*\n|/\*[^]*?\*/)*`;
const quoted = String.raw`(["'\`])((?:(?!\1)[^\\\n])*)\1`;
const call = String.raw`(?<![.\w$])(?:import|require(?:${gap}\.${gap}resolve)?)${gap}\(${gap}`;

/** What follows `from` or `import`, and what `import()`, `require()` and `require.resolve()` are called with. */
const specified = [String.raw`\b(?:from|import)${gap}${quoted}`, call + quoted].map((text) => new RegExp(text, "g"));
const computed = new RegExp(`${call}(?!""${gap}[,)])`);

/** Roughly: what a literal holds is no code. */
const literals = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\$])*`/g;

/** The relative paths that `source` imports, or seems to: a fixture's text may look like it. */
const importsOf = (source: string, name: string): string[] => {
  if (computed.test(source.replace(literals, '""'))) throw refused(name, "something is imported by a computed path");
  const specifiers = specified
    .flatMap((pattern) => [...source.matchAll(pattern)])
    .map(([, , specifier = ""]) => specifier);
  const mapped = specifiers.find((specifier) => /^(?:#|\/|file:|data:|[A-Za-z]:[\\/])/.test(specifier));
  if (mapped !== undefined) throw refused(name, `"${mapped}" is neither a relative path nor a package`);
  return specifiers.filter((specifier) => /^\.{1,2}(?:\/|$)/.test(specifier));
};

const extensions = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".mtsx", ".ctsx", ".json"];

/**
 * Every file that a loader could take for `place`: as it stands, with an extension, with TypeScript's in JavaScript's place,
 * as a directory's index. Which one it takes is its own affair; another one that counts as well does no harm. Without any,
 * it was only text: the configuration has been evaluated.
 */
const candidatesOf = (place: string, name: string): string[] => {
  const swapped = place.replace(/\.([mc]?)jsx?$/, ".$1ts");
  const beside = extensions.flatMap((end) => [place + end, resolve(place, `index${end}`)]);
  // It may lead anywhere.
  if (isFile(resolve(place, "package.json"))) throw refused(name, "they import a directory that has a package.json");
  return [...new Set([place, swapped, `${swapped}x`, ...beside])].filter(isFile);
};

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // What can't be looked at, no loader has read.
  }
};

const readSource = (path: string, name: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new KprovError("E_CONFIG", `Cannot read "${name}", which a rule comes from: ${messageOf(cause)}`, { cause });
  }
};

interface Origin {
  path: string;
  nameOf: (file: string) => string;
  configName: string;
}

/** By names alone: what the files hold has its digests. What a file of another rule could do to a rule counts as well. */
const originsOf = (listed: readonly ListedRule[], found: Found, { path, nameOf, configName }: Origin): string[][] => {
  const placed = listed.map(({ specifier, exported }) => ({
    exported,
    entries: candidatesOf(resolve(dirname(path), specifier), configName),
  }));
  const ofRules = new Set(placed.flatMap(({ entries }) => entries));
  const beside = (found.get(path)?.imports ?? []).filter((file) => !ofRules.has(file));
  const reached = new Map([...found.keys()].map((file) => [file, reachedFrom([file], found)]));
  return placed.map(({ exported, entries }) => {
    const reaching = [...reached].filter(
      ([file, files]) => file !== path && entries.some((entry) => file !== entry && files.has(entry)),
    );
    const files = reachedFrom([...entries, ...beside, ...reaching.map(([file]) => file)], found);
    return [...entries.map((file) => `${nameOf(file)}#${exported}`), ...[...files].map(nameOf)];
  });
};

const reachedFrom = (files: readonly string[], found: Found): Set<string> => {
  const reached = new Set(files);
  for (const file of reached) for (const next of found.get(file)?.imports ?? []) reached.add(next);
  return reached;
};

const nameIn = (root: string, path: string): string => posix.join(...relative(root, path).split(sep));

const refused = (name: string, why: string): KprovError =>
  new KprovError("E_CONFIG", `Cannot tell which code the rules of "${name}" come from: ${why}`, {
    hint: "import rules by a literal relative path",
  });
