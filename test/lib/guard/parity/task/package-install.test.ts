// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of .npmrc stand in the data
import { describe, expect, it } from "vitest";
import { taskRuns } from "./support.ts";

const scripts = { prepare: "make hooks", postinstall: "patch", preinstall: "check", build: "tsc", postbuild: "tidy" };
const files = {
  "package.json": JSON.stringify({ scripts }),
  "sub/package.json": '{ "scripts": { "install": "gyp" } }',
};
const all = ["check", "patch", "make hooks"];

/** Without places. */
const run = async (command: string, found: Readonly<Record<string, string>> = files, cwd = "") =>
  (await taskRuns(command, found, cwd)).map((line) => line.replace(/^[\w./]+:\d+:\d+ /, ""));

describe("scripts that an installation runs, in their order", () => {
  it.each([
    ...["ci", "clean-install", "ic", "install-clean", "isntall-clean", "install", "i", "in", "ins", "inst", "insta"],
    ...["instal", "isnt", "isnta", "isntal", "isntall", "it", "install-test", "cit", "install-ci-test", "sit"],
    ...[
      "clean-install-test",
      "add",
      "update",
      "up",
      "upgrade",
      "ci --no-audit",
      "--loglevel warn ci",
      "ci --cache .npm",
    ],
    ...[
      "install --no-save x",
      "install ./x",
      "ci --ignore-scripts=false",
      "ci --prefer-offline",
      "rebuild",
      "rb",
      "link",
      "ln",
      "pack",
      "publish",
      "ci -w a",
      "ci -ws",
    ],
    ...[
      "ci --workspaces=false",
      "ci -- -g",
      "ci --cache $X",
      "ci $X --prefer-offline",
      "install -g",
      "i -g false x",
      "i -g x --no-global",
      "i -g=false x",
      "i x-g y",
    ],
    ...["prune", "dedupe", "ddp", "uninstall x", "rm x", "remove x", "un x", "audit fix", "audit fix --force"],
  ])("npm %s", async (words) => {
    expect(await run(`npm ${words}`)).toEqual(all);
  });

  it.each([
    "pnpm i",
    "pnpm install --frozen-lockfile",
    "pnpm -r install",
    "pnpm add x",
    "bun install",
    "yarn",
    "yarn install",
  ])("%s", async (command) => {
    expect(await run(command)).toEqual(all);
  });

  it.each([
    ...[
      "npm ci --ignore-scripts",
      "npm ci --ignore-scripts=true",
      "npm install -g x",
      "npm i --global x",
      "npm view x",
      "npm view fix",
      "npm i -g is-false",
      "npm i -g false-x",
    ],
    ...[
      "npm",
      "npm audit",
      "npm audit -- fix",
      "npm --version",
      "pnpm",
      "pnpm ci",
      "bun",
      "yarn -v",
      "yarn --version",
      "yarn --help",
      "yarn -h",
    ],
    ...["yarn install --mode=skip-build", "npm exec install", "npx install"],
  ])("none: %s", async (command) => {
    expect(await run(command)).toEqual(["another program"]);
  });

  it.each<[string, string | undefined, boolean]>([
    ["npm ci --ignore-scripts --ignore-scripts=false", undefined, true],
    ["npm ci --ignore-scripts --no-ignore-scripts", undefined, true],
    ["npm ci --ignore-scripts false", undefined, true],
    ["npm ci --no-ignore-scripts --ignore-scripts", undefined, false],
    ["npm ci --ignore-scripts true", undefined, false],
    ["npm ci --ignore-scripts=false --ignore-scripts=true", undefined, false],
    ["npm ci --no-ignore-scripts=false", undefined, false],
    ["npm ci --x--ignore-scripts", undefined, true],
    ["npm ci --x--ignore-scripts", "ignore-scripts=true", false],
    ["npm ci --ignore--ignore-scripts", undefined, true],
    ["npm ci --ignore-scripts --no-ignore-script", undefined, true],
    ["npm i a b --ignore-scripts $X", undefined, true],
    ["npm ci --ignore-scripts --no-audit", undefined, false],
    // It may be another word about it, wherever it stands.
    ["npm ci --ignore-scripts --no-audit $X", undefined, true],
    ["npm ci $X", "ignore-scripts=true", true],
    ["npm ci --ignore-scripts -- $X", undefined, false],
    ["npm i x-- --ignore-scripts", undefined, false],
    ["npm ci --ignore-scripts-x", undefined, true],
    ["npm ci -- --ignore-scripts", undefined, true],
    ["npm ci --- --ignore-scripts", undefined, true],
    ["npm ci --ignore-scripts -- --no-ignore-scripts", undefined, false],
    ["npm i a b $X --ignore-scripts", undefined, true],
    ["npm ci --depth --ignore-scripts", undefined, true],
    ["npm ci -L --ignore-scripts", undefined, true],
    ["npm ci --force --ignore-scripts", undefined, false],
    ["npm ci --cache x --ignore-scripts", undefined, false],
    ["npm ci", "ignore-scripts=true", false],
    ["npm ci", "fund=false\n ignore-scripts = 'true' \n", false],
    ["npm ci", 'ignore-scripts="true"', false],
    ["pnpm i", "ignore-scripts=true", true],
    ["pnpm i --ignore-scripts", undefined, false],
    ["npm ci", "ignore-scripts=true-ish", true],
    ["npm ci", "ignore-scripts=untrue", true],
    ["npm ci", "ignore-scripts=true\n\nfund=false", false],
    ["npm ci", "omit[]=dev\nignore-scripts=true", false],
    ["npm ci", "ignore-scripts=true\nignore-scripts=false # false", true],
    ["npm ci", "ignore-scripts=true\nignore-scripts=false;x", true],
    ["npm ci", "ignore-scripts=true\nignore-scripts=false", true],
    ["npm ci", "ignore-scripts=false\r\nignore-scripts=true\r\n", false],
    ["npm ci", "ignore-scripts=true\nignore-scripts", true],
    ["npm ci", "[x]\nignore-scripts=true", true],
    ["npm ci", "ignore-scripts=true\n [x]", true],
    ["npm ci", "ignore-scripts=true\n[ignore-scripts.x]\na=b", true],
    ["npm ci", "ignore-scripts[]=x\nignore-scripts=true", true],
    ["npm ci", 'ignore-scripts=true\n"ignore-scripts"=false', true],
    ["npm ci", 'ignore-scripts=true\n"ignore\\u002dscripts"=false', true],
    ["npm ci", "ignore-scripts=true\n${X}=false", true],
    ["npm ci", "ignore-scripts=true\u2028", true],
    ["npm ci", "; [x] ignore-scripts=false\n//r/:_authToken=${T}\n@a:registry=https://r\nignore-scripts=true", false],
    ["npm ci", "no-ignore-scripts=true", true],
    ["npm ci", "ignore-scripts=false", true],
    ["npm ci --no-ignore-scripts", "ignore-scripts=true", true],
    ["yarn", "ignore-scripts=true", true],
    ["bun i", "ignore-scripts=true", true],
  ])("%s with %j: %s", async (command, settings, isRun) => {
    const found = { ...files, ...(settings !== undefined && { ".npmrc": settings }) };
    expect(await run(command, found)).toEqual(isRun ? all : ["another program"]);
  });

  it.each<[string, Record<string, string>, string, boolean]>([
    ["beside no package", { "docs/.npmrc": "ignore-scripts=true" }, "docs", true],
    ["of what is above that", { ".npmrc": "ignore-scripts=true" }, "docs", false],
    ["of a member alone", { "sub/.npmrc": "ignore-scripts=true" }, "sub", true],
    ["of the workspace alone", { ".npmrc": "ignore-scripts=true" }, "sub", true],
    ["of both", { ".npmrc": "ignore-scripts=true", "sub/.npmrc": "ignore-scripts=true" }, "sub", false],
  ])("by the settings that npm may read: %s", async (_, settings, cwd, isRun) => {
    const top = JSON.stringify({ scripts, workspaces: ["sub"] });
    const found = await run("npm ci", { ...files, "package.json": top, ...settings }, cwd);
    expect(found[0] !== "another program").toBe(isRun);
  });

  it("stands in its file", async () => {
    const text = '{\n  "scripts": { "install": "gyp here" }\n}\n';
    expect(await taskRuns("npm ci", { "package.json": text })).toEqual(["package.json:2:28 gyp here"]);
  });

  it("of every name that npm knows, and of no other", async () => {
    const names = [
      ...["pnpm:devPreinstall", "predependencies", "dependencies", "postdependencies"],
      ...["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"],
      ...["prepack", "prepublishOnly", "postpublish", "preversion", "uninstall", "test"],
    ];
    const text = JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, `run ${name}`])) });
    expect(await run("npm ci", { "package.json": text })).toEqual(names.slice(0, 11).map((name) => `run ${name}`));
  });

  it.each(["predependencies", "dependencies", "postdependencies"])("of %s alone, among dependencies", async (name) => {
    const text = JSON.stringify({ dependencies: { a: "1" }, scripts: { [name]: "one" } });
    for (const written of [text, `{"scripts":{"${name}" :"one"}}`, `{"scripts":{"${name}": "one"}}`])
      expect(await run("npm ci", { "package.json": written })).toEqual(["one"]);
  });

  it.each(["it", "cit", "sit", "install-test", "install-ci-test", "clean-install-test"])(
    "npm %s, and tests",
    async (command) => {
      const text = '{ "scripts": { "pretest": "one", "test": "two", "posttest": "three" } }';
      expect(await run(`npm ${command}`, { "package.json": text })).toEqual(["one", "two", "three"]);
      expect(await run(`npm ${command} --ignore-scripts`, { "package.json": text })).toEqual(["two"]);
      expect(await run("npm ci", { "package.json": text })).toEqual(["another program"]);
    },
  );
});

