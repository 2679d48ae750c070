import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { withStaged } from "../../../../lib/guard/staged/index.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const named = (project: string) => JSON.stringify({ project });

const made = (files: RepoFiles) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return fixture;
};

interface Ask {
  file?: string;
  allowCode?: boolean;
}

const load = (cwd: string, { file, allowCode = true }: Ask = {}) =>
  withStaged({ cwd, allowCode, env: {}, ...(file !== undefined && { file }) }, async (staged) => staged.loaded);

describe("the configuration under --staged", () => {
  it("is the index's, in every respect as if it lay there", async () => {
    const { dir, write } = made({ "kprov.config.json": named("staged") });
    const there = await loadConfig({ cwd: dir, allowCode: true });
    write({ "kprov.config.json": named("elsewhere") });
    expect(await load(dir)).toEqual(there);
    rmSync(join(dir, "kprov.config.json"));
    expect(await load(dir)).toEqual(there);
  });

  it("is searched for in the index: from the directory upwards", async () => {
    const { dir, write } = made({
      "kprov.config.json": named("top"),
      "a/kprov.config.json": named("a"),
      "a/b/x": "",
      "c/x": "",
    });
    write({ "a/b/kprov.config.json": named("not staged") });
    expect((await load(join(dir, "a/b"))).config.project).toBe("a");
    expect((await load(join(dir, "a/b"))).root).toBe(join(dir, "a"));
    expect((await load(join(dir, "c"))).config.project).toBe("top");
  });

  it("is none when neither the index nor the directory has one", async () => {
    const { dir } = made({ a: "" });
    expect(await load(dir)).toMatchObject({ digest: null, path: null, root: dir });
  });

  test.each([
    ["is found", {}],
    ["is named", { file: "kprov.config.json" }],
  ])("can't be used when it %s and is not staged", async (_, ask) => {
    const { dir, write } = made({ a: "" });
    write({ "kprov.config.json": named("x") });
    await expect(load(dir, ask)).rejects.toMatchObject({ code: "E_STAGED", hint: "git add kprov.config.json" });
  });

  it("can't be used as a link", async () => {
    const { dir } = made({ a: "", "real.json": named("x"), "kprov.config.json": { link: "real.json" } });
    await expect(load(dir)).rejects.toMatchObject({
      code: "E_STAGED",
      message: expect.stringContaining('"kprov.config.json" is a symbolic link'),
    });
  });

  it("can't be used when it is larger than any is", async () => {
    const { dir } = made({ "kprov.config.json": " ".repeat(2 ** 20 + 1) });
    await expect(load(dir)).rejects.toMatchObject({
      code: "E_STAGED",
      hint: "git ls-files --stage -- kprov.config.json",
    });
  });

  it("is one of two in vain, whose directory is named as people see it", async () => {
    const { dir, git } = made({ "kprov.config.json": named("x"), "sub/a": "" });
    writeFileSync(join(dir, "kprov.config.mjs"), "export default {};\n");
    git("add", "--all");
    const message =
      'Cannot choose a configuration: expected one in "..", found "kprov.config.mjs" and "kprov.config.json"';
    await expect(load(join(dir, "sub"))).rejects.toMatchObject({ code: "E_CONFIG", message });
  });

  it("is what its author says during a merge: nothing", async () => {
    const { dir, git } = made({ "kprov.config.json": named("base") });
    git("checkout", "--quiet", "-b", "side");
    writeFileSync(join(dir, "kprov.config.json"), named("side"));
    git("commit", "--quiet", "--all", "--message", "side");
    git("checkout", "--quiet", "main");
    writeFileSync(join(dir, "kprov.config.json"), named("main"));
    git("commit", "--quiet", "--all", "--message", "main");
    expect(() => git("merge", "side")).toThrow();
    const hint = "resolve it, and git add -- kprov.config.json";
    await expect(load(dir)).rejects.toMatchObject({ code: "E_STAGED", hint });
  });

  it("is read where it lies when it is outside of the repository", async () => {
    const { dir } = made({ "kprov.config.json": named("inside") });
    const file = join(temporary(), "mine.json");
    writeFileSync(file, named("outside"));
    expect((await load(dir, { file })).config.project).toBe("outside");
  });

  it("takes what code imports from the index, too", async () => {
    const { dir, write } = made({
      "kprov.config.ts": 'import { name } from "./names.ts";\nexport default { project: name };\n',
      "names.ts": 'export const name = "staged";\n',
    });
    write({ "names.ts": 'export const name = "work tree";\n' });
    expect((await load(dir)).config.project).toBe("staged");
    await expect(load(dir, { allowCode: false })).rejects.toMatchObject({ code: "E_CODE_CONFIG" });
  });

  test.each(["--skip-worktree", "--assume-unchanged"])(
    "takes what code imports from the index, whatever git is told by %s",
    async (bit) => {
      const { dir, git } = made({
        "kprov.config.ts": 'import { name } from "./lib/names.ts";\nexport default { project: name };\n',
        "lib/names.ts": 'export const name = "staged";\n',
        "lib/names.json": "{}",
      });
      git("update-index", bit, "kprov.config.ts", "lib/names.ts", "lib/names.json");
      rmSync(join(dir, "lib"), { recursive: true });
      expect((await load(dir)).config.project).toBe("staged");
    },
  );

  test.each([
    ["--no-cone", "/src/"],
    ["--cone", "src"],
    ["--sparse-index", "src"],
  ])("is the index's in a sparse checkout: %s", async (kind, kept) => {
    const { dir, git } = made({
      "kprov.config.ts": 'import adopted from "./.kprov/a.json" with { type: "json" };\nexport default adopted;\n',
      ...{ ".kprov/a.json": named("staged"), "src/x": "", "lib/deep/y.ts": "" },
    });
    git("sparse-checkout", "set", kind, kept);
    expect((await load(dir)).config.project).toBe("staged");
  });

  it("finds the packages that are installed", async () => {
    const { dir } = made({
      "kprov.config.mjs": 'import name from "acme-name";\nexport default { project: name };\n',
      ".gitignore": "node_modules/\n",
    });
    mkdirSync(join(dir, "node_modules/acme-name"), { recursive: true });
    writeFileSync(join(dir, "node_modules/acme-name/index.mjs"), 'export default "installed";');
    writeFileSync(join(dir, "node_modules/acme-name/package.json"), '{"name":"acme-name","exports":"./index.mjs"}');
    expect((await load(dir)).config.project).toBe("installed");
  });

  it("is found through a linked directory", async () => {
    const { dir } = made({ "kprov.config.json": named("top"), "a/x": "" });
    const way = join(temporary(), "way");
    symlinkSync(join(dir, "a"), way);
    expect((await load(way)).config.project).toBe("top");
  });
});

