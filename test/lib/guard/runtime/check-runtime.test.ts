import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkRuntime, runtimeRules } from "../../../../lib/guard/runtime/index.ts";
import type { Interpreter } from "../../../../lib/guard/runtime/interpreter.ts";
import type { Runtime } from "../../../../lib/guard/runtime/version.ts";
import type { Report } from "../../../../lib/report.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const none = { python: null, node: null, go: null, rust: null };
const versions: Partial<Record<Runtime, string>> = { python: "3.11.7", node: "20.19.1" };
const ask = async (runtime: Runtime): Promise<Interpreter> => {
  const version = versions[runtime];
  return {
    runtime,
    program: `${runtime} on PATH`,
    version,
    ...(version === undefined && { why: "it is not installed" }),
  };
};
const check = (cwd: string, runtime: Partial<typeof none | Record<Runtime, string>> = {}) =>
  checkRuntime({ cwd, runtime: { ...none, ...runtime }, config: null, version: "0.0.0", env: {}, ask });
const codesOf = ({ findings }: Report) => findings.map(({ code, level, path }) => `${code} ${level} ${path}`);

const workflow = (python: string) => `on: push
jobs:
  test:
    strategy:
      matrix:
        python: ${python}
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: \${{ matrix.python }}
`;
const good: RepoFiles = {
  "pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
  Dockerfile: "FROM python:3.12-slim\n",
  ".github/workflows/ci.yml": workflow('["3.11", "3.12"]'),
};

