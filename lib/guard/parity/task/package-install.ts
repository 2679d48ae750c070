/**
 * `npm ci` and its kin: what a project's own packages run while theirs are installed.
 *
 * docs.npmjs.com "scripts", Life Cycle Operation Order: preinstall, install, postinstall, prepublish, preprepare, prepare,
 * postprepare. pnpm.io, yarnpkg.com and bun.com run some of these; which, is not told apart.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import { hasLinks, upwards } from "../installed.ts";
import { placesOfValue } from "../places.ts";
import type { Word } from "../shell/syntax.ts";
import { inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Whether `program` installs all that package.json asks for: what else it is to install says nothing against it. */
export const isInstalling = (program: string, command: string | undefined, words: readonly Word[]): boolean => {
  const names = installing[program] ?? common;
  if (command === undefined ? program !== "yarn" : !names.has(command)) return false;
  return !words.some(({ value }) => elsewhere.test(value ?? ""));
};

/** Undefined where no package has such a script, or where none is to be run: then it is like any other program. */
export const installTask = async (
  { cwd, program, words }: { cwd: string; program: string; words: readonly Word[] },
  files: TaskFiles,
): Promise<Task | undefined> => {
  const said = saysIgnored(words);
  if (said === true) return undefined;
  const roots = await rootsAround(cwd, files);
  if (said === undefined && /^p?npm$/.test(program) && (await areIgnoring(roots, files))) return undefined;
  const scripts: TaskScript[] = [];
  for (const path of new Set(roots.flatMap((root) => packagesOf(root, files))))
    scripts.push(...(await scriptsOf(path, files)));
  return scripts.length === 0 ? undefined : { scripts, isBeside: true };
};

// --- internal ---

interface Root {
  directory: string;
  isWorkspace: boolean;
  isLinking: boolean;
}

/** The nearest package, as npm finds it, and workspaces around it: the settings of each may be those that count. */
const rootsAround = async (cwd: string, files: TaskFiles): Promise<Root[]> => {
  const roots: Root[] = [];
  for (const directory of upwards(cwd)) {
    const path = inDirectory(directory, "package.json");
    // A workspace of pnpm needs none at its top.
    const own = (await files.text(path)) ?? "";
    const isWorkspace =
      /"workspaces"|\\u/.test(own) || files.paths.includes(inDirectory(directory, "pnpm-workspace.yaml"));
    const isLinking = maybePlace.test(own) && hasLinks(await parseSource(path, own));
    if (isWorkspace || (own !== "" && roots.length === 0)) roots.push({ directory, isWorkspace, isLinking });
  }
  return roots;
};

/** What is linked may lie anywhere. */
const packagesOf = ({ directory, isWorkspace, isLinking }: Root, { paths }: TaskFiles): string[] =>
  isWorkspace || isLinking
    ? paths.filter(isPackageBelow(isLinking ? "" : directory))
    : [inDirectory(directory, "package.json")];

/** Options with which it does nothing in the project. */
const elsewhere = /^(?:--mode=skip-build|-g|--global|-v|--version|-h|--help)$/;

/** Some of them do so with some versions only. */
const common: ReadonlySet<string> = new Set(
  "install i install-test it add a update up upgrade rebuild rb link ln pack publish".split(" "),
);

const installing: Readonly<Record<string, ReadonlySet<string>>> = {
  npm: new Set([
    ...common,
    ...["in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall"],
    ...["ci", "clean-install", "ic", "install-clean", "isntall-clean"],
    ...["install-ci-test", "cit", "clean-install-test", "sit"],
  ]),
};

/** What the last word about it says; undefined without one. */
const saysIgnored = (words: readonly Word[]): boolean | undefined => {
  let said: boolean | undefined;
  for (const [index, { value = "" }] of words.entries()) {
    // A part of the name is enough for npm: which one is meant is not told apart.
    if (!/^--(?:no-)*ig/.test(value)) continue;
    const next = words[index + 1];
    // What only a run knows may be it.
    const following = next === undefined ? "" : (next.value ?? "false");
    const [, no, given = following] = /^--(no-)?ignore-scripts(?:=(.*))?$/s.exec(value) ?? ["", undefined, "false"];
    said = (no === undefined) === (given !== "false");
  }
  return said;
};

/** docs.npmjs.com "config", `ignore-scripts`; pnpm reads it there, too. Which of several roots counts, is not told apart. */
const areIgnoring = async (roots: readonly Root[], { text }: TaskFiles): Promise<boolean> => {
  for (const { directory } of roots) {
    const settings = (await text(inDirectory(directory, ".npmrc"))) ?? "";
    if (!/^\s*ignore-scripts\s*=\s*["']?true["']?\s*$/m.test(settings)) return false;
  }
  return true;
};

const maybePlace = /":\s*"(?:(?:file|link|portal):|[.~/])/;

const lifecycle = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

const isPackageBelow = (cwd: string): ((path: string) => boolean) => {
  const directory = inDirectory(cwd, "");
  return (path) =>
    path.startsWith(directory) && /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path);
};

const scriptsOf = async (path: string, files: TaskFiles): Promise<TaskScript[]> => {
  const text = (await files.text(path)) ?? "";
  // Most have none, and a workspace has many. A letter may be written by its number.
  if (!/install|prep|\\u/.test(text)) return [];
  const tree = await parseSource(path, text);
  const cwd = path.replace(/\/?[^/]*$/, "");
  return lifecycle.flatMap((name): TaskScript[] => {
    const script = tree.text(["scripts", name]);
    if (script === undefined) return [];
    return [{ ...plainShell, text: script.value, places: placesOfValue(text, script), cwd, faults: [] }];
  });
};
