/**
 * Which files the step really opened, and what changed in the work tree, where a run looked.
 *
 * @module
 */
import { type FileTrace, layout } from "../../evidence/index.ts";
import { type Html, html } from "../html.ts";
import { bounded, digest, factList, fold, formatSection, mark, type Place, table } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";
import { countOf } from "../words.ts";

/** Nothing when the run did not look. */
export const formatFileTrace = ({ fileTrace, summary }: RunDetails, place: Place): Html | null => {
  const { scan } = summary;
  if (fileTrace === null && scan === undefined) return null;
  const body = html`${fileTrace === null ? null : formatTraced(fileTrace)}${scan === undefined ? null : formatScan(scan)}`;
  return formatSection({ id: "file-trace", title: "What the step opened", body }, place);
};

// --- internal ---

const formatTraced = ({ predicate }: FileTrace): Html => {
  const { monitorLog, kprov_readNotDeclared, kprov_declaredNotRead, kprov_writtenNotDeclared } = predicate;
  const { fileAccess, process } = monitorLog;
  const lists = [
    ["read and not declared", kprov_readNotDeclared],
    ["declared and not read", kprov_declaredNotRead],
    ["written and not declared", kprov_writtenNotDeclared],
  ] as const;
  const { shown, rest } = bounded(fileAccess, 300, { noun: "file", where: layout.fileTrace });
  const files = table({
    caption: "Files that were opened",
    columns: [
      { name: "File", kind: "mono" },
      { name: "How" },
      { name: "Declared as" },
      { name: "SHA-256", kind: "mono" },
    ],
    rows: shown.map(({ name, uri, digest: digests, annotations }) => [
      name ?? uri ?? "unnamed",
      [
        ...annotations.kprov_access,
        ...(annotations.kprov_state === undefined ? [] : [`${annotations.kprov_state} since`]),
      ].join(", "),
      annotations.kprov_role ?? "",
      digests === undefined ? "" : digest(digests.sha256),
    ]),
  });
  return html`${factList([
    ...lists.map(
      ([name, paths]) =>
        [
          sentence(name),
          paths.length === 0 ? mark("good", "none") : mark("open", countOf(paths.length, "file")),
        ] as const,
    ),
    ["Programs", countOf(process.length, "program")],
    ["Seen by", predicate.monitor.type.replace("https://strace.io/v", "strace ")],
    predicate.kprov_limits.length === 0 ? null : ["May be unseen", predicate.kprov_limits.join(", ")],
  ])}${lists.map(([name, paths]) => formatPaths(name, paths))}${fileAccess.length === 0 ? null : fold(countOf(fileAccess.length, "file that was opened", "files that were opened"), html`${files}${rest}`)}`;
};

const formatScan = ({ files, created, changed, deleted }: NonNullable<RunDetails["summary"]["scan"]>): Html => {
  const lists = [
    ["created", created],
    ["changed", changed],
    ["deleted", deleted],
  ] as const;
  return html`<p class="note">${countOf(files, "file")} of the work tree ${files === 1 ? "was" : "were"} compared before and after the step.</p>${factList(
    lists.map(
      ([name, paths]) =>
        [
          sentence(name),
          paths.length === 0 ? mark("good", "none") : mark("open", countOf(paths.length, "file")),
        ] as const,
    ),
  )}${lists.map(([name, paths]) => formatPaths(name, paths))}`;
};

const formatPaths = (name: string, paths: readonly string[]): Html | null => {
  if (paths.length === 0) return null;
  const { shown, rest } = bounded(paths, 200, { noun: "file", where: "the bundle" });
  const list = html`<ul class="paths">${shown.map((path) => html`<li><code>${path}</code></li>`)}</ul>`;
  return fold(`${countOf(paths.length, "file")} ${name}`, html`${list}${rest}`, { open: paths.length <= 12 });
};

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
