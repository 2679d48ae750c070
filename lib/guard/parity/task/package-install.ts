/**
 * `npm ci` and its kin: what a project's own packages run while theirs are installed.
 *
 * docs.npmjs.com "scripts", Life Cycle Operation Order: preinstall, install, postinstall, prepublish, preprepare, prepare,
 * postprepare. pnpm.io, yarnpkg.com and bun.com run some of these; which, is not told apart.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import { placesOfValue } from "../places.ts";
import type { Word } from "../shell/syntax.ts";
import { inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Whether `program` installs all that package.json asks for: what else it is to install says nothing against it. */
export const isInstalling = (program: string, command: string | undefined, words: readonly Word[]): boolean => {
  const names = installing[program] ?? common;
  if (command === undefined ? program !== "yarn" : !names.has(command)) return false;
  return !words.some(({ value }) => leavingOut.test(value ?? ""));
};

/** Undefined where no package has such a script: then it is like any other program. */
export const installTask = async (cwd: string, files: TaskFiles): Promise<Task | undefined> => {
  const own = await files.text(inDirectory(cwd, "package.json"));
  if (own === undefined) return undefined;
  const isWorkspace = /"workspaces"/.test(own) || files.paths.includes(inDirectory(cwd, "pnpm-workspace.yaml"));
  const scripts: TaskScript[] = [];
  for (const path of isWorkspace ? files.paths.filter(isPackageBelow(cwd)) : [inDirectory(cwd, "package.json")])
    scripts.push(...(await scriptsOf(path, files)));
  return scripts.length === 0 ? undefined : { scripts, isBeside: true };
};

// --- internal ---

/** Options with which no such script is run. */
const leavingOut = /^(?:--ignore-scripts(?:=true)?|--mode=skip-build|-g|--global|-v|--version|-h|--help)$/;

/** Some of them do so with some versions only. */
const common: ReadonlySet<string> = new Set("install i install-test it add a update up upgrade".split(" "));

const installing: Readonly<Record<string, ReadonlySet<string>>> = {
  npm: new Set([
    ...common,
    ...["in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall"],
    ...["ci", "clean-install", "ic", "install-clean", "isntall-clean"],
    ...["install-ci-test", "cit", "clean-install-test", "sit"],
  ]),
};

const lifecycle = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

const isPackageBelow = (cwd: string): ((path: string) => boolean) => {
  const directory = inDirectory(cwd, "");
  return (path) =>
    path.startsWith(directory) && /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path);
};

const scriptsOf = async (path: string, files: TaskFiles): Promise<TaskScript[]> => {
  const text = (await files.text(path)) ?? "";
  // Most have none, and a workspace has many.
  if (!/install|prep/.test(text)) return [];
  const tree = await parseSource(path, text);
  const cwd = path.replace(/\/?[^/]*$/, "");
  return lifecycle.flatMap((name): TaskScript[] => {
    const script = tree.text(["scripts", name]);
    if (script === undefined) return [];
    return [{ ...plainShell, text: script.value, places: placesOfValue(text, script), cwd, faults: [] }];
  });
};
