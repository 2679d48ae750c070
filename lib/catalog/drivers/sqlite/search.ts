/**
 * Full text: the runs with the words of a question, ranked by match and recency.
 *
 * @module
 */

import type { CatalogReader, Cell } from "../../port.ts";
import type { Filter } from "../../query/filter.ts";
import type { Query } from "../../query/parse.ts";
import { idsPerSecond, mostSpread } from "../../search/document.ts";
import type { Ranked, SearchResult } from "../../search/model.ts";
import { matchOf, nearOf, refusedMatch, type Term, termsOf } from "../../search/words.ts";
import { whereOf } from "./filter.ts";
import { hitOf } from "./search-hit.ts";

export interface SearchOptions {
  /** Hits at most. Default 20. */
  limit?: number;
  /** Runs with the words that are ranked, the newest first. Default 5,000. */
  candidates?: number;
}

/**
 * The best runs for a question: of those that the filter leaves, the ones with all of its words; where there are hardly any,
 * others with some of them behind. A question without words gives the newest runs.
 *
 * Takes time with the number of candidates, not with the size of the catalog. Throws `E_USAGE`, `E_CATALOG_*`.
 */
export const searchRuns = (
  reader: CatalogReader,
  { words, filter }: Query,
  { limit = 20, candidates = 5_000 }: SearchOptions = {},
): SearchResult =>
  reader.snapshot(() => {
    const terms = termsOf(words);
    const question = { terms, filter, limit, candidates };
    const all = rank(reader, question, "all");
    const asked = terms.filter(({ isNegated }) => !isNegated);
    const some = all.ranked.length < hardlyAny && asked.length > 1 ? rank(reader, question, "any").ranked : [];
    const known = new Set(all.ranked.map(({ run }) => run));
    const rest = some.filter(({ run }) => !known.has(run)).slice(0, limit - all.ranked.length);
    return {
      hits: [
        ...all.ranked.map((ranked) => hitOf(reader, ranked, { terms, isPartial: false })),
        ...rest.map((ranked) => hitOf(reader, ranked, { terms, isPartial: true })),
      ],
      terms: terms.map(({ forms, ...term }) => ({ ...term, forms: forms.map((tokens) => tokens.join(" ")) })),
      candidates: all.candidates,
      isBounded: all.isBounded,
    };
  });

// --- internal ---

/** Fewer hits than a person reads. */
const hardlyAny = 5;
const halfLifeSeconds = 30 * 24 * 3600;
/** Most runs that are looked at when a filter leaves hardly any of the newest. */
const mostCandidates = 200_000;

interface Question {
  terms: readonly Term[];
  filter: Filter;
  limit: number;
  candidates: number;
}

interface Found {
  ranked: Ranked[];
  candidates: number;
  isBounded: boolean;
}

const rank = (reader: CatalogReader, question: Question, wanted: "all" | "any"): Found => {
  const match = matchOf(question.terms, wanted);
  if (match === null) return newest(reader, question);
  const first = rankMatches(reader, question, match);
  const isEnough = !first.isBounded || first.ranked.length >= question.limit;
  return isEnough || question.filter.conditions.length === 0
    ? first
    : rankMatches(reader, { ...question, candidates: mostCandidates }, match);
};

/** As a number of seconds would decay to a half and then ever slower; no power of two is needed for it. */
const recencySql = `1.0 / (1 + max(0, (SELECT max(search_id) FROM run) - id) / ${halfLifeSeconds * idsPerSecond}.0)`;

