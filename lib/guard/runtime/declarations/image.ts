/**
 * What a container image's name says about the runtime inside.
 *
 * @module
 */
import type { Located } from "../../sources/tree.ts";
import { type Reading, readValue, type Statement, type Unseen, unclear } from "../declaration.ts";
import type { Runtime } from "../version.ts";

/**
 * The statement of `python:3.12-slim` and its kind; none for an image of another sort. An image without a tag, or
 * with one that names no version (`latest`, `slim`), says nothing certain: what it was pulled as, nobody can tell.
 */
export const readImage = (found: Located<string>, how: Pick<Reading, "kind" | "source" | "where">): Statement[] => {
  const match = pattern.exec(found.value.trim());
  const [, repository = "", tag] = match ?? [];
  const runtime = runtimeOf(repository);
  if (runtime === undefined) return [];
  const reading = { ...how, runtime, grammar: "prefix" } as const;
  if (tag === undefined) return [unclear(found, reading, "the image has no tag")];
  if (tag.includes("$")) return [unclear(found, reading, "its tag has a variable without a known value")];
  const version = versionOf(repository, tag);
  return version === undefined ? [] : [readValue(found, { ...reading, text: version })];
};

/** A part of CI whose image nobody can tell before it runs; undefined for an image whose name is written. */
export const unseenImage = (found: Located<string>, source: string): Unseen | undefined => {
  const last = found.value.slice(found.value.lastIndexOf("/") + 1);
  if (!last.replace(/[:@].*/s, "").includes("$")) return undefined;
  return { located: found, source, why: "which image it is, is known only when it runs", isBroken: false };
};

// --- internal ---

/** `[registry[:port]/]name[:tag][@digest]` (OCI distribution specification, "Pulling manifests"). */
const pattern = /^((?:[\w.${}-]+(?::\d+)?\/)*[\w.-]+)(?::([^@\s]*))?(?:@[\w:]+)?$/;

const runtimeOf = (repository: string): Runtime | undefined => {
  if (repository.endsWith("astral-sh/uv")) return "python";
  return names.get(repository.slice(repository.lastIndexOf("/") + 1));
};

const names: ReadonlyMap<string, Runtime> = new Map(
  Object.entries<Runtime>({
    python: "python",
    node: "node",
    golang: "go",
    go: "go",
    rust: "rust",
    "typescript-node": "node",
    "javascript-node": "node",
  }),
);

/** Undefined when the tag is about something else: a tool's own version. */
const versionOf = (repository: string, tag: string): string | undefined => {
  if (repository.endsWith("astral-sh/uv")) return /^(?:[\d.]+-)?python(\d[\d.]*)/.exec(tag)?.[1];
  const parts = tag.split("-");
  // mcr.microsoft.com/devcontainers/python:1-3.12-bookworm: the image's own version first. Rust's has no other.
  if (!repository.includes("devcontainers/")) return parts[0];
  if (/^\d[\d.]*$/.test(parts[1] ?? "")) return parts[1];
  return repository.endsWith("/rust") || parts[0] === "dev" ? undefined : parts[0];
};
