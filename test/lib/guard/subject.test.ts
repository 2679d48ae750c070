import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { refuseSubject, type Subject, type SubjectArgs, withSubject } from "../../../lib/guard/subject.ts";
import { keepSecrets, withoutSecrets } from "../../../lib/secrecy.ts";
import { denyFile, salt } from "../../support/deny.ts";
import { type RepoFiles, repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const configOf = (...deny: string[]): string => JSON.stringify({ artifacts: { deny } });
const config = "kprov.config.json";

/** The branch `candidate`, with a configuration of its own, beside `main`. */
const candidate = (main: RepoFiles = { [config]: configOf("base/**") }) => {
  const fixture = repo({ "README.md": "", ...main });
  onTestFinished(fixture.dispose);
  fixture.git("checkout", "--quiet", "-b", "candidate");
  fixture.commit({ [config]: configOf("own/**") });
  return fixture;
};

const denied = ({ loaded }: Pick<Subject, "loaded">) => loaded.config.artifacts.deny;

/** What `args` make of the candidate, outlined while it is there. */
const outline = (cwd: string, args: SubjectArgs = {}, env: NodeJS.ProcessEnv = {}) =>
  withSubject({ cwd, ...args }, env, async (subject) => ({
    deny: denied(subject),
    isOwnRoot: subject.policyRoot === cwd,
    isStaged: subject.snapshot?.isStaged,
    base: subject.base && { name: subject.base.name, own: denied(subject.base.candidate), by: subject.base.note.judge },
  }));

const own = { deny: ["own/**"], isOwnRoot: true, isStaged: undefined, base: undefined };
const byBase = { deny: ["base/**"], isOwnRoot: false, isStaged: undefined };

describe("withSubject", () => {
  it("lets what lies in the work tree judge it", async () => {
    const { dir } = candidate();
    expect(await outline(dir)).toEqual(own);
    expect(await outline(dir, { fix: true, staged: false })).toEqual(own);
  });

  it("--staged judges the index, by the index's configuration", async () => {
    const { dir, write, git } = candidate();
    write({ [config]: configOf("staged/**") });
    git("add", config);
    write({ [config]: configOf() });
    const staged = { deny: ["staged/**"], isOwnRoot: false, isStaged: true, base: undefined };
    expect(await outline(dir, { staged: true })).toEqual(staged);
    expect(await outline(dir, { staged: true, fix: false })).toEqual(staged);
  });

  describe("in a sparse checkout", () => {
    const files: RepoFiles = {
      [config]: configOf("own/**"),
      ...{ ".kprov/waivers.json": "{}", ".kprov/governance.lock.json": "{}", ".kprov/other.json": "{}" },
      ...{ "sub/kprov.config.json": configOf("sub/**"), "sub/in/a.txt": "", "sub/in/kprov.config.old.json": "" },
    };
    const sparse = (...leftOut: string[]) => {
      const fixture = repo(files);
      onTestFinished(fixture.dispose);
      const patterns = ["/*", ...leftOut.map((path) => `!/${path}`)];
      fixture.git("sparse-checkout", "set", "--no-cone", ...patterns);
      return fixture;
    };

    it.each<[string, string, string, SubjectArgs?]>([
      ["the configuration", config, ""],
      ["one that is named", config, "", { config }],
      ["one above", config, "src"],
      ["the nearest one, though there is another above", "sub/kprov.config.json", "sub/in"],
      ["the list of waivers", ".kprov/waivers.json", ""],
      ["the record of governance", ".kprov/governance.lock.json", ""],
      ["the list of a configuration above", ".kprov/waivers.json", "src"],
    ])("can't decide without %s", async (_, path, place, args = {}) => {
      const { dir } = sparse(path);
      const cwd = join(dir, place);
      mkdirSync(cwd, { recursive: true });
      await expect(outline(cwd, args)).rejects.toMatchObject({
        ...{ code: "E_CONFIG", exit: 3, hint: expect.stringContaining("--staged") },
        message: `Cannot judge by "${relative(cwd, join(dir, path))}": git tracks it, and a sparse checkout leaves it out`,
      });
    });

    it.each([
      ["beside it", "", ""],
      ["beside it, from below", "", "src"],
      ["beside a nearer one", "sub/", "sub/in"],
    ])("can't decide without one %s in another language", async (_, dir, place) => {
      const fixture = sparse(`${dir}kprov.config.ts`, `${dir}kprov.config.mts`);
      for (const name of ["kprov.config.ts", "kprov.config.mts"]) {
        // As after a commit that brought it in.
        const blob = fixture.git("rev-parse", "HEAD:.kprov/other.json");
        fixture.git("update-index", "--add", "--cacheinfo", `100644,${blob},${dir}${name}`);
        fixture.git("update-index", "--skip-worktree", `${dir}${name}`);
        const cwd = join(fixture.dir, place);
        mkdirSync(cwd, { recursive: true });
        await expect(outline(cwd)).rejects.toMatchObject({
          message: expect.stringContaining(`"${relative(cwd, join(fixture.dir, dir, name))}"`),
        });
        fixture.git("update-index", "--force-remove", `${dir}${name}`);
      }
    });

    it("--staged judges by them all the same", async () => {
      const { dir } = sparse(config, ".kprov/", "sub/");
      expect(await outline(dir, { staged: true })).toMatchObject({ deny: ["own/**"], isStaged: true });
    });

    it("judges by what is used and lies here, whatever else is left out", async () => {
      const { dir, write } = sparse(".kprov/other.json", "sub/in/kprov.config.old.json", config);
      expect((await outline(join(dir, "sub/in"))).deny).toEqual(["sub/**"]);
      // With the bit, but there.
      write({ [config]: configOf("written/**") });
      expect((await outline(dir)).deny).toEqual(["written/**"]);
    });

    it("needs no configuration of another directory, nor what only is called alike", async () => {
      const { dir, git, write } = sparse(config, "sub/");
      git("rm", "--quiet", "--sparse", "--cached", config);
      write({ "other/a.txt": "" });
      for (const cwd of [dir, join(dir, "other")]) expect((await outline(cwd)).deny).toEqual([]);
      const blob = git("rev-parse", "HEAD:.kprov/other.json");
      git("update-index", "--add", "--cacheinfo", `100644,${blob},${config}.old`);
      git("update-index", "--skip-worktree", `${config}.old`);
      expect((await outline(dir)).deny).toEqual([]);
    });

    it("means nothing outside of a repository", async () => {
      const dir = temporary();
      writeFileSync(join(dir, config), configOf("own/**"));
      expect((await outline(dir)).deny).toEqual(["own/**"]);
      expect((await outline(dir, { config })).deny).toEqual(["own/**"]);
    });
  });

  it("--fix with --staged is E_USAGE: one mends what the other does not look at", async () => {
    const { dir } = candidate();
    await expect(outline(dir, { staged: true, fix: true })).rejects.toMatchObject({ code: "E_USAGE" });
  });

  it.each<[string, SubjectArgs, NodeJS.ProcessEnv]>([
    ["--base", { base: "main" }, {}],
    ["a pull request to it", {}, { GITHUB_REF: "refs/heads/gh-readonly-queue/main/pr-1-COMMIT" }],
  ])("by %s the base judges, and the candidate's own is at hand", async (_, args, env) => {
    const { dir, git } = candidate();
    const named = Object.entries(env).map(([key, value]) => [key, value?.replace("COMMIT", git("rev-parse", "main"))]);
    expect(await outline(dir, args, Object.fromEntries(named))).toEqual({
      ...byBase,
      base: { name: "main", own: ["own/**"], by: "base" },
    });
  });

  it("--no-base-branch lets the candidate judge, also in a pull request", async () => {
    const { dir } = candidate();
    expect(await outline(dir, { "base-branch": false }, { GITHUB_BASE_REF: "main" })).toEqual(own);
  });

  it.each<[string, SubjectArgs, RegExp[]]>([
    ["is told once that its target does not judge", {}, [/open merge request/]],
    ["has nothing to be told where a base is named", { base: "main" }, []],
  ])("a branch with an open merge request %s", async (_, args, expected) => {
    const { dir } = candidate();
    const env = { CI_OPEN_MERGE_REQUESTS: "acme/x!12" };
    const said: string[] = [];
    const talk = { ...{ warn() {}, debug() {}, progress() {} }, note: (line: string) => said.push(line) };
    await withSubject({ cwd: dir, ...args }, env, async () => undefined, talk);
    expect(said).toEqual(expected.map((line) => expect.stringMatching(line)));
    // Whoever does not listen is judged all the same.
    expect((await outline(dir, args, env)).base?.name).toBe(args.base);
  });

  it("says nothing of the private list where a base judges, whose salt lies beside where it is called", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    const { dir, commit } = candidate();
    const identity = { forbidden: { private: "list.json" } };
    commit({ "list.json": denyFile(["acme-corp"]), [config]: JSON.stringify({ identity }) });
    const args = { cwd: dir, base: "main", "salt-file": relative(dir, join(temporary({ salt }), "salt")) };
    const said = await withSubject(args, {}, () => withoutSecrets("at acme-corp"));
    expect(said).toMatch(/^at \[private [^\]]+\]$/);
  });

  it("a base without a configuration leaves the judgement to the candidate", async () => {
    const { dir } = candidate({});
    expect(await outline(dir, { base: "main" })).toEqual({
      ...own,
      base: { name: "main", own: ["own/**"], by: "candidate" },
    });
  });

  it("--staged with --base judges the index by the base", async () => {
    const { dir } = candidate();
    expect(await outline(dir, { staged: true, base: "main" })).toEqual({
      ...byBase,
      isStaged: true,
      base: { name: "main", own: ["own/**"], by: "base" },
    });
  });
});

describe("refuseSubject", () => {
  it.each<[SubjectArgs, string]>([
    [{ staged: true }, '"--staged" means nothing'],
    [{ base: "main" }, '"--base" means nothing'],
  ])("a self-test has no subject: %j", (args, message) => {
    expect(() => refuseSubject(args)).toThrow(expect.objectContaining({ code: "E_USAGE" }));
    expect(() => refuseSubject(args)).toThrow(message);
  });

  it("minds nothing else", () => {
    expect(() => refuseSubject({ staged: false, cwd: "/", fix: true, "base-branch": true })).not.toThrow();
  });
});
