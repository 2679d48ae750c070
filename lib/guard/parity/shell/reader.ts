/**
 * What the parser of shell scripts reads with: blanks, comments, here-documents, operators, redirections.
 *
 * @module
 */
import { bashOnly, type Reading, ShellFault, type Source, type Target, type Word } from "./syntax.ts";
import { readWord } from "./words.ts";

export interface Reader extends Source {
  at: number;
  depth: number;
  /** Here-documents that begin at the next line. */
  heredocs: Heredoc[];
}

export const readerAt = ({ text, isSh }: Source, at: number): Reader => ({ text, isSh, at, depth: 0, heredocs: [] });

export const unexpected = (reader: Reader): ShellFault =>
  new ShellFault(reader.at, `"${foundAt(reader)}" is not expected here`);

/** Blanks, comments, continued lines; with `lines`, line ends as well, and what here-documents stand behind them. */
export const skipBlank = (reader: Reader, lines = false): void => {
  for (;;) {
    const length = blankLength(reader);
    if (length > 0) reader.at += length;
    else if (lines && reader.text.charAt(reader.at) === "\n") newLine(reader);
    else return;
  }
};

/** The reserved word or operator that stands here. */
export const peek = ({ text, at }: Reader): string => {
  if (text.startsWith("((", at)) return "((";
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|[;&|()\n])/.exec(text.slice(at, at + 3))?.[0];
  if (operator !== undefined) return operator;
  const word = /^(?:[a-z]+|[{}!]|\[\[)(?=[ \t\r\n;&|()<>]|$)/.exec(text.slice(at, at + 12))?.[0] ?? "";
  return isReserved(word) ? word : "";
};

/** Whether a word means something to the shell itself where a command is expected, however its lines are broken. */
export const isReserved = (raw: string): boolean => reserved.has(raw.replaceAll("\\\n", ""));

/** Go behind `word` when it stands here, or behind blanks. */
export const take = (reader: Reader, word: string): boolean => {
  skipBlank(reader);
  const isHere = peek(reader) === word;
  if (isHere) reader.at += word.length;
  return isHere;
};

export const expect = (reader: Reader, word: string): void => {
  skipBlank(reader, true);
  if (!take(reader, word)) throw new ShellFault(reader.at, `expected "${word}", found "${foundAt(reader)}"`);
};

/** The word that stands here; its `end` is its `at` when none does. */
export const takeWord = (reader: Reader): Word => {
  skipBlank(reader);
  const word = readWord(reader, reader.at);
  // Whether a here-document begins at a line end inside of a word differs between shells.
  if (reader.heredocs.length > 0 && word.raw.includes("\n")) throw unexpected(reader);
  reader.at = word.end;
  return word;
};

/** Whether a command is run for what it stands for. */
export const holdsCommand = ({ raw, value }: Word): boolean => value === undefined && /[$<>]\(|`/.test(raw);

export interface Redirection {
  /** It may run a command first. */
  asks: boolean;
  /** A file that may not be there. */
  opens: boolean;
  target: Target;
  reads?: Reading | undefined;
}

/** `2>&1`, `>file`, `<<EOF`, `<<<word`, `&>file`; undefined when none is here. */
export const readRedirection = (reader: Reader): Redirection | undefined => {
  const match = /^(?:\d{1,3}|\{\w+\})?(&>>|&>|<<<|<<-|<<|<>|>>|>&|<&|>\||<(?!\()|>(?!\())/.exec(
    reader.text.slice(reader.at, reader.at + 40),
  );
  if (match === null) return undefined;
  if (/^(?:\{|&|<<<)/.test(match[0])) bashOnly(reader, reader.at, `"${match[0]}"`);
  reader.at += match[0].length;
  const target = takeWord(reader);
  if (target.end === target.at) throw new ShellFault(target.at, "a redirection to nothing");
  const [, operator = ""] = match;
  // Others than the first three may not be open, and a number behind > is a file's name.
  const isOpen = (operator.endsWith("&") ? /^[012-]$/ : /^\/dev\/(?:null|stdout|stderr)$/).test(target.value ?? "");
  const opens = !isOpen && operator !== "<<<";
  const isInput = /^0?</.test(match[0]);
  if (operator !== "<<" && operator !== "<<-") {
    const how = operator === "<<<" ? "word" : "file";
    return { asks: holdsCommand(target), opens, target, reads: isInput ? { how, target } : undefined };
  }
  const heredoc = heredocOf(operator, target);
  reader.heredocs.push(heredoc);
  const { body, isQuoted } = heredoc;
  const how = isQuoted ? "quoted" : "expanded";
  return { asks: !isQuoted, opens: false, target: body, reads: isInput ? { how, target: body } : undefined };
};

/** Behind the bracket that closes an array whose elements begin at `at`. */
export const arrayEnd = (source: Source, at: number): number => {
  const reader = readerAt(source, at);
  do skipBlank(reader, true);
  while (takeWord(reader).raw !== "");
  expect(reader, ")");
  return reader.at;
};

// --- internal ---

interface Heredoc {
  end: string;
  isIndented: boolean;
  isQuoted: boolean;
  /** Its place is known as soon as it is gone over. */
  body: Target;
}

const reserved = new Set(
  "if then elif else fi for while until do done case esac { } ! [[ in function select coproc time".split(" "),
);

const foundAt = ({ text, at }: Reader): string => text.slice(at, at + 12).split("\n")[0] || "the end";

const blankLength = ({ text, at }: Reader): number => {
  const character = text.charAt(at);
  if (character === " " || character === "\t") return 1;
  if (character === "\r") throw new ShellFault(at, "a carriage return, which to a shell is a part of the word before");
  if (text.startsWith("\\\n", at)) return 2;
  if (character !== "#") return 0;
  const end = text.indexOf("\n", at);
  return (end === -1 ? text.length : end) - at;
};

/** POSIX.1-2024, 2.7.4: the delimiter is the word without its quotes, and nothing in it is expanded. */
const heredocOf = (operator: string, { at, raw, value }: Word): Heredoc => {
  // Shells differ on what an expansion or a continued line stands for here.
  if (value === undefined || raw.includes("\n")) throw new ShellFault(at, "a here-document whose end is not plain");
  const body = { at, end: at, isDocument: true };
  return { end: value, isIndented: operator === "<<-", isQuoted: raw !== value, body };
};

const newLine = (reader: Reader): void => {
  reader.at += 1;
  for (const heredoc of reader.heredocs.splice(0)) skipHeredoc(reader, heredoc);
};

const skipHeredoc = (reader: Reader, { end, isIndented, isQuoted, body }: Heredoc): void => {
  const { text } = reader;
  body.at = reader.at;
  let continued: string | undefined;
  while (reader.at < text.length) {
    const { at } = reader;
    const stop = text.indexOf("\n", at);
    reader.at = stop === -1 ? text.length : stop + 1;
    const written = text.slice(at, stop === -1 ? text.length : stop);
    const line = isIndented ? written.replace(/^\t+/, "") : written;
    const whole = (continued ?? "") + line;
    body.end = at;
    if (line === end || whole === end) {
      if (continued === undefined) return;
      // bash joins it to the line before, and dash does not.
      throw new ShellFault(at, "the end of a here-document behind a backslash");
    }
    const isContinued = !isQuoted && /(?<!\\)(?:\\\\)*\\$/.test(line);
    continued = isContinued ? whole.slice(0, -1) : undefined;
  }
  throw new ShellFault(reader.at, `a here-document without its "${end}"`);
};
