import { describe, expect, test } from "vitest";
import { SourceError } from "../../../../lib/guard/sources/index.ts";
import { briefly, emptyConfig, findingsOf, gate, workflow, workflowPath } from "./support.ts";

const job = "jobs: { a: { runs-on: x, steps: [{ run: a }] } }\n";

describe("a file of CI", () => {
  test("that can't be read is a doubt, with its place", async () => {
    const [found] = await findingsOf({ [workflowPath]: "on: push\njobs: [\n" });
    expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", path: workflowPath, line: 3, column: 1 });
    expect(found?.message).toContain("It can't be read: ");
  });

  test("in which readers see other lines is a doubt, with its place; escaped, all of them see the same", async () => {
    const pipeline = (end: string) =>
      `gate:\n  image: node:22 # LTS${end}  allow_failure: true\n  script: ["${gate}"]\n`;
    for (const end of ["\u0085", "\u2028", "\u2029"]) {
      expect(briefly(await findingsOf({ ".gitlab-ci.yml": pipeline(end) }))).toEqual([
        "UNREAD? .gitlab-ci.yml:2",
        "NO_GATE undefined:undefined",
      ]);
      const masked = (workflow(gate)[workflowPath] ?? "").replace("jobs:", `jobs: # ours${end}`);
      const [found] = await findingsOf({ [workflowPath]: masked });
      expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", line: 2, column: 13 });
    }
    const named = { before: '      - { name: "a\\u2028b\\u0085", run: "true" }\n' };
    expect(briefly(await findingsOf(workflow(gate, named)))).toEqual([]);
  });

  test("that brings in one that can't be read names that one", async () => {
    const main = `include: [{ local: /other.yml }]\n${workflow(gate)[workflowPath]}`;
    const [found] = await findingsOf({ ".gitlab-ci.yml": main, "other.yml": "a: [" });
    expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", path: "other.yml", line: 1 });
  });

  test("that is a link has no text of its own", async () => {
    const [found] = await findingsOf({ [workflowPath]: undefined });
    expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", path: workflowPath });
    expect(found?.message).toContain("symbolic link");
    const [gitlab] = await findingsOf({ ".gitlab-ci.yml": undefined });
    expect(gitlab).toMatchObject({ code: "PARITY_UNREAD", path: ".gitlab-ci.yml" });
  });

  test("that git fails to give stops the check", async () => {
    const text = async (path: string) => {
      if (path === workflowPath) throw new Error("git is gone");
      return emptyConfig;
    };
    await expect(findingsOf({}, { beside: { paths: [workflowPath], text } })).rejects.toThrow("git is gone");
    const asked: string[] = [];
    const ruleset = async (path: string) => {
      asked.push(path);
      if (path === ".kprov/github-ruleset.json") throw new Error("git is gone");
      return workflow(gate)[path] ?? emptyConfig;
    };
    await expect(findingsOf({}, { beside: { paths: [workflowPath], text: ruleset } })).rejects.toThrow("git is gone");
    expect(asked).toContain(".kprov/github-ruleset.json");
  });

  test("is one where its system looks for it", async () => {
    const paths = [
      "a/.github/workflows/a.yml",
      ".github/workflows/a/b.yml",
      ".github/workflows/a.yml.bak",
      "a/.gitlab-ci.yml",
    ];
    const files = Object.fromEntries(paths.map((path) => [path, `on: push\n${job}`]));
    expect(briefly(await findingsOf({ ...workflow(gate), ...files }))).toEqual([]);
  });
});

describe("actions of a workflow that decides about nothing", () => {
  const uses = (reference: string) =>
    `on: schedule\njobs: { a: { runs-on: x, steps: [{ uses: acme/a@${reference} }] } }\n`;
  const night = ".github/workflows/night.yml";
  test("have to be pinned as well, unless it is listed as a whole", async () => {
    const files = { ...workflow(gate), [night]: uses("v1") };
    expect(briefly(await findingsOf(files))).toEqual([`UNPINNED ${night}:2 "v1"`]);
    const ciOnly = [{ run: `workflow: ${night}`, reason: "r" }];
    expect(await findingsOf(files, { parity: { ciOnly } })).toEqual([]);
    expect(await findingsOf({ ...files, [night]: uses("a".repeat(40)) })).toEqual([]);
  });
});

