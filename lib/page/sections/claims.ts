/**
 * What was asked and what was found: each claim with its verdict, and everything that is wrong.
 *
 * @module
 */
import { codes } from "../../codes.ts";
import type { Finding } from "../../report.ts";
import type { BundleVerdict } from "../../verify/index.ts";
import { type Html, html } from "../html.ts";
import { bounded, formatSection, mark, type Place, table } from "../pieces.ts";
import { countOf } from "../words.ts";

/** Every claim; what is not proved says what would change it. */
export const formatClaims = ({ claims, trust, coverage }: BundleVerdict, place: Place): Html => {
  const rows = claims.map(({ claim, verdict, detail, change }) => [
    claim,
    mark(verdict === "proved" ? "good" : verdict === "failed" ? "bad" : "open", verdict),
    html`${detail}${change === undefined ? null : html`<br><small>To change it: ${change}</small>`}`,
  ]);
  const judged =
    trust === null
      ? null
      : html`<p class="note">Judged under the trust file <code class="digest">sha256:${trust.sha256}</code>.</p>`;
  const receipts = coverage.map(({ unit, examined, considered }) => `${unit}: ${examined} of ${considered} examined`);
  return formatSection(
    {
      id: "claims",
      title: "What is proved",
      ...(receipts.length > 0 && { aside: receipts.join("; ") }),
      body: html`${table({
        caption: "Claims and their verdicts",
        columns: [{ name: "Claim" }, { name: "Verdict" }, { name: "By what" }],
        rows,
      })}${judged}`,
    },
    place,
  );
};

/** Nothing when nothing was found. What has one code is said once, with every place where it was found. */
export const formatFindings = (findings: readonly Finding[], place: Place): Html | null => {
  if (findings.length === 0) return null;
  const { shown, rest } = bounded(findings, 200, { noun: "finding", where: "kprovengine verify --json" });
  const rows = groupsOf(shown).map(({ code, level, members }) => [
    html`${mark(level === "violation" ? "bad" : "open", level)}<br><code class="code">${code}</code>`,
    html`<strong>${codes[code].title}</strong><ul class="findings">${members.map(formatFinding)}</ul><small>${codes[code].fix}</small>`,
  ]);
  const body = table({
    caption: "What is wrong or could not be judged",
    columns: [{ name: "Finding" }, { name: "What, where, and what to do" }],
    rows,
  });
  return formatSection(
    { id: "findings", title: "Findings", aside: countOf(findings.length, "finding"), body: html`${body}${rest}` },
    place,
  );
};

// --- internal ---

interface Group extends Pick<Finding, "code" | "level"> {
  members: Finding[];
}

/** What is wrong before what is open. */
const groupsOf = (findings: readonly Finding[]): Group[] => {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { code, level } = finding;
    const key = `${level} ${code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { code, level, members: [finding] });
    else group.members.push(finding);
  }
  const rank = ({ level }: Group): number => (level === "violation" ? 0 : 1);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
};

const formatFinding = ({ path, message, expected, actual }: Finding): Html =>
  html`<li>${path === undefined ? null : html`<code>${path}</code>: `}${message}${detail("expected", expected)}${detail("found", actual)}</li>`;

const detail = (name: string, value: string | undefined): Html | null =>
  value === undefined ? null : html`<br><small>${name}</small> <code>${value}</code>`;
