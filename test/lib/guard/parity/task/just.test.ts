import { describe, expect, it } from "vitest";
import { taskRuns } from "./support.ts";

const just = (justfile: string, command = "just gate", more: Readonly<Record<string, string>> = {}) =>
  taskRuns(command, { justfile, ...more });

describe("recipes", () => {
  it.each<[string, string[]]>([
    ["gate:\n  one\n  two\n", ["justfile:2:3 one", "justfile:3:3 two"]],
    ["gate: # comment\n\tone\n\n\ttwo\nother:\n  three\n", ["justfile:2:2 one", "justfile:4:2 two"]],
    ["other:\n  three\n@gate:\n  one\n", ["justfile:4:3 one"]],
    ["gate:\n  @one\n", ["justfile:2:4 one"]],
    ["gate:\n  -one\n  two\n", ["justfile:2:4 one, masked justfile:2:3", "justfile:3:3 two"]],
    ["gate:\n  @-one\n", ["justfile:2:5 one, masked justfile:2:4"]],
    ["gate:\n", []],
    ["gates:\n  one\n", ['why: its justfile has no recipe "gate"']],
    ["gate := 'x'\n", ['why: its justfile has no recipe "gate"']],
    ["gate: other\n  one\n", ['why: its recipe "gate" has others before it']],
    ["gate: && other\n  one\n", ['why: its recipe "gate" has others before it']],
    ["gate x:\n  one\n", ['why: its recipe "gate" has parameters']],
    ["gate *x:\n  one\n", ['why: its recipe "gate" has parameters']],
    ["gate x='y':\n  one\n", ['why: its justfile has no recipe "gate"']],
    ["gate:\n  #!/bin/sh\n  one\n", ['why: its recipe "gate" is a program of another language']],
    ["gate:\n  one\ngate:\n  two\n", ['why: its recipe "gate" stands there more than once']],
    ["[private]\ngate:\n  one\n", ["justfile:3:3 one"]],
    ["[group('ci')] \ngate:\n  one\n", ["justfile:3:3 one"]],
    ["[linux]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [linux]']],
    ["[private, linux]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [private, linux]']],
    ["[no-cd]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [no-cd]']],
    ["[doc('x')] [no-cd]\ngate:\n  one\n", ["why: its recipe \"gate\" is chosen or changed by [doc('x')] [no-cd]"]],
    ["[script('x')]\n[private]\ngate:\n  one\n", ["why: its recipe \"gate\" is chosen or changed by [script('x')]"]],
    ["[script('x')]\n\n# x\ngate:\n  one\n", ["why: its recipe \"gate\" is chosen or changed by [script('x')]"]],
    [
      "[doc('x'), script('y')]\ngate:\n  one\n",
      ["why: its recipe \"gate\" is chosen or changed by [doc('x'), script('y')]"],
    ],
    ["[private,\nscript('[')]\ngate:\n  one\n", ["why: its recipe \"gate\" is chosen or changed by script('[')]"]],
    ["[private, doc('x]'), group: \"y\"] # z\n[no-exit-message]\ngate:\n  one\n", ["justfile:4:3 one"]],
    ["other:\n  [ -f x ]\ngate:\n  one\n", ["justfile:4:3 one"]],
    ["gate:\n  one \\\n  --help\n", ['why: its recipe "gate" has lines that go on in the next']],
    ["gate-a_1:\n  one\n", ['why: its justfile has no recipe "gate"']],
  ])("%j", async (file, expected) => {
    expect(await just(file)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["just gate", ["justfile:2:3 one"]],
    ["just", ["why: how just is called here is not understood"]],
    ["just -n gate", ["why: how just is called here is not understood"]],
    ["just --dry-run", ["why: how just is called here is not understood"]],
    ["just gate other", ["why: how just is called here is not understood"]],
    ["just $NAME", ["why: how just is called here is not understood"]],
    ["justly gate", ["another program"]],
  ])("%s", async (command, expected) => {
    expect(await just("gate:\n  one\n", command)).toEqual(expected);
  });
});

describe("which justfile is read", () => {
  const file = (word: string) => `gate:\n  ${word}\n`;
  it.each<[string, string, string[]]>([
    ["Justfile", "", ["Justfile:2:3 it"]],
    [".JUSTFILE", "", [".JUSTFILE:2:3 it"]],
    ["sub/justfile", "sub", ["sub/justfile:2:3 it, in sub"]],
    ["sub/justfile", "", ["why: git tracks no justfile"]],
    ["justfile", "sub", ["why: git tracks no justfile"]],
    ["a.justfile", "", ["why: git tracks no justfile"]],
    ["justfile.md", "", ["why: git tracks no justfile"]],
  ])("%s in %j", async (path, cwd, expected) => {
    expect(await taskRuns("just gate", { [path]: file("it") }, cwd)).toEqual(expected);
  });

  it("and those that it imports, from where they lie", async () => {
    const more = { "ci/a.just": 'import? "b.just"\n', "ci/b.just": file("low"), "c.just": "import 'c.just'\n" };
    expect(await just("import 'ci/a.just'\n", "just gate", more)).toEqual(["ci/b.just:2:3 low"]);
    expect(await just("import 'c.just'\nimport 'gone.just'\nimport 'ci/b.just'\n", "just gate", more)).toEqual([
      "ci/b.just:2:3 low",
    ]);
    expect(await just(`import 'ci/b.just'\n${file("top")}`, "just gate", more)).toEqual(["justfile:3:3 top"]);
    expect(await taskRuns("just gate", { "sub/justfile": "import '../ci/b.just'\n", ...more }, "sub")).toEqual([
      "ci/b.just:2:3 low, in sub",
    ]);
  });

  it("with the settings and variables of all of them", async () => {
    const more = { "a.just": "gate:\n  one {{ A }}\n", "b.just": "set shell := ['bash', '-ec']\nA := 'x'\n" };
    const made = (head: string) => just(`${head}\nimport 'a.just'\n`, "just gate", more);
    expect(await made("set shell := ['true']")).toEqual(['why: what "true" does with a recipe is not known']);
    expect(await made("set working-directory := 'x'")).toEqual([
      'why: what its justfile changes by "set working-directory" is not known',
    ]);
    expect(await made("import 'b.just'")).toEqual(["a.just:2:3 one x, -e"]);
    expect(await made("A := 'y'\nimport 'b.just'")).toEqual(["a.just:2:3 one {{ A }}, -e"]);
    expect(await made("set shell := ['sh', '-c']\nimport 'b.just'")).toEqual([
      "why: which shell its justfile sets is not known",
    ]);
  });

  it("nine deep", async () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `${index}.just`,
          index + 1 < length ? `import '${index + 1}.just'\n` : file("deep"),
        ]),
      );
    expect(await just("import '0.just'\n", "just gate", chain(8))).toEqual(["7.just:2:3 deep"]);
    expect(await just("import '0.just'\n", "just gate", chain(9))).toEqual(['why: its justfile has no recipe "gate"']);
  });
});

