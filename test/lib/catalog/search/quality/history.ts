/**
 * Two thousand runs of an invented company, each with what is true of it beside what is written about it: searches see the
 * words, judgements see the truth.
 *
 * @module
 */
import type { RunFacts } from "../../../../../lib/catalog/index.ts";
import { createRandom } from "../../../../fuzz/mutate.ts";
import { exampleRun } from "../../../../support/catalog.ts";

export const incidents = "none memory disk timeout column permission diverged duplicates rounding certificate".split(
  " ",
);
export const themes = "none audit finance currency baseline rerun customer holiday drift handover".split(" ");

/** What is true of a run, whatever words anybody used. */
export interface Truth {
  incident: string;
  theme: string;
  project: string;
  step: string;
  customer: string;
  quarter: string;
  model: string;
  region: string;
  isGolden: boolean;
  /** 0 for the oldest, 1 for the newest. */
  age: number;
}

export interface TrueRun {
  truth: Truth;
  facts: RunFacts;
}

/** Always the same runs. */
export const createHistory = (count = 2000): TrueRun[] => {
  const pick = createRandom(7);
  const of = <T>(list: readonly T[]): T => list[pick(list.length)] as T;
  return Array.from({ length: count }, (_, n) => {
    const truth: Truth = {
      incident: pick(100) < 12 ? of(incidents.slice(1)) : "none",
      theme: pick(100) < 9 ? of(themes.slice(1)) : "none",
      project: of(["claims-etl", "risk-model", "compliance-report"]),
      step: of(["clean", "normalise", "train", "evaluate", "report"]),
      customer: of(["acme", "globex", "initech", "umbrella"]),
      quarter: of(["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]),
      model: of(["gradient-boost", "random-forest", "logistic"]),
      region: of(["Orléans", "Zürich", "Kraków", "Leeds"]),
      isGolden: pick(50) === 0,
      age: n / count,
    };
    return { truth, facts: factsOf(n, truth, of) };
  });
};

// --- internal ---

type Of = <T>(list: readonly T[]) => T;

const said: Readonly<Record<string, readonly string[]>> = {
  memory: [
    "Out of memory: the kernel killed process 4711",
    "MemoryError: unable to allocate 4.2 GiB for an array",
    "worker ran out of memory while joining the tables",
  ],
  disk: [
    "OSError: No space left on device",
    "writing failed: disk full on /scratch",
    "the disk is full, cannot write out.csv",
  ],
  timeout: [
    "connection to the warehouse timed out after 30 s",
    "TimeoutError: the database did not answer",
    "query cancelled: timeout reached",
  ],
  column: [
    "KeyError: column customer_id is missing from claims.csv",
    "missing column: policy_start",
    "expected 14 columns, found 13",
  ],
  permission: [
    "permission denied: bucket claims-archive",
    "AccessDenied when reading the archive bucket",
    "403: permission to read the table was denied",
  ],
  diverged: ["loss became NaN at epoch 7", "training diverged: loss is not finite", "the optimizer did not converge"],
  duplicates: ["dropped 42 duplicated rows", "duplicate keys in the join: 17 rows", "row 17 is counted twice"],
  rounding: ["totals differ by 0.01: rounding of premiums", "rounding errors in the sum of premiums"],
  certificate: ["certificate verify failed: self-signed certificate", "TLS certificate of the warehouse has expired"],
};

const noted: Readonly<Record<string, readonly string[]>> = {
  audit: ["used for the audit of the regulator", "auditors asked for this run", "evidence for the yearly audit"],
  finance: ["approved by finance, use this one", "finance signed the totals off"],
  currency: ["wrong currency in the export, francs instead of euros", "currencies were mixed up"],
  baseline: ["baseline for the new premiums", "this is the baseline that we compare with"],
  rerun: ["repeated after the fix of the loader", "rerun with the corrected input"],
  customer: ["the customer complained about these numbers", "complaint of a customer, see ticket 8841"],
  holiday: ["volumes are low because of the public holiday", "holiday season, few claims"],
  drift: ["features drifted since last month", "drift of the age distribution is too large"],
  handover: ["handed over to the night shift", "handover: check the totals tomorrow"],
};

/** What every log is full of, with many of the words that are asked for. */
const chatter = [
  "loaded 120000 rows from claims.csv",
  "epoch 3 loss 0.21",
  "memory in use: 512 MiB",
  "disk usage is 40 percent",
  "connected to the warehouse",
  "wrote out.csv",
  "column types inferred",
  "no duplicates found in the index",
  "checking permission of the output directory",
  "timeout set to 30 s",
  "certificate loaded",
  "premiums summed",
  "starting with 4 workers",
  "customer table has 9000 rows",
  "training started",
  "report written",
];

const factsOf = (n: number, truth: Truth, of: Of): RunFacts => {
  const { incident, theme, project, step, customer, quarter, model, region, isGolden } = truth;
  const isFailed = incident !== "none" && incident !== "duplicates" && incident !== "rounding";
  const lines = Array.from({ length: 8 }, () => of(chatter));
  if (incident !== "none") lines.splice(5, 0, of(said[incident] ?? []));
  const base = exampleRun(n);
  return exampleRun(n, {
    ...{
      project,
      step,
      startedAt: base.startedAt,
      outcome: isFailed ? "failed" : "succeeded",
      exitCode: isFailed ? 1 : 0,
    },
    argv: ["python", `${step}.py`, "--region", region, ...(step === "train" ? ["--model", model] : [])],
    tags: [
      { key: "customer", value: customer },
      { key: "quarter", value: quarter },
      ...(isGolden ? [{ key: "golden", value: "" }] : []),
    ],
    files: [
      { ...file, role: "input", path: `data/${customer}/claims-${quarter}.csv` },
      { ...file, role: "output", path: step === "train" ? `models/${model}.pkl` : `out/${region}-${step}.csv` },
    ],
    annotations: theme === "none" ? [] : [{ at: base.startedAt, author: "ada", text: of(noted[theme] ?? []) }],
    texts: [{ path: "logs/stdout.log", text: lines.join("\n"), isCut: false }],
  });
};

const file = { size: 1, digest: "a".repeat(64), mediaType: "text/csv" } as const;
