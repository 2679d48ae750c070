/**
 * A Dockerfile as a list of instructions, each on one logical line with the places of its characters.
 *
 * Written after BuildKit's reader and not with a library: those at hand take `\\` at the end of a line for a
 * continuation and miss heredocs with quoted names or file descriptors, so that labels come and go.
 *
 * @module
 */

import { cutShort } from "../../../secrecy.ts";
import { lastAtMost, type Place, SourceError, top } from "../fault.ts";
import { trimEndOf } from "../trim.ts";

export interface Instruction {
  /** In upper case. */
  keyword: string;
  /** All behind the keyword, continuation lines joined, comments between them left out. */
  args: string;
  place: Place;
  /** Where a character of `args` stands. */
  placeOf: (index: number) => Place;
}

export interface Instructions {
  /** `\`, or the backquote where the file says so. */
  escape: string;
  list: Instruction[];
}

/**
 * Split a Dockerfile: https://docs.docker.com/reference/dockerfile/, "Format", "Parser directives", "Here-Documents".
 * Throws `E_SOURCE` for unknown instructions and heredocs without an end, so that none is taken for the other.
 */
export const readInstructions = (path: string, text: string): Instructions => {
  const lines = text.split("\n").map((line) => trimEndOf(line, "\r"));
  if (lines.length > maxLines) throw new SourceError(path, top, `more than ${maxLines} lines`);
  const escapeMark = readEscape(path, lines);
  const list: Instruction[] = [];
  for (let next = 0; next < lines.length; ) {
    const line: LogicalLine = { text: "", starts: [], lines: [], next };
    join(line, lines, escapeMark);
    next = line.next;
    if (line.text.trim() === "") continue;
    const instruction = instructionOf(path, line.text, placeIn(line));
    list.push(instruction);
    next = skipHeredocs(path, instruction, lines, next);
  }
  return { escape: escapeMark, list };
};

/** The instruction that `ONBUILD` keeps for images made from this one. Throws `E_SOURCE` when it is none. */
export const triggerOf = (path: string, { args, placeOf }: Instruction): Instruction =>
  instructionOf(path, args, placeOf);

// --- internal ---

/** Far more than anybody writes. */
const maxLines = 20_000;

const keywords = new Set(
  `ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME
  WORKDIR`.split(/\s+/),
);

const knownKeyword = (path: string, keyword: string, place: Place): string => {
  const known = keyword.toUpperCase();
  if (keywords.has(known)) return known;
  throw new SourceError(path, place, `expected an instruction, found "${cutShort(keyword, 40)}"`);
};

/** Docker's own, perhaps from a mirror: https://docs.docker.com/build/buildkit/frontend/ */
const frontend = /^(?:\S+\/)?docker\/dockerfile(?:-upstream)?(?:[:@].+)?$/s;

/**
 * Directives stand before anything else, each once; the first line that is none ends them. Behind "#!" as the first line BuildKit
 * looks for the syntax alone.
 */
const readEscape = (path: string, lines: readonly string[]): string => {
  const directives = new Map<string, string>();
  const isScript = (lines[0] ?? "").startsWith("#!");
  for (const [index, line] of lines.entries()) {
    if (isScript && index === 0) continue;
    const [, written = "", rest = ""] = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=(.+)/s.exec(line) ?? [];
    const [name, value] = [written.toLowerCase(), rest.trim()];
    if (name !== "escape" && name !== "syntax" && name !== "check") break;
    const why = directives.has(name) ? `the directive "${name}" a second time` : directiveFault(name, value);
    if (why !== undefined) throw new SourceError(path, { line: index + 1, column: 1 }, why);
    directives.set(name, value);
  }
  return (isScript ? undefined : directives.get("escape")) ?? "\\";
};

const directiveFault = (name: string, value: string): string | undefined => {
  const found = `found "${cutShort(value, 40)}"`;
  if (name === "escape" && value !== "\\" && value !== "`") return `expected \\ or \` as escape, ${found}`;
  // Another program that builds from this file may mean anything by it.
  if (name === "syntax" && !frontend.test(value)) return `expected docker/dockerfile as syntax, ${found}`;
  return undefined;
};

