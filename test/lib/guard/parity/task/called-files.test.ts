import { describe, expect, test } from "vitest";
import type { Word } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { calledTask } from "../../../../../lib/guard/parity/task/called.ts";
import { fileTask } from "../../../../../lib/guard/parity/task/file.ts";
import { packageTask } from "../../../../../lib/guard/parity/task/package.ts";
import type { Asked, Task, TaskFiles } from "../../../../../lib/guard/parity/task/task.ts";
import { wordsOf } from "./support.ts";

const texts: Record<string, string> = {
  "x.sh": "in x",
  "low/x.sh": "in low",
  "low/bin/y.sh": "in y",
  "node.js": "in node",
  "package.json": JSON.stringify({ scripts: { a: "top" } }),
  "low/package.json": JSON.stringify({ scripts: { a: "below" } }),
};
const files: TaskFiles = { paths: Object.keys(texts).sort(), text: async (path) => texts[path] };
const at = { path: "ci", line: 1, column: 1 };

const find = async (asked: Asked, all: TaskFiles): Promise<Task | undefined> =>
  (await packageTask(asked, all)) ?? (await fileTask(asked, all));

/** What is called beside the command: the scripts, with their directories, and why there may be others. */
const beside = async (command: string, more: Partial<Asked> = {}): Promise<string[]> => {
  const words = wordsOf(command);
  const asked = { argv: words.map(({ value }) => value), words, cwd: "", at, ...more };
  const task = await calledTask(asked, files, find);
  if (task === undefined) return [];
  expect(task.isBeside).toBe("called");
  const scripts = task.scripts.map(({ text, cwd }) => (cwd === "" ? text : `${text}, in ${cwd}`));
  return [...scripts, ...(task.unread === undefined ? [] : [`unread: ${task.unread}`])];
};

const words = (text: string): Word[] => [...wordsOf(text)];
const fromInput = "unread: what a shell reads from its input is known only when it runs";

describe("a shell", () => {
  test.each<[string, string, ...string[]]>([
    ["sh -c 'a b'", "", "a b"],
    ["sh -c 'a b'", "low", "a b, in low"],
    ["dash x.sh", "", "in x"],
    ["sh x.sh", "low", "in low, in low"],
    ["bash gone.sh", "", 'unread: git tracks no script "gone.sh"'],
    ["npx sh gone.sh", "low", 'unread: git tracks no script "gone.sh"'],
    ["sh node_modules/a/x.sh", ""],
    ["sh a/node_modules/x.sh", ""],
    ["sh x.sh", "node_modules/a"],
    ["sh a_node_modules/x.sh", "", 'unread: git tracks no script "a_node_modules/x.sh"'],
    ["sh node_modules", "", 'unread: git tracks no script "node_modules"'],
    ["sh /usr/lib/x.sh", ""],
    ["sh /opt/x.sh", ""],
    ["sh /etc/x.sh", ""],
    ["sh /bin/x.sh", ""],
    ["sh /dev/null", ""],
    ["sh /dev/nulls", "", 'unread: git tracks no script "/dev/nulls"'],
    ["sh /tmp/usr/x.sh", "", 'unread: git tracks no script "/tmp/usr/x.sh"'],
    ["sh /usrx", "", 'unread: git tracks no script "/usrx"'],
    ["npm explore p a", "low", "a, in low/node_modules/p", "a, in low", "a"],
    ['sh "$A"', "", 'unread: what ""$A"" stands for is known only when it runs'],
    ['npx -a "$A"', "", 'unread: what ""$A"" stands for is known only when it runs'],
    ["node --run a", "", "top"],
    ["node --run a", "low", "below, in low"],
    ["run-s a", "low/bin", "below, in low"],
    ["npx npm run a", "", "top"],
    ["npx npm run gone", ""],
    ["npx tool", ""],
  ])("%s, in %j", async (command, cwd, ...expected) => {
    expect(await beside(command, { cwd })).toEqual(expected);
  });
});

describe("what is known of a path", () => {
  test.each<[string, string, ...string[]]>([
    ['sh "$D/x.sh"', "", "in low", "in x"],
    ['sh "$D/x.sh"', "low", "in low, in low", "in x, in low"],
    ['sh "$D/low/x.sh"', "", "in low"],
    ['"$D/y.sh" a', ""],
    ['sh "$D/bin/y.sh"', "", "in y"],
    ['sh "$D/gone.sh"', ""],
    ['sh "$D/h"', ""],
    ['. "$D/y.sh"', "", "in y"],
  ])("%s, in %j", async (command, cwd, ...expected) => {
    expect(await beside(command, { cwd })).toEqual(expected);
  });
});

describe("a shell's input", () => {
  test.each<[Asked["input"], ...string[]]>([
    [undefined, fromInput],
    [{ texts: [], files: [], isOpen: false }],
    [{ texts: ["a", "b"], files: [], isOpen: false }, "a", "b"],
    [{ texts: ["a"], files: [], isOpen: true }, "a", fromInput],
    [{ texts: [], files: words("x.sh"), isOpen: false }, "in x"],
    [{ texts: ["a"], files: words("x.sh low/x.sh"), isOpen: false }, "a", "in x", "in low"],
    [{ texts: [], files: words("x.sh a b"), isOpen: false }, "in x", 'unread: git tracks no script "a"'],
    [{ texts: [], files: words("a"), isOpen: true }, fromInput],
  ])("%j", async (input, ...expected) => {
    expect(await beside("npx sh", { input })).toEqual(expected);
  });
});

describe("what the script says of variables", () => {
  test.each<[string, string, ...string[]]>([
    ["$A", "A='sh x.sh'", "sh x.sh"],
    ["$A 'b c' $B", "A=a", "a 'b c' $B"],
    ["$A", "A=a; A=b", "a", "b"],
    ["npm run $A", "A=a", "npm run a"],
    ["npm run a", "A=a"],
    ["tool $A", "A=a"],
    ["tool", "A=a"],
    ["$A", "B=a", 'unread: what "$A" stands for is known only when it runs'],
  ])("%s, of %s", async (command, past, ...expected) => {
    expect(await beside(command, { past })).toEqual(expected);
  });

  test("with the programs in front of it", async () => {
    expect(await beside("tool", { whole: words("sudo -u x sh -c a") })).toEqual(["a"]);
  });
});

test("the first reason counts, and what may be among others", async () => {
  const script = (text: string) => ({
    ...{ errexit: false, pipefail: false, isSh: true, text, cwd: "", faults: [] },
    places: () => at,
  });
  const ask = async (command: string, found: (words: readonly Word[]) => Task | undefined) => {
    const all = words(command);
    const task = await calledTask({ argv: [], words: all, cwd: "", at }, files, async (asked) => found(asked.words));
    return task && { ...task, scripts: task.scripts.map(({ text }) => text) };
  };
  const why = ([first]: readonly Word[]): Task => ({ why: `of ${first?.value}` });
  expect(await ask("npx -a b c", why)).toEqual({ scripts: [], unread: "of b", isBeside: "called" });
  const perhaps = ([first]: readonly Word[]): Task => ({ why: "x", perhaps: [script(`in ${first?.value}`)] });
  expect(await ask("npx -a b c", perhaps)).toStrictEqual({ scripts: ["in b", "in c"], isBeside: "called" });
  expect(await ask("npx b", () => ({ why: "x", perhaps: [] }))).toBeUndefined();
});

test("a line stands where its command does", async () => {
  const task = await calledTask({ argv: [], words: words("sh -c a"), cwd: "", at }, files, find);
  expect(task?.scripts.map(({ places }) => places(0))).toEqual([at]);
});
