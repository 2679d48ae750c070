/**
 * What one place of a repository says about a runtime.
 *
 * @module
 */
import type { Located } from "../sources/tree.ts";
import { namedVersions } from "./named.ts";
import { type Grammar, parseRange } from "./ranges.ts";
import { type Runtime, runtimes, type Tool } from "./version.ts";
import type { VersionSet } from "./version-set.ts";

/** `range`: what the project accepts. `exact`: what a tool picks. `tested`: what a test run picks. */
export type Kind = "range" | "exact" | "tested";

/** Whose interpreter it speaks of: the one beside the checkout, a container's, a git hook's own, or CI's. */
export type Where = "local" | "image" | "hook" | "ci";

interface Said {
  runtime: Tool;
  /** As written. */
  located: Located<string>;
  /** What kind of place it is, such as `requires-python`. */
  source: string;
  where: Where;
}

export interface Declaration extends Said {
  kind: Kind;
  set: VersionSet;
}

/** Something is said, and nobody here can tell what. */
export interface Unclear extends Said {
  kind: "unclear";
  why: string;
}

/** CI takes the version from another file of the repository. */
export interface Reference extends Said {
  kind: "reference";
  /** Path from the repository's top. */
  to: string;
}

export type Statement = Declaration | Unclear | Reference;

export type { Unseen } from "../ci/index.ts";

/** How a value is to be read. */
export interface Reading {
  runtime: Tool;
  kind: Kind;
  grammar: Grammar;
  source: string;
  /** Default `local`. */
  where?: Where;
  /** What the set is read from, where the value has more around it. */
  text?: string;
}

/** The statement that a value makes. Numbers count as YAML's readers print them: an unquoted 3.10 is 3.1. */
export const readValue = (found: Located<unknown>, reading: Reading): Statement => {
  const { runtime, kind, source, where = "local", text } = reading;
  const { value } = found;
  const isText = typeof value === "string" || typeof value === "number";
  const written = textOf(value);
  const said: Said = { runtime, located: { ...found, value: written }, source, where };
  if (!isText) return { ...said, kind: "unclear", why: "it is not a text" };
  const set = understand((text ?? written).trim(), reading);
  if ("why" in set) return { ...said, kind: "unclear", why: set.why };
  return { ...said, kind, set: { ...set, text: written } };
};

/** Whether it is a list or a map. */
export const isNested = (value: unknown): boolean => typeof value === "object" && value !== null;

/** Any value as a text: of a list or a map, what it is. */
export const textOf = (value: unknown): string =>
  Array.isArray(value) ? "a list" : isNested(value) ? "a map" : `${value}`;

/** A statement that can't be understood. */
export const unclear = (
  found: Located<string>,
  { runtime, source, where = "local" }: Pick<Reading, "runtime" | "source" | "where">,
  why: string,
): Unclear => ({ kind: "unclear", runtime, located: found, source, where, why });

/** `pyproject.toml:3:19`. */
export const placeText = ({ path, line, column }: Located<string>): string => `${path}:${line}:${column}`;

// --- internal ---

const understand = (text: string, { runtime, grammar, kind, where }: Reading): VersionSet | { why: string } => {
  const named = isRuntime(runtime) && kind !== "range" ? namedVersions(runtime, text, where === "ci") : undefined;
  return named ?? parseRange(grammar, text);
};

const isRuntime = (tool: Tool): tool is Runtime => runtimes.some((runtime) => runtime === tool);
