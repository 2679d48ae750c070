import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../lib/config/index.ts";
import { KprovError } from "../../../lib/errors.ts";
import { judgeStates } from "../../../lib/guard/states.ts";
import { takeSnapshot } from "../../../lib/guard/surface/snapshot.ts";
import type { Finding } from "../../../lib/report.ts";
import alone from "../../../scripts/check-governance.ts";
import identity from "../../../scripts/check-identity.ts";
import governance from "../../../scripts/governance.ts";
import command from "../../../scripts/preflight.ts";
import waive from "../../../scripts/waive.ts";
import { call } from "../../support/call.ts";
import { type RepoFiles, repo, stageConflict, type TestRepo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);

/** `CODE path` of everything that preflight finds, or its verdict. */
const judged = async (dir: string, ...argv: string[]): Promise<string[]> => {
  const { result } = await call(command, dir, argv);
  const { verdict, checks } = result.document as {
    verdict: string;
    checks: { findings: { code: string; path?: string }[] }[];
  };
  const found = checks.flatMap(({ findings }) => findings.map(({ code, path = "" }) => `${code} ${path}`.trim()));
  return found.length === 0 ? [verdict] : found;
};

const findings = async (dir: string): Promise<Finding[]> => {
  const { result } = await call(command, dir, []);
  return (result.document as { checks: { findings: Finding[] }[] }).checks.flatMap((one) => one.findings);
};

const rule = `export default { rules: [{
  name: "readme", title: "There is a README, and it is a file", files: ["**"],
  judgeAll: (repository) => repository.paths.includes("README.md") && repository.files.some(({ path, kind }) => path === "README.md" && kind === "file") ? [] : [{ message: "no README" }],
  passing: { files: { "README.md": "x" } }, failing: { files: { a: "x" } },
}] };
`;

const rulesOnly: RepoFiles = { "kprov.config.mjs": rule, "README.md": "# It\n", a: "x\n" };

const named: RepoFiles = {
  "kprov.config.json": '{ "identity": { "name": "app" } }\n',
  "package.json": '{ "name": "app" }\n',
  "other.json": '{ "name": "other" }\n',
};

const tokens: RepoFiles = {
  "kprov.config.json": '{ "identity": { "forbidden": { "file": "tokens.txt" } } }\n',
  "tokens.txt": "oldname\n",
  "a.md": "the oldname of it\n",
  "b.md": "x\n",
};

const workflow = "on: [push]\njobs: { a: { runs-on: x, steps: [{ run: make }] } }\n";

const linked = (from: string, to: string) => (dir: string) => {
  rmSync(join(dir, from));
  symlinkSync(to, join(dir, from));
};

/** With a record of the governance. */
const recorded = async (more: RepoFiles = {}) => {
  const fixture = repo({
    "kprov.config.json": '{ "governance": {} }\n',
    ".github/workflows/ci.yml": workflow,
    ...more,
  });
  await call(governance, fixture.dir, ["update", "--reason", "begin", "--author", "Ann"]);
  fixture.git("add", "--all");
  fixture.git("commit", "--quiet", "--message", "x");
  return fixture;
};

