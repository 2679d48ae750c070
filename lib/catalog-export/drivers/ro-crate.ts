/**
 * A research object over many runs: RO-Crate 1.1 that follows the profile Process Run Crate 0.5; an action for each run.
 *
 * The bundles are not in it: files are named by their content. `export --format ro-crate` makes a crate of one run with its bundle.
 *
 * @module
 */
import { namedInformation } from "../../exchange/index.ts";
import { guardedJson } from "../../text.ts";
import { textFile } from "../counted.ts";
import { actionOf, type Entity, idOfFile, idOfRun, ref, reviewsOf, stepOf, timeOf } from "../crate.ts";
import type { ExportDriver, ExportSource, MadeExport } from "../registry.ts";

const meta = { name: "ro-crate", description: "a research object: an action for each run" };

const make = (source: ExportSource): MadeExport => ({
  files: [textFile("ro-crate-metadata.json", (put) => writeCrate(source, put))],
  notes: ["The bundles are not in it: files are named by their content"],
  commands: ["rocrate-validator validate --profile-identifier process-run-crate ."],
});

export default { meta, make } satisfies ExportDriver;

// --- internal ---

const profile = "https://w3id.org/ro/wfrun/process/0.5";
const licenseId = "#licence";

/** Written entity by entity; the root, which names them all, is the last. */
const writeCrate = (source: ExportSource, put: (text: string) => void): number => {
  const context = [
    "https://w3id.org/ro/crate/1.1/context",
    // A term that came later: schema.org's own.
    { sha256: "http://schema.org/sha256" },
  ];
  put(`{"@context":${JSON.stringify(context)},"@graph":[\n`);
  const add = (entity: Entity): void => put(`${guardedJson(JSON.stringify(entity))},\n`);
  for (const entity of fixed) add(entity);
  for (const { digest, path, media_type: format } of source.contents())
    add({ "@id": namedInformation(digest, path), "@type": "File", name: path, encodingFormat: format, sha256: digest });
  const { runs, newest } = addRuns(source, add);
  putRoot({ source, put, newest });
  put("]}\n");
  return runs;
};

const fixed: Entity[] = [
  {
    "@id": "ro-crate-metadata.json",
    "@type": "CreativeWork",
    conformsTo: ref("https://w3id.org/ro/crate/1.1"),
    about: ref("./"),
  },
  { "@id": profile, "@type": "CreativeWork", name: "Process Run Crate", version: "0.5" },
  { "@id": licenseId, "@type": "CreativeWork", name: "No licence is stated for these files" },
];

/** Steps and people are few, whatever there is of runs: those that were told of are remembered. */
const addRuns = (source: ExportSource, add: (entity: Entity) => void): { runs: number; newest: number } => {
  const told = new Set<string>();
  const addOnce = (entity: Entity): void => {
    if (!told.has(entity["@id"])) add(entity);
    told.add(entity["@id"]);
  };
  let [runs, newest] = [0, 0];
  for (const run of source.rows("runs")) {
    runs += 1;
    newest = Math.max(newest, Number(run["finished_at"]));
    addOnce(stepOf(run));
    const { reviews, people } = reviewsOf(run, source.rowsOf("reviews", run));
    for (const person of people) addOnce(person);
    for (const review of reviews) add(review);
    add(actionOf(run, { files: source.rowsOf("files", run), reviews }));
  }
  return { runs, newest };
};

const putRoot = (about: { source: ExportSource; put: (text: string) => void; newest: number }): void => {
  const { source, put, newest } = about;
  const root: Entity = {
    "@id": "./",
    "@type": "Dataset",
    name: "Runs of a catalog",
    description: "What steps read and made, and how they ended; the bundles, which are not in it, prove it",
    datePublished: timeOf(newest),
    license: ref(licenseId),
    conformsTo: ref(profile),
  };
  put(JSON.stringify(root).slice(0, -1));
  putList(put, "hasPart", source.contents(), idOfFile);
  putList(put, "mentions", source.rows("runs"), idOfRun);
  put("}\n");
};

/** References, or the only one by itself: RO-Crate 1.1 section 3.4 (compacted JSON-LD). */
const putList = <T>(put: (text: string) => void, name: string, items: Iterable<T>, idOf: (item: T) => string): void => {
  let count = 0;
  let held = "";
  for (const item of items) {
    if (count === 1) put(`,"${name}":[${held}`);
    const text = guardedJson(JSON.stringify(ref(idOf(item))));
    if (count === 0) held = text;
    else put(`,${text}`);
    count += 1;
  }
  if (count === 1) put(`,"${name}":${held}`);
  if (count > 1) put("]");
};
