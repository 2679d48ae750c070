import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type AskedBase, askedBase, withBase } from "../../../../lib/guard/base/index.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const json = (deny: string[]) => JSON.stringify({ project: "p", artifacts: { deny } });

/** What the base's configuration denies. */
const denied = (options: { cwd: string; file?: string }) =>
  withBase(
    askedBase({ base: "main" }, {}) as AskedBase,
    { allowCode: true, cacheDir: null, ...options },
    async ({ policy }) => policy?.loaded.config.artifacts.deny,
  );

const candidate = (fixture: TestRepo, files: RepoFiles): void => {
  fixture.git("checkout", "--quiet", "-b", "candidate");
  fixture.commit(files);
};

const files = {
  ...{ "ci/deep/kprov.config.json": json(["strict/**"]), "ci/deep/strict.json": json(["strict/**"]) },
  ...{ way: { link: "ci" }, "lax/deep/strict.json": json([]), "lax/a": "" },
};

test.each<[string, { path: string; link: string }, { cwd?: string; file?: string }]>([
  ["a directory, and CI works in it", { path: "ci", link: "lax" }, { cwd: "lax/deep" }],
  ["a directory, and a file is named from it", { path: "ci", link: "lax" }, { cwd: "lax/deep", file: "strict.json" }],
  ["a directory that --cwd names", { path: "ci", link: "lax" }, { cwd: "ci/deep" }],
  ["a directory that --config names", { path: "ci", link: "lax" }, { file: "ci/deep/strict.json" }],
  ["a directory further down", { path: "ci/deep", link: "../new" }, { cwd: "new" }],
  ["a directory that leads to the top now", { path: "ci", link: "." }, { cwd: "new" }],
  ["another link", { path: "way", link: "lax" }, { cwd: "lax/deep" }],
  ["another link that --config names", { path: "way", link: "new" }, { file: "way/strict.json" }],
])(
  "a candidate does not choose its judge by a link in the place of %s",
  async (_, { path, link }, { cwd = "", file }) => {
    using fixture = repo(files);
    candidate(fixture, {
      "new/kprov.config.json": json([]),
      "new/strict.json": json([]),
      "lax/deep/kprov.config.json": json([]),
    });
    fixture.git("rm", "--quiet", "-r", path);
    fixture.commit({ [path]: { link } });
    await expect(denied({ cwd: join(fixture.dir, cwd), ...(file !== undefined && { file }) })).rejects.toMatchObject({
      code: "E_BASE",
      message: `Cannot use the base: "${path}" is another one there, and a link here`,
    });
  },
);

test("a base whose directories this clone lacks can't be compared", async () => {
  using fixture = repo(files);
  const tree = fixture.git("rev-parse", "HEAD:ci");
  candidate(fixture, { "new/kprov.config.json": json([]) });
  fixture.git("rm", "--quiet", "-r", "ci/deep");
  fixture.commit({ "ci/deep": { link: "../new" } });
  rmSync(join(fixture.dir, ".git/objects", tree.slice(0, 2), tree.slice(2)));
  await expect(denied({ cwd: join(fixture.dir, "new") })).rejects.toMatchObject({ code: "E_BASE" });
});

test("links that the base has as well, new ones, and those that lead elsewhere or are not committed are no matter", async () => {
  using fixture = repo({ ...files, "kprov.config.json": json(["top/**"]), "docs/a": "", "old/a": "", file: "" });
  candidate(fixture, {
    file: "other",
    new: { link: "lax" },
    itself: { link: "." },
    gone: { link: "nowhere" },
    "ü ": { link: "ci/deep" },
  });
  fixture.git("rm", "--quiet", "-r", "docs", "old");
  fixture.commit({ docs: { link: "lax" }, old: { link: "nowhere" } });
  rmSync(join(fixture.dir, "file"));
  symlinkSync("ci", join(fixture.dir, "file"));
  for (const cwd of ["ci/deep", "way/deep", "ü "])
    expect(await denied({ cwd: join(fixture.dir, cwd) }), cwd).toEqual(["strict/**"]);
  expect(await denied({ cwd: fixture.dir, file: "way/deep/strict.json" })).toEqual(["strict/**"]);
  const above = join(temporary(), "above");
  symlinkSync(fixture.dir, above);
  expect(await denied({ cwd: above })).toEqual(["top/**"]);
});
