/**
 * A whole page: one file that loads nothing, runs nothing, and says so to the browser.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import { type Html, html, markupText, type Piece, styleSheet } from "./html.ts";
import { style } from "./style/index.ts";

export interface Page {
  title: string;
  tone: "good" | "bad" | "open";
  /** First on the page: the outcome. */
  head: Html;
  /** Anchors on the page, with their words. */
  links: readonly (readonly [anchor: string, words: string])[];
  body: Piece;
  /** Last on the page. */
  foot: Piece;
  /** Of the program that made it. */
  generator: string;
}

/** The bytes of the page, as text. Equal pages give equal text. */
export const formatPage = ({ title, tone, head, links, body, foot, generator }: Page): string =>
  `<!doctype html>\n${markupText(html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${generator}">
<title>${title}</title>
<link rel="icon" href="${iconOf(tone)}">
<style>${styleSheet(style)}</style>
</head>
<body>
${head}<div class="frame">
<nav aria-label="On this page"><p class="title">On this page</p><ul>${links.map(([anchor, words]) => html`<li><a href="#${anchor}">${words}</a></li>`)}</ul></nav>
<main>
${body}</main>
</div>
<footer>${foot}</footer>
</body>
</html>
`)}`;

/** Content Security Policy Level 3: nothing but this very style sheet, and pictures that stand in the page. */
export const policy = [
  "default-src 'none'",
  `style-src 'sha256-${Buffer.from(sha256(style), "hex").toString("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

// --- internal ---

/** In the page, because a browser would ask the server for one. */
const iconOf = (tone: Page["tone"]): string =>
  `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23${{ good: "17683a", bad: "a71d16", open: "b07a10" }[tone]}'/%3E%3C/svg%3E`;
