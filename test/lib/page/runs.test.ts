import { describe, expect, test } from "vitest";
import { hasSucceeded, labelsOf, onceEach, succeededWords } from "../../../lib/page/runs.ts";
import type { BundleVerdict } from "../../../lib/verify/index.ts";
import { failed, succeeded } from "../../support/bundle.ts";

const verdictOf = (more: Partial<BundleVerdict> = {}): BundleVerdict =>
  ({
    ...{ bundle: "a", verdict: "proved", integrity: "proved", bundleDigest: "d".repeat(64), findings: [] },
    ...{ runId: "2026-02-15T20-13-00Z-0000000a", step: "train", outcome: succeeded },
    ...more,
  }) as BundleVerdict;

test.each<[Partial<BundleVerdict>, boolean]>([
  [{}, true],
  [{ outcome: failed }, false],
  [{ outcome: null }, false],
  [{ integrity: "violated" }, false],
  [{ integrity: "undecided" }, false],
])("hasSucceeded %j: %s", (more, expected) => expect(hasSucceeded(verdictOf(more))).toBe(expected));

test("succeededWords counts", () => {
  expect(succeededWords([verdictOf()])).toBe("1 of 1 run succeeded");
  expect(succeededWords([verdictOf(), verdictOf({ outcome: failed })])).toBe("1 of 2 runs succeeded");
});

test.each<[string, Partial<BundleVerdict>, number]>([
  ["named in another way", { bundle: "./a" }, 1],
  ["another bundle", { bundleDigest: "e".repeat(64) }, 2],
  ["a damaged copy", { integrity: "violated", verdict: "violated" }, 2],
  ["a copy with other signatures", { signatures: [{}] as never }, 2],
])("onceEach: %s", (_, more, count) => {
  expect(onceEach([verdictOf(), verdictOf(more)], (verdict) => verdict)).toHaveLength(count);
});

test("onceEach tells every one of which no digest is known", () => {
  const unknown = verdictOf({ bundleDigest: null });
  expect(onceEach([unknown, unknown], (verdict) => verdict)).toHaveLength(2);
});

describe("labelsOf", () => {
  const [a, b] = ["2026-02-15T20-13-00Z-0000000a", "2026-02-16T20-13-00Z-0000000b"];
  test.each<[string, [string, string | null, string | null][], string[]]>([
    [
      "steps that differ",
      [
        [a, "clean", a],
        [b, "train", b],
      ],
      ["clean", "train"],
    ],
    [
      "one step",
      [
        [a, "train", a],
        [b, "train", b],
      ],
      ["train 0000000a", "train 0000000b"],
    ],
    [
      "one step among others",
      [
        [a, "x", a],
        [b, "x", b],
        ["c", "y", "c"],
      ],
      ["x 0000000a", "x 0000000b", "y"],
    ],
    [
      "ids that people chose",
      [
        ["u", "train", "night-1"],
        ["v", "train", "night-2"],
      ],
      ["train night-1", "train night-2"],
    ],
    [
      "ids with one end",
      [
        [a, "x", a],
        ["z", "x", b.replace("b", "a")],
      ],
      [`x ${a}`, `x ${b.replace("b", "a")}`],
    ],
    [
      "copies",
      [
        ["p", "x", "r"],
        ["q", "x", "r"],
      ],
      ["x r p", "x r q"],
    ],
    [
      "a step that looks like a label",
      [
        [a, "x", a],
        [b, "x", b],
        ["c", "x 0000000a", "c"],
      ],
      [`x ${a}`, "x 0000000b", "x 0000000a c"],
    ],
    [
      "no step, no id",
      [
        ["p", null, null],
        ["q", "x", null],
      ],
      ["p", "x"],
    ],
  ])("%s", (_, runs, labels) => {
    const views = runs.map(([name, step, runId]) => ({ name, verdict: verdictOf({ step, runId }) }));
    expect(labelsOf(views)).toEqual(labels);
  });
});