/** Three parts of one query: what has the words, what has them near each other, and the best of it. */
const rankMatches = (reader: CatalogReader, { terms, filter, limit, candidates }: Question, match: string): Found => {
  const { from, below } = timesOf(filter);
  const where = whereOf(filter, reader);
  const near = nearOf(terms);
  // Without a filter only the best are looked at more closely. With one, the few that were found are asked, not the filter's runs;
  // only where nearly everything was found, SQLite may know better.
  const isOpen = where.sql === "TRUE";
  const rows = reader.all<Omit<Ranked, "score"> & { found: number }>(
    `WITH found AS MATERIALIZED (
       SELECT rowid AS id, -bm25(run_fts, 8.0, 4.0, 2.0, 1.0) AS match FROM run_fts
       WHERE run_fts MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?),
     ${near === null ? "" : nearSql},
     aged AS MATERIALIZED (
       SELECT id, match, ${near === null ? "1" : "1 + (id IN near_all) * 2 + (id IN near_pair)"} AS nearness, ${recencySql} AS recency
       FROM found),
     ranked AS MATERIALIZED (
       SELECT * FROM aged ORDER BY match * nearness * (1 + recency) DESC, id DESC LIMIT ${isOpen ? "?" : "-1 + 0 * ?"})
     SELECT run.id AS run, match, nearness, recency, (SELECT count(*) FROM found) AS found
     FROM ranked ${candidates < mostCandidates ? "CROSS JOIN" : "JOIN"} run ON run.search_id = ranked.id WHERE ${where.sql}
     ORDER BY match * nearness * (1 + recency) DESC, ranked.id DESC LIMIT ?`.replace(/,\s*,/, ","),
    ...([match, from, below, candidates + 1] satisfies Cell[]),
    ...(near === null ? [] : [near.all, below, candidates, near.pairs, below, candidates]),
    limit,
    ...where.parameters,
    limit,
  );
  // Where the filter leaves none of them nothing was counted.
  const found = rows[0]?.found ?? countOf(reader, [match, from, below, candidates + 1]);
  return { ranked: rows.map(withScore), candidates: Math.min(found, candidates), isBounded: found > candidates };
};

const countOf = (reader: CatalogReader, parameters: readonly Cell[]): number =>
  Number(
    reader.get<{ count: number }>(
      "SELECT count(*) AS count FROM (SELECT rowid FROM run_fts WHERE run_fts MATCH ? AND rowid >= ? AND rowid < ? LIMIT ?)",
      ...parameters,
    )?.count,
  );

/** Only among what was found, so far back and no farther. */
const nearSql = ["near_all", "near_pair"]
  .map(
    (name) => `${name} AS MATERIALIZED (SELECT rowid FROM run_fts
       WHERE run_fts MATCH ? AND rowid >= (SELECT min(id) FROM found) AND rowid < ? ORDER BY rowid DESC LIMIT ?)`,
  )
  .join(", ");

/** Without a word that is wanted nothing fits better than something else: the newest come first. */
const newest = (reader: CatalogReader, { terms, filter, limit }: Question): Found => {
  const refused = refusedMatch(terms);
  const where = whereOf(filter, reader);
  const without = refused === null ? "" : "AND search_id NOT IN (SELECT rowid FROM run_fts WHERE run_fts MATCH ?)";
  const rows = reader.all<Omit<Ranked, "score">>(
    `SELECT run, 0.0 AS match, 1 AS nearness, ${recencySql} AS recency FROM (
       SELECT run.id AS run, search_id AS id FROM run WHERE ${where.sql} ${without} ORDER BY search_id DESC LIMIT ?)`,
    ...where.parameters,
    ...(refused === null ? [] : [refused]),
    limit,
  );
  return { ranked: rows.map(withScore), candidates: rows.length, isBounded: rows.length === limit };
};

const withScore = (ranked: Omit<Ranked, "score">): Ranked => ({
  ...{ run: ranked.run, match: ranked.match, nearness: ranked.nearness, recency: ranked.recency },
  score: ranked.match * ranked.nearness * (1 + ranked.recency),
});

/** The span that a filter leaves, in numbers of full texts: a little wider, the filter itself is exact. */
const timesOf = ({ conditions }: Filter): { from: number; below: number } => {
  let [from, below] = [-(2 ** 52), 2 ** 52];
  for (const condition of conditions) {
    if (condition.field !== "time" || condition.isNegated) continue;
    if (condition.from !== null) from = Math.max(from, Math.floor(condition.from / 1000) * idsPerSecond);
    if (condition.below !== null)
      below = Math.min(below, Math.ceil(condition.below / 1000) * idsPerSecond + mostSpread);
  }
  return { from, below };
};
