/**
 * A file by its content, what was refused, and addresses that lead nowhere.
 *
 * @module
 */
import { code, countOf, digest, formatNumber, type Html, html, mark, table } from "../../page/index.ts";
import type { SiteRefused } from "../site-data.ts";
import { runAddress } from "./route.ts";
import type { Store } from "./store.ts";
import { endedMark, timeOf } from "./words.ts";

/** Which runs made a content, and which read it. */
export const formatFile = async (store: Store, sha256: string): Promise<Html> => {
  const found = (await store.load("digests", sha256.slice(0, 1))).find(([own]) => own === sha256);
  const [, all] = found ?? [sha256, []];
  const uses = all.slice(0, mostUses);
  const names = [...new Set(uses.map(([, , path]) => path))];
  const rowsOf = (role: "input" | "output") =>
    uses.flatMap(([at, own, path]) => {
      const row = store.rows[at];
      if (row === undefined || own !== role) return [];
      return [
        [
          html`<a href="${runAddress(row.digest)}">${row.step}</a> <small>${row.project}</small>`,
          path,
          endedMark(row),
          timeOf(row.startedAt),
        ],
      ];
    });
  const list = (title: string, role: "input" | "output", none: string): Html => {
    const rows = rowsOf(role);
    const columns = [{ name: "Run" }, { name: "As", kind: "mono" as const }, { name: "Ended" }, { name: "Started" }];
    return html`<section><h2>${title} <small>${countOf(rows.length, "run")}</small></h2>${rows.length === 0 ? html`<p>${none}</p>` : table({ caption: title, columns, rows })}</section>`;
  };
  const more =
    all.length > uses.length
      ? html`<p class="rest">The newest ${formatNumber(uses.length)} of ${formatNumber(all.length)} uses are listed.</p>`
      : null;
  return html`<h1 id="title" tabindex="-1">${names[0] ?? "A file"} <small>${names.length > 1 ? countOf(names.length - 1, "other name") : null}</small></h1><p>${digest(sha256)}</p>${more}${list("Made by", "output", "No run in this catalog made it.")}${list("Read by", "input", "No run in this catalog read it.")}`;
};

export const formatRefused = (refused: SiteRefused): Html => {
  const rows = refused.map(({ name, verdict, findings, step, project, locations }) => [
    html`${code(name)}${step === null ? null : html`<br><small>by its own word ${step}${project === null ? null : html`, ${project}`}</small>`}`,
    mark(verdict === "violated" ? "bad" : "open", verdict),
    html`<ul class="findings">${findings.slice(0, 20).map(({ code: found, path, message }) => html`<li>${path === null ? null : html`${code(path)}: `}${message} <small class="code">${found}</small></li>`)}</ul>${findings.length > 20 ? html`<small>and ${findings.length - 20} more</small>` : null}`,
    html`${locations.map((each) => html`${code(each)}<br>`)}`,
  ]);
  const columns = [{ name: "Bundle" }, { name: "Verdict" }, { name: "Why" }, { name: "Where" }];
  const list =
    rows.length === 0 ? html`<p>No bundle was refused.</p>` : table({ caption: "Refused bundles", columns, rows });
  return html`<h1 id="title" tabindex="-1">${countOf(refused.length, "refused bundle")}</h1><p>They are not whole or can't be read, so nothing that they say is counted anywhere on these pages.</p>${list}`;
};

export const formatNowhere = (): Html =>
  html`<h1 id="title" tabindex="-1">Nothing is here</h1><p>No run or view of this catalog has this address. <a href="#/">All runs</a></p>`;

// --- internal ---

/** Uses of one file that are listed. */
const mostUses = 1000;
