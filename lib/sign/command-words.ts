/**
 * A command in one text, taken apart without a shell.
 *
 * @module
 */
import { KprovError } from "../errors.ts";

/**
 * The words of `text`: parted by blanks; '…' and "…" keep blanks, and a backslash outside of '…' keeps the character behind it.
 *
 * Nothing is expanded: variables, globs, `~`, `;` and `|` are letters like others. Throws `E_USAGE` for an open quote, a
 * backslash at the end, and no word at all.
 */
export const splitWords = (text: string): [string, ...string[]] => {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const [whole = "", body = ""] = word.exec(rest) ?? [];
    if (whole === "") throw unreadable(text, "a quote is open, or a backslash stands at the end");
    words.push(
      body.replace(piece, (_, single?: string, double?: string, escaped?: string) => meant(single, double, escaped)),
    );
    rest = rest.slice(whole.length);
  }
  const [first, ...others] = words;
  if (first === undefined || first === "") throw unreadable(text, "there is no command in it");
  return [first, ...others];
};

// --- internal ---

const word = /^((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)(?:\s+|$)/s;

const piece = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs;

const meant = (single?: string, double?: string, escaped?: string): string =>
  single ?? double?.replace(/\\(.)/gs, "$1") ?? escaped ?? "";

const unreadable = (text: string, why: string): KprovError =>
  new KprovError("E_USAGE", `Cannot read the command "${text}": ${why}`);
