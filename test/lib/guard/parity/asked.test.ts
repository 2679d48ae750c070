// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, fixtureVersion, gate, workflow, workflowPath } from "./support.ts";

const judge = async (files: Record<string, string>) => briefly(await findingsOf(files));

/** Of a workflow with `env` at the step, whose line is 9. */
const withEnv = (run: string, env: string) => ({
  [workflowPath]: `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - run: ${run}\n        env:\n          CI: "1"\n          ${env}\n`,
});
const line = (written: string, at = 9) => [`UNREAD? ${workflowPath}:${at} ${written}`];
const choice = `CHECK ?= ${gate}\n.PHONY: gate\ngate: ; $(CHECK)\n`;
const manifest = (scripts: Record<string, string>) => ({ "package.json": JSON.stringify({ scripts }) });

describe("a Makefile that leaves the gate to its environment", () => {
  test.each([
    ["a default", choice],
    ["a default, expanded at once", `CHECK ?= ${gate}\nX := $(CHECK)\ngate: ; $(X)\n`],
    [
      "a default, expanded and added to",
      `CHECK ?= ${gate}\nX := $(CHECK)\nX += --config kprov.config.json\ngate: ; $(X)\n`,
    ],
    ["a default, in a function", `CHECK ?= ${gate}\ngate: ; $(strip $(CHECK))\n`],
    ["what is added to", `CHECK += ${gate}\ngate: ; $(CHECK)\n`],
    ["what is needed", `gate: $(CHECK) ; ${gate}\nother: ; true\n`],
    ["a target's name", `CHECK ?= gate\n$(CHECK): ; ${gate}\n`],
  ])("by %s", async (_, Makefile) => {
    expect(await judge({ ...withEnv("make gate", 'CHECK: "true"'), Makefile })).toEqual(line("CHECK"));
    expect(await judge({ ...withEnv("make gate", 'OTHER: "true"'), Makefile })).toEqual([]);
    expect(await judge({ ...withEnv("make gate", 'CHECK: "true"'), Makefile: `CHECK =\n${Makefile}` })).not.toContain(
      line("CHECK")[0],
    );
  });

  test.each(["VPATH", "MAKE", "MAKE_COMMAND", "MAKEFILES", ".SHELLFLAGS", ".DEFAULT_GOAL"])(
    "%s is one of those that make asks for",
    async (name) => {
      const Makefile = `all: ; $(MAKE) gate\n.PHONY: gate\ngate: ; ${gate}\n`;
      expect(await judge({ ...withEnv("make", `${name}: x`), Makefile })).toEqual(line(name));
      expect(await judge({ ...withEnv(gate, `${name}: x`), Makefile })).toEqual([]);
    },
  );

  test("by a name that is none of npm's, whose case counts", async () => {
    const name = "X_NPM_CONFIG_A";
    const Makefile = choice.replaceAll("CHECK", name);
    expect(await judge({ ...withEnv("make gate", `${name}: x`), Makefile })).toEqual(line(name));
    expect(await judge({ ...withEnv("make gate", `${name.toLowerCase()}: x`), Makefile })).toEqual([]);
  });

  test.each<[string, string[]]>([
    ["export CHECK=true\nmake gate", line("export CHECK=true", 7)],
    ["CHECK=true make gate", line("CHECK=true", 7)],
    ["env CHECK=true make gate", line("CHECK=true", 7)],
    ["export OTHER=true\nCHECKS=1 make gate", []],
    ["make gate\nexport CHECK=true", []],
    ["make gate CHECK=true", [`NO_GATE ${workflowPath}:undefined`]],
    [`make gate CHECK='${gate}'`, []],
  ])("%s", async (script, expected) => {
    expect(await judge({ ...workflow(script), Makefile: choice })).toEqual(expected);
  });

  test("in GITHUB_ENV, and around the job and the workflow", async () => {
    const before = '      - run: echo "CHECK=true" >> $GITHUB_ENV\n';
    const Makefile = choice;
    expect(await judge({ ...workflow("make gate", { before }), Makefile })).toEqual(
      line('echo "CHECK=true" >> $GITHUB_ENV', 6),
    );
    expect(await judge({ ...workflow("make gate", { more: "    env: { CHECK: x }\n" }), Makefile })).toEqual(
      line("CHECK", 5),
    );
    const top = workflow("make gate")[workflowPath]?.replace("jobs:", "env: { CHECK: x }\njobs:") ?? "";
    expect(await judge({ [workflowPath]: top, Makefile })).toEqual(line("CHECK", 2));
  });

  test("in GitLab", async () => {
    const of = (variables: string) => ({
      ".gitlab-ci.yml": `variables: { CI_DEBUG: x }\ngate:\n  script: make gate\n  variables: { ${variables} }\n`,
      Makefile: choice,
    });
    expect(await judge(of("CHECK: x"))).toEqual(["UNREAD? .gitlab-ci.yml:4 CHECK"]);
    expect(await judge(of("npm_config_cache: $CI_PROJECT_DIR/.npm"))).toEqual([]);
    const top = { ".gitlab-ci.yml": "variables: { CHECK: x }\ngate:\n  script: make gate\n", Makefile: choice };
    expect(await judge(top)).toEqual(["UNREAD? .gitlab-ci.yml:1 CHECK"]);
  });

  test("which another make gives", async () => {
    const sub = { "sub/Makefile": `CHECK ?= cd .. && ${gate}\ngate: ; $(CHECK)\n` };
    const run = async (top: string, script = "make all") =>
      judge({ ...workflow(script), Makefile: `${top}\nall: ; $(MAKE) -C sub gate\n`, ...sub });
    expect(await run("export CHECK = true")).toEqual(["UNREAD? Makefile:2 CHECK=true"]);
    expect(await run("CHECK = true\nexport")).toEqual(["UNREAD? Makefile:3 CHECK=true"]);
    expect(await run("CHECK = true\n.EXPORT_ALL_VARIABLES:")).toEqual(["UNREAD? Makefile:3 CHECK=true"]);
    expect(await run("export CHECK\nCHECK = true")).toEqual(["UNREAD? Makefile:3 CHECK=true"]);
    expect(await run("all: export CHECK = true")).toEqual(["UNREAD? Makefile:2 CHECK=true"]);
    expect(await run("CHECK = true")).toEqual([]);
    expect(await run("export OTHER\nCHECK = true")).toEqual([]);
    expect(await run("export OTHER $(X)\nCHECK = true")).toEqual(["UNREAD? Makefile:3 CHECK=true"]);
    expect(await run("all: CHECK = true")).toEqual([]);
    expect(await run("other: export CHECK = true")).toEqual([]);
    expect(await run("", "make all CHECK=true")).toEqual([`NO_GATE ${workflowPath}:undefined`]);
  });
});

