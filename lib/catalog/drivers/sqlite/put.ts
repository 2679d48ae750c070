/**
 * What becomes of the tables when something is found at a place, or no longer there.
 *
 * @module
 */
import { factsDigest, storableRefused, storableRun } from "../../digest.ts";
import { mergeFacts } from "../../merge.ts";
import type { Location, RefusedFacts, RunFacts } from "../../model.ts";
import type { Cell, RowOf } from "../../port.ts";
import { bytesOf, bytesOrNull } from "./cells.ts";
import { factsOfRun } from "./facts.ts";
import { staleWords } from "./places.ts";
import type { RowWriter } from "./rows.ts";
import type { Statements } from "./statements.ts";

export interface Stores {
  statements: Statements;
  rows: RowWriter;
}

export const setMeta = ({ run }: Statements, key: string, value: string): void =>
  run("INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", key, value);

export const putRun = (state: Stores, location: Location, given: RunFacts): void => {
  const { statements, rows } = state;
  const { run, digest } = storableRun(given);
  const { get } = statements;
  const source = sourceId(statements, location.source);
  const before = get("SELECT run, refused FROM location WHERE source = ? AND name = ?", source, location.name);
  const known = get("SELECT id, facts_digest FROM run WHERE bundle_digest = ?", bytesOf(run.bundleDigest));
  const id = known === undefined ? rows.insert(run, digest) : Number(known["id"]);
  const isElsewhere = known !== undefined && isSaidOtherwise(statements, id, { source, name: location.name, digest });
  const facts = isElsewhere ? JSON.stringify(run) : null;
  if (isElsewhere) keepFactsOfOthers(state, id);
  place(statements, { ...location, source, run: id, refused: null, digest, facts });
  if (isElsewhere) settle(state, id);
  else if (known !== undefined) replace(state, id, { run, digest, old: known["facts_digest"] });
  if (before !== undefined && before["run"] !== id) release(state, before);
};

export const putRefused = (state: Stores, location: Location, given: RefusedFacts): void => {
  const { refused, digest } = storableRefused(given);
  const { get, run } = state.statements;
  const source = sourceId(state.statements, location.source);
  const before = get("SELECT run, refused FROM location WHERE source = ? AND name = ?", source, location.name);
  const { name, verdict, bundleDigest, runId, project, step, findings } = refused;
  run(
    "INSERT INTO refused(facts_digest, name, verdict, bundle_digest, run_id, project, step, findings) VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(facts_digest) DO NOTHING",
    ...[digest, name, verdict, bytesOrNull(bundleDigest), runId, project, step, JSON.stringify(findings)],
  );
  const id = Number(get("SELECT id FROM refused WHERE facts_digest = ?", digest)?.["id"]);
  place(state.statements, { ...location, source, run: null, refused: id, digest, facts: null });
  if (before !== undefined && before["refused"] !== id) release(state, before);
};

export const removeLocation = (state: Stores, { source, name }: Pick<Location, "source" | "name">): void => {
  const { get, run } = state.statements;
  const id = get("SELECT id FROM source WHERE path = ?", source)?.["id"] ?? null;
  const before = get("SELECT run, refused FROM location WHERE source = ? AND name = ?", id, name);
  run("DELETE FROM location WHERE source = ? AND name = ?", id, name);
  if (before !== undefined) release(state, before);
};

// --- internal ---

const sourceId = ({ get, run }: Statements, path: string): number => {
  const id = get("SELECT id FROM source WHERE path = ?", path)?.["id"];
  if (id !== undefined) return Number(id);
  run("INSERT INTO source(path) VALUES(?)", path);
  return sourceId({ get, run } as Statements, path);
};

interface Place {
  source: number;
  name: string;
  stamp: string;
  run: number | null;
  refused: number | null;
  digest: Uint8Array;
  /** JSON, where another place of the same bundle says something else. */
  facts: string | null;
}

const place = ({ run }: Statements, { source, name, stamp, run: id, refused, digest, facts }: Place): void =>
  run(
    "INSERT OR REPLACE INTO location(source, name, stamp, run, refused, facts_digest, facts) VALUES(?, ?, ?, ?, ?, ?, ?)",
    ...[source, name, stamp, id, refused, digest, facts],
  );

/** Whether another place of the bundle says, or said, something else than `digest`. */
const isSaidOtherwise = (
  { get }: Statements,
  run: number,
  { source, name, digest }: { source: number; name: string; digest: Uint8Array },
): boolean =>
  get(
    "SELECT 1 FROM location WHERE run = ? AND NOT (source = ? AND name = ?) AND (facts IS NOT NULL OR facts_digest <> ?) LIMIT 1",
    ...[run, source, name, digest],
  ) !== undefined;

/** A location has let go of what it had: that stays only while another one has it. */
const release = (state: Stores, { run, refused }: RowOf): void => {
  const { run: execute, get } = state.statements;
  if (refused != null)
    execute(
      "DELETE FROM refused WHERE id = ? AND NOT EXISTS (SELECT 1 FROM location WHERE refused = ?)",
      refused,
      refused,
    );
  if (run == null) return;
  if (get("SELECT 1 FROM location WHERE run = ? LIMIT 1", run) === undefined) erase(state, Number(run));
  else settle(state, Number(run));
};

/** While all places said the same, the run's own rows were enough. */
const keepFactsOfOthers = ({ statements }: Stores, id: number): void => {
  const { get, run } = statements;
  if (get("SELECT 1 FROM location WHERE run = ? AND facts IS NULL LIMIT 1", id) === undefined) return;
  run("UPDATE location SET facts = ? WHERE run = ? AND facts IS NULL", JSON.stringify(factsOfRun(statements, id)), id);
};

/** What is known of a bundle at several places is what all of them say. */
const settle = (state: Stores, id: number): void => {
  const { all, run: execute, get } = state.statements;
  const said = all("SELECT DISTINCT facts FROM location WHERE run = ? AND facts IS NOT NULL ORDER BY facts", id);
  const [first, ...others] = said.map(({ facts }) => JSON.parse(String(facts)) as RunFacts);
  if (first === undefined) return;
  const run = mergeFacts(first, others);
  const old: Cell | undefined = get("SELECT facts_digest FROM run WHERE id = ?", id)?.["facts_digest"];
  replace(state, id, { run, digest: factsDigest(run), old });
  const digests = get("SELECT count(DISTINCT facts_digest) AS count FROM location WHERE run = ?", id)?.["count"];
  if (digests === 1) execute("UPDATE location SET facts = NULL WHERE run = ?", id);
};

const replace = (
  state: Stores,
  id: number,
  { run, digest, old }: { run: RunFacts; digest: Buffer; old: Cell | undefined },
): void => {
  if (old instanceof Uint8Array && digest.equals(old)) return;
  erase(state, id);
  state.rows.insert(run, digest, id);
};

/** The words of a run stay in the full text until it is put in order: a mark says so, also to the writer after a kill. */
const erase = ({ statements, rows }: Stores, id: number): void => {
  setMeta(statements, staleWords, "1");
  rows.erase(id);
};
