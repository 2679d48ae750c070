import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { temporary } from "../../../support/temporary.ts";
import { proposedFor } from "./support.ts";

const unset = 'echo "Error: no test specified" && exit 1';
const pack = (more: object) => `${JSON.stringify(more)}\n`;
const workspace = (scripts: Record<string, string>, more: Record<string, string> = {}) => ({
  "package.json": pack({ workspaces: ["./packages/*/", "!packages/old"], scripts: { test: unset } }),
  ...Object.fromEntries(
    Object.entries(scripts).map(([dir, script]) => [
      `${dir}/package.json`,
      pack({ name: dir.slice(-1), scripts: { test: script } }),
    ]),
  ),
  ...more,
});
const testOf = async (files: Record<string, string>) => (await proposedFor(files)).commands["test"]?.join(" ");

describe("the tests of a workspace's members", () => {
  test("run in all of them, past what npm init left at the top", async () => {
    expect(await testOf(workspace({ "packages/a": "x", "packages/b": "y" }))).toBe("npm run test --workspaces");
  });

  test("are named where not every member has them: npm would fail over the others", async () => {
    const files = workspace({ "packages/a": "x" }, { "packages/b/package.json": pack({ name: "b" }) });
    expect(await testOf(files)).toBe("npm run test --workspace=packages/a");
  });

  test.each([{ "packages/a": "true" }, { "packages/a": "true", "packages/b": "true" }])(
    "do not pass once they are gone, by npm itself (%j)",
    async (scripts) => {
      const files = workspace(scripts, { "packages/c/package.json": pack({ name: "c" }) });
      const [program = "", ...argv] = (await testOf(files))?.split(" ") ?? [];
      const gone = Object.fromEntries(
        Object.keys(scripts).map((dir) => [`${dir}/package.json`, pack({ name: dir.slice(-1) })]),
      );
      const run = (cwd: string) =>
        spawnSync(program, argv, { cwd, env: { ...process.env, npm_config_offline: "true" } }).status;
      expect([run(temporary(files)), run(temporary({ ...files, ...gone })) === 0]).toEqual([0, false]);
    },
  );

  const mixed = { "packages/a": "x", "packages/b": unset, "packages/c": "jest --watch", "packages/d": "y" };
  test.each([
    ["npm", {}, "npm run test --workspace=packages/a --workspace=packages/d"],
    ["pnpm", { "pnpm-lock.yaml": "" }, "pnpm --filter=./packages/a --filter=./packages/d run test"],
    ["bun", { "bun.lock": "" }, "bun run --filter=./packages/a --filter=./packages/d test"],
    [
      "yarn",
      { "yarn.lock": "", ".yarnrc.yml": "" },
      "yarn workspaces foreach --all --include=packages/a --include=packages/d run test",
    ],
    ["yarn 1", { "yarn.lock": "" }, undefined],
  ])("run by %s where they can pass, when one can't", async (_, more, expected) => {
    expect(await testOf(workspace(mixed, more))).toBe(expected);
  });

  test("are named when yarn 1 can't leave one of them out", async () => {
    const { notes } = await proposedFor(workspace(mixed, { "yarn.lock": "" }));
    expect(notes.join()).toContain('yarn runs "test" in all members or in none');
  });

  test.each([
    ["lies elsewhere", { "examples/a": "x" }],
    ["is excluded", { "packages/old": "x" }],
    ["can't pass", { "packages/a": unset }],
  ])("are none where the only package with one %s", async (_, scripts) => {
    expect(await testOf(workspace(scripts))).toBeUndefined();
  });

  test("are none where the globs can't be meant", async () => {
    const files = { "package.json": pack({ workspaces: ["packages/[", ""] }), "packages/a/package.json": pack({}) };
    expect(await testOf(files)).toBeUndefined();
  });
});
