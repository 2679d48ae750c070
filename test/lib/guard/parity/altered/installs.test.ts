import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "../support.ts";
import { ciOnly, files } from "./support.ts";

const judge = async (
  name: string,
  script: string,
  { install = "npm ci", call = "npm run gate", only = ciOnly } = {},
) => {
  const scripts = {
    gate,
    build: "rm -rf dist && tsc -p .",
    format: "prettier --write .",
    hooks: "husky",
    [name]: script,
  };
  const found = { ...workflow(`${install}\n${call}`), ...files, "package.json": JSON.stringify({ scripts }) };
  return briefly(await findingsOf(found, { parity: { ciOnly: only } as never }));
};

describe("what an installation before the gate runs of the project itself", () => {
  test.each([
    ["postinstall", "rm kprov.mk"],
    ["prepare", "git checkout main -- ."],
    ["preinstall", "npm run format"],
    ["install", "sed -i s/a/b/ Makefile"],
    ["prepare", "cd low && cp -r x/ ../src"],
    ["prepublish", "git config core.hooksPath .early"],
    ["postprepare", "echo x > package.json"],
    ["postinstall", "MAKEFLAGS=-k make gate"],
  ])("a doubt: %s: %s", async (name, script) => {
    expect(await judge(name, script)).toHaveLength(1);
    expect(await judge(name, script, { install: "npm ci --ignore-scripts" })).toEqual([]);
    expect(await judge(name, script, { install: "npm run gate", call: "npm ci" })).toHaveLength(
      script.startsWith("MAKEFLAGS") ? 1 : 0,
    );
  });

  test("says what to do about it", async () => {
    const scripts = { gate, prepare: "rm Makefile" };
    const of = async (script: string) =>
      (
        await findingsOf(
          { ...workflow(`${script}\nnpm run gate`), ...files, "package.json": JSON.stringify({ scripts }) },
          {
            parity: { ciOnly } as never,
          },
        )
      ).map(({ fix }) => fix?.slice(0, 29));
    expect(await of("npm ci")).toEqual(["install with --ignore-scripts"]);
    expect(await of("rm Makefile")).toEqual(["run it behind the gate or in "]);
  });

  const settings = { ".npmrc": "ignore-scripts=true\n" };
  const env = (name: string, value: string) => ({ more: `    env: { ${name}: ${value} }\n` });
  const ofManifest = expect.stringMatching(/^UNREAD\? package\.json:/);
  const judgeWith = async (
    script: string,
    around: Parameters<typeof workflow>[1] = {},
    more: Record<string, string> = {},
    prepare = "rm Makefile",
  ) => {
    const scripts = { gate, prepare };
    const found = {
      ...workflow(`${script}\nnpm run gate`, around),
      ...files,
      "package.json": JSON.stringify({ scripts }),
    };
    return briefly(await findingsOf({ ...found, ...more }, { parity: { ciOnly } as never }));
  };

  const inPowerShell = "      - run: echo npm_config_ignore_scripts=false >> $env:GITHUB_ENV\n        shell: pwsh\n";
  test.each<[string, Parameters<typeof workflow>[1]?]>([
    ["npm_config_ignore_scripts=false npm ci"],
    ["NPM_CONFIG_IGNORE_SCRIPTS= npm ci"],
    ["env npm_config_ignore_scripts=false npm ci"],
    ["export npm_config_ignore_scripts=false; npm ci"],
    ['export npm_config_ig""nore_scripts=false; npm ci'],
    ["export npm_config_$X=false; npm ci"],
    ['export "$X=false"; npm ci'],
    ["export A=b $(cat c); npm ci"],
    ["npm_config_ignore_scripts=false sh -c 'npm ci'"],
    ["npm_config_ignore_scripts=true$X npm ci"],
    ["NPM_CONFIG_IGNORE_SCRIPTS=false npm_config_ignore_scripts=true npm ci"],
    ["npm_config_ignore_scripts=false make install"],
    ["make install npm_config_ignore_scripts=false"],
    ["make made"],
    ["npm ci", env("npm_config_ignore_scripts", '"false"')],
    ["npm ci", env("NPM_CONFIG_IGNORE_SCRIPTS", "false")],
    ["npm ci", env("npm_config_ignore-scripts", "x")],
    ["npm ci", env("npm_config_ignore_scripts", `"$\{{ vars.X }}"`)],
    ["npm_config_ignore_scripts=true npm ci", env("NPM_CONFIG_IGNORE_SCRIPTS", "false")],
    ["npm ci", { before: stepOf("echo npm_config_ignore_scripts=false >> $GITHUB_ENV") }],
    ["npm ci", { before: stepOf("sh -c 'echo npm_config_ignore_scripts=false >> $GITHUB_ENV'") }],
    ["npm ci", { before: "      - uses: jdx/mise-action@v2\n" }],
    ["npm ci", { before: `      - uses: actions/checkout@v4\n${inPowerShell}` }],
    ["npm ci", { before: stepOf("./set.sh") }],
    ["npm ci", { more: `    env: $\{{ fromJSON(vars.E) }}\n` }],
  ])("a variable outranks .npmrc: %s %j", async (script, around) => {
    const more = {
      ...settings,
      "set.sh": "#!/bin/sh\necho npm_config_ignore_scripts=false >> $GITHUB_ENV\n",
      Makefile:
        "include kprov.mk\n.PHONY: install made\ninstall: ; npm ci\nmade: export npm_config_ignore_scripts = no\nmade: ; npm ci\n",
    };
    expect(await judgeWith(script, around, more)).toContainEqual(ofManifest);
    expect(await judgeWith(script, around, more, "husky")).not.toContainEqual(ofManifest);
  });

  test.each<[string, Parameters<typeof workflow>[1]?]>([
    ["npm ci"],
    ["sudo npm ci"],
    ["make install"],
    ["npm_config_ignore_scripts=true npm ci"],
    ["export npm_config_ignore_scripts=true; npm ci"],
    ['echo "npm_config_ignore_scripts=true" >> $GITHUB_ENV; npm ci'],
    ["npm ci", env("npm_config_ignore_scripts", "true")],
    ["npm ci", env("npm_config_audit", "false")],

    ['export PATH="$HOME/.local/bin:$PATH" A="$B"; npm ci'],
  ])("and nothing says otherwise: %s %j", async (script, around) => {
    const more = { ...settings, Makefile: "include kprov.mk\n.PHONY: install\ninstall: ; npm ci\n" };
    expect(await judgeWith(script, around, more)).toEqual([]);
    expect(await judgeWith(script, around, { ...more, ".npmrc": "" })).toHaveLength(
      /^npm_|^npm ci/.test(script) && /ignore/.test(JSON.stringify([script, around])) ? 0 : 1,
    );
  });

  test("and what is wrong with the step otherwise says nothing of it", async () => {
    const found = await judgeWith("npm ci", { more: "    continue-on-error: true\n" }, settings);
    expect(found).toEqual([expect.stringMatching(/^MASKED /)]);
  });

  test.each([
    ["npm_config_ignore_scripts=false", 1],
    ["A=b", 0],
  ])("or another job does, which hands on %s", async (variable, count) => {
    const ci = `build:\n  stage: build\n  script: ["echo ${variable} > b.env"]\n  artifacts: { reports: { dotenv: b.env } }\ngate:\n  script: [npm ci, "${gate}"]\n`;
    const manifest = JSON.stringify({ scripts: { prepare: "rm Makefile" } });
    const found = { ".gitlab-ci.yml": ci, "package.json": manifest, Makefile: "", ...settings };
    const said = briefly(await findingsOf(found, { parity: { ciOnly } as never }));
    expect(said.filter((one) => one.includes("package.json"))).toHaveLength(count);
  });

  test.each([
    "sudo npm ci",
    "env -i npm ci",
    "make install",
    "unset npm_config_ignore_scripts; npm ci",
    "pnpm i",
    "yarn",
  ])("a variable of the job that may not be that of %s", async (script) => {
    const more = { Makefile: "include kprov.mk\n.PHONY: install\ninstall: ; npm ci\n" };
    expect(await judgeWith(script, env("npm_config_ignore_scripts", "true"), more)).not.toEqual([]);
  });

  test("a variable for all that follows", async () => {
    const found = await judge("prepare", 'echo "NODE_OPTIONS=-r ./x.cjs" >> $GITHUB_ENV');
    expect(found).toEqual([expect.stringContaining("NODE_OPTIONS")]);
  });

  test.each([
    ["prepare", "husky"],
    ["prepare", "is-ci || husky install .husky"],
    ["prepare", "cd .. && husky install low/.husky"],
    ["prepare", "npm run build"],
    ["prepare", "npm run hooks"],
    ["prepare", "git config core.hooksPath docs || true"],
    ["prepare", "cp docs/index.md .git/hooks/pre-commit"],
    ["prepare", "cp -r .late/* .git/hooks/ && git config blame.ignoreRevsFile .git-blame-ignore-revs || true"],
    ["prepare", "lefthook install"],
    ["prepare", "svelte-kit sync || echo ''"],
    ["prepare", "node .husky/install.mjs"],
    ["prepublish", "tsc"],
    ["preinstall", "npx only-allow pnpm"],
    ["postinstall", "patch-package && npm dedupe"],
    ["postinstall", "prisma generate"],
    ["postinstall", "cd low && npm install"],
    ["postinstall", "cp .env.example .env"],
    ["postinstall", "[ -d dist ] || npm run build"],
    ["postinstall", "npx playwright install"],
    ["postpack", "rm kprov.mk"],
  ])("nothing: %s: %s", async (name, script) => {
    expect(await judge(name, script)).toEqual([]);
  });

  test("is answered for by the installation, and covers nothing", async () => {
    const only = [{ run: "npm ci", reason: "brings the tools" }];
    expect(await judge("prepare", "npm run build && npx tool", { only })).toEqual([]);
    expect(await judge("prepare", "husky", { only: [] })).toEqual([`UNCOVERED ${workflowPath}:7 npm ci`]);
    const covered = { commands: { install: ["npm", "ci"] } };
    const scripts = { gate, prepare: "eslint ." };
    const found = { ...workflow("npm ci\neslint .\nnpm run gate"), "package.json": JSON.stringify({ scripts }) };
    expect(briefly(await findingsOf(found, covered))).toEqual([`UNCOVERED ${workflowPath}:8 eslint .`]);
  });

  test("is no gate", async () => {
    expect(await judge("prepare", gate, { call: "true" })).toEqual([expect.stringMatching(/^NO_GATE/)]);
  });
});