describe("a pass holds for what a commit of everything would have", () => {
  test.each<[string, RepoFiles, (dir: string) => void, string[]]>([
    ["without a file", rulesOnly, (dir) => rmSync(join(dir, "README.md")), ["OWN_RULE_VIOLATED"]],
    ["with a link", rulesOnly, linked("README.md", "a"), ["OWN_RULE_VIOLATED"]],
    ["with a manifest that is a link", named, linked("package.json", "other.json"), ["FILE_UNREADABLE package.json"]],
  ])("%s", async (_, files, change, expected) => {
    using fixture = repo(files);
    const { dir } = fixture;
    expect(await judged(dir)).toEqual(["proved"]);
    change(dir);
    const objects = fixture.git("count-objects", "-v");
    expect(await judged(dir)).toEqual(expect.arrayContaining(expected));
    // The index is as it was, and nothing was written.
    expect(await judged(dir, "--staged")).toEqual(["proved"]);
    expect(fixture.git("count-objects", "-v")).toBe(objects);
    fixture.git("commit", "--quiet", "--all", "--message", "x");
    expect(await judged(dir)).toEqual(expect.arrayContaining(expected));
  });

  test.each([false, true])("without a file that git was told to look away from: %s", async (isHidden) => {
    using fixture = await recorded();
    expect(await judged(fixture.dir)).toEqual(["proved"]);
    if (isHidden) fixture.git("update-index", "--assume-unchanged", ".github/workflows/ci.yml");
    rmSync(join(fixture.dir, ".github/workflows/ci.yml"));
    expect(await judged(fixture.dir)).toEqual(["GOVERNANCE_LOOSENED .github/workflows/ci.yml"]);
    expect((await call(alone, fixture.dir, [])).result.exitCode).toBe(1);
    const receipt = join(temporary({}), "r.json");
    await call(command, fixture.dir, ["--receipt", receipt]);
    expect(readFileSync(receipt, "utf8")).toContain('"FAILED"');
  });

  test("where what a waiver is about was mended there only", async () => {
    using fixture = repo(tokens);
    const { dir } = fixture;
    const { result } = await call(identity, dir, []);
    const [{ fingerprint = "" } = {}] = (result.document as { findings: { fingerprint?: string }[] }).findings;
    const asked = [fingerprint, "--reason", "a quotation", "--owner", "Ann", "--until", inAWeek];
    await call(waive, dir, asked);
    fixture.git("add", "--all");
    fixture.git("commit", "--quiet", "--message", "x");
    expect(await judged(dir)).toEqual(["proved"]);
    fixture.write({ "a.md": "the name of it\n" });
    expect(await judged(dir)).toEqual(["WAIVER_UNUSED .kprov/waivers.json"]);
    // What else has changed is no reason.
    fixture.write({ "a.md": tokens["a.md"] as string, "b.md": "y\n" });
    expect(await judged(dir)).toEqual(["proved"]);
  });

  test("and for what is staged: what was mended there only counts", async () => {
    using fixture = repo(tokens);
    const { dir } = fixture;
    fixture.write({ "a.md": "the name of it\n" });
    expect(await judged(dir)).toEqual(["FORBIDDEN_TOKEN a.md"]);
    expect((await call(identity, dir, [])).result.exitCode).toBe(1);
    // Of several checks, one is enough.
    fixture.write({
      "kprov.config.json": '{ "artifacts": {}, "identity": { "forbidden": { "file": "tokens.txt" } } }\n',
    });
    expect(await judged(dir)).toEqual(["FORBIDDEN_TOKEN a.md"]);
  });

  test("and one that is new there is in both", async () => {
    using fixture = await recorded();
    fixture.write({ ".github/workflows/new.yml": workflow });
    fixture.git("add", "--intent-to-add", ".github/workflows/new.yml");
    expect(await judged(fixture.dir)).not.toEqual(["proved"]);
  });

  test("in the middle of a merge, too", async () => {
    using fixture = await recorded();
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: "1\n" });
    fixture.git("checkout", "--quiet", "-");
    fixture.commit({ a: "2\n" });
    expect(() => fixture.git("merge", "--quiet", "other")).toThrow();
    expect(await judged(fixture.dir)).toEqual(["proved"]);
    rmSync(join(fixture.dir, ".github/workflows/ci.yml"));
    expect(await judged(fixture.dir)).toEqual(["GOVERNANCE_LOOSENED .github/workflows/ci.yml"]);
  });
});

