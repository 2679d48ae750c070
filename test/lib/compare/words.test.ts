import { describe, expect, test } from "vitest";
import { compareWords } from "../../../lib/compare/words.ts";

const words = (line: string) => line.split(" ");

describe("compareWords", () => {
  test.each([
    ["a flag's value by the flag", "py t.py --lr 0.1", "py t.py --lr 0.2", ["changed --lr 0.1 0.2"]],
    ["a value after an equals sign", "py --lr=0.1 x", "py --lr=0.2 x", ["changed --lr 0.1 0.2"]],
    ["a word by its place", "py a.py", "py b.py", ["changed argument 1 a.py b.py"]],
    ["a new flag", "py a.py", "py a.py --fast", ["added argument 2 null --fast"]],
    [
      "a new flag and its value as one",
      "py a.py",
      "py a.py --lr 0.1 --fast",
      ["added --lr null 0.1", "added argument 4 null --fast"],
    ],
    ["a flag that is gone, with its value", "py --seed 7 a", "py a", ["removed --seed 7 null"]],
    ["two flags with other names", "py --a=1", "py --b=1", ["changed argument 1 --a=1 --b=1"]],
    ["nothing", "py a", "py a", []],
  ])("names %s", (_, before, after, expected) => {
    const changes = compareWords(words(before), words(after));
    expect(changes.map((change) => `${change.what} ${change.name} ${change.before} ${change.after}`)).toEqual(expected);
  });
});
