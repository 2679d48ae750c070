/**
 * A catalog brought up to what its sources hold by now.
 *
 * @module
 */
import type { CatalogWriter, Entry, RefusedFacts } from "../catalog/index.ts";
import { compareBytes } from "../report.ts";
import type { LoadedTrust } from "../verify/index.ts";
import { createExamine, type Examined, standingOf, type Task } from "./examine.ts";
import { createJudge, type Judge } from "./judge.ts";
import { type LeftAlone, type Listed, listSources } from "./listed.ts";
import { assertTrustKept, circumstancesOf, markOf, type Setup, sameCircumstances, towards } from "./setup.ts";
import type { IndexSource } from "./source.ts";
import { examineAll } from "./together.ts";

export interface UpdateOptions {
  setup: Setup;
  trust: LoadedTrust | null;
  /** Nobody named a source: those that the catalog knows are asked. */
  isPlain: boolean;
  /** Another source of the catalog's, which was not named: everything is judged again when the rules are others. */
  sourceAt: (path: string) => IndexSource;
  /** How many more threads there may be. */
  helpers: number;
  /** Somebody said that nobody is to be believed: else a catalog that was made under a trust file is not made without one. */
  mayForgetTrust: boolean;
  onProgress?: ((done: number, all: number) => void) | undefined;
}

/** What became of one source. */
export interface SourceUpdate {
  source: string;
  /** Places that it lists. */
  bundles: number;
  added: number;
  updated: number;
  unchanged: number;
  removed: number;
  /** Of all that it lists, also of what is unchanged. */
  violated: number;
  undecided: number;
  /** Runs with notes beside them that can't be taken; they are believed all the same. */
  faultyNotes: number;
  /** What was refused now, at most `maxShown`. */
  refused: RefusedFacts[];
}

/** What became of all of them. */
export interface CatalogUpdate {
  sources: SourceUpdate[];
  leftAlone: LeftAlone[];
  isJudgedAnew: boolean;
}

/**
 * Judge what is new or has changed, and forget what is gone from a source that was asked for as a whole. Stored in batches: what
 * was done before a crash is not done again, and one that came in between two rules is finished by the next update.
 *
 * Throws `E_IO` for a source that can't be read, `E_NOTHING` for one without any bundle, `E_USAGE` when reviews and signatures
 * would silently stop to count, `E_CATALOG_*` for a catalog that can't be written. Sources are listed before anything is written.
 */
export const updateCatalog = async (
  writer: CatalogWriter,
  asked: readonly IndexSource[],
  options: UpdateOptions,
): Promise<CatalogUpdate> => {
  const { setup, trust } = options;
  const circumstances = circumstancesOf(trust, setup);
  const before = writer.circumstances;
  assertTrustKept(before, options);
  const isSettled = before !== null && sameCircumstances(before, circumstances);
  const isOther = !isSettled && writer.sources().length > 0;
  const sources = isOther ? withOthers(asked, writer.sources(), options.sourceAt) : asked;
  const named = new Set(options.isPlain ? [] : asked.map(({ path }) => path));
  const { listed, leftAlone } = listSources(writer, sources, { isNamed: ({ path }) => named.has(path), isOther });
  const judge = await createJudge(setup, trust);
  const batch = createBatch(writer);
  const updates: SourceUpdate[] = [];
  // With the first bundle that is judged by the new rules: a kill from here on leaves a catalog that knows that it is not done.
  if (!isSettled) writer.setCircumstances(towards(circumstances));
  for (const each of listed)
    updates.push(await updateSource(each, { ...options, writer, batch, judge, mark: markOf(circumstances) }));
  if (!isSettled) writer.setCircumstances(circumstances);
  writer.commit();
  return { sources: updates, leftAlone, isJudgedAnew: isOther };
};

/** Refusals of one source that a report names. */
export const maxShown = 1000;

// --- internal ---

/** Entries and characters of one transaction: the more, the faster, and the more is done again after a crash. */
const [batchCount, batchSize] = [2000, 32 * 2 ** 20];

interface Batch {
  add: (size: number) => void;
}

const createBatch = (writer: CatalogWriter): Batch => {
  let [count, size] = [0, 0];
  return {
    add: (more) => {
      [count, size] = [count + 1, size + more];
      if (count < batchCount && size < batchSize) return;
      writer.commit();
      [count, size] = [0, 0];
    },
  };
};

interface Updating extends UpdateOptions {
  writer: CatalogWriter;
  batch: Batch;
  judge: Judge;
  mark: string;
}

const updateSource = async ({ source, names }: Listed, updating: Updating): Promise<SourceUpdate> => {
  const { writer, batch, judge, mark, onProgress } = updating;
  const known = writer.locations(source.path);
  const update = emptyUpdate(source.path, names.length);
  const onExamined = (task: Task, examined: Examined): void => {
    count(update, task, examined);
    onProgress?.(update.added + update.updated + update.unchanged, names.length);
    if (examined === null) return;
    const { stamp, facts } = examined;
    writer.put({ location: { source: source.path, name: task.name, stamp }, facts });
    batch.add(sizeOf(facts));
  };
  const tasks = names.map((name): Task => ({ name, stamp: known.get(name)?.stamp ?? null }));
  await examineAll(tasks, { ...updating, source, examine: createExamine(source, judge, mark), onExamined });
  if (source.isWhole) {
    for (const name of names) known.delete(name);
    for (const name of known.keys()) {
      writer.remove({ source: source.path, name });
      update.removed += 1;
      batch.add(0);
    }
  }
  writer.commit();
  update.refused.sort((a, b) => compareBytes(a.name, b.name));
  return update;
};

const emptyUpdate = (source: string, bundles: number): SourceUpdate => ({
  ...{
    source,
    bundles,
    added: 0,
    updated: 0,
    unchanged: 0,
    removed: 0,
    violated: 0,
    undecided: 0,
    faultyNotes: 0,
    refused: [],
  },
});

const count = (update: SourceUpdate, task: Task, examined: Examined): void => {
  if (examined === null || examined.isSame) update.unchanged += 1;
  else if (task.stamp === null) update.added += 1;
  else update.updated += 1;
  const standing = standingOf(examined?.stamp ?? task.stamp ?? "");
  if (standing === "violated") update.violated += 1;
  if (standing === "undecided") update.undecided += 1;
  if (standing === "noted") update.faultyNotes += 1;
  if (examined !== null && "refused" in examined.facts && update.refused.length < maxShown)
    update.refused.push(examined.facts.refused);
};

/** Roughly, in characters: what it costs to keep until the next commit. */
const sizeOf = (facts: Entry["facts"]): number => {
  if ("refused" in facts) return 1000;
  const { files, members, texts } = facts.run;
  return 1000 + 200 * (files.length + members.length) + texts.reduce((sum, { text }) => sum + text.length, 0);
};

const withOthers = (
  asked: readonly IndexSource[],
  known: readonly string[],
  sourceAt: (path: string) => IndexSource,
): IndexSource[] => {
  const whole = new Map(asked.map((source) => [source.path, source.isWhole ? source : sourceAt(source.path)]));
  for (const path of known) if (!whole.has(path)) whole.set(path, sourceAt(path));
  return [...whole].sort(([a], [b]) => compareBytes(a, b)).map(([, source]) => source);
};
