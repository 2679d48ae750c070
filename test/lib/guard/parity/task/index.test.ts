import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../../lib/digest.ts";
import { judgeParity } from "../../../../../lib/guard/parity/judge.ts";
import { taskOf } from "../../../../../lib/guard/parity/task/index.ts";

const config = "{}\n";
const gate = "npx --yes kprovengine@1.2.3 preflight";

/** The codes of a workflow that runs `script`, each once. */
const judge = async (script: string, more: Readonly<Record<string, string>>) => {
  const workflow = `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - run: ${script}\n`;
  const files: Readonly<Record<string, string>> = {
    ...{ "kprov.config.json": config, ".github/workflows/ci.yml": workflow },
    ...more,
  };
  const { findings } = await judgeParity({
    beside: { paths: Object.keys(files).sort(), text: async (path) => files[path] },
    ...{ branch: "main", repository: "acme/app", parity: { ciOnly: [] }, commands: {}, version: "1.2.3" },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: "kprov.config.json", configDigest: sha256(config), checks: ["check-artifacts"] },
    declared: async () => [],
  });
  return [...new Set(findings.map(({ code, level }) => `${code.slice(7)}${level === "violation" ? "" : "?"}`))];
};

describe("the gate of a task is judged as make, npm, just or a shell runs it", () => {
  const scripts = JSON.stringify({ scripts: { gate } });
  it.each<[string, Record<string, string>, string[]]>([
    ["make a", { Makefile: `a: ; ${gate}\n` }, []],
    // What bash alone has is followed in bash alone.
    ["bash a.sh", { "a.sh": `set -e\n${gate} &> log\n` }, []],
    ["/usr/bin/bash a.sh", { "a.sh": `set -e\n${gate} &> log\n` }, []],
    ["sh a.sh", { "a.sh": `set -e\n${gate} &> log\n` }, ["UNREAD?", "NO_GATE?"]],
    ["make a", { Makefile: `a: ; ${gate}\n`, "a/x": "" }, ["SKIPPED"]],
    ["make a", { Makefile: `a:\nifdef LOCAL\n\t${gate}\nendif\n` }, ["UNREAD?", "NO_GATE?"]],
    ["make a", { Makefile: `G = ${gate}\nifdef CI\nG = true\nendif\na: ; $(G)\n` }, ["UNCOVERED", "NO_GATE"]],
    ["make a", { Makefile: `a: ; $(if $(STRICT),${gate},true)\n` }, ["UNCOVERED", "NO_GATE"]],
    ["make a", { Makefile: `SHELL = /bin/true\na: ; ${gate}\n` }, ["UNREAD?"]],
    ["make", { Makefile: `.DEFAULT_GOAL := help\na: ; ${gate}\nhelp: ; @echo\n` }, ["NO_GATE"]],
    ["make --directory=sub a", { Makefile: `a: ; ${gate}\n`, "sub/Makefile": "a: ; @true\n" }, ["NO_GATE"]],
    ["make -ij4 a", { Makefile: `a: ; ${gate}\n` }, ["MASKED"]],
    ["make -v a", { Makefile: `a: ; ${gate}\n` }, ["SKIPPED"]],
    ["npm run gate", { "package.json": scripts }, []],
    ["npm run gate -- --skip test", { "package.json": scripts }, ["DIFFERENT"]],
    ["npm run gate --script-shell=/bin/true", { "package.json": scripts }, ["UNREAD?", "NO_GATE?"]],
    ["just gate", { justfile: `gate:\n  ${gate}\n` }, []],
    ["just gate", { justfile: `set shell := ["true"]\ngate:\n  ${gate}\n` }, ["UNREAD?", "NO_GATE?"]],
    ["bash ci.sh", { "ci.sh": `${gate}\n` }, []],
    ["./tools/bash ci.sh", { "ci.sh": `${gate}\n`, "tools/bash": "" }, ["UNCOVERED", "NO_GATE"]],
  ])("%s with %j", async (script, files, expected) => {
    expect(await judge(script, files)).toEqual(expected);
  });
});

it("each command has its place in the file, whatever stands for it there", async () => {
  const placesOf = async (argv: readonly string[], files: Readonly<Record<string, string>>) => {
    const words = argv.map((value) => ({ value, raw: value, at: 0, end: 0 }));
    const asked = { argv, words, cwd: "", at: { path: "ci", line: 1, column: 1 } };
    const task = await taskOf(asked, { paths: Object.keys(files), text: async (path) => files[path] });
    if (task === undefined || "why" in task) throw new Error("It is no task");
    const [{ text, places } = { text: "", places: () => asked.at }] = task.scripts;
    return [...text.split(" ").map((word) => text.indexOf(word)), 1000].map((at) => places(at).column);
  };
  // Of what a name stands for, where the name stands.
  const Makefile = "A = one two\na:\n\t@$(A) three\n";
  expect(await placesOf(["make", "a"], { Makefile })).toEqual([3, 3, 8, 12]);
  const justfile = "a:\n  @one two\n";
  expect(await placesOf(["just", "a"], { justfile })).toEqual([4, 8, 10]);
});
