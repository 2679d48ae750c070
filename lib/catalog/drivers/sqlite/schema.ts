/**
 * Tables, indexes and views of a catalog.
 *
 * The views are the contract: of `catalog sql`, and of everything else that reads. Tables, and the numbers in them, may change.
 *
 * @module
 */

/** `kpro`: what tells a catalog from any other SQLite file. */
export const applicationId = 0x6b70726f;
export const schemaVersion = 1;

/** STRICT, so that a value of the wrong kind is an error and not another value. Digests are 32 bytes, times milliseconds. */
const rows = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE source(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE media(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE toolchain(id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, os TEXT NOT NULL, architecture TEXT NOT NULL) STRICT;
CREATE TABLE tool(toolchain INTEGER NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, version TEXT, version_key TEXT,
  digest BLOB NOT NULL) STRICT;
CREATE TABLE distribution(toolchain INTEGER NOT NULL, interpreter TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
  version_key TEXT) STRICT;
CREATE TABLE run(id INTEGER PRIMARY KEY, search_id INTEGER NOT NULL UNIQUE, bundle_digest BLOB NOT NULL UNIQUE, facts_digest BLOB NOT NULL, stable_digest BLOB NOT NULL,
  run_id TEXT NOT NULL, project TEXT, step TEXT NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL, outcome TEXT NOT NULL, exit_code INTEGER, signal TEXT, incomplete INTEGER NOT NULL,
  argv TEXT NOT NULL, trust_mode TEXT NOT NULL, builder TEXT NOT NULL, recorder TEXT NOT NULL, commit_id TEXT, branch TEXT,
  dirty INTEGER, config_digest BLOB, previous_bundle BLOB, rerun_of BLOB, origin TEXT NOT NULL, review TEXT NOT NULL,
  checks TEXT NOT NULL, toolchain INTEGER NOT NULL, input_count INTEGER NOT NULL, input_bytes INTEGER NOT NULL,
  output_count INTEGER NOT NULL, output_bytes INTEGER NOT NULL, member_bytes INTEGER NOT NULL) STRICT;
CREATE TABLE member(run INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL, stable INTEGER NOT NULL) STRICT;
CREATE TABLE file(run INTEGER NOT NULL, role TEXT NOT NULL, path TEXT NOT NULL, size INTEGER, digest BLOB, media INTEGER NOT NULL) STRICT;
CREATE TABLE check_result(run INTEGER NOT NULL, name TEXT NOT NULL, verdict TEXT NOT NULL, trusted INTEGER NOT NULL) STRICT;
CREATE TABLE finding(run INTEGER NOT NULL, code TEXT NOT NULL, level TEXT NOT NULL, path TEXT, message TEXT NOT NULL) STRICT;
CREATE TABLE signature(run INTEGER NOT NULL, path TEXT NOT NULL, over TEXT NOT NULL, predicate_type TEXT NOT NULL,
  status TEXT NOT NULL, owner TEXT, fingerprint TEXT) STRICT;
CREATE TABLE review(run INTEGER NOT NULL, digest BLOB NOT NULL, decision TEXT NOT NULL, reviewer TEXT, counted INTEGER NOT NULL,
  at INTEGER, comment TEXT) STRICT;
CREATE TABLE tag(run INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE annotation(run INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT, text TEXT NOT NULL) STRICT;
CREATE TABLE text(run INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, cut INTEGER NOT NULL) STRICT;
CREATE VIRTUAL TABLE run_fts USING fts5(names, tags, annotations, texts, content='', contentless_delete=1,
  tokenize='unicode61 remove_diacritics 2');
CREATE TABLE refused(id INTEGER PRIMARY KEY, facts_digest BLOB NOT NULL UNIQUE, name TEXT NOT NULL, verdict TEXT NOT NULL,
  bundle_digest BLOB, run_id TEXT, project TEXT, step TEXT, findings TEXT NOT NULL) STRICT;
CREATE TABLE location(source INTEGER NOT NULL, name TEXT NOT NULL, stamp TEXT NOT NULL, run INTEGER, refused INTEGER,
  facts_digest BLOB NOT NULL, facts TEXT, PRIMARY KEY(source, name)) STRICT, WITHOUT ROWID;
`;

/** What comes in the order of the runs: cheap to keep while rows are added, and needed to replace those of a run. */
const orderlyIndexes = `
CREATE INDEX tool_toolchain ON tool(toolchain);
CREATE INDEX distribution_toolchain ON distribution(toolchain);
CREATE INDEX member_run ON member(run);
CREATE INDEX file_run ON file(run, role);
CREATE INDEX check_run ON check_result(run);
CREATE INDEX finding_run ON finding(run);
CREATE INDEX signature_run ON signature(run);
CREATE INDEX review_run ON review(run);
CREATE INDEX tag_run ON tag(run);
CREATE INDEX annotation_run ON annotation(run);
CREATE INDEX text_run ON text(run);
CREATE INDEX run_toolchain ON run(toolchain);
CREATE INDEX location_run ON location(run) WHERE run IS NOT NULL;
CREATE INDEX location_refused ON location(refused) WHERE refused IS NOT NULL;
`;

/** Made after the rows when a catalog is built anew: sorted once, instead of a page here and a page there for every row. */
export const scatteredIndexes = `
CREATE INDEX IF NOT EXISTS run_started ON run(started_at);
CREATE INDEX IF NOT EXISTS run_facts ON run(facts_digest);
CREATE INDEX IF NOT EXISTS run_run_id ON run(run_id);
CREATE INDEX IF NOT EXISTS run_project ON run(project, started_at);
CREATE INDEX IF NOT EXISTS run_step ON run(step, started_at);
CREATE INDEX IF NOT EXISTS run_outcome ON run(outcome, started_at);
CREATE INDEX IF NOT EXISTS run_review ON run(review, started_at);
CREATE INDEX IF NOT EXISTS run_commit ON run(commit_id) WHERE commit_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS run_branch ON run(branch, started_at) WHERE branch IS NOT NULL;
CREATE INDEX IF NOT EXISTS run_stable ON run(stable_digest);
CREATE INDEX IF NOT EXISTS run_config ON run(config_digest) WHERE config_digest IS NOT NULL;
CREATE INDEX IF NOT EXISTS run_previous ON run(previous_bundle) WHERE previous_bundle IS NOT NULL;
CREATE INDEX IF NOT EXISTS run_rerun ON run(rerun_of) WHERE rerun_of IS NOT NULL;
CREATE INDEX IF NOT EXISTS tool_name ON tool(name, version_key, toolchain);
CREATE INDEX IF NOT EXISTS tool_digest ON tool(digest);
CREATE INDEX IF NOT EXISTS distribution_name ON distribution(name, version_key, toolchain);
CREATE INDEX IF NOT EXISTS member_digest ON member(digest);
CREATE INDEX IF NOT EXISTS file_digest ON file(digest, role, run) WHERE digest IS NOT NULL;
CREATE INDEX IF NOT EXISTS check_name ON check_result(name, verdict);
CREATE INDEX IF NOT EXISTS finding_code ON finding(code);
CREATE INDEX IF NOT EXISTS review_reviewer ON review(reviewer) WHERE reviewer IS NOT NULL;
CREATE INDEX IF NOT EXISTS review_digest ON review(digest);
CREATE INDEX IF NOT EXISTS tag_key ON tag(key, value, run);
CREATE INDEX IF NOT EXISTS refused_bundle ON refused(bundle_digest) WHERE bundle_digest IS NOT NULL;
`;

/** All that a new catalog begins with. */
export const tables: string = rows + orderlyIndexes;

const hex = (column: string): string => `lower(hex(${column}))`;
/** Null stays null: `hex` makes an empty text of it. */
const hexOrNull = (column: string): string => `CASE WHEN ${column} IS NULL THEN NULL ELSE lower(hex(${column})) END`;
const time = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;
const ofRun = "(SELECT lower(hex(bundle_digest)) FROM run WHERE run.id = run)";

/** What others may read: digests in hexadecimal, times in ISO 8601 UTC and in milliseconds, a run by its bundle's digest. */
export const views = `
CREATE VIEW runs AS SELECT ${hex("bundle_digest")} AS bundle_digest, ${hex("stable_digest")} AS stable_digest, run_id, project, step,
  ${time("started_at")} AS started_at, started_at AS started_ms, ${time("finished_at")} AS finished_at, finished_at AS finished_ms,
  duration_ms, outcome, exit_code, signal, incomplete, argv, trust_mode, builder, recorder, commit_id, branch, dirty,
  ${hexOrNull("config_digest")} AS config_digest, ${hexOrNull("previous_bundle")} AS previous_bundle,
  ${hexOrNull("rerun_of")} AS rerun_of, origin, review, checks, toolchain.os AS os, toolchain.architecture AS architecture,
  ${hex("toolchain.digest")} AS toolchain_digest, input_count, input_bytes, output_count, output_bytes, member_bytes,
  (SELECT min(source.path || '/' || location.name) FROM location JOIN source ON source.id = location.source
    WHERE location.run = run.id) AS location
  FROM run JOIN toolchain ON toolchain.id = run.toolchain;
CREATE VIEW members AS SELECT ${ofRun} AS bundle_digest, path, size, ${hex("digest")} AS digest, stable FROM member;
CREATE VIEW files AS SELECT ${ofRun} AS bundle_digest, role, path, size, ${hexOrNull("digest")} AS digest, media.text AS media_type
  FROM file JOIN media ON media.id = file.media;
CREATE VIEW tools AS SELECT ${hex("run.bundle_digest")} AS bundle_digest, name, role, version, version_key,
  ${hex("tool.digest")} AS digest FROM tool JOIN run ON run.toolchain = tool.toolchain;
CREATE VIEW distributions AS SELECT ${hex("run.bundle_digest")} AS bundle_digest, interpreter, name, version, version_key
  FROM distribution JOIN run ON run.toolchain = distribution.toolchain;
CREATE VIEW checks AS SELECT ${ofRun} AS bundle_digest, name, verdict, trusted FROM check_result;
CREATE VIEW findings AS SELECT ${ofRun} AS bundle_digest, code, level, path, message FROM finding;
CREATE VIEW signatures AS SELECT ${ofRun} AS bundle_digest, path, over, predicate_type, status, owner, fingerprint FROM signature;
CREATE VIEW reviews AS SELECT ${ofRun} AS bundle_digest, ${hex("digest")} AS digest, decision, reviewer, counted,
  ${time("at")} AS at, at AS at_ms, comment FROM review;
CREATE VIEW tags AS SELECT ${ofRun} AS bundle_digest, key, value FROM tag;
CREATE VIEW annotations AS SELECT ${ofRun} AS bundle_digest, ${time("at")} AS at, at AS at_ms, author, text FROM annotation;
CREATE VIEW texts AS SELECT ${ofRun} AS bundle_digest, path, text, cut FROM text;
CREATE VIEW refusals AS SELECT name, verdict, ${hexOrNull("bundle_digest")} AS bundle_digest, run_id, project, step, findings,
  (SELECT min(source.path || '/' || location.name) FROM location JOIN source ON source.id = location.source
    WHERE location.refused = refused.id) AS location FROM refused;
CREATE VIEW locations AS SELECT source.path AS source, location.name AS name, source.path || '/' || location.name AS path,
  (SELECT lower(hex(bundle_digest)) FROM run WHERE run.id = location.run) AS bundle_digest, location.refused IS NOT NULL AS refused
  FROM location JOIN source ON source.id = location.source;
`;

/** Names of the views, in the order in which they are documented. */
export const viewNames =
  "runs members files tools distributions checks findings signatures reviews tags annotations texts refusals locations".split(
    " ",
  );
