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
  const reader: Reader = { glob, at: start, braces: 0 };
  let source = "";
  while (reader.at < glob.length)
    source += readLiteral(reader) ?? readGlobstar(reader) ?? readSet(reader) ?? readEscape(reader) ?? readOne(reader);
  if (reader.braces !== 0) throw badGlob(glob, '"{" has no partner');
  return source;
};

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
const readLiteral = (reader: Reader): string | undefined => {
  literal.lastIndex = reader.at;
  const [run] = literal.exec(reader.glob) ?? [];
  reader.at += run?.length ?? 0;
  return run?.replaceAll(".", "\\.");
};

const literal = /[\w./~@%=:-]+/y;

const readGlobstar = (reader: Reader): string | undefined => {
  const startsSegment = reader.at === 0 || reader.glob[reader.at - 1] === "/";
  const match = startsSegment ? take(reader, /^\*\*(\/|$)/) : null;
  if (match !== null) return match[1] === "/" ? "(?:[^/]+/)*" : ".*";
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