describe("where", () => {
  it.each<[string, string, string[]]>([
    ["npm ci --prefix sub", "", ["gyp, in sub"]],
    ["npm -C sub ci", "", ["gyp, in sub"]],
    ["yarn --cwd sub", "", ["gyp, in sub"]],
    ["npm ci", "sub", ["gyp, in sub"]],
    ["npm ci", "other", all],
    ["npm ci", "sub/below", ["gyp, in sub"]],
    ["npm ci --prefix ..", "sub", all],
    ["npm ci --prefix ..", "", ["why: it leaves the repository"]],
    ["yarn --cwd workspace", "", all],
    ["npm $X", "", ['why: what "$X" stands for is known only when it runs']],
  ])("%s in '%s'", async (command, cwd, expected) => {
    expect(await run(command, files, cwd)).toEqual(expected);
  });

  const members = {
    "a/package.json": '{ "scripts": { "prepare": "one" } }',
    "a/b/package.json": '{ "scripts": { "postinstall": "two" } }',
    "a/c/package.json": '{ "scripts": { "test": "install" } }',
    "a/node_modules/x/package.json": '{ "scripts": { "prepare": "no" } }',
    "a/b/other-package.json": '{ "scripts": { "prepare": "no" } }',
    "a/b/package.json.orig": '{ "scripts": { "prepare": "no" } }',
    "a/d/package.json": '{ "scripts": ',
    "node_modules/x/package.json": '{ "scripts": { "prepare": "no" } }',
    "b/package.json": '{ "scripts": { "prepare": "three" } }',
  };
  it.each<[string, Record<string, string>, string, string[]]>([
    [
      "packages of a workspace",
      { "package.json": '{ "workspaces": ["*"] }' },
      "",
      ["two, in a/b", "one, in a", "three, in b"],
    ],
    [
      "its own as well",
      { "package.json": '{ "workspaces": ["*"], "scripts": { "prepare": "four" } }' },
      "",
      ["two, in a/b", "one, in a", "three, in b", "four"],
    ],
    [
      "in letters by their numbers",
      { "package.json": '{ "work\\u0073paces": ["*"], "scripts": { "\\u0070repare": "four" } }' },
      "",
      ["two, in a/b", "one, in a", "three, in b", "four"],
    ],
    ["of pnpm's", { "package.json": "{}", "pnpm-workspace.yaml": "" }, "", ["two, in a/b", "one, in a", "three, in b"]],
    ["of one below", { "a/pnpm-workspace.yaml": "" }, "a", ["two, in a/b", "one, in a"]],
    [
      "of one around it",
      { "package.json": '{ "workspaces": ["a"] }' },
      "a",
      ["one, in a", "two, in a/b", "three, in b"],
    ],
    [
      "of a package around it that is none",
      { "package.json": '{ "scripts": { "prepare": "no" } }' },
      "a",
      ["one, in a"],
    ],
    ["of a link from around it", { "package.json": '{ "dependencies": { "x": "./b" } }' }, "a", ["one, in a"]],
    ["of a workspace elsewhere", { "package.json": "{}", "a/pnpm-workspace.yaml": "" }, "", ["another program"]],
    ["of none", { "package.json": "{}" }, "", ["another program"]],
    ["no package at the top", {}, "", ["another program"]],
    [
      "that is linked",
      { "package.json": '{ "dependencies": { "x": "file:./x" } }' },
      "",
      ["two, in a/b", "one, in a", "three, in b"],
    ],
    [
      "and lies beside",
      { "a/package.json": '{ "devDependencies": { "x": "../b" }, "scripts": { "prepare": "one" } }' },
      "a",
      ["two, in a/b", "one, in a", "three, in b"],
    ],
    [
      "and lies around it",
      {
        "package.json": '{ "scripts": { "prepare": "four" } }',
        "a/package.json": '{ "dependencies": { "x": "file:.." }, "scripts": { "prepare": "one" } }',
      },
      "a",
      ["two, in a/b", "one, in a", "three, in b", "four"],
    ],
    ["of a program that lies there", { "package.json": '{ "main": "./a.js" }' }, "", ["another program"]],
    ["and still a workspace", { "pnpm-workspace.yaml": "" }, "", ["two, in a/b", "one, in a", "three, in b"]],
  ])("%s", async (_, top, cwd, expected) => {
    expect(await run("npm ci", { ...members, ...top }, cwd)).toEqual(expected);
  });

  it("a package that can't be read is a doubt", async () => {
    await expect(run("npm ci", { "package.json": '{ "scripts": { "prepare": }' })).rejects.toThrow(
      expect.objectContaining({ code: "E_SOURCE" }),
    );
  });
});
