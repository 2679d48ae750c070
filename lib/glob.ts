/**
 * Globs over POSIX paths: `*`, `?`, `[a-z]`, `{a,b}`, `**`, and `\` to escape.
 *
 * Dot files are matched like any other name, `**` spans zero or more directories, and a pattern that
 * could never mean what its author thinks (negation, unbalanced brackets, empty) is an error: a gate's
 * pattern that silently matches nothing is a gate that fails open.
 *
 * @module
 */
import { KprovError } from "./errors.ts";

/** True when `text` has a character that only means something in a glob. */
export const isGlob = (text: string): boolean => /[*?[\]{}\\]/.test(text);

/** The part of `glob` before its first special segment: where a walk has to start. `""` means here. */
export const globBase = (glob: string): string => {
  const segments = glob.split("/");
  const special = segments.findIndex(isGlob);
  return (special === -1 ? segments : segments.slice(0, special)).join("/") || (glob.startsWith("/") ? "/" : "");
};

/** One matcher for all of `globs`; throws `E_CONFIG` for a pattern that can't be meant. */
export const compileGlobs = (globs: readonly string[]): ((path: string) => boolean) => {
  if (globs.length === 0) return () => false;
  const isSuspicious = suspectGlobs(globs);
  // Made when it is needed: most paths match nothing.
  let pattern: RegExp | undefined;
  return (path) => {
    if (!isSuspicious(path)) return false;
    pattern ??= new RegExp(globs.map((glob) => `^(?:${globSource(glob)})$`).join("|"), "su");
    return pattern.test(path);
  };
};

/**
 * Matches all that `globs` match, and little more, ten times faster: patterns that begin with `**` are tried
 * behind each slash at once, instead of each of them walking the path on its own. Throws as `compileGlobs`.
 */
export const suspectGlobs = (globs: readonly string[]): ((path: string) => boolean) => {
  const floating = globs.filter(isFloating).map((glob) => sourceFrom(glob, 3));
  const anchored = globs.filter((glob) => !isFloating(glob)).map((glob) => `^(?:${globSource(glob)})$`);
  const behindSlash = floating.length > 0 ? [`(?:^|/)(?:${floating.join("|")})$`] : [];
  const pattern = new RegExp([...behindSlash, ...anchored].join("|"), "su");
  return (path) => pattern.test(path);
};

/** The source of a regular expression for one glob, without anchors. */
export const globSource = (glob: string): string => {
  if (glob === "") throw badGlob(glob, "it is empty");
  if (glob.startsWith("!")) throw badGlob(glob, "negation is not supported");
  return sourceFrom(glob, 0);
};

// --- internal ---

const sourceFrom = (glob: string, start: number): string => {
  // No path is longer, and there is a regular expression that is too large for the engine.
  if (glob.length > longest) throw badGlob(`${glob.slice(0, 40)}…`, `expected at most ${longest} characters`);
  const reader: Reader = { glob, at: start, braces: 0 };
  const pieces: string[] = [];
  while (reader.at < glob.length)
    pieces.push(
      ...(readLiteral(reader) ?? [readGlobstar(reader) ?? readSet(reader) ?? readEscape(reader) ?? readOne(reader)]),
    );
  if (reader.braces !== 0) throw badGlob(glob, '"{" has no partner');
  const choices = pieces.filter((piece) => piece === brace).length;
  if (choices === 0) return withoutRetries(pieces);
  // Tried one after the other, each multiplies the ways through a path.
  if (choices + pieces.filter((piece) => piece === star).length > mostChoices)
    throw badGlob(glob, `expected at most ${mostChoices} braces and stars together`);
  return pieces.join("");
};

const [star, brace] = ["[^/]*", "(?:"];
const mostChoices = 8;
const longest = 4096;

/**
 * Each star takes as little as lets what stands before the next star match, and that is never tried again: what follows can
 * only have less to choose from. The same with directories for each `**`. A lookahead with a reference behind it makes it
 * so; without it, ten stars in a name of a hundred characters would take years.
 */
