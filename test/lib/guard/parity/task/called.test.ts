import { describe, expect, it } from "vitest";
import type { Word } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { calledTask } from "../../../../../lib/guard/parity/task/called.ts";
import { plainShell, type Task } from "../../../../../lib/guard/parity/task/task.ts";
import { wordsOf } from "./support.ts";

const files = { paths: [], text: async () => undefined };
const at = { path: "ci", line: 1, column: 1 };

const ask = (words: readonly Word[], find: (words: readonly Word[]) => Task | undefined) =>
  calledTask({ argv: words.map(({ value }) => value), words, cwd: "", at }, files, async (asked) => find(asked.words));

/** The commands that are looked for, and the lines for a shell, with the directory where that is another one. */
const called = async (command: string): Promise<string[]> => {
  const found: string[] = [];
  const task = await ask(
    wordsOf(command),
    (words) => void found.push(words.map(({ raw, value }) => value ?? raw).join(" ")),
  );
  const lines = (task?.scripts ?? []).map(({ text, cwd }) => `line: ${text}${cwd === "" ? "" : `, in ${cwd}`}`);
  return [...lines, ...found];
};

describe("what is called by", () => {
  it.each<[string, string[]]>([
    ["npx tool@1 a", ["tool a"]],
    ["npx ./x/tool a", ["./x/tool a"]],
    ["npx @s/tool@1 a", ["tool a"]],
    ["npx x@npm:tool@1 a", ["x@npm:tool a"]],
    ["npx -a b c d", ["b c d", "c d"]],
    ["cross-env A=1 b c", ["b c"]],
    ["cross-env -a A=1 b c", ["b c", "c"]],
    ["cross-env a-b=c d", ["a-b=c d"]],
    ["npx -y tool -c a", ["tool -c a"]],
    ["npx -c 'a b'", ["line: a b"]],
    ["npm --cal a exec tool", ["line: a", "tool"]],
    ["npm exec -c", []],
    ["npm exec -w a tool", ["a tool", "tool"]],
    ["npx -w a tool", ["a tool", "tool", "npm exec -w a -- tool", "a -- tool"]],
    ["npx --workspace a tool b", ["a tool b", "tool b", "npm exec --workspace a -- tool b", "a -- tool b"]],
    ["npx -p x-w tool", ["x-w tool", "tool"]],
    ["npm explore p -- a b", ["line: a b, in node_modules/p", "npm exec --workspace=p -- a b", "a b"]],
    ["npm explore --what p -- a b", ["line: a b, in node_modules/p", "npm exec --workspace=p -- a b", "a b"]],
    ["npm explore p 'a b'", ["line: a b, in node_modules/p", "line: a b", "npm exec --workspace=p -- a b"]],
    ["npm explore p", ["line: , in node_modules/p", "npm exec --workspace=p --"]],
    ["tool", []],
  ])("%s", async (command, expected) => {
    expect(await called(command)).toEqual(expected);
  });

  it("no words, or nothing that is known", async () => {
    const nothing = () => undefined;
    expect(await ask([], nothing)).toBeUndefined();
    expect(await ask(wordsOf("npx tool"), nothing)).toBeUndefined();
  });

  it("what is found by several ways counts once", async () => {
    const found = await called(`${"npx -a ".repeat(4)}${"npx ".repeat(6)}tool`);
    expect([found.length, found.at(-1)]).toEqual([10, "tool"]);
  });

  it("more than anybody writes, as far as a limit", async () => {
    expect(await called(`${"npx ".repeat(20)}tool`)).toHaveLength(16);
    expect(await called(`npx ${"-a b ".repeat(20)}tool`)).toHaveLength(16);
  });
});

it("is an installation where one of them is", async () => {
  const script = { ...plainShell, text: "a", places: () => at, cwd: "", faults: [] };
  const besides = async (isBeside: true | "called") =>
    await ask(wordsOf("npx -a b c"), ([first]) =>
      first?.value === "b" ? { scripts: [script], isBeside } : { scripts: [script] },
    );
  expect(await besides(true)).toMatchObject({ scripts: [script, script], isBeside: true });
  expect(await besides("called")).toMatchObject({ isBeside: "called" });
});
