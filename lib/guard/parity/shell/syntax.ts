/**
 * What a shell script is made of, as far as exit statuses go.
 *
 * @module
 */

/** A script's text, and who reads it. */
export interface Source {
  text: string;
  /** An sh that need not be bash: dash, BusyBox, bash as sh. */
  isSh: boolean;
}

/** Where something stands in the script's text, in UTF-16 units. */
export interface Span {
  at: number;
  end: number;
}

export interface Word extends Span {
  /** As written. */
  raw: string;
  /** What it stands for; undefined when only a run can tell. */
  value: string | undefined;
  /** Files, or what its braces hold, may stand in its place: other words, and more than one. */
  isPattern?: boolean;
}

/** Where a redirection goes to, or the text of a here-document: commands may stand in it. */
export interface Target extends Span {
  /** Quotes are characters in it. */
  isDocument?: boolean;
}

/** What is read in the place of the input around it: a file, a word, or a text, whose place is known as soon as it is gone over. */
export type Reading = { how: "file" | "word"; target: Word } | { how: "expanded" | "quoted"; target: Target };

/** What has redirections: those in which a command may stand. */
interface Redirected {
  targets?: Target[];
  reads?: Reading;
}

/** A program or builtin with its words; redirections are left out. */
export interface Simple extends Span, Redirected {
  kind: "simple";
  assignments: Word[];
  words: Word[];
  /** A command in a word or redirection is run first, and sets `$?`. */
  asks?: boolean;
  /** It is not run where a file can't be opened. */
  opens?: boolean;
}

/** Commands behind each other: `;`, `&` and line ends. */
export interface List extends Span {
  kind: "list";
  items: { node: Node; isBackground: boolean }[];
}

/** `a && b || c`: equal rank, from the left. `before` is the operator that leads to a part. */
export interface AndOr extends Span {
  kind: "and-or";
  parts: { before: "&&" | "||" | undefined; node: Node }[];
}

export interface Pipeline extends Span {
  kind: "pipeline";
  parts: Node[];
  isNegated: boolean;
}

/** `{ … }` in the same shell, `( … )` in one of its own. */
export interface Group extends Span, Redirected {
  kind: "group" | "subshell";
  body: List;
  /** A command in a redirection is run first, and sets `$?`. */
  asks?: boolean;
  /** It is not run where a file can't be opened. */
  opens?: boolean;
}

export interface If extends Span, Redirected {
  kind: "if";
  clauses: { condition: List; body: List }[];
  otherwise: List | undefined;
}

export interface Loop extends Span, Redirected {
  kind: "for" | "while" | "until";
  /** Of `while` and `until`. */
  condition: List | undefined;
  /** Of `for`; undefined for the script's own arguments, or what only a run can tell. */
  words: Word[] | undefined;
  /** Of `for`, where it names one: what it sets. */
  variable?: Word | undefined;
  body: List;
}

export interface Case extends Span, Redirected {
  kind: "case";
  word: Word;
  /** `isLast`: it ends with `;;`, so that nothing behind it is run. */
  clauses: { patterns: Word[]; body: List; isLast: boolean }[];
}

export interface FunctionDefinition extends Span {
  kind: "function";
  name: string;
  body: Node;
}

/** `[[ … ]]`, `(( … ))`. */
export interface Test extends Span, Redirected {
  kind: "test";
}

export type Node = Simple | List | AndOr | Pipeline | Group | If | Loop | Case | FunctionDefinition | Test;

/** A script that can't be understood, and where. */
export class ShellFault extends Error {
  readonly at: number;

  constructor(at: number, why: string) {
    super(why);
    this.at = at;
  }
}

/** What another sh reads as something else, or not at all: what such a script does depends on the system. */
export const bashOnly = ({ isSh }: Source, at: number, what: string): void => {
  if (isSh) throw new ShellFault(at, `${what} means the same to bash only, and sh may be another shell`);
};
