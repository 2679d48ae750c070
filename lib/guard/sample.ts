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

const firstGroup = (glob: string) => {
  const commas: number[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at];
    if (character === "\\") at += 1;
    else if (character === "[") at += (setAt(glob, at)?.length ?? 1) - 1;
    else if (character === "{") {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === "," && depth === 1) commas.push(at);
    else if (character === "}") {
      depth -= 1;
      if (depth > 0) continue;
      const edges = [start, ...commas, at];
      const options = edges.slice(1).map((edge, index) => glob.slice((edges[index] ?? 0) + 1, edge));
      return { before: glob.slice(0, start), options, after: glob.slice(at + 1) };
    }
  }
  return undefined;
};

const fillWildcards = (glob: string): string => {
  let path = "";
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] ?? "";
    const set = character === "[" ? setAt(glob, at) : undefined;
    if (set !== undefined) {
      path += memberOf(set);
      at += set.length - 1;
    } else if (glob.startsWith("**/", at)) {
      at += 2;
    } else if (glob.startsWith("**", at)) {
      path += "planted";
      at += 1;
    } else if (character === "\\") {
      at += 1;
      path += glob[at] ?? "";
    } else path += character === "*" || character === "?" ? "x" : character;
  }
  return path;
};

const setAt = (glob: string, at: number): string | undefined => /^\[[!^]?(?:\\.|[^\]\\/])+\]/.exec(glob.slice(at))?.[0];

const memberOf = (set: string): string => {
  const matches = compileGlobs([set]);
  for (let code = 0x7e; code > 0x20; code -= 1) {
    const character = String.fromCharCode(code);
    if (character !== "/" && character !== "." && matches(character)) return character;
  }
  return /[^[\]!^]/u.exec(set)?.[0] ?? "";
};
