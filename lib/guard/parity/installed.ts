/**
 * What manifests and lock files of the repository say is installed by the tool's name.
 *
 * docs.npmjs.com "package.json", "package-lock.json" and "npx"; pnpm.io and yarnpkg.com "overrides", "resolutions".
 *
 * @module
 */

import { top } from "../sources/fault.ts";
import { parseSource, SourceError } from "../sources/index.ts";
import type { Located, Tree } from "../sources/tree.ts";
import type { ParityContext } from "./context.ts";

type Files = ParityContext["beside"];

/** What may lie there in the tool's place, and why. */
export interface Replacement {
  located: Located<unknown>;
  why: string;
}

/**
 * What the lock file or the manifest in `directory` says of us; of the manifest's ranges, the range. What is not `version`
 * first: which kind of dependency counts is another one for each program. `itself`: the package is of that name.
 */
export const installedVersion = async (
  directory: string,
  { beside, version }: Pick<ParityContext, "beside" | "version">,
): Promise<Located<string> | "itself" | undefined> => {
  const tree = await treeAt(inside(directory, manifest), beside);
  // npx prefers what the package itself brings: docs.npmjs.com, "npx".
  if (tree?.text(["name"])?.value === name || tree?.get(["bin", name]) !== undefined) return "itself";
  const kinds = ["devDependencies", "dependencies", "optionalDependencies"];
  const said = kinds.flatMap((kind) => tree?.text([kind, name]) ?? []);
  const lock = await lockIn(directory, beside);
  const found = said.map((written) =>
    // What is named by an address or under another name may be anything, whatever its version.
    /^\d|[:/]/.test(written.value) ? written : (lock?.text(["packages", `node_modules/${name}`, "version"]) ?? written),
  );
  return found.find(({ value }) => value !== version) ?? found[0];
};

/** Everything else that may be installed by that name in one of `directories`. */
export const replacements = async (directories: readonly string[], beside: Files): Promise<Replacement[]> => {
  const found: Replacement[] = [];
  for (const directory of directories) {
    const tree = await treeAt(inside(directory, manifest), beside);
    if (tree !== undefined) found.push(...replacedBy(tree));
    found.push(...lockedElsewhere(await lockIn(directory, beside)));
    const hasMembers = tree?.get(["workspaces"]) !== undefined;
    if (hasMembers || beside.paths.includes(inside(directory, "pnpm-workspace.yaml")))
      found.push(...(await members(directory, beside)));
  }
  return found;
};

/** `directory` and all above it, the nearest first. */
export const upwards = (directory: string): string[] =>
  directory === "" ? [""] : [directory, ...upwards(directory.replace(/\/?[^/]*$/, ""))];

// --- internal ---

const name = "kprovengine";
const manifest = "package.json";

const inside = (directory: string, file: string): string => (directory === "" ? file : `${directory}/${file}`);

/** Undefined for what git does not track. */
const treeAt = async (path: string, beside: Files): Promise<Tree | undefined> => {
  const text = await beside.text(path);
  if (text !== undefined) return parseSource(path, text);
  // A link may lead to any other.
  if (beside.paths.includes(path)) throw new SourceError(path, top, "it is a symbolic link or submodule");
  return undefined;
};

/** The first of them is the one that npm reads. */
const lockIn = async (directory: string, beside: Files): Promise<Tree | undefined> =>
  (await treeAt(inside(directory, "npm-shrinkwrap.json"), beside)) ??
  (await treeAt(inside(directory, "package-lock.json"), beside));

/** Ways to have another package in the place of one that is named. */
const replacing = [["resolutions"], ["overrides"], ["pnpm", "overrides"], ["pnpm", "patchedDependencies"]];

const replacedBy = (tree: Tree): Replacement[] =>
  replacing
    .flatMap((keys) => tree.names(keys))
    .filter(({ value }) => /(?:^|[/>])kprovengine(?:@|$)/.test(value))
    .map((located) => ({ located, why: "the tool's package is replaced or changed when it is installed" }));

/** From which registry it comes is npm's setting; that it is the tool's package, each of them says alike. */
const ownFile = /^https?:\/\/[^?#]+\/kprovengine\/-\/kprovengine-[^/?#]+\.tgz$/;

const lockedElsewhere = (lock: Tree | undefined): Replacement[] =>
  [
    ["packages", `node_modules/${name}`],
    ["dependencies", name],
  ].flatMap((keys): Replacement[] => {
    const resolved = lock?.get([...keys, "resolved"]);
    const isOwn = resolved === undefined || (typeof resolved.value === "string" && ownFile.test(resolved.value));
    const other = lock?.get([...keys, "link"]) ?? lock?.get([...keys, "name"]) ?? (isOwn ? undefined : resolved);
    return other === undefined ? [] : [{ located: other, why: "the lock file has another package by the tool's name" }];
  });

/** Packages of a workspace are linked by their names. */
const members = async (directory: string, beside: Files): Promise<Replacement[]> => {
  const found: Replacement[] = [];
  for (const path of beside.paths) {
    if (!path.startsWith(inside(directory, "")) || !path.endsWith(`/${manifest}`)) continue;
    const text = (await beside.text(path)) ?? "";
    // Most of a large repository's are about something else; a letter may be written as an escape.
    if (!text.includes(name) && !text.includes("\\u")) continue;
    const own = (await parseSource(path, text)).text(["name"]);
    if (own?.value === name) found.push({ located: own, why: "a package of the workspace has the tool's name" });
  }
  return found;
};
