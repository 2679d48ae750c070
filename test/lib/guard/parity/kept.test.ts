import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { CheckParityOptions } from "../../../../lib/guard/parity/index.ts";
import type { Report } from "../../../../lib/report.ts";
import { editKept, isKeptAnswer, markAsKept, spoiled } from "../../../support/kept.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { briefly, gate, parityOf, workflow, workflowPath } from "./support.ts";

const listed = { run: "npm install", reason: "brings the tools" };
const config = (parity: object = { ciOnly: [listed] }, more: object = {}) => ({
  "kprov.config.json": JSON.stringify({ parity, ...more }),
});
const script = `npm install\n${gate}`;
const files = { ...config(), ...workflow(script) };

/** What a run with a place for caches says. */
const keeping = (cacheDir = temporary()) => ({
  found: (dir: string, more: Partial<CheckParityOptions> = {}) => parityOf(dir, { cacheDir, ...more }),
  edit: (change: Parameters<typeof editKept>[2]) => editKept(cacheDir, "parity", change),
  isKept: () => readdirSync(cacheDir).includes("parity"),
});

test("what was proved is kept, and says the same", async () => {
  using fixture = repo(files);
  const { found, edit } = keeping();
  const first = await found(fixture.dir);
  expect(first).toMatchObject({ verdict: "proved", exemptions: [{ glob: "npm install", exempted: [{}] }] });
  expect(await found(fixture.dir)).toEqual(first);
  edit(markAsKept);
  expect(isKeptAnswer(await found(fixture.dir))).toBe(true);
});

describe("it is judged again", () => {
  const notice = async (
    change: (fixture: TestRepo) => void,
    more: Partial<CheckParityOptions> = {},
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
      "a workflow in the work tree",
      (fixture) => fixture.write(workflow(`${script} || true`)),
      [`MASKED ${workflowPath}:8 true`],
    ],
    ["a workflow in the index", (fixture) => fixture.commit(workflow(gate)), ["UNUSED kprov.config.json:undefined"]],
    ["a file beside it", (fixture) => fixture.commit({ "README.md": "" }), []],
    ["the default branch", (fixture) => fixture.git("branch", "--move", "master"), []],
  ])("after a change of %s", async (_, change, findings) => {
    expect(briefly((await notice(change)).findings)).toEqual(findings);
  });

  test.each<[string, Partial<CheckParityOptions>, string]>([
    ["by another version of this program", { version: "0.0.1" }, "violated"],
    ["with other checks", { checks: ["check-artifacts", "check-identity"] }, "proved"],
    ["for another repository", { env: { GITHUB_REPOSITORY: "acme/other" } }, "proved"],
    ["with another default branch", { env: { CI_DEFAULT_BRANCH: "trunk" } }, "proved"],
    ["when a base judges", { isBased: true }, "proved"],
    ["with another configuration", { path: null }, "violated"],
    ["when the host is asked", { remote: true }, "undecided"],
    ["without a place for caches", { cacheDir: null }, "proved"],
  ])("%s", async (_, more, verdict) => {
    expect((await notice(none, more)).verdict).toBe(verdict);
  });

  test.each<(typeof spoiled)[number]>([
    ...spoiled,
    ["no exemptions", ({ result }) => Reflect.deleteProperty(result ?? {}, "exemptions")],
  ])("when what was kept says %s", async (_, spoil) => {
    using fixture = repo(files);
    const { found, edit } = keeping();
    const first = await found(fixture.dir);
    edit(markAsKept);
    edit(spoil);
    expect(await found(fixture.dir)).toEqual(first);
  });
});

test("neither a finding is kept, nor what the host said", async () => {
  using fixture = repo({ ...config({}), ...workflow(script) });
  const { found, isKept } = keeping();
  expect((await found(fixture.dir)).verdict).toBe("violated");
  fixture.commit(config());
  await found(fixture.dir, { remote: true });
  expect(isKept()).toBe(false);
  await found(fixture.dir);
  expect(isKept()).toBe(true);
});