describe("a part of CI that is elsewhere", () => {
  const commit = "a".repeat(40);
  const calls = (uses: string) => ({
    [workflowPath]: `${workflow(gate)[workflowPath]}  other: { uses: "${uses}" }\n`,
  });
  const remote = `acme/x/.github/workflows/y.yml@${commit}`;

  test("is a doubt, unless it is listed", async () => {
    const [found, ...others] = await findingsOf(calls(remote));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", line: 8, actual: remote });
    expect(found?.fix).toBe('list { run: "uses: acme/x/.github/workflows/y.yml", reason: "…" } under parity.ciOnly');
    const ciOnly = [{ run: "uses: acme/x/.github/workflows/y.yml", reason: "r" }];
    expect(await findingsOf(calls(remote), { parity: { ciOnly } })).toEqual([]);
  });

  test("is pinned", async () => {
    expect(briefly(await findingsOf(calls("acme/x/.github/workflows/y.yml@v1")))).toEqual([
      `UNPINNED ${workflowPath}:8 "v1"`,
      `UNREAD? ${workflowPath}:8 acme/x/.github/workflows/y.yml@v1`,
    ]);
  });

  test("of GitLab is a doubt and nothing that a commit pins", async () => {
    const files = {
      ".gitlab-ci.yml": `include: [{ project: a/b, file: c.yml }]\na:\n  image: x\n  script: [${gate}]\n`,
    };
    expect((await findingsOf(files)).map(({ code, level }) => `${code} ${level}`)).toEqual(["PARITY_UNREAD undecided"]);
  });

  test("that should be here and is not is a doubt, whether or not it is listed", async () => {
    const local = "./.github/workflows/gone.yml";
    const ciOnly = [{ run: `uses: ${local}`, reason: "r" }];
    for (const more of [{}, { parity: { ciOnly } }]) {
      const [found, ...others] = await findingsOf(calls(local), more);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", actual: local });
      expect(found?.fix).toBe("correct what it names, or add the file to git");
    }
  });

  test("is quoted in part where its name is long", async () => {
    const [found] = await findingsOf(calls(`acme/${"x".repeat(200)}/.github/workflows/y.yml@${commit}`));
    expect(found?.actual).toHaveLength(100);
  });
});

describe("a file that says which gate it is, and can't be read, is a doubt beside all others", () => {
  const call = "npx kprovengine preflight --skip a || true";
  const skipped = [`MASKED ${workflowPath}:7 true`, `DIFFERENT ${workflowPath}:7 npx kprovengine preflight --skip a`];
  const range = { "package.json": '{"devDependencies":{"kprovengine":"^1.0.0"}}' };
  test.each<[string, string, Record<string, string>]>([
    ["package.json", call, { "package.json": "{" }],
    ["package-lock.json", call, { ...range, "package-lock.json": "{" }],
  ])("%s", async (path, script, files) => {
    expect(briefly(await findingsOf({ ...workflow(script), ...files }))).toEqual([
      ...skipped,
      `UNREAD? ${path}:1 ${path}`,
    ]);
  });

  test("what was vendored", async () => {
    const files = { ".kprov/kprov.mjs": "", ".kprov/adopted.json": "{" };
    const [found, ...others] = await findingsOf({ ...workflow("node .kprov/kprov.mjs preflight"), ...files });
    expect(others).toEqual([]);
    expect(found?.message).toContain(
      "Which gate CI runs can't be told: \".kprov/adopted.json\" can't be read: expected",
    );
  });

  test("in the middle of a merge", async () => {
    const files: Record<string, string> = workflow(gate);
    const judge = (broken: string) => {
      const text = async (path: string) => {
        if (path === broken) throw new SourceError(path, { line: 1, column: 1 }, "it is in the middle of a merge");
        return files[path] ?? (path === "kprov.config.json" ? emptyConfig : undefined);
      };
      return findingsOf({}, { beside: { paths: [workflowPath], text } });
    };
    expect(briefly(await judge("kprov.config.json"))).toEqual(["UNREAD? kprov.config.json:1 kprov.config.json"]);
    expect(briefly(await judge(".npmrc"))).toEqual(["UNREAD? .npmrc:1 .npmrc"]);
  });
});

test("what CI runs is quoted in one line of a hundred characters", async () => {
  const quoted = async (script: string) => (await findingsOf(workflow(`${gate}\n${script}`)))[0]?.actual;
  expect(await quoted(`curl ${"x".repeat(95)}`)).toBe(`curl ${"x".repeat(95)}`);
  expect(await quoted(`curl ${"x".repeat(96)}`)).toBe(`curl ${"x".repeat(94)}…`);
  expect(await quoted("curl  \\\n   a")).toBe("curl a");
});
