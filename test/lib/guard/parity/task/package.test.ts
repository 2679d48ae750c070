import { describe, expect, it } from "vitest";
import { taskRuns } from "./support.ts";

const scripts = { gate: "gate  here", test: "vitest", pretest: "lint", posttest: "clean", start: "serve", pregate: "" };
const files = { "package.json": JSON.stringify({ scripts }), "sub/package.json": '{ "scripts": { "gate": "below" } }' };

/** Without places. */
const run = async (command: string) =>
  (await taskRuns(command, files)).map((line) => line.replace(/^[\w./]+:\d+:\d+ /, ""));

const tested = ["lint", "vitest", "clean"];
const perhaps = (text: string) => `${text}, perhaps skipped ci:1:1`;

describe("which scripts are run", () => {
  it.each<[string, string[]]>([
    ["npm run gate", ["", "gate  here"]],
    ["npm run-script gate", ["", "gate  here"]],
    ["npm run gate -- a\\ b", ["", "gate  here 'a b'"]],
    ["pnpm --loglevel info run gate", ["another program"]],
    ["npm run gate --loglevel", ["", "gate  here"]],
    ["npm test", tested],
    ["npm t", tested],
    ["npm tst", tested],
    ["npm run test", tested],
    ["npm start", ["serve"]],
    ["npm stop", ["another program"]],
    ["npm gate", ["another program"]],
    ["npm ci", ["another program"]],
    ["npm", ["another program"]],
    ["npm run", ["another program"]],
    ["npm run ''", ["another program"]],
    ["npm constructor", ["another program"]],
    ["npm run a-w", ['why: "package.json" has no script "a-w"']],
    ["npm run a--dir", ['why: "package.json" has no script "a--dir"']],
    ["npm run gone", ['why: "package.json" has no script "gone"']],
    ["bun run test", tested],
    ["bun test", ["another program"]],
    ["bun build", ["another program"]],
    ["bun start", ["serve"]],
    ["yarn test", ["vitest"]],
    ["yarn run test", ["vitest"]],
    ["yarn gone", ["another program"]],
    ["yarn", ["another program"]],
    ["yarn install", ["another program"]],
    ["yarn workspace a run gate", ["why: it runs in the packages of a workspace"]],
    ["yarn workspaces run start", ["why: it runs in the packages of a workspace"]],
    ["pnpm audit", ["another program"]],
    ["pnpm recursive run start", ["why: it runs in the packages of a workspace"]],
    ["yarn run install", ['why: "package.json" has no script "install"']],
    ["pnpm test", [perhaps("lint"), "vitest", perhaps("clean")]],
    ["pnpm t", ["another program"]],
    ["pnpm run start", ["serve"]],
    ["npx gate", ["another program"]],
    ["npm urn gate", ["", "gate  here"]],
    ["yarn rum start", ["another program"]],
    ["npm run -- start", ["serve"]],
    ["npm workspace a run start", ["another program"]],
    ["bun m run start", ["another program"]],
    ["pnpm vm run start", ["another program"]],
    ["pnpm more run start", ["another program"]],
    ["yarn start run", ["serve run"]],
    ...["", " list", " list run", " foreach version"].map((words): [string, string[]] => [
      `yarn workspaces${words}`,
      ["another program"],
    ]),
    ["yarn workspace", ["another program"]],
  ])("%s", async (command, expected) => {
    expect(await run(command)).toEqual(expected);
  });

  it("stands in its file", async () => {
    const text = '{\n  "scripts": { "gate": "gate here" }\n}\n';
    expect(await taskRuns("npm run gate", { "package.json": text })).toEqual(["package.json:2:25 gate here"]);
  });
});

describe("words behind the script's name are the script's", () => {
  it.each<[string, string[]]>([
    ["npm run gate -- --skip test", ["", "gate  here --skip test"]],
    ["npm run gate a 'b c'", ["", "gate  here a 'b c'"]],
    ["npm test -- --skip $X", ["lint", "vitest --skip $X", "clean"]],
    ["npm test x", ["lint", "vitest x", "clean"]],
    ["yarn test --skip x", ["vitest --skip x"]],
    ["yarn run test --skip -- x", ["vitest --skip x"]],
    ["yarn test $X", ["vitest $X"]],
    ["pnpm start -w", ["serve -w"]],
    ["bun run start --cwd x", ["serve --cwd x"]],
  ])("%s", async (command, expected) => {
    expect(await run(command)).toEqual(expected);
  });
});

