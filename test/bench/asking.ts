/**
 * `make KIND FILE COUNT`: a catalog of invented runs. `ask NAME FILE`: one question many times; prints the middle of what the
 * answers took, and the processor time of one, in milliseconds.
 *
 * @module
 */
import {
  type CatalogReader,
  lineageSource,
  listRuns,
  openCatalog,
  openWriter,
  parseFilter,
  parseQuery,
  parseSort,
  type RunFacts,
  runNumber,
  searchRuns,
  traceLineage,
} from "../../lib/catalog/index.ts";
import { sha256 } from "../../lib/digest.ts";
import { exampleLocation, exampleRun, exampleStart } from "../support/catalog-facts.ts";
import { median } from "./measure.ts";

const chatter = [
  ...["loaded 120000 rows from claims.csv", "epoch 3 loss 0.21", "memory in use: 512 MiB", "disk usage is 40 percent"],
  ...["connected to the warehouse", "wrote out.csv", "column types inferred", "no duplicates found in the index"],
  ...["checking permission of the output directory", "timeout set to 30 s", "certificate loaded", "premiums summed"],
];

const incidents = [
  ...["OSError: No space left on device", "writing failed: disk full on /scratch", "MemoryError: out of memory"],
  ...["permission denied: bucket claims-archive", "loss became NaN at epoch 7", "row 17 is counted twice"],
];

/** Rare words and common ones, several, in one order, with a field. */
const asked = [
  ...["disk full", "memory", "out of memory", '"row 17"', "permission denied bucket", "epoch loss", "warehouse -disk"],
  ...["baseline", "disk full outcome:failed", "claims step:train", "certif*", "no space left on device"],
];

const [action, name = "", file = "", count = ""] = process.argv.slice(2);
if (action === "make") await make(file, name === "connected" ? connected : withLog, Number(count));
else await ask(name, file);

// --- internal ---

async function make(path: string, factsOf: (n: number) => RunFacts, runs: number): Promise<void> {
  const writer = await openWriter(path);
  for (let n = 0; n < runs; n += 1) {
    writer.put({ location: exampleLocation(n), facts: { run: factsOf(n) } });
    if (n % 5000 === 4999) writer.commit();
  }
  writer.commit();
  writer.close();
}

/** Each reads what the one before it and the tenth before it made. */
function connected(n: number): RunFacts {
  const madeBy = (run: number) => ({
    path: `${run}.csv`,
    size: 3,
    digest: sha256(`made ${run}`),
    mediaType: "text/csv",
  });
  const read = [n - 1, n - 10].filter((run) => run >= 0).map((run) => ({ role: "input" as const, ...madeBy(run) }));
  return exampleRun(n, { files: [...read, { role: "output", ...madeBy(n) }] });
}

/** Eight lines of a log; in every ninth run one of them is about something that went wrong. */
function withLog(n: number): RunFacts {
  const said = Array.from({ length: 8 }, (_, line) => pick(chatter, n * 7 + line * 5 + (n >> 4)));
  if (n % 9 === 0) said.splice(5, 0, pick(incidents, n / 9));
  return exampleRun(n, { texts: [{ path: "logs/stdout.log", text: said.join("\n"), isCut: false }] });
}

function pick(list: readonly string[], n: number): string {
  return list[n % list.length] ?? "";
}

async function ask(question: string, path: string): Promise<void> {
  const reader = await openCatalog(path);
  const runs = Number(reader.get<{ count: number }>("SELECT count(*) AS count FROM run")?.count);
  const { times, answer } = questions(reader, runs)[question] ?? { times: 0, answer: () => 0 };
  // To warm up; of what finds nothing, no time is worth anything.
  if (answer(0) === 0) throw new Error(`"${question}" has no answer`);
  const took: number[] = [];
  const before = process.cpuUsage();
  for (let n = 1; n <= times; n += 1) {
    const start = performance.now();
    answer(n);
    took.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  reader.close();
  process.stdout.write(`${median(took)} ${(user + system) / 1e3 / times}\n`);
}

/** The number of what was found, for the `n`th time of asking. */
function questions(
  reader: CatalogReader,
  runs: number,
): Record<string, { times: number; answer: (n: number) => number }> {
  const options = { now: exampleStart, isLocal: false };
  const list = (...fields: string[]): number =>
    listRuns(reader, { filter: parseFilter(fields, options), sort: parseSort("-started"), limit: 50, after: null }).runs
      .length;
  const day = (n: number): string =>
    new Date(exampleStart + (n % Math.max(1, runs / 144)) * 86_400_000).toISOString().slice(0, 10);
  return {
    "catalog-by-digest": {
      times: 1000,
      answer: (n) => list(`sha256:${sha256(`output 0 ${(n * 7919) % runs}`)}`),
    },
    "catalog-by-tag": { times: 500, answer: (n) => list("tag:team=risk", `since:${day(n)}`, `until:${day(n + 7)}`) },
    "catalog-search": {
      times: 200,
      answer: (n) => searchRuns(reader, parseQuery(pick(asked, n), options), { limit: 20 }).hits.length,
    },
    "catalog-lineage": {
      times: 3,
      answer: () => {
        const run = runNumber(reader, exampleRun(runs - 1).bundleDigest) ?? 0;
        const { runs: found } = reader.snapshot(() =>
          traceLineage(lineageSource(reader), { run }, { direction: "both" }),
        );
        if (found.length !== runs) throw new Error(`${found.length} of ${runs} runs are connected`);
        return found.length;
      },
    },
  };
}
