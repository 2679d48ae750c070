// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, workflow, workflowPath } from "./support.ts";

const script = (text: string): string => `#!/bin/sh -e\n${text}\n`;

const files = {
  "setenv.sh": script("cp evil.json kprov.config.json"),
  "env.sh": script("echo BASH_ENV=/x >> $GITHUB_ENV"),
  "e2e.sh": script("playwright test"),
  "version.sh": script("grep version package.json | cut -d: -f2"),
  "package.json": '{"scripts":{"set":"./setenv.sh","check":"lint it","version":"node -p 1","gate":""}}',
  Makefile: "set:\n\t@X=$$(./setenv.sh)\nversion:\n\t@cat VERSION\nnone:\n\t@V=$(shell cat VERSION); echo $$V\n",
  VERSION: "1\n",
  tool: "#!/usr/bin/env node\n",
};

const judge = async (text: string, runs: readonly string[] = [], more: Readonly<Record<string, string>> = {}) =>
  briefly(
    await findingsOf({ ...workflow(text), ...files, ...more }, {
      parity: { ciOnly: runs.map((run) => ({ run, reason: "CI's own" })) },
    } as never),
  );

describe("what scripts and tasks in words do before the gate", () => {
  test.each([
    "X=$(./setenv.sh)",
    "X=`./setenv.sh`",
    "X=$(sh ./setenv.sh || true)",
    "X=$(npm run -s set)",
    "X=$(make -s set)",
    "X=$(bash -c ./setenv.sh)",
    "X=$(a; ./setenv.sh)",
    'X="a $(./setenv.sh) b"',
    "X=(a $(./setenv.sh))",
    "X=$(( $(./setenv.sh) + 1 ))",
    "X=${Y:-$(./setenv.sh)}",
    'export X="$(./setenv.sh)"',
    'echo "$(./setenv.sh)"',
    "echo $(echo `./setenv.sh`)",
    "echo 'it is' \"it's $(./setenv.sh)\"",
    "diff <(./setenv.sh) b",
    "echo a > >(./setenv.sh)",
    "cat < $(./setenv.sh)",
    "cat <<END\n`./setenv.sh`\nEND",
    "cat <<END\nit's $(./setenv.sh)\nEND",
    "for a in $(./setenv.sh); do echo a; done",
    "for ((i = $(./setenv.sh); i < 2; i++)); do echo a; done",
    "while read -r a; do echo a; done < <(./setenv.sh)",
    "case $(./setenv.sh) in a) echo a;; esac",
    "case a in $(./setenv.sh)) echo a;; esac",
    "if [[ -n $(./setenv.sh) ]]; then echo a; fi",
    "(( i = $(./setenv.sh) ))",
    "(echo a) < $(./setenv.sh)",
    "f() { ./setenv.sh; }; X=$(f)",
    'f() { echo a; }; f "$(./setenv.sh)"',
  ])("count: %s", async (text) => {
    const said = "UNREAD? setenv.sh:2 cp evil.json kprov.config.json";
    expect(await judge(`${text}\n${gate}`, ["*"])).toContain(said);
    expect(await judge(`${gate}\n${text}`, ["*"])).toEqual([]);
    const harmless = { "setenv.sh": script("cp evil.json other.json") };
    expect(await judge(`${text}\n${gate}`, ["*"], harmless)).not.toContain(said);
  });

  test("count as they do elsewhere", async () => {
    for (const text of ["./env.sh", "X=$(./env.sh)", 'echo "$(./env.sh)"'])
      expect(await judge(`${text}\n${gate}`, ["*"])).toEqual(["MASKED? env.sh:2 MAKEFLAGS, BASH_ENV or SHELLOPTS"]);
  });

  test.each([
    "echo '$(./setenv.sh)'",
    'echo "\\$(./setenv.sh)"',
    "cat <<'END'\n$(./setenv.sh)\nEND",
    "echo a # $(./setenv.sh)",
    "f() { X=$(./setenv.sh); }; npx other",
  ])("and not what is only written: %s", async (text) => {
    expect(await judge(`${text}\n${gate}`, ["*"])).toEqual([]);
  });

  test("in a shell of their own they set nothing in the one around it", async () => {
    for (const text of [
      'V=$(. /etc/os-release; echo "$ID")',
      'V=$(export NODE_OPTIONS=x; echo "$NODE_OPTIONS")',
      "V=$(NODE_OPTIONS=x; echo a)",
    ])
      expect(await judge(`${text}\n${gate}`)).toEqual([]);
    for (const text of [`X=$(NODE_OPTIONS=x; ${gate})`, `X=$(export NODE_OPTIONS=x; ${gate})`])
      expect(await judge(text)).toContainEqual(expect.stringMatching(/^UNREAD\? .*NODE_OPTIONS=x/));
  });

  test("are found once, with the command that they stand in", async () => {
    for (const text of ["X=$(a; rm Makefile; b)", "f() { echo a; }; f $(rm Makefile)", "echo $(cd . && rm Makefile)"])
      expect(await judge(`${text}\nmake none\n${gate}`, ["*"])).toHaveLength(1);
    expect(await judge(`X=$(echo a > package.json)\n${gate}`)).toHaveLength(1);
  });
});

