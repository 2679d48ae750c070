import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareRuns, countRunChanges } from "../../../lib/compare/index.ts";
import type { Provenance } from "../../../lib/evidence/index.ts";
import { type BundleOptions, inputOf, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const provenance = (
  options: BundleOptions = {},
  edit: (document: Provenance) => void = () => undefined,
): Provenance => {
  const dir = writeBundle(temporary(), options);
  const document = JSON.parse(readFileSync(join(dir, "provenance.json"), "utf8")) as Provenance;
  edit(document);
  return document;
};
const parametersOf = ({ predicate }: Provenance) => predicate.buildDefinition.externalParameters;
const set = <T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void => {
  target[key] = value;
};
const none = { added: [], removed: [], changed: [] };

describe("compareRuns", () => {
  test("finds nothing between equal runs", () => {
    const run = provenance({ inputs: [inputOf("a", "1")] });
    expect(countRunChanges(compareRuns(run, run))).toBe(0);
    expect(compareRuns(run, run)).toMatchObject({
      values: [],
      inputs: { ...none, same: 1 },
      outputs: { ...none, same: 2 },
    });
  });

  test("names what was added, removed and changed, sorted", () => {
    const before = provenance({
      inputs: [inputOf("z", "1"), inputOf("gone", "1"), inputOf("b", "1"), inputOf("same", "1")],
    });
    const after = provenance({
      inputs: [inputOf("z", "2"), inputOf("b", "2"), inputOf("new", "1"), inputOf("same", "1")],
      outputs: { "a.csv": "9\n" },
    });
    const changes = compareRuns(before, after);
    expect(changes.inputs).toEqual({ added: ["new"], removed: ["gone"], changed: ["b", "z"], same: 1 });
    expect(changes.outputs).toEqual({ added: [], removed: ["deep/b.csv"], changed: ["a.csv"], same: 0 });
    expect(countRunChanges(changes)).toBe(6);
  });

  test.each<[string, (document: Provenance) => void, string, string, string]>([
    [
      "the command",
      (run) => set(parametersOf(run), "argv", ["sh", "-c", "true"]),
      "command",
      "python3 train.py",
      "sh -c true",
    ],
    [
      "the pipeline",
      (run) => void Object.assign(parametersOf(run), { argv: null, pipeline: "text" }),
      "command",
      "python3 train.py",
      "built-in pipeline text",
    ],
    [
      "a word with a space",
      (run) => set(parametersOf(run), "argv", ["python3", "train.py", "a b"]),
      "command",
      "python3 train.py",
      "python3 train.py 'a b'",
    ],
    [
      "the outcome",
      (run) => set(run.predicate.runDetails.kprov_outcome, "status", "failed"),
      "outcome",
      "succeeded",
      "failed",
    ],
    [
      "the working directory",
      (run) => set(parametersOf(run), "workingDirectory", "sub"),
      "workingDirectory",
      ".",
      "sub",
    ],
    [
      "the builder",
      (run) => set(run.predicate.runDetails.builder, "id", "pkg:npm/kprovengine#builder/workstation/v1x"),
      "builder",
      "pkg:npm/kprovengine#builder/workstation/v1",
      "pkg:npm/kprovengine#builder/workstation/v1x",
    ],
  ])("says how %s differs", (_, edit, name, before, after) => {
    expect(compareRuns(provenance(), provenance({}, edit)).values).toEqual([{ name, before, after }]);
  });

  test("says how the commit and the state of tracked files differ", () => {
    const after = provenance({}, (run) => {
      const { git } = run.predicate.buildDefinition.internalParameters;
      if (git !== null) git.before = { commit: "f".repeat(40), dirty: true };
    });
    expect(compareRuns(provenance(), after).values.map(({ name, after: now }) => [name, now])).toEqual([
      ["commit", "f".repeat(40)],
      ["uncommitted changes", "yes"],
    ]);
    const outside = provenance({}, (run) => set(run.predicate.buildDefinition.internalParameters, "git", null));
    expect(compareRuns(provenance(), outside).values[0]).toMatchObject({ name: "commit", after: "none" });
  });

  test("takes a link and a file of the same digest for different things", () => {
    const linked = { ...inputOf("a", "1"), mediaType: "inode/symlink" };
    expect(
      compareRuns(provenance({ inputs: [inputOf("a", "1")] }), provenance({ inputs: [linked] })).inputs.changed,
    ).toEqual(["a"]);
  });

  test("compares tools and lock files, several of one name too", () => {
    const edited = provenance({}, (run) => {
      const list = run.predicate.buildDefinition.resolvedDependencies;
      const tool = list.find(({ name }) => name === "python3");
      if (tool !== undefined) list.push({ ...tool, digest: { sha256: "0".repeat(64) } });
      run.predicate.buildDefinition.resolvedDependencies = list.filter(({ name }) => name !== "uv.lock");
    });
    expect(compareRuns(provenance(), edited)).toMatchObject({
      tools: { changed: ["python3"] },
      lockFiles: { removed: ["uv.lock"] },
    });
  });
});
