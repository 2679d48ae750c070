import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findFree } from "../../../../lib/guard/forbidden/free.ts";
import { scanForbidden } from "../../../../lib/guard/forbidden/index.ts";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { surveyIndex } from "../../../../lib/guard/forbidden/survey.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const staged = (cwd: string) => takeSnapshot(cwd, { staged: true, env: {} });

const hide = (fixture: TestRepo, path: string): void => {
  const blob = fixture.git("rev-parse", `:${path}`);
  rmSync(join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
};

const scan = async (cwd: string, { cacheDir = null as string | null, isStaged = true } = {}) => {
  let bytes = 0;
  const onProgress = (count: number) => (bytes = count);
  const snapshot = isStaged ? staged(cwd) : takeSnapshot(cwd);
  const options = { cwd, tokens: ["acme-corp"], declaredIn: ["own"], cacheDir, version: "0", onProgress, snapshot };
  const { findings, coverage } = await scanForbidden(options);
  return { found: findings.map(({ code, path }) => `${code} ${path}`), coverage, bytes };
};

describe("scanForbidden of what is staged", () => {
  test("judges the index alone: what the work tree hides is found, and what it has besides is not", async () => {
    using fixture = repo({
      a: "acme-corp",
      b: "x",
      c: "acme-corp",
      d: { link: "acme-corp" },
      e: { link: "x" },
      own: "acme-corp",
    });
    fixture.write({ a: "harmless", b: "acme-corp", own: "harmless" });
    for (const path of ["c", "d", "e"]) rmSync(join(fixture.dir, path));
    symlinkSync("acme-corp", join(fixture.dir, "e"));
    fixture.git("update-index", "--assume-unchanged", "b");
    const { found, coverage } = await scan(fixture.dir);
    expect(found).toEqual(["FORBIDDEN_TOKEN a", "FORBIDDEN_TOKEN c", "FORBIDDEN_IN_LINK d"]);
    expect(coverage).toMatchObject([
      { considered: 6, examined: 6 },
      { considered: 4, examined: 3, skipped: { "declares the tokens": 1 } },
      { considered: 2, examined: 2, skipped: {} },
    ]);
  });

  test("judges every stage of a conflict, and needs no filter to be asked", async () => {
    using fixture = repo({ a: "base" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: "acme-corp" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "ours", ".gitattributes": "b filter=hide\n", b: "acme-corp" });
    expect(() => fixture.git("merge", "other")).toThrow();
    fixture.write({ a: "resolved" });
    expect((await scan(fixture.dir)).found).toEqual(["FORBIDDEN_TOKEN a", "FORBIDDEN_TOKEN b"]);
  });

  test("takes the work tree's bytes for those of a blob that this clone doesn't have, where they are the same", async () => {
    using fixture = repo({ a: "acme-corp", b: "x" });
    for (const path of ["a", "b"]) hide(fixture, path);
    fixture.write({ b: "y" });
    expect((await scan(fixture.dir)).found).toEqual(["FORBIDDEN_TOKEN a", "FILE_UNREADABLE b"]);
  });

  test("the same in a repository with SHA-256", async () => {
    using fixture = repo();
    rmSync(join(fixture.dir, ".git"), { recursive: true });
    fixture.git("init", "--quiet", "--object-format=sha256");
    fixture.commit({ a: "acme-corp", b: "x" });
    for (const path of ["a", "b"]) hide(fixture, path);
    expect((await scan(fixture.dir)).found).toEqual(["FORBIDDEN_TOKEN a"]);
    const snapshot = staged(fixture.dir);
    const { entries } = await snapshot.listing();
    const free = await findFree({ snapshot, entries, tokens: ["acme-corp"], cacheDir: null, version: "1" });
    expect([...free]).toEqual(entries.slice(1));
  });

  test("is no verdict over the work tree, and believes its own", async () => {
    using fixture = repo({ a: "x", b: "y" });
    const cacheDir = temporary();
    fixture.git("update-index", "--assume-unchanged", "a");
    fixture.write({ a: "acme-corp" });
    expect(await scan(fixture.dir, { cacheDir })).toMatchObject({ found: [], bytes: 11 });
    expect(await scan(fixture.dir, { cacheDir })).toMatchObject({ found: [], bytes: 0 });
    expect((await scan(fixture.dir, { cacheDir, isStaged: false })).found).toEqual(["FORBIDDEN_TOKEN a"]);
    expect(await scan(fixture.dir, { cacheDir })).toMatchObject({ found: [], bytes: 0 });
  });
});

test("surveyIndex of what is staged leaves nothing to the work tree", async () => {
  using fixture = repo({ a: "x", b: "y", c: "z", own: "acme-corp" });
  fixture.git("update-index", "--skip-worktree", "b");
  const [a, b] = ["a", "b"].map((path) => fixture.git("rev-parse", `:${path}`));
  const survey = await surveyIndex({
    ...{ cwd: fixture.dir, root: fixture.dir, snapshot: staged(fixture.dir), declaring: ["own"] },
    ...{ known: () => new Set([a ?? ""]), matcher: createMatcher(["acme-corp"]) },
  });
  expect(survey).toMatchObject({ apart: [], bytes: 0, clean: new Set([a]) });
  expect(survey.targets).toMatchObject([
    { name: "b", withWorkTree: false, versions: [{ kind: "file", blob: b }] },
    { name: "c", withWorkTree: false },
  ]);
});

test("findFree of what is staged believes the blob, whatever the work tree has", async () => {
  using fixture = repo({
    a: "none",
    b: "acme-corp",
    c: "none either",
    d: "nothing",
    e: "acme-corp!",
    f: { link: "x" },
  });
  // The one has not the blob's bytes, the other is gone.
  fixture.write({ b: "harmless", c: "acme-corp" });
  for (const path of ["d", "e"]) rmSync(join(fixture.dir, path));
  const snapshot = staged(fixture.dir);
  const { entries, bytes } = await snapshot.listing();
  const cacheDir = temporary();
  for (let run = 0; run < 2; run += 1) {
    const free = await findFree({ snapshot, entries, tokens: ["acme-corp"], cacheDir, version: "1" });
    expect([...free].map(({ start, end }) => bytes.toString("utf8", start, end)).sort()).toEqual(["a", "c", "d"]);
  }
});
