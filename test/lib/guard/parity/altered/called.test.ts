import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, workflow, workflowPath } from "../support.ts";
import { ciOnly, files } from "./support.ts";

const evil = "cp x Makefile";
const scripts = {
  ...{ gate, evil, "evil:more": "true", build: "rm -rf dist && tsc -p .", lint: "eslint .", test: "vitest run" },
  ...{ "e2e:1": evil, "lint:js": "eslint .", "lint:css": "stylelint .", other: "sed -i s/a/b/ Makefile" },
};
const packages = {
  "packages/a/package.json": JSON.stringify({
    name: "@acme/a",
    scripts: { go: "cp ../../x ../../Makefile", build: "tsc -b", lint: "eslint src" },
  }),
  "packages/b/package.json": JSON.stringify({ name: "b", scripts: { build: "rm -rf dist && tsc -b", test: "vitest" } }),
  "test/broken/package.json": "{",
};
const all = { ...files, ...packages, x: "" };

/** What is found before the gate, of a step that is listed. */
const asStep = async (script: string, more: object = {}) =>
  briefly(
    await findingsOf(
      {
        ...workflow(`${script}\nnpm run gate`),
        ...all,
        "package.json": JSON.stringify({ scripts: { ...scripts, ...more } }),
      },
      { parity: { ciOnly } as never },
    ),
  );

/** The same of what `npm ci` runs of the project itself. */
const asInstalled = async (script: string) => await asStep("npm ci", { postinstall: script });

/** A doubt as a step, and as an install script. */
const areFollowed = (commands: readonly string[]): void =>
  test.each(commands)("a doubt: %s", async (command) => {
    for (const found of [await asStep(command), await asInstalled(command)]) {
      expect(found).not.toEqual([]);
      expect(found.every((one) => one.startsWith("UNREAD? "))).toBe(true);
    }
  });

const areFine = (commands: readonly string[]): void =>
  test.each(commands)("nothing: %s", async (command) => {
    expect(await asStep(command)).toEqual([]);
    expect(await asInstalled(command)).toEqual([]);
  });

describe("a package manager behind what brings it", () => {
  test.each([
    "npx npm@10 ci",
    "corepack npm ci",
    "corepack pnpm install",
    "corepack pnpm@9.1.0 install --frozen-lockfile",
    "corepack yarn",
    "npx -y pnpm@9 install",
    "npx --yes pnpm i",
    "npx yarn",
    "npx --package yarn -- yarn install",
    "npx --cache .npm npm ci",
    "npx -y corepack pnpm install",
    "npm exec -- pnpm i",
    "npm exec --yes -- pnpm@9 i",
    "npm --yes x pnpm i",
    "pnpm dlx npm@10 ci",
    "pnpm exec npm ci",
    "pnpm npm ci",
    "yarn dlx npm ci",
    "yarn exec npm ci",
    "bunx npm ci",
    "bun x npm ci",
    "pnpx npm ci",
    "npm --cache .npm ci",
    "npm --yes ci",
    "pnpm --store-dir .store install",
    "npx -w packages/a npm ci",
    "cross-env CI=1 npm ci",
    "dotenv -e .env -- npm ci",
    "npx dotenvx run -f .env -- npm ci",
  ])("installs: %s", async (command) => {
    expect(await asStep(command, { postinstall: evil })).toEqual([
      expect.stringMatching(/^UNREAD\? package\.json:1 cp x/),
    ]);
    expect(await asStep(command, { postinstall: "husky" })).toEqual([]);
    expect(await asStep(command)).toEqual([]);
  });

  areFollowed([
    "npx npm run evil",
    "corepack npm run evil",
    "npx -y npm@10 run evil",
    "npx npm@10 run other -- --silent",
    "corepack pnpm evil",
    "npx pnpm run evil",
    "pnpm exec npm run evil",
    "yarn dlx npm run evil",
    "bunx npm run evil",
    "npx cross-env A=1 npm run evil",
    'cross-env A=1 B="c d" npm run evil',
    "dotenv npm run evil",
    "env-cmd -f .env npm run evil",
    "npx $FLAGS npm run evil",
    "npx npm config set script-shell x",
    "corepack npm pkg set scripts.gate=true",
    "npx npm run evil --what",
    "npm run evil --what",
    "npm --cache .npm run evil",
    "npm --yes run evil",
    "npm run --script-shell bash evil",
    "npm run -- evil",
    "npm -- run evil",
    "npm run-script -- evil",
    "/usr/bin/npm run evil",
    "./node_modules/.bin/pnpm evil",
    "yarnpkg run evil",
    "uv run npm run evil",
    "setsid npm run evil",
    "xargs -n 1 npm run evil",
    "pnpm --store-dir .store run evil",
    "pnpm run '/^ev.*/'",
    "pnpm '/lint|evil/'",
  ]);

  areFine([
    "npx npm run build",
    "npx npm run lint",
    "corepack pnpm run test",
    "npx -y pnpm@9 build",
    "corepack enable",
    "corepack prepare pnpm@9 --activate",
    "npx npm --version",
    "npm --cache .npm run build",
    "npm run build --what",
    "npm run -- build",
    "uv run pytest",
    "xargs -n 1 echo evil",
    "/usr/bin/npm run lint",
    "pnpm run '/^lint:.*/'",
    "pnpm run '/^none/'",
    "npx tsc -p .",
    "npx eslint . --run evil",
    "npx other-tool npm run evil-not",
    "pnpm exec tsc",
    "yarn dlx prisma generate",
    "cross-env NODE_ENV=test npm run lint",
    "dotenv -e .env -- npm run test",
  ]);
});

