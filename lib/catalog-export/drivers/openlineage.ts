/**
 * OpenLineage run events: the start of each run and its end, a line each, oldest run first.
 *
 * Inputs bear the name under which another run made them, so that a backend joins steps and projects; the name under which the run
 * read them stands beside it. Source: see `lib/exchange/lineage.ts`.
 *
 * @module
 */
import type { RowOf } from "../../catalog/index.ts";
import { formatTime } from "../../clock.ts";
import {
  fileFacets,
  lineageEnds,
  lineageFacet,
  lineageProducer,
  lineageSchema,
  placeOfUri,
  uuidOfTime,
} from "../../exchange/index.ts";
import { canonicalJson } from "../../json.ts";
import { guardedJson } from "../../text.ts";
import { version } from "../../version.ts";
import { textFile } from "../counted.ts";
import type { ExportDriver, ExportOptions, ExportSource, MadeExport } from "../registry.ts";
import { emptyDigest, endOf, firstWord, text } from "../row.ts";

const meta = { name: "openlineage", description: "OpenLineage run events, a line each" };

const make = (source: ExportSource, { namespace = "default" }: ExportOptions): MadeExport => ({
  files: [
    textFile("events.jsonl", (put) => {
      let events = 0;
      for (const run of source.rows("runs"))
        for (const event of eventsOf(run, { source, namespace })) {
          put(`${guardedJson(canonicalJson(event))}\n`);
          events += 1;
        }
      return events;
    }),
  ],
  notes: ["Where the code came from is not said: the catalog knows the commit and no address"],
  commands: [
    `while read -r event; do curl -sS -H 'Content-Type: application/json' -d "$event" http://localhost:5000/api/v1/lineage; done < events.jsonl`,
  ],
});

export default { meta, make } satisfies ExportDriver;

// --- internal ---

interface Context {
  source: ExportSource;
  /** Of a run without a project. */
  namespace: string;
}

const eventsOf = (run: RowOf, context: Context): object[] => {
  const { source, namespace } = context;
  const own = text(run, "project") ?? namespace;
  const files = source.rowsOf("files", run).filter((file) => text(file, "digest") !== null);
  const inputs = files.filter(({ role }) => role === "input").map((file) => inputOf(file, run, context));
  const outputs = files.filter(({ role }) => role === "output").map((file) => datasetOf(placeOf(file, own), file));
  const job = { namespace: own, name: String(run["step"]), facets: { jobType } };
  const about = { job, producer: lineageProducer, schemaURL: lineageSchema };
  const [started, finished] = [Number(run["started_at"]), Number(run["finished_at"])];
  return [
    {
      ...about,
      eventType: "START",
      eventTime: formatTime(started),
      run: runOf(run, source, false),
      inputs,
      outputs: [],
    },
    {
      ...{ ...about, eventType: typeOf(run), eventTime: formatTime(finished) },
      ...{ run: runOf(run, source, true), inputs, outputs },
    },
  ];
};

const jobType = lineageFacet("2-0-4/JobTypeJobFacet", {
  ...{ processingType: "BATCH", integration: "KPROVENGINE", jobType: "COMMAND" },
});

/** An outcome that this version does not know went wrong somehow. */
const typeOf = (run: RowOf): string => (lineageEnds as Record<string, string>)[String(run["outcome"])] ?? "FAIL";

const runOf = (run: RowOf, source: ExportSource, isOver: boolean) => {
  const own = {
    "kprov.run": String(run["run_id"]),
    "kprov.bundle": `sha256:${run["bundle_digest"]}`,
    "kprov.stable": `sha256:${run["stable_digest"]}`,
    "kprov.review": String(run["review"]),
    "kprov.origin": String(run["origin"]),
  };
  const tags = [
    ...Object.entries(own).map(([key, value]) => ({ key, value, source: "KPROVENGINE" })),
    ...source.rowsOf("tags", run).map(({ key, value }) => ({ key, value, source: "USER" })),
  ];
  const message = isOver && run["outcome"] !== "succeeded" ? endOf(run) : null;
  return {
    runId: uuidOfTime(Number(run["started_at"]), String(run["bundle_digest"])),
    facets: {
      processing_engine: lineageFacet("1-1-1/ProcessingEngineRunFacet", {
        ...{ name: "kprovengine", version, openlineageAdapterVersion: version },
      }),
      tags: lineageFacet("1-0-0/TagsRunFacet", { tags }),
      ...(message !== null && {
        errorMessage: lineageFacet("1-0-1/ErrorMessageRunFacet", { message, programmingLanguage: firstWord(run) }),
      }),
    },
  };
};

/** A file may well be called `a:b`, and no relative path has two slashes. */
const uriForm = /^(?:[a-z][a-z0-9+.-]*:\/\/|pkg:)/i;

interface Place {
  namespace: string;
  name: string;
}

/** A URI as OpenLineage names files and buckets; another file in the namespace of its project. */
const placeOf = (file: RowOf, namespace: string): Place => {
  const path = String(file["path"]);
  return uriForm.test(path) ? placeOfUri(path) : { namespace, name: path };
};

const datasetOf = (place: Place, file: RowOf, aliases: readonly Place[] = []) => ({
  ...place,
  facets: {
    ...fileFacets(String(file["digest"])),
    ...(aliases.length > 0 && {
      symlinks: lineageFacet("1-0-1/SymlinksDatasetFacet", {
        identifiers: aliases.map((alias) => ({ ...alias, type: "FILE" })),
      }),
    }),
  },
});

/** Under the name of whoever made it; files that are empty are made everywhere. */
const inputOf = (file: RowOf, run: RowOf, { source, namespace }: Context) => {
  const digest = String(file["digest"]);
  const own = placeOf(file, text(run, "project") ?? namespace);
  const maker = digest === emptyDigest ? undefined : source.maker(digest, Number(run["started_at"]));
  if (maker === undefined) return datasetOf(own, file);
  const made = placeOf({ path: maker.path }, maker.project ?? namespace);
  const isSame = made.namespace === own.namespace && made.name === own.name;
  return datasetOf(made, file, isSame ? [] : [own]);
};
