/**
 * Facts of a run → rows of the tables.
 *
 * @module
 */
import type { RunFacts } from "../../model.ts";
import type { Cell } from "../../port.ts";
import { searchDocumentOf, searchIdOf } from "../../search/document.ts";
import { bytesOf, bytesOrNull, flagOrNull } from "./cells.ts";
import type { Database, Statement } from "./engine.ts";
import { createInterned } from "./interned.ts";

export interface RowWriter {
  /** Write all rows of a run; there must be none. `known`: the number that it had before. Returns its number. */
  insert: (run: RunFacts, factsDigest: Uint8Array, known?: number) => number;
  /** Take all rows of a run away. */
  erase: (id: number) => void;
  /** After a rollback. */
  forget: () => void;
}

/** Statements are prepared once, here. */
export const createRowWriter = (database: Database): RowWriter => {
  const interned = createInterned(database);
  const insertRun = insertion(database, "run", runColumns);
  const takenId = database.prepare("SELECT 1 FROM run WHERE search_id = ?");
  const isTaken = (id: number): boolean => takenId.get(id) !== undefined;
  const index = insertion(database, "run_fts", "rowid, names, tags, annotations, texts");
  const insertLists = createListWriter(database, interned.media);
  const find = database.prepare("SELECT search_id, toolchain FROM run WHERE id = ?");
  const eraseIndex = database.prepare("DELETE FROM run_fts WHERE rowid = ?");
  const eraseRows = [...Object.keys(lists).map((table) => `${table} WHERE run`), "run WHERE id"].map((from) =>
    database.prepare(`DELETE FROM ${from} = ?`),
  );
  return {
    insert: (run, factsDigest, known) => {
      const searchId = searchIdOf(run, isTaken);
      const toolchain = interned.toolchain(run.toolchain);
      const cells = runCells(run, { id: known ?? null, searchId, factsDigest, toolchain });
      const id = Number(insertRun.run(...cells).lastInsertRowid);
      insertLists(id, run);
      const { names, tags, annotations, texts } = searchDocumentOf(run);
      index.run(searchId, names, tags, annotations, texts);
      return id;
    },
    erase: (id) => {
      const { search_id, toolchain } = find.get(id) ?? {};
      eraseIndex.run(search_id ?? null);
      for (const statement of eraseRows) statement.run(id);
      interned.release(Number(toolchain));
    },
    forget: interned.forget,
  };
};

// --- internal ---

const insertion = (database: Database, table: string, columns: string): Statement =>
  database.prepare(`INSERT INTO ${table}(${columns}) VALUES(${columns.replace(/[^,]+/g, "?")})`);

const lists = {
  member: "run, path, size, digest, stable",
  file: "run, role, path, size, digest, media",
  check_result: "run, name, verdict, trusted",
  finding: "run, code, level, path, message",
  signature: "run, path, over, predicate_type, status, owner, fingerprint",
  review: "run, digest, decision, reviewer, counted, at, comment",
  tag: "run, key, value",
  annotation: "run, at, author, text",
  text: "run, path, text, cut",
} as const;

const createListWriter = (database: Database, media: (type: string) => number) => {
  const into = (table: keyof typeof lists): Statement => insertion(database, table, lists[table]);
  const [member, file, check, finding] = [into("member"), into("file"), into("check_result"), into("finding")];
  const [signature, review, tag] = [into("signature"), into("review"), into("tag")];
  const [annotation, text] = [into("annotation"), into("text")];
  return (id: number, run: RunFacts): void => {
    for (const { path, size, digest, isStable } of run.members)
      member.run(id, path, size, bytesOf(digest), Number(isStable));
    for (const { role, path, size, digest, mediaType } of run.files)
      file.run(id, role, path, size, bytesOrNull(digest), media(mediaType));
    for (const { name, verdict, isTrusted } of run.checks) check.run(id, name, verdict, Number(isTrusted));
    for (const { code, level, path, message } of run.findings) finding.run(id, code, level, path, message);
    for (const { path, over, predicateType, status, owner, fingerprint } of run.signatures)
      signature.run(id, path, over, predicateType, status, owner, fingerprint);
    for (const { digest, decision, reviewer, isCounted, at, comment } of run.reviews)
      review.run(id, bytesOf(digest), decision, reviewer, Number(isCounted), at, comment);
    for (const { key, value } of run.tags) tag.run(id, key, value);
    for (const { at, author, text: words } of run.annotations) annotation.run(id, at, author, words);
    for (const { path, text: words, isCut } of run.texts) text.run(id, path, words, Number(isCut));
  };
};

const runColumns =
  "id, search_id, bundle_digest, facts_digest, stable_digest, run_id, project, step, started_at, finished_at, duration_ms, outcome, exit_code, signal, incomplete, argv, trust_mode, builder, recorder, commit_id, branch, dirty, config_digest, previous_bundle, rerun_of, origin, review, checks, toolchain, input_count, input_bytes, output_count, output_bytes, member_bytes";

interface Beside {
  id: number | null;
  searchId: number;
  factsDigest: Uint8Array;
  toolchain: number;
}

const runCells = (run: RunFacts, { id, searchId, factsDigest, toolchain }: Beside): Cell[] => {
  const countOf = (wanted: string): number => run.files.filter(({ role }) => role === wanted).length;
  return [
    ...[id, searchId, bytesOf(run.bundleDigest), factsDigest, bytesOf(run.stableDigest), run.runId, run.project],
    ...[run.step, run.startedAt, run.finishedAt, run.durationMs, run.outcome, run.exitCode, run.signal],
    ...[Number(run.isIncomplete), JSON.stringify(run.argv), run.trustMode, run.builder, run.recorder, run.commit],
    ...[run.branch, flagOrNull(run.isDirty), bytesOrNull(run.configDigest), bytesOrNull(run.previousBundle)],
    ...[bytesOrNull(run.rerunOf), run.origin, run.review, worstOf(run), toolchain],
    ...[countOf("input"), run.inputBytes, countOf("output"), run.outputBytes],
    run.members.reduce((sum, { size }) => sum + size, 0),
  ];
};

const worstOf = ({ checks }: RunFacts): string =>
  ["violated", "undecided", "proved"].find((wanted) => checks.some(({ verdict }) => verdict === wanted)) ?? "none";
