/**
 * What a command runs of a repository, in a few words.
 *
 * @module
 */
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";
import type { Word } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { allCalledBy } from "../../../../../lib/guard/parity/task/calls.ts";
import { taskOf } from "../../../../../lib/guard/parity/task/index.ts";

/** The words of one command. */
export const wordsOf = (command: string): readonly Word[] => {
  const node = parseShell(command).items[0]?.node;
  if (node?.kind !== "simple") throw new Error(`Not one command: ${command}`);
  return node.words;
};

/** `why: …`, `another program`, or the scripts (`perhaps` where it is another program that may run them), each with its directory, options and faults where it has some. */
export const taskRuns = async (
  command: string,
  files: Readonly<Record<string, string>>,
  cwd = "",
  links: readonly string[] = [],
): Promise<string[]> => {
  const words = wordsOf(command);
  const asked = { argv: words.map(({ value }) => value), words, cwd, at: { path: "ci", line: 1, column: 1 } };
  const task = await taskOf(asked, {
    paths: [...Object.keys(files), ...links].sort(),
    text: async (path) => files[path],
  });
  if (task === undefined) return ["another program"];
  if ("why" in task) return [`why: ${task.why}`];
  const isCalled = task.isBeside === "called";
  const scripts = task.scripts.map(({ text, cwd: below, faults, errexit, pipefail, places, args }) => {
    const { path, line, column } = places(0);
    const said = faults.map(
      ({ kind, level, at }) => `${level === "violation" ? "" : "perhaps "}${kind} ${at.path}:${at.line}:${at.column}`,
    );
    return [
      `${path}:${line}:${column} ${text.trim()}`,
      ...(below === "" ? [] : [`in ${below}`]),
      ...(errexit === false ? [] : ["-e"]),
      ...(pipefail === false ? [] : ["pipefail"]),
      ...(args === undefined || args.length === 0 ? [] : [`with ${args.map(({ raw }) => raw).join(" ")}`]),
      ...said,
    ].join(", ");
  });
  return isCalled ? ["another program", ...scripts.map((one) => `perhaps ${one}`)] : scripts;
};

const spelled = (words: readonly Word[]): string => words.map(({ raw, value }) => value ?? `<${raw}>`).join(" ");

/** What the words of a command call, each in a few words: what only a run knows of them stands in `<>`. */
export const callsOf = (command: string): string[] =>
  allCalledBy(wordsOf(command)).map((called) => {
    if ("words" in called) return spelled(called.words);
    if ("line" in called) return `line: ${called.line}${called.below === undefined ? "" : `, in ${called.below}`}`;
    if ("name" in called) return `script: ${[called.name, ...called.args].join(" ")}`;
    if ("file" in called) return `file: ${called.file.value}`;
    if ("input" in called) return `input: ${called.input}`;
    if ("why" in called) return `why: ${/"(.*)"/s.exec(called.why)?.[1] ?? called.why}`;
    const { tail, shell, args } = called;
    return `end of a path: ${spelled([...(shell === undefined ? [] : [shell]), { ...plain, value: tail }, ...args])}`;
  });

const plain = { raw: "", at: 0, end: 0 };
