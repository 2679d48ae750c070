import { describe, expect, test } from "vitest";
import type { GovernanceDiff } from "../../../../lib/guard/governance/index.ts";
import {
  formatDiff,
  formatRecordText,
  formatUpdate,
  type GovernanceUpdate,
} from "../../../../lib/guard/governance/index.ts";
import type { GovernanceRecord, RecordedChange } from "../../../../lib/guard/governance/record.ts";

const change = (patch: number, words: Partial<RecordedChange> = {}): RecordedChange => ({
  ...{ version: `1.0.${patch}`, step: "patch", date: "2026-01-02", author: "Ann", reason: "why", surfaces: "" },
  ...{ loosened: [], tightened: [], words: [], ...words },
});

const record = (changes: RecordedChange[], surfaces: Partial<GovernanceRecord["surfaces"]> = {}): GovernanceRecord => ({
  ...{ schema: "kprov.governance-lock/v1", version: changes.at(-1)?.version ?? "", changes },
  surfaces: {
    configuration: { path: "kprov.config.json", values: { project: "p" } },
    ...{ documents: {}, files: {}, rules: {}, workflows: {}, ...surfaces },
  },
});

const several = record(
  [change(0), change(1, { loosened: ["less\n"], tightened: ["more\t"], words: ["other words"] })],
  {
    configuration: { path: null, values: { a: 1, b: 2 } },
    documents: { "a\n.md": "1", "b.md": "2" },
    files: { "kprov.mk": "1" },
    workflows: { "w.yml": { sha256: "", meaning: null, pins: [] } },
    rules: { "check-a": ["A", "B"], "check-b": ["C"] },
  },
);

describe("formatRecordText", () => {
  test("says what is governed by numbers, and the newest change first with what loosened", () => {
    expect(formatRecordText(several, false)).toMatchInlineSnapshot(`
      "governance 1.0.1
      configuration without a file (2 keys)
      documents (2)
      workflows (1)
      files (1)
      rules (3 of check-a, check-b)

      1.0.1  patch  2026-01-02  Ann
        why
        loosened: less\\u{a}
      1.0.0  patch  2026-01-02  Ann
        why"
    `);
  });

  test("with verbose, by names, and with all that changed", () => {
    expect(formatRecordText(several, true)).toMatchInlineSnapshot(`
      "governance 1.0.1
      configuration without a file (2 keys)
      documents (2)
        a\\u{a}.md
        b.md
      workflows (1)
        w.yml
      files (1)
        kprov.mk
      rules (3 of check-a, check-b)

      1.0.1  patch  2026-01-02  Ann
        why
        loosened: less\\u{a}
        more\\u{9}
        other words
      1.0.0  patch  2026-01-02  Ann
        why"
    `);
  });

  test("says nothing of what there is none of", () => {
    expect(
      formatRecordText(record([change(0, { author: "Ann\u001b[2J", reason: "be\ncause" })]), true),
    ).toMatchInlineSnapshot(`
      "governance 1.0.0
      configuration kprov.config.json (1 key)
      rules (0 of )

      1.0.0  patch  2026-01-02  Ann\\u{1b}[2J
        be\\u{a}cause"
    `);
  });

  test("five changes are all; of six the first is left out, and named with verbose", () => {
    const changes = Array.from({ length: 6 }, (_, index) => change(index));
    const shown = (number: number, verbose: boolean) =>
      formatRecordText(record(changes.slice(0, number)), verbose)
        .split("\n\n")[1]
        ?.split("\n")
        .filter((line) => !line.startsWith("  "))
        .map((line) => line.slice(0, 11));
    const five = ["1.0.4  patc", "1.0.3  patc", "1.0.2  patc", "1.0.1  patc", "1.0.0  patc"];
    expect(shown(5, false)).toEqual(five);
    expect(shown(6, false)).toEqual(["1.0.5  patc", ...five.slice(0, 4), "… and 1 ear"]);
    expect(shown(6, true)).toEqual(["1.0.5  patc", ...five]);
  });
});

describe("formatDiff", () => {
  const diff: GovernanceDiff = {
    ...{ schema: "kprov.governance-diff/v1", from: "record", version: "1.0.0", step: "major" },
    changes: [
      { kind: "loosened", key: "a", path: "a", message: "a is\nwider" },
      { kind: "words", key: "b", path: "b", message: "b has other words" },
    ],
    values: [
      { place: "a.b", type: "changed", was: "1", is: "2\u202e" },
      { place: "c", type: "added", is: null },
      { place: "d\n", type: "removed", was: 1 },
    ],
  };

  test("says what loosened, and the step that it needs", () => {
    expect(formatDiff(diff, false)).toMatchInlineSnapshot(`
      "loosened   a is\\u{a}wider
      words      b has other words

      governance: 2 differences from the record (1.0.0), a major step"
    `);
  });

  test("with verbose the values of the configuration, where there are any that differ", () => {
    expect(formatDiff({ ...diff, from: "v1\n", changes: diff.changes.slice(0, 1) }, true)).toMatchInlineSnapshot(`
      "loosened   a is\\u{a}wider

      values of the configuration:
        ~ a.b: "1" → "2\\u{202e}"
        + c: null
        - d\\u{a}: 1

      governance: 1 difference from v1\\u{a} (1.0.0), a major step"
    `);
    expect(formatDiff({ ...diff, values: [] }, true)).toBe(formatDiff(diff, false));
  });

  test("says when nothing differs", () => {
    expect(formatDiff({ ...diff, changes: [], values: [] }, true)).toBe(
      "governance: no difference from the record (1.0.0)",
    );
  });
});

describe("formatUpdate", () => {
  const updated: GovernanceUpdate = {
    ...{ schema: "kprov.governance-update/v1", changed: true, path: "a\n.json", from: "1.0.0", version: "1.0.1" },
    ...{ step: "patch", untracked: ["b\n.md"] },
    changes: [{ kind: "words", key: "b", path: "b", message: "b\n" }],
  };

  test.each<[string, Partial<GovernanceUpdate>, string[]]>([
    [
      "a change",
      {},
      [
        ...["words      b\\u{a}", "not recorded, because git does not track it: b\\u{a}.md"],
        ...["governance 1.0.0 → 1.0.1 (patch): recorded in a\\u{a}.json", "next: git add a\\u{a}.json"],
      ],
    ],
    [
      "the first",
      { from: null, version: "1.0.0", changes: [], untracked: [] },
      ["governance 1.0.0: recorded in a\\u{a}.json", "next: git add a\\u{a}.json"],
    ],
    ["none", { changed: false, changes: [], untracked: [] }, ["governance 1.0.1: nothing changed, nothing recorded"]],
  ])("of %s", (_, some, lines) => {
    expect(formatUpdate({ ...updated, ...some }).split("\n")).toEqual(lines);
  });
});