describe("a commit is judged by the policy that it holds", () => {
  const [strict, loose] = ["oldname\nname\n", "oldname\n"];
  const listed: RepoFiles = { ...tokens, "a.md": "the name of it\n", "tokens.txt": loose };
  const allowing = '{ "artifacts": { "allow": [{ "glob": ".env", "reason": "it is a sample" }] } }\n';

  /** Stage `path` with one content, and let another lie there. */
  const stage = ({ dir, git, write }: TestRepo, path: string, [staged = "", here = ""]: string[]) => {
    write({ [path]: staged });
    git("add", "--force", path);
    write({ [path]: here });
    return dir;
  };

  const filtered = ({ git, write }: TestRepo, path: string, words: string) => {
    git("config", "filter.words.clean", `sed ${words}`);
    write({ ".git/info/attributes": `${path} filter=words\n` });
  };

  test.each<[string, RepoFiles, (at: TestRepo) => void, string[]]>([
    ["a list as it is staged", listed, (at) => stage(at, "tokens.txt", [strict, loose]), ["FORBIDDEN_TOKEN a.md"]],
    [
      "a list that git was told to look away from",
      listed,
      (at) => {
        stage(at, "tokens.txt", [strict, loose]);
        at.git("update-index", "--assume-unchanged", "tokens.txt");
      },
      ["FORBIDDEN_TOKEN a.md"],
    ],
    [
      "a list as a filter makes it",
      listed,
      (at) => {
        filtered(at, "tokens.txt", "s/oldname/name/");
        at.write({ "tokens.txt": "oldname\nmore\n" });
      },
      ["FORBIDDEN_TOKEN a.md"],
    ],
    [
      "an allowance that is not staged",
      { "kprov.config.json": "{}\n", ".env": "A=1\n" },
      (at) => at.write({ "kprov.config.json": allowing }),
      ["SECRET_FILE_TRACKED .env"],
    ],
    [
      "a check that only the staged configuration asks for",
      { "kprov.config.json": "{}\n", a: "oldname\n" },
      (at) => stage(at, "kprov.config.json", ['{ "identity": { "forbidden": ["oldname"] } }\n', "{}\n"]),
      ["FORBIDDEN_TOKEN a"],
    ],
    [
      "a configuration that is gone here",
      { "kprov.config.json": '{ "identity": { "forbidden": ["oldname"] } }\n', a: "oldname\n" },
      ({ dir }) => rmSync(join(dir, "kprov.config.json")),
      ["FORBIDDEN_TOKEN a"],
    ],
    [
      "what is ignored by what is staged",
      { "kprov.config.json": "{}\n", a: "x\n", ".gitignore": "b\n" },
      (at) => stage(at, ".gitignore", ["a\n", "b\n"]),
      ["ARTIFACT_IGNORED a"],
    ],
  ])("%s", async (_, files, change, expected) => {
    using fixture = repo(files);
    const { dir } = fixture;
    change(fixture);
    expect(await judged(dir)).toEqual(expected);
    const { result } = await call(command, dir, []);
    expect(JSON.stringify(result.document)).toMatch(
      /\((?:as it is staged, not as it lies here|as git commit --all would have it)\)/,
    );
  });

  const imports = 'import deny from "./deny.mjs";\nexport default { artifacts: { deny } };\n';
  const [denying, idle] = ['export default ["a"];\n', 'export default ["runs/**"];\n'];
  const importing: RepoFiles = { "kprov.config.mjs": imports, "deny.mjs": idle, a: "x\n" };

  test.each<[string, RepoFiles, (at: TestRepo) => void, string]>([
    ["what it imports", importing, (at) => stage(at, "deny.mjs", [denying, idle]), "git add -- deny.mjs"],
    [
      "what it imports, and git was told to look away from",
      importing,
      (at) => {
        stage(at, "deny.mjs", [denying, idle]);
        at.git("update-index", "--assume-unchanged", "deny.mjs");
      },
      "git update-index --no-skip-worktree -- deny.mjs && git update-index --no-assume-unchanged -- deny.mjs && git add -- deny.mjs",
    ],
    [
      "what it imports by a name that is computed",
      {
        ...importing,
        "kprov.config.mjs": imports
          .replace('"./deny.mjs"', '"./" + "deny.mjs"')
          .replace(/^.*$/m, 'const { default: deny } = await import("./" + "deny.mjs");'),
      },
      (at) => stage(at, "deny.mjs", [denying, idle]),
      "git rm --cached -- a",
    ],
    [
      "where git sees no change",
      { ...importing, "deny.mjs": "" },
      (at) => {
        filtered(at, "*.mjs", "s,runs/..,a,");
        at.write({ "deny.mjs": idle });
        at.git("add", "deny.mjs");
      },
      "git rm --cached -- a",
    ],
  ])("%s", async (_, files, change, fix) => {
    using fixture = repo(files);
    change(fixture);
    const [finding] = await findings(fixture.dir);
    expect(finding).toMatchObject({ code: "ARTIFACT_TRACKED", path: "a", fix });
    expect(finding?.message).toContain("(as it is staged, not as it lies here)");
  });

  test.each([
    ["tokens.txt", listed],
    ["deny.mjs", importing],
  ])("what it goes by has to be tracked: %s", async (path, files) => {
    using fixture = repo(files);
    fixture.git("rm", "--quiet", "--cached", path);
    fixture.git("commit", "--quiet", "--message", "x");
    const fix = `git add -- ${path}`;
    // Of others it makes no difference that git was told to look away from them.
    fixture.git("update-index", "--assume-unchanged", ...fixture.git("ls-files").trim().split("\n"));
    if (path === "tokens.txt") expect(await findings(fixture.dir)).toMatchObject([{ code: "CONFIG_UNUSABLE", fix }]);
    else await expect(judged(fixture.dir)).rejects.toMatchObject({ code: "E_CONFIG", hint: fix });
    // What is ignored is made or brought there, too.
    fixture.write({ ".git/info/exclude": `${path}\n` });
    expect(await judged(fixture.dir)).toEqual(["proved"]);
    fixture.git("add", "--force", path);
    expect(await judged(fixture.dir)).toEqual(["proved"]);
  });

  test("one that was named and is not tracked judges beside one that is", async () => {
    using fixture = repo({ "kprov.config.json": "{}\n", a: "oldname\n" });
    fixture.write({ "conf/mine.json": "{}\n" });
    expect(await judged(fixture.dir, "--config", "conf/mine.json")).toEqual(["proved"]);
    fixture.git("add", "conf/mine.json");
    expect(await judged(fixture.dir, "--config", "conf/mine.json")).toEqual(["proved"]);
    // Its paths are those of the directory where it was asked.
    stage(fixture, "conf/mine.json", ['{ "artifacts": { "deny": ["a"] } }\n', "{}\n"]);
    expect(await judged(fixture.dir, "--config", "conf/mine.json")).toEqual(["ARTIFACT_TRACKED a"]);
  });

  test("one that a search below would meet", async () => {
    using fixture = repo({ "kprov.config.json": "{}\n", "sub/a": "oldname\n" });
    const sub = join(fixture.dir, "sub");
    fixture.write({ "sub/kprov.config.json": '{ "identity": { "forbidden": ["oldname"] } }\n' });
    fixture.git("add", "sub");
    rmSync(join(sub, "kprov.config.json"));
    expect(await judged(sub)).toEqual(["FORBIDDEN_TOKEN sub/a"]);
    expect(await judged(fixture.dir)).toEqual(["proved"]);
    expect(await judged(sub, "--config", "../kprov.config.json")).toEqual(["FORBIDDEN_TOKEN sub/a"]);
  });

  test("a list in a merge conflict, whichever version lies here", async () => {
    using fixture = repo(listed);
    fixture.write({ "tokens.txt": loose });
    stageConflict(fixture, "tokens.txt", strict, loose);
    expect(await findings(fixture.dir)).toMatchObject([{ code: "CONFIG_UNUSABLE", fix: "git add -- tokens.txt" }]);
  });

  test("one that was named is that one, whatever a search would meet", async () => {
    using fixture = repo({
      "conf/kprov.config.json": "{}\n",
      "kprov.config.json": "{}\n",
      "kprov.config.mjs": "export default {};\n",
      a: "oldname\n",
    });
    const ask = ["--config", "conf/kprov.config.json", "--cwd", fixture.dir];
    expect(await judged(fixture.dir, ...ask)).toEqual(["proved"]);
    stage(fixture, "conf/kprov.config.json", ['{ "identity": { "forbidden": ["oldname"] } }\n', "{}\n"]);
    expect(await judged(fixture.dir, ...ask)).toEqual(["FORBIDDEN_TOKEN a"]);
    rmSync(join(fixture.dir, "kprov.config.mjs"));
    expect(await judged(fixture.dir, ...ask)).toEqual(["FORBIDDEN_TOKEN a"]);
  });

  test.each<RepoFiles>([{}, { "kprov.config.json": "{}\n" }])(
    "code runs only where code was used: %j",
    async (files) => {
      using fixture = repo({ ...files, "sub/a": "x\n" });
      fixture.write({ "sub/kprov.config.mjs": "export default {};\n" });
      fixture.git("add", "--all");
      rmSync(join(fixture.dir, "sub/kprov.config.mjs"));
      await expect(judged(join(fixture.dir, "sub"))).rejects.toMatchObject({ code: "E_CODE_CONFIG" });
    },
  );

  test("one under another name is staged with the one that is gone", async () => {
    using fixture = repo({ "kprov.config.json": '{ "identity": { "forbidden": ["oldname"] } }\n', a: "oldname\n" });
    fixture.write({ "kprov.config.mjs": "export default {};\n" });
    rmSync(join(fixture.dir, "kprov.config.json"));
    expect(await findings(fixture.dir)).toMatchObject([{ fix: "git add -- kprov.config.json kprov.config.mjs" }]);
  });

  test("a list that has become a link to what git does not track is none", async () => {
    using fixture = repo(listed);
    fixture.write({ untracked: loose });
    linked("tokens.txt", "untracked")(fixture.dir);
    expect(await judged(fixture.dir)).not.toEqual(["proved"]);
  });

  test("one that can't judge is not left out", async () => {
    using fixture = repo(listed);
    stage(fixture, "kprov.config.json", ["{", tokens["kprov.config.json"] as string]);
    await expect(call(command, fixture.dir, [])).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining("(as it is staged, not as it lies here)"),
      hint: "git add -- kprov.config.json",
      exit: 2,
    });
    fixture.git("checkout", "--quiet", "HEAD", "--", ".");
    linked("tokens.txt", "b.md")(fixture.dir);
    expect(await judged(fixture.dir)).not.toEqual(["proved"]);
  });

  test.each([
    [new KprovError("E_GIT", "No", { hint: "wait" }), /^No \(as it is staged, not as it lies here\)$/, "wait"],
    [new RangeError("No"), /^No$/, undefined],
  ])("what can't be done for another reason is not mended by staging it: %s", async (error, message, hint) => {
    using fixture = repo(listed);
    const dir = stage(fixture, "tokens.txt", [strict, loose]);
    const context = { cwd: dir, env: {}, cacheDir: null };
    const { config, digest } = await loadConfig({ cwd: dir, allowCode: false });
    const state = { config, digest, path: null, root: dir, policyRoot: dir, snapshot: takeSnapshot(dir), deny: {} };
    // What lies here, what git commit --all would make, what is staged.
    let looks = 0;
    const judge = async () => {
      looks += 1;
      if (looks === 3) throw error;
      return [];
    };
    const ended = await judgeStates(state, context, judge).catch((refused: unknown) => refused);
    expect(ended).toBeInstanceOf(error.constructor);
    expect(ended).toMatchObject({ message: expect.stringMatching(message), ...(hint && { hint }) });
  });

  test("is looked at where nothing was found until then", async () => {
    using fixture = repo({ ...listed, ".env": "A=1\n" });
    stage(fixture, "tokens.txt", [strict, loose]);
    fixture.write({
      "kprov.config.json": '{ "artifacts": {}, "identity": { "forbidden": { "file": "tokens.txt" } } }\n',
    });
    expect(await judged(fixture.dir)).toEqual(["SECRET_FILE_TRACKED .env"]);
  });

  test("one that only a filter breaks is not mended by staging it", async () => {
    using fixture = repo(listed);
    filtered(fixture, "kprov.config.json", "s/identity/identify/");
    utimesSync(join(fixture.dir, "kprov.config.json"), 1, 1);
    await expect(call(command, fixture.dir, [])).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining("(as git commit --all would have it)"),
      hint: expect.not.stringContaining("git add"),
    });
  });

  test("by one check alone, too, and not where it asks for that check no longer", async () => {
    using fixture = repo(listed);
    stage(fixture, "tokens.txt", [strict, loose]);
    expect((await call(identity, fixture.dir, [])).result.exitCode).toBe(1);
    stage(fixture, "kprov.config.json", ["{}\n", tokens["kprov.config.json"] as string]);
    expect((await call(identity, fixture.dir, [])).result.exitCode).toBe(0);
    expect(await judged(fixture.dir)).toEqual(["proved"]);
  });

  test("a base that judges does so in each of them", async () => {
    using fixture = repo(listed);
    stage(fixture, "tokens.txt", [strict, loose]);
    expect(await judged(fixture.dir, "--base", "HEAD")).toEqual(["proved"]);
    filtered(fixture, "tokens.txt", "s/oldname/name/");
    expect(await judged(fixture.dir)).toEqual(["FORBIDDEN_TOKEN a.md"]);
    expect(await judged(fixture.dir, "--base", "HEAD")).toEqual(["proved"]);
  });
});

