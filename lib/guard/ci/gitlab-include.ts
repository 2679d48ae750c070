/**
 * The files that make up one pipeline of GitLab.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../sources/tree.ts";
import { follow, type Part, type Walk } from "./follow.ts";

/**
 * `main` and all that it includes, the strongest first: a file counts more than what it includes, and of that the
 * last counts most. docs.gitlab.com "Use CI/CD configuration from other files".
 */
export const layersOf = async (walk: Walk, main: IncludedPart): Promise<Layer[]> => {
  const layers: Layer[] = [];
  for (const part of await includedBy(walk, main, ["include"])) layers.unshift(...(await layersOf(walk, part)));
  return [{ tree: main.tree, conditions: main.conditions ?? [] }, ...layers];
};

/** A file of a pipeline. */
export interface Layer {
  tree: Tree;
  /** The rules of each include that leads to it and has some: by all of them it is there. */
  conditions: readonly Located<unknown>[];
}

interface IncludedPart extends Part, Partial<Pick<Layer, "conditions">> {}

/** The files that the entries at `keys` name, in their order; what can't be read is said to be unseen. */
export const includedBy = async (walk: Walk, from: IncludedPart, keys: Keys): Promise<IncludedPart[]> => {
  const several = from.tree.items(keys);
  const entries = several.length > 0 ? several.map((_, index) => [...keys, index]) : [keys];
  const parts: IncludedPart[] = [];
  for (const entry of entries) {
    const named = pathOf(walk, from.tree, entry);
    if (named === undefined) continue;
    const rules = from.tree.get([...entry, "rules"]);
    if (isNever(rules?.value)) continue;
    const conditions = [...(from.conditions ?? []), ...(rules === undefined ? [] : [rules])];
    for (const path of pathsOf(walk, named)) {
      const part = await follow(walk, from, named, [path.value]);
      if (part !== undefined) parts.push({ ...part, conditions });
    }
  }
  return parts;
};

/** A file's text without its header of inputs, lines kept: docs.gitlab.com "CI/CD inputs", `spec`. */
export const withoutHeader = (text: string): string => {
  const lines = text.split("\n");
  const isBreak = (line: string): boolean => /^---(?:\s|$)/.test(line);
  const first = lines.findIndex((line) => !/^\s*(?:#|$)/.test(line));
  const end = lines.findIndex((line, index) => index > first && isBreak(line));
  const isHeader = lines.slice(0, Math.max(0, end)).some((line) => /^spec\s*:/.test(line));
  return isHeader ? lines.map((line, index) => (index < end ? "" : line)).join("\n") : text;
};

// --- internal ---

/** Whichever of its rules may hold, the file is left out: docs.gitlab.com "include:rules". */
const isNever = (rules: unknown): boolean =>
  Array.isArray(rules) &&
  rules.length > 0 &&
  rules.every((rule: unknown) => typeof rule === "object" && rule !== null && "when" in rule && rule.when === "never");

/** Kinds of entries that lie elsewhere, and what is said of them. */
const elsewhere: Readonly<Record<string, string>> = {
  remote: "it is fetched from a URL",
  project: "it lies in another project",
  template: "it is one of GitLab's templates",
  component: "it is a component of another project",
  artifact: "it is made when the pipeline runs",
};

/** The local path that an entry names, from the top. */
const pathOf = ({ beside, source }: Walk, tree: Tree, entry: Keys): Located<string> | undefined => {
  const found = tree.get(entry);
  if (found === undefined) return undefined;
  const text = tree.text(entry);
  if (text !== undefined && /^https?:\/\//i.test(text.value)) {
    beside.unseen({ located: text, source, why: elsewhere["remote"] ?? "", isBroken: false });
    return undefined;
  }
  const kind = Object.keys(elsewhere).find((name) => tree.get([...entry, name]) !== undefined);
  if (kind !== undefined) {
    const located = tree.text([...entry, kind]) ?? { ...found, value: kind };
    beside.unseen({ located, source, why: elsewhere[kind] ?? "", isBroken: false });
    return undefined;
  }
  const local = text ?? tree.text([...entry, "local"]);
  if (local !== undefined) return local;
  beside.unseen({ located: { ...found, value: source }, source, why: "it names no file", isBroken: true });
  return undefined;
};

/** Wildcards in one pattern: each more multiplies the time that a path takes. */
const mostWildcards = 4;

/** Every tracked file that a path stands for: `*` is any name, `**` also leads through directories. */
const pathsOf = ({ beside, source }: Walk, local: Located<string>): Located<string>[] => {
  const path = local.value.replace(/^(?:\.?\/)+/, "");
  const refuse = (why: string, isBroken: boolean): [] => {
    beside.unseen({ located: local, source, why, isBroken });
    return [];
  };
  if (path.includes("$")) return refuse("its path is known only when the pipeline runs", false);
  if (!path.includes("*")) return [{ ...local, value: path }];
  const parts = path.split(/(\*+)/);
  if (parts.length > 2 * mostWildcards + 1) return refuse(`it has more than ${mostWildcards} wildcards`, true);
  const pattern = parts.map((part, index) =>
    index % 2 === 0 ? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") : part.length > 1 ? ".*?" : "[^/]*?",
  );
  const whole = new RegExp(`^${pattern.join("")}$`, "s");
  const found = beside.paths.filter((candidate) => whole.test(candidate));
  return found.length === 0 ? refuse("it matches no tracked file", true) : found.map((value) => ({ ...local, value }));
};
