/**
 * A path that a glob must match: how a deny list proves that it still sees.
 *
 * @module
 */
import { compileGlobs } from "../glob.ts";

/**
 * A shortest plausible path for `glob`, as git would name it, or undefined when no tracked path can ever
 * match: git's paths are relative, have no empty, `.`, `..` or `.git` elements, and name files.
 */
export const samplePath = (glob: string): string | undefined =>
  expandBraces(glob)
    .map(fillWildcards)
    .find((path) => path.split("/").every((element) => !impossible.has(element.toLowerCase())));

// --- internal ---

const impossible = new Set(["", ".", "..", ".git"]);

/** Every alternative of the first group, and so on inwards; enough of them for any list that a person writes. */
const expandBraces = (glob: string): string[] => {
  const found: string[] = [];
  const open = [glob];
  while (open.length > 0 && found.length < 64) {
    const candidate = open.shift() ?? "";
    const group = firstGroup(candidate);
    if (group === undefined) found.push(candidate);
    else open.push(...group.options.map((option) => `${group.before}${option}${group.after}`));
  }
  return found;
};

/** Escapes and sets are one piece each, so that a brace or comma in them is none. */
const pieces = (glob: string): string[] => glob.match(/\\.|\[[!^]?(?:\\.|[^\]\\/])+\]|./gsu) ?? [];

const firstGroup = (glob: string) => {
  const all = pieces(glob);
  const start = all.indexOf("{");
  if (start === -1) return undefined;
  const edges = [start];
  let depth = 0;
  for (const [at, piece] of all.entries()) {
    if (piece === "{") depth += 1;
    if (piece === "}") depth -= 1;
    if ((piece === "," && depth === 1) || (piece === "}" && depth === 0)) edges.push(at);
    if (piece === "}" && depth === 0) break;
  }
  const options = edges.slice(1).map((edge, index) => all.slice((edges[index] ?? 0) + 1, edge).join(""));
  return { before: all.slice(0, start).join(""), options, after: all.slice((edges.at(-1) ?? start) + 1).join("") };
};

const fillWildcards = (glob: string): string =>
  pieces(glob.replace(/(?<=^|\/)\*\*\//g, "").replace(/(?<=^|\/)\*\*$/, "planted"))
    .map((piece) => {
      if (piece === "*" || piece === "?") return "x";
      if (piece.length > 1 && piece.startsWith("[")) return memberOf(piece);
      return piece.startsWith("\\") ? piece.slice(1) : piece;
    })
    .join("");

const memberOf = (set: string): string => {
  const matches = compileGlobs([set]);
  for (let code = 0x7e; code > 0x20; code -= 1) {
    const character = String.fromCharCode(code);
    if (character !== "/" && character !== "." && matches(character)) return character;
  }
  return /[^[\]!^]/u.exec(set)?.[0] ?? "";
};