test("what lies in the place of a submodule is judged", async () => {
  using fixture = repo(tokens);
  const { dir, git, write } = fixture;
  fixture.commit({ "a.md": "x\n" });
  git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD").trim()},vendored`);
  git("commit", "--quiet", "--message", "x");
  mkdirSync(join(dir, "vendored"));
  expect(await judged(dir)).toEqual(["proved"]);
  rmSync(join(dir, "vendored"), { recursive: true });
  write({ vendored: "oldname\n" });
  expect(await judged(dir)).toEqual(["FORBIDDEN_TOKEN vendored"]);
});

test("a file that was only touched leaves the index as it is", async () => {
  using fixture = repo({ "kprov.config.json": "{}\n", a: "x\n" });
  utimesSync(join(fixture.dir, "a"), 1, 1);
  const index = readFileSync(join(fixture.dir, ".git/index"));
  expect(await judged(fixture.dir)).toEqual(["proved"]);
  expect(readFileSync(join(fixture.dir, ".git/index"))).toEqual(index);
});

test("what git would not let be committed for its line ends is judged all the same", async () => {
  using fixture = repo(rulesOnly);
  const { dir } = fixture;
  fixture.git("config", "core.autocrlf", "input");
  fixture.git("config", "core.safecrlf", "true");
  fixture.write({ a: "y\r\n" });
  expect(await judged(dir)).toEqual(["proved"]);
  rmSync(join(dir, "README.md"));
  expect(await judged(dir)).toEqual(["OWN_RULE_VIOLATED"]);
});

