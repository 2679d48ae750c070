import { describe, expect, it } from "vitest";
import {
  nearestScripts,
  placesOfPackages,
  scriptsOfPackages,
} from "../../../../../lib/guard/parity/task/package-scripts.ts";
import type { TaskFiles } from "../../../../../lib/guard/parity/task/task.ts";
import { SourceError } from "../../../../../lib/guard/sources/index.ts";

const holding = (files: Readonly<Record<string, string>>): TaskFiles => ({
  paths: Object.keys(files).sort(),
  text: async (path) => files[path],
});
const manifest = (name: string, scripts: object = { go: "run" }): string => JSON.stringify({ name, scripts });
const go = { name: "go", args: ["-x"] };

describe("scripts in packages", () => {
  const files = {
    "package.json": manifest("top"),
    "a/package.json": manifest("@acme/one"),
    "b/a/package.json": manifest("@acme/two"),
    "b/a./c/package.json": manifest("three"),
    "b/broken/package.json": '{ "name": "@acme/two", "scripts": { "go": ',
    "p*/package.json": manifest("four"),
    "*q/package.json": manifest("five"),
    // Of no package of the repository.
    "a/package.json.d/x.json": manifest("@acme/one"),
    "a/other-package.json": manifest("@acme/one"),
    "a/tsconfig.json": manifest("@acme/one"),
    "a/node_modules/x/package.json": manifest("@acme/one"),
    "node_modules/x/package.json": manifest("@acme/one"),
  };
  const all = ["*q", "a", "b/a./c", "b/a", "p*", ""];

  it.each<[readonly (string | undefined)[], string[]]>([
    [[], all],
    [["a"], ["a"]],
    [["./././a//"], ["a"]],
    [["b"], ["b/a./c", "b/a"]],
    [["b/a./c"], ["b/a./c"]],
    [["@acme/two"], ["b/a"]],
    [["two"], ["b/a"]],
    [["three"], ["b/a./c"]],
    [
      ["two", "a"],
      ["b/a", "a"],
    ],
    // What only a run knows, what is not there, patterns: whatever else is named so.
    [["two", undefined], all],
    [["acme"], all],
    [["wo"], all],
    [["@acme/t"], all],
    [["a..."], all],
    [["p*"], all],
    [["*q"], all],
  ])("%j", async (which, expected) => {
    const found = await scriptsOfPackages(which, go, holding(files));
    expect(found.map(({ cwd }) => cwd)).toEqual(expected);
    expect(new Set(found.map(({ text }) => text))).toEqual(new Set(["run -x"]));
  });

  it("each is opened once", async () => {
    const opened: string[] = [];
    const counting = { ...holding(files), text: async (path: string) => void opened.push(path) };
    for (const which of [["a"], [], ["b"]]) await placesOfPackages(which, counting);
    expect(opened).toHaveLength(new Set(opened).size);
  });

  it("what is no text is none; other faults are not passed over", async () => {
    const failing = (error: Error): TaskFiles => ({
      paths: ["package.json"],
      text: async () => {
        throw error;
      },
    });
    const fault = new SourceError("package.json", { line: 1, column: 1 }, "it is not UTF-8");
    expect(await scriptsOfPackages([], go, failing(fault))).toEqual([]);
    await expect(scriptsOfPackages([], go, failing(new TypeError("other")))).rejects.toThrow(TypeError);
  });
});

describe("which of a package's scripts", () => {
  const scripts = {
    prego: "1",
    go: "2",
    postgo: "3",
    gopost: "4",
    "go:a": "5",
    "go:b": "6",
    "prego:b": "7",
    number: 8,
  };
  it.each<[string, string[]]>([
    ["go", ["1", "2 -x", "3"]],
    ["go:*", ["5 -x", "6 -x", "7"]],
    ["number", []],
    ["none", []],
  ])("%s", async (name, expected) => {
    const files = holding({ "a/package.json": manifest("a", scripts) });
    const found = await nearestScripts("a/b", { name, args: ["-x"] }, files);
    expect(found.map(({ text }) => text)).toEqual(expected);
    expect(await nearestScripts("b", { name, args: [] }, files)).toEqual([]);
  });
});
