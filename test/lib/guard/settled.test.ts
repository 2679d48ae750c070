import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, test, vi } from "vitest";
import { artifactRules } from "../../../lib/guard/artifact-rules.ts";
import { checkArtifacts } from "../../../lib/guard/check-artifacts.ts";
import { openSettled, type SettledOptions } from "../../../lib/guard/settled.ts";
import type { IndexEntry } from "../../../lib/guard/surface/index.ts";
import { repo } from "../../support/repo.ts";

const cacheDir = mkdtempSync(join(tmpdir(), "kprov-settled-"));
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

const blob = "a".repeat(40);
const entry: IndexEntry = { path: "src/a b\nc", kind: "file", ignored: false, blobs: [blob], isSame: true };
const open = (more: Partial<SettledOptions> = {}) =>
  openSettled({ cacheDir, gitDir: "/r/.git", ruleset: "rules", ...more });

describe("openSettled", () => {
  it("knows a path with its blob in the next run, and keeps it while it is asked for", () => {
    const first = open();
    expect(first.has(entry)).toBe(false);
    first.add(entry);
    first.keep();
    const second = open();
    expect(second.has(entry)).toBe(true);
    second.add({ ...entry, path: "other" });
    second.keep();
    expect(open().has(entry)).toBe(true);
    const third = open();
    third.add({ ...entry, path: "third" });
    third.keep();
    expect(open().has(entry)).toBe(false);
  });

  it("keeps nothing that was asked for and not found, and writes nothing where nothing is new", () => {
    const first = open();
    first.has(entry);
    first.add({ ...entry, path: "other" });
    first.keep();
    open().keep();
    expect(open().has(entry)).toBe(false);
    expect(open().has({ ...entry, path: "other" })).toBe(true);
  });

  it.each([100, 150, 151, 300])("knows what was settled in a repository with a path of %i bytes", (length) => {
    const place = { gitDir: "/".padEnd(length, "s") };
    const settled = open(place);
    settled.add(entry);
    settled.keep();
    expect(open(place).has(entry)).toBe(true);
  });

  it.each<[string, Partial<IndexEntry>]>([
    ["another blob", { blobs: ["b".repeat(40)] }],
    ["another path", { path: "src/a b" }],
    ["a path that is not UTF-8", { bytes: Buffer.from("x") }],
    ["an ignored file", { ignored: true }],
    ["a file that differs from the index", { isSame: false }],
    ["a conflict", { blobs: [blob, "b".repeat(40)] }],
  ])("does not know %s", (_, more) => {
    const settled = open();
    settled.add(entry);
    settled.keep();
    expect(open().has({ ...entry, ...more })).toBe(false);
  });

  it("keeps nothing of what can't be known", () => {
    const settled = open();
    for (const more of [
      { ignored: true },
      { isSame: false },
      { bytes: Buffer.from("x") },
      { blobs: [blob, "b".repeat(40)] },
    ])
      settled.add({ ...entry, ...more });
    settled.keep();
    expect(open().has(entry)).toBe(false);
  });

  it.each<[string, Partial<SettledOptions>]>([
    ["other rules", { ruleset: "others" }],
    ["another repository", { gitDir: "/s/.git" }],
    ["another repository with a long path", { gitDir: `/${"s".repeat(300)}/.git` }],
    ["no cache", { cacheDir: null }],
    ["the index alone", { isStaged: true }],
  ])("believes nothing under %s", (_, more) => {
    const settled = open();
    settled.add(entry);
    settled.keep();
    expect(open(more).has(entry)).toBe(false);
  });
});

test("what was settled of the index alone is known of the index alone", () => {
  const settled = open({ isStaged: true });
  settled.add(entry);
  settled.keep();
  expect([open({ isStaged: true }), open({ isStaged: false })].map(({ has }) => has(entry))).toEqual([true, false]);
});

describe("checkArtifacts with a cache", () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`src/m${index}.py`, `A = ${index}\n`]));
  const options = { artifacts: { deny: [], allow: [], maxFileSize: 1e6 }, config: null, version: "1", cacheDir };

  it("judges only what is new or differs, and says the same as without a cache", async () => {
    using fixture = repo(files);
    const rules = artifactRules.map((rule) => ({ ...rule, judge: vi.fn(rule.judge) }));
    const judged = () => new Set(rules[0]?.judge.mock.calls.map(([{ path }]) => path).filter((path) => path in files));
    const check = async (more = {}) => {
      for (const { judge } of rules) judge.mockClear();
      return checkArtifacts({ ...options, cwd: fixture.dir, rules, ...more });
    };
    const first = await check();
    expect(first.verdict).toBe("proved");
    expect(judged().size).toBe(30);
    expect(await check()).toEqual(first);
    expect(judged().size).toBe(0);
    expect(await check({ cacheDir: null })).toEqual(first);
    fixture.write({ "src/m7.py": "\x7fELF\x02\x01\x01\0" });
    expect((await check()).findings).toMatchObject([{ code: "COMPILED_FILE", path: "src/m7.py" }]);
    expect(judged()).toEqual(new Set(["src/m7.py"]));
    fixture.commit({ ".gitignore": "m9.py\n", "src/m7.py": "B = 1\n" });
    expect((await check()).findings).toMatchObject([{ code: "ARTIFACT_IGNORED", path: "src/m9.py" }]);
    expect((await check({ artifacts: { ...options.artifacts, deny: ["src/m3.py"] } })).findings).toMatchObject([
      { code: "ARTIFACT_TRACKED", path: "src/m3.py" },
      { code: "ARTIFACT_IGNORED", path: "src/m9.py" },
    ]);
  });
});
