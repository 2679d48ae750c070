/**
 * Which runs answer what was asked for in the search box: the language is that of `kprovengine catalog search`.
 *
 * @module
 */
import { type Condition, groupsOf, parseQuery, type Query, type Word } from "../../catalog/index.ts";
import { systemClock } from "../../clock.ts";
import type { SiteMore, SiteToolchain } from "../site-data.ts";
import { testOf } from "./conditions.ts";
import type { Row, Store } from "./store.ts";

/** What only some questions need, by what needs it. */
export interface Loaded {
  more: readonly SiteMore[];
  toolchains: readonly SiteToolchain[];
  /** Digest → rows that made or read it, for the prefixes that were asked for. */
  uses: ReadonlyMap<string, ReadonlySet<number>>;
}

export interface Asked {
  query: Query;
  /** Everything that the query needs is there. */
  isReady: boolean;
  load: () => Promise<Loaded>;
}

export const nothingLoaded: Loaded = { more: [], toolchains: [], uses: new Map() };

/** Throws with a sentence for people when the question can't be read. */
export const askRuns = (store: Store, text: string): Asked => {
  const query = parseQuery(text, { now: systemClock.now(), isLocal: false });
  const { conditions } = query.filter;
  const fields = new Set(conditions.map(({ field }) => field));
  const needsMore =
    query.words.length > 0 || ["input", "output", "file", "finding", "check"].some((name) => fields.has(name as never));
  const needsToolchains = fields.has("distribution");
  const prefixes = conditions.flatMap((condition) => (condition.field === "digest" ? [condition.prefix] : []));
  return {
    query,
    isReady: !needsMore && !needsToolchains && prefixes.length === 0,
    load: async () => ({
      more: needsMore ? await store.more() : [],
      toolchains: needsToolchains
        ? await Promise.all(store.head.toolchains.map((_, index) => store.load("toolchain", index)))
        : [],
      uses: new Map(await Promise.all(prefixes.map(async (prefix) => [prefix, await usesOf(store, prefix)] as const))),
    }),
  };
};

/** A test for rows. */
export const matcherOf = ({ filter, words }: Query, store: Store, loaded: Loaded): ((row: Row) => boolean) => {
  const groups = groupsOf(filter).map((group) => group.map((condition) => negatable(condition, store, loaded)));
  return (row) => groups.every((group) => group.some((test) => test(row))) && hasWords(row, words, loaded.more[row.at]);
};

// --- internal ---

const negatable = (condition: Condition, store: Store, loaded: Loaded): ((row: Row) => boolean) => {
  const test = testOf(condition, store, loaded);
  return condition.isNegated ? (row) => !test(row) : test;
};

const usesOf = async (store: Store, prefix: string): Promise<ReadonlySet<number>> => {
  const digests = await store.load("digests", prefix.slice(0, 1));
  return new Set(digests.flatMap(([digest, uses]) => (digest.startsWith(prefix) ? uses.map(([at]) => at) : [])));
};

/** Every word has to be there, at the beginning of one or inside. */
const hasWords = (row: Row, words: readonly Word[], more: SiteMore | undefined): boolean => {
  if (words.length === 0) return true;
  const [text = "", inputs = [], outputs = []] = more ?? [];
  const tags = row.tags.map(([key, value]) => `${key} ${value}`);
  const own = [row.project, row.step, row.runId, row.outcome, row.branch, ...tags, text, ...inputs, ...outputs];
  const lower = folded(own.join("\n"));
  return words.every((word) => lower.includes(folded(word.text)) !== word.isNegated);
};

/** Without case and marks, as the index of the catalog has it. */
const folded = (text: string): string =>
  /^[\u0000-\u007f]*$/.test(text) ? text.toLowerCase() : text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
