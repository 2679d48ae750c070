/**
 * The run that this one repeats, and what was known to differ when it began.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import { code, digest, factList, formatSection, type Place, table } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";

/** Nothing when the run repeats none. */
export const formatRerun = ({ summary }: RunDetails, place: Place): Html | null => {
  const { rerunOf, drift = [] } = summary;
  if (rerunOf === undefined) return null;
  const list = table({
    caption: "What had changed since",
    columns: [
      { name: "What", kind: "mono" },
      { name: "Kind" },
      { name: "Then", kind: "mono" },
      { name: "Now", kind: "mono" },
    ],
    rows: drift.map(({ kind, subject, recorded, found }) => [subject, kind, recorded, found]),
  });
  const same = html`<p class="note">Inputs, toolchain, configuration and commit were those of that run.</p>`;
  const body = html`${factList([
    ["Repeats", code(rerunOf.runId)],
    ["Bundle digest", digest(rerunOf.bundleDigest)],
  ])}${drift.length === 0 ? same : list}`;
  return formatSection({ id: "rerun", title: "A rerun", body }, place);
};