describe("flags", () => {
  it.each<[string, string[]]>([
    ["npm run -s --silent --loglevel=error --no-fund --no-color start", ["serve"]],
    ["npm start -q --quiet --progress", ["serve"]],
    ["npm run --color false start", ["serve"]],
    ["npm run --no-color true start", ["serve"]],
    ["npm run --color always start", ["serve"]],
    ["npm --fund false --audit true run start", ["serve"]],
    ["npm --loglevel silent run start", ["serve"]],
    ["npm run --color start false", ["serve false"]],
    ["npm run --color=false start", ["serve"]],
    ["npm --no-fund=true --update-notifier=false --foreground-scripts true run start", ["serve"]],
    ["npm --loglevel=warn -d --verbose run start", ["serve"]],
    ["npm --fund always", ["another program"]],
    ["npm run --fund always start", ['why: "package.json" has no script "always"']],
    ["npm run --color untrue", ['why: "package.json" has no script "untrue"']],
    ["npm run --color falsely", ['why: "package.json" has no script "falsely"']],
    ["npm run --color=false true", ['why: "package.json" has no script "true"']],
    ["npm run start --loglevel", ["serve"]],
    ["npm run start --color=always", ['why: what npm does with "--color=always" is not known']],
    ["npm run start --audit=true=x", ['why: what npm does with "--audit=true=x" is not known']],
    ["npm run start --silent=true", ['why: what npm does with "--silent=true" is not known']],
    ["npm run start --no-foreground-scripts", ['why: what npm does with "--no-foreground-scripts" is not known']],
    ["npm run start --prefixes", ['why: what npm does with "--prefixes" is not known']],
    ["npm run --silent false", ['why: "package.json" has no script "false"']],
    ["pnpm --color false", ["another program"]],
    ["npm start --help", ['why: what npm does with "--help" is not known']],
    ["npm start --ignore-scripts -x", ['why: what npm does with "--ignore-scripts" is not known']],
    ["npm start --script-shell=/bin/true", ['why: what npm does with "--script-shell=/bin/true" is not known']],
    ["npm run start $FLAGS $MORE", ['why: what npm does with "$FLAGS" is not known']],
    ["npm start $FLAGS", ['why: what "$FLAGS" stands for is known only when it runs']],
    ["npm run $NAME", ['why: what "$NAME" stands for is known only when it runs']],
    ["yarn $NAME", ['why: what "$NAME" stands for is known only when it runs']],
    ["yarn --inspect start", ['why: what yarn does with "--inspect" is not known']],
    // What stands behind an option may be its value, or the command.
    ["npm --what b -s run start", ['why: what npm does with "--what" is not known']],
    ["npm --what=a b run start", ["another program"]],
    ["npm --what --prefix sub run gate", ['why: what npm does with "--what" is not known']],
    ["npm --what --prefix sub run start", ['why: "sub/package.json" has no script "start"']],
    ["npm ci --ignore-scripts", ["another program"]],
    ["npm start --if-present", [perhaps("serve")]],
    ["npm run start -w x", ["why: it runs in the packages of a workspace"]],
    ["npm run start --workspace=x", ["why: it runs in the packages of a workspace"]],
    ["npm run start --workspaces", ["why: it runs in the packages of a workspace"]],
    ["npm run start -ws", ["why: it runs in the packages of a workspace"]],
    ["pnpm -r start", ["why: it runs in the packages of a workspace"]],
    ["pnpm --recursive start", ["why: it runs in the packages of a workspace"]],
    ["pnpm --filter x start", ["why: it runs in the packages of a workspace"]],
    ["pnpm -F x start", ["why: it runs in the packages of a workspace"]],
    ["npm run start -w", ["why: it runs in the packages of a workspace"]],
    ["npm start --workspacing", ['why: what npm does with "--workspacing" is not known']],
  ])("%s", async (command, expected) => {
    expect(await run(command)).toEqual(expected);
  });
});

describe("which package.json is read", () => {
  it.each<[string, string[]]>([
    ["npm --prefix sub run gate", ["below, in sub"]],
    ["npm run gate --prefix=sub/", ["below, in sub"]],
    ["pnpm --dir sub gate", ["below, in sub"]],
    ["pnpm -C ./sub gate", ["below, in sub"]],
    ["yarn --cwd sub gate", ["below, in sub"]],
    ["yarn --cwd=sub run gate", ["below, in sub"]],
    ["npm --prefix sub --prefix .. run gate", ["", "gate  here"]],
    ["npm --prefix .. run gate", ["why: it leaves the repository"]],
    ["npm --prefix /sub run gate", ["why: it leaves the repository"]],
    ["npm run gate --prefix", ["why: it leaves the repository"]],
    ["npm run gate --prefix $X", ["why: it leaves the repository"]],
    ["pnpm --prefix sub gate", ["below, in sub"]],
    ["bun --cwd=sub run gate", ["below, in sub"]],
    ["npm -C=sub run gate", ["below, in sub"]],
    ["npm --prefix=a=b run gate", ['why: git tracks no "a=b/package.json"']],
    ["yarn -C sub gate", ["another program"]],
    ["yarn -C gate", ['why: what yarn does with "-C" is not known']],
    ["npm --cwd start", ['why: what npm does with "--cwd" is not known']],
    ["npm --dir start", ['why: what npm does with "--dir" is not known']],
    ["npm --prefix gone run gate", ['why: git tracks no "gone/package.json"']],
    ["npm --prefix=sub run test", ['why: "sub/package.json" has no script "test"']],
  ])("%s", async (command, expected) => {
    expect(await run(command)).toEqual(expected);
  });

  it("below the directory of the step", async () => {
    expect(await taskRuns("npm run gate", files, "sub")).toEqual(["sub/package.json:1:25 below, in sub"]);
  });
});
