// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, fixtureVersion, gate, workflow } from "./support.ts";

const judge = async (script: string, files: Record<string, string>) =>
  briefly(await findingsOf({ ...workflow(script), ...files }));

describe("the settings of npm", () => {
  test.each([
    "script-shell=/bin/true",
    "  script-shell = ./run",
    '"script-shell"=/bin/true',
    "script-shell[]=/bin/true",
    "script-shell=bash -n",
    "script-shell=/bin/true ; words",
    "script-shell=/tmp/bin/sh",
    "script-shell",
    "node-options=--require ./x.cjs",
    "${NAME}=/bin/true",
    "usage=true",
    '"usa\\u0067e"=true',
    "workspaces = true",
    "workspace[]=a",
    "if-present",
    "call=true",
    "package[]=other",
    "shell-emulator=true",
    "usage#x=true",
    "usage;=true",
    "userconfig=./x",
    "globalconfig=./x",
    "prefix = ./tools",
  ])("%s may make the gate another one", async (line) => {
    expect(await judge(gate, { ".npmrc": `; words\r\n${line}\r\n` })).toEqual([`UNREAD? .npmrc:2 ${line.trim()}`]);
  });

  test.each([
    "script-shell=bash",
    "script-shell = /bin/sh ",
    "script-shell=/usr/bin/bash",
    "; script-shell=/bin/true",
    " # node-options=x",
    "save-exact=true",
    "ignore-scripts=true",
    "package-lock=false",
    "workspaces-update=false",
    "save-prefix=~",
    "fund=false # usage=true",
    "workspaces=false",
    "usage = false",
    "//registry.example.com/:_authToken=${NPM_TOKEN}",
    "//${HOST}/:_authToken=x",
    "registry=https://registry.example.com/node-options",
  ])("%s is none of the gate's business", async (line) => {
    expect(await judge(gate, { ".npmrc": line })).toEqual([]);
  });

  test.each([
    ["pnpm", "pnpm-workspace.yaml", "scriptShell: /bin/true"],
    ["pnpm", "pnpm-workspace.yaml", "nodeOptions: --require ./x.cjs"],
    ["yarn", ".yarnrc", 'script-shell "/bin/true"'],
    ["bun", "bunfig.toml", 'shell = "bun"'],
    ["bun", "bunfig.toml", 'run = { shell = "bun" }'],
    ["bun", "bunfig.toml", 'run.preload = ["./x.ts"]'],
    ["bun", ".env", "NODE_OPTIONS=--require ./x.cjs"],
    ["bun", ".env.local", "export  GITHUB_BASE_REF = x=y"],
    ["bun", ".env.development", "PATH=./x"],
    ["pnpm", "pnpm-workspace.yaml", "{ scriptShell: /bin/true }"],
    ["yarn", ".yarnrc", 'yarn-path "./x.js"'],
    ["yarn", ".yarnrc.yml", "yarnPath: .yarn/releases/yarn-4.0.0.cjs"],
    ["yarn", ".yarnrc.yml", "plugins:"],
  ])("%s has them in %s, too: %s", async (program, path, line) => {
    const manifest = { "package.json": JSON.stringify({ scripts: { gate } }) };
    expect(await judge(`${program} run gate`, { ...manifest, [path]: `# x\n${line}\n` })).toEqual([
      `UNREAD? ${path}:2 ${line.replace("  ", " ")}`,
    ]);
    expect(
      await judge(`${program} run gate`, {
        ...manifest,
        [path]: `# ${line}\npackages: [a]\n`,
      }),
    ).toEqual([]);
    expect(await judge("npm run gate", { ...manifest, [path]: line })).toEqual([]);
  });

  test("are no variables of bun for what only looks like one", async () => {
    const files = { "package.json": JSON.stringify({ scripts: { gate } }), ".env": "PATexport H=x\nA=b\n" };
    expect(await judge("bun run gate", files)).toEqual([]);
  });

  test("decide whether npm runs what stands before or behind a script", async () => {
    const files = { "package.json": JSON.stringify({ scripts: { prex: gate, x: "true" } }) };
    for (const line of ["ignore-scripts=true", "ignore-scripts"])
      expect(await judge("npm run x", { ...files, ".npmrc": line })).toContain(`UNREAD? .npmrc:1 ${line}`);
    expect(await judge("npm run x", { ...files, ".npmrc": "ignore-scripts=false" })).toEqual([]);
  });

  test("are those of the directory in which it runs, and above", async () => {
    const line = "script-shell=/bin/true";
    const inside = `cd a/b && ${gate}`;
    for (const path of [".npmrc", "a/.npmrc", "a/b/.npmrc"])
      expect(await judge(inside, { [path]: line })).toEqual([`UNREAD? ${path}:1 ${line}`]);
    for (const path of ["b/.npmrc", "a/b/c/.npmrc", "a/c/.npmrc"])
      expect(await judge(inside, { [path]: line })).toEqual([]);
    expect(await judge(gate, { "a/.npmrc": line })).toEqual([]);
    expect(await judge(`cd "$A" && ${gate}`, { ".npmrc": line })).toContain(`UNREAD? .npmrc:1 ${line}`);
  });

  test("are also those of where the script began", async () => {
    const line = "script-shell=/bin/true";
    const script = JSON.stringify({ scripts: { gate: `cd ../b && ${gate} --cwd ..` } });
    const files = { "a/package.json": script, "b/x": "" };
    for (const path of [".npmrc", "a/.npmrc", "b/.npmrc"])
      expect(await judge("npm --prefix a run gate", { ...files, [path]: line })).toEqual([`UNREAD? ${path}:1 ${line}`]);
    expect(await judge("npm --prefix a run gate", { ...files, "c/.npmrc": line })).toEqual([]);
  });

  test("count where npm and its kin run the gate or what leads to it", async () => {
    const files = {
      ".npmrc": "script-shell=/bin/true",
      ".kprov/kprov.mjs": "",
      ".kprov/adopted.json": JSON.stringify({ version: fixtureVersion }),
      "package.json": '{"scripts":{"gate":"node .kprov/kprov.mjs preflight"}}',
    };
    const doubt = ["UNREAD? .npmrc:1 script-shell=/bin/true"];
    for (const script of ["npm run gate", "pnpm run gate", "yarn gate", "bun run gate"])
      expect(await judge(script, files)).toEqual(doubt);
    const tool = `kprovengine@${fixtureVersion} preflight`;
    for (const script of [`npx ${tool}`, `bunx ${tool}`, `npm exec ${tool}`])
      expect(await judge(script, files)).toEqual(doubt);
    const vendored = "node .kprov/kprov.mjs preflight";
    expect(await judge(vendored, files)).toEqual([]);
    for (const path of ["npm.d/gate.sh", "tools/yarn"])
      expect(await judge(path, { ...files, [path]: `#!/bin/sh -e\n${vendored}\n` })).toEqual([]);
  });
});
