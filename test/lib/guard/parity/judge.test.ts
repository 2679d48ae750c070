// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import type { ParityContext } from "../../../../lib/guard/parity/context.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";
import { plantedWorkflow } from "../../../../lib/guard/parity/plants.ts";

const config = "{}\n";
const path = ".github/workflows/ci.yml";
const version = "1.2.3";

const judgedBy = (files: Readonly<Record<string, string | undefined>>, more: Partial<ParityContext> = {}) => {
  const all: Readonly<Record<string, string | undefined>> = { "kprov.config.json": config, ...files };
  return judgeParity({
    beside: { paths: Object.keys(all).sort(), text: async (name) => all[name] },
    ...{ branch: "main", repository: "acme/app", parity: { ciOnly: [] }, commands: {}, version },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: "kprov.config.json", configDigest: sha256(config), checks: ["check-artifacts"] },
    declared: async () => [],
    ...more,
  });
};

const judge = async (...asked: Parameters<typeof judgedBy>) =>
  (await judgedBy(...asked)).findings.map(({ code, level }) => `${code.slice(7)}${level === "violation" ? "" : "?"}`);

const gate = `npx --yes kprovengine@${version} preflight`;
const job = (more: string) => ({ [path]: plantedWorkflow(version, { more }) });
const run = (script: string, more = "") => ({
  [path]: `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n${more}    steps:\n      - run: |\n${script.replace(/^/gm, "          ")}\n`,
});

describe("conditions of the gate's job", () => {
  test.each<[string, string[]]>([
    ["github.repository == 'acme/app'", []],
    ["github.repository == 'other/app'", ["SKIPPED", "SKIPPED"]],
    ["github.actor != 'dependabot[bot]'", ["SKIPPED"]],
    ["${{ !github.event.pull_request.draft }}", ["SKIPPED"]],
    ["github.ref == 'refs/heads/main'", ["SKIPPED"]],
    ["github.event_name == 'push' || github.event_name == 'pull_request'", []],
    ["always()", []],
    ["'${{ failure() }}'", ["SKIPPED", "SKIPPED"]],
    ["false", ["SKIPPED", "SKIPPED"]],
    ["${{ false }}", ["SKIPPED", "SKIPPED"]],
    ["vars.RUN == 'yes'", ["SKIPPED?"]],
    ["contains(github.event.pull_request.labels.*.name, 'ready')", ["SKIPPED", "SKIPPED"]],
    ["startsWith(github.head_ref, 'feature/')", ["SKIPPED", "SKIPPED"]],
    ["github.event_name != 'schedule' && (github.ref_type == 'branch')", []],
    ["github.event_name == ", ["UNREAD?", "SKIPPED?"]],
    ["'!(github.event_name == ''workflow_dispatch'')'", []],
    [`${"(".repeat(80)}true${")".repeat(80)}`, ["UNREAD?", "SKIPPED?"]],
  ])("if: %s", async (condition, expected) => {
    const found = await judge(job(`    if: ${condition}\n`));
    expect(found).toEqual(expected);
  });

  test("a text around an expression is always true, as GitHub reads it", async () => {
    expect(await judge(job('    if: "${{ false }} || false"\n'))).toEqual([]);
  });
});

describe("continue-on-error", () => {
  test.each<[string, string[]]>([
    ["false", []],
    ["true", ["MASKED"]],
    ["${{ matrix.node == 22 }}", ["MASKED?"]],
    ["${{ vars.LAX }}", ["MASKED?"]],
  ])("%s", async (value, expected) => {
    expect(await judge(job(`    continue-on-error: ${value}\n`))).toEqual(expected);
  });

  test("of a matrix that says so for some of its jobs is a doubt", async () => {
    const text = plantedWorkflow(version, { more: "    continue-on-error: ${{ matrix.lax }}\n" });
    const matrix = "matrix: { node: [20, 22], lax: [true, false] }";
    expect(await judge({ [path]: text.replace(/matrix: \{[^}]*\}/, matrix) })).toEqual(["MASKED?"]);
  });
});

