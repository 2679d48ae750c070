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
import { kinLocks, oddLines } from "./kin-locks.ts";

type Files = ParityContext["beside"];

/** What may lie there in the tool's place, and why. */
export interface Replacement {
  located: Located<unknown>;
  why: string;
}

/**
 * What the lock file or the manifest in `directory` says of us; of the manifest's ranges, the range. What is not `version`
 * first: which kind of dependency counts is another one for each program. `itself`: the package has such a program, a replacement.
 */
export const installedVersion = async (
  directory: string,
  { beside, version }: Pick<ParityContext, "beside" | "version">,
): Promise<Located<string> | "itself" | undefined> => {
  const tree = await treeAt(inside(directory, manifest), beside);
  if (tree !== undefined && broughtBy(tree, beside).length > 0) return "itself";
  const said = kinds.flatMap((kind) => tree?.text([kind, name]) ?? []);
  const lock = (await isUnlocked(directory, beside)) ? undefined : await lockIn(directory, beside);
  const found = said.map((written) =>
    // What is named by an address or under another name may be anything, whatever its version.
    /^\d|[:/]/.test(written.value) ? written : (lock?.text(["packages", `node_modules/${name}`, "version"]) ?? written),
  );
  return found.find(({ value }) => value !== version) ?? found[0];
};