interface LogicalLine {
  text: string;
  /** Where each physical line begins in `text`. */
  starts: number[];
  /** Which physical lines these are, from 1. */
  lines: number[];
  /** Index of the physical line behind it. */
  next: number;
}

/** Adds physical lines as long as they end in one `escapeMark`; comments and blank lines between them count as nothing. */
const join = (line: LogicalLine, lines: readonly string[], escapeMark: string): void => {
  const parts: string[] = [];
  let length = 0;
  for (let isOpen = true; isOpen; ) {
    const raw = lines[line.next];
    if (raw === undefined) break;
    line.next += 1;
    if (/^\s*(?:#|$)/.test(raw)) continue;
    const body = trimEndOf(raw, " \t");
    isOpen = body.endsWith(escapeMark) && body.at(-2) !== escapeMark;
    const part = isOpen ? body.slice(0, -1) : raw;
    line.starts.push(length);
    line.lines.push(line.next);
    parts.push(part);
    length += part.length;
  }
  line.text = parts.join("");
};

const placeIn =
  ({ starts, lines }: LogicalLine) =>
  (index: number): Place => {
    const piece = lastAtMost(starts, index);
    return { line: lines[piece] ?? 1, column: index - (starts[piece] ?? 0) + 1 };
  };

const instructionOf = (path: string, text: string, placeOf: Instruction["placeOf"]): Instruction => {
  const first = text.length - text.trimStart().length;
  const place = placeOf(first);
  const [keyword = ""] = text.slice(first).split(/\s/, 1);
  const behind = text.slice(first + keyword.length);
  const start = text.length - behind.trimStart().length;
  const args = behind.trim();
  return { keyword: knownKeyword(path, keyword, place), args, place, placeOf: (index) => placeOf(index + start) };
};

/** Returns the index of the line behind all heredocs of the instruction. */
const skipHeredocs = (path: string, instruction: Instruction, lines: readonly string[], start: number): number => {
  let next = start;
  for (const heredoc of heredocsOf(path, instruction)) {
    let end = next;
    while (!isEnd(lines[end], heredoc)) end += 1;
    if (end < lines.length) next = end + 1;
    // "1 << 2" is arithmetic to older readers, and a heredoc to newer ones when it has an end.
    else if (!heredoc.isSpaced) {
      throw new SourceError(path, instruction.place, `the heredoc "${heredoc.name}" is never closed`);
    }
  }
  return next;
};

/** Also at the end of the file. */
const isEnd = (line: string | undefined, { name, isChomped }: Heredoc): boolean =>
  line === undefined || (isChomped ? line.replace(/^\t+/, "") : line) === name;

interface Heredoc {
  name: string;
  /** `<<-`: tabs may stand before its end. */
  isChomped: boolean;
  /** White space stands before its name. */
  isSpaced: boolean;
}

/** The strings of a list in JSON are quoted, so that no heredoc is found there. */
const heredocsOf = (path: string, instruction: Instruction): Heredoc[] => {
  const { keyword, args } = instruction.keyword === "ONBUILD" ? triggerOf(path, instruction) : instruction;
  if (!["ADD", "COPY", "RUN"].includes(keyword) || !args.includes("<<")) return [];
  const word = /(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|<<[ \t]*|[^\s'"\\])+/g;
  // An open quote: then the reader finds no words at all.
  if (args.replace(word, "").trim() !== "") return [];
  return [...args.matchAll(word)].flatMap(([found]) => {
    const match = /^\d*<<(-?)(\s*)([^<]+)$/.exec(found);
    if (match === null) return [];
    const [, chomp, space, rest = ""] = match;
    const name = rest.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, "$1$2$3");
    return [{ name, isChomped: chomp === "-", isSpaced: space !== "" }];
  });
};