describe("what a make is given reaches every make below it", () => {
  const Makefile = `CHECK = ${gate}\nall: ; make gate\nlow: ; npm run low\ngate: ; $(CHECK)\n`;
  test.each<[string, string[]]>([
    ["make all CHECK=true", [`NO_GATE ${workflowPath}:undefined`]],
    ["make low CHECK=true", [`NO_GATE ${workflowPath}:undefined`]],
    ["make all V=1", []],
    ["make low V=1", []],
  ])("%s", async (script, expected) => {
    expect(await judge({ ...workflow(script), Makefile, ...manifest({ low: "make gate" }) })).toEqual(expected);
  });
});

test("a Makefile that takes its directory from the shell may take another one", async () => {
  const Makefile = `export PATH := $(PWD)/.venv/bin:$(PATH)\n.PHONY: gate\ngate: ; ${gate}\n`;
  expect(await judge({ ...workflow("make gate"), Makefile })).toEqual([]);
  for (const script of [
    "PWD=/tmp/x make gate",
    "env PWD=/tmp/x make gate",
    "make gate PWD=/tmp/x",
    "export PWD=/x\nmake gate",
  ])
    expect(await judge({ ...workflow(script), Makefile })).toEqual([expect.stringMatching(/^UNREAD\? .*PATH=/)]);
});

