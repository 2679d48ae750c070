/**
 * A model of what a claim costs: trained every day on what another project cleaned, and evaluated.
 *
 * @module
 */
import { chance, draw } from "../chance.ts";
import type { Change, Day, PlannedRun, Project } from "../model.ts";
import { regions } from "./claims-etl.ts";
import { plain, retried, version } from "./pieces.ts";

export const riskModel: Project = {
  name: "risk-model",
  after: ["claims-etl"],
  opens: 8 * 60,
  files: () => ({
    ".gitignore": "features/\nsettings/\nmodels/\nevaluation/\nruns/\n",
    "kprov.config.json": '{"project":"risk-model"}',
    "README.md": "# Risk model\n",
    "steps/features.sh": features,
    "steps/train.py": train(1),
    "steps/evaluate.sh": evaluate,
  }),
  changes: (day): Change[] => [...version(day, 31, "steps/train.py", train), ...experiment(day)],
  runs: (day) => [...regions.map((region) => featuresRun(day, region)), ...trainRuns(day), ...evaluateRuns(day)],
};

// --- internal ---

const features = `#!/bin/sh
set -eu
mkdir -p "features/$1"
awk -F, '{ print length($2) "," length($1) "," $3 }' "../claims-etl/clean/$1/$2.csv" > "features/$1/$2.csv"
echo "features of $(wc -l < "features/$1/$2.csv") claims of $1"
`;

function train(number: number): string {
  return `# version ${number}
import json, sys
day, *files = sys.argv[1:]
settings = json.load(open(f"settings/{day}.json"))
rows = [[float(cell) for cell in line.split(",")] for name in files for line in open(name)]
weights, rate = [0.0, 0.0], settings["rate"]
for epoch in range(settings["epochs"]):
    error = 0.0
    for first, second, cost in rows:
        miss = weights[0] * first / 10 + weights[1] * second / 20 - cost / 10000
        weights = [weights[0] - rate * miss * first / 10, weights[1] - rate * miss * second / 20]
        error += miss * miss
    if error > 1e6:
        sys.exit(f"train: the loss diverged in epoch {epoch} (rate {rate})")
json.dump({"day": day, "weights": [round(weight, 9) for weight in weights]}, open(f"models/{day}.json", "w"))
print(f"trained on {len(rows)} claims, loss {error / len(rows):.6f}")
`;
}

const evaluate = `#!/bin/sh
set -eu
mkdir -p evaluation
case "$(cat "settings/$1.evaluate")" in
slow) sleep 20 ;;
stopped) echo "evaluate: out of memory" >&2; kill -TERM $$ ;;
esac
{ echo "model $1"; cat "models/$1.json"; echo; awk -F, '{ sum += $3 } END { printf "claims %d, mean cost %.2f\\n", NR, sum / NR }' features/*/"$1.csv"; } > "evaluation/$1.txt"
tail -n 1 "evaluation/$1.txt"
`;

const featuresOf = (day: string): string[] => regions.map((region) => `features/${region}/${day}.csv`);

/** Three days of every 45, somebody tries something on a branch, and does not commit it on the last. */
const experiment = (day: Day): Change[] => {
  const [round, at] = [Math.floor(day.index / 45), day.index % 45];
  if (at < 20 || at > 23) return [];
  if (at === 23) return [{ branch: "main", files: {}, message: "", isLeft: true }];
  const files = { "experiment.md": `rate of round ${round}, day ${at - 19}\n` };
  return [{ branch: `try-rate-${round}`, files, message: `try another rate, ${at - 19}`, isLeft: at === 22 }];
};

const featuresRun = (day: Day, region: string): PlannedRun => ({
  ...plain("features", ["sh", "steps/features.sh", region, day.name]),
  inputs: [`../claims-etl/clean/${region}/${day.name}.csv`],
  outputs: [`features/${region}/${day.name}.csv`],
  ...{ tags: { region }, isSigned: true },
});

const trainRuns = (day: Day): PlannedRun[] => {
  const settings = `settings/${day.name}.json`;
  const read = [...(day.before === null ? [] : featuresOf(day.before)), ...featuresOf(day.name)];
  const set = (rate: number): string => `${JSON.stringify({ rate, epochs: 5 + draw(10, "epochs", day.index) })}\n`;
  const run: PlannedRun = {
    ...plain("train", ["python3", "steps/train.py", day.name, ...read]),
    ...{ inputs: [settings, ...read], outputs: [`models/${day.name}.json`], tags: { model: "linear" }, isSigned: true },
    ...{ collect: true, delivered: { [settings]: set(0.05), "models/.keep": "" } },
  };
  const isWild = chance("rate", day.index) < 0.06;
  return retried(run, isWild ? "failed" : null, { [settings]: set(40) }, [
    { text: "Somebody had set the rate to 40; back to 0.05" },
  ]);
};

const evaluateRuns = (day: Day): PlannedRun[] => {
  const setting = `settings/${day.name}.evaluate`;
  const isApproved = chance("evaluated", day.index) < 0.5;
  const run: PlannedRun = {
    ...plain("evaluate", ["sh", "steps/evaluate.sh", day.name]),
    inputs: [setting, `models/${day.name}.json`, ...featuresOf(day.name)],
    outputs: [`evaluation/${day.name}.txt`],
    ...{ tags: { model: "linear" }, isSigned: true, collect: true, delivered: { [setting]: "fast\n" } },
    reviews: isApproved ? [{ reviewer: "ben", decision: "approve", note: "the mean is where it was" }] : [],
  };
  const luck = chance("evaluate", day.index);
  if (luck < 0.02) return retried(run, "timed-out", { [setting]: "slow\n" });
  return retried(run, luck < 0.06 ? "signalled" : null, { [setting]: "stopped\n" });
};
