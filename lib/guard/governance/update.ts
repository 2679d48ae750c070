/**
 * `governance update`: record what governs now, with the step that the change needs.
 *
 * @module
 */
import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { KprovError, messageOf } from "../../errors.ts";
import { makeDirectory, readSmallFile } from "../../files.ts";
import { git, splitNul } from "../../git.ts";
import { compileGlobs } from "../../glob.ts";
import { removeStaged, stagedBeside } from "../../leftovers.ts";
import { withLock } from "../../lock.ts";
import { scopeOf } from "../identity/scope.ts";
import { openPublished, type Published } from "../sources/index.ts";
import { wordsProblem } from "../waivers/entry.ts";
import { type Change, type Kind, stepOf } from "./change.ts";
import { committedAt } from "./committed.ts";
import { compareSurfaces } from "./compare.ts";
import { governedGlobs } from "./governed-globs.ts";
import {
  contradictionOf,
  dateAfter,
  formatRecord,
  type GovernanceRecord,
  maxRecordBytes,
  parseRecord,
  type RecordedChange,
  recordPath,
} from "./record.ts";
import { assertReadable, readState, type StateOptions } from "./state.ts";
import { digestOfSurfaces, type Surfaces } from "./surfaces.ts";
import { defaultValues } from "./values.ts";
import { firstVersion, nextVersion, versionOf } from "./version.ts";

export interface UpdateOptions extends Omit<StateOptions, "published"> {
  cwd: string;
  reason: string;
  /** Default: who commits here, by git's configuration. */
  author?: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The document of `governance update --json`. */
export interface GovernanceUpdate {
  schema: "kprov.governance-update/v1";
  /** False when what is recorded is what lies here. */
  changed: boolean;
  /** From the repository's top. */
  path: string;
  /** The version before; null for the first record. */
  from: string | null;
  version: string;
  step: RecordedChange["step"] | null;
  changes: Change[];
  /** Untracked files that a glob of governance matches: they are not recorded. */
  untracked: string[];
}

/**
 * Write the record. Throws `E_GOVERNANCE` when something governed can't be read, when the record that is there can't be
 * trusted or was deleted, `E_USAGE` for a reason or author that says nothing, `E_IO`, `E_LOCKED` while another
 * process goes on writing it, and as `git` does.
 */
export const updateGovernance = async (options: UpdateOptions): Promise<GovernanceUpdate> => {
  const { cwd, root } = options;
  const reason = oneLine("--reason", options.reason);
  const published = await openPublished(cwd);
  const state = await readState({ ...options, published });
  assertReadable(state, "record");
  const path = state.place(recordPath);
  const author = async () => oneLine("--author", options.author ?? (await authorOf(cwd)));
  const untracked = await untrackedGoverned(options, published);
  const record = async (): Promise<GovernanceUpdate> => {
    removeStaged(join(root, recordPath));
    const before = readExisting(root, path);
    const changes = before === undefined ? [] : await compareSurfaces(before.surfaces, state.surfaces, defaultValues());
    const { step, version } = nextStep(before, changes);
    const from = before?.version ?? null;
    const result = { schema: "kprov.governance-update/v1", path, from, version, step, changes, untracked } as const;
    if (step === null) return { ...result, changed: false };
    const after = recordAfter(before, state.surfaces, {
      ...{ version, step, reason, changes, author: await author() },
      date: dateAfter(before, options.now),
    });
    write(root, formatRecord(after));
    return { ...result, changed: true };
  };
  assertDirectory(root, path);
  // First: a refusal makes no directory.
  if (lstatSync(join(root, recordPath), { throwIfNoEntry: false }) === undefined) await assertMayBegin(options, path);
  return oneAtATime(root, record);
};

// --- internal ---

const oneLine = (flag: string, text: string): string => {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > 1000 || /\p{Cc}|\p{Surrogate}/u.test(trimmed))
    throw new KprovError("E_USAGE", `Cannot use ${flag}: expected one line of 1 to 1000 characters`);
  const why = wordsProblem(trimmed, 1000);
  if (why !== undefined) throw new KprovError("E_USAGE", `Cannot use ${flag}: ${why}`);
  return trimmed;
};

const nextStep = (
  before: GovernanceRecord | undefined,
  changes: readonly Change[],
): Pick<GovernanceUpdate, "step" | "version"> => {
  if (before === undefined) return { step: "first", version: firstVersion };
  const step = stepOf(changes);
  return { step, version: step === null ? before.version : nextVersion(versionOf(before.version), step) };
};

