import { describe, expect, test } from "vitest";
import {
  contradictionOf,
  dateAfter,
  formatRecord,
  futureOf,
  type GovernanceRecord,
  isContinuation,
  isGivenUp,
  parseRecord,
} from "../../../../lib/guard/governance/record.ts";
import { digestOfSurfaces, type Surfaces } from "../../../../lib/guard/governance/surfaces.ts";

const digest = "0".repeat(64);
const surfaces: Surfaces = {
  configuration: { path: "kprov.config.ts", values: { project: "p", "artifacts.deny": ["b", "a"] } },
  documents: { "z.md": digest, "a.md": digest },
  files: {},
  rules: { "check-artifacts": ["A"] },
  workflows: { "w.yml": { sha256: digest, meaning: null, pins: [] } },
};
const change = (version: string, index = 0) => ({
  ...{ version, step: index === 0 ? "first" : "patch", date: "2026-01-02", author: "Ann", reason: "why" },
  ...{ surfaces: digestOfSurfaces(surfaces), loosened: [], tightened: [], words: [] },
});
const record = (...versions: string[]): GovernanceRecord =>
  ({
    ...{ schema: "kprov.governance-lock/v1", version: versions.at(-1), surfaces },
    changes: versions.map(change),
  }) as GovernanceRecord;

const parse = (value: unknown): GovernanceRecord => parseRecord(Buffer.from(JSON.stringify(value)), "lock");

