import { expect, test } from "vitest";
import { baseLines } from "../../lib/base-text.ts";
import type { BaseNote } from "../../lib/report.ts";

const note: BaseNote = {
  ...{ ref: "origin/main", from: "GITHUB_BASE_REF", commit: "0123456789abcdef", judge: "base" },
  changes: [
    { kind: "loosened", key: "artifacts.deny", message: 'artifacts.deny no longer has "a"' },
    { kind: "tightened", key: "run.sign", message: "run.sign is true now, was false" },
    { kind: "tightened", key: "waivers", message: "the waiver 1 of X is gone", honoured: true },
    { kind: "words", key: "project", message: "project is other" },
    { kind: "words", key: "run.out", message: "run.out is other" },
  ],
};

test("without a base nothing is said", () => {
  expect(baseLines(undefined)).toEqual([]);
});

test("names the base, what would loosen or tighten, and counts words", () => {
  expect(baseLines(note).join("\n")).toMatchInlineSnapshot(`
    "judged by the configuration and lists of the base origin/main at 0123456789ab (GITHUB_BASE_REF)
      not honoured: loosened: artifacts.deny no longer has "a"
      not honoured: tightened: run.sign is true now, was false
      honoured: tightened: the waiver 1 of X is gone
      not honoured: 2 changes of words"
  `);
});

test("says that the candidate judged itself, and makes names visible", () => {
  expect(baseLines({ ...note, ref: "a\u001b[2J", judge: "candidate", changes: [] })).toEqual([
    "base a\\u{1b}[2J at 0123456789ab (GITHUB_BASE_REF) has no configuration: the candidate's own judged",
  ]);
});