test("what a sparse checkout leaves out is not gone", async () => {
  using fixture = repo({ ...rulesOnly, "low/b": "x\n" });
  const { dir } = fixture;
  fixture.git("sparse-checkout", "set", "--no-cone", "/a", "/kprov.config.mjs");
  expect(existsSync(join(dir, "README.md"))).toBe(false);
  expect(await judged(dir)).toEqual(["proved"]);
  fixture.write({ a: "y\n" });
  expect(await judged(dir)).toEqual(["proved"]);
});

test("a file that was only touched is the same, whatever its line ends are there", async () => {
  using fixture = await recorded({ ".gitattributes": "* text=auto eol=crlf\n", ".kprov/governance/a.md": "words\n" });
  const { dir } = fixture;
  const paths = [".github/workflows/ci.yml", ".kprov/governance/a.md"];
  for (const path of paths) rmSync(join(dir, path));
  fixture.git("checkout", "--quiet", "--", ".");
  for (const path of paths) {
    expect(readFileSync(join(dir, path), "utf8")).toContain("\r\n");
    utimesSync(join(dir, path), 1, 1);
  }
  expect(await judged(dir)).toEqual(["proved"]);
  fixture.write({ ".kprov/governance/a.md": "other words\r\n" });
  expect(await judged(dir)).toEqual(["GOVERNANCE_CHANGED .kprov/governance/a.md"]);
});