describe("variables that a task runner sets for the gate", () => {
  test("are those of its target", async () => {
    const Makefile = `.PHONY: gate\npre: ; @true\nODD: export NODE_OPTIONS = x\ngate: ; ${gate}\n`;
    const run = (odd: string) => judge({ ...workflow("make pre gate"), Makefile: Makefile.replace("ODD", odd) });
    expect(await run("gate")).toEqual(["UNREAD? Makefile:4 NODE_OPTIONS=x"]);
    expect(await run("pre")).toEqual([]);
  });

  test.each<[string, string[]]>([
    ["export NODE_OPTIONS := --require ./x.cjs", ["UNREAD? Makefile:3 NODE_OPTIONS=--require ./x.cjs"]],
    ["export PATH := $(CURDIR)/.venv/bin:$(PATH)", []],
    ["export PATH := $(PWD)/node_modules/.bin:$(PATH)", []],
    ["export PATH := $(CURDIR)/tools:$(PATH)", ["UNREAD? Makefile:3 PATH=./tools:$PATH"]],
    ["export PATH := $(shell cat x)/.venv/bin:$(PATH)", ["UNREAD? Makefile:3 PATH=$(shell cat x)/.venv/bin:$PATH"]],
    ["PATH := ./bin:$(PATH)", ["UNREAD? Makefile:3 PATH=./bin:$PATH"]],
    ["export PATH := $(HOME)/.local/bin:$(PATH)", []],
    ["GITHUB_BASE_REF = x", ["DIFFERENT Makefile:3 GITHUB_BASE_REF=x"]],
    ["gate: export GITHUB_BASE_REF = x", ["DIFFERENT Makefile:3 GITHUB_BASE_REF=x"]],
    ["b: export NODE_OPTIONS = x", []],
    ["SHELL := /bin/bash", []],
    // What is said of another target is not said of the gate's.
    ["export PATH = $(HOME)/.local/$@\ngate: bin\nbin: ; @true", ["UNREAD? Makefile:5 PATH=$HOME/.local/$(@)"]],
    ["gate: bin\nbin: ; @true\ngate: export NODE_OPTIONS = x", ["UNREAD? Makefile:5 NODE_OPTIONS=x"]],
    ["gate: bin\nbin: ; @true\nbin: export NODE_OPTIONS = x", []],
    ["export FOO = x", []],
    ["export PATH", []],
  ])("make: %s", async (head, expected) => {
    const Makefile = `${head}\n.PHONY: gate\ngate: ; ${gate}\n`;
    expect(await judge({ ...workflow("make gate"), Makefile })).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["export NODE_OPTIONS := '-r ./x.cjs'", ["UNREAD? justfile:3 NODE_OPTIONS='-r ./x.cjs'"]],
    ["set export", []],
    ["NODE_OPTIONS := 'x'", []],
    ["export FOO := 'x'", []],
    ["set dotenv-load", ["UNREAD? justfile:3 NODE_OPTIONS=x"]],
    ["set dotenv-load := false", []],
    ["set dotenv-load :=false", []],
    ["set dotenv-load := true # := false", ["UNREAD? justfile:3 NODE_OPTIONS=x"]],
    ["set  dotenv-required", ["UNREAD? justfile:3 NODE_OPTIONS=x"]],
    ["set dotenv-override", ["UNREAD? justfile:3 NODE_OPTIONS=x"]],
    ["set dotenv-override := false", []],
    ["set dotenv-load := X", ["UNREAD? justfile:3 NODE_OPTIONS=x"]],
    ["set dotenv-loaded", []],
    ["# set dotenv-load", []],
    ["export  NODE_OPTIONS:='x'", ["UNREAD? justfile:3 NODE_OPTIONS='x'"]],
  ])("just: %s", async (head, expected) => {
    const files = { justfile: `${head}\ngate:\n  ${gate}\n`, ".env": "# A=\nNODE_OPTIONS=x\nFOO=bar\n" };
    expect(await judge({ ...workflow("just gate"), ...files })).toEqual(expected);
  });

  test.each([
    ["set export", "DIFFERENT justfile:4 GITHUB_BASE_REF='x'"],
    ["set  export := true", "DIFFERENT justfile:4 GITHUB_BASE_REF='x'"],
    ["set export := false", ""],
    ["set exports", ""],
  ])("just: all that it exports by %s", async (setting, expected) => {
    const justfile = `${setting}\nGITHUB_BASE_REF := 'x'\ngate:\n  ${gate}\n`;
    expect((await judge({ ...workflow("just gate"), justfile })).join()).toBe(expected);
  });

  test.each([
    ["just NODE_OPTIONS=y gate", "y"],
    ['just --set NODE_OPTIONS "$X" gate', "$"],
  ])("just: what is given to one that it exports: %s", async (script, expected) => {
    const justfile = `export NODE_OPTIONS := 'x'\ngate:\n  ${gate}\n`;
    expect(await judge({ ...workflow(script), justfile })).toEqual([`UNREAD? justfile:3 NODE_OPTIONS=${expected}`]);
  });

  test.each([
    ["NODE_OPTIONS = x=y ", "NODE_OPTIONS=x=y"],
    [" export \tNODE_OPTIONS=x\r", "NODE_OPTIONS=x"],
    ["# NODE_OPTIONS=x", ""],
    ["NODE_OPTIONS", ""],
  ])("just: %j in the nearest .env", async (written, expected) => {
    const files = { "a/b/justfile": `set dotenv-load\ngate:\n  cd ../..; ${gate}\n`, ".env": "NODE_PATH=y\n" };
    const said = async (more: Record<string, string>) =>
      (await judge({ ...workflow("cd a/b && just gate"), ...files, ...more })).join();
    const place = "UNREAD? a/b/justfile:3 ";
    expect(await said({ "a/.env": `${written}\n`, "a/c/.env": "NODE_OPTIONS=z\n" })).toBe(expected && place + expected);
    expect(await said({})).toBe(`${place}NODE_PATH=y`);
    const deep = { "long/name/justfile": `set dotenv-load\ngate:\n  cd ../..; ${gate}\n` };
    const found = await judge({ ...workflow("cd long/name && just gate"), ...deep, ".env": "export  NODE_PATH=y\n" });
    expect(found).toEqual(["UNREAD? long/name/justfile:3 NODE_PATH=y"]);
    expect(await judge({ ...workflow("cd long/name && just gate"), ...deep })).toEqual([]);
  });
});