describe("checkRuntime", () => {
  it("proves a repository whose places agree, with receipts that add up and nothing of this machine", async () => {
    using fixture = repo(good);
    const report = await check(fixture.dir, { python: ">=3.11 <3.13" });
    expect(report).toEqual({
      schema: "kprov.report/v1",
      check: "check-runtime",
      verdict: "proved",
      findings: [],
      coverage: [
        { unit: "runtime files", considered: 3, examined: 3, skipped: {} },
        { unit: "interpreters", considered: 1, examined: 1, skipped: {} },
      ],
      config: null,
      tool: { name: "kprovengine", version: "0.0.0" },
    });
    expect(await check(join(fixture.dir, ".github"), { python: ">=3.11 <3.13" })).toEqual(report);
  });

  it("reports every disagreement at once, by path", async () => {
    using fixture = repo({
      ...good,
      Dockerfile: "FROM python:3.10\n",
      ".python-version": "3.12\n",
      ".github/workflows/ci.yml": workflow('["3.12"]'),
    });
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("violated");
    expect(codesOf(report)).toEqual([
      "RUNTIME_WRONG_VERSION violation undefined",
      "RUNTIME_MISMATCH violation Dockerfile",
      "RUNTIME_MISMATCH violation Dockerfile",
      "RUNTIME_UNTESTED violation pyproject.toml",
    ]);
  });

  it("judges the index and the work tree, each as a whole", async () => {
    using fixture = repo({ ".nvmrc": "20\n", "package.json": '{"engines":{"node":">=20"}}' });
    fixture.write({ ".nvmrc": "18\n", "package.json": '{"engines":{"node":">=18 <20"}}' });
    // Both agree with themselves; only the interpreter is not what the work tree asks for.
    expect(new Set(codesOf(await check(fixture.dir)))).toEqual(new Set(["RUNTIME_WRONG_VERSION violation undefined"]));
    fixture.write({ "package.json": '{"engines":{"node":">=20"}}' });
    expect(codesOf(await check(fixture.dir))).toContain("RUNTIME_MISMATCH violation .nvmrc");
  });

  it("judges what a workflow uses in the version of the index, and in that of the work tree", async () => {
    const action = (python: string) =>
      `runs: { using: composite, steps: [{ uses: actions/setup-python@v5, with: { python-version: "${python}" } }] }\n`;
    using fixture = repo({
      "setup.cfg": "[options]\npython_requires = >=3.11\n",
      ".github/workflows/ci.yml": "jobs: { test: { steps: [{ uses: ./.github/actions/py }] } }\n",
      ".github/actions/py/action.yml": action("3.11"),
    });
    expect((await check(fixture.dir)).verdict).toBe("proved");
    fixture.write({ ".github/actions/py/action.yml": action("3.12") });
    expect(codesOf(await check(fixture.dir))).toEqual(["RUNTIME_UNTESTED violation setup.cfg"]);
    fixture.git("add", "--all");
    fixture.write({ ".github/actions/py/action.yml": action("3.11") });
    expect(codesOf(await check(fixture.dir))).toEqual(["RUNTIME_UNTESTED violation setup.cfg"]);
  });

  it("could not decide about an action in the middle of a merge", async () => {
    const path = ".github/actions/py/action.yml";
    const files = { ".github/workflows/ci.yml": "jobs: { test: { steps: [{ uses: ./.github/actions/py }] } }\n" };
    using fixture = repo({ ...files, ".nvmrc": "20\n", [path]: "runs: { using: node20 }\n" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ [path]: "runs: { using: node22 }\n" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ [path]: "runs: { using: node24 }\n" });
    expect(() => fixture.git("merge", "--quiet", "other")).toThrow();
    expect(codesOf(await check(fixture.dir))).toContain(`SOURCE_MALFORMED undecided ${path}`);
  });

  it("counts parts of CI that lie elsewhere, and doubts only where they may hide a test", async () => {
    const ci = (image: string) => `include: { project: acme/ci, file: a.yml }\ntest: { image: "python:${image}" }\n`;
    const python = "[options]\npython_requires = >=3.11\n";
    using fixture = repo({ "setup.cfg": python, ".gitlab-ci.yml": ci("3.11") });
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("proved");
    expect(report.coverage[0]).toEqual({
      unit: "runtime files",
      considered: 3,
      examined: 2,
      skipped: { "brought in from elsewhere": 1 },
    });
    fixture.commit({ ".gitlab-ci.yml": ci("3.12") });
    const { findings } = await check(fixture.dir);
    expect(findings).toMatchObject([
      {
        code: "RUNTIME_UNTESTED",
        level: "undecided",
        message: expect.stringContaining('; include "acme/ci" at .gitlab-ci.yml:1:21 was not looked at'),
      },
    ]);
  });

  it("could not decide when a part of CI is missing here, whatever it tests otherwise", async () => {
    using fixture = repo({ ...good, ".gitlab-ci.yml": "include: gone.yml\ntest: { image: 'python:3.11' }\n" });
    const { verdict, findings } = await check(fixture.dir);
    expect(verdict).toBe("undecided");
    expect(findings).toMatchObject([{ code: "RUNTIME_CI_UNSEEN", path: ".gitlab-ci.yml", actual: '"gone.yml"' }]);
  });

  it("holds the runtimes of hooks against the project's, not against the machine", async () => {
    const hooks = (python: string) => `default_language_version: { python: ${python} }\n`;
    using fixture = repo({ ...good, ".pre-commit-config.yaml": hooks("python3.12") });
    expect((await check(fixture.dir)).verdict).toBe("proved");
    fixture.commit({ ".pre-commit-config.yaml": hooks("python3.9") });
    expect(codesOf(await check(fixture.dir))).toEqual([
      "RUNTIME_MISMATCH violation .pre-commit-config.yaml",
      "RUNTIME_MISMATCH violation Dockerfile",
    ]);
  });

  it("could not decide without any declaration and policy", async () => {
    using fixture = repo({ "README.md": "# A\n" });
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("undecided");
    expect(codesOf(report)).toEqual(["NOTHING_EXAMINED undecided undefined", "RUNTIME_UNDECLARED undecided undefined"]);
    fixture.commit({ ".tool-versions": "constructor 1.0\n" });
    expect(codesOf(await check(fixture.dir))).toEqual(["RUNTIME_UNDECLARED undecided undefined"]);
  });

  it("could not decide about a malformed file, and judges the others", async () => {
    using fixture = repo({ ...good, "package.json": "{", "setup.cfg": Buffer.from([0xff, 0xfe]) });
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("undecided");
    expect(codesOf(report)).toEqual([
      "SOURCE_MALFORMED undecided package.json",
      "SOURCE_MALFORMED undecided setup.cfg",
    ]);
    expect(report.coverage[0]).toEqual({
      unit: "runtime files",
      considered: 5,
      examined: 3,
      skipped: { malformed: 2 },
    });
  });

  it("counts a symbolic link as not read", async () => {
    using fixture = repo({ ...good, ".nvmrc": { link: "/etc/hostname" } });
    expect((await check(fixture.dir)).coverage[0]).toMatchObject({ examined: 3, skipped: { "no regular file": 1 } });
  });

  it("doubts what is not installed under the policy, and counts it otherwise", async () => {
    using fixture = repo({ "go.mod": "module a\n\ngo 1.22\n", ".nvmrc": "20\n" });
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("proved");
    expect(report.coverage[1]).toEqual({
      unit: "interpreters",
      considered: 2,
      examined: 1,
      skipped: { "not installed": 1 },
    });
    expect(codesOf(await check(fixture.dir, { go: ">=1.22" }))).toEqual(["RUNTIME_MISSING undecided undefined"]);
  });

  it("asks for what speaks of this machine, or is in the policy, and counts each answer", async () => {
    const asked: Runtime[] = [];
    const answers: Partial<Record<Runtime, Partial<Interpreter>>> = {
      python: { version: "3.12.1" },
      go: { version: undefined, why: "it is gone", isBroken: true },
      rust: { version: undefined, why: "it is not installed", isBroken: false },
    };
    const counting = async (runtime: Runtime): Promise<Interpreter> => {
      asked.push(runtime);
      return { runtime, program: runtime, version: undefined, ...answers[runtime] };
    };
    using fixture = repo({
      ".python-version": "3.12\n",
      "go.mod": "module a\n\ngo 1.22\n",
      "a/.nvmrc": "20\n",
      Dockerfile: "FROM node:20\n",
    });
    const options = { cwd: fixture.dir, config: null, version: "0", env: {}, ask: counting };
    const report = await checkRuntime({ ...options, runtime: { ...none, rust: ">=1" } });
    expect(asked).toEqual(["python", "go", "rust"]);
    expect(report.coverage[1]).toEqual({
      ...{ unit: "interpreters", considered: 3, examined: 1 },
      skipped: { "did not answer": 1, "not installed": 1 },
    });
    using other = repo({ "a/.nvmrc": "20\n" });
    expect((await checkRuntime({ ...options, cwd: other.dir, runtime: none })).coverage).toHaveLength(1);
    expect(asked).toHaveLength(3);
  });

  it("asks for what only the work tree, or only the index, speaks of", async () => {
    const asked: Runtime[] = [];
    const asking = async (runtime: Runtime) => {
      asked.push(runtime);
      return ask(runtime);
    };
    const options = { runtime: none, config: null, version: "0", env: {}, ask: asking };
    using fixture = repo({ ".tool-versions": "python 3.11\n" });
    fixture.write({ ".tool-versions": "nodejs 20\n" });
    await checkRuntime({ ...options, cwd: fixture.dir });
    expect(asked.splice(0)).toEqual(["python", "node"]);
    fixture.write({ ".tool-versions": "python path:./evil\nnodejs 20\n" });
    await checkRuntime({ ...options, cwd: fixture.dir });
    expect(asked.splice(0)).toEqual(["node"]);
    fixture.write({ ".tool-versions": "python 3.11\nnodejs xpath:./a\n" });
    await checkRuntime({ ...options, cwd: fixture.dir, runtime: { ...none, node: ">=20" } });
    expect(asked).toEqual(["python", "node"]);
  });

  it("says once what both versions of a file say", async () => {
    using fixture = repo({ ".nvmrc": "18\n", "package.json": '{"engines":{"node":">=20"}}' });
    fixture.write({ ".nvmrc": "18\n\n" });
    expect(codesOf(await check(fixture.dir)).filter((code) => code.startsWith("RUNTIME_MISMATCH"))).toHaveLength(1);
  });

  it("asks no interpreter whose directory the repository names", async () => {
    for (const files of [
      { ".tool-versions": "nodejs path:./evil\n" },
      { "mise.toml": '[tools]\nnode = { path = "./evil" }\n' },
    ]) {
      using fixture = repo(files);
      const report = await check(fixture.dir, { node: ">=20" });
      expect(codesOf(report)).toContain("RUNTIME_MISSING undecided undefined");
      expect(report.coverage[1]).toMatchObject({ examined: 0, skipped: { "did not answer": 1 } });
    }
  });

  it("doubts itself when a rule went blind", async () => {
    using fixture = repo(good);
    const rules = runtimeRules.map((rule) => ({ ...rule, judge: () => [] }));
    const report = await checkRuntime({
      cwd: fixture.dir,
      runtime: none,
      config: null,
      version: "0",
      env: {},
      ask,
      rules,
    });
    expect(report.verdict).toBe("undecided");
    // Two rules share a code, and say the same sentence.
    expect(report.findings).toHaveLength(new Set(rules.map(({ code }) => code)).size);
  });

  it("throws outside a repository, and for a policy that can't be understood", async () => {
    await expect(check(temporary())).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    using fixture = repo(good);
    await expect(check(fixture.dir, { python: "three" })).rejects.toMatchObject({ code: "E_CONFIG", exit: 2 });
  });
});