describe("shells", () => {
  test.each<[string, string, string[]]>([
    ["", `${gate} | cat -`, ["UNCOVERED", "MASKED"]],
    ["    defaults: { run: { shell: bash } }\n", `${gate} > log`, []],
    ['    defaults: { run: { shell: "bash {0}" } }\n', `${gate}\necho`, ["MASKED"]],
    ['    defaults: { run: { shell: "bash -l {0}" } }\n', `${gate}\necho`, ["MASKED"]],
    ['    defaults: { run: { shell: "bash -el {0}" } }\n', `${gate}\necho`, []],
    ["    defaults: { run: { shell: pwsh } }\n", gate, ["UNREAD?", "NO_GATE?"]],
    ["    defaults: { run: { working-directory: sub } }\n", `cd .. && ${gate}`, []],
    ["    env: { A: b }\n", `MAKEFLAGS=-i ${gate}`, ["MASKED?", "MASKED?"]],
    ["    env: { MAKEFLAGS: -i }\n", gate, ["MASKED?"]],
    ["    env: { BASH_ENV: ./x }\n", gate, ["MASKED?"]],
    ["", `echo MAKEFLAGS=-i >> $GITHUB_ENV\n${gate}`, ["MASKED?"]],
  ])("%j %j", async (more, script, expected) => {
    expect(await judge(run(script, more))).toEqual(expected);
  });
});

describe("the gate", () => {
  test.each<[string, string[]]>([
    ["npx kprovengine@9.9.9 preflight", ["DIFFERENT"]],
    ["npx kprovengine preflight", ["DIFFERENT"]],
    [`${gate} --skip test`, ["DIFFERENT"]],
    [`${gate} --config other.json`, ["DIFFERENT"]],
    [`${gate} --cwd sub`, []],
    [`${gate} --cwd ..`, ["DIFFERENT"]],
    [`${gate} $FLAGS`, ["DIFFERENT?"]],
    [`${gate} --help`, ["DIFFERENT"]],
    [`sudo -E env A=b timeout 10m ${gate} --config ./kprov.config.json`, []],
    [`npx --yes kprovengine@${version} check-artifacts`, ["NO_GATE"]],
    ["echo kprovengine preflight", ["NO_GATE"]],
  ])("%s", async (script, expected) => {
    expect(await judge(run(script))).toEqual(expected);
  });

  test("by our own action, pinned", async () => {
    const uses = (reference: string, inputs = "") => ({
      [path]: `on: [push, pull_request]\njobs: { gate: { runs-on: x, steps: [{ uses: acme/kprovengine@${reference}${inputs} }] } }\n`,
    });
    const commit = "a".repeat(40);
    expect(await judge(uses(commit))).toEqual([]);
    expect(await judge(uses("v1"))).toEqual(["UNPINNED"]);
    expect(await judge(uses(commit, ", with: { config: other.json }"))).toEqual(["DIFFERENT"]);
    expect(await judge(uses(commit, ", with: { version: 0.0.1 }"))).toEqual(["DIFFERENT"]);
  });

  test("by a configuration that git does not have, or has with other bytes", async () => {
    expect(await judge(run(gate), { configDigest: sha256("other") })).toEqual(["DIFFERENT"]);
    expect(await judge(run(gate), { configPath: "gone.json" })).toEqual(["DIFFERENT"]);
  });

  test("in two workflows, each for its own event, is one gate", async () => {
    const one = (on: string) => plantedWorkflow(version, { on });
    const push = ".github/workflows/push.yml";
    expect(await judge({ [path]: one("pull_request"), [push]: one("{ push: { branches: [main] } }") })).toEqual([]);
    expect(await judge({ [path]: one("pull_request") })).toEqual(["SKIPPED"]);
  });
});

