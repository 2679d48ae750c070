import { expect, it } from "vitest";
import type { Statement } from "../../../../../lib/guard/runtime/declaration.ts";
import { say } from "../../../../../lib/guard/runtime/planted.ts";
import { mismatch } from "../../../../../lib/guard/runtime/rules/mismatch.ts";
import { ci, engines, find, judge, nodeCi, nodePin, pin, range, tox } from "./support.ts";

it.each<[string, Statement[], string[]]>([
  ["runtimes that have nothing to do with each other", [range(">=3.11"), nodePin("3.10"), nodeCi("3.10")], []],
  ["what CI tests besides what is picked", [range(">=3.11"), pin("3.12"), ci("3.13")], []],
  ["what tox tests besides what is picked", [pin("3.12"), tox("3.11")], []],
  ["what is picked besides what tox tests", [tox("3.11"), pin("3.12")], []],
  [
    "a pin before the range",
    [pin("3.10"), range(">=3.11")],
    ["violation: pin at 1:1 picks Python 3.10, which requires-python at pyproject.toml:1:1 refuses"],
  ],
  [
    "what tox tests outside of the range",
    [tox("3.10"), range(">=3.11")],
    ["violation: tox environment at 1:1 tests Python 3.10, which requires-python at pyproject.toml:1:1 refuses"],
  ],
  ["what tox tests in another directory", [range(">=3.11", "a/pyproject.toml"), tox("3.10", "b/tox.ini")], []],
  [
    "a pin that may leave the range",
    [pin("3"), range(">=3.11,<3.90")],
    ["undecided: pin at 1:1 may pick a Python version that requires-python at pyproject.toml:1:1 refuses"],
  ],
  [
    "CI that fits none of several projects",
    [range(">=3.11", "a/pyproject.toml"), range(">=3.12", "b/pyproject.toml"), ci("3.9")],
    ["violation: setup-python at 1:1 tests Python 3.9, which requires-python at a/pyproject.toml:1:1 refuses"],
  ],
  ["CI for a project below, besides pins", [range("<3.10", "a/pyproject.toml"), pin("3.9"), ci("3.9")], []],
  [
    "CI that fits neither the top nor a project below",
    [range(">=3.11"), range(">=3.12", "a/pyproject.toml"), ci("3.9")],
    ["violation: setup-python at 1:1 tests Python 3.9, which requires-python at pyproject.toml:1:1 refuses"],
  ],
  [
    "CI that fits one of two ranges at the top",
    [range(">=3.11"), range(">=3.12", "setup.cfg"), ci("3.11")],
    ["violation: setup-python at 1:1 tests Python 3.11, which requires-python at setup.cfg:1:1 refuses"],
  ],
  [
    "an image, in the words of its name",
    [engines(">=20"), say("exact", "node:18", { path: "Dockerfile", source: "FROM", runtime: "node", text: "18" })],
    ['violation: FROM at 1:1 picks "node:18", which engines.node at package.json:1:1 refuses'],
  ],
])("RUNTIME_MISMATCH: %s", (_, statements, expected) => {
  expect(judge(mismatch, { statements })).toEqual(expected);
});

it("RUNTIME_MISMATCH compares as many as 2000, and doubts more", () => {
  const many = (length: number) => find(mismatch, { statements: Array.from({ length }, () => ci("3.12")) });
  expect(many(2000)).toEqual([]);
  expect(many(2001)).toMatchObject([{ level: "undecided" }]);
});

it("RUNTIME_MISMATCH keeps its fingerprint when a value moves, and changes it with the value", () => {
  const of = (pinned: string, ranged: string, path?: string) =>
    find(mismatch, { statements: [range(ranged), pin(pinned, path)] })[0]?.fingerprint;
  expect(of("3.10", ">=3.11", "Dockerfile")).toBe(of("3.10", ">=3.11"));
  expect(new Set([of("3.10", ">=3.11"), of("3.9", ">=3.11"), of("3.10", ">=3.12")]).size).toBe(3);
});
