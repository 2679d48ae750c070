import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isLeftOut, listLeftOut } from "../../../../lib/guard/surface/left-out.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const words = "docs/words.txt";

const takeIn = ({ dir, git }: TestRepo, pattern: string): void => {
  mkdirSync(join(dir, ".git/info"), { recursive: true });
  writeFileSync(join(dir, ".git/info/sparse-checkout"), `${pattern}\n`);
  git("read-tree", "-mu", "HEAD");
};

/** A checkout without `docs`, and with `src`; its configuration says nothing of work trees. */
const sparse = (): TestRepo => {
  const at = repo({ [words]: "a\n", "docs/b.txt": "b\n", "src/a.txt": "a\n" });
  onTestFinished(at.dispose);
  // Git writes what was changed just now once more, into its own part of an index that is split.
  for (const path of [words, "docs/b.txt", "src/a.txt"]) utimesSync(join(at.dir, path), 1e9, 1e9);
  at.git("update-index", "-q", "--refresh");
  at.git("config", "core.sparseCheckout", "true");
  takeIn(at, "/src/");
  return at;
};

/** What each of both says of all, from `cwd`, `up` from which the top is. */
const ask = async (cwd: string, up = "") => [
  (await listLeftOut(cwd, [`:(top)${words}`, ":(top)src"])).map((path) => path.slice(up.length)),
  [words, "src/a.txt"].filter((path) => isLeftOut(cwd, up + path)),
];

/** Version of the index: of its own part, if it is split. */
const versionOf = ({ dir }: TestRepo): number => readFileSync(join(dir, ".git/index")).readUInt32BE(4);

const emptyIndex = (version: number): Buffer =>
  Buffer.from(`DIRC\0\0\0${String.fromCharCode(version)}\0\0\0\0`, "latin1");

describe("what a sparse checkout leaves out", () => {
  test.each<[string, number, (at: TestRepo) => void]>([
    ["in an index as git writes it", 3, () => undefined],
    ["in an index of version 4", 4, ({ git }) => git("update-index", "--index-version", "4")],
    [
      "in an index that is split, whose own part has room for no bit",
      2,
      ({ git }) => git("update-index", "--split-index"),
    ],
    ["in a sparse index", 3, ({ git }) => git("sparse-checkout", "set", "--cone", "--sparse-index", "src")],
  ])("is known %s", async (_, version, change) => {
    const at = sparse();
    change(at);
    expect(versionOf(at)).toBe(version);
    expect(await ask(at.dir)).toEqual([[words], [words]]);
    expect(await ask(join(at.dir, "src"), "../")).toEqual([[words], [words]]);
  });

  test.each<[string, (dir: string) => void]>([
    ["nothing but an index", () => undefined],
    ["half of a repository", (dir) => mkdirSync(join(dir, "refs"))],
  ])("is known where git passes over a .git that has %s", async (_, more) => {
    const at = sparse();
    const below = join(at.dir, "src");
    mkdirSync(join(below, ".git"));
    writeFileSync(join(below, ".git/index"), emptyIndex(2));
    more(join(below, ".git"));
    expect(await ask(below, "../")).toEqual([[words], [words]]);
  });

  test("is known where git's own directory can be passed through, and not listed", async () => {
    const at = sparse();
    const isRoot = process.geteuid?.() === 0;
    const all = readdirSync(at.dir, { recursive: true, withFileTypes: true }).map((one) =>
      join(one.parentPath, one.name),
    );
    // Root lists everything, so the question is asked as somebody else.
    if (isRoot) for (const path of [at.dir, ...all]) chownSync(path, 65534, 65534);
    chmodSync(join(at.dir, ".git"), 0o311);
    vi.stubEnv("HOME", at.dir);
    onTestFinished(() => {
      if (isRoot) process.seteuid?.(0);
      vi.unstubAllEnvs();
    });
    if (isRoot) process.seteuid?.(65534);
    expect(await ask(at.dir)).toEqual([[words], [words]]);
  });

  test("is known in a linked work tree", async () => {
    const at = repo({ [words]: "a\n", "src/a.txt": "a\n" });
    onTestFinished(at.dispose);
    const linked = join(temporary(), "linked");
    at.git("worktree", "add", "--quiet", "--detach", linked);
    runGit(linked, ["sparse-checkout", "set", "--no-cone", "/src/"]);
    expect(await ask(linked)).toEqual([[words], [words]]);
    expect(await ask(at.dir)).toEqual([[], []]);
  });

  test.each<[string, (at: TestRepo) => void]>([
    ["everything is there", (at) => takeIn(at, "/*")],
    ["it was written there all the same", ({ write }) => write({ [words]: "other\n" })],
    [
      "a link that leads nowhere is there",
      ({ dir }) => {
        mkdirSync(join(dir, "docs"));
        symlinkSync("nowhere", join(dir, words));
      },
    ],
    ["nobody can look there", ({ dir }) => symlinkSync("docs", join(dir, "docs"))],
    [
      "it was only deleted",
      (at) => {
        takeIn(at, "/*");
        rmSync(join(at.dir, words));
      },
    ],
    [
      "it was only deleted, and git was told to look away",
      (at) => {
        takeIn(at, "/*");
        at.git("update-index", "--assume-unchanged", words);
        at.git("update-index", "--index-version", "4");
        rmSync(join(at.dir, words));
      },
    ],
    ["git tracks it no longer", ({ git }) => git("rm", "--quiet", "--sparse", "--cached", words)],
  ])("is nothing when %s", async (_, change) => {
    const at = sparse();
    change(at);
    expect(await ask(at.dir)).toEqual([[], []]);
  });

  test.each<[string, () => string]>([
    ["there is no repository", () => temporary({ [words]: "a\n" })],
    ["there is no directory", () => join(temporary(), "none")],
    [
      "there is no index",
      () => {
        const at = sparse();
        rmSync(join(at.dir, ".git/index"));
        return at.dir;
      },
    ],
  ])("is nothing where %s", async (_, where) => {
    expect(await ask(where())).toEqual([[], []]);
  });

  test("is known to be nothing without git, where the index has no room for it", async () => {
    const at = repo({ [words]: "a\n", "src/a.txt": "a\n" });
    onTestFinished(at.dispose);
    vi.stubEnv("PATH", temporary());
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await ask(at.dir)).toEqual([[], []]);
  });

  test("takes a path for nothing but a path", async () => {
    const at = sparse();
    expect(isLeftOut(at.dir, "docs/*.txt")).toBe(false);
    expect(isLeftOut(at.dir, ":(top)docs")).toBe(false);
    expect(await listLeftOut(at.dir, ["docs/*.txt"])).toEqual(["docs/b.txt", words]);
  });
});