describe("the gate in a word", () => {
  test("is one whose status counts, or is lost", async () => {
    expect(await judge(`OUT=$(${gate})`)).toEqual([]);
    expect(await judge(`OUT=$(${gate}) || exit 1`)).toEqual([]);
    const lost = [
      `echo "$(${gate})"`,
      `OUT=$(${gate}) X=$(date)`,
      `OUT=$(${gate}; date)`,
      `export OUT=$(${gate})`,
      `cat <(${gate}) | head`,
    ];
    for (const text of lost)
      expect(await judge(text, ["cat*", "head"])).toContainEqual(expect.stringMatching(/^MASKED /));
  });
});

describe("a command in a word needs cover where its failure can be that of CI", () => {
  test.each<[string, string]>([
    ["OUT=$(lint it)", "lint it"],
    ["OUT=`lint it`", "lint it"],
    ['OUT="$(lint it)"', "lint it"],
    ['OUT="a $(lint it) b"', "lint it"],
    ["A=$(date) OUT=$(lint it)", "lint it"],
    ["OUT=$(lint it) > $(date)", "lint it"],
    ["OUT=$(date) > $(lint it)", "lint it"],
    ["OUT=$(lint it) || exit 1", "lint it"],
    ["OUT=$(lint it) && echo a", "lint it"],
    ["OUT=$(date && lint it)", "lint it"],
    ["OUT=$(lint it; echo $?)", "lint it"],
    ["OUT=$(lint it || echo $?)", "lint it"],
    ["OUT=$(lint it || exit 1)", "lint it"],
    ["OUT=$(lint it | head; exit ${PIPESTATUS[0]})", "lint it"],
    ["set -o pipefail\nOUT=$(lint it | head)", "lint it"],
    ["OUT=$(date | lint it)", "lint it"],
    ["set +e\nOUT=$(lint it)\nif [ $? != 0 ]; then exit 1; fi", "lint it"],
    ["exit $(lint it)", "lint it"],
    ["if ! OUT=$(lint it); then exit 1; fi", "lint it"],
    ["f() { OUT=$(lint it); }; f", "lint it"],
    ["OUT=$(f() { lint it; }; f)", "lint it"],
  ])("%s", async (text, found) => {
    const [one, ...others] = await judge(`${gate}\n${text}`);
    expect(one).toMatch(new RegExp(`^UNCOVERED ${workflowPath}:\\d+ ${found}$`));
    expect(others).toEqual([]);
    expect(await judge(`${gate}\n${text}`, [found])).toEqual([]);
  });

  test.each([
    'export OUT="$(lint it)"',
    "f() { local OUT=$(lint it); }; f",
    'echo "$(lint it)"',
    "for a in $(lint it); do echo a; done",
    'if [ -n "$(lint it)" ]; then echo a; fi',
    "case $(lint it) in a) echo a;; esac",
    "OUT=$(lint it) A=$(date)",
    "OUT=$(lint it | head -n 1)",
    "OUT=$(lint it || true)",
    "OUT=$(lint it || echo none)",
    "OUT=$(echo $(lint it))",
    "while read -r a; do echo a; done < <(lint it)",
    "echo $(./lint.sh)",
  ])("and none where it is lost, listed or not: %s", async (text) => {
    expect(await judge(`${gate}\n${text}`)).toEqual([]);
    expect(await judge(`${gate}\n${text}`, [text.includes(".sh") ? "./lint.sh" : "lint it"])).toEqual([]);
  });

  test("which holds for all that it runs", async () => {
    const said = ["UNCOVERED e2e.sh:2 playwright test"];
    expect(await judge(`${gate}\nOUT=$(./e2e.sh)`)).toEqual(said);
    expect(await judge(`${gate}\nOUT=$(npm run -s check)`)).toEqual(["UNCOVERED package.json:1 lint it"]);
    expect(await judge(`${gate}\nOUT=$(./e2e.sh)`, ["./e2e.sh"])).toEqual([]);
    expect(await judge(`${gate}\necho $(./e2e.sh)`)).toEqual([]);
    expect(await judge(`${gate}\necho $(./e2e.sh)`, ["playwright *"])).toEqual([]);
    expect(await judge(`${gate}\nOUT=$(make -s nowhere)`)).toHaveLength(1);
  });

  test("and is covered by preflight where that asks for its status", async () => {
    const by = async (text: string, command: string) =>
      briefly(
        await findingsOf({ ...workflow(`${gate}\n${text}`), ...files }, { commands: { a: ["bash", "-ec", command] } }),
      );
    expect(await by("lint it", "OUT=$(lint it)")).toEqual([]);
    expect(await by("OUT=$(lint it)", "lint it")).toEqual([]);
    expect(await by("lint it", 'echo "$(lint it)"')).toEqual([`UNCOVERED ${workflowPath}:8 lint it`]);
  });
});

