import { describe, expect, it, onTestFinished } from "vitest";
import { refuseSubject, type Subject, type SubjectArgs, withSubject } from "../../../lib/guard/subject.ts";
import { type RepoFiles, repo } from "../../support/repo.ts";

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