const withoutRetries = (pieces: readonly string[]): string => {
  // The same again: any number of directories, twice.
  const once = pieces.filter((piece, at) => piece !== globstar || pieces[at - 1] !== globstar);
  const stars = settle(once, { wild: star, lazy: "[^/]*?", ends: (piece) => piece === "/" || piece === globstar });
  return settle(stars, { wild: globstar, lazy: "(?:[^/]+/)*?", ends: () => false }).join("");
};

const settle = (
  pieces: readonly string[],
  how: { wild: string; lazy: string; ends: (piece: string) => boolean },
): string[] => {
  const settled: string[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] ?? "";
    const next = piece === how.wild ? pieces.indexOf(how.wild, at + 1) : -1;
    const between = pieces.slice(at + 1, Math.max(next, 0));
    if (next === -1 || between.some(how.ends)) {
      settled.push(piece);
      continue;
    }
    names += 1;
    settled.push(`(?=(?<s${names}>${how.lazy}${between.join("")}))\\k<s${names}>`);
    at = next - 1;
  }
  return settled;
};

const globstar = "(?:[^/]+/)*";
/** Groups of all globs in one regular expression must differ. */
let names = 0;

const isFloating = (glob: string): boolean => glob.startsWith("**/") && glob.length > 3;

interface Reader {
  glob: string;
  at: number;
  /** Braces open at this point. */
  braces: number;
}

const take = (reader: Reader, pattern: RegExp): RegExpExecArray | null => {
  const match = pattern.exec(reader.glob.slice(reader.at));
  reader.at += match?.[0].length ?? 0;
  return match;
};

/** A run of characters that mean themselves, taken at once: most of every glob. */
const readLiteral = (reader: Reader): string[] | undefined => {
  literal.lastIndex = reader.at;
  const [run] = literal.exec(reader.glob) ?? [];
  reader.at += run?.length ?? 0;
  return run?.replaceAll(".", "\\.").split(/(\/)/);
};

const literal = /[\w./~@%=:-]+/y;

const readGlobstar = (reader: Reader): string | undefined => {
  const startsSegment = reader.at === 0 || reader.glob[reader.at - 1] === "/";
  const match = startsSegment ? take(reader, /^\*\*(\/|$)/) : null;
  if (match !== null) return match[1] === "/" ? globstar : ".*";
  if (reader.glob.startsWith("**", reader.at)) throw badGlob(reader.glob, '"**" must stand alone between slashes');
  return undefined;
};

const readSet = (reader: Reader): string | undefined => {
  if (reader.glob[reader.at] !== "[") return undefined;
  const match = take(reader, /^\[(!|\^)?((?:\\.|[^\]\\/])+)\]/);
  if (match === null) return undefined;
  const members = (match[2] ?? "").replace(/[[^&~]/g, "\\$&");
  const source = match[1] === undefined ? `[${members}]` : `[^/${members}]`;
  try {
    new RegExp(source, "su");
  } catch {
    throw badGlob(reader.glob, `"${match[0]}" is no set of characters`);
  }
  return source;
};

const readEscape = (reader: Reader): string | undefined => {
  const match = take(reader, /^\\(.)?/su);
  if (match === null) return undefined;
  if (match[1] === undefined) throw badGlob(reader.glob, "it ends in a backslash");
  return escapeLiteral(match[1]);
};

const readOne = (reader: Reader): string => {
  const [character = ""] = take(reader, /^./su) ?? [];
  if (character === "[" || character === "]") throw badGlob(reader.glob, `"${character}" has no partner`);
  if (character === "{") reader.braces += 1;
  if (character === "}") reader.braces -= 1;
  if (reader.braces < 0) throw badGlob(reader.glob, '"}" has no partner');
  if (character === "," && reader.braces > 0) return "|";
  return wildcards[character] ?? escapeLiteral(character);
};

const wildcards: Record<string, string> = { "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")" };

const escapeLiteral = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");

const badGlob = (glob: string, why: string): KprovError =>
  new KprovError("E_CONFIG", `Cannot use the glob "${glob}": ${why}`);
