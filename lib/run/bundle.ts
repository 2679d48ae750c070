/**
 * From facts to a bundle on disk: documents, sweep, manifest, chain, rename.
 *
 * @module
 */
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { hashFiles } from "../digest.ts";
import { KprovError } from "../errors.ts";
import {
  bundleDigest,
  formatManifest,
  formatSums,
  layout,
  type Member,
  requiredMembers,
  stabilityOf,
  stableDigest,
} from "../evidence/index.ts";
import { syncAll, writeNewFile } from "../files.ts";
import { documentPieces, formatDocument } from "../json.ts";
import { announceHead, readHead, settleHead, withChainLock } from "./chain.ts";
import { fileTraceOf, humanReview, provenance, runSummary } from "./documents.ts";
import type { RunFacts } from "./facts.ts";
import type { RunOptions } from "./options.ts";
import type { Redactor } from "./redaction/index.ts";
import type { TraceWriter } from "./trace-writer.ts";
import { type Withheld, withhold } from "./withheld.ts";
import { commitWorkspace, type Workspace } from "./workspace.ts";

export interface WrittenBundle {
  stableDigest: string;
  bundleDigest: string;
  /** Members that were left out because a known secret value was in them. */
  withheld: Withheld[];
  /** Something is missing from the evidence: the run must exit 125. */
  incomplete: boolean;
}

/**
 * Write everything, sweep it for secrets, and rename it into place.
 *
 * Throws `E_SECRET_LEFT` when a document that every bundle needs would hold one, `E_LOCKED`, `E_RUN_ID`,
 * or the system's error; the workspace is then left as it is.
 */
export const writeBundle = async (
  options: RunOptions,
  facts: RunFacts,
  around: { workspace: Workspace; redactor: Redactor; trace: TraceWriter; fault: string | null },
): Promise<WrittenBundle> => {
  const { workspace, redactor, trace, fault } = around;
  const write = (name: string, document: unknown): void =>
    writeNewFile(join(workspace.dir, name), documentPieces(document, redactor.json));
  const { bytes: traceBytes, ...traceEnd } = trace.end({ status: facts.outcome.status });
  assertUntouched(workspace.dir, expectedSizes(options, facts, { traceBytes, logFault: fault }));
  write(layout.toolchain, facts.toolchain.document);
  write(layout.review, humanReview(options));
  write(layout.provenance, provenance(options, facts));
  const fileTrace = fileTraceOf(facts);
  if (fileTrace !== null) write(layout.fileTrace, fileTrace);

  const withheld = [...facts.withheld, ...(await withholdSecrets(workspace.dir, redactor))];
  const incomplete = withheld.length > 0 || fault !== null;
  const members = await hashMembers(workspace.dir);
  const stable = stableDigest(members);
  const { paths, directories } = listTree(workspace.dir);
  const sync = (names: readonly string[]) => syncAll(names.map((name) => join(workspace.dir, name)));
  const synced = sync(paths); // The disk works while we wait for the lock.
  synced.catch(() => undefined); // Looked at below.

  return withChainLock(workspace.outDir, async () => {
    const previous = readHead(workspace.outDir);
    const summary = runSummary(options, facts, {
      stableDigest: stable,
      trace: traceEnd,
      previous,
      withheld,
      incomplete,
    });
    // Counted last: in the summary itself something may have been replaced, too.
    const clean = redactor.json(summary);
    const bytes = formatDocument({ ...clean, redactions: redactor.report() });
    if (redactor.sweepBytes(bytes).length > 0) throw secretLeft(layout.summary, redactor.sweepBytes(bytes));
    writeNewFile(join(workspace.dir, layout.summary), bytes);
    const all = [...members, ...(await hashMembers(workspace.dir, [layout.summary]))];
    const manifest = formatManifest(all);
    writeNewFile(join(workspace.dir, layout.manifest), manifest);
    writeNewFile(join(workspace.dir, layout.sums), formatSums(all, manifest));
    const link = { runId: workspace.runId, bundleDigest: bundleDigest(manifest) };
    announceHead(workspace.outDir, previous, link);
    await Promise.all([synced, sync([layout.summary, layout.manifest, layout.sums, ...directories, "."])]);
    await commitWorkspace(workspace);
    settleHead(workspace.outDir, link);
    return { stableDigest: stable, bundleDigest: link.bundleDigest, withheld, incomplete };
  });
};

