/**
 * `npm run NAME`, `npm ci` and their kin: scripts of package.json.
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import { parseSource } from "../../sources/index.ts";
import type { Fault } from "../fault.ts";
import { placesOfValue } from "../places.ts";
import { joined } from "../shell/state.ts";
import type { Word } from "../shell/syntax.ts";
import { installTask, isInstalling } from "./package-install.ts";
import { type Asked, inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Scripts of package.json; undefined for another program. */
export const packageTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const program = asked.argv[0] ?? "";
  if (!["npm", "pnpm", "yarn", "bun"].includes(program)) return undefined;
  const call = readCall(program, asked);
  if (call === undefined || "why" in call) return call;
  if ("installs" in call) return installTask({ ...asked, cwd: call.installs, program }, files);
  const { name, cwd, faults } = call;
  const path = inDirectory(cwd, "package.json");
  const text = await files.text(path);
  if (text === undefined) return { why: `git tracks no "${path}"` };
  const tree = await parseSource(path, text);
  if (tree.text(["scripts", name]) === undefined)
    return call.isSure ? { why: `"${path}" has no script "${name}"` } : undefined;
  if (call.unknown !== undefined) return { why: `what ${program} does with "${call.unknown}" is not known` };
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
}

/** `installs`: a directory in which all is installed that its package.json asks for. */
const readCall = (program: string, asked: Asked): PackageCall | { installs: string } | { why: string } | undefined => {
  const words = readWords(program, asked);
  if ("why" in words) return words;
  const { plain, isOfWorkspace, ...rest } = words;
  const [first = "", second] = plain;
  if (isInstalling(program, plain[0], asked.words)) return { installs: rest.cwd };
  if (isOfWorkspace) return { why: "it runs in the packages of a workspace" };
  const isRun = first === "run" || first === "run-script";
  const short = program === "npm" ? (shorts[first] ?? first) : first;
  const isScript = program !== "npm" || lifecycle.has(short);
  const name = isRun ? second : isScript ? short : undefined;
  if (name === undefined || name === "" || (!isRun && isOwn(program, name))) return undefined;
  return { ...rest, name, args: [...plain.slice(isRun ? 2 : 1).map(shellQuote), ...rest.args], isSure: isRun };
};

const shorts: Readonly<Record<string, string>> = { t: "test", tst: "test" };
const lifecycle = new Set(["test", "start", "stop", "restart"]);
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

interface Words extends Pick<PackageCall, "cwd" | "faults" | "args" | "unknown"> {
  plain: string[];
  isOfWorkspace: boolean;
}

/** npm reads its flags wherever they stand before `--`; the others pass on all that stands behind the script's name. */
const readWords = (program: string, { at, words, cwd }: Asked): Words | { why: string } => {
  const found: Words = { plain: [], isOfWorkspace: false, cwd, faults: [], args: [], unknown: undefined };
  const rest = words.slice(1);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const isNamed = found.plain[found.plain[0] === "run" ? 1 : 0] !== undefined;
    if (word.value === "--" || (program !== "npm" && isNamed)) {
      found.args = argsOf([word, ...rest]);
      break;
    }
    const [flag = "", ...given] = (word.value ?? "").split("=");
    const isPlace = places[program]?.includes(flag) === true;
    const directory = given.length > 0 ? given.join("=") : isPlace ? (rest.shift()?.value ?? "/") : "";
    const why = isPlace ? moveTo(found, directory) : readWord(found, word, { at, rest, program });
    if (why !== undefined) return { why };
  }
  return found;
};

const moveTo = (found: Words, directory: string): string | undefined => {
  const below = joined(found.cwd, directory);
  found.cwd = below ?? "";
  return below === undefined ? "it leaves the repository" : undefined;
};

/** Why what is run can't be told, or undefined. */
const readWord = (found: Words, { value, raw }: Word, { at, rest, program }: Around): string | undefined => {
  if (value === undefined) {
    // What else is installed, or how, says nothing against what an installation runs.
    const isKnown = found.plain.length > 1 || (found.plain.length > 0 && isInstalling(program, found.plain[0], []));
    if (!isKnown) return `what "${raw}" stands for is known only when it runs`;
    found.unknown ??= raw;
  } else if (workspaces.test(value)) found.isOfWorkspace = true;
  else if (value === "--if-present") {
    const why = "--if-present is content when there is no such script";
    found.faults.push({ kind: "skipped", level: "undecided", at, why });
  } else if (!value.startsWith("-")) found.plain.push(value);
  else if (!isHarmless(value)) found.unknown ??= value;
  else if (program === "npm" && takesNext(value, rest[0]?.value)) rest.shift();
  return undefined;
};

interface Around {
  at: Fault["at"];
  /** The words behind it. */
  rest: Word[];
  program: string;
}

/** Npm takes `--color false` together, and `--color gate` not: github.com/npm/nopt, "Types". */
const takesNext = (flag: string, next: string | undefined): boolean => {
  if (flag === "--loglevel") return true;
  return switches.has(flag) && (isTruth(next) || (next === "always" && flag.endsWith("color")));
};

const isTruth = (value: string | undefined): boolean => value === "true" || value === "false";

const argsOf = (words: readonly Word[]): string[] =>
  words.filter(({ value }) => value !== "--").map(({ value, raw }) => (value === undefined ? raw : shellQuote(value)));

const workspaces = /^(?:-w|--workspaces?|--filter|-r|--recursive|-F|-ws)(?:=|$)/;
const places: Readonly<Record<string, readonly string[]>> = {
  npm: ["--prefix", "-C"],
  pnpm: ["--dir", "--prefix", "-C"],
  yarn: ["--cwd"],
  bun: ["--cwd"],
};
/** They only say more or less. */
const isHarmless = (flag: string): boolean => {
  const [name = "", ...value] = flag.split("=");
  if (switches.has(name)) return value.length === 0 || isTruth(value.join("="));
  return name === "--loglevel" || verbosities.has(flag);
};

const switches = new Set([
  ...["color", "fund", "audit", "progress", "update-notifier"].flatMap((name) => [`--${name}`, `--no-${name}`]),
  "--foreground-scripts",
]);
const verbosities = new Set(["-s", "--silent", "-q", "--quiet", "-d", "--verbose"]);
