/**
 * A command of a project below the top, for tools that know no flag for their directory.
 *
 * @module
 */
import { shellQuote } from "../../text.ts";

/** `argv` as its author would type it in `root`. Commands of preflight start at the top. */
export const inDirectory = (root: string, argv: readonly string[]): string[] =>
  root === "" ? [...argv] : ["sh", "-c", `cd ${shellQuote(`./${root}`)} && ${argv.map(shellQuote).join(" ")}`];