describe("what a task runner puts into the gate's script", () => {
  test.each<[string, string[]]>([
    [`V := $(shell cat v)\ngate: ; ${gate} && echo $(V)`, ["UNREAD? Makefile:2 $(shell cat v)"]],
    [`V = $(shell git log)\ngate: ; ${gate} && echo $(V)`, ["UNREAD? Makefile:2 $(shell git log)"]],
    [`gate: ; ${gate} && echo $(NOPE)`, ["UNREAD? Makefile:1 $(NOPE)"]],
    [`V := $(shell cat v)\ngate:\n\techo $(V)\n\t${gate}`, []],
    [`gate: ; ${gate} && echo $@ $(PWD) $(shell date +%Y-%m-%d) $(shell git rev-parse HEAD)`, []],
    [`gate: ; ${gate} && echo $$(git log)`, []],
  ])("%j", async (Makefile, expected) => {
    expect(await judge({ ...workflow("make gate"), Makefile: `${Makefile}\n` })).toEqual(expected);
  });

  test("by just", async () => {
    const of = (script: string) => ({ ...workflow("just gate"), justfile: `x := env('X', '')\ngate:\n  ${script}\n` });
    expect(await judge(of(`${gate} && echo {{x}}`))).toEqual(["UNREAD? justfile:3 {{x}}"]);
    expect(await judge(of(`${gate} && echo {{xy}}`))).toEqual(["UNREAD? justfile:3 {{xy}}"]);
    expect(await judge(of(`echo {{x}}\n  ${gate}`))).toEqual([]);
    expect(await judge(of(`${gate} && echo {{x`))).toEqual(["UNREAD? justfile:3 {{x"]);
  });
});

describe("scripts around the one that npm is asked for", () => {
  const around = manifest({ pregate: gate, gate: "true" });
  const itself = manifest({ gate });
  test("are left out where npm is told to ignore scripts", async () => {
    const env = withEnv("npm run gate", "NPM_CONFIG_IGNORE_SCRIPTS: true");
    expect(await judge({ ...env, ...around })).toEqual(line("NPM_CONFIG_IGNORE_SCRIPTS"));
    expect(await judge({ ...env, ...itself })).toEqual([]);
    const Makefile = "gate: ; npm run gate\n";
    const made = workflow("make gate npm_config_ignore_scripts=true");
    expect(await judge({ ...made, Makefile, ...around })).toEqual([
      "UNREAD? Makefile:1 npm_config_ignore_scripts=true",
    ]);
    const rc = { ...workflow("npm run gate"), ".npmrc": "ignore-scripts=true\n" };
    expect(await judge({ ...rc, ...around })).toEqual(["UNREAD? .npmrc:1 ignore-scripts=true"]);
    expect(await judge({ ...rc, ...itself })).toEqual([]);
  });
});

test("a cache of npm that git tracks may bring another program", async () => {
  const env = withEnv("npx --yes kprovengine@0.0.0-test preflight", "npm_config_cache: .npm");
  expect(await judge(env)).toEqual([]);
  for (const path of [".npm/_npx/0/package.json", ".npm/_cacache/index-v5/0"])
    expect(await judge({ ...env, [path]: "" })).toEqual([`UNREAD? ${workflowPath}:6 ${path}`]);
});

test("the recipes that init writes are proved", async () => {
  const text = (path: string) =>
    readFileSync(path, "utf8").replace(/kprovengine@\d[\w.-]*/g, `kprovengine@${fixtureVersion}`);
  const recipes = text("kprov.mk").replaceAll("kprov.config.ts", "kprov.config.json");
  expect(await judge({ ...workflow("make preflight"), Makefile: "include kprov.mk\n", "kprov.mk": recipes })).toEqual(
    [],
  );
});