describe("what reads something for its output needs no cover", () => {
  test.each([
    "pwd",
    "git rev-parse HEAD",
    "git rev-parse -q --verify HEAD",
    "git -C sub describe --tags --always",
    "git --no-pager -c a=b log -1 --format=%ct",
    "git -C \"$SUB\" -c 'a=!b c' ls-remote origin",
    "python -c 'import sys; print(sys.executable)'",
    "kubectl -n a get pods -o name",
    "git diff --name-only origin/main",
    "git merge-base origin/main HEAD",
    "git status --porcelain",
    "git tag -l 'v*'",
    "date +%s",
    "cat VERSION",
    'dirname "$0"',
    'cd "$(dirname "$0")/.." && pwd',
    "python -c \"import json, sys; print(json.load(open('a.json'))['version'])\"",
    "python3 -c 'from importlib.metadata import version; print(version(\"a\"))'",
    "python -c 'from  json  import loads'",
    "python -m setuptools_scm",
    "node -p \"require('./package.json').version\"",
    "node -e \"console.log(require('node:os').cpus().length)\"",
    "node --version",
    "nproc",
    "mktemp -d",
    "command -v x",
    "which node",
    "jq -r .version package.json",
    "grep version a.toml | cut -d= -f2",
    "sed -n 's/v//p' VERSION | tr -d '\"'",
    "awk -F= '{ print $2 }' a.toml",
    "awk '{ print; exit }' a",
    "awk '/a/ || /b/ { print }' a",
    "find . -name '*.py' -print0 | xargs -0 -n 1 basename | sort -u",
    "ls dist/*.whl | head -n 1",
    "uname -s | tr A-Z a-z",
    "pip cache dir",
    "npm view a version",
    "npm config get cache",
    "go env GOPATH",
    "go list ./...",
    "cargo metadata --format-version 1",
    "rustc -vV",
    "gh pr view --json number -q .number",
    "docker ps -q",
    "openssl rand -hex 8",
    "aws sts get-caller-identity",
    "mvn help:evaluate -Dexpression=project.version -q -DforceStdout",
    "brew --prefix",
    "NODE_OPTIONS=--x node --version",
    "node -p \"require ( 'fs' ).readdirSync('a').length\"",
    "git --no-pager log -1",
    "git remote -v",
    "git ls-files | xargs -n1 basename",
    "git ls-files | xargs -n 10 -0r --no-run-if-empty basename",
    "git ls-files | xargs",
    "git ls-files | xargs echo",
    "sed s/a-i/b/ c",
    "sed s/--in-place// c",
    "find . -name x-exec",
    "xcrun --show-sdk-path",
    "xcrun --sdk macosx --find clang",
    "sysctl -n hw.ncpu",
    "test -f a && echo 1 || echo 0",
    "[ -f a ] && echo 1 || echo 0",
    "./version.sh",
    "npm run -s version",
    "make -s version",
  ])("X=$(%s)", async (text) => {
    expect(await judge(`set -o pipefail\nX=$(${text})\nY=\`date\`\n${gate}`)).toEqual([]);
    expect(await judge(`X=$(${text}) && echo a\n${gate}`)).toEqual([]);
    expect(await judge(`echo "X=$(${text})" >> "$GITHUB_OUTPUT"\n${gate}`)).toEqual([]);
  });

  test.each([
    "git diff --exit-code",
    "git diff --quiet",
    "git diff --check",
    "git merge-base --is-ancestor a b",
    "git tag -v a",
    "git fetch https://x.example/y main:main",
    "node -p \"require('./check.js')\"",
    "node -p 'process.exit(1)'",
    "node -e 'import(\"./a.js\")'",
    "node check.js -p 1",
    "python -c 'import app'",
    "python -c 'import json, app'",
    "python -c 'from app import a'",
    "python -c 'assert a'",
    "python -m pytest",
    "jq -e .a b",
    "awk 'BEGIN { exit 1 }'",
    "awk '{ print | \"sh\" }'",
    "sed -i s/a/b/ c",
    "sort -c a",
    "sha256sum --check a",
    "find . -name a -exec lint it +",
    "xargs -n 1 lint",
    "npm test",
    "pip check",
    "go vet ./...",
    "cargo check",
    "rustc a.rs",
    "docker run a",
    "./tool --version",
    "$A -v",
    "lint --version a",
    "curl -s https://example.com",
    'awk "BEGIN { exit $A }"',
    "$A --version",
    "a/tool --version",
    "python -c",
    "node -p 'require(a)'",
    ...["./fs", "fs-extra", "./a.json.js"].map((name) => `node -p "require('${name}')"`),
    ...["json; import app", "json , app", "json,app"].map((names) => `python -c 'import ${names}'`),
    "python -c 'from json import loads; import app'",
    ...["app.py platform", "-m mysite", "-m siteadmin"].map((words) => `python ${words}`),
    ...["-C log", "reconfig a", "describes"].map((words) => `git ${words}`),
    "xargs xargs basename",
    "sed -ni p c",
    "rustc a-vV",
    "brew a--prefix",
    "brew --prefixes",
    "xcrun --sdk macosx ./lint",
    "sysctl -w a=1",
  ])("but not X=$(%s)", async (text) => {
    expect(await judge(`${gate}\nX=$(${text})`)).toEqual([`UNCOVERED ${workflowPath}:8 ${text}`]);
    expect(await judge(`${gate}\nX=$(${text})`, [text])).toEqual([]);
  });

  test.each([
    ...["nice -v", "command", "command --x-v", "command -vx"].map((front) => [`${front} lint it`, "lint it"]),
    ["python -c 'import  app'", "python -c 'import app'"],
    ["python -c 'from  app  import a'", "python -c 'from app import a'"],
  ])("nor X=$(%s): it is %s", async (text, found) => {
    expect(await judge(`${gate}\nX=$(${text})`)).toEqual([`UNCOVERED ${workflowPath}:8 ${found}`]);
  });

  test("outside of a word it is one more command", async () => {
    for (const text of ["jq -r .version package.json", "git describe --tags", "grep a b"])
      expect(await judge(`${gate}\n${text}`)).toEqual([`UNCOVERED ${workflowPath}:8 ${text}`]);
  });

  test("an entry that lists it is met all the same", async () => {
    expect(await judge(`${gate}\nV=$(node -p 1)`, ["node -p *"])).toEqual([]);
    expect(await judge(`${gate}\nV=$(node -p 1)`, ["V=$(node -p *)"])).toEqual([]);
  });

  test("what make expands is no command of the shell", async () => {
    expect(await judge(`${gate}\nmake none`)).toEqual([]);
  });
});