/** Everything else that may be installed by that name in one of `directories`. */
export const replacements = async (
  directories: readonly string[],
  { beside, version }: Pick<ParityContext, "beside" | "version">,
): Promise<Replacement[]> => {
  const found: Replacement[] = [];
  for (const directory of directories) {
    const tree = await treeAt(inside(directory, manifest), beside);
    if (tree !== undefined) found.push(...broughtBy(tree, beside), ...replacedBy(tree));
    const lock = await lockIn(directory, beside);
    if (lock !== undefined) found.push(...lockedElsewhere(lock), ...lockedBeside(lock));
    for (const path of kinLocks.map((file) => inside(directory, file))) {
      const odd = oddLines(path, (await textAt(path, beside)) ?? "", version);
      found.push(...odd.slice(0, 1).map((located) => ({ located, why: otherLocked })));
    }
    const settings = await treeAt(inside(directory, "pnpm-workspace.yaml"), beside);
    if (settings !== undefined) found.push(...replacedBy(settings));
    if (tree !== undefined && hasLinks(tree)) found.push(...(await members("", beside)));
    else if (settings !== undefined || tree?.get(["workspaces"]) !== undefined)
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
const otherLocked = "the lock file has another package by the tool's name";
const kinds = ["devDependencies", "dependencies", "optionalDependencies"];

const inside = (directory: string, file: string): string => (directory === "" ? file : `${directory}/${file}`);

/** Undefined for what git does not track. */
const treeAt = async (path: string, beside: Files): Promise<Tree | undefined> => {
  const text = await textAt(path, beside);
  return text === undefined ? undefined : parseSource(path, text);
};

const textAt = async (path: string, { paths, text }: Files): Promise<string | undefined> => {
  const found = await text(path);
  // A link may lead to any other.
  if (found === undefined && paths.includes(path))
    throw new SourceError(path, top, "it is a symbolic link or submodule");
  return found;
};

/** npm is told to leave the lock file aside: docs.npmjs.com "config", `package-lock`. */
const isUnlocked = async (directory: string, { text }: Files): Promise<boolean> =>
  /^\s*(?:package-lock|shrinkwrap)\s*=\s*["']?false/m.test((await text(inside(directory, ".npmrc"))) ?? "");

/** The first of them is the one that npm reads. */
const lockIn = async (directory: string, beside: Files): Promise<Tree | undefined> =>
  (await treeAt(inside(directory, "npm-shrinkwrap.json"), beside)) ??
  (await treeAt(inside(directory, "package-lock.json"), beside));

/** npm names a program by what is behind the last slash, and looks for the whole word that npx is given: with a version, too. */
const isProgram = (word: unknown): boolean => /(?:^|[\\/:])kprovengine(?:@[^\\/:]*)?[\\/:]*$/.test(`${word}`);

/**
 * What npx prefers to all that is installed, and what npm links of a package of the workspace. docs.npmjs.com "package.json":
 * `bin` is a map, a list of files or the one that has the package's name; of `directories.bin` it is every file.
 */
const broughtBy = (tree: Tree, { paths }: Files): Replacement[] => {
  const words = [tree.text(["name"]) ?? [], tree.names(["bin"]), tree.items(["bin"])].flat();
  const all = paths.some(isProgram) ? [tree.get(["directories", "bin"]) ?? []].flat() : [];
  return [...words.filter(({ value }) => isProgram(value)), ...all].map((located) => ({
    ...{ located, why: "a package of the repository has a program of the tool's name" },
  }));
};

/** Ways to have another package in the place of one that is named. */
const replacing = [
  ["resolutions"],
  ["overrides"],
  ["patchedDependencies"],
  ["pnpm", "overrides"],
  ["pnpm", "patchedDependencies"],
];

const replacedBy = (tree: Tree): Replacement[] =>
  replacing
    .flatMap((keys) => tree.names(keys))
    .filter(({ value }) => /(?:^|[/>])kprovengine(?:@|$)/.test(value))
    .map((located) => ({ located, why: "the tool's package is replaced or changed when it is installed" }));

/** From which registry it comes is npm's setting; that it is the tool's package, each of them says alike. */
const ownFile = /^https?:\/\/[^?#]+\/kprovengine\/-\/kprovengine-[^/?#]+\.tgz$/;

/** Also below a package of the workspace. */
const ownEntry = /(?:^|\/)node_modules\/kprovengine$/;

const lockedElsewhere = (lock: Tree): Replacement[] =>
  [
    ...lock.names(["packages"]).flatMap(({ value }) => (ownEntry.test(value) ? [["packages", value]] : [])),
    ["dependencies", name],
  ].flatMap((keys): Replacement[] => {
    const resolved = lock.get([...keys, "resolved"]);
    const isOwn = resolved === undefined || (typeof resolved.value === "string" && ownFile.test(resolved.value));
    const other = lock.get([...keys, "link"]) ?? lock.get([...keys, "name"]) ?? (isOwn ? undefined : resolved);
    return other === undefined ? [] : [{ located: other, why: otherLocked }];
  });

/** Other packages that bring a program of the tool's name: which of them is linked is nowhere said. */
const lockedBeside = (lock: Tree): Replacement[] =>
  lock
    .names(["packages"])
    .filter(({ value }) => !ownEntry.test(value))
    .flatMap(({ value }) => lock.names(["packages", value, "bin"]))
    .filter(({ value }) => isProgram(value))
    .map((located) => ({ located, why: "another package has a program of the tool's name" }));

/** Whether packages of the repository are dependencies by their place. */
export const hasLinks = (tree: Tree): boolean =>
  kinds.some((kind) => tree.names([kind]).some(({ value }) => byPlace.test(tree.text([kind, value])?.value ?? "")));

const byPlace = /^(?:(?:file|link|portal):|(?:~|\.{0,2})\/)/;

/** Packages of a workspace are linked by their names, and so are their programs. */
const members = async (directory: string, beside: Files): Promise<Replacement[]> => {
  const found: Replacement[] = [];
  const prefix = directory === "" ? "" : `${directory}/`;
  for (const path of beside.paths) {
    if (!path.startsWith(prefix) || !path.endsWith(`/${manifest}`)) continue;
    const text = (await textAt(path, beside)) ?? "";
    // Most of a large repository's are about something else; a letter may be written as an escape.
    if (/kprovengine|directories|\\u/.test(text)) found.push(...broughtBy(await parseSource(path, text), beside));
  }
  return found;
};
