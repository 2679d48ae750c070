/**
 * What the parser of shell scripts reads with: blanks, comments, here-documents, operators, redirections.
 *
 * @module
 */
import { ShellFault } from "./syntax.ts";
import { readWord } from "./words.ts";

export interface Reader {
  text: string;
  at: number;
  depth: number;
  /** Here-documents that begin at the next line. */
  heredocs: { end: string; isIndented: boolean }[];
}

const reserved = new Set(
  "if then elif else fi for while until do done case esac { } ! [[ (( in function select coproc".split(" "),
);

export const unexpected = ({ text, at }: Reader): ShellFault =>
  new ShellFault(at, `"${text.slice(at, at + 12).split("\n")[0] || "the end"}" is not expected here`);

/** Blanks, comments, continued lines; with `lines`, line ends as well, and what here-documents stand behind them. */
export const skipBlank = (reader: Reader, lines = false): void => {
  for (;;) {
    const length = blankLength(reader);
    if (length > 0) reader.at += length;
    else if (lines && reader.text.charAt(reader.at) === "\n") newLine(reader);
    else return;
  }
};

const blankLength = ({ text, at }: Reader): number => {
  const character = text.charAt(at);
  if (character === " " || character === "\t") return 1;
  if (text.startsWith("\\\n", at)) return 2;
  if (character !== "#") return 0;
  const end = text.indexOf("\n", at);
  return (end === -1 ? text.length : end) - at;
};

const newLine = (reader: Reader): void => {
  reader.at += 1;
  for (const heredoc of reader.heredocs.splice(0)) skipHeredoc(reader, heredoc);
};

const skipHeredoc = (reader: Reader, { end, isIndented }: Reader["heredocs"][number]): void => {
  const { text } = reader;
  while (reader.at < text.length) {
    const stop = text.indexOf("\n", reader.at);
    const line = text.slice(reader.at, stop === -1 ? text.length : stop);
    reader.at = stop === -1 ? text.length : stop + 1;
    if ((isIndented ? line.replace(/^\t+/, "") : line).trimEnd() === end) return;
  }
  throw new ShellFault(reader.at, `a here-document without its "${end}"`);
};

/** The reserved word or operator that stands here. */
export const peek = (reader: Reader): string => {
  const { text, at } = reader;
  if (text.startsWith("((", at)) return "((";
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|[;&|()\n])/.exec(text.slice(at, at + 3))?.[0];
  if (operator !== undefined) return operator;
  const word = /^(?:[a-z]+|[{}!]|\[\[)(?=[\s;&|()<>]|$)/.exec(text.slice(at, at + 12))?.[0];
  return word !== undefined && reserved.has(word) ? word : "";
};

export const expect = (reader: Reader, word: string): void => {
  skipBlank(reader, true);
  if (peek(reader) !== word) {
    const found = reader.text.slice(reader.at, reader.at + 12).split("\n")[0] || "the end";
    throw new ShellFault(reader.at, `expected "${word}", found "${found}"`);
  }
  reader.at += word.length;
};

/** `2>&1`, `>file`, `<<EOF`, `<<<word`, `&>file`; true when there was one. */
export const readRedirection = (reader: Reader): boolean => {
  const match = /^(?:\d{1,3}|\{\w+\})?(?:&>>|&>|<<<|<<-|<<|<>|>>|>&|<&|>\||<(?!\()|>(?!\())/.exec(
    reader.text.slice(reader.at, reader.at + 40),
  );
  if (match === null) return false;
  reader.at += match[0].length;
  skipBlank(reader);
  const target = readWord(reader.text, reader.at);
  if (target.end === target.at) throw new ShellFault(target.at, "a redirection to nothing");
  reader.at = target.end;
  if (/<<-?$/.test(match[0])) {
    reader.heredocs.push({ end: target.raw.replace(/["'\\]/g, ""), isIndented: match[0].endsWith("-") });
  }
  return true;
};

export const readRedirections = (reader: Reader): void => {
  do skipBlank(reader);
  while (readRedirection(reader));
};
