/**
 * The site's files, each loaded once and when it is needed.
 *
 * @module
 */
import type { SiteFiles, SiteHead, SiteLinks, SiteMore, SiteRow, SiteRun } from "../site-data.ts";
import { browser, scriptAddress } from "./dom.ts";

/** A run of the list, with what it refers to by index looked up; nothing is an empty text. */
export interface Row {
  /** Its place among all, the newest is 0. */
  at: number;
  digest: string;
  runId: string;
  project: string;
  step: string;
  startedAt: number;
  durationMs: number;
  outcome: string;
  exitCode: number | null;
  origin: string;
  review: string;
  checks: string;
  commit: string;
  branch: string;
  trust: string;
  tags: readonly (readonly [key: string, value: string])[];
  toolchain: number;
  inputs: number;
  inputBytes: number;
  outputs: number;
  outputBytes: number;
  reviewers: readonly string[];
  types: readonly string[];
  isIncomplete: boolean;
  isDirty: boolean;
  isRerun: boolean;
}

export interface Store {
  head: SiteHead;
  rows: readonly Row[];
  /** Row by row. */
  more: () => Promise<readonly SiteMore[]>;
  run: (row: Row) => Promise<SiteRun>;
  links: () => Promise<SiteLinks>;
  load: <K extends keyof SiteFiles>(kind: K, suffix?: string | number) => Promise<SiteFiles[K]>;
  /** Address of a file beside the page. */
  addressOf: (file: string) => string;
}

/** Reads what every view needs. Rejects with a sentence for people when a file can't be loaded. */
export const openStore = async (directory: string): Promise<Store> => {
  const load = loaderOf(directory);
  const head = await load("head");
  const chunks = await Promise.all(numbers(Math.ceil(head.runs / head.per.rows)).map((n) => load("rows", n)));
  const rows = chunks.flat().map((row, at) => rowOf(row, at, head.names));
  let more: Promise<SiteMore[]> | undefined;
  const loadMore = async (): Promise<SiteMore[]> =>
    (await Promise.all(numbers(Math.ceil(head.runs / head.per.more)).map((n) => load("more", n)))).flat();
  return {
    head,
    rows,
    load,
    more: () => {
      more ??= loadMore();
      return more;
    },
    addressOf: (file) => `${directory}/${file}`,
    links: () => load("links"),
    run: async ({ at }) => {
      const run = (await load("runs", Math.floor(at / head.per.runs)))[at % head.per.runs];
      if (run === undefined) throw new Error("The files of this site do not belong together");
      return run;
    },
  };
};

// --- internal ---

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const loaderOf = (directory: string): Store["load"] => {
  const known = new Map<string, Promise<unknown>>();
  const arrived = new Map<string, unknown>();
  browser.kprovSite = (name, value) => arrived.set(name, value);
  const start = (name: string): Promise<unknown> =>
    new Promise((done, fail) => {
      const script = browser.document.createElement("script");
      const end = (): void => {
        script.remove();
        if (arrived.has(name)) return done(arrived.get(name));
        known.delete(name);
        fail(new Error(`Cannot load "${name}.js": the site was made anew, or is not complete; reload the page`));
      };
      script.onload = end;
      script.onerror = end;
      script.src = scriptAddress(`${directory}/${name}.js`);
      browser.document.head.append(script);
    });
  return <K extends keyof SiteFiles>(kind: K, suffix?: string | number): Promise<SiteFiles[K]> => {
    const name = suffix === undefined ? kind : `${kind}-${suffix}`;
    const loading = known.get(name) ?? start(name);
    known.set(name, loading);
    // What a file of that name holds is what the maker of the site wrote into it.
    return loading as Promise<SiteFiles[K]>;
  };
};

const rowOf = (row: SiteRow, at: number, names: readonly string[]): Row => {
  const name = (index: number): string => names[index] ?? "";
  const [digest, runId, project, step, startedAt, durationMs, outcome, exitCode, origin, review, checks, ...rest] = row;
  const [commit, branch, trust, tags, toolchain, inputs, inputBytes, outputs, outputBytes, ...last] = rest;
  const [reviewers, types, flags] = last;
  return {
    ...{ at, digest, runId, startedAt, durationMs, exitCode, toolchain, inputs, inputBytes, outputs, outputBytes },
    ...{ project: name(project), step: name(step), outcome: name(outcome), origin: name(origin) },
    ...{ review: name(review), checks: name(checks), commit: name(commit), branch: name(branch), trust: name(trust) },
    tags: tags.flatMap((key, index) => (index % 2 === 0 ? [[name(key), name(tags[index + 1] ?? -1)] as const] : [])),
    reviewers: reviewers.map(name),
    types: types.map(name),
    ...{ isIncomplete: (flags & 1) !== 0, isDirty: (flags & 2) !== 0, isRerun: (flags & 4) !== 0 },
  };
};