describe("policyRoot", () => {
  const files = {
    "sub/kprov.config.json": JSON.stringify({ identity: { forbidden: { file: "lists/tokens.txt" } } }),
    "sub/lists/tokens.txt": "globex\n",
    "sub/.kprov/waivers.json": "{}",
    "sub/.kprov/kprov.mjs": "1",
    "sub/other.txt": "x",
  };
  const textsOf = (dir: string) =>
    withStaged({ cwd: join(dir, "sub"), allowCode: true, env: {} }, async ({ policyRoot }) =>
      ["lists/tokens.txt", ".kprov/waivers.json", ".kprov/kprov.mjs", "other.txt"].map((path) =>
        existsSync(join(policyRoot, path)) ? readFileSync(join(policyRoot, path), "utf8") : null,
      ),
    );

  it("holds the lists of the index, and no more than lists", async () => {
    const { dir, write, git } = made(files);
    const wanted = ["globex\n", "{}", null, null];
    expect(await textsOf(dir)).toEqual(wanted);
    write({ "sub/lists/tokens.txt": "others\n" });
    rmSync(join(dir, "sub/.kprov/waivers.json"));
    expect(await textsOf(dir)).toEqual(wanted);
    git("add", "--all");
    expect(await textsOf(dir)).toEqual(["others\n", null, null, null]);
  });

  it("has no file that is larger than a list can be: whoever needs it says so", async () => {
    const { dir } = made({ ...files, "sub/lists/tokens.txt": "globex\n".repeat(200_000) });
    expect((await textsOf(dir))[0]).toBeNull();
  });

  it("is gone afterwards", async () => {
    const { dir } = made(files);
    const place = await withStaged({ cwd: dir, allowCode: true, env: {} }, async ({ policyRoot }) => policyRoot);
    expect(existsSync(place)).toBe(false);
  });
});
