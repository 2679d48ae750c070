/**
 * From what was seen to what is said: which files, by which digest, declared or not.
 *
 * @module
 */
import { hashFiles } from "../../digest.ts";
import type { FileAccess, FileTraceInput } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import type { Accesses } from "./accesses.ts";
import { shownBytes } from "./byte-path.ts";
import { blobsOf, isBlob } from "./commit.ts";
import { countElsewhere } from "./elsewhere.ts";
import { type Known, rolesOf } from "./known.ts";
import { describeRow, hashedPath, isInput, type Row, rowOf, stateOf } from "./row.ts";
import type { Scope } from "./scope.ts";
import { tracedCalls } from "./strace.ts";

/** What the step opened, but for what the run's documents say of the run. */
export type FilesTraced = Omit<FileTraceInput, "subjects" | "trustMode" | "runId" | "started" | "finished">;

/** Settle what a tracer has seen. Hashes what was read and is not hashed yet. */
export const settleFiles = async (
  { accesses, version }: { accesses: Accesses; version: string },
  known: Known,
  { scope, onProgress }: { scope: Scope; onProgress: (bytes: number) => void },
): Promise<FilesTraced> => {
  const roles = rolesOf(known);
  const rows = [...accesses.files()].flatMap(([path, access]) => rowOf(path, access, { roles, scope }) ?? []);
  await hashRows(rows, onProgress);
  await pinRows(rows, known);
  const opened = new Set(rows.filter(isInput).map(({ role }) => role?.file));
  const executed = [...accesses.files()].filter(([, access]) => access.executed).map(([path]) => path);
  return {
    version,
    calls: [...tracedCalls].sort(compareBytes),
    programs: sorted(executed.map((path) => shownBytes(scope.nameOf(path)))),
    files: rows.map((row) => describeRow(row, known.changed)).sort((a, b) => compareBytes(keyOf(a), keyOf(b))),
    readNotDeclared: sorted(
      rows.filter((row) => isInput(row) && [undefined, "output"].includes(row.role?.role)).map(({ name }) => name),
    ),
    declaredNotRead: sorted(
      known.inputs.filter((file) => file.kind === "file" && !opened.has(file)).map(({ path }) => path),
    ),
    writtenNotDeclared: sorted(
      rows
        .filter(({ access, role }) => access.written && !access.removed && role?.isOutput !== true)
        .map(({ name }) => name),
    ),
    failed: [...accesses.failed()]
      .filter(([path]) => scope.rootOf(path) === null)
      .map(([path, errors]) => ({ name: shownBytes(scope.nameOf(path)), errors: sorted([...errors]) }))
      .sort((a, b) => compareBytes(a.name, b.name)),
    elsewhere: countElsewhere(accesses, { scope, isKnown: (path) => roles.get(path)?.file !== undefined }),
    limits: [...accesses.limits()].sort(compareBytes),
  };
};

// --- internal ---

const hashRows = async (rows: readonly Row[], onProgress: (bytes: number) => void): Promise<void> => {
  const open = rows.flatMap((row) => {
    const path = hashedPath(row);
    return path === undefined ? [] : [{ row, path }];
  });
  const digests = await hashFiles(
    open.map(({ path }) => path),
    { onProgress },
  );
  open.forEach(({ row }, index) => {
    row.digest = digests[index];
  });
};

/** What nobody declared may still be the commit's, which provenance names. */
const pinRows = async (rows: readonly Row[], { source, changed }: Known): Promise<void> => {
  const open = rows.filter((row) => isInput(row) && row.role === undefined && stateOf(row, changed) === undefined);
  if (source === null || open.length === 0) return;
  const blobs = await blobsOf(source);
  for (const row of open) {
    const [path, blob] = [hashedPath(row), blobs.get(row.path)];
    if (path === undefined || blob === undefined || row.digest === undefined || "failed" in row.digest) continue;
    if (isBlob(path, { size: row.digest.size, blob })) row.role = { role: "source", file: undefined, isOutput: false };
  }
};

const keyOf = ({ name, uri }: FileAccess): string => name ?? uri ?? "";

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort(compareBytes);
