import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, workflow, workflowPath } from "../support.ts";
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
    ["postinstall", "MAKEFLAGS=-k make all"],
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
    expect(await judge("prepare", "npm run lint && if [ x; then", { only })).toEqual([]);
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
