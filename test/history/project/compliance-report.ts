/**
 * The report that somebody has to sign: what was paid, by which model, and whether it is below the limit.
 *
 * @module
 */
import { chance } from "../chance.ts";
import type { Change, Day, PlannedNote, PlannedReview, PlannedRun, Project } from "../model.ts";
import { plain, version } from "./pieces.ts";

export const complianceReport: Project = {
  name: "compliance-report",
  after: ["claims-etl", "risk-model"],
  opens: 10 * 60,
  files: () => ({
    ".gitignore": "evidence/\nlimits/\nreports/\nverdicts/\nruns/\n",
    "kprov.config.json": '{"project":"compliance-report"}',
    "README.md": "# Compliance\n",
    "steps/collect.sh": collect,
    "steps/render.sh": render(1),
    "steps/check.sh": check,
  }),
  changes: (day): Change[] => version(day, 40, "steps/render.sh", render),
  runs: (day) => [collectRun(day), checkRun(day), renderRun(day)],
};

// --- internal ---

const collect = `#!/bin/sh
set -eu
mkdir -p evidence
{ echo "day $1"; cat "../claims-etl/totals/$1.csv"; tail -n 1 "../risk-model/evaluation/$1.txt"; } > "evidence/$1.txt"
echo "collected $(wc -l < "evidence/$1.txt") lines"
`;

const check = `#!/bin/sh
set -eu
mkdir -p verdicts
awk -F, -v limit="$(cat "limits/$1.txt")" 'NF == 3 { sum += $3 } END {
  if (sum > limit) { printf "check: %.2f was paid, the limit is %.2f\\n", sum, limit > "/dev/stderr"; exit 1 }
  printf "%.2f of %.2f\\n", sum, limit
}' "evidence/$1.txt" > "verdicts/$1.txt"
cat "verdicts/$1.txt"
`;

function render(number: number): string {
  return `#!/bin/sh
# version ${number}
set -eu
mkdir -p reports
awk -v day="$1" 'BEGIN { print "# Claims of " day "\\n"; FS = "," }
NF == 3 { printf "- %s: %d claims, %.2f\\n", $1, $2, $3 }
/^claims/ { print "\\nModel: " $0 }' "evidence/$1.txt" > "reports/$1.md"
echo "rendered reports/$1.md"
`;
}

const collectRun = (day: Day): PlannedRun => ({
  ...plain("collect", ["sh", "steps/collect.sh", day.name]),
  inputs: [`../claims-etl/totals/${day.name}.csv`, `../risk-model/evaluation/${day.name}.txt`],
  outputs: [`evidence/${day.name}.txt`],
  isSigned: true,
});

/** A limit that is exceeded stays exceeded: nobody tries again. */
const checkRun = (day: Day): PlannedRun => {
  const limit = `limits/${day.name}.txt`;
  const isExceeded = chance("limit", day.index) < 0.08;
  return {
    ...plain("check", ["sh", "steps/check.sh", day.name]),
    ...{ inputs: [limit, `evidence/${day.name}.txt`], outputs: isExceeded ? [] : [`verdicts/${day.name}.txt`] },
    ...{ tags: { gate: "limit" }, isSigned: true, delivered: { [limit]: isExceeded ? "1000\n" : "5000000\n" } },
    ending: isExceeded ? "failed" : "succeeded",
    notes: isExceeded ? [{ text: "Over the limit: told the board of directors" }, { tag: "escalated=yes" }] : [],
  };
};

const renderRun = (day: Day): PlannedRun => ({
  ...plain("render", ["sh", "steps/render.sh", day.name]),
  ...{ inputs: [`evidence/${day.name}.txt`], outputs: [`reports/${day.name}.md`], tags: { audience: "board" } },
  ...{ isSigned: true, collect: true, reviews: reviewsOf(day), notes: monthEnd(day) },
});

const reviewsOf = (day: Day): PlannedReview[] => {
  const luck = chance("review", day.index);
  const ann: PlannedReview = { reviewer: "ann", decision: "approve", note: "totals agree with the ledger" };
  if (luck < 0.08) return [{ reviewer: "ben", decision: "reject", note: "a kind of claim is counted twice" }];
  if (luck < 0.2) return [ann, { reviewer: "ben", decision: "approve", note: "read it" }];
  return luck < 0.8 ? [ann] : [];
};

const monthEnd = ({ name }: Day): PlannedNote[] =>
  name.endsWith("-28") ? [{ tag: `release=${name.slice(0, 7)}` }] : [];
