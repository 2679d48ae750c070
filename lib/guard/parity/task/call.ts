/**
 * What the words of a command may call, and the words themselves.
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import type { Word } from "../shell/syntax.ts";
import type { Named } from "./package-scripts.ts";

/**
 * A command; what a shell reads, in a directory `below`; scripts of package.json; a file that a shell reads; what a shell reads from
 * its input; a program, or a file for the shell in front of it, of whose path only the end is known; or why it can't be told.
 */
export type Called =
  | { words: readonly Word[] }
  | Line
  | Named
  | { file: Word }
  | { input: true }
  | { tail: string; shell: Word | undefined; args: readonly Word[] }
  | { why: string };

export interface Line {
  line: string;
  below?: string;
}

/** Nobody writes more programs in front of each other. */
export const most = 16;

/** As a shell reads it. */
export const lineOf = (words: readonly Word[]): string =>
  words.map(({ value, raw }) => (value === undefined ? raw : shellQuote(value))).join(" ");

/** Without its directory and version. */
export const nameOf = (value = ""): string => versionless(value.slice(value.lastIndexOf("/") + 1));

/** Without `@1.2.3`. */
export const versionless = (value: string): string => value.replace(/(?<=[^/])@[^/@]*$/, "");

/** For people. */
export const unknownWhy = ({ raw }: Word): { why: string } => ({
  why: `what "${raw}" stands for is known only when it runs`,
});

/** Where its own options end at the latest. */
export const endOf = (words: readonly Word[]): number => {
  const end = words.findIndex(({ value }) => value === "--");
  return end === -1 ? words.length : end;
};
