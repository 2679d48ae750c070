import { describe, expect, test } from "vitest";
import { type Change, compareChanges, stepOf } from "../../../../lib/guard/governance/change.ts";
import { compareConfigurations, compareSurfaces, defaultValues } from "../../../../lib/guard/governance/index.ts";
import type { Surfaces } from "../../../../lib/guard/governance/surfaces.ts";
import type { JsonValue } from "../../../../lib/json.ts";

const surfaces = (some: Partial<Surfaces>): Surfaces => ({
  configuration: { path: "kprov.config.json", values: {} },
  ...{ documents: {}, files: {}, rules: {}, workflows: {}, ...some },
});

const workflow = (sha256: string, meaning: string | null, ...pins: string[]): Partial<Surfaces> => ({
  workflows: { "w.yml": { sha256, meaning, pins } },
});

const said = async (was: Partial<Surfaces>, is: Partial<Surfaces>): Promise<string[]> =>
  (await compareSurfaces(surfaces(was), surfaces(is), {})).map(
    ({ kind, key, path, message }) => `${kind} ${key} ${path}: ${message}`,
  );

describe("compareSurfaces", () => {
  test.each<[string, Partial<Surfaces>, Partial<Surfaces>, string[]]>([
    ["the same document", { documents: { a: "1" } }, { documents: { a: "1" } }, []],
    ["other words", { documents: { a: "1" } }, { documents: { a: "2" } }, ['words a a: "a" has other words']],
    ["a new document", {}, { documents: { a: "1" } }, ['tightened a a: "a" is governed now']],
    [
      "a document that is gone",
      { documents: { a: "1" } },
      {},
      ['loosened a a: "a" is no longer governed: it is gone, or no glob matches it'],
    ],
    ["the same file", { files: { a: "1" } }, { files: { a: "1" } }, []],
    [
      "another file",
      { files: { a: "1" } },
      { files: { a: "2" } },
      [`loosened a a: "a" has other content, which can't be ordered`],
    ],
    [
      "what is an object's own by nature, and no path of ours",
      { files: { toString: "1" }, documents: { a: "1" } },
      { files: {}, documents: { a: "1", constructor: "2" } },
      [
        'loosened toString toString: "toString" is no longer governed: it is gone, or no glob matches it',
        'tightened constructor constructor: "constructor" is governed now',
      ],
    ],
    ["a new file", {}, { files: { "hooks/a": "1" } }, ['tightened hooks/a hooks/a: "hooks/a" is governed now']],
    ...[".kprov/keys/eve.pub", ".kprov/trust.json"].map(
      (path): [string, Partial<Surfaces>, Partial<Surfaces>, string[]] => [
        `one more who is trusted: ${path}`,
        {},
        { files: { [path]: "1" } },
        [`loosened ${path} ${path}: "${path}" is governed now`],
      ],
    ),
    ["the same workflow", workflow("1", null), workflow("1", null), []],
    ["a new workflow", {}, workflow("1", "m"), ['tightened w.yml w.yml: "w.yml" is governed now']],
    [
      "a workflow that is gone",
      workflow("1", "m"),
      {},
      ['loosened w.yml w.yml: "w.yml" is no longer governed: it is gone, or no glob matches it'],
    ],
    ...(
      [
        ["another meaning", workflow("1", "m"), workflow("2", "n")],
        ["a meaning that is lost", workflow("1", "m"), workflow("2", null)],
        ["a meaning that is found", workflow("1", null), workflow("2", "m")],
        ["no meaning before and after", workflow("1", null), workflow("2", null)],
        ["the same text with another meaning", workflow("1", "m"), workflow("1", "n")],
      ] as const
    ).map(([name, was, is]): [string, Partial<Surfaces>, Partial<Surfaces>, string[]] => [
      name,
      was,
      is,
      [`loosened w.yml w.yml: "w.yml" does something else, which can't be ordered`],
    ]),
    [
      "another layout",
      workflow("1", "m", "a@1"),
      workflow("2", "m", "a@1"),
      ['words w.yml w.yml: "w.yml" means the same and is written in another way'],
    ],
    [
      "other pins, of which the ones that moved are named",
      workflow("1", "m", "a@1", "b@1", "c@1"),
      workflow("2", "m", "a@1", "b@2", "c@2"),
      ['tightened w.yml w.yml: "w.yml" pins other commits of its actions: b@2, c@2'],
    ],
    ["a check that is new", {}, { rules: { c: ["A"] } }, ["tightened c null: c is asked for now"]],
    ["a check that is gone", { rules: { c: ["A"] } }, {}, ["loosened c null: c is no longer asked for"]],
    [
      "one rule exchanged for another",
      { rules: { c: ["A", "B"] } },
      { rules: { c: ["B", "C"] } },
      ["loosened c null: c no longer has the rule A", "tightened c null: c now has the rule C"],
    ],
  ])("%s", async (_, was, is, expected) => {
    expect(await said(was, is)).toEqual(expected);
  });

  test("says what loosened first, then sorts by key and words, whichever part it is of", async () => {
    const was: Partial<Surfaces> = { documents: { b: "1", a: "1" }, files: { z: "1", y: "1" } };
    const is: Partial<Surfaces> = { documents: { b: "2", a: "2" }, files: { z: "2", y: "2" }, rules: { b: [], a: [] } };
    const found = (await said(was, is)).map((line) => line.split(":")[0]);
    expect(found).toEqual([
      ...["loosened y y", "loosened z z", "tightened a null", "tightened b null", "words a a", "words b b"],
    ]);
  });
});