interface NewChange extends Pick<RecordedChange, "version" | "step" | "date" | "author" | "reason"> {
  changes: readonly Change[];
}

const recordAfter = (
  before: GovernanceRecord | undefined,
  surfaces: Surfaces,
  { version, step, date, author, reason, changes }: NewChange,
): GovernanceRecord => {
  const of = (kind: Kind) => changes.filter((change) => change.kind === kind).map(({ message }) => message);
  const change: RecordedChange = {
    ...{ version, step, date, author, reason, surfaces: digestOfSurfaces(surfaces) },
    ...{ loosened: of("loosened"), tightened: of("tightened"), words: of("words") },
  };
  return { schema: "kprov.governance-lock/v1", version, surfaces, changes: [...(before?.changes ?? []), change] };
};

/** A link is not written through: it may lead out of the repository. */
const assertDirectory = (root: string, path: string): void => {
  if (lstatSync(join(root, dirname(recordPath)), { throwIfNoEntry: false })?.isDirectory() === false)
    throw refusal(path, "expected a directory around it");
};

/** Two at once would both go on from the same record, and one of their changes would be lost. */
const oneAtATime = async <T>(root: string, work: () => Promise<T>): Promise<T> => {
  try {
    makeDirectory(join(root, dirname(recordPath)));
    return await withLock(join(root, `${recordPath}.lock`), work);
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    throw new KprovError("E_IO", `Cannot write "${recordPath}": ${messageOf(cause)}`, { cause });
  }
};

const refusal = (path: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_GOVERNANCE", `Cannot go on from "${path}": ${why}`, {
    cause,
    hint: `git checkout HEAD -- ${path} restores it`,
  });

/** As it lies in the work tree, tracked or not. */
const readExisting = (root: string, path: string): GovernanceRecord | undefined => {
  const file = join(root, recordPath);
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile()) throw refusal(path, "expected a regular file");
  let record: GovernanceRecord;
  try {
    record = parseRecord(readSmallFile(file, maxRecordBytes), path);
  } catch (cause) {
    throw refusal(path, messageOf(cause), cause);
  }
  const why = contradictionOf(record);
  if (why !== undefined) throw refusal(path, `it was edited by hand: ${why}`);
  return record;
};

/** A record that begins again would forget every change before it. */
const assertMayBegin = async ({ config, cwd }: UpdateOptions, path: string): Promise<void> => {
  // Where there is a record, switching governance off is a change like any other.
  if (config.governance === null)
    throw new KprovError("E_GOVERNANCE", "There is nothing to record: the configuration does not ask for governance", {
      hint: "write governance: {} into kprov.config.*",
    });
  const head = await git(["rev-parse", "--verify", "--quiet", "HEAD"], { cwd, accept: [0, 1] });
  if (head.length === 0) return;
  if ((await committedAt("HEAD", path, cwd)) === undefined) return;
  throw new KprovError("E_GOVERNANCE", `Cannot begin a record: HEAD has "${path}", and it was deleted here`, {
    hint: `git checkout HEAD -- ${path}`,
  });
};

const authorOf = async (cwd: string): Promise<string> => {
  // Who the next commit's author is: git(1), "Git Commits".
  const { GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL } = process.env;
  const asked = { cwd, accept: [0, 128], env: { GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL } };
  // `Name <address> seconds zone`, and nothing when git knows no name; neither of the first two has a bracket.
  const ident = (await git(["var", "GIT_AUTHOR_IDENT"], asked)).toString("utf8");
  const author = ident.slice(0, ident.lastIndexOf(">") + 1);
  if (author !== "") return author;
  throw new KprovError("E_USAGE", "Nobody is known as author here", {
    hint: "give --author 'Ann Lee', or set user.name",
  });
};

const untrackedGoverned = async ({ config, root }: UpdateOptions, published: Published): Promise<string[]> => {
  const { documents, files, workflows } = await governedGlobs(published, scopeOf(published.root, root), config);
  const matches = compileGlobs([...documents, ...files, ...workflows]);
  const listed = await git(["ls-files", "--others", "--exclude-standard", "-z"], { cwd: root });
  return splitNul(listed).filter((name) => name !== recordPath && matches(name));
};

/** Whole or not at all. */
const write = (root: string, text: string): void => {
  const file = join(root, recordPath);
  const temporary = stagedBeside(file);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
};
