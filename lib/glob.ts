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
  const pattern = new RegExp(globs.map((glob) => `^(?:${globSource(glob)})$`).join("|"), "su");
  return (path) => pattern.test(path);
};

/** The source of a regular expression for one glob, without anchors. */
export const globSource = (glob: string): string => {
  if (glob === "") throw badGlob(glob, "it is empty");
  if (glob.startsWith("!")) throw badGlob(glob, "negation is not supported");
  const reader: Reader = { glob, at: 0, braces: 0 };
  let source = "";
  while (reader.at < glob.length)
    source += readGlobstar(reader) ?? readSet(reader) ?? readEscape(reader) ?? readOne(reader);
  if (reader.braces !== 0) throw badGlob(glob, '"{" has no partner');
  return source;
};

// --- internal ---

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

const readGlobstar = (reader: Reader): string | undefined => {
  const startsSegment = reader.at === 0 || reader.glob[reader.at - 1] === "/";
  const match = startsSegment ? take(reader, /^\*\*(\/|$)/) : null;
  if (match !== null) return match[1] === "/" ? "(?:[^/]+/)*" : ".*";
  if (reader.glob.startsWith("**", reader.at)) throw badGlob(reader.glob, '"**" must stand alone between slashes');
  return undefined;
};

const readSet = (reader: Reader): string | undefined => {
  const match = take(reader, /^\[(!|\^)?((?:\\.|[^\]\\/])+)\]/);
  if (match === null) return undefined;
  const members = (match[2] ?? "").replace(/[[^&~]/g, "\\$&");
  return match[1] === undefined ? `[${members}]` : `[^/${members}]`;
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
