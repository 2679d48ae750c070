import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CheckRuntimeOptions, checkRuntime } from "../../../../lib/guard/runtime/index.ts";
import type { Report } from "../../../../lib/report.ts";
import { editKept, isKeptAnswer, markAsKept, spoiled } from "../../../support/kept.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const env = { PATH: dirname(process.execPath) };
const runtime = { python: null, node: ">=18", go: null, rust: null };
const files = { "package.json": '{ "name": "a", "engines": { "node": ">=18" } }' };

const keeping = (cacheDir = temporary()) => ({
  found: (cwd: string, more: Partial<CheckRuntimeOptions> = {}) =>
    checkRuntime({ ...{ cwd, runtime, config: null, version: "0.0.0", env, cacheDir }, ...more }),
  edit: (change: Parameters<typeof editKept>[2]) => editKept(cacheDir, "runtime", change),
});

test("what was proved is kept, and says the same", async () => {
  using fixture = repo(files);
  const { found, edit } = keeping();
  const first = await found(fixture.dir);
  expect(first).toMatchObject({ verdict: "proved", coverage: [{}, { unit: "interpreters", examined: 1 }] });
  expect(await found(fixture.dir)).toEqual(first);
  edit(markAsKept);
  expect(isKeptAnswer(await found(fixture.dir))).toBe(true);
});

describe("it is judged again", () => {
  const notice = async (
    change: (fixture: TestRepo) => void,
    more: Partial<CheckRuntimeOptions> = {},
  ): Promise<Report> => {
    using fixture = repo(files);
    const { found, edit } = keeping();
    expect((await found(fixture.dir)).verdict).toBe("proved");
    edit(markAsKept);
    change(fixture);
    const report = await found(fixture.dir, more);
    expect(isKeptAnswer(report)).toBe(false);
    return report;
  };
  const none = () => undefined;

  test.each<[string, (fixture: TestRepo) => void, string[]]>([
    [
      "a declaration",
      (fixture) => fixture.write({ "package.json": '{ "name": "a", "engines": { "node": ">=99" } }' }),
      ["RUNTIME_WRONG_VERSION"],
    ],
    ["the index", (fixture) => fixture.commit({ ".nvmrc": "1\n" }), ["RUNTIME_MISMATCH"]],
  ])("after a change of %s", async (_, change, codes) => {
    expect((await notice(change)).findings.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
  });

  test("when an interpreter answers in another way", async () => {
    const report = await notice(none, { env: { PATH: temporary() } });
    expect(report).toMatchObject({ coverage: [{}, { skipped: { "not installed": 1 } }] });
  });

  test("when an interpreter came to lie in the repository", async () => {
    using fixture = repo({ ...files, "pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.8"\n' });
    const { found } = keeping();
    const before = await found(fixture.dir);
    mkdirSync(join(fixture.dir, ".venv"));
    const after = await found(fixture.dir);
    expect(before.coverage[1]?.skipped).not.toEqual(after.coverage[1]?.skipped);
    expect(after.coverage[1]?.skipped).toEqual({ "did not answer": 1 });
  });

  test.each<[string, Partial<CheckRuntimeOptions>]>([
    ["by another version of this program", { version: "0.0.1" }],
    ["by another policy", { runtime: { ...runtime, node: ">=20" } }],
    ["by other rules", { rules: [] }],
    ["without a place for caches", { cacheDir: null }],
  ])("%s", async (_, more) => {
    await notice(none, more);
  });

  test.each<(typeof spoiled)[number]>([
    ...spoiled,
    ["no interpreters", ({ result }) => Reflect.deleteProperty(result ?? {}, "interpreters")],
    ["an interpreter that is none", ({ result }) => Object.assign(result ?? {}, { interpreters: [null] })],
    ["one that nobody knows", ({ result }) => Object.assign(result ?? {}, { interpreters: [{ runtime: "x" }] })],
  ])("when what was kept says %s", async (_, spoil) => {
    using fixture = repo(files);
    const { found, edit } = keeping();
    const first = await found(fixture.dir);
    edit(markAsKept);
    edit(spoil);
    expect(await found(fixture.dir)).toEqual(first);
  });
});
