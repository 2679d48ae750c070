/**
 * Which files of a checkout the code of its rules comes from.
 *
 * A rule's own text would not do: what it calls, and what it was made with, decides as well.
 *
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { dirname, posix, relative, resolve, sep } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError, messageOf } from "../errors.ts";
import { compareBytes } from "../report.ts";
import type { ConfigFile } from "./find.ts";

/**
 * Path, relative to the configuration → SHA-256: of the configuration itself, unless it only lists its `count` rules,
 * and of every file that it imports by a relative path, and what that one imports. What comes from packages is not followed.
 *
 * Throws `E_CONFIG` for an import whose path is computed or mapped elsewhere: then nobody could say what decides.
 */
export const ruleSources = ({ path, root, name }: ConfigFile, bytes: Buffer, count: number): Record<string, string> => {
  const found = new Map<string, Buffer>([[path, bytes]]);
  // Files that turn up on the way are visited as well.
  for (const [file, content] of found) {
    const local = file.endsWith(".json") ? [] : importsOf(content.toString("utf8"), nameIn(root, file));
    for (const next of local.flatMap((specifier) => candidatesOf(resolve(dirname(file), specifier), name))) {
      if (found.size > maxFiles) throw refused(name, `they come from more than ${maxFiles} files`);
      if (!found.has(next)) found.set(next, readSource(next, nameIn(root, next)));
    }
  }
  if (onlyLists(bytes.toString("utf8"), count) && found.size > 1) found.delete(path);
  const digests = [...found].map(([file, content]) => [nameIn(root, file), sha256(content)] as const);
  return Object.fromEntries(digests.sort(([a], [b]) => compareBytes(a, b)));
};

// --- internal ---

const maxFiles = 1000;

/** White space and comments, which may stand between the words of an import. */
const gap = String.raw`(?:\s|//[^\n]*\n|/\*[^]*?\*/)*`;
const quoted = String.raw`(["'\`])((?:(?!\1)[^\\\n])*)\1`;
const call = String.raw`(?<![.\w$])(?:import|require(?:${gap}\.${gap}resolve)?)${gap}\(${gap}`;

/** What follows `from` or `import`, and what `import()`, `require()` and `require.resolve()` are called with. */
const specified = [String.raw`\b(?:from|import)${gap}${quoted}`, call + quoted].map((text) => new RegExp(text, "g"));
const computed = new RegExp(`${call}(?!["'])`);

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

/**
 * Whether `source` does nothing but import rules and list them: every name in `rules` comes from an import of a relative
 * path and stands nowhere else, and nothing in the file is a function. Then the file says no more than which rules there are.
 */
const onlyLists = (source: string, count: number): boolean => {
  const lists = [...source.matchAll(/\brules\s*(?::\s*(?:\[([\s\w$,]*)\]|([\w$]+)))?\s*[,}]/g)];
  const [list] = lists;
  if (lists.length !== 1 || list === undefined || /=>|\bfunction\b|\bclass\b|\)\s*\{/.test(source)) return false;
  const names = (list[1] ?? list[2] ?? "rules").split(/[\s,]+/).filter((name) => name !== "");
  if (list[1] !== undefined && names.length !== count) return false;
  const clauses = [...source.matchAll(/\bimport\s*\{([\s\w$,]*)\}\s*from\s*["']\.{1,2}\//g)].map(
    ([, clause = ""]) => clause,
  );
  const imported = new Set(clauses.flatMap((clause) => clause.split(/[\s,]+/)));
  const code = source.replace(literals, '""');
  return names.every((name) => {
    const uses = [...code.matchAll(new RegExp(String.raw`(?<![\w$])${name.replaceAll("$", "\\$")}(?![\w$])`, "g"))];
    // The key `rules` is one more place where that name stands.
    return imported.has(name) && uses.length === (name === "rules" && list[2] !== undefined ? 3 : 2);
  });
};

const nameIn = (root: string, path: string): string => posix.join(...relative(root, path).split(sep));

const refused = (name: string, why: string): KprovError =>
  new KprovError("E_CONFIG", `Cannot tell which code the rules of "${name}" come from: ${why}`, {
    hint: "import rules by a literal relative path",
  });
