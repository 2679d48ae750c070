import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createMatcher } from "../../../../lib/guard/forbidden/index.ts";
import { scanHistory } from "../../../../lib/guard/history/index.ts";
import { createReport } from "../../../../lib/report.ts";
import { denyList, matcherFor } from "../../../support/deny.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const plain = [createMatcher(["acme-corp"])];

const scan = (cwd: string, range = "HEAD", { matchers = plain, env = {} as NodeJS.ProcessEnv } = {}) =>
  scanHistory({ cwd, range, matchers, env });

const found = async (...args: Parameters<typeof scan>): Promise<string[]> =>
  (await scan(...args)).findings.map(({ code, message }) => `${code} ${message}`).sort();

const verdict = async (...args: Parameters<typeof scan>) =>
  createReport({ check: "x", ...(await scan(...args)), config: null, version: "0" }).verdict;

const commit = (fixture: TestRepo, message: string, author = "Ann <ann@example.com>"): string => {
  fixture.git("commit", "--quiet", "--allow-empty", "--author", author, "--message", message);
  return fixture.git("rev-parse", "HEAD");
};

describe("scanHistory", () => {
  it("proves a history without tokens, with a receipt for each surface", async () => {
    using fixture = repo({ a: "acme-corp" });
    fixture.git("tag", "--annotate", "--message", "words", "v1");
    fixture.git("notes", "add", "--message", "words");
    const { findings, coverage } = await scan(fixture.dir);
    expect(findings).toEqual([]);
    expect(coverage).toEqual([
      { unit: "commits", considered: 1, examined: 1, skipped: {} },
      { unit: "tag messages", considered: 1, examined: 1, skipped: {} },
      { unit: "notes", considered: 1, examined: 1, skipped: {} },
      { unit: "branch and tag names", considered: 2, examined: 2, skipped: {} },
    ]);
    expect(await verdict(fixture.dir)).toBe("proved");
  });

  it("finds a token in a message, by line, with the mending for the last commit and for others", async () => {
    using fixture = repo({ a: "x" });
    const first = commit(fixture, "subject\n\nbody\nof acme-corp acme-corp");
    const last = commit(fixture, "acme-corp");
    const { findings } = await scan(fixture.dir);
    expect(findings).toEqual([
      expect.objectContaining({
        ...{ code: "FORBIDDEN_IN_MESSAGE", level: "violation", fix: "git commit --amend" },
        message: `Commit ${last.slice(0, 12)}: Forbidden token "acme-corp" in the message, line 1`,
      }),
      expect.objectContaining({
        message: `Commit ${first.slice(0, 12)}: Forbidden token "acme-corp" in the message, line 4`,
        fix: `git rebase --interactive ${first.slice(0, 12)}^, and reword it`,
      }),
    ]);
    expect(await found(fixture.dir, `${first}..HEAD`)).toHaveLength(1);
  });

  it("finds a token in names and addresses, once for each person however many commits are theirs", async () => {
    using fixture = repo({ a: "x" });
    const first = commit(fixture, "one", "Ann <ann@acme-corp.com>");
    for (const message of ["two", "three"]) commit(fixture, message, "Ann <ann@acme-corp.com>");
    commit(fixture, "four", "acme-corp <x@example.com>");
    fixture.git("-c", "user.name=x", "-c", "user.email=x", "tag", "--annotate", "--message", "x", "v1");
    expect(await found(fixture.dir)).toEqual([
      expect.stringMatching(/^FORBIDDEN_IN_PERSON .* the author of 3 objects, among them commit /),
      expect.stringMatching(/^FORBIDDEN_IN_PERSON .* the author of commit /),
    ]);
    expect((await found(fixture.dir))[0]).toContain(first.slice(0, 12));
  });

  it("finds a token in messages of tags, on tags too, and in their taggers", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("tag", "--annotate", "--message", "acme-corp", "v1");
    fixture.git("tag", "--annotate", "--message", "of a tag: acme-corp", "v2", "v1");
    const tagger = execFileSync("git", ["mktag", "--no-strict"], {
      cwd: fixture.dir,
      input: `object ${fixture.git("rev-parse", "HEAD")}\ntype commit\ntag v3\ntagger acme-corp <x> 1 +0000\n\nwords\n`,
    });
    fixture.git("update-ref", "refs/tags/v3", `${tagger}`.trim());
    const all = await found(fixture.dir);
    expect(all.filter((one) => one.startsWith("FORBIDDEN_IN_MESSAGE Tag object"))).toHaveLength(2);
    expect(all.filter((one) => one.includes("the tagger of tag object"))).toHaveLength(1);
  });

  it("finds a token in notes of every reference, for commits of the range only", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("notes", "--ref=review", "add", "--message", "for acme-corp");
    const first = fixture.git("rev-parse", "HEAD");
    commit(fixture, "next");
    expect(await found(fixture.dir)).toEqual([
      `FORBIDDEN_IN_MESSAGE Note on commit ${first.slice(0, 12)} in refs/notes/review: Forbidden token "acme-corp" in the text, line 1`,
    ]);
    expect(await found(fixture.dir, "HEAD^..HEAD")).toEqual([]);
  });

  it("finds a token in names of branches and tags that lead into the range, and of the branch that is checked out", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("branch", "acme-corp/old");
    fixture.git("tag", "acme-corp-1");
    commit(fixture, "next");
    fixture.git("checkout", "--quiet", "-b", "for-acme-corp");
    expect(await found(fixture.dir, "HEAD^..HEAD")).toEqual([
      'FORBIDDEN_IN_REF Forbidden token "acme-corp" in the name of the branch "for-acme-corp"',
    ]);
    expect(await found(fixture.dir)).toHaveLength(3);
    fixture.git("checkout", "--quiet", "--orphan", "acme-corp-new");
    expect(await found(fixture.dir, "main~1..main")).toContain(
      'FORBIDDEN_IN_REF Forbidden token "acme-corp" in the name of the branch "acme-corp-new"',
    );
  });

  it("does not take a HEAD for a branch that is none", async () => {
    using fixture = repo({ a: "x" });
    const head = fixture.git("rev-parse", "HEAD");
    fixture.git("update-ref", "refs/planted/acme-corp", head);
    fixture.git("symbolic-ref", "HEAD", "refs/planted/acme-corp");
    expect(await found(fixture.dir, head)).toEqual([]);
  });

  it.each([
    ["a tag at the very commit of a branch", "side", ["refs/tags/side"], "side"],
    ["a tag with a message at it", "side", ["annotated"], "side"],
    [
      "a tag like a remote's branch, at its very commit",
      "side",
      ["refs/remotes/origin/x", "refs/tags/origin/x"],
      "origin/x",
    ],
    ["a whole name before all that is called so", "side", ["refs/tags/refs/heads/side"], "refs/heads/side"],
    ["a remote's own branch", "main", ["refs/remotes/origin/HEAD"], "origin"],
    ["a branch whose name begins like that of a remote", "originals", [], "originals"],
  ])("takes for what it is %s", async (_, branch, others, name) => {
    using fixture = repo({ a: "x" });
    fixture.git("remote", "add", "origin", "/nowhere");
    if (branch !== "main") fixture.git("branch", branch);
    for (const other of others) {
      if (other === "annotated") fixture.git("tag", "--annotate", "--message", "words", branch, branch);
      else fixture.git("update-ref", other, "HEAD");
    }
    commit(fixture, "for acme-corp");
    expect(await found(fixture.dir, `${name}..main`)).toEqual([expect.stringContaining("FORBIDDEN_IN_MESSAGE")]);
  });

  it("takes for what they are HEAD, the whole name of a commit, and a branch that is called like a file's object", async () => {
    using fixture = repo({ a: "x" });
    const [first, blob] = ["HEAD", "HEAD:a"].map((name) => fixture.git("rev-parse", name));
    fixture.git("branch", `${blob}`.slice(0, 7));
    fixture.git("update-ref", "refs/tags/HEAD", "HEAD");
    const last = commit(fixture, "for acme-corp");
    for (const name of ["refs/heads/HEAD", `refs/tags/${first}`]) fixture.git("update-ref", name, last);
    for (const range of [`${first}..HEAD`, `${`${blob}`.slice(0, 7)}..${last}`])
      expect(await found(fixture.dir, range)).toEqual([expect.stringContaining("FORBIDDEN_IN_MESSAGE")]);
  });

  it("leaves out a tag whose object is not in this clone: no push has it", async () => {
    using fixture = repo({ a: "x" });
    writeFileSync(join(fixture.dir, ".git/refs/tags/acme-corp"), `${"1".repeat(40)}\n`);
    expect(await found(fixture.dir)).toEqual([]);
  });

  it.each([
    ...["GITHUB_HEAD_REF", "CI_COMMIT_BRANCH", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
    ...["CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME", "BITBUCKET_BRANCH", "SYSTEM_PULLREQUEST_SOURCEBRANCH"],
    ...["BUILD_SOURCEBRANCH", "BUILDKITE_BRANCH", "CIRCLE_BRANCH", "CHANGE_BRANCH", "CI_COMMIT_SOURCE_BRANCH"],
    ...["DRONE_SOURCE_BRANCH", "TRAVIS_PULL_REQUEST_BRANCH", "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"],
    ...["GITHUB_REF", "TRAVIS_BRANCH", "DRONE_BRANCH", "APPVEYOR_REPO_BRANCH", "BRANCH_NAME", "GIT_BRANCH"],
    ...["CIRRUS_BRANCH", "SEMAPHORE_GIT_BRANCH", "BITRISE_GIT_BRANCH", "CODEBUILD_WEBHOOK_HEAD_REF"],
  ])("finds a token in the branch that CI tells by %s", async (variable) => {
    using fixture = repo({ a: "x" });
    fixture.git("checkout", "--quiet", "--detach");
    for (const [name, short] of [
      ["feature/acme-corp", "feature/acme-corp"],
      ["refs/heads/acme-corp", "acme-corp"],
      ["a/refs/heads/acme-corp", "a/refs/heads/acme-corp"],
    ] as const)
      expect(await found(fixture.dir, "HEAD", { env: { [variable]: name } })).toEqual([
        expect.stringContaining(`the branch "${short}"`),
      ]);
    expect(await found(fixture.dir, "HEAD", { env: { [variable]: "" } })).toEqual([]);
  });

  it.each([
    ...["CI_COMMIT_TAG", "BITBUCKET_TAG", "BUILDKITE_TAG", "CIRCLE_TAG", "TAG_NAME", "DRONE_TAG", "TRAVIS_TAG"],
    ...["APPVEYOR_REPO_TAG_NAME", "CIRRUS_TAG", "SEMAPHORE_GIT_TAG_NAME", "BITRISE_GIT_TAG", "BUDDY_EXECUTION_TAG"],
    ...["GITHUB_REF", "BUILD_SOURCEBRANCH", "CODEBUILD_WEBHOOK_HEAD_REF"],
  ])("finds a token in the tag that CI tells by %s", async (variable) => {
    using fixture = repo({ a: "x" });
    fixture.git("checkout", "--quiet", "--detach");
    for (const name of ["refs/tags/acme-corp", ...(/REF$|SOURCE/.test(variable) ? [] : ["acme-corp"])])
      expect(await found(fixture.dir, "HEAD", { env: { [variable]: name } })).toEqual([
        expect.stringContaining('the tag "acme-corp"'),
      ]);
  });

  it.each<[string, string, string]>([
    ["DRONE_BRANCH", "DRONE_PULL_REQUEST", "3"],
    ["TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST", "3"],
    ["APPVEYOR_REPO_BRANCH", "APPVEYOR_PULL_REQUEST_NUMBER", "3"],
    ["SEMAPHORE_GIT_BRANCH", "SEMAPHORE_GIT_PR_NUMBER", "3"],
  ])("does not take %s for what is published where %s says that it is a target", async (name, request, value) => {
    using fixture = repo({ a: "x" });
    fixture.git("checkout", "--quiet", "--detach");
    const ask = (told: string) => found(fixture.dir, "HEAD", { env: { [name]: "acme-corp", [request]: told } });
    expect(await ask(value)).toEqual([]);
    for (const told of ["", "false"]) expect(await ask(told)).toHaveLength(1);
  });

  it("finds a token in the name of a remote's branch that leads into the range, once for the name", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("update-ref", "refs/remotes/origin/acme-corp", "HEAD");
    commit(fixture, "next");
    const one =
      'FORBIDDEN_IN_REF Forbidden token "acme-corp" in the name of the branch "acme-corp" of the remote "origin"';
    expect(await found(fixture.dir, "HEAD~1..HEAD")).toEqual([]);
    for (const range of ["HEAD", "all", "refs/remotes/origin/acme-corp"])
      expect(await found(fixture.dir, range)).toEqual([one]);
    expect((await scan(fixture.dir)).findings[0]?.fix).toBe(
      "git push origin refs/remotes/origin/acme-corp:refs/heads/NEW_NAME && git push origin --delete acme-corp",
    );
    fixture.git("update-ref", "refs/remotes/fork/acme-corp", "HEAD");
    expect(await found(fixture.dir)).toEqual([expect.stringContaining('of the remote "')]);
    // A branch that CI names is this clone's own, too.
    expect(await found(fixture.dir, "HEAD", { env: { GITHUB_HEAD_REF: "acme-corp" } })).toEqual([
      expect.not.stringContaining("remote"),
    ]);
    fixture.git("branch", "acme-corp");
    expect(await found(fixture.dir)).toEqual([expect.not.stringContaining("remote")]);
  });

  it("takes the name of a remote for this clone's own, which no push publishes", async () => {
    using fixture = repo({ a: "x" });
    for (const name of ["acme-corp/fork", "team", "team/acme-corp"])
      fixture.git("config", `remote.${name}.url`, "/nowhere");
    for (const name of ["acme-corp/fork/main", "acme-corp/other", "team/acme-corp/main"])
      fixture.git("update-ref", `refs/remotes/${name}`, "HEAD");
    fixture.git("symbolic-ref", "refs/remotes/acme-corp/fork/HEAD", "refs/remotes/acme-corp/fork/main");
    fixture.git("symbolic-ref", "refs/remotes/x/acme-corp", "refs/remotes/acme-corp/fork/main");
    expect(await found(fixture.dir, "all")).toEqual([]);
  });

  it("looks through the commits of a remote's branch for all", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("checkout", "--quiet", "--detach");
    fixture.git("update-ref", "refs/remotes/origin/next", commit(fixture, "for acme-corp"));
    fixture.git("checkout", "--quiet", "main");
    expect(await found(fixture.dir)).toEqual([]);
    expect(await found(fixture.dir, "all")).toEqual([expect.stringContaining("FORBIDDEN_IN_MESSAGE")]);
  });

  it("looks through every branch and tag for all", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("checkout", "--quiet", "-b", "side");
    commit(fixture, "acme-corp");
    fixture.git("checkout", "--quiet", "main");
    fixture.git("tag", "acme-corp-tree", fixture.git("rev-parse", "HEAD^{tree}"));
    expect(await found(fixture.dir)).toEqual([]);
    expect(await found(fixture.dir, "all")).toHaveLength(2);
    fixture.git("branch", "all");
    fixture.git("tag", "all", "side");
    expect(await found(fixture.dir, "all")).toHaveLength(2);
  });

  it("finds private tokens in every spelling, and says none of them", async () => {
    using fixture = repo({ a: "x" });
    const [id = ""] = denyList(["acme corp"]).tokens.map(({ digest }) => digest.slice(0, 12));
    commit(fixture, "for AcmeCorp", "ACME CORP <a@acme_corp.com>");
    fixture.git("branch", "acme.corp");
    const { findings } = await scan(fixture.dir, "HEAD", { matchers: [matcherFor(["acme corp"])] });
    expect(findings.map(({ code }) => code).sort()).toEqual([
      ...["FORBIDDEN_IN_MESSAGE", "FORBIDDEN_IN_PERSON", "FORBIDDEN_IN_REF"],
    ]);
    for (const { code, message } of findings) {
      expect(message).toContain(`Forbidden token ${id} of the private list`);
      // The name of a branch is masked with everything else, by the check.
      if (code !== "FORBIDDEN_IN_REF") expect(message).not.toMatch(/acme/i);
    }
  });

  it("gives a finding the same fingerprint when the commit was made anew, and another one for another line", async () => {
    using fixture = repo({ a: "x" });
    const print = async () => (await scan(fixture.dir)).findings.map(({ fingerprint }) => fingerprint);
    commit(fixture, "for acme-corp");
    const [before] = await print();
    fixture.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "words\n\nfor acme-corp");
    expect(await print()).toEqual([before]);
    fixture.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "of acme-corp");
    expect(await print()).not.toEqual([before]);
  });
});

