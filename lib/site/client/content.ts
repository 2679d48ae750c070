/**
 * What a run read and made, and what is said of it in words.
 *
 * @module
 */
import {
  code,
  countOf,
  digest,
  fold,
  formatBytes,
  formatSection,
  type Html,
  html,
  long,
  type Place,
  preformatted,
  table,
} from "../../page/index.ts";
import type { SiteRun } from "../site-data.ts";
import { fileAddress } from "./route.ts";
import { timeText } from "./words.ts";

export const formatFiles = (run: SiteRun, role: "input" | "output", place: Place): Html => {
  const files = run.files.filter((file) => file.role === role);
  const [all, title] = role === "input" ? [run.counts.inputs, "Inputs"] : [run.counts.outputs, "Outputs"];
  const list = table({
    caption: title,
    columns: [
      { name: "File", kind: "mono" },
      { name: "SHA-256", kind: "mono" },
      { name: "Type" },
      { name: "Size", kind: "number" },
    ],
    rows: files.map(({ path, digest: sha256, mediaType, size }) => [
      long(path),
      sha256 === null ? "none" : html`<a class="to" href="${fileAddress(sha256)}">${digest(sha256)}</a>`,
      mediaType,
      size === null ? "not known" : formatBytes(size),
    ]),
  });
  const rest =
    all > files.length
      ? html`<p class="rest">${countOf(all - files.length, `more ${role}`)} stand in the bundle.</p>`
      : null;
  const none = html`<p>${role === "input" ? "The run declared no inputs." : "The run made no outputs."}</p>`;
  const body = files.length === 0 ? none : fold(countOf(all, role), html`${list}${rest}`, { open: files.length <= 12 });
  return formatSection({ id: `${role}s`, title, aside: countOf(all, "file"), body }, place);
};

export const formatNotes = ({ annotations }: SiteRun, place: Place): Html | null => {
  if (annotations.length === 0) return null;
  const list = annotations.map(
    ({ at, author, text }) => html`<li>${text}<br><small>${author ?? "unknown"}, ${timeText(at)}</small></li>`,
  );
  const body = html`<ul class="findings">${list}</ul>`;
  return formatSection({ id: "notes", title: "Notes", aside: "added afterwards, not signed", body }, place);
};

export const formatTexts = ({ texts }: SiteRun, place: Place): Html | null => {
  if (texts.length === 0) return null;
  const body = texts.map(
    ({ path, text, isCut }) =>
      html`<h3>${code(path)}</h3><pre>${preformatted(text.split("\n"))}</pre>${isCut ? html`<p class="rest">The member holds more.</p>` : null}`,
  );
  return formatSection({ id: "texts", title: "Texts", aside: "as far as they are searchable", body }, place);
};