describe("the record", () => {
  test.each<[string, boolean]>([
    ['{ "governance.documents": null }', true],
    ['{ "governance.documents": [] }', false],
    ["{}", false],
  ])("with the configuration %s: whether governance was given up", (values, expected) => {
    const { configuration } = surfaces;
    const text = formatRecord({
      ...record("1.0.0"),
      surfaces: { ...surfaces, configuration: { ...configuration, values: JSON.parse(values) } },
    });
    expect(isGivenUp(Buffer.from(text))).toBe(expected);
    expect(isGivenUp(Buffer.from(text.slice(1)))).toBe(false);
  });

  test("is written sorted and indented, the same bytes for the same state, and read back", () => {
    const text = formatRecord(record("1.0.0"));
    expect(formatRecord(parseRecord(Buffer.from(text), "lock"))).toBe(text);
    expect(text.indexOf('"a.md"')).toBeLessThan(text.indexOf('"z.md"'));
    expect(text).toContain('"artifacts.deny": [\n          "b",\n          "a"\n        ]');
    expect(text.endsWith("}\n")).toBe(true);
  });

  test("may say all that a record has to say", () => {
    const full = record("1.0.0", "1.0.1", "1.1.0", "2.0.0");
    for (const [index, step] of (["first", "patch", "minor", "major"] as const).entries())
      Object.assign(full.changes[index] ?? {}, { step, loosened: ["a"], tightened: ["b"], words: ["c", "d"] });
    Object.assign(full.surfaces.workflows, { "x.yml": { sha256: digest, meaning: digest, pins: ["a@1", "b@2"] } });
    Object.assign(full.surfaces.configuration, { path: null, values: { a: null, b: [null, 1, { c: true }] } });
    expect(parse(full)).toEqual(full);
    expect(JSON.parse(formatRecord(full))).toEqual(full);
  });

  test.each<[string, Uint8Array | string, string]>([
    ["no JSON", "{", 'Cannot read "lock"'],
    ["null", "null", "expected a document of kprov.governance-lock/v1"],
    ["a list", "[]", "expected a document of kprov.governance-lock/v1"],
    ["more than is read", new Uint8Array(16 * 2 ** 20 + 1), "expected at most 16777216 bytes"],
  ])("is none when it is %s", (_, bytes, message) => {
    expect(() => parseRecord(Buffer.from(bytes), "lock")).toThrow(
      expect.objectContaining({ code: "E_GOVERNANCE", message: expect.stringContaining(message) }),
    );
  });

  type Broken = Record<string, unknown> & GovernanceRecord;
  const parts = '"surfaces" has unknown or missing parts';
  const first = (broken: Broken, some: object) => Object.assign(broken.changes[0] ?? {}, some);
  const workflow = (broken: Broken, some: object) => Object.assign(broken.surfaces.workflows["w.yml"] ?? {}, some);
  const badDigests: [string, unknown][] = [
    ["in capitals", "A".repeat(64)],
    ["with more before it", `x${digest}`],
    ["with more behind it", `${digest}0`],
    ["in a list", [digest]],
  ];

  test.each<[string, (broken: Broken) => void, string]>([
    ["another schema", (broken) => Object.assign(broken, { schema: "v2" }), "expected a document"],
    ["an unknown key", (broken) => Object.assign(broken, { extra: 1 }), "it has unknown or missing keys"],
    ["a missing key", (broken) => Reflect.deleteProperty(broken, "surfaces"), "it has unknown or missing keys"],
    ["a version that is none", (broken) => Object.assign(broken, { version: "1.0" }), 'found "1.0"'],
    ["a version in a list", (broken) => Object.assign(broken, { version: ["1.0.0"] }), 'found ["1.0.0"]'],
    ["no changes", (broken) => Object.assign(broken, { changes: [] }), '"changes" is no list of changes'],
    [
      "changes by name",
      (broken) => Object.assign(broken, { changes: { length: 1 } }),
      '"changes" is no list of changes',
    ],
    ["no surfaces", (broken) => Object.assign(broken, { surfaces: null }), parts],
    ["a missing surface", (broken) => Reflect.deleteProperty(broken.surfaces, "rules"), parts],
    ["an unknown surface", (broken) => Object.assign(broken.surfaces, { extra: {} }), parts],
    ["an unknown part", (broken) => Object.assign(broken.surfaces.configuration, { extra: 1 }), parts],
    ["a path that is none", (broken) => Object.assign(broken.surfaces.configuration, { path: 1 }), parts],
    ["values that are no table", (broken) => Object.assign(broken.surfaces.configuration, { values: [] }), parts],
    ...(["documents", "files", "rules", "workflows"] as const).flatMap(
      (part): [string, (broken: Broken) => void, string][] => [
        [`${part} that are none`, (broken) => Object.assign(broken.surfaces, { [part]: null }), parts],
        [`${part} in a number`, (broken) => Object.assign(broken.surfaces, { [part]: 1 }), parts],
        [`${part} in a list`, (broken) => Object.assign(broken.surfaces, { [part]: [] }), parts],
        [`${part} of another kind`, (broken) => Object.assign(broken.surfaces[part], { other: 1 }), parts],
      ],
    ),
    ...badDigests.map(([how, sha256]): [string, (broken: Broken) => void, string] => [
      `a digest ${how}`,
      (broken) => Object.assign(broken.surfaces.files, { "a.md": sha256 }),
      parts,
    ]),
    ["rules that are no list", (broken) => Object.assign(broken.surfaces.rules, { c: "A" }), parts],
    ["a rule that is no text", (broken) => Object.assign(broken.surfaces.rules, { c: ["A", 1] }), parts],
    [
      "a workflow without a meaning",
      (broken) => Reflect.deleteProperty(broken.surfaces.workflows["w.yml"] ?? {}, "meaning"),
      parts,
    ],
    ["a meaning that is none", (broken) => workflow(broken, { meaning: "x" }), parts],
    ["a workflow's digest that is none", (broken) => workflow(broken, { sha256: null }), parts],
    ["pins that are none", (broken) => workflow(broken, { pins: [1] }), parts],
    ...[
      ...[{ reason: " " }, { reason: ["why"] }, { author: "\n" }, { author: 1 }, { extra: 1 }],
      ...[{ date: "today" }, { date: "12026-01-02" }, { date: "2026-01-02T" }, { date: ["2026-01-02"] }],
      ...[{ step: "huge" }, { step: "firstly" }, { step: "no patch" }, { step: ["patch"] }],
      ...[{ version: "1" }, { version: ["1.0.0"] }, { surfaces: "x" }, { surfaces: null }],
      ...[{ loosened: "a" }, { tightened: [1] }, { words: null }],
    ].map((some): [string, (broken: Broken) => void, string] => [
      `a change of ${JSON.stringify(some)}`,
      (broken) => first(broken, some),
      "changes[0] has unknown or missing parts",
    ]),
    ["a change without an author", (broken) => Reflect.deleteProperty(broken.changes[0] ?? {}, "author"), "changes[0]"],
    ["a second change that is none", (broken) => broken.changes.push(null as never), "changes[1]"],
  ])("E_GOVERNANCE for %s", (_, breakIt, message) => {
    const broken = structuredClone(record("1.0.0")) as Broken;
    expect(() => parse(broken)).not.toThrow();
    breakIt(broken);
    expect(() => parse(broken)).toThrow(
      expect.objectContaining({ code: "E_GOVERNANCE", message: expect.stringContaining(message) }),
    );
  });

  test("contradicts itself when a hand has edited one of its parts", () => {
    expect(contradictionOf(record("1.0.0", "1.0.1"))).toBeUndefined();
    expect(contradictionOf({ ...record("1.0.0"), version: "2.0.0" })).toContain("version");
    expect(contradictionOf({ ...record("1.0.0"), surfaces: { ...surfaces, files: { a: digest } } })).toContain(
      "recorded",
    );
    expect(contradictionOf(record("1.0.1", "1.0.0"))).toContain("1.0.0");
    expect(contradictionOf(record("1.0.0", "1.0.0"))).toContain("1.0.0");
    expect(contradictionOf(record("1.0.0", "1.0.1", "1.0.0", "1.0.1"))).toContain("version 1.0.0 is not the step");
    expect(contradictionOf(record("none", "1.0.0"))).toContain("version 1.0.0 is not the step");
    expect(contradictionOf(record("1.0.0", "none"))).toContain("version none is not the step");
    expect(contradictionOf({ ...record("1.0.0"), changes: [] })).toBe("its version is not that of its last change");
  });

  test.each<[string, object, string | undefined]>([
    ["2.0.0", { step: "major", loosened: ["a"], tightened: ["b"], words: ["c"] }, undefined],
    ["2.0.0", { step: "major", words: ["c"] }, undefined],
    ["1.1.0", { step: "minor", tightened: ["b"], words: ["c"] }, undefined],
    ["1.0.1", { step: "patch", words: ["c"] }, undefined],
    ["2.0.0", { step: "patch", words: ["c"] }, "2.0.0"],
    ["1.0.1", { step: "major", loosened: ["a"] }, "1.0.1"],
    ["3.0.0", { step: "major", loosened: ["a"] }, "3.0.0"],
    ["1.1.0", { step: "minor", loosened: ["a"] }, "1.1.0"],
    ["1.0.1", { step: "patch", loosened: ["a"] }, "1.0.1"],
    ["1.0.1", { step: "patch", tightened: ["b"] }, "1.0.1"],
    ["2.0.0", { step: "first" }, "2.0.0"],
  ])("a step to %s that says %j", (version, said, wrong) => {
    const found = record("1.0.0", version);
    Object.assign(found.changes[1] ?? {}, said);
    const why = "is not the step that it says, or that what it names needs";
    expect(contradictionOf(found)).toBe(wrong && `version ${wrong} ${why}`);
  });

  test("contradicts itself when it begins with a step", () => {
    const found = record("1.0.0");
    Object.assign(found.changes[0] ?? {}, { step: "major" });
    expect(contradictionOf(found)).toContain("version 1.0.0 is not the step");
  });

  test("contradicts itself when a date is earlier than the one before it, and the clock when it is still to come", () => {
    const dated = (...dates: string[]): GovernanceRecord => {
      const found = record(...dates.map((_, index) => `1.0.${index}`));
      return { ...found, changes: found.changes.map((one, index) => ({ ...one, date: dates[index] ?? "" })) };
    };
    expect(contradictionOf(dated("2026-01-02", "2026-01-02", "2026-01-03"))).toBeUndefined();
    expect(contradictionOf(dated("2026-01-02", "2026-01-01"))).toContain("1.0.1 is older");
    const now = Date.UTC(2026, 0, 2, 23, 59);
    expect(futureOf(dated("2026-01-02", "2026-01-03"), now)).toBeUndefined();
    expect(futureOf(dated("2026-01-02", "2026-01-04"), now)).toContain("1.0.1 was recorded on 2026-01-04");
    expect(futureOf(dated("9999-99-99", "2026-01-04"), now)).toContain("1.0.0");
  });

  test("the next change is of today, and never of a day before the last one's", () => {
    const now = Date.UTC(2026, 0, 2, 23, 59);
    const next = (date: string) => {
      const found = record("1.0.0");
      return dateAfter({ ...found, changes: found.changes.map((one) => ({ ...one, date })) }, now);
    };
    expect(dateAfter(undefined, now)).toBe("2026-01-02");
    expect(dateAfter({ ...record("1.0.0"), changes: [] }, now)).toBe("2026-01-02");
    expect(next("2026-01-01")).toBe("2026-01-02");
    expect(next("2026-01-02")).toBe("2026-01-02");
    expect(next("2026-01-03")).toBe("2026-01-03");
  });

  test("continues another only when all changes of that one begin it, unaltered", () => {
    expect(isContinuation(record("1.0.0"), record("1.0.0", "1.0.1"))).toBe(true);
    expect(isContinuation(record("1.0.0"), record("1.0.0"))).toBe(true);
    expect(isContinuation(record("1.0.0", "1.0.1"), record("1.0.0"))).toBe(false);
    expect(isContinuation(record("1.0.0", "1.0.1"), record("1.0.0", "1.0.2"))).toBe(false);
    const altered = record("1.0.0", "1.0.1");
    Object.assign(altered.changes[0] ?? {}, { reason: "another" });
    expect(isContinuation(record("1.0.0"), altered)).toBe(false);
  });
});
