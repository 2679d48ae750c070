/**
 * How whoever reads the page judges the bundle without believing the page.
 *
 * @module
 */
import { layout } from "../../evidence/index.ts";
import { shellQuote } from "../../text.ts";
import { type Html, html } from "../html.ts";
import { bounded, code, digest, type Fact, factList, fold, formatSection, type Place, table } from "../pieces.ts";
import type { RunDetails, RunView } from "../run-view.ts";
import { countOf, formatBytes } from "../words.ts";

export const formatRecheck = ({ name, verdict, details }: RunView, place: Place): Html => {
  const { trust, origin, bundleDigest, stableDigest } = verdict;
  const asked =
    origin === "not-asked" ? "--integrity" : `--trust ${trust === null ? "FILE" : shellQuote(baseOf(trust.path))}`;
  const isTar = /\.(?:tar|tgz|tar\.[a-z0-9]+)$/i.test(name);
  const body = html`<p>This page proves nothing by itself: it repeats what <code>kprovengine verify</code> found. Where the bundle lies:</p>
${line(`kprovengine verify ${asked} ${shellQuote(name)}`)}${isTar ? null : html`<p>Without this program, its members can be checked with coreutils:</p>${line(`cd ${shellQuote(name)} && sha256sum -c ${layout.sums}`)}`}${factList(
  [
    bundleDigest === null ? null : ["Bundle digest", digest(bundleDigest)],
    stableDigest === null
      ? null
      : ["Stable digest", html`${digest(stableDigest)}<br><small>equal runs have equal ones</small>`],
    previousOf(details),
    trust === null ? null : ["Trust file", html`${code(baseOf(trust.path))} ${digest(trust.sha256)}`],
  ],
)}${details === null ? null : formatMembers(details.members, place)}`;
  return formatSection({ id: "verify", title: "Verify it yourself", body }, place);
};

/** Last part of a path: a page says nothing about where it was made. */
export const baseOf = (path: string): string => path.replace(/[/\\]+$/, "").replace(/^.*[/\\]/s, "") || path;

// --- internal ---

const line = (command: string): Html =>
  html`<p class="command"><span aria-hidden="true">$ </span><code>${command}</code></p>`;

const previousOf = (details: RunView["details"]): Fact => {
  const previous = details?.summary.previous ?? null;
  return previous === null
    ? null
    : ["Bundle before it", html`${code(previous.runId)}<br>${digest(previous.bundleDigest)}`];
};

const formatMembers = (members: RunDetails["members"], place: Place): Html => {
  const { shown, rest } = bounded(members, Math.min(200, place.rows), { noun: "member", where: layout.manifest });
  const list = table({
    caption: "Members of the bundle",
    columns: [
      { name: "Member", kind: "mono" },
      { name: "Size", kind: "number" },
      { name: "Stability" },
      { name: "SHA-256", kind: "mono" },
    ],
    rows: shown.map(({ path, size, stability, sha256 }) => [path, formatBytes(size), stability, digest(sha256)]),
  });
  return fold(countOf(members.length, "member"), html`${list}${rest}`, { isForPrint: false });
};
