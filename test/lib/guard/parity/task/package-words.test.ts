import { describe, expect, it } from "vitest";
import { readWords, spreadWords } from "../../../../../lib/guard/parity/task/package-words.ts";
import { wordsOf } from "./support.ts";

describe("spreadWords", () => {
  it.each([
    ["yarn workspace a run gate", "yarn --workspace=a run gate"],
    ["yarn workspace $A gate", "yarn --workspace=* gate"],
    ["yarn workspace", "yarn --workspace=*"],
    ["yarn --cwd b workspace a gate", "yarn --cwd b --workspace=a gate"],
    ["yarn workspaces run gate", "yarn --workspaces run gate"],
    ["yarn workspaces foreach -A run gate", "yarn --workspaces run gate"],
    ["yarn workspaces foreach exec tsc", "yarn --workspaces exec tsc"],
    ["pnpm recursive run gate", "pnpm --recursive run gate"],
    ["pnpm multi gate", "pnpm --recursive gate"],
    ["pnpm -C b m gate", "pnpm -C b --recursive gate"],
  ])("%s is %s", (command, expected) => {
    const [program = ""] = command.split(" ");
    expect(spreadWords(program, wordsOf(command)).map(({ value }) => value)).toEqual(expected.split(" "));
  });

  it.each([
    ...[
      "yarn",
      "yarn --cwd workspace",
      "yarn --cwd workspaces",
      "yarn workspaces",
      "yarn workspaces list run",
      "yarn workspaces foreach",
    ],
    ...["yarn run workspaces run", "yarn recursive run a", "pnpm vm a", "pnpm more a", "pnpm workspace a run gate"],
  ])("%s is itself", (command) => {
    const [program = ""] = command.split(" ");
    const words = wordsOf(command);
    expect(spreadWords(program, words)).toEqual(words);
  });
});

describe("readWords, in which packages", () => {
  it.each<[string, (string | undefined)[] | undefined]>([
    ["npm run gate", undefined],
    ["npm run gate -w a --workspace b --workspace=c=d", ["a", "b", "c=d"]],
    ["npm run gate -w", [undefined]],
    ["npm run gate -w $A", [undefined]],
    ["npm --workspaces a gate", []],
    ["npm -ws a gate", []],
    ["npm --filter a gate", []],
    ["pnpm -F a --filter=b --filter-prod c --workspace d gate", ["a", "b", "c", "d"]],
    ["pnpm --workspace-root a gate", []],
    ["pnpm -w a gate", []],
    ["pnpm -r a", []],
  ])("%s", (command, expected) => {
    const words = wordsOf(command);
    const asked = { argv: words.map(({ value }) => value), words, cwd: "", at: { path: "ci", line: 1, column: 1 } };
    const [program = ""] = command.split(" ");
    expect(readWords(program, asked)).toMatchObject({ which: expected });
  });
});