describe("parity.ciOnly", () => {
  const ciOnly = (...runs: string[]) => ({ parity: { ciOnly: runs.map((one) => ({ run: one, reason: "r" })) } });
  test.each<[string, string[], string[]]>([
    ["npm ci\nnpx depcheck", ["npm ci", "npx depcheck"], []],
    ["npm ci --foo", ["npm ci*"], []],
    ["npm ci --foo", ["npm ci"], ["UNCOVERED", "UNUSED"]],
    ["curl x | sh -", ["curl x | sh -"], []],
    ["npm ci \\\n  --foo", ["npm ci --foo"], []],
  ])("%j with %j", async (script, runs, expected) => {
    expect((await judge(run(`${gate}\n${script}`), ciOnly(...runs))).sort()).toEqual(expected);
  });

  test("takes a whole workflow, but the gate in it counts no more", async () => {
    expect(await judge(run(gate), ciOnly(`workflow: ${path}`))).toEqual(["NO_GATE"]);
  });

  test("takes an action, whatever its commit", async () => {
    const more = plantedWorkflow(version, { steps: `      - uses: acme/lint@${"b".repeat(40)}\n` });
    expect(await judge({ [path]: more })).toEqual(["UNCOVERED"]);
    expect(await judge({ [path]: more }, ciOnly("uses: acme/lint"))).toEqual([]);
  });
});

describe("what can't be read is never passed over", () => {
  test.each<[string, Record<string, string | undefined>, string[]]>([
    ["a malformed workflow", { [path]: "on: [push\n" }, ["UNREAD?", "NO_GATE"]],
    ["a symbolic link", { [path]: undefined }, ["UNREAD?", "NO_GATE"]],
    ["two documents", { [path]: "on: push\n---\non: push\n" }, ["UNREAD?", "NO_GATE"]],
    ["no CI", {}, ["NO_GATE"]],
    ["a workflow that only others call", { [path]: "on: workflow_call\njobs: {}\n" }, ["NO_GATE"]],
    ["another CI system", { ...run(gate), ".circleci/config.yml": "version: 2\n" }, ["UNREAD?"]],
    ["a Makefile that is missing", run("make preflight"), ["UNREAD?", "NO_GATE?"]],
    ["a target that is missing", { ...run("make preflight"), Makefile: "all: ; true\n" }, ["UNREAD?", "NO_GATE?"]],
    [
      "a Makefile that includes what is not there",
      { ...run("make a"), Makefile: `include x.mk\na: ; ${gate}\n` },
      ["UNREAD?", "NO_GATE?"],
    ],
    [
      "a script that runs itself",
      { ...run("./a.sh"), "a.sh": "#!/bin/sh\n./a.sh\n" },
      ["UNREAD?", "UNCOVERED", "NO_GATE?"],
    ],
    [
      "a command below functions that call each other thirty deep",
      run(`${nested(30, "curl -s https://example.com | sh")}\n${gate}`),
      ["UNREAD?", "NO_GATE?"],
    ],
    ["functions that double each other", run(`${doubling(30)}\n${gate}`), ["UNREAD?", "NO_GATE?"]],
    ["a function that doubles itself", run(`f() { f; f; }\nf\n${gate}`), []],
    ["one that goes down as it calls itself", run(`f() { other; cd a; f; }\nf\n${gate}`), ["UNREAD?", "NO_GATE?"]],
    [
      "a workflow of another repository",
      { [path]: `on: [push, pull_request]\njobs: { a: { uses: acme/x/.github/workflows/y.yml@${"c".repeat(40)} } }\n` },
      ["UNREAD?", "NO_GATE?"],
    ],
    ["a malformed ruleset", { ...run(gate), ".kprov/github-ruleset.json": "{" }, ["RULESET?"]],
  ])("%s", async (_, files, expected) => {
    expect(await judge(files)).toEqual(expected);
  });
});

/** `f1` calls `f2` and so on; the last one runs `command`. */
function nested(count: number, command: string): string {
  const bodies = Array.from({ length: count }, (_, index) => (index + 1 < count ? `f${index + 2}` : command));
  return [...bodies.map((body, index) => `f${index + 1}() { ${body}; }`), "f1"].join("\n");
}

/** Each calls the next one twice. */
function doubling(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `g${index}`);
  const definitions = names.map(
    (name, index) => `${name}() { ${names[index + 1] ?? "true"}; ${names[index + 1] ?? "true"}; }`,
  );
  return [...definitions, "g0"].join("\n");
}

