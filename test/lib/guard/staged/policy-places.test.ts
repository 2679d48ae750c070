import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { type Staged, withStaged } from "../../../../lib/guard/staged/index.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const named = (project: string) => JSON.stringify({ project });

const made = (files: RepoFiles): TestRepo => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return fixture;
};

const ask = <T>(cwd: string, file: string | undefined, work: (staged: Staged) => T): Promise<T> =>
  withStaged({ cwd, allowCode: true, env: {}, ...(file !== undefined && { file }) }, async (staged) => work(staged));

const projectOf = (cwd: string, file?: string) => ask(cwd, file, ({ loaded }) => loaded.config.project);

describe("a configuration that is named", () => {
  test.each(["mine.json", "sub/mine.json", "..mine.json"])("as %s is read from the index", async (file) => {
    const { dir, write } = made({ [file]: named("staged"), "kprov.config.json": named("usual") });
    write({ [file]: named("changed") });
    expect(await projectOf(dir, file)).toBe("staged");
    expect(await ask(dir, file, ({ loaded }) => [loaded.path, loaded.root])).toEqual([join(dir, file), dir]);
  });

  it("from a directory below is meant from there", async () => {
    const { dir, write } = made({ "mine.json": named("top"), "sub/mine.json": named("sub") });
    write({ "mine.json": named("x"), "sub/mine.json": named("y") });
    expect(await projectOf(join(dir, "sub"), "mine.json")).toBe("sub");
    expect(await ask(join(dir, "sub"), "../mine.json", ({ loaded }) => [loaded.config.project, loaded.root])).toEqual([
      "top",
      dir,
    ]);
  });

  it("is read although its directory is gone from the work tree", async () => {
    const { dir } = made({ "sub/mine.json": named("staged"), a: "" });
    rmSync(join(dir, "sub"), { recursive: true });
    expect(await projectOf(dir, "sub/mine.json")).toBe("staged");
  });

  it("over a link is the one that git knows", async () => {
    const { dir, write } = made({ "sub/mine.json": named("staged"), a: "" });
    write({ "sub/mine.json": named("changed") });
    symlinkSync(join(dir, "sub"), join(dir, "way"));
    expect(await projectOf(dir, "way/mine.json")).toBe("staged");
  });

  it("and is not staged stops it, with its name", async () => {
    const { dir, write } = made({ "kprov.config.json": named("usual") });
    write({ "sub/mine.json": named("new") });
    await expect(projectOf(dir, "sub/mine.json")).rejects.toMatchObject({
      ...{ code: "E_STAGED", hint: "git add sub/mine.json" },
      message: 'Cannot judge what is staged: "mine.json" is not staged, and a commit would be without it',
    });
    // Nobody asks what stands in it.
    write({ "sub/mine.json": "{" });
    await expect(projectOf(dir, "sub/mine.json")).rejects.toMatchObject({ hint: "git add sub/mine.json" });
  });

  it("above the repository is read where it lies, with its lists", async () => {
    const { dir } = made({ "kprov.config.json": named("inside"), "tokens.txt": "inside\n" });
    const above = dirname(dir);
    const file = join(above, `${dir.slice(above.length + 1)}.json`);
    writeFileSync(file, named("above"));
    onTestFinished(() => rmSync(file));
    expect(await ask(dir, file, ({ loaded, policyRoot }) => [loaded.config.project, loaded.root, policyRoot])).toEqual([
      "above",
      above,
      above,
    ]);
  });

  it("elsewhere speaks about what is staged here", async () => {
    const { dir, write } = made({ "tokens.txt": "staged\n" });
    write({ "tokens.txt": "changed\n" });
    const file = join(
      temporary({ "mine.json": JSON.stringify({ identity: { forbidden: { file: "tokens.txt" } } }) }),
      "mine.json",
    );
    const list = await ask(dir, file, ({ policyRoot }) => readFileSync(join(policyRoot, "tokens.txt"), "utf8"));
    expect(list).toBe("staged\n");
  });
});

describe("a configuration that is searched for", () => {
  it("and is not staged stops it, with its name", async () => {
    const { dir, write } = made({ a: "" });
    write({ "kprov.config.json": named("new") });
    await expect(projectOf(dir)).rejects.toMatchObject({ code: "E_STAGED", hint: "git add kprov.config.json" });
  });

  it("is not one beside the way up, nor one that is only called like it", async () => {
    const { dir } = made({
      ...{ "a/b/x": "", "a/bc/kprov.config.json": named("beside"), "c/kprov.config.json": named("other") },
      ...{ "a/kprov.config": "", "a/my-kprov.config.json": named("called"), "kprov.config.json": named("top") },
    });
    expect(await projectOf(join(dir, "a/b"))).toBe("top");
  });

  it("has the modules of the index when any of them imports something", async () => {
    const { dir } = made({
      ...{ "kprov.config.json": named("top"), "sub/names.mjs": 'export const name = "sub";\n' },
      "sub/kprov.config.mjs": 'import { name } from "./names.mjs";\nexport default { project: name };\n',
    });
    expect(await projectOf(join(dir, "sub"))).toBe("sub");
  });
});

