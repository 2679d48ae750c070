/**
 * `npm run NAME`, `npm ci` and their kin: scripts of package.json.
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import { parseSource } from "../../sources/index.ts";
import type { Fault } from "../fault.ts";
import { placesOfValue } from "../places.ts";
import { installTask, isInstalling } from "./package-install.ts";
import { isRunning, lifecycleOf } from "./package-names.ts";
import { nearestScripts, placesOfPackages, scriptsOfPackages } from "./package-scripts.ts";
import { readWords, spreadWords } from "./package-words.ts";
import { type Asked, inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Scripts of package.json; undefined for another program. */
export const packageTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const program = asked.argv[0] ?? "";
  if (!["npm", "pnpm", "yarn", "bun"].includes(program)) return undefined;
  const words = spreadWords(program, asked.words);
  const call = readCall(program, { ...asked, words });
  if (call === undefined || "why" in call) return call;
  if ("installs" in call) return installTask({ ...asked, words, cwd: call.installs, program }, files);
  if ("which" in call)
    return { why: "it runs in the packages of a workspace", perhaps: await packagesTask(call, asked.at, files) };
  const { name, cwd, faults } = call;
  const path = inDirectory(cwd, "package.json");
  const text = await files.text(path);
  if (text === undefined) return { why: `git tracks no "${path}"`, perhaps: await perhapsOf(call, files) };
  const tree = await parseSource(path, text);
  if (tree.text(["scripts", name]) === undefined) {
    const matching = program === "pnpm" ? matchingName(name) : undefined;
    const perhaps = await perhapsOf({ ...call, name: matching ?? name }, files);
    const why = `"${path}" has no script "${name}"`;
    return call.isSure || perhaps.length > 0 ? { why, perhaps } : undefined;
  }
  if (call.unknown !== undefined)
    return { why: `what ${program} does with "${call.unknown}" is not known`, perhaps: await perhapsOf(call, files) };
  // npm and bun run what is called like it with pre and post around it: docs.npmjs.com, "scripts".
  const around = program === "yarn" ? [name] : [`pre${name}`, name, `post${name}`];
  const scripts = around.flatMap((one): TaskScript[] => {
    const script = tree.text(["scripts", one]);
    if (script === undefined) return [];
    const said = one === name || program !== "pnpm" ? faults : [...faults, aroundFault(asked.at)];
    const whole = one === name ? [script.value, ...call.args].join(" ") : script.value;
    // With it npm leaves these two out.
    const asks = one === name ? [] : ["npm_config_ignore_scripts"];
    return [{ ...plainShell, text: whole, places: placesOfValue(text, script), cwd, faults: said, asks }];
  });
  return { scripts };
};

// --- internal ---

/** pnpm.io "pnpm run", enable-pre-post-scripts. */
const aroundFault = (at: Fault["at"]): Fault => {
  const why = "pnpm runs pre and post scripts only in some versions, or where it is told so";
  return { kind: "skipped", level: "undecided", at, why };
};

interface PackageCall {
  name: string;
  cwd: string;
  faults: Fault[];
  /** What is put behind the script, quoted. */
  args: string[];
  /** A flag of which it is not known what becomes of the script. */
  unknown: string | undefined;
  /** It can only mean a script. */
  isSure: boolean;
  /** What is the name where the other is the value of such a flag. */
  others: readonly string[];
}

/** What it may run all the same. */
const perhapsOf = async (
  { name, cwd, args, unknown, others }: PackageCall,
  files: TaskFiles,
): Promise<readonly TaskScript[]> => {
  const names = [name, ...(unknown === undefined ? [] : others)];
  const scripts: TaskScript[] = [];
  for (const [at, one] of names.entries())
    scripts.push(...(await nearestScripts(cwd, { name: one, args: args.slice(at) }, files)));
  return scripts;
};

/** It runs `name`, or a command, in packages. */
interface PackagesCall {
  /** As they are named; all without any. */
  which: readonly (string | undefined)[];
  name: string | undefined;
  /** The words of the command, or what is put behind the script; quoted. */
  args: string[];
}

/** `pnpm run "/^build:.*\/"`: what such a name begins with. */
const matchingName = (name: string): string | undefined => {
  const [, , begins = ""] = /^\/(\^([\w:-]{0,99})(?![?*{|])(?!.*\|))?.*\/\w*$/s.exec(name) ?? [];
  return /^\/.*\/\w*$/s.test(name) ? `${begins}*` : undefined;
};

/** `installs`: a directory in which all is installed that its package.json asks for. */
const readCall = (
  program: string,
  asked: Asked,
): PackageCall | PackagesCall | { installs: string } | { why: string } | undefined => {
  const words = readWords(program, asked);
  if ("why" in words) return words;
  const { plain, which, ...rest } = words;
  const [first = "", second] = plain;
  if (isInstalling(program, plain[0], asked.words)) return { installs: rest.cwd };
  const isRun = isRunning(program, first);
  const short = program === "npm" ? lifecycleOf(first) : first;
  const isScript = program !== "npm" || short !== undefined;
  const given = isRun ? second : isScript ? short : undefined;
  const isNone = given === undefined || given === "" || (!isRun && isOwn(program, given));
  const name = isNone ? undefined : given;
  const others = plain.slice(isRun ? 2 : 1);
  const args = [...others.map(shellQuote), ...rest.args];
  if (which !== undefined) return { which, name, args: isNone && !/^(?:exec?|x|dlx)$/.test(first) ? [] : args };
  return name === undefined ? undefined : { ...rest, name, args, isSure: isRun, others };
};

/** What each of the packages runs. */
const packagesTask = async (
  { which, name, args }: PackagesCall,
  at: Fault["at"],
  files: TaskFiles,
): Promise<TaskScript[]> => {
  const scripts = name === undefined ? [] : await scriptsOfPackages(which, { name, args }, files);
  const words = name === undefined ? args : [shellQuote(name), ...args];
  // A word alone may be for a shell.
  const text = words.length === 1 ? (words[0] ?? "").replace(/^'(.*)'$/s, "$1") : words.join(" ");
  if (scripts.length > 0 || text === "") return scripts;
  return (await placesOfPackages(which, files)).map((cwd) => ({
    ...plainShell,
    text,
    places: () => at,
    cwd,
    faults: [],
  }));
};

const ownCommands = new Set(
  "install i ci add exec dlx x create init publish pack audit remove up update link why config".split(" "),
);
/** They are taken before a script of that name: bun.sh/docs/cli, pnpm.io, classic.yarnpkg.com and yarnpkg.com "CLI". */
const commandsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  bun: new Set(
    "test build pm repl upgrade outdated info patch patch-commit unlink rm uninstall a c help completions discord feedback".split(
      " ",
    ),
  ),
  pnpm: new Set(
    [
      "approve-builds bin cache cat-file cat-index dedupe deploy doctor env fetch find-hash help ignored-builds import it",
      "install-test la licenses list ll ln ls m multi outdated patch patch-commit patch-remove prune rb rebuild recursive",
      "rm root self-update server setup store uninstall un unlink upgrade version view info search login logout whoami",
    ].flatMap((names) => names.split(" ")),
  ),
  yarn: new Set(
    [
      "access autoclean bin cache check constraints dedupe explain generate-lock-entry global help import info licenses",
      "list login logout node npm outdated owner patch patch-commit plugin policies prune rebuild search self-update set",
      "stage tag team unlink unplug upgrade upgrade-interactive version versions workspace workspaces",
    ].flatMap((names) => names.split(" ")),
  ),
};

const isOwn = (program: string, name: string): boolean =>
  ownCommands.has(name) || commandsOf[program]?.has(name) === true;
