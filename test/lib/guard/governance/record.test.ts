import { describe, expect, test } from "vitest";
import {
  contradictionOf,
  formatRecord,
  futureOf,
  type GovernanceRecord,
  isContinuation,
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
const change = (version: string) => ({
  ...{ version, step: "first", date: "2026-01-02", author: "Ann", reason: "why" },
  ...{ surfaces: digestOfSurfaces(surfaces), loosened: [], tightened: [], words: [] },
});
const record = (...versions: string[]): GovernanceRecord =>
  ({
    ...{ schema: "kprov.governance-lock/v1", version: versions.at(-1), surfaces },
    changes: versions.map(change),
  }) as GovernanceRecord;

const parse = (value: unknown): GovernanceRecord => parseRecord(Buffer.from(JSON.stringify(value)), "lock");

describe("the record", () => {
  test("is written sorted and indented, the same bytes for the same state, and read back", () => {
    const text = formatRecord(record("1.0.0"));
    expect(formatRecord(parseRecord(Buffer.from(text), "lock"))).toBe(text);
    expect(text.indexOf('"a.md"')).toBeLessThan(text.indexOf('"z.md"'));
    expect(text).toContain('"artifacts.deny": [\n          "b",\n          "a"\n        ]');
    expect(text.endsWith("}\n")).toBe(true);
  });

  test.each<[string, (broken: Record<string, unknown> & GovernanceRecord) => void]>([
    ["another schema", (broken) => Object.assign(broken, { schema: "kprov.governance-lock/v2" })],
    ["an unknown key", (broken) => Object.assign(broken, { extra: 1 })],
    ["a version that is none", (broken) => Object.assign(broken, { version: "1.0" })],
    ["no changes", (broken) => Object.assign(broken, { changes: [] })],
    ["a missing surface", (broken) => Reflect.deleteProperty(broken.surfaces, "rules")],
    ["a digest that is none", (broken) => Object.assign(broken.surfaces.documents, { "a.md": "x" })],
    [
      "a workflow without its meaning",
      (broken) => Reflect.deleteProperty(broken.surfaces.workflows["w.yml"] ?? {}, "meaning"),
    ],
    ["rules that are no list", (broken) => Object.assign(broken.surfaces.rules, { "check-artifacts": "A" })],
    ["values that are no table", (broken) => Object.assign(broken.surfaces.configuration, { values: [] })],
    ["a change without a reason", (broken) => Object.assign(broken.changes[0] ?? {}, { reason: " " })],
    ["a change without an author", (broken) => Reflect.deleteProperty(broken.changes[0] ?? {}, "author")],
    ["a change of another day", (broken) => Object.assign(broken.changes[0] ?? {}, { date: "today" })],
    ["a change of another step", (broken) => Object.assign(broken.changes[0] ?? {}, { step: "huge" })],
  ])("E_GOVERNANCE for %s", (_, breakIt) => {
    const broken = structuredClone(record("1.0.0")) as Record<string, unknown> & GovernanceRecord;
    expect(() => parse(broken)).not.toThrow();
    breakIt(broken);
    expect(() => parse(broken)).toThrow(expect.objectContaining({ code: "E_GOVERNANCE" }));
  });

  test("contradicts itself when a hand has edited one of its parts", () => {
    expect(contradictionOf(record("1.0.0", "1.0.1"))).toBeUndefined();
    expect(contradictionOf({ ...record("1.0.0"), version: "2.0.0" })).toContain("version");
    expect(contradictionOf({ ...record("1.0.0"), surfaces: { ...surfaces, files: { a: digest } } })).toContain(
      "recorded",
    );
    expect(contradictionOf(record("1.0.1", "1.0.0"))).toContain("1.0.0");
    expect(contradictionOf(record("1.0.0", "1.0.0"))).toContain("1.0.0");
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
