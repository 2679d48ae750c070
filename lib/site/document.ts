/**
 * The one page: its frame, its style and its program, which loads what it shows from files beside it.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import { type Html, html, markupText, styleSheet } from "../page/index.ts";
import { client } from "./client.gen.ts";
import { style } from "./style.ts";

export interface SiteDocument {
  /** Name of the directory of the data, beside the page. */
  directory: string;
  runs: number;
  refused: number;
  version: string;
}

/** The text of `index.html`. */
export const formatSiteDocument = ({ directory, runs, refused, version }: SiteDocument): string => {
  const [before = "", after = ""] = markupText(frameOf({ directory, runs, refused, version })).split(programMark);
  return `<!doctype html>\n${before}<script>${client}</script>${after}`;
};

/**
 * Content Security Policy Level 3: this very style and program, and scripts that this program loads. Trusted Types: markup and
 * addresses of scripts only by its one policy. A page from a disk has no origin that a policy could name, hence `strict-dynamic`.
 */
export const sitePolicy: string = [
  "default-src 'none'",
  `script-src '${hashOf(client)}' 'strict-dynamic'`,
  `style-src '${hashOf(style)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types kprov",
].join("; ");

// --- internal ---

/** Text of ours, without a character that `html` escapes. */
const programMark = "[[program]]";

function hashOf(text: string): string {
  return `sha256-${Buffer.from(sha256(text), "hex").toString("base64")}`;
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='1' y='2' width='14' height='3' rx='1' fill='%234a6fa8'/%3E%3Crect x='1' y='7' width='10' height='3' rx='1' fill='%234a6fa8'/%3E%3Crect x='1' y='12' width='12' height='3' rx='1' fill='%23a71d16'/%3E%3C/svg%3E";

const frameOf = ({ directory, runs, refused, version }: SiteDocument): Html => html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${sitePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="kprovengine ${version}">
<meta name="kprov-site" content="kprov.site/v1">
<meta name="kprov-data" content="${directory}">
<title>Runs · KProvEngine</title>
<link rel="icon" href="${icon}">
<style>${styleSheet(style)}</style>
</head>
<body>
<a class="skip" id="skip" href="#main">To the content</a>
<header class="top"><p class="brand"><a href="#/">KProvEngine<small>catalog of runs</small></a></p><nav aria-label="Views"><a href="#/">Runs</a>${refused === 0 ? null : html` <a href="#/refused">Refused (${refused})</a>`}</nav></header>
<main id="main" tabindex="-1"><p>Loading ${runs} runs…</p><noscript><p class="fault">These pages need JavaScript, which loads nothing but the files beside them.</p></noscript></main>
<p id="status" class="hidden" role="status"></p>
<footer><p>Made by kprovengine ${version} from a catalog, which is an index and no proof: each run says how to verify its bundle. These pages load only files beside them and send nothing anywhere. All times are UTC.</p></footer>
${programMark}
</body>
</html>
`;
