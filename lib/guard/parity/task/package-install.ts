/**
 * `npm ci` and its kin: what a project's own packages run while theirs are installed.
 *
 * docs.npmjs.com "scripts", Life Cycle Operation Order: preinstall, install, postinstall, prepublish, preprepare, prepare,
 * postprepare; "dependencies" after whatever changed node_modules. pnpm.io "scripts": pnpm:devPreinstall. pnpm.io, yarnpkg.com and
 * bun.com run some of these; which, is not told apart.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import { hasLinks, upwards } from "../installed.ts";
import { placesOfValue } from "../places.ts";
import type { Word } from "../shell/syntax.ts";
import { isJson } from "./package-scripts.ts";
import { type Asked, inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Whether `program` installs all that package.json asks for: what else it is to install says nothing against it. */
export const isInstalling = (program: string, command: string | undefined, words: readonly Word[]): boolean => {
  const names = installing[program] ?? common;
  const own = options(words).map(({ value = "" }) => value);
  const isNamed = command === undefined ? program === "yarn" : names.has(command);
  return (isNamed || (command === "audit" && own.includes("fix"))) && !isElsewhere(own);
};

/** Undefined where no package has such a script, or where none is to be run: then it is like any other program. */
export const installTask = async (
  { cwd, program, words, isIgnoring }: Pick<Asked, "cwd" | "words" | "isIgnoring"> & { program: string },
  files: TaskFiles,
): Promise<Task | undefined> => {
  const roots = await rootsAround(cwd, files);
  const tests = words.some(({ value }) => testing.test(value ?? ""));
  // The flag outranks the environment, and that the file. Of npm's kin, only some versions read one of these.
  const said = saysIgnored(options(words)) ?? (program === "npm" ? isIgnoring?.() : false);
  const names =
    (said ?? (await areIgnoring(roots, files)))
      ? testScripts.filter((name) => tests && name === "test")
      : [...lifecycle, ...testScripts.filter(() => tests)];
  const scripts: TaskScript[] = [];
  const own = new Set(roots.map(({ directory }) => inDirectory(directory, "package.json")));
  // Among data of tests such a file may be broken on purpose, and is no package.
  for (const path of new Set(roots.flatMap((root) => packagesOf(root, files))))
    if (own.has(path) || isJson((await files.text(path)) ?? "")) scripts.push(...(await scriptsOf(path, names, files)));
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

/** Behind `--`, none is an option: github.com/npm/nopt. */
const options = (words: readonly Word[]): readonly Word[] => {
  const end = words.findIndex(({ value }) => /^-{2,}$/.test(value ?? ""));
  return end === -1 ? words : words.slice(0, end);
};

/** Whether it does nothing in the project by these options. With nothing else to install, `-g` means the project itself. */
const isElsewhere = (words: readonly string[]): boolean => {
  if (words.some((word) => /^(?:--no-g\w*|false)$/.test(word))) return false;
  if (words.some((word) => elsewhere.test(word))) return true;
  return (
    words.some((word) => /^(?:-g|--global)$/.test(word)) && words.filter((word) => !word.startsWith("-")).length > 2
  );
};

const elsewhere = /^(?:--mode=skip-build|-v|--version|-h|--help)$/;

/** Some of them do so with some versions only. */
const common: ReadonlySet<string> = new Set(
  "install i install-test it add a update up upgrade rebuild rb link ln pack publish remove".split(" "),
);

const installing: Readonly<Record<string, ReadonlySet<string>>> = {
  npm: new Set([
    ...common,
    ...["in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall"],
    ...["ci", "clean-install", "ic", "install-clean", "isntall-clean"],
    ...["install-ci-test", "cit", "clean-install-test", "sit"],
    ...["uninstall", "unlink", "rm", "r", "un", "prune", "dedupe", "ddp"],
  ]),
};

/** They run the project's tests as well, whatever is said of other scripts. */
const testing = /^(?:it|cit|sit|(?:clean-)?install-(?:ci-)?test)$/;
const testScripts = ["pretest", "test", "posttest"];

/** What the last word about it says; undefined without one. */
const saysIgnored = (words: readonly Word[]): boolean | undefined => {
  let said: boolean | undefined;
  let before = "";
  for (const [index, { value }] of words.entries()) {
    // What only a run knows may be it, its value, or `--`.
    if (value === undefined) return false;
    // A part of the name is enough for npm: which one is meant is not told apart.
    if (/^--(?:no-)*ig/.test(value)) {
      const following = words[index + 1]?.value;
      const [, no, given = following] = /^--(no-)?ignore-scripts(?:=(.*))?$/s.exec(value) ?? ["", undefined, "false"];
      // Behind a word that takes the next one whatever it is, it may be no option.
      said = (no === undefined) === (given !== "false") && !taking.test(before);
    }
    before = value;
  }
  return said;
};

/** Options whose value npm takes even where it begins with a dash: those of other types than Boolean and String in @npmcli/config, "definitions". */
const taking = new RegExp(
  `^--?(?:${[
    "L|C|reg|enjoy-by|access|allow-.*|also|audit-level|auth-type|before|cache.*|cafile|depth|diff-unified|expect-result-count|expires|fetch-.*",
    "globalconfig|https-proxy|include|init[-.].*|install-strategy|local-address|location|lockfile-version|loglevel|logs-.*|maxsockets",
    "min-release-age|node-gyp|omit|only|.*-permission|prefix|provenance-file|proxy|registry|sbom-.*|search.*|umask|userconfig|which",
  ].join("|")})$`,
);

/** docs.npmjs.com "npmrc", and "config": `ignore-scripts`. Which of several roots counts, is not told apart. */
const areIgnoring = async (roots: readonly Root[], { text }: TaskFiles): Promise<boolean> => {
  for (const { directory } of roots)
    if (!saysIgnoring((await text(inDirectory(directory, ".npmrc"))) ?? "")) return false;
  return true;
};

/** The last line of that name counts. No section, and no other way to write the name, is read: github.com/npm/ini. */
const saysIgnoring = (settings: string): boolean => {
  let said = false;
  for (const line of settings.split(/[\r\n]/)) {
    if (/^\s*(?:[;#@]|\/\/)/.test(line)) continue;
    const [, key = "", value = ""] = /([^=]*)=?(.*)/s.exec(line) ?? [];
    // A variable may be a part of the name, or an escape.
    if (/^\s*\[|[$\\]/.test(key) || (key.trim() !== "ignore-scripts" && /ignore-scripts/.test(key))) return false;
    if (key.trim() === "ignore-scripts") said = /^[ \t]*(["']?)true\1[ \t]*$/.test(value);
  }
  return said;
};

const maybePlace = /":\s*"(?:(?:file|link|portal):|[.~/])/;

const lifecycle = [
  ...["pnpm:devPreinstall", "predependencies", "dependencies", "postdependencies"],
  ...["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"],
];

const isPackageBelow = (cwd: string): ((path: string) => boolean) => {
  const directory = inDirectory(cwd, "");
  return (path) =>
    path.startsWith(directory) && /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path);
};

const scriptsOf = async (path: string, names: readonly string[], files: TaskFiles): Promise<TaskScript[]> => {
  const text = (await files.text(path)) ?? "";
  // Most have none, and a workspace has many. A letter may be written by its number.
  if (!/install|prep|dependencies"\s*:\s*"|test"|\\u/.test(text)) return [];
  const tree = await parseSource(path, text);
  const cwd = path.replace(/\/?[^/]*$/, "");
  return names.flatMap((name): TaskScript[] => {
    const script = tree.text(["scripts", name]);
    if (script === undefined) return [];
    return [{ ...plainShell, text: script.value, places: placesOfValue(text, script), cwd, faults: [] }];
  });
};