describe("what was looked at", () => {
  const moving = "      - uses: acme/lint@v1\n";
  const deploy = (on: string) => `on: ${on}\njobs:\n  a:\n    runs-on: x\n    steps:\n${moving}      - run: deploy\n`;
  const unhost = { "the host's own rules, asked with --remote only": 1 };

  test("is counted, and what was not, with its reason", async () => {
    const files = {
      [path]: `${deploy("[push, pull_request]").replace(moving, "").replace("deploy", gate)}      - run: "echo 'open"\n      - run: lint\n`,
      ".github/workflows/broken.yml": "on: [",
      ".github/workflows/deploy.yml": deploy("[push, pull_request]"),
      ".github/workflows/nightly.yml": deploy("schedule").replace(moving, ""),
      ".travis.yml": "",
      "circle.yml": "",
    };
    const ciOnly = ["workflow: .github/workflows/deploy.yml", "lint"].map((entry) => ({ run: entry, reason: "x" }));
    const { coverage, findings } = await judgedBy(files, { parity: { ciOnly } });
    expect(coverage).toEqual([
      {
        ...{ unit: "CI steps", considered: 6, examined: 2 },
        skipped: { "can't be followed": 1, "listed as a whole": 2, "of workflows that judge no change": 1 },
      },
      {
        ...{ unit: "CI files", considered: 6, examined: 3 },
        skipped: { "of a CI system that is not read here": 1, "can't be read": 1, ...unhost },
      },
    ]);
    expect(findings.map(({ code, path: where }) => `${code} ${where}`)).toEqual([
      "PARITY_UNREAD .github/workflows/broken.yml",
      "PARITY_UNREAD .travis.yml",
      `PARITY_UNREAD ${path}`,
    ]);
  });

  test("is all of a sound workflow, and not what nobody can follow", async () => {
    const steps = `      - uses: actions/cache@${"a".repeat(40)}\n      - run: lint\n        shell: pwsh\n`;
    const { coverage } = await judgedBy({ [path]: plantedWorkflow(version) });
    expect(coverage[0]).toEqual({ unit: "CI steps", considered: 3, examined: 3, skipped: {} });
    const unread = await judgedBy({ [path]: plantedWorkflow(version, { steps }) });
    expect(unread.coverage[0]).toEqual({
      ...coverage[0],
      considered: 5,
      examined: 4,
      skipped: { "can't be followed": 1 },
    });
  });

  test("is no step where there is none", async () => {
    const { coverage } = await judgedBy({ ".github/workflows/nightly.yml": deploy("schedule") });
    expect(coverage).toEqual([{ unit: "CI files", considered: 2, examined: 1, skipped: unhost }]);
  });

  test("is pinned, unless the whole file is listed", async () => {
    const files = { ...run(gate), ".github/workflows/deploy.yml": deploy("[push, pull_request]") };
    const ciOnly = ["deploy", "uses: acme/lint"].map((entry) => ({ run: entry, reason: "x" }));
    expect(await judge(files, { parity: { ciOnly } })).toEqual(["UNPINNED"]);
    const whole = { parity: { ciOnly: [{ run: "workflow: .github/workflows/deploy.yml", reason: "x" }] } };
    expect(await judge(files, whole)).toEqual([]);
    expect(await judge({ ...run(gate), ".github/workflows/deploy.yml": deploy("schedule") })).toEqual(["UNPINNED"]);
  });

  test("an entry that nothing meets stands in the configuration, if that is the repository's", async () => {
    const parity = { ciOnly: [{ run: "gone", reason: "x" }] };
    const { findings } = await judgedBy(run(gate), { parity });
    expect(findings).toMatchObject([{ code: "PARITY_UNUSED", path: "kprov.config.json" }]);
    const elsewhere = await judgedBy(run(gate), { parity, configPath: undefined });
    const unused = elsewhere.findings.filter(({ code }) => code === "PARITY_UNUSED");
    expect(unused).toHaveLength(1);
    expect(unused[0]).not.toHaveProperty("path");
  });
});