describe("a shell's script in a word", () => {
  areFollowed([
    'npx -c "cp x Makefile"',
    'npx --call "cp x Makefile"',
    'npx --call="cp x Makefile"',
    'npx -p tool -c "tool && cp x Makefile"',
    'npm exec -c "cp x Makefile"',
    'npm exec --yes --call="cp x Makefile"',
    'npm x -c "npm run evil"',
    'npm -c "cp x Makefile" exec',
    'pnpm -c exec "cp x Makefile"',
    'yarn exec "cp x Makefile"',
    'npx sh -c "cp x Makefile"',
    'cross-env A=1 bash -c "npm run evil"',
    'cross-env-shell A=1 "cp x Makefile"',
    'npx cross-env-shell "A=1 npm run evil"',
    'npx --cal "cp x Makefile"',
    "npm explore x -- cp ../../x ../../Makefile",
    "npm explore @s/x -- cp ../../../x ../../../Makefile",
    'npm explore @s/x "cp ../../../x ../../../Makefile"',
    "npm explo x -- cp ../../x ../../Makefile",
    "npm explor x -- cp ../../x ../../Makefile",
    'npm explore x "cp ../../x ../../Makefile"',
  ]);

  areFine([
    'npx -c "eslint . && tsc -p ."',
    'npm exec -c "npm run lint"',
    "npx eslint -c Makefile.js .",
    "npm exec -- eslint -c config.js .",
    'npm exec -- tool -c "cp x Makefile"',
    'npm --calls "cp x Makefile" exec tsc',
    'npm --x-c "cp x Makefile" exec tsc',
    'npx tool -c "cp x Makefile"',
    'uv -c "cp x Makefile" run tsc',
    'uv explore x "npm run evil"',
    "npm explored x -- cp ../../x ../../Makefile",
    "npm re-explore x -- cp ../../x ../../Makefile",
    'yarn exec "tsc -p ."',
    "npm explore x -- npm run build",
    "npm explore",
  ]);
});

describe("scripts in packages of a workspace", () => {
  areFollowed([
    "npm run go -w packages/a",
    "npm run go -w @acme/a",
    "npm run go -w packages",
    "npm -w packages/a run go",
    "npm --workspace=./packages/a run go",
    "npm run go --workspaces --if-present",
    "npm run go -ws",
    "npm rum go -ws",
    'npm run go -w "$X"',
    "npm run go -w none",
    "npm run go -w packages/b -w packages/a",
    "npm exec -w packages/a -- cp ../../x ../../Makefile",
    "npm exec -ws -- npm run go",
    "npm run -w packages/a -- go",
    "npm exec -w packages/a -c 'npm run go'",
    "npx -w packages/a -c 'npm run go'",
    "npm explore @acme/a -- npm run go",
    "npx -w packages/a cp ../../x ../../Makefile",
    "npx --workspace packages/a cp ../../x ../../Makefile",
    "npx -ws -y npm run go",
    "pnpm --silent recursive run go",
    "yarn --cwd packages workspaces run go",
    'npm exec -w packages/a "cp ../../x ../../Makefile"',
    "pnpm --filter @acme/a run go",
    "pnpm --filter a go",
    "pnpm --filter '...a' go",
    "pnpm -F ./packages/a run go",
    "pnpm -r run go",
    "pnpm -r go",
    "pnpm recursive run go",
    "pnpm -r exec cp ../../x ../../Makefile",
    "yarn workspace @acme/a run go",
    "yarn workspace @acme/a go",
    "yarn workspace a exec cp ../../x ../../Makefile",
    "yarn workspaces run go",
    "yarn workspaces foreach -Apt run go",
    "yarn workspaces foreach -j 4 run go",
    "bun run --filter a go",
    "bun --filter '*' go",
    "(cd packages && npm run evil)",
    "npx npm run go -ws",
    "corepack pnpm -r go",
  ]);

  areFine([
    "npm run build -w packages/a",
    "npm run build --workspaces --if-present",
    "npm run go -w packages/b",
    "npm run test -ws",
    "npm run gone -ws --if-present",
    "npm exec -ws -- tsc",
    "npx -w packages/a tsc -p .",
    "npx tool -w packages/a npm run go",
    "pnpm -r build",
    "pnpm --filter './packages/**' build",
    "yarn workspaces foreach -A run build",
    "yarn workspace b add left-pad",
    "yarn workspaces list",
  ]);

  test("that call each other are followed once", async () => {
    const build = "pnpm --filter '{.}...' build";
    const many = Array.from({ length: 30 }, (_, index) => [
      `packages/p${index}/package.json`,
      JSON.stringify({ scripts: { build: index === 29 ? evil : build } }),
    ]);
    const found = { ...workflow(`${build}\nnpm run gate`), "package.json": JSON.stringify({ scripts: { gate } }) };
    const judge = async (files: object) =>
      briefly(await findingsOf({ ...found, ...files }, { parity: { ciOnly } as never }));
    expect(await judge({ ...Object.fromEntries(many), Makefile: "" })).toEqual([]);
    expect(await judge({ ...Object.fromEntries(many), "packages/p29/Makefile": "" })).toEqual([
      `UNREAD? packages/p29/package.json:1 ${evil}`,
    ]);
  });

  test("a failure of none is lost by it: what is not listed can't be decided", async () => {
    const found = {
      ...workflow("npm run build -ws\nnpm run gate"),
      ...all,
      "package.json": JSON.stringify({ scripts }),
    };
    expect(briefly(await findingsOf(found))).toEqual([`UNREAD? ${workflowPath}:7 npm run build -ws`]);
  });
});

