/**
 * From run to run along contents, level by level, so that a catalog is asked once for many.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import { createMakers, madeBefore } from "./content.ts";
import { createLinks } from "./links.ts";
import { type Cut, emptyDigest, type LineageLimits, type Unfollowed } from "./model.ts";
import type { FileOfRun, LineageSource, Role, RunWithFile } from "./source.ts";

export interface Walked {
  depth: number;
  startedAt: number;
  /** Null where nobody asked for inputs. */
  unmade: { count: number; first: string[] } | null;
}

/** Walks from the same start share what they found. */
export const createWalk = (source: LineageSource, limits: LineageLimits) => {
  const state: State = {
    ...{ source, limits, makers: createMakers(source, limits), links: createLinks() },
    ...{ runs: new Map(), cut: new Set(), unfollowed: new Map(), rows: 0 },
  };
  return {
    state,
    /** From `starts`, which stand `depth` steps away from what was asked for, to whatever they depend on. */
    upstream: (starts: readonly RunAt[], depth: number): void =>
      walk(state, starts, { depth, step: -1, next: makersOf }),
    /** To whatever depends on `starts`. */
    downstream: (starts: readonly RunAt[], depth: number): void =>
      walk(state, starts, { depth, step: 1, next: readersOf }),
  };
};

export interface RunAt {
  run: number;
  startedAt: number;
}

// --- internal ---

interface State {
  source: LineageSource;
  limits: LineageLimits;
  makers: ReturnType<typeof createMakers>;
  links: ReturnType<typeof createLinks>;
  runs: Map<number, Walked>;
  cut: Set<Cut>;
  /** By digest. */
  unfollowed: Map<string, Unfollowed>;
  /** Rows about files that were read. */
  rows: number;
}

interface Way {
  depth: number;
  step: 1 | -1;
  /** Runs beside the given ones; joined to them when `admit` lets them in. */
  next: (state: State, level: ReadonlyMap<number, number>, admit: (found: RunAt) => boolean) => void;
}

/** Runs that are asked for at once: bounds the memory for rows. */
const batch = 500;
/** Rows about files that are read at most: about a second's work. */
const maxRows = 1_000_000;
/** Paths of inputs that nobody made, for each run. */
const mostUnmade = 5;

const walk = (state: State, starts: readonly RunAt[], { depth, step, next }: Way): void => {
  const visited = new Set<number>();
  let at = depth;
  let level: RunAt[] = [];
  const enter = (found: RunAt): boolean => {
    if (visited.has(found.run)) return true;
    const isKnown = state.runs.has(found.run);
    const isFull = state.runs.size >= state.limits.runs;
    if (!isKnown && isFull) state.cut.add("runs");
    if (!isKnown && isFull) return false;
    visited.add(found.run);
    if (!isKnown) state.runs.set(found.run, { depth: at, startedAt: found.startedAt, unmade: null });
    level.push(found);
    return true;
  };
  for (const start of starts) enter(start);
  while (level.length > 0) {
    const here = level.sort((a, b) => a.startedAt - b.startedAt || a.run - b.run);
    level = [];
    at += step;
    const isTooDeep = state.limits.depth !== null && Math.abs(at) > state.limits.depth;
    const admit = (found: RunAt): boolean => {
      if (!isTooDeep || visited.has(found.run)) return enter(found);
      state.cut.add("depth");
      return false;
    };
    for (let from = 0; from < here.length && !isExhausted(state); from += batch)
      next(state, new Map(here.slice(from, from + batch).map(({ run, startedAt }) => [run, startedAt])), admit);
  }
};

const isExhausted = ({ rows, cut }: State): boolean => {
  if (rows >= maxRows) cut.add("files");
  return rows >= maxRows;
};

const makersOf: Way["next"] = (state, level, admit) => {
  const inputs = filesOf(state, level, "input");
  state.makers.load(inputs.map(({ digest }) => digest));
  for (const run of level.keys()) unmadeOf(state, run);
  for (const { run, digest, path, size } of inputs) {
    const makers = state.makers.of(digest);
    if (makers === "common") {
      leave(state, { digest, path, reason: "common" });
      continue;
    }
    const reader = { run, startedAt: level.get(run) ?? 0 };
    const { by, isLater } = madeBefore(makers, reader, state.limits.candidates);
    if (by.length === 0) noteUnmade(unmadeOf(state, run), path);
    for (const maker of by) {
      if (admit(maker))
        state.links.add({ from: maker.run, to: run, isLater }, { digest, size, made: maker.path, read: path });
    }
  }
};

const readersOf: Way["next"] = (state, level, admit) => {
  const outputs = filesOf(state, level, "output");
  const sizes = new Map(outputs.map(({ digest, size }) => [digest, size]));
  state.makers.load(sizes.keys());
  const told = outputs.filter(({ digest, path }) => {
    if (state.makers.of(digest) !== "common") return true;
    leave(state, { digest, path, reason: "common" });
    return false;
  });
  const digests = [...new Set(told.map(({ digest }) => digest))];
  for (const reader of readersWith(state, digests)) {
    const makers = state.makers.of(reader.digest);
    if (makers === "common") continue;
    const { by, isLater } = madeBefore(makers, reader, state.limits.candidates);
    for (const maker of by) {
      if (!level.has(maker.run) || !admit(reader)) continue;
      const file = {
        digest: reader.digest,
        size: sizes.get(reader.digest) ?? null,
        made: maker.path,
        read: reader.path,
      };
      state.links.add({ from: maker.run, to: reader.run, isLater }, file);
    }
  }
};

/** Files whose content says something: an empty one is equal to every other. */
const filesOf = (state: State, level: ReadonlyMap<number, number>, role: Role): FileOfRun[] => {
  const files = state.source.filesOf([...level.keys()], role, maxRows);
  state.rows += files.length;
  return files.filter(({ digest, path }) => {
    if (digest === emptyDigest) leave(state, { digest, path, reason: "empty" });
    return digest !== emptyDigest;
  });
};

/** In the order of time: when there are too many, the first are those that are shown. */
const readersWith = (state: State, digests: readonly string[]): RunWithFile[] => {
  const { found, over } = state.source.runsWith(digests, "input", state.limits.runs);
  if (over.size > 0) state.cut.add("runs");
  state.rows += found.length;
  return found.sort((a, b) => a.startedAt - b.startedAt || a.run - b.run);
};

const leave = ({ unfollowed }: State, { digest, path, reason }: Unfollowed): void => {
  const known = unfollowed.get(digest);
  if (known === undefined || compareBytes(path, known.path) < 0) unfollowed.set(digest, { digest, path, reason });
};

const unmadeOf = ({ runs }: State, run: number): NonNullable<Walked["unmade"]> => {
  const walked = runs.get(run);
  const unmade = walked?.unmade ?? { count: 0, first: [] };
  if (walked !== undefined) walked.unmade = unmade;
  return unmade;
};

const noteUnmade = (unmade: NonNullable<Walked["unmade"]>, path: string): void => {
  unmade.count += 1;
  unmade.first = [...unmade.first, path].sort(compareBytes).slice(0, mostUnmade);
};
