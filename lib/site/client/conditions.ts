/**
 * One condition of a filter about a row of the list.
 *
 * @module
 */
import { type Matcher, type Pattern, type VersionRange, versionKey } from "../../catalog/index.ts";
import type { Loaded } from "./query.ts";
import type { Row, Store } from "./store.ts";

type Test = (row: Row) => boolean;

export const testOf = (matcher: Matcher, { head }: Pick<Store, "head">, { more, toolchains, uses }: Loaded): Test => {
  switch (matcher.field) {
    case "tag": {
      const [key, value] = [likeOf(matcher.key), matcher.value === null ? () => true : likeOf(matcher.value)];
      return ({ tags }) => tags.some((tag) => key(tag[0]) && value(tag[1]));
    }
    case "reviewer":
      return anyOf(matcher.pattern, ({ reviewers }) => reviewers);
    case "type":
      return anyOf(matcher.pattern, ({ types }) => types);
    case "input":
      return anyOf(matcher.pattern, ({ at }) => more[at]?.[1] ?? []);
    case "output":
      return anyOf(matcher.pattern, ({ at }) => more[at]?.[2] ?? []);
    case "file":
      return anyOf(matcher.pattern, ({ at }) => [...(more[at]?.[1] ?? []), ...(more[at]?.[2] ?? [])]);
    case "finding":
      return anyOf(matcher.pattern, ({ at }) => more[at]?.[4] ?? []);
    case "tool": {
      const has = head.toolchains.map((tools) => tools.some(([name, version]) => isVersion(matcher, name, version)));
      return ({ toolchain }) => has[toolchain] === true;
    }
    case "distribution": {
      const has = toolchains.map((each) =>
        each.distributions.some(({ name, version }) => isVersion(matcher, name, version)),
      );
      return ({ toolchain }) => has[toolchain] === true;
    }
    case "check": {
      const { name, verdict } = matcher;
      if (name === null) return ({ checks }) => checks === verdict;
      const like = likeOf(name);
      return ({ at }) =>
        (more[at]?.[3] ?? []).some(([own, said]) => like(own) && (verdict === null || said === verdict));
    }
    case "commit":
      return ({ commit }) => commit.startsWith(matcher.prefix);
    case "digest": {
      const rows = uses.get(matcher.prefix);
      return ({ digest, at }) => digest.startsWith(matcher.prefix.slice(0, 16)) || rows?.has(at) === true;
    }
    case "run":
      return ({ runId }) => runId.startsWith(matcher.prefix);
    case "time":
      return ({ startedAt }) => isBetween(startedAt, matcher);
    case "duration":
      return ({ durationMs }) => isBetween(durationMs, matcher);
    case "exit":
      return ({ exitCode }) => exitCode === matcher.code;
    case "is":
      return (row) => ({ incomplete: row.isIncomplete, dirty: row.isDirty, rerun: row.isRerun })[matcher.state];
    default: {
      const { field } = matcher;
      return anyOf(matcher.pattern, (row) => (row[field] === "" ? [] : [row[field]]));
    }
  }
};

// --- internal ---

const anyOf = (pattern: Pattern, textsOf: (row: Row) => readonly string[]): Test => {
  const like = likeOf(pattern);
  return (row) => textsOf(row).some(like);
};

/** `*` any characters, `?` one, as SQLite's GLOB. */
const likeOf = ({ text, isGlob }: Pattern): ((value: string) => boolean) => {
  if (!isGlob) return (value) => value === text;
  const literal = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pieces = text.split("*").map((piece) => piece.split("?").map(literal).join("."));
  // One piece after the other, and not one expression: that could take for ever.
  return (value) => matchesGlob(value, pieces);
};

/** `pieces` are expressions of a fixed length, with anything between them. */
const matchesGlob = (value: string, pieces: readonly string[]): boolean => {
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return new RegExp(`^(?:${first})$`, "su").test(value);
  const head = new RegExp(`^(?:${first})`, "su").exec(value);
  if (head === null) return false;
  let at = head[0].length;
  for (const piece of rest) {
    const found = new RegExp(piece, "su").exec(value.slice(at));
    if (found === null) return false;
    at += found.index + found[0].length;
  }
  return new RegExp(`(?:${last})$`, "su").test(value.slice(at));
};

const isBetween = (value: number, { from, below }: { from: number | null; below: number | null }): boolean =>
  (from === null || value >= from) && (below === null || value < below);

const isVersion = (
  { name, range }: { name: Pattern; range: VersionRange | null },
  own: string,
  version: string | null,
): boolean => likeOf(name)(own) && (range === null || isInRange(range, version));

const isInRange = ({ bounds }: VersionRange, version: string | null): boolean => {
  const key = version === null ? null : versionKey(version);
  if (key === null) return false;
  return bounds.every(
    ({ from, below, isExcluded }) => ((from === null || key >= from) && (below === null || key < below)) !== isExcluded,
  );
};