describe("scripts of package.json that other programs run", () => {
  areFollowed([
    "node --run evil",
    "node --run=evil",
    "node --watch --run evil",
    "node --env-file .env --run evil -- --flag",
    "(cd packages && node --run evil)",
    "npx node --run evil",
    "run-s evil",
    "npx run-s build evil",
    "npx -p npm-run-all run-s evil",
    "npm-run-all evil",
    "npm-run-all -l --parallel lint evil",
    "npx npm-run-all2@6 'evil -- --flag'",
    "run-p 'evil*'",
    "run-p 'e**'",
    "run-s '{build,evil}'",
    "run-s '!(build)'",
    "run-s 'e{v{i,o},x}l'",
    "run-s '!(b|(c))'",
    "run-s 'e[v]il'",
    "pnpm run-s evil",
    "yarn run-s evil",
    "yarn run run-s evil",
    "./node_modules/.bin/run-s evil",
    'concurrently "npm run evil"',
    "concurrently npm:evil",
    "concurrently 'npm:evi*'",
    'concurrently -n a,b -c red "npm run build" "npm run \'evi*\'" "pnpm run o*"',
    'npx concurrently -k "tsc -w" "cp x Makefile"',
    "start-server-and-test evil http://localhost:8080 test",
    "start-server-and-test build http://localhost:8080 e2e:1",
    'start-server-and-test start :8080 "npm run evil"',
    'yarn concurrently "node --run evil"',
  ]);

  areFine([
    "node --run build",
    "node --watch --run test",
    "node scripts/build.js --run evil",
    "node --run gone",
    "node --run",
    "run-s build lint test",
    "run-p 'lint:*'",
    "run-s 'lint:{js,css}'",
    "npm-run-all --parallel lint test --max-parallel 2",
    "npx npm-run-all lint -- --cache",
    'concurrently "npm run lint" "npm:test" "npm:lint:*"',
    'concurrently -n evil "tsc -p ."',
    "pnpm run-s lint",
    "start-server-and-test build http://localhost:8080 test",
  ]);
});

test("says what to do about it", async () => {
  const fixOf = async (script: string) =>
    (
      await findingsOf(
        {
          ...workflow(`${script}\nnpm run gate`),
          ...all,
          "package.json": JSON.stringify({ scripts: { ...scripts, prepare: evil } }),
        },
        { parity: { ciOnly } as never },
      )
    ).map(({ fix }) => fix?.slice(0, 29));
  expect(await fixOf("npx npm ci")).toEqual(["install with --ignore-scripts"]);
  expect(await fixOf("npx npm run evil")).toEqual(["run it behind the gate or in "]);
});

describe("what is called so is neither the gate nor covered by what it calls", () => {
  test("the gate", async () => {
    const found = briefly(
      await findingsOf({ ...workflow("npx npm run gate"), ...all, "package.json": JSON.stringify({ scripts }) }),
    );
    expect(found.some((one) => one.startsWith("NO_GATE"))).toBe(true);
  });

  test.each(["corepack npm run lint", "node --run lint", 'concurrently "npm run lint"', 'npx -c "npm run lint"'])(
    "%s",
    async (script) => {
      const found = { ...workflow(`${script}\nnpm run gate`), ...all, "package.json": JSON.stringify({ scripts }) };
      const of = async (commands: Record<string, string[]>) => briefly(await findingsOf(found, { commands }));
      expect(await of({ lint: ["npm", "run", "lint"] })).toEqual([expect.stringMatching(/^UNCOVERED /)]);
      expect(
        await of({ lint: script.split(/ (?=[^"]*(?:"[^"]*"[^"]*)*$)/).map((word) => word.replaceAll('"', "")) }),
      ).toEqual([]);
    },
  );
});
