/**
 * The scripts that a command runs by what its own words say: `npx npm ci`, `timeout 5 sh -c '…'`, `echo '…' | sh`, `run-s NAME`.
 *
 * @module
 */
import { managers } from "../altered/packages.ts";
import { joined } from "../shell/state.ts";
import type { Word } from "../shell/syntax.ts";
import { type Called, type Line, lineOf } from "./call.ts";
import { allCalledBy } from "./calls.ts";
import { nearestScripts } from "./package-scripts.ts";
import { settledWords } from "./settled.ts";
import { type Asked, inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

type Found = Extract<Task, { scripts: unknown }>;
type Find = (asked: Asked, files: TaskFiles) => Promise<Task | undefined>;

/** What is run is beside `asked`, which may be another program of that name; undefined where nothing is known of it. */
export const calledTask = async (asked: Asked, files: TaskFiles, find: Find): Promise<Found | undefined> => {
  const all: Found = { scripts: [] };
  const words = asked.whole ?? asked.words;
  const called = allCalledBy(words);
  const isOpen = called.some((one) => "why" in one) || managers.has(words[0]?.value ?? "");
  const settled = isOpen ? settledWords(words, asked.past ?? "") : undefined;
  const commands = settled?.map((one) => ({ line: lineOf(one) })) ?? called;
  for (const one of commands) {
    const { scripts, isBeside, unread } = await scriptsOf(one, { asked, files, find });
    all.scripts.push(...scripts);
    if (isBeside === true) all.isBeside = true;
    if (unread !== undefined) all.unread ??= unread;
  }
  all.isBeside ??= "called";
  return all.scripts.length === 0 && all.unread === undefined ? undefined : all;
};

// --- internal ---

interface Around {
  asked: Asked;
  files: TaskFiles;
  find: Find;
}

/** What one of them runs. */
type Part = Omit<Found, "unread"> & { unread?: string | undefined };

const scriptsOf = async (called: Called, around: Around): Promise<Part> => {
  const { asked, files } = around;
  if ("words" in called) return await commandOf(called.words, around);
  if ("line" in called) return { scripts: [scriptOf(called, asked)] };
  if ("name" in called) return { scripts: await nearestScripts(asked.cwd, called, files) };
  if ("file" in called) return await fileOf(called.file, around);
  if ("tail" in called) return await tailOf(called, around);
  return "why" in called ? { scripts: [], unread: called.why } : await inputOf(around);
};

const commandOf = async (words: readonly Word[], { asked, files, find }: Around): Promise<Part> => {
  const task = await find(askedOf(asked, words), files);
  if (task === undefined) return { scripts: [] };
  if ("scripts" in task) return task;
  const { perhaps, why } = task;
  return perhaps === undefined ? { scripts: [], unread: why } : { scripts: [...perhaps] };
};

const askedOf = (asked: Asked, words: readonly Word[]): Asked => ({
  ...asked,
  words,
  argv: words.map(({ value }) => value),
});

const scriptOf = ({ line, below }: Line, { cwd, at }: Pick<Asked, "cwd" | "at">): TaskScript => ({
  ...{ ...plainShell, text: line, places: () => at, faults: [] },
  cwd: below === undefined ? cwd : inDirectory(cwd, below),
});

const shell: Word = { value: "sh", raw: "sh", at: 0, end: 0 };

/** What git tracks has been found; that of a package, or of the system, is a program like others. */
const fileOf = async (file: Word, around: Around): Promise<Part> => {
  const { scripts } = await commandOf([shell, file], around);
  const { value = "" } = file;
  const isOther = /(?:^|\/)node_modules\/|^\/(?:(?:usr|opt|etc|bin)\/|dev\/null$)/.test(
    joined(around.asked.cwd, value) ?? value,
  );
  return scripts.length > 0 || isOther ? { scripts } : { scripts, unread: `git tracks no script "${value}"` };
};

/** All that may be meant. */
const tailOf = async (
  { tail, shell: first, args }: Extract<Called, { tail: string }>,
  { asked, files, find }: Around,
): Promise<Found> => {
  const scripts: TaskScript[] = [];
  for (const path of files.paths.filter((one) => `/${one}`.endsWith(tail))) {
    const words = [...(first === undefined ? [] : [first]), { ...shell, value: `./${path}` }, ...args];
    const task = await find({ ...askedOf(asked, words), cwd: "" }, files);
    if (task !== undefined && "scripts" in task)
      scripts.push(...task.scripts.map((one) => ({ ...one, cwd: asked.cwd })));
  }
  return { scripts };
};

const inputOf = async (around: Around): Promise<Part> => {
  const { asked } = around;
  const { texts, files, isOpen } = asked.input ?? { texts: [], files: [], isOpen: true };
  const found: Part = { scripts: texts.map((line) => scriptOf({ line }, asked)) };
  if (isOpen) found.unread = "what a shell reads from its input is known only when it runs";
  for (const file of files) {
    const { scripts, unread } = await fileOf(file, around);
    found.scripts.push(...scripts);
    found.unread ??= unread;
  }
  return found;
};