describe("code of a configuration", () => {
  it("has the modules of the index, and nothing else of it", async () => {
    const { dir } = made({
      ...{ "kprov.config.mjs": 'import { name } from "./names.mjs";\nexport default { project: name };\n' },
      ...{ "names.mjs": 'export const name = "a";\n', "names.mjs.bak": "", "README.md": "", "deep/x.cts": "" },
    });
    const files = await ask(dir, undefined, ({ policyRoot }) => readdirSync(policyRoot, { recursive: true }).sort());
    expect(files).toEqual([".git", "deep", "deep/x.cts", "kprov.config.mjs", "names.mjs"]);
  });

  it("is the only file with which data comes", async () => {
    const { dir } = made({ "kprov.config.json": named("a"), "names.mjs": "", "other.json": "{}" });
    const files = await ask(dir, undefined, ({ policyRoot }) => readdirSync(policyRoot).sort());
    expect(files).toEqual([".git", "kprov.config.json"]);
  });

  it("may name a list that it could import", async () => {
    const { dir } = made({
      "kprov.config.mjs":
        'import "./names.mjs";\nexport default { identity: { forbidden: { private: "tokens.json" } } };\n',
      ...{ "names.mjs": "export {};\n", "tokens.json": "{}\n" },
    });
    const list = await ask(dir, undefined, ({ policyRoot }) => readFileSync(join(policyRoot, "tokens.json"), "utf8"));
    expect(list).toBe("{}\n");
  });

  it("may name a list among packages, none of which is installed", async () => {
    const list = "node_modules/acme/tokens.txt";
    const { dir } = made({
      "kprov.config.mjs": `import "./a.mjs";\nexport default { identity: { forbidden: { file: "${list}" } } };\n`,
      ...{ "a.mjs": "export {};\n", [list]: "staged\n" },
    });
    rmSync(join(dir, "node_modules"), { recursive: true });
    const read = await ask(dir, undefined, ({ policyRoot }) => readFileSync(join(policyRoot, list), "utf8"));
    expect(read).toBe("staged\n");
    expect(existsSync(join(dir, "node_modules"))).toBe(false);
  });

  it("has its modules where nothing else is imported but data", async () => {
    const { dir, write } = made({
      "names.json": '{"name":"staged"}\n',
      "kprov.config.mjs": 'import { name } from "./names.cjs";\nexport default { project: name };\n',
      "names.cjs": 'exports.name = require("./names.json").name;\n',
    });
    write({ "names.json": '{"name":"changed"}\n' });
    expect(await projectOf(dir)).toBe("staged");
  });

  it("is kept as the index has it, whatever a checkout would make of it", async () => {
    const text = 'import "./names.mjs";\nexport default { project: "a" };\n';
    const { dir } = made({
      ...{ "kprov.config.mjs": text, "names.mjs": "export {};\n", ".gitattributes": "*.mjs text eol=crlf\n" },
    });
    expect(await ask(dir, undefined, ({ loaded }) => loaded.digest?.sha256)).toBe(sha256(text));
  });

  it("has the packages of the index before those that are installed", async () => {
    const { dir, write } = made({
      "kprov.config.mjs": 'import name from "acme-name";\nexport default { project: name };\n',
      "node_modules/acme-name/index.mjs": 'export default "staged";\n',
      "node_modules/acme-name/package.json": '{"name":"acme-name","exports":"./index.mjs"}\n',
    });
    write({ "node_modules/acme-name/index.mjs": 'export default "installed";\n' });
    expect(await projectOf(dir)).toBe("staged");
  });
});

describe("a list that the configuration names", () => {
  it("is missing while it is in conflict, and while it is a link", async () => {
    const config = JSON.stringify({ identity: { forbidden: { file: "tokens.txt" } } });
    const at = made({ "kprov.config.json": config, "tokens.txt": "base\n" });
    const isThere = () => ask(at.dir, undefined, ({ policyRoot }) => existsSync(join(policyRoot, "tokens.txt")));
    expect(await isThere()).toBe(true);
    at.git("checkout", "--quiet", "-b", "side");
    at.commit({ "tokens.txt": "side\n" });
    at.git("checkout", "--quiet", "main");
    at.commit({ "tokens.txt": "main\n" });
    expect(() => at.git("merge", "side")).toThrow();
    expect(await isThere()).toBe(false);
    at.git("reset", "--quiet", "--hard");
    rmSync(join(at.dir, "tokens.txt"));
    at.commit({ "tokens.txt": { link: "elsewhere.txt" } });
    expect(await isThere()).toBe(false);
  });

  it("has a directory to be looked for in, though nothing of it is there", async () => {
    const { dir } = made({ "a/kprov.config.json": named("a") });
    mkdirSync(join(dir, "a/b"));
    expect(await ask(join(dir, "a/b"), undefined, ({ policyRoot }) => existsSync(policyRoot))).toBe(true);
    const file = join(temporary({ "mine.json": named("elsewhere") }), "mine.json");
    expect(await ask(join(dir, "a"), file, ({ policyRoot }) => existsSync(policyRoot))).toBe(true);
  });
});
