/**
 * Claims of four regions: extracted, cleaned and added up every day.
 *
 * @module
 */
import { chance, draw } from "../chance.ts";
import type { Change, Day, PlannedRun, Project } from "../model.ts";
import { plain, retried, version } from "./pieces.ts";

export const regions = ["east", "north", "south", "west"] as const;

export const claimsEtl: Project = {
  name: "claims-etl",
  after: [],
  opens: 6 * 60,
  files: () => ({
    ".gitignore": "landing/\nraw/\nclean/\ntotals/\nruns/\n",
    "kprov.config.json": '{"project":"claims-etl"}',
    "README.md": "# Claims\n",
    "steps/extract.sh": extract(1),
    "steps/clean.sh": clean,
    "steps/aggregate.sh": aggregate,
  }),
  changes: (day): Change[] => version(day, 23, "steps/extract.sh", extract),
  runs: (day) => [...regions.flatMap((region) => regionRuns(day, region)), aggregateRun(day)],
};

// --- internal ---

function extract(number: number): string {
  return `#!/bin/sh
# version ${number}
set -eu
if grep -q '^!' "landing/$1/$2.csv"; then
  echo "extract: landing/$1/$2.csv: the delivery is truncated" >&2
  exit 3
fi
mkdir -p "raw/$1"
awk -F, 'NR > 1 { print $1 "," $2 "," $3 }' "landing/$1/$2.csv" > "raw/$1/$2.csv"
echo "extracted $(wc -l < "raw/$1/$2.csv") claims of $1"
`;
}

const clean = `#!/bin/sh
set -eu
mkdir -p "clean/$1"
sort -u "raw/$1/$2.csv" | awk -F, '$3 + 0 > 0 { printf "%s,%s,%.2f\\n", $1, $2, $3 }' > "clean/$1/$2.csv"
echo "dropped $(($(wc -l < "raw/$1/$2.csv") - $(wc -l < "clean/$1/$2.csv"))) duplicates and empty claims of $1"
`;

const aggregate = `#!/bin/sh
set -eu
mkdir -p totals
awk -F, '{ sum[$2] += $3; count[$2]++ } END { for (kind in sum) printf "%s,%d,%.2f\\n", kind, count[kind], sum[kind] }' clean/*/"$1.csv" | sort > "totals/$1.csv"
awk -F, '{ sum += $3 } END { printf "total %.2f\\n", sum }' "totals/$1.csv"
`;

const regionRuns = (day: Day, region: string): PlannedRun[] => {
  const [landing, raw, cleaned] = [`landing/${region}`, `raw/${region}`, `clean/${region}`].map(
    (dir) => `${dir}/${day.name}.csv`,
  ) as [string, string, string];
  const extracting: PlannedRun = {
    ...plain("extract", ["sh", "steps/extract.sh", region, day.name]),
    ...{ inputs: [landing], outputs: [raw], tags: { region, source: "landing" } },
    delivered: { [landing]: delivery(day, region) },
  };
  const isTruncated = chance("truncated", region, day.index) < 0.09;
  return [
    ...retried(extracting, isTruncated ? "failed" : null, { [landing]: `!${delivery(day, region)}` }, [
      { text: `The delivery of ${region} was truncated; asked for it again` },
    ]),
    {
      ...plain("clean", ["sh", "steps/clean.sh", region, day.name]),
      ...{ inputs: [raw], outputs: [cleaned], tags: { region }, isSigned: true },
    },
  ];
};

const aggregateRun = (day: Day): PlannedRun => ({
  ...plain("aggregate", ["sh", "steps/aggregate.sh", day.name]),
  inputs: regions.map((region) => `clean/${region}/${day.name}.csv`),
  outputs: [`totals/${day.name}.csv`],
  tags: { quarter: quarterOf(day) },
  ...{ isSigned: true, collect: true },
});

const quarterOf = ({ name }: Day): string => `${name.slice(0, 4)}Q${Math.ceil(Number(name.slice(5, 7)) / 3)}`;

const kinds = ["fire", "glass", "liability", "theft", "water"];

/** What the region delivered: some lines twice, some without an amount. */
const delivery = (day: Day, region: string): string => {
  const lines = Array.from({ length: 12 + draw(20, "lines", region, day.index) }, (_, line) => {
    const at = ["claim", region, day.index, line] as const;
    const amount = chance("empty", ...at) < 0.08 ? "" : (chance("amount", ...at) * 9000 + 10).toFixed(2);
    return `${day.name}-${region}-${line},${kinds[draw(kinds.length, ...at)]},${amount},${draw(99, "clerk", ...at)}`;
  });
  return `${["id,kind,amount,clerk", ...lines, ...lines.slice(0, draw(3, "twice", region, day.index))].join("\n")}\n`;
};