describe("compareConfigurations", () => {
  const compare = async (
    was: { [key: string]: JsonValue },
    is: { [key: string]: JsonValue },
    paths: [string | null, string | null] = ["a.json", "a.json"],
  ) =>
    (await compareConfigurations({ path: paths[0], values: was }, { path: paths[1], values: is }, defaultValues())).map(
      ({ kind, path, message }) => `${kind} ${path}: ${message}`,
    );

  test.each<[string, { [key: string]: JsonValue }, { [key: string]: JsonValue }, string[]]>([
    ["nothing", {}, {}, []],
    [
      "a key that an older version did not record, which stood for the default",
      {},
      { "run.sign": true, "run.approvalsRequired": 1 },
      ["tightened a.json: run.sign is true now, was false"],
    ],
    [
      "a key that this version no longer knows, although it stands for the same",
      { "no.such": 1 },
      { "no.such": 1 },
      ["loosened a.json: no.such is unknown to this version of kprovengine"],
    ],
    [
      "a key that is no longer completed",
      { "run.sign": false },
      {},
      ["loosened a.json: run.sign is unknown to this version of kprovengine"],
    ],
    [
      "a key of no default",
      {},
      { $schema: "s" },
      ["loosened a.json: $schema is unknown to this version of kprovengine"],
    ],
  ])("%s", async (_, was, is, expected) => {
    expect(await compare(was, is)).toEqual(expected);
  });

  test("its keys come in one order, however they were written", async () => {
    const found = await compare({ "run.sign": true, project: "a" }, { "run.sign": false, project: "b", c: 1, a: 1 });
    expect(found.map((line) => line.split(" ")[2])).toEqual(["a", "c", "project", "run.sign"]);
  });

  test("a configuration that moved is a matter of words", async () => {
    expect(await compare({}, {}, ["a.json", "b.json"])).toEqual([
      'words b.json: the configuration is "b.json" now, was "a.json"',
    ]);
    expect(await compare({}, {}, [null, "b.json"])).toEqual([
      'words b.json: the configuration is "b.json" now, was null',
    ]);
  });
});

describe("a step", () => {
  const change = (kind: Change["kind"], key = "k", message = "m"): Change => ({ kind, key, path: null, message });

  test.each<[Change["kind"][], string | null]>([
    [[], null],
    [["words"], "patch"],
    [["words", "tightened"], "minor"],
    [["words", "tightened", "loosened"], "major"],
    [["loosened", "words"], "major"],
  ])("for %j is %j", (kinds, step) => {
    expect(stepOf(kinds.map((kind) => change(kind)))).toBe(step);
  });

  test("its changes have one order", () => {
    const sorted = [
      ...[change("loosened", "b", "a"), change("tightened", "a", "z"), change("tightened", "b", "a")],
      ...[change("tightened", "b", "b"), change("words", "a", "a")],
    ];
    expect([...sorted].reverse().sort(compareChanges)).toEqual(sorted);
  });
});
