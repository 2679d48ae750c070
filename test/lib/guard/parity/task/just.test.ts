// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, it } from "vitest";
import { briefly, findingsOf, gate, workflow } from "../support.ts";
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
    ["gate: other\n  one\n", ['why: its justfile has no recipe "other"']],
    ["gate: && other\n  one\n", ['why: its justfile has no recipe "other"']],
    ["gate x:\n  one\n", ['why: its recipe "gate" has parameters']],
    ["gate *x:\n  one\n", ['why: its recipe "gate" has parameters']],
    ["gate x='y':\n  one\n", ['why: its recipe "gate" has parameters']],
    ["gate:\n  one\ngate x='y':\n  two\n", ['why: its recipe "gate" stands there more than once']],
    ["gate :\n  one\n", ["justfile:2:3 one"]],
    ["AB := 'x'\ngate:\n  one {{AB}}\n  two", ["justfile:3:3 one x", "justfile:4:3 two"]],
    ["gate  := 'x'\n", ['why: its justfile has no recipe "gate"']],
    ["gate-it:\n  one\n", ['why: its justfile has no recipe "gate"']],
    ["other: gate\n  one\n", ['why: its justfile has no recipe "gate"']],
    ["other:\n  gate:\n", ['why: its justfile has no recipe "gate"']],
    ["gate: # it: 'is'\n  one\n", ["justfile:2:3 one"]],
    ["gate: a:b\n  one\n", ['why: its recipe "gate" needs "a:b", which is not understood']],
    ["gate: a::b\n  one\n", ['why: its recipe "gate" needs "a::b", which is not understood']],
    ['gate: (a "x")\n  one\na x:\n  two\n', ['why: its recipe "gate" needs "(a", which is not understood']],
    ["gate: a \\\n  b\n  one\na:\n", ['why: its recipe "gate" needs "\\", which is not understood']],
    ["gate: a b # c\n  one\na:\n  two\nb:\n  three\n", ["justfile:4:3 two", "justfile:6:3 three", "justfile:2:3 one"]],
    [
      "gate: a && b\n  one\na: && b\n  two\nb:\n  three\n",
      ["justfile:4:3 two", "justfile:6:3 three", "justfile:2:3 one"],
    ],
    ["gate: a && b\n  one\na:\n  two\nb:\n  three\n", ["justfile:4:3 two", "justfile:2:3 one", "justfile:6:3 three"]],
    ["gate: a b\n  one\na: b\n  -two\nb: gate\n", ["justfile:4:4 two, masked justfile:4:3", "justfile:2:3 one"]],
    ["gate: a\na: b\nb:\n  one\n", ["justfile:4:3 one"]],
    ["gate: a\n  one\na x='y':\n  two\n", ['why: its recipe "a" has parameters']],
    ["gate: a\n  one\n[no-cd]\na:\n  two\n", ['why: its recipe "a" is chosen or changed by [no-cd]']],
    ["gate: a\n  one\na:\n  #!/bin/sh\n", ['why: its recipe "a" is a program of another language']],
    ["gate: a\n  one\na:\na:\n", ['why: its recipe "a" stands there more than once']],
    ["gate: a\n  one\nalias a := b\nb:\n", ['why: its justfile has no recipe "a"']],
    ["gate:\n  one\u2028\n  -two\r\n", ["justfile:2:3 one", "justfile:3:4 two, masked justfile:3:3"]],
    ["gate:\n  one -x a\\b\n", ["justfile:2:3 one -x a\\b"]],
    ["gate:\n    -  one\n", ["justfile:2:6 one, masked justfile:2:5"]],
    ["gate:\n    @@--one\n", ["justfile:2:9 one, masked justfile:2:7"]],
    ["gate:\n  one\n  #!x\n", ["justfile:2:3 one", "justfile:3:3 #!x"]],
    ["gate:\n  #!/bin/sh\n  one\n", ['why: its recipe "gate" is a program of another language']],
    ["gate:\n  one\ngate:\n  two\n", ['why: its recipe "gate" stands there more than once']],
    ["[private]\ngate:\n  one\n", ["justfile:3:3 one"]],
    ["ga@te:\n  one\n", ['why: its justfile has no recipe "gate"']],
    ["[no-cd] \ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [no-cd]']],
    ["[no-cd]\n  \ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [no-cd]']],
    ["[private] x\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [private] x']],
    ["a][private]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by a][private]']],
    ["[private,no-cd]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [private,no-cd]']],
    ["[privately]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by [privately]']],
    ["[private , no-exit-message]\ngate:\n  one\n", ["justfile:3:3 one"]],
    ["gate:\n  one\n   \n  two\n", ["justfile:2:3 one", "justfile:4:3 two"]],
    [
      '# set shell := ["bash", "-c"]\nset shell := ["python3", "-c"]\ngate:\n  one\n',
      ['why: what "python3" does with a recipe is not known'],
    ],
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
    ["[linux]\nother:\n  two\n[doc]\ngate:\n  one\n", ["justfile:6:3 one"]],
    ["[linux]\nA := 'x' # ]\ngate:\n  one\n", ["justfile:4:3 one"]],
    ["[doc(\"it's\")] # [no-cd]\n[group : 'a, b']\ngate:\n  one\n", ["justfile:4:3 one"]],
    ["[doc('x') private]\ngate:\n  one\n", ["why: its recipe \"gate\" is chosen or changed by [doc('x') private]"]],
    ["[private\n]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by ]']],
    ["[]\ngate:\n  one\n", ['why: its recipe "gate" is chosen or changed by []']],
    ["gate:\n  one \\\n  --help\n", ['why: its recipe "gate" has lines that go on in the next']],
    ["gate:\n  one \\ \r\n  --help\n", ['why: its recipe "gate" has lines that go on in the next']],
    ["gate-a_1:\n  one\n", ['why: its justfile has no recipe "gate"']],
  ])("%j", async (file, expected) => {
    expect(await just(file)).toEqual(expected);
  });

  it.each([
    "A := '",
    'A := "x',
    "A := '''it's",
    'A := """it',
    "A := `x",
    "A := 'x' + \"\\\"",
    "A := (",
    "A := env('X') + (",
    "other:\n  x\nA := 'x",
  ])("%j: what follows may be a part of a text", async (line) => {
    expect(await just(`${line}\ngate:\n  one\n`)).toEqual([
      'why: its recipe "gate" stands behind a text of several lines',
    ]);
  });
  it.each([
    "A := 'x'",
    'A := "it\'s \\"x\\" (" # don\'t (',
    "A := '''it's \"''' + \"\"\"\"'\"\"\"",
    "A := env('X') + (\"'\")",
    "other:\n  it's (",
  ])("%j ends where its line ends", async (line) => {
    expect(await just(`${line}\ngate:\n  one\n`)).toEqual([expect.stringContaining(":3 one")]);
  });

  it.each<[string, string[]]>([
    ["just gate", ["justfile:2:3 one"]],
    ["just gate:x", ["why: how just is called here is not understood"]],
    ["just 1gate", ["why: how just is called here is not understood"]],
    ["just A=b", ["why: how just is called here is not understood"]],
    ["just 'x gate'", ["why: how just is called here is not understood"]],
    ["just Gate_1-a", ['why: its justfile has no recipe "Gate_1-a"']],
    ["just", ["why: how just is called here is not understood"]],
    ["just -n gate", ["why: how just is called here is not understood"]],
    ["just --dry-run", ["why: how just is called here is not understood"]],
    ["just gate other", ['why: its justfile has no recipe "other"']],
    ["just gate gate", ["justfile:2:3 one"]],
    ["just --set A 2 gate", ["justfile:2:3 one"]],
    ["just A=b gate", ["justfile:2:3 one"]],
    ...[
      "--set",
      "--set A",
      "--set A 2",
      "1A=b gate",
      "--set A $B gate",
      "--set A -n gate",
      "--set A '-n' gate",
      '--set $B "2" gate',
      '--set A $B"2" gate',
      '--set A "2"$B gate',
      "A=$B gate",
    ].map((words): [string, string[]] => [`just ${words}`, ["why: how just is called here is not understood"]]),
    ["just gate --set A 2", ["why: how just is called here is not understood"]],
    ["just --unset A 2 gate", ["why: how just is called here is not understood"]],
    ["just $NAME", ["why: how just is called here is not understood"]],
    ["justly gate", ["another program"]],
  ])("%s", async (command, expected) => {
    expect(await just("gate:\n  one\n", command)).toEqual(expected);
  });
});

describe("variables of the command line", () => {
  it.each<[string, string, string[]]>([
    ["--set A 2", "one", ["justfile:3:3 one"]],
    ["--set A 2 B=3", "one {{ A }}", ["justfile:3:3 one 2"]],
    ["--set A 3 A=2", "one {{ A }}", ["justfile:3:3 one 2"]],
    ["--set A a-b", "one {{ A }}", ["justfile:3:3 one a-b"]],
    ["B_1-c= A=a-b", "one {{ A }}", ["justfile:3:3 one a-b"]],
    ["A=2 --set A 3", "one", ["why: how just is called here is not understood"]],
    ['--set A "$N"', "one", ["justfile:3:3 one"]],
    ['--set A "n${N1}"', "one", ["justfile:3:3 one"]],
    ['--set A "$N"', "one {{ A }}", ["justfile:3:3 one {{ A }}"]],
  ])("%s with %j", async (words, line, expected) => {
    expect(await just(`A := "1"\ngate:\n  ${line}\n`, `just ${words} gate`)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ["--set A 2", `A := "1"\ngate: lint\n  ${gate}\nlint:\n  @echo {{ A }}`, []],
    ['--set A "$N"', `A := "1"\ngate:\n  ${gate}`, []],
    [
      '--set A "$N"',
      `A := "1"\ngate:\n  {{ A }} ${gate}`,
      ["UNCOVERED justfile:3", "NO_GATE .github/workflows/ci.yml:undefined"],
    ],
    ["--set A true", `A := ""\ngate:\n  {{ A }} ${gate}`, ["NO_GATE .github/workflows/ci.yml:undefined"]],
    ["--set A ./bin", `export A := ""\ngate:\n  ${gate}`, []],
    ["--set PATH ./bin", `export PATH := env("PATH")\ngate:\n  ${gate}`, ["UNREAD? justfile:3"]],
    [
      'PATH="$X"',
      `export PATH := env("PATH")\ngate:\n  ${gate}`,
      ["UNREAD? .github/workflows/ci.yml:7", "NO_GATE? .github/workflows/ci.yml:undefined"],
    ],
    ['--set PATH "$X"', `export PATH := env("PATH")\ngate:\n  ${gate}`, ["UNREAD? justfile:3"]],
  ])("%s before the gate in %j", async (words, justfile, expected) => {
    const found = briefly(await findingsOf({ ...workflow(`just ${words} gate`), justfile: `${justfile}\n` }));
    expect(found.map((one) => one.split(" ").slice(0, 2).join(" "))).toEqual(expected);
  });
});

it.each(["JUST_ALLOW_MISSING", "JUST_DRY_RUN", "JUST_JUSTFILE", "JUST_NO_DEPS", "JUST_WORKING_DIRECTORY"])(
  "%s decides what just runs",
  async (name) => {
    const justfile = `gate: a\na:\n  ${gate}\n`;
    const set = { ...workflow("just gate", { more: `    env: { ${name}: x }\n` }), justfile };
    expect(briefly(await findingsOf(set))).toEqual([`UNREAD? .github/workflows/ci.yml:5 ${name}`]);
    const exported = { ...workflow(`export ${name}=x\njust gate`), justfile };
    expect(briefly(await findingsOf(exported))).toEqual([`UNREAD? .github/workflows/ci.yml:7 export ${name}=x`]);
  },
);

it("what just shows decides nothing", async () => {
  const more = "    env: { JUST_VERBOSE: 1, JUST_COLOR: always, JUST_TIMESTAMP: 1 }\n";
  expect(await findingsOf({ ...workflow("just gate", { more }), justfile: `gate:\n  ${gate}\n` })).toEqual([]);
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

  const more = {
    "ci/a.just": 'import? "b.just"\n',
    "ci/b.just": file("low"),
    "c.just": "import 'c.just'\n",
    "empty.just": "",
  };
  const untracked = (what: string) => [`why: of its justfile, git does not track "${what}"`];
  it.each<[string, string[]]>([
    ["import 'ci/a.just'\n", ["ci/b.just:2:3 low"]],
    ["import 'c.just'\nimport?  'gone.just' # x\nimport\t\"./ci/b.just\"\n", ["ci/b.just:2:3 low"]],
    ["import 'ci/b.just'\nimport 'ci/a.just'\n", ["ci/b.just:2:3 low"]],
    ["import 'ci/../justfile'\nimport 'ci/b.just'\n", ["ci/b.just:2:3 low"]],
    [
      `import 'empty.just'\n${file("top")}  import 'gone.just'\n`,
      ["justfile:3:3 top", "justfile:4:3 import 'gone.just'"],
    ],
    [`import 'ci/b.just'\n${file("top")}`, ['why: its recipe "gate" stands there more than once']],
    [`import 'gone.just'\n${file("top")}`, untracked("gone.just")],
    [`import? 'd.just'\n${file("top")}`, untracked("ci/gone.just")],
    [`import? '../b.just'\n${file("top")}`, untracked("import? '../b.just'")],
    [`import '~/b.just'\n${file("top")}`, untracked("import '~/b.just'")],
    [`import x'b.just'\n${file("top")}`, untracked("import x'b.just'")],
    [`import "b\\t.just"\n${file("top")}`, untracked('import "b\\t.just"')],
    [`import 'empty.just' + A\n${file("top")}`, untracked("import 'empty.just' + A")],
    [`important := 'x'\nimport := 'y'\n${file("top")}`, untracked("import := 'y'")],
  ])("and those that it imports: %j", async (justfile, expected) => {
    const deeper = { "d.just": "import 'ci/d.just'\n", "ci/d.just": "import 'gone.just'\n" };
    expect(await just(justfile, "just gate", { ...more, ...deeper })).toEqual(expected);
  });

  it("and runs where the first one lies", async () => {
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
    ["# unexport CI_COMMIT_SHA", ["justfile:3:3 one"]],
    ["# set working-directory := 'x'", ["justfile:3:3 one"]],
    ["# set shell := ['true']", ["justfile:3:3 one"]],
    ["set shell := ['bash', '-c', '']", ["justfile:3:3 one, perhaps unread justfile:3:3"]],
    ["set shell := ['bash', '-c', A]", ["why: which shell its justfile sets is not known"]],
    ["set shell := ['bash', \"-\\u{6e}c\"]", ["why: which shell its justfile sets is not known"]],
    ["set shell := ['bash', x'-c']", ["why: which shell its justfile sets is not known"]],
    ["set shell := A", ["why: which shell its justfile sets is not known"]],
    ["set shell := ['sh', '-c']\nset  shell := ['sh', '-c']", ["why: which shell its justfile sets is not known"]],
    ["set\tshell := [ 'sh' , '-ec' , ]", ["justfile:3:3 one, -e"]],
    ["reset shell := ['true']", ["justfile:3:3 one"]],
    ["set shells := ['true']", ["justfile:3:3 one"]],
    ["set  dotenv-path := 'x'", ['why: what its justfile changes by "set  dotenv-path" is not known']],
    ["set dotenv-filename := 'x'", ['why: what its justfile changes by "set dotenv-filename" is not known']],
    ["unexport  CI_COMMIT_SHA", ['why: what its justfile changes by "unexport  CI_COMMIT_SHA" is not known']],
    ["unexport FOO", ["justfile:3:3 one"]],
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
    ['A := "xyz"', "xyz"],
    ["export A := 'x'", "x"],
    ["A\t:='x' ", "x"],
    ["A := '''x''' + '''y'''", "{{ A }}"],
    ["alias A := 'x'", "x"],
    [
      'A := if path_exists("x") == "true" { "evil" } else if path_exists("y") == "true" { "node_modules/.bin/kprovengine" } else { "npx it" }',
      "{{ A }}",
    ],
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

describe("what just runs by itself", () => {
  it.each<[string, string[]]>([
    ['A := `echo "("`\ngate:\n  one\n', ['justfile:1:6 : $(echo "(")', "justfile:3:3 one"]],
    [
      "gate:\n  one\nexport A := 'x' + `two` + `three`\n",
      ["justfile:3:19 : $(two)", "justfile:3:27 : $(three)", "justfile:2:3 one"],
    ],
    ["A := ```two `three` four```\ngate:\n  one\n", ["justfile:1:6 : $(two `three` four)", "justfile:3:3 one"]],
    [
      "A := shell('two', 'x') + shell ( \"three\" )\ngate:\n  one\n",
      ["justfile:1:6 : $(two)", "justfile:1:26 : $(three)", "justfile:3:3 one"],
    ],
    ["# `two`\n[doc('`two`')]\ngate:\n  one\nother:\n  echo `two`\n", ["justfile:4:3 one"]],
    ["import 'b.just'\ngate:\n  one\n", ["b.just:1:6 : $(in b)", "justfile:3:3 one"]],
  ])("%j", async (file, expected) => {
    expect(await just(file, "just gate", { "b.just": "B := `in b`\n" })).toEqual(expected);
  });

  it.each([
    "A := ```",
    "A := `two",
    "A := shell(B)",
    "A := shell('x' + B",
    "A := (",
    'A := shell("x\\t")',
    "A := nutshell(`two`) + shell (B)",
  ])("is not known for %j", async (line) => {
    expect(await just(`gate:\n  one\n${line}\n`)).toEqual([`why: what its justfile runs by "${line}" is not known`]);
  });

  it.each<[string, boolean]>([
    ["A := `echo x > package.json`", true],
    ["A := shell('echo x > package.json')", true],
    ["A := `git describe 2>/dev/null`", false],
    ["A := 'x > package.json'", false],
  ])("counts before the gate: %s", async (line, isSaid) => {
    const files = { justfile: `${line}\ngate:\n  ${gate}\n`, "package.json": "{}" };
    const found = briefly(await findingsOf({ ...workflow("just gate"), ...files }));
    expect(found.map((one) => one.slice(0, 18))).toEqual(isSaid ? ["UNREAD? justfile:1"] : []);
  });
});

it("recipes that need each other are followed up to a number", async () => {
  const chain = (length: number): string =>
    Array.from({ length }, (_, at) => `r${at}: ${at + 1 < length ? `r${at + 1}` : ""}\n  x\n`).join("");
  expect(await just(chain(100), "just r0")).toHaveLength(100);
  expect(await just(chain(101), "just r0")).toEqual(["why: its recipes lead to more than can be followed"]);
});