describe("the shell of a recipe", () => {
  it.each<[string, string[]]>([
    ['set shell := ["bash", "-euo", "pipefail", "-c"]', ["justfile:3:3 one, -e, pipefail"]],
    ["set shell := ['bash', '-ec']", ["justfile:3:3 one, -e"]],
    ['set  shell:=["/bin/sh", "-c"]', ["justfile:3:3 one"]],
    ['set shell := ["bash", "-nc"]', ["justfile:3:3 one, skipped justfile:3:3"]],
    ['set shell := ["bash", "-c", "true"]', ["justfile:3:3 one, perhaps unread justfile:3:3"]],
    ['set shell := ["true"]', ['why: what "true" does with a recipe is not known']],
    ["set shell := []", ['why: what "" does with a recipe is not known']],
    ['set shell := ["./tools/sh", "-c"]', ['why: what "./tools/sh" does with a recipe is not known']],
    ["set working-directory := 'x'", ['why: what its justfile changes by "set working-directory" is not known']],
    ["set script-interpreter := ['x']", ['why: what its justfile changes by "set script-interpreter" is not known']],
    ["set export", ["justfile:3:3 one"]],
  ])("%s", async (line, expected) => {
    expect(await just(`${line}\ngate:\n  one\n`)).toEqual(expected);
  });
});

describe("variables", () => {
  it.each<[string, string]>([
    ["A := 'x'", "x"],
    ['A := "x"', "x"],
    ["A:='''x'y'''", "x'y"],
    ["A := ''", ""],
    ['A := "x\\n"', "{{ A }}"],
    ["A := 'x' + B", "{{ A }}"],
    ["AA := 'x'", "{{ A }}"],
    ["A := env('A')", "{{ A }}"],
    ['A := if path_exists("x") == "true" { "node_modules/.bin/kprovengine" } else { "npx it" }', "npx it"],
    ['A := if path_exists("x") == "true" { "other" } else { "npx it" }', "{{ A }}"],
    ['A := if path_exists("x") == "true" { "node_modules/.bin/kprovengine" } else { "npx it" } + "|| true"', "{{ A }}"],
    ['A := "-" + if path_exists("x") == "true" { "node_modules/.bin/kprovengine" } else { "it" }', "{{ A }}"],
  ])("%s", async (line, expected) => {
    expect(await just(`${line}\ngate:\n  run {{ A }}\n`)).toEqual([`justfile:3:3 run ${expected}`.trim()]);
    expect(await just(`${line}\ngate:\n  run {{A}}\n`)).toEqual([
      `justfile:3:3 run ${expected.replace("{{ A }}", "{{A}}")}`.trim(),
    ]);
  });
});
