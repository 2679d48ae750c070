/**
 * Members of a Node workspace, and the scripts that they have.
 *
 * @module
 */
import { compileGlobs } from "../../glob.ts";
import type { Tree } from "../parse.ts";
import { below, type View } from "../view.ts";

/** A script that at least one member has. */
export interface MemberScript {
  /** Directories, from the workspace's root, of members whose script can pass. */
  members: readonly string[];
  /** No member has one that can't pass, or never ends. */
  isEvery: boolean;
  /** Every member has it, and each can pass. */
  isEverywhere: boolean;
}

/** Globs of members, `!` before those that are none: package.json of npm, yarn and bun, pnpm-workspace.yaml. */
export const workspaceGlobs = (pack: Tree | undefined, pnpm: Tree | undefined): string[] =>
  [pack?.items(["workspaces"]), pack?.items(["workspaces", "packages"]), pnpm?.items(["packages"])]
    .flatMap((items) => items ?? [])
    .flatMap(({ value }) => (typeof value === "string" ? [value] : []));

/** Scripts by name, of the members that `globs` name below `root`. */
export const memberScripts = async (
  view: View,
  root: string,
  globs: readonly string[],
): Promise<Map<string, MemberScript>> => {
  const isMember = createIsMember(globs);
  const prefix = root === "" ? "" : `${root}/`;
  const scripts = new Map<string, { members: string[]; isEvery: boolean }>();
  let count = 0;
  for (const path of view.paths) {
    if (!path.startsWith(prefix) || !path.endsWith("/package.json") || path === below(root, "package.json")) continue;
    const dir = path.slice(prefix.length, -"/package.json".length);
    if (!isMember(dir)) continue;
    count += 1;
    const tree = await view.tree(path);
    for (const { value: name } of tree?.names(["scripts"]) ?? []) {
      const text = tree?.text(["scripts", name])?.value ?? "";
      const known = scripts.get(name) ?? { members: [], isEvery: true };
      if (text.trim() === "" || isDefaultTest(text) || isWatching(text)) known.isEvery = false;
      else known.members.push(dir);
      scripts.set(name, known);
    }
  }
  return new Map(
    [...scripts]
      .filter(([, { members }]) => members.length > 0)
      .map(([name, script]) => [name, { ...script, isEverywhere: script.members.length === count }]),
  );
};

/** What `npm init` writes: it fails, on purpose. */
export const isDefaultTest = (script: string): boolean => /no test specified/.test(script) && /exit 1/.test(script);

/** It waits for changes, and never ends. */
export const isWatching = (script: string): boolean => /(^|\s)--watch(All)?(\s|$)/.test(script);

// --- internal ---

const createIsMember = (globs: readonly string[]): ((dir: string) => boolean) => {
  const isNamed = matcherOf(globs.filter((glob) => !glob.startsWith("!")));
  const isExcluded = matcherOf(globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)));
  return (dir) => isNamed(dir) && !isExcluded(dir);
};

const matcherOf = (globs: readonly string[]): ((dir: string) => boolean) => {
  const matchers = globs.flatMap((glob) => {
    try {
      return [compileGlobs([glob.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "")])];
    } catch {
      return []; // It can't be meant: the manager finds no member by it either.
    }
  });
  return (dir) => matchers.some((matches) => matches(dir));
};
