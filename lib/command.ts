/**
 * What a command is given and what it returns.
 *
 * @module
 */
import type { CommandDef } from "citty";

/** How a result is to be shown to a person. */
export interface View {
  colour: boolean;
  /** Columns of the terminal; 80 when there is none. */
  width: number;
  verbose: boolean;
}

/** What a command returns: it does not print, exit or read `process` itself. */
export interface Result {
  exitCode: number;
  /** The one document that `--json` prints. */
  document: unknown;
  /** What a person sees instead; empty for nothing. */
  text: (view: View) => string | Promise<string>;
  /** `stderr` when stdout belongs to a wrapped command. Default `stdout`. */
  stream?: "stdout" | "stderr";
  /** It may be longer than a terminal: there, and only there, the person's pager shows it. */
  isLong?: boolean;
}

/** Talk on stderr while a command works; silent under `--quiet`. */
export interface Talk {
  note(message: string): void;
  warn(message: string): void;
  debug(message: string): void;
  /** Replaces the last progress line; shown on a terminal only, after about a second. */
  progress(message: string | null): void;
}

/** What `run` finds in its context's `data`. */
export interface Surroundings {
  talk: Talk;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

// biome-ignore lint/suspicious/noExplicitAny: a command of any arguments; citty types its own field so.
export type Command = CommandDef<any>;