// --- internal ---

/** Path → size of what lies in the workspace before the documents are written; null where any size will do. */
const expectedSizes = (
  options: RunOptions,
  facts: RunFacts,
  { traceBytes, logFault }: { traceBytes: number; logFault: string | null },
): Map<string, number | null> => {
  const { recorded, stdoutBytes, stderrBytes } = facts.logs;
  const expected = new Map<string, number | null>([[layout.trace, traceBytes]]);
  // A log that the disk had no room for ends anywhere.
  if (recorded) expected.set(layout.stdout, logFault === null ? stdoutBytes : null);
  if (recorded) expected.set(layout.stderr, logFault === null ? stderrBytes : null);
  if (options.collect || options.argv === null)
    for (const { path, size } of facts.collected) expected.set(`${layout.outputs}${path}`, size);
  return expected;
};

/**
 * The step runs as the same user, and so could reach into the hidden workspace. What it put there, took away or replaced must
 * not become evidence; only content of the same size is beyond this check.
 */
const assertUntouched = (dir: string, expected: ReadonlyMap<string, number | null>): void => {
  const fail = (path: string, why: string): never => {
    throw new KprovError("E_EVIDENCE_CHANGED", `"${path}" in the hidden workspace ${why}`);
  };
  const { paths } = listTree(dir);
  for (const path of paths) if (!expected.has(path)) fail(path, "was put there by somebody else");
  for (const [path, size] of expected) {
    const stats = lstatSync(join(dir, path), { throwIfNoEntry: false });
    if (stats?.isFile() !== true) fail(path, "is gone or was replaced");
    else if (size !== null && stats.size !== size) fail(path, "was changed");
  }
};

/** The final sweep of promise 6: whatever still holds a known secret value does not become evidence. */
const withholdSecrets = async (dir: string, redactor: Redactor): Promise<Withheld[]> => {
  if (redactor.isEmpty) return [];
  const withheld: Withheld[] = [];
  for (const path of listTree(dir).paths) {
    const found = await withhold(join(dir, path), path, redactor);
    if (found === undefined) continue;
    if ((requiredMembers as readonly string[]).includes(path)) throw secretLeft(path, found.secrets);
    rmSync(join(dir, path));
    withheld.push(found);
  }
  return withheld;
};

const secretLeft = (path: string, secrets: readonly string[]): KprovError =>
  new KprovError("E_SECRET_LEFT", `The value of ${secrets.join(", ")} would have reached "${path}"`);

const hashMembers = async (dir: string, only?: readonly string[]): Promise<Member[]> => {
  const paths = only ?? listTree(dir).paths;
  const digests = await hashFiles(paths.map((path) => join(dir, path)));
  return paths.map((path, index) => {
    const digest = digests[index];
    if (digest === undefined || "failed" in digest)
      throw new KprovError("E_IO", `Cannot read the member "${path}" back: ${digest?.failed}`);
    return { path, size: digest.size, sha256: digest.sha256, stability: stabilityOf(path) };
  });
};

/** Files and directories below `dir`, relative. Directories that hold nothing are no evidence and are removed. */
const listTree = (dir: string): { paths: string[]; directories: string[] } => {
  const paths: string[] = [];
  const directories: string[] = [];
  const visit = (directory: string): number => {
    const entries = readdirSync(directory, { withFileTypes: true });
    let kept = 0;
    for (const entry of entries) {
      const below = join(directory, entry.name);
      if (!entry.isDirectory()) paths.push(relative(dir, below));
      else if (visit(below) === 0) {
        rmSync(below, { recursive: true });
        continue;
      } else directories.push(relative(dir, below));
      kept += 1;
    }
    return kept;
  };
  visit(dir);
  return { paths, directories };
};
