import { describe, expect, test } from "vitest";
import { reduceProvenances } from "../../../../lib/compare/bundle/reduce.ts";
import { createProvenance, type ResourceDescriptor, type Subject } from "../../../../lib/evidence/index.ts";
import { formatDocument } from "../../../../lib/json.ts";
import { inputOf, succeeded } from "../../../support/bundle.ts";

const subjectOf = (name: string, digit = "0"): Subject => ({ name, digest: { sha256: digit.repeat(64) } });

const provenance = (
  dependencies: ResourceDescriptor[],
  subjects: Subject[],
  declared: { inputs?: string[]; outputs?: string[] } = {},
): Buffer =>
  formatDocument(
    createProvenance({
      subjects,
      parameters: {
        step: "train",
        argv: ["a", '],"outputs":["', "ü"],
        pipeline: null,
        inputs: [],
        inputRefs: [],
        outputs: [],
        collect: true,
        cleanEnvironment: false,
        terminal: false,
        timeoutMs: null,
        workingDirectory: ".",
        configuration: null,
        ...declared,
      },
      recordedEnvironment: [],
      trustMode: "workstation",
      git: null,
      dependencies,
      outcome: succeeded,
    }),
  );

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into any document.
type Loose = any;
const namesOf = (value: unknown): string[] => (value as Loose).subject.map(({ name }: Subject) => name);
const inputsOf = (value: unknown): string[] =>
  (value as Loose).predicate.buildDefinition.resolvedDependencies.map(({ name }: ResourceDescriptor) => name);
const many = (count: number, skip: (index: number) => boolean = () => false) =>
  Array.from({ length: count }, (_, index) => subjectOf(`f${String(index).padStart(5, "0")}`)).filter(
    (_, index) => !skip(index),
  );

describe("reduceProvenances", () => {
  test("leaves what only one side has, and counts the rest by role", () => {
    const before = provenance([inputOf("a", "1"), inputOf("b", "1")], [subjectOf("x"), subjectOf("y")]);
    const after = provenance([inputOf("a", "1"), inputOf("b", "2")], [subjectOf("y"), subjectOf("z")]);
    const reduced = reduceProvenances(before, after);
    expect([namesOf(reduced.before), namesOf(reduced.after)]).toEqual([["x"], ["z"]]);
    expect([inputsOf(reduced.before), inputsOf(reduced.after)]).toEqual([["b"], ["b"]]);
    expect([...reduced.same]).toEqual([
      ["input", 1],
      ["subject", 1],
    ]);
  });

  test.each<[string, number[], number[]]>([
    ["nothing", [], []],
    ["the first and the last", [0], [1999]],
    ["a few in a row", [10, 11, 12], [500, 501]],
    ["more in a row than is looked ahead", Array.from({ length: 50 }, (_, index) => 100 + index), [3]],
    ["every second one", Array.from({ length: 1000 }, (_, index) => 2 * index), []],
  ])("finds what is missing: %s", (_, fromBefore, fromAfter) => {
    const [before, after] = [
      many(2000, (index) => fromBefore.includes(index)),
      many(2000, (index) => fromAfter.includes(index)),
    ];
    const reduced = reduceProvenances(provenance([], before), provenance([], after));
    const nameOf = (index: number) => `f${String(index).padStart(5, "0")}`;
    expect(namesOf(reduced.before)).toEqual(fromAfter.map(nameOf));
    expect(namesOf(reduced.after)).toEqual(fromBefore.map(nameOf));
    expect(reduced.same.get("subject")).toBe(2000 - fromBefore.length - fromAfter.length);
  });

  test("takes out declarations that both have", () => {
    const [before, after] = [
      provenance([], [subjectOf("x")], { inputs: ["a", "b"], outputs: ["o", 'q"'] }),
      provenance([], [subjectOf("x")], { inputs: ["b", "c"], outputs: ["o"] }),
    ];
    const { externalParameters } = (reduceProvenances(before, after).before as Loose).predicate.buildDefinition;
    // A text with a quote in it makes the document be understood whole.
    expect(externalParameters.inputs).toEqual(["a", "b"]);
    const plain = provenance([], [subjectOf("x")], { inputs: ["b"], outputs: ["o"] });
    const reduced = reduceProvenances(after, plain).before as Loose;
    expect(reduced.predicate.buildDefinition.externalParameters).toMatchObject({ inputs: ["c"], outputs: [] });
  });

  test.each([
    ["a name that ends like an entry does", 'a},{"'],
    ["a name with a brace", "a},{"],
    ["an empty object in a name", "{}"],
    ["the list's own end in a name", '],"subject":['],
    ["letters that are not ASCII", "ünï/côde"],
    ["a newline and an escape", "a\n\u001b[31m"],
  ])("is not misled by %s", (_, name) => {
    const before = provenance([inputOf(name, "1")], [subjectOf(name), subjectOf("same")]);
    const after = provenance([inputOf(name, "2")], [subjectOf("same")]);
    const reduced = reduceProvenances(before, after);
    const gone = namesOf(reduced.before).filter((own) => !namesOf(reduced.after).includes(own));
    expect(gone).toEqual([name]);
    expect([...inputsOf(reduced.before), ...inputsOf(reduced.after)]).toEqual([name, name]);
  });

  test("is not misled by a list within an entry", () => {
    const nested = (value: string): ResourceDescriptor => ({
      ...inputOf("a", "1"),
      annotations: { kprov_role: "input", x: [{ k: 1 }, { digest: value }] },
    });
    const reduced = reduceProvenances(
      provenance([nested("1")], [subjectOf("s")]),
      provenance([nested("2")], [subjectOf("s")]),
    );
    expect(inputsOf(reduced.before)).toEqual(["a"]);
  });

  test.each([
    ["no JSON", "x"],
    ["a duplicate key", '{"a":1,"a":2}'],
    ["nesting without end", "[".repeat(100_000)],
  ])("refuses %s", (_, text) => {
    const good = provenance([], [subjectOf("x")]);
    expect(() => reduceProvenances(Buffer.from(text), good)).toThrow(expect.objectContaining({ code: "E_JSON" }));
  });

  test("gives JSON that is no provenance back as it is", () => {
    expect(reduceProvenances(Buffer.from("{}"), Buffer.from("[]"))).toMatchObject({ before: {}, after: [] });
  });
});
