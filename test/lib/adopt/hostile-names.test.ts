import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../../lib/config/index.ts";
import { type RepoFiles, repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";
import { init } from "./support.ts";

/** What opens an expression in a workflow of GitHub. */
const open = ["$", "{{"].join("");

const hostile = [
  "x;touch PWNED;#",
  "$(touch PWNED)",
  "`touch PWNED`",
  "a'b;touch PWNED;'",
  'a"$(touch PWNED)"',
  "a\ntouch PWNED\n#",
  "a\r\n- run: touch PWNED",
  "-x",
  "--prefix=y",
  "A=b",
  "~root",
  "two  blanks ",
  `${open} github.token }}`,
  `${open} ${open} x }} }}`,
  "$[[ inputs.x ]]",
  "*",
  "größe\u2028\u0085y",
  "a: b #c",
  "{a}",
  "|",
  "&& touch PWNED",
];

const programs = [
  "npm",
  "pnpm",
  "yarn",
  "bun",
  "corepack",
  "python3",
  "pip",
  "pipx",
  "uv",
  "poetry",
  "pdm",
  "go",
  "tox",
];

/** Stand in for every program; each call's words, NUL between and two NULs behind. */
const stubs = () => {
  const bin = temporary();
  const log = join(bin, "log");
  for (const name of programs) {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\0' ${name} "$@" >> '${log}'\nprintf '\\0' >> '${log}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(log, "");
  return { path: `${bin}:/usr/bin:/bin`, calls: () => splitCalls(readFileSync(log, "utf8")) };
};

const splitCalls = (text: string): string[][] =>
  text.split("\0\0").flatMap((call) => (call === "" ? [] : [call.split("\0")]));

const script = JSON.stringify({ scripts: { test: "x" } });
/** One project of every manager. */
const filesIn = (dir: string): RepoFiles => ({
  [`${dir}/npm/package.json`]: script,
  [`${dir}/npm/package-lock.json`]: "{}",
  [`${dir}/pnpm/package.json`]: script,
  [`${dir}/pnpm/pnpm-lock.yaml`]: "",
  [`${dir}/yarn/package.json`]: script,
  [`${dir}/yarn/yarn.lock`]: "",
  [`${dir}/bun/package.json`]: script,
  [`${dir}/bun/bun.lock`]: "",
  [`${dir}/pip/requirements.txt`]: "pytest\n",
  [`${dir}/pip/test_a.py`]: "",
  [`${dir}/lib/pyproject.toml`]: '[project]\nname = "a"\n[project.optional-dependencies]\ndev = ["pytest"]\n',
  [`${dir}/uv/pyproject.toml`]: '[project]\nname = "a"\n[tool.uv]\n',
  [`${dir}/uv/uv.lock`]: "",
  [`${dir}/poetry/pyproject.toml`]: '[tool.poetry]\nname = "a"\n',
  [`${dir}/poetry/poetry.lock`]: "",
  [`${dir}/pdm/pyproject.toml`]: '[project]\nname = "a"\n',
  [`${dir}/pdm/pdm.lock`]: "",
  [`${dir}/go/go.mod`]: "module a\n\ngo 1.22\n",
  [`${dir}/go/a.go`]: "package a\n",
});
const setUp = ["npm", "pnpm", "yarn", "bun", "pip", "lib", "uv", "poetry", "pdm"];

/** The word is the directory's path, by itself or with more of the path behind it. */
const names = (word: string, path: string): boolean =>
  [path, `./${path}`].some((name) => word === name || word === `--cwd=${name}` || /^[/[]/.test(word.replace(name, "")));

const setupLines = (dir: string, ci: string): string[] => {
  if (ci === "gitlab") {
    const job = parse(readFileSync(join(dir, ".kprov/gitlab-ci.yml"), "utf8"))["kprov-preflight"];
    return (job.before_script ?? []).filter((line: string) => !/nodejs\.org|^tar /.test(line));
  }
  const { jobs } = parse(readFileSync(join(dir, ".github/workflows/kprov.yml"), "utf8"));
  const [job] = Object.values(jobs) as { steps: { run?: string }[] }[];
  return (job?.steps ?? []).flatMap(({ run }) => (run === undefined || run.startsWith("make ") ? [] : [run]));
};

describe.each(hostile)("projects in a directory called %j", (dir) => {
  test.each(["github", "gitlab"])("reach the programs of %s by that name, and nothing else runs", async (ci) => {
    using made = repo(filesIn(dir));
    await init(made.dir, "--yes", "--ci", ci);
    const { path, calls } = stubs();
    const lines = setupLines(made.dir, ci);
    for (const line of lines) {
      expect(line).not.toMatch(/\$\{\{|\$\[\[/);
      spawnSync("sh", ["-e", "-c", line], { cwd: made.dir, env: { PATH: path, HOME: "/nonexistent" } });
    }
    expect(existsSync(join(made.dir, "PWNED"))).toBe(false);
    const called = calls();
    expect(called).toHaveLength(lines.length);
    const missed = setUp.filter((name) => !called.flat().some((word) => names(word, `${dir}/${name}`)));
    expect(missed).toEqual([]);
  });

  test("reach the commands of the configuration by that name", async () => {
    using made = repo(filesIn(dir));
    await init(made.dir, "--yes", "--ci", "none");
    const { config } = await loadConfig({ cwd: made.dir, allowCode: true, cacheDir: null });
    const { path, calls } = stubs();
    const commands = Object.values(config.preflight.commands);
    for (const [program = "", ...args] of commands)
      spawnSync(program, args, { cwd: made.dir, env: { PATH: path, HOME: "/nonexistent" } });
    expect(existsSync(join(made.dir, "PWNED"))).toBe(false);
    const called = calls();
    expect(called).toHaveLength(commands.length);
    // pip has no flag for the directory: its command starts in it.
    for (const [program = "", ...words] of called.filter(([name]) => name !== "python3"))
      expect(words.some((word) => names(word, `${dir}/${program}`))).toBe(true);
  });
});

test("a name with line ends breaks no heading, comment or list", async () => {
  using made = repo({ "package.json": JSON.stringify({ name: "a\n\n# Nothing is governed\nb" }) });
  await init(made.dir, "--yes", "--ci", "github");
  for (const file of ["scope.md", "review-gate.md", "change-control.md", "forbidden-tokens.txt"]) {
    const lines = readFileSync(join(made.dir, "docs/governance", file), "utf8").split("\n");
    expect(lines[0]).toContain("a\\u{a}\\u{a}# Nothing is governed\\u{a}b");
    expect(lines.filter((line) => line.startsWith("# Nothing"))).toEqual([]);
  }
});
