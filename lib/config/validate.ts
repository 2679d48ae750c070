/**
 * Every problem of a configuration at once, in words.
 *
 * @module
 */
import type { z } from "zod";
import type { JsonValue } from "../json.ts";
import { compareBytes } from "../report.ts";
import { closest } from "../suggest.ts";
import { keySeparator } from "./pieces.ts";
import { describeValue, formatPath, type Path, type Stranger } from "./plain.ts";
import { configSchema } from "./schema.ts";

/**
 * One line for each problem, sorted by key: what was wanted, what was found, and for an unknown key the
 * nearest one that exists. Empty for a valid configuration.
 */
export const problemsOf = (config: JsonValue, strangers: readonly Stranger[]): string[] => {
  const parsed = configSchema.safeParse(config);
  const found: Problem[] = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue, config, []));
  const strange = new Map(strangers.map((stranger) => [formatPath(stranger.path), stranger.found]));
  const lines = found.filter(isBest).map(({ path, wanted, value, why }) => {
    const key = formatPath(path);
    const seen = strange.get(key) ?? describeValue(value);
    strange.delete(key);
    return wanted === undefined ? `${key}: ${why}` : `${key}: expected ${wanted}, found ${seen}${why && `: ${why}`}`;
  });
  for (const [key, kind] of strange) lines.push(`${key}: expected plain data, found ${kind}`);
  return lines.sort(compareBytes);
};

// --- internal ---

interface Problem {
  path: Path;
  /** Undefined when `why` says it all. */
  wanted?: string;
  value?: unknown;
  why: string;
}

/** Of several problems about one value that want the same, the first that says why, else the first. */
const isBest = (problem: Problem, _: number, all: readonly Problem[]): boolean => {
  const key = formatPath(problem.path);
  const same = all.filter(({ path, wanted }) => wanted === problem.wanted && formatPath(path) === key);
  return problem.wanted === undefined || problem === (same.find(({ why }) => why !== "") ?? same[0]);
};

type Issue = z.core.$ZodIssue;

const explain = (issue: Issue, config: JsonValue, base: Path): Problem[] => {
  const path: Path = [...base, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  const value = valueAt(config, path);
  if (issue.code === "unrecognized_keys") {
    const known = issue.message.split(keySeparator);
    return issue.keys.map((key) => ({ path: [...path, key], why: `unknown key${suggestion(key, known)}` }));
  }
  if (issue.code === "invalid_union") {
    // The branches of `forbidden` are told apart by kind, so the one that was meant can say what is wrong with it.
    const meant = issue.errors[Array.isArray(value) ? 0 : 1];
    const isStructured = typeof value === "object" && value !== null;
    if (isStructured && meant !== undefined) {
      const below = meant.flatMap((inner) => explain(inner, config, path));
      if (below.every((problem) => problem.path.length > path.length || problem.why !== "")) return below;
    }
  }
  if (issue.code === "invalid_key") {
    return [{ path, wanted: issue.issues[0]?.message ?? "another name", value: path.at(-1), why: "" }];
  }
  const why: unknown = issue.code === "custom" ? issue.params?.["why"] : undefined;
  return [{ path, wanted: issue.message, value, why: typeof why === "string" ? why : "" }];
};

const suggestion = (key: string, known: readonly string[]): string => {
  const near = closest(key, known);
  return near === undefined ? `; known here: ${known.join(", ")}` : `, did you mean "${near}"?`;
};

const valueAt = (config: JsonValue, path: Path): unknown => {
  let value: unknown = config;
  for (const part of path) value = (value as Record<string | number, unknown> | null)?.[part];
  return value;
};
