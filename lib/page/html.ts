/**
 * Markup out of data: the one place where a value becomes HTML.
 *
 * @module
 */
import { visible } from "../text.ts";

/** Markup that {@link html} made, and nothing else: a string is never one. */
export interface Html {
  readonly [markup]: string;
}

/** What may stand in a template. A list is written piece by piece; null and undefined are nothing. */
export type Piece = string | number | Html | readonly Piece[] | null | undefined;

/**
 * A template whose own text is markup and whose values are text. A value is made {@link visible}, so that no control character
 * and no change of direction reaches a page, and then escaped, for elements and for attributes in double quotes; Html from another
 * template stays as it is.
 */
export const html = (texts: TemplateStringsArray, ...values: readonly Piece[]): Html =>
  made(texts.reduce((whole, text, index) => `${whole}${markupOf(values[index - 1])}${text}`));

/** Lines for a `pre`: newlines between them, and tabs in them, stay what they are. */
export const preformatted = (lines: readonly string[]): Html =>
  made(lines.map((line) => line.split("\t").map(markupOf).join("\t")).join("\n"));

/** The text of a style sheet of our own. Nothing that was read ever goes through here. */
export const styleSheet = (css: string): Html => {
  if (/<|\\/.test(css)) throw new TypeError("A style sheet must not need escaping");
  return made(css);
};

/** What is written to a file. */
export const markupText = (piece: Html): string => piece[markup];

// --- internal ---

/** Known to nobody else: no document that was parsed can pass for markup. */
const markup = Symbol("markup");

const made = (text: string): Html => ({ [markup]: text });

const markupOf = (piece: Piece): string => {
  if (piece === null || piece === undefined) return "";
  if (typeof piece === "string") return escaped(visible(piece));
  if (typeof piece === "number") return String(piece);
  return markup in piece ? piece[markup] : piece.map(markupOf).join("");
};

/** HTML, "13.1.2.6 Character references": these five are enough in elements and quoted attributes. */
const escaped = (text: string): string =>
  /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => references[character] ?? "") : text;

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