describe("scanHistory could not decide", () => {
  it.each(["nonsense", "nonsense..HEAD", "HEAD..", "--output=planted", "-x", ""])(
    "about the range %j",
    async (range) => {
      using fixture = repo({ a: "x" });
      expect((await scan(fixture.dir, range)).findings).toMatchObject([
        {
          code: "HISTORY_UNREADABLE",
          message: expect.stringMatching(/^The range /),
          fix: expect.stringMatching(/^(?:fetch what it names|name a range)/),
        },
      ]);
      expect(await verdict(fixture.dir, range)).toBe("undecided");
      expect(fixture.git("status", "--porcelain")).toBe("");
    },
  );

  it.each([
    ["a tag like the branch of a remote", "origin/main..HEAD", "refs/tags/origin/main"],
    ["a branch like the branch of a remote", "^origin/main...HEAD", "refs/heads/origin/main"],
    ["a tag like a branch", "side~0..HEAD", "refs/tags/side"],
    ["a tag like a branch with a dot", "v1.0..HEAD", "refs/tags/v1.0"],
    ["a tag like the branch at its end", "HEAD~2..side^0", "refs/tags/side"],
    ["a tag like what was, not long ago, a branch", "HEAD~2..side@{0}", "refs/tags/side"],
    ["a reference beside all places", "side..HEAD", "refs/side"],
    ["a tag with the whole name of a branch that is not here", "refs/heads/new..HEAD", "refs/tags/refs/heads/new"],
    ["a tag like a remote's branch that is not here", "origin/next..HEAD", "refs/tags/origin/next"],
    ["a tag like a remote whose own branch is not known", "origin..HEAD", "refs/tags/origin"],
  ])("about a range that %s would cut short: %s", async (_, range, planted) => {
    using fixture = repo({ a: "x" });
    fixture.git("remote", "add", "origin", "/nowhere");
    for (const name of ["refs/remotes/origin/main", "refs/heads/side", "refs/heads/v1.0"])
      fixture.git("update-ref", name, "HEAD");
    commit(fixture, "for acme-corp");
    commit(fixture, "next");
    fixture.git("update-ref", planted, "HEAD~1");
    const { findings } = await scan(fixture.dir, range);
    expect(findings).toMatchObject([
      { message: expect.stringContaining(planted), fix: expect.stringMatching("in full") },
    ]);
    expect(await verdict(fixture.dir, range)).toBe("undecided");
    fixture.git("update-ref", "-d", planted);
    expect(`${await found(fixture.dir, range)}`).not.toMatch(/names several|is not here/);
  });

  it("about a range that a tag like the short name of a commit would cut short", async () => {
    using fixture = repo({ a: "x" });
    const short = fixture.git("rev-parse", "--short", "HEAD");
    commit(fixture, "for acme-corp");
    commit(fixture, "next");
    expect(await found(fixture.dir, `${short}..HEAD`)).toEqual([expect.stringContaining("acme-corp")]);
    fixture.git("tag", short, "HEAD~1");
    expect(await found(fixture.dir, `${short}..HEAD`)).toEqual([expect.stringContaining(`refs/tags/${short}`)]);
  });

  it("without any commit", async () => {
    using fixture = repo();
    expect(await verdict(fixture.dir)).toBe("undecided");
    expect(await verdict(fixture.dir, "all")).toBe("undecided");
  });

  it("in a shallow clone, where the range goes on; within what is there, it could", async () => {
    using fixture = repo({ a: "x" });
    for (const message of ["one", "two", "three"]) commit(fixture, message);
    const dir = temporary();
    runGit(dir, ["clone", "--quiet", "--depth=2", pathToFileURL(fixture.dir).href, "clone"]);
    const clone = join(dir, "clone");
    expect(await found(clone)).toEqual([expect.stringMatching(/^HISTORY_UNREADABLE .*this clone is shallow/)]);
    expect(await found(clone, "HEAD~1..HEAD")).toEqual([]);
  });

  it("about a message in an encoding that nobody knows", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("-c", "i18n.commitEncoding=x-planted", "commit", "--quiet", "--allow-empty", "--message", "words");
    const [only, ...rest] = await found(fixture.dir);
    expect(only).toMatch(/^HISTORY_UNREADABLE Commit .* nobody here knows its encoding/);
    expect(rest).toEqual([]);
    expect((await scan(fixture.dir)).coverage).toEqual([
      { unit: "commits", considered: 2, examined: 1, skipped: { unreadable: 1 } },
      { unit: "branch and tag names", considered: 1, examined: 1, skipped: {} },
    ]);
  });

  it("about commits that are in no object of this clone any more, though git's graph lists them", async () => {
    using fixture = repo({ a: "x" });
    const gone = commit(fixture, "gone");
    commit(fixture, "next");
    fixture.git("commit-graph", "write", "--reachable");
    rmSync(join(fixture.dir, ".git/objects", gone.slice(0, 2), gone.slice(2)));
    // Some versions of git know it without looking.
    const known = /^HISTORY_UNREADABLE (?:Commit .* it is not in this clone|The range .* be had: )/;
    expect(await found(fixture.dir)).toEqual([expect.stringMatching(known)]);
    expect(await verdict(fixture.dir)).toBe("undecided");
  });

  it("about a commit that goes before it is read", async () => {
    using fixture = repo({ a: "x" });
    const gone = fixture.git("rev-parse", "HEAD");
    commit(fixture, "next");
    const path = process.env["PATH"] ?? "";
    const object = join(fixture.dir, ".git/objects", gone.slice(0, 2), gone.slice(2));
    const words = `PATH='${path}'\ncase " $* " in *" --batch "*) rm -f '${object}';; esac\nexec git "$@"\n`;
    const dir = temporary();
    writeFileSync(join(dir, "git"), `#!/bin/sh\n${words}`, { mode: 0o755 });
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("PATH", `${dir}:${path}`);
    expect(await found(fixture.dir)).toEqual([
      `HISTORY_UNREADABLE Commit ${gone.slice(0, 12)} can't be read: it is not in this clone`,
    ]);
  });

  it("about a note that is not in this clone", async () => {
    using fixture = repo({ a: "x" });
    const tree = execFileSync("git", ["mktree", "--missing"], {
      cwd: fixture.dir,
      input: `100644 blob ${"1".repeat(40)}\t${fixture.git("rev-parse", "HEAD")}\n`,
    });
    const made = fixture.git("commit-tree", `${tree}`.trim(), "-m", "notes");
    fixture.git("update-ref", "refs/notes/commits", made);
    expect(await found(fixture.dir)).toEqual([expect.stringMatching(/^HISTORY_UNREADABLE Note on commit /)]);
    expect((await scan(fixture.dir)).coverage[1]).toEqual({
      ...{ unit: "notes", considered: 1, examined: 0, skipped: { unreadable: 1 } },
    });
  });

  it("where there is no repository, or what says where it was cut can't be read: it throws", async () => {
    await expect(scan(temporary())).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    using fixture = repo({ a: "x" });
    mkdirSync(join(fixture.dir, ".git/shallow"));
    await expect(scan(fixture.dir)).rejects.toMatchObject({ code: "EISDIR" });
  });
});

it("scanHistory is not led astray by grafts and replacements of this clone", async () => {
  using fixture = repo({ a: "x" });
  const bad = commit(fixture, "acme-corp");
  const good = commit(fixture, "next");
  writeFileSync(join(fixture.dir, ".git/info/grafts"), `${good}\n`);
  expect(await found(fixture.dir)).toHaveLength(1);
  fixture.git("replace", bad, fixture.git("rev-parse", `${bad}^`));
  expect(await found(fixture.dir)).toHaveLength(1);
});
