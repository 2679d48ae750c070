/**
 * Programs that run a command which stands in their own words: `npx npm ci`, `npx -c '…'`, `corepack pnpm install`,
 * `cross-env A=b npm run build`.
 *
 * docs.npmjs.com "npm-exec" and "npm-explore", pnpm.io "exec" and "dlx", yarnpkg.com "exec" and "dlx", bun.com "bunx", the manuals
 * of the others.
 *
 * @module
 */
import { managers } from "../altered/packages.ts";
import { inert } from "../launch.ts";
import type { Word } from "../shell/syntax.ts";
import { listingOf } from "./called-names.ts";
import { type Named, nearestScripts } from "./package-scripts.ts";
import { type Asked, inDirectory, isShell, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** What is run is beside `asked`, which may be another program of that name; undefined where nothing is known of it. */
export const calledTask = async (
  asked: Asked,
  files: TaskFiles,
  find: (asked: Asked, files: TaskFiles) => Promise<Task | undefined>,
): Promise<Extract<Task, { scripts: unknown }> | undefined> => {
  const scripts: TaskScript[] = [];
  let isInstalling = false;
  for (const one of allCalledBy(asked.words)) {
    const task = "words" in one ? await find(askedOf(asked, one.words), files) : undefined;
    isInstalling ||= task !== undefined && "isBeside" in task && task.isBeside === true;
    if (task !== undefined) scripts.push(...("scripts" in task ? task.scripts : (task.perhaps ?? [])));
    if ("name" in one) scripts.push(...(await nearestScripts(asked.cwd, one, files)));
    if ("line" in one) scripts.push(scriptOf(one, asked));
  }
  return scripts.length === 0 ? undefined : { scripts, isBeside: isInstalling || "called" };
};

// --- internal ---

/** A command; what a shell reads, in a directory `below`; scripts of package.json. */
type Called = { words: readonly Word[] } | Line | Named;

interface Line {
  line: string;
  below?: string;
}

const askedOf = (asked: Asked, words: readonly Word[]): Asked => ({
  ...asked,
  words,
  argv: words.map(({ value }) => value),
});

const scriptOf = ({ line, below }: Line, { cwd, at }: Asked): TaskScript => ({
  ...{ ...plainShell, text: line, places: () => at, faults: [] },
  cwd: below === undefined ? cwd : inDirectory(cwd, below),
});

/** And by what those call in their turn: each is the end of `words`, or that behind another name. */
const allCalledBy = (words: readonly Word[]): readonly Called[] => {
  const found = new Map<string, Called>();
  const left = [words];
  for (const one of left) {
    for (const called of calledBy(one)) {
      const key = "words" in called ? `${called.words.length} ${called.words[0]?.value}` : JSON.stringify(called);
      if (found.has(key)) continue;
      found.set(key, called);
      if ("words" in called && left.length < most) left.push(called.words);
    }
  }
  return [...found.values()];
};

/** Nobody writes more of them in front of each other. */
const most = 16;

const calledBy = (words: readonly Word[]): readonly Called[] => {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const name = nameOf(first.value);
  // By its path, or by its other name.
  const manager = name === "yarnpkg" ? "yarn" : name;
  if (managers.has(manager) && manager !== first.value) return [{ words: [{ ...first, value: manager }, ...rest] }];
  const listing = listingOf(name);
  if (listing !== undefined) return listing(rest);
  const runner = runners.get(name);
  if (runner === undefined) return [];
  const explored = name === "npm" ? explore(rest) : [];
  const { behind, isNamed } = behindName(rest, runner);
  if (!isNamed && runner.isNeeded === true) return explored;
  if (runner.calls !== true) return commandsIn(behind);
  // npm reads its own options wherever they stand.
  const own = name === "npm" ? endOf(rest) : (candidatesIn(rest).at(-1) ?? rest.length);
  return [...linesIn(rest, own), ...commandsIn(behind), ...(name === "npx" ? inPackages(words, own + 1) : [])];
};

/** Without its directory and version. */
const nameOf = (value = ""): string => value.replace(/(?<=[^/])@[^/@]*$/, "").replace(/.*\//s, "");

interface Runner {
  /** What may stand in front of the command. */
  name?: RegExp;
  isNeeded?: true;
  /** It takes the command as a text, too: `-c`. */
  calls?: true;
}

const runners = new Map<string, Runner>([
  ...["bunx", "pnpx", "corepack", "cross-env", "cross-env-shell", "dotenv", "env-cmd"].map(
    (name) => [name, {}] as const,
  ),
  ["npx", { calls: true }],
  ["npm", { name: /^(?:exec?|x)$/, isNeeded: true, calls: true }],
  ...["dotenvx", "poetry", "uv", "pdm", "hatch", "pipenv"].map(
    (name) => [name, { name: /^run$/, isNeeded: true }] as const,
  ),
  ["bundle", { name: /^exec$/, isNeeded: true }],
  ...["doas", "setsid", "ionice", "xargs", "busybox", "toybox"].map((name) => [name, {}] as const),
  // Where there is no script of that name, they run a program.
  ...["pnpm", "yarn", "bun"].map((name) => [name, { name: /^(?:exec|dlx|x|run)$/ }] as const),
]);

const behindName = (words: readonly Word[], { name }: Runner): { behind: readonly Word[]; isNamed: boolean } => {
  const at = candidatesIn(words).find((index) => name?.test(words[index]?.value ?? "") === true);
  return { behind: at === undefined ? words : words.slice(at + 1), isNamed: at !== undefined };
};

const endOf = (words: readonly Word[]): number => {
  const end = words.findIndex(({ value }) => value === "--");
  return end === -1 ? words.length : end;
};

/** Where the first word may stand that is neither an option nor the value of one. What only a run knows may be either. */
const candidatesIn = (words: readonly Word[]): readonly number[] => {
  const found: number[] = [];
  let isValue = false;
  for (const [at, { value }] of words.entries()) {
    if (value === undefined || /^-./.test(value)) {
      isValue = value === undefined || !(inert.test(value) || value.includes("="));
      continue;
    }
    const isSetting = /^\w+=/.test(value);
    if (!isSetting || /\s/.test(value)) found.push(at);
    if ((!isSetting && !isValue) || found.length === most) break;
    isValue = isSetting && isValue;
  }
  return found;
};

const commandsIn = (words: readonly Word[]): Called[] =>
  candidatesIn(words).flatMap((at): Called => {
    const [first, ...rest] = words.slice(at) as [Word, ...Word[]];
    const { value = "" } = first;
    const name = nameOf(value);
    // Some hand such a word to a shell; to others it is no program.
    if (/\s/.test(value) || isShell(name)) return { line: [value, ...rest.map(({ raw }) => raw)].join(" ") };
    return { words: [{ ...first, value: value.includes("/") && !value.startsWith("@") ? value : name }, ...rest] };
  });

/** `-c '…'`, before the word at `end`. */
const linesIn = (words: readonly Word[], end: number): Called[] =>
  words.slice(0, end).flatMap(({ value = "" }, index): Called[] => {
    const [option, given] = /^(?:-c|--call?)(?:=(.*))?$/s.exec(value) ?? [];
    const line = option === undefined ? undefined : (given ?? words[index + 1]?.value);
    return line === undefined ? [] : [{ line }];
  });

/** `npx -w PACKAGE COMMAND`: it is `npm exec`, with the command at `end`. */
const inPackages = (words: readonly Word[], end: number): Called[] => {
  const [first, ...own] = words.slice(0, end);
  if (first === undefined || !own.some(({ value = "" }) => /^(?:-w|-ws|--workspaces?)(?:=|$)/.test(value))) return [];
  const as = (value: string): Word => ({ ...first, value });
  return [{ words: [as("npm"), as("exec"), ...own, as("--"), ...words.slice(end)] }];
};

/** `npm explore PACKAGE -- COMMAND` */
const explore = (words: readonly Word[]): Called[] => {
  const { behind, isNamed } = behindName(words, { name: /^explo(?:re?)?$/ });
  const found = behind[candidatesIn(behind)[0] ?? 0];
  if (!isNamed || found?.value === undefined) return [];
  const command = behind.slice(behind.indexOf(found) + 1).filter((word) => word.value !== "--");
  const [only, ...others] = command;
  const line = others.length === 0 ? (only?.value ?? "") : command.map(({ raw }) => raw).join(" ");
  const as = (value: string): Word => ({ ...found, value });
  // It may be a link to one of the workspace.
  const linked = [as("npm"), as("exec"), as(`--workspace=${found.value}`), as("--"), ...command];
  return [{ line, below: `node_modules/${found.value}` }, { words: linked }];
};
