/**
 * What the evidence does not hold, and how complete it claims to be.
 *
 * @module
 */
import { type Completeness, completenessOf } from "../../evidence/index.ts";
import { type Html, html } from "../html.ts";
import { factList, fold, formatSection, mark, type Place, table } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";
import { countOf } from "../words.ts";

export const formatKeptOut = ({ summary, provenance }: RunDetails, place: Place): Html => {
  const { redactions, withheld, incomplete } = summary;
  const completeness = completenessOf(provenance);
  const facts = factList([
    ["Bundle", incomplete ? mark("bad", "incomplete, by its own word") : mark("good", "holds all that was recorded")],
    ["Inputs are", html`${completeness}<br><small>${meanings[completeness]}</small>`],
    ["Secrets replaced", redactions.length === 0 ? "none were found" : countOf(sum(redactions), "time")],
    ["Members withheld", withheld.length === 0 ? "none" : countOf(withheld.length, "member")],
  ]);
  const names = table({
    caption: "Secrets that were replaced",
    columns: [
      { name: "Secret", kind: "mono" },
      { name: "Times", kind: "number" },
    ],
    rows: redactions.map(({ name, count }) => [name, count]),
  });
  const members = table({
    caption: "Members that were withheld",
    columns: [
      { name: "Member", kind: "mono" },
      { name: "It held", kind: "mono" },
    ],
    rows: withheld.map(({ path, secrets }) => [path, secrets.join(", ")]),
  });
  const body = html`${facts}${redactions.length === 0 ? null : fold("Which secrets", names)}${withheld.length === 0 ? null : fold("Which members", members, { open: true })}`;
  return formatSection({ id: "kept-out", title: "Completeness and redaction", body }, place);
};

// --- internal ---

const sum = (redactions: RunDetails["summary"]["redactions"]): number =>
  redactions.reduce((total, { count }) => total + count, 0);

const meanings = {
  declared: "the step may have read files that nobody named",
  scanned: "the work tree was compared before and after the step; reading leaves no mark there",
  traced: "what the step and its children opened was seen",
} as const satisfies Record<Completeness, string>;
