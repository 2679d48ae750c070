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
export const samplePath = (glob: string): string | undefined => {
  let tried = 0;
  for (const path of alternatives(pieces(glob))) {
    if (path.split("/").every((element) => !impossible.has(element.toLowerCase()))) return path;
    tried += 1;
    if (tried === enough) return undefined;
  }
  return undefined;
};

// --- internal ---

const impossible = new Set(["", ".", "..", ".git"]);

/** For any list that a person writes. */
const enough = 64;

/** Escapes, sets and globstars are one piece each, so that a brace or comma in them is none. */
const pieces = (glob: string): string[] => glob.match(/\\.|\[(?:\\.|[^\]\\/])+\]|\*\*\/?|./gsu) ?? [];

/** Every alternative, with its wildcards filled. One by one: long groups side by side have more than there is memory. */
function* alternatives(all: readonly string[]): Generator<string> {
  const group = firstGroup(all);
  if (group === undefined) return yield all.map(fill).join("");
  for (const option of group.options)
    for (const inner of alternatives(option))
      for (const rest of alternatives(group.after)) yield `${group.before.map(fill).join("")}${inner}${rest}`;
}

const firstGroup = (all: readonly string[]) => {
  const start = all.indexOf("{");
  if (start === -1) return undefined;
  const options: string[][] = [];
  let depth = 0;
  let from = start + 1;
  for (const [at, piece] of all.entries()) {
    if (piece === "{") depth += 1;
    if (piece === "}") depth -= 1;
    if ((piece === "," && depth === 1) || (piece === "}" && depth === 0)) {
      options.push(all.slice(from, at));
      from = at + 1;
    }
    if (piece === "}" && depth === 0) break;
  }
  return { before: all.slice(0, start), options, after: all.slice(from) };
};

const fill = (piece: string): string => {
  if (piece === "*" || piece === "?") return "x";
  if (piece === "**/") return "";
  if (piece === "**") return "planted";
  if (piece.startsWith("[")) return memberOf(piece);
  return piece.startsWith("\\") ? piece.slice(1) : piece;
};

const memberOf = (set: string): string => {
  const matches = compileGlobs([set]);
  for (let code = 0x7e; code > 0x20; code -= 1) {
    const character = String.fromCharCode(code);
    if (character !== "/" && character !== "." && matches(character)) return character;
  }
  return Array.from(set).find((character) => !"[]!^".includes(character)) ?? "";
};
