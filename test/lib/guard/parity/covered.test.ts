// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, emptyConfig, findingsOf, gate, judged, workflow, workflowPath } from "./support.ts";

const at = `${workflowPath}:8`;
const judge = async (script: string, ...[files, more]: [Record<string, string>?, Parameters<typeof findingsOf>[1]?]) =>
  briefly(await findingsOf({ ...workflow(`${gate}\n${script}`), ...files }, more));

describe("a command of preflight is covered", () => {
  const eslint = ["node_modules/.bin/eslint", "."];
  const npmTest = ["npm", "test"];
  test.each<[string[], string, boolean]>([
    [eslint, "node_modules/.bin/eslint .", true],
    [eslint, "./node_modules/.bin/eslint .", true],
    [eslint, "eslint .", true],
    [eslint, "npx eslint .", true],
    [eslint, "npx --yes --quiet eslint .", true],
    [eslint, "npx eslint --yes .", false],
    [eslint, "npx --package=other eslint .", false],
    [eslint, "npx --ignore-existing eslint .", false],
    [eslint, "npx eslint --quiet . ", false],
    [eslint, "bunx --bun eslint .", true],
    [eslint, "npm exec -- eslint .", true],
    [eslint, "npm exec eslint .", true],
    [eslint, "npm x eslint .", true],
    [eslint, "pnpm exec eslint .", true],
    [eslint, "npm exec --yes eslint .", false],
    [eslint, "npm view eslint .", false],
    [eslint, "pnpm view eslint .", false],
    [eslint, "other exec eslint .", false],
    [eslint, "other/node_modules/.bin/eslint .", false],
    [eslint, "eslint . --fix", false],
    [eslint, "eslint", false],
    [eslint, "cd sub && eslint .", false],
    [eslint, 'eslint "$DIR"', false],
    [eslint, "cd $DIR && eslint .", false],
    [eslint, "A=b eslint .", true],
    [eslint, "env A=b eslint .", true],
    [eslint, "sudo -S eslint .", true],
    [eslint, "sudo -S env A=b eslint .", true],
    [eslint, "env -S'lint it' eslint .", false],
    [eslint, "/usr/bin/env -iS'lint it' eslint .", false],
    [["npx", "eslint", "."], "eslint .", true],
    [["npx", "-y", "eslint"], "npx eslint", true],
    [["./check.sh"], "check.sh", true],
    [["a./b"], "ab", false],
    [["check", "a b", "$c", ""], "check 'a b' '$c' ''", true],
    [["check", "a b"], "check a b", false],
    [npmTest, "npm run test", true],
    [npmTest, "npm run-script test", true],
    [npmTest, "npm t", true],
    [npmTest, "npm tst", true],
    [["npm", "test", "--", "-x"], "npm t -- -x", true],
    [npmTest, "npm run lint", false],
    [npmTest, "npm lint", false],
    [npmTest, "yarn t", false],
    [["test"], "npm test", false],
    [npmTest, "other it test", false],
    [npmTest, "other run test", false],
    [npmTest, "npm view test", false],
    [["other/eslint"], "other/node_modules/.bin/eslint", false],
  ])("%j by %s: %s", async (argv, script, isCovered) => {
    const scripts = { "package.json": '{"scripts":{"test":"test-it","lint":"lint-it","t":"t-it"}}' };
    const found = await judge(script, scripts, { commands: { check: argv } });
    expect(found.some((one) => one.startsWith("UNCOVERED"))).toBe(!isCovered);
  });

  test.each<[string, string[], boolean]>([
    ["npm run test", npmTest, true],
    ["npm run-script test", npmTest, true],
    ["npm t", npmTest, true],
    ["npm tst", npmTest, true],
    ["npm run lint", npmTest, false],
    ["npm run lint", ["npm", "lint"], false],
    ["pnpm run test", npmTest, false],
  ])("%s by %j, when nobody can follow what that runs: %s", async (script, argv, isCovered) => {
    const scripts = { "package.json": JSON.stringify({ scripts: { test: "it '", lint: "it '" } }) };
    const found = await judge(script, scripts, { commands: { check: argv } });
    expect(found.map((one) => one.split(" ")[0])).toEqual(isCovered ? [] : ["UNREAD?"]);
  });

  test("with all that it runs of the repository", async () => {
    const Makefile = "check:\n\tone --a\n\ttwo\n";
    const commands = { check: ["make", "check"] };
    expect(await judge("make check", { Makefile }, { commands })).toEqual([]);
    expect(await judge("one --a", { Makefile }, { commands })).toEqual([]);
    expect(await judge("one --b", { Makefile }, { commands })).toEqual([`UNCOVERED ${at} one --b`]);
  });

  test("from where the configuration lies", async () => {
    const more = { configPath: "a/b/kprov.config.json", commands: { check: ["check"] }, configDigest: null };
    const files = { "a/b/kprov.config.json": emptyConfig };
    const own = async (script: string) =>
      (await judge(script, files, more)).filter((one) => one.startsWith("UNCOVERED"));
    expect(await own("cd a/b && check")).toEqual([]);
    expect(await own("cd a && check")).toEqual([`UNCOVERED ${at} check`]);
    expect(await own("check")).toEqual([`UNCOVERED ${at} check`]);
    expect(await judge("check", {}, { commands: { check: ["check"] }, configPath: null })).toHaveLength(1);
  });

  test("where only a run can tell, by nothing", async () => {
    const inShell = (script: string) => ({ commands: { check: ["bash", "-c", script] } });
    expect(await judge('cd "$A" && check', {}, inShell('cd "$B" && check'))).toEqual([`UNCOVERED ${at} check`]);
    expect(await judge("[[ a = b ]]", {}, inShell("[[ c = d ]]"))).toEqual([`UNCOVERED ${at} [[ a = b ]]`]);
    const found = await judge('"$A" .', {}, { commands: { check: ["sh", "-c", '"$A" .'] } });
    expect(found).toEqual([`UNCOVERED ${at} "$A" .`]);
  });
});

test("a file that the shell reads needs cover for what it runs", async () => {
  expect(await judge(". ./env.sh", { "env.sh": "export A=b\nlint it\n" })).toEqual(["UNCOVERED env.sh:2 lint it"]);
});

describe("what checks nothing by itself needs no cover", () => {
  test.each([
    "echo a",
    "export A=b",
    "A=b",
    "A=$(date)",
    ". ./env.sh",
    "sleep 1",
    "false",
    "env",
    "env --unset=SOME -u OTHER",
    "echo env -S it",
    "for a in b; do continue; done",
    "if [[ -n $A ]]; then echo a; fi",
    "while (( i > 0 )); do echo a; done",
    "(( i += 1 ))",
    "((i++))",
    "(( --i ))",
    "(( total = a + b * 2 ))",
    "mkdir -p a/b",
    "node --version",
    "A=b node --version",
    "some-tool --version",
    "npm -v",
    "pnpm -v",
    "python3 -V",
    "go version",
    "if ! git diff --quiet $A; then echo a; fi",
    "if sed -n 1p a; then echo a; fi",
    "echo a | tee log",
    "echo a | tee -a logs/a.log b.log",
    "echo a | tee",
    'echo a=b | tee -a "$GITHUB_OUTPUT"',
    "echo a | tee $GITHUB_STEP_SUMMARY",
    'echo a | tee "$RUNNER_TEMP/a.log" /tmp/a.log /dev/stderr',
    "echo a | tee kprov.config.json",
    "if curl -s https://example.com; then echo a; fi",
    "if ! curl -s https://example.com; then echo a; fi",
    "if lint it; then exit 1; fi",
    "while lint it; do exit 1; done",
    "while lint it; do echo a; done",
    "until lint it; do sleep 1; done",
    "until lint it; do (( n += 1 )); if (( n > 9 )); then exit 1; fi; sleep 1; done",
    "until lint it; echo a; do exit 1; done",
    'if ! [ -n "$A" ]; then exit 1; fi',
    'if ! echo "$A" | grep -q b; then exit 1; fi',
    'if ! test -n "$A"; then exit 1; fi',
    "if ! [[ -n $A ]]; then exit 1; fi",
    "if ! (( A > 1 )); then exit 1; fi",
    "if ! command -v jq; then exit 1; fi",
    "if ! grep -q a b; then exit 1; fi",
    "if ! A=$(date); then exit 1; fi",
    'if [ "$A" = b ]; then echo a; fi',
    '[ "$(cat .kprov/kprov.mjs.sha256)" = a ]',
    "git fetch",
    "git fetch origin",
    "git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main",
    "git fetch --prune --tags --force upstream",
    "git fetch --depth=1 origin main",
    "git fetch --depth 1 origin pull/5/head",
    'git fetch origin "$GITHUB_BASE_REF"',
    'git fetch --no-tags origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/origin/$GITHUB_BASE_REF"',
    "git fetch origin ${CI_MERGE_REQUEST_TARGET_BRANCH_NAME}",
    "git fetch origin main:refs/remotes/origin/main 'refs/tags/*:refs/tags/*'",
    "git fetch origin ${{ github.base_ref }}",
    "git fetch origin +refs/heads/${{ github.base_ref }}:refs/remotes/origin/${{ github.base_ref }}",
    "GIT_TERMINAL_PROMPT=0 git fetch -q origin",
    'git fetch origin refs/notes/kprov:refs/notes/kprov && git notes --ref=kprov show HEAD > "$RUNNER_TEMP/receipt.json"',
    "git notes --ref kprov list",
    "GIT_TRACE_CURL=0 git fetch -q origin",
    "FOO=1 git fetch origin",
    "echo a | tee -ai log",
    // Names that only hold those of what writes.
    ...["used -i a", "seds -i a", "sed -n s/x-i// a", "sed s/--in-place// a"].map((it) => `if ${it}; then echo a; fi`),
  ])("%s", async (script) => {
    expect(await judge(script)).toEqual([]);
  });

  test.each([
    '[ "$A" = b ]',
    "[[ $A = b ]]",
    "(( A == 1 ))",
    "test -f a",
    'test "$(cat .kprov/kprov.mjs.sha256)" = a',
    "curl -s https://example.com",
    "$A",
    "/bin/echo a",
    "env -S'lint it'",
    "env '-S lint it'",
    "env --split-string='lint it'",
    "env -vS 'A=b lint it'",
    "((i = j == 1))",
    "(( i++, j == 1 ))",
    "(( i += $(lint it) ))",
    "(( a[i] += 1 ))",
    "node --version a",
    "node -v a",
    "pytest -v",
    "node -V",
    "./node --version",
    "tools/node --version",
    "cargo version",
    "node --version*",
    "tee ../log",
    "tee a/../../log",
    "tee /usr/local/bin/npx",
    "tee ~/.npmrc",
    'tee "$HOME/.npmrc"',
    'tee "$LOG"',
    'tee "$RUNNER_TEMP/../a"',
    "tee --output-error=x a",
    "tee >(lint it)",
    't"e"e log',
    "tee *.log",
    "git fetch .",
    "git fetch ../other main",
    "git fetch https://example.com/x main",
    "git fetch git@example.com:x",
    "git fetch origin main:main",
    "git fetch origin pull/5/head:pr-5",
    "git fetch origin evil:refs/remotes/origin/main",
    "git fetch origin refs/tags/main:refs/remotes/origin/main",
    "git fetch origin main:refs/notes/main",
    "git fetch origin main:refs/replace/main",
    "git fetch --upload-pack ./x origin",
    "git fetch --upload-pack=./x origin",
    "git fetch --refmap=main:main origin main",
    "git fetch -u origin main",
    "git fetch --filter=blob:none origin",
    'git fetch "$REMOTE"',
    'git fetch origin "$GITHUB_HEAD_REF"',
    "git fetch origin $GITHUB_BASE_REFS",
    "git -c core.sshCommand=./x fetch origin",
    "git notes add -m x",
    "git notes --ref=kprov remove HEAD",
    "git notes show --help",
    "tee --x-a log",
    "tee -ax log",
    '"git" fetch origin',
    'git fetch --depth "$A" origin',
    "git stash list",
    ...['a"$GITHUB_BASE_REF"', '"$GITHUB_BASE_REF"/a', '"$A/$GITHUB_BASE_REF"', '"$GITHUB_BASE_REF/$A"', "a+b"].map(
      (branch) => `git fetch origin ${branch}`,
    ),
    'git fetch origin "$GITHUB_BASE_REF/$A:refs/remotes/origin/$GITHUB_BASE_REF/$A"',
    ...["'*a'", "'a*'", ":main", "main:x/refs/remotes/origin/main", "refs/tags/a:refs/tags/a:b"].map(
      (refspec) => `git fetch origin ${refspec}`,
    ),
    ...["main:refs/remotes/origin/main a", "a main:refs/remotes/origin/main", "main a:refs/remotes/origin/main"].map(
      (refspec) => `git fetch origin '${refspec}'`,
    ),
  ])("but not %s", async (script) => {
    expect(await judge(script)).toEqual([`UNCOVERED ${at} ${script}`]);
  });

  test.each([
    ["NODE_OPTIONS=-rx node --version", "node --version"],
    ["GIT_SSH_COMMAND=./x git fetch origin", "git fetch origin"],
    ["sudo git fetch origin", "git fetch origin"],
    ["GIT_X_GIT_TRACE=./x git fetch origin", "git fetch origin"],
    ["GIT_TERMINAL_PROMPT_X=./x git fetch origin", "git fetch origin"],
    ["LD_PRELOAD=./x git fetch origin", "git fetch origin"],
    ["LD_PRELOAD=./x.so npm -v", "npm -v"],
    ["timeout $A node --version", "node --version"],
    ['if git "$A" a; then echo a; fi', 'git "$A" a'],
    ["if sed -ni p a; then echo a; fi", "sed -ni p a"],
    ["echo a | sudo tee /etc/hosts", "tee /etc/hosts"],
    ["echo a | sudo tee log", "tee log"],
    // What it is asked is not all that it does.
    ["if cp a b; then echo a; fi", "cp a b"],
    ["if ! mv a b; then echo a; fi", "mv a b"],
    ["while rm a; do echo a; done", "rm a"],
    ["if sed -i s/a/b/ c; then echo a; fi", "sed -i s/a/b/ c"],
    ["if git checkout a -- b; then echo a; fi", "git checkout a -- b"],
    ["if git -C a apply b; then echo a; fi", "git -C a apply b"],
    // A failure leads to one of the script.
    ["if ! lint it; then echo a; exit 1; fi", "lint it"],
    ["if lint it; then echo a; else exit 1; fi", "lint it"],
    ["if ! git diff --quiet; then exit 1; fi", "git diff --quiet"],
    ["until lint it; do exit 1; done", "lint it"],
    ["while ! lint it; do echo a; exit 1; done", "lint it"],
    ["f() { until lint it; do return 1; done; }; f", "lint it"],
  ])("nor the command in %s", async (script, found) => {
    expect(await judge(script)).toEqual([`UNCOVERED ${at} ${found}`]);
  });
});

describe("parity.ciOnly", () => {
  const listed = (...runs: string[]) => ({ parity: { ciOnly: runs.map((run) => ({ run, reason: "r" })) } });
  test.each<[string, string, boolean]>([
    ["curl a", "curl a", true],
    ["curl a", " curl   a ", true],
    ["curl \\\n  a", "curl a", true],
    ["curl a", "curl", false],
    ["curl a", "curl*", true],
    ["curl a", "*a", true],
    ["curl a", "*", true],
    ["curl abc", "c*l*b*c", true],
    ["curl abc", "c*b*l*c", false],
    ["curl abc", "c*url abc*", true],
    ["curl abc", "*b*b*", false],
    // No part of the text stands for two parts of the pattern.
    ["curl", "cur*rl", false],
    ["curlrl", "curl*rl", true],
    ["curl", "curl*l", false],
    ["xcurl", "curl*", false],
    ["curlx", "*curl", false],
    ["curl a", "uses: curl a", false],
    ["curl a", "run: curl a", false],
    ["curl a", "c.rl a", false],
    ["curl uses: a", "curl uses: a", true],
  ])("%j by %j: %s", async (script, run, isListed) => {
    const found = (await judge(script, {}, listed(run))).map((one) => one.split(" ")[0]);
    expect(found).toEqual(isListed ? [] : ["UNCOVERED", "UNUSED"]);
  });

  test("names what it lists whatever its spelling, and each file where it was met", async () => {
    const more = listed("uses: acme/lint", "uses:acme/b@*", "workflow:   .github/workflows/x.yml", "curl a");
    const uses = ["acme/lint", "acme/b"].map((one) => `      - uses: ${one}@${"a".repeat(40)}\n`).join("");
    const files = { ".github/workflows/x.yml": "on: push\njobs: { a: { runs-on: x, steps: [{ run: curl b }] } }\n" };
    expect(await findingsOf({ ...workflow(`${gate}\ncurl a`, { before: uses }), ...files }, more)).toEqual([]);
  });

  test("says in which files each entry was met", async () => {
    const ciOnly = [{ run: "curl*", reason: "r" }];
    const uses = "      - uses: ./.a\n      - run: curl c\n";
    const action = "runs: { using: composite, steps: [{ shell: bash, run: curl b }] }\n";
    const report = await judged({
      "kprov.config.json": JSON.stringify({ parity: { ciOnly } }),
      ...workflow(gate, { before: `      - run: curl a\n${uses}` }),
      ".a/action.yml": action,
    });
    expect(report.exemptions).toEqual([
      {
        ...{ glob: "curl*", reason: "r" },
        exempted: [".a/action.yml", workflowPath].map((path) => ({ path, code: "PARITY_UNCOVERED" })),
      },
    ]);
  });

  test("an entry that nothing meets is one of the configuration", async () => {
    const [found] = await findingsOf(workflow(gate), listed("curl a"));
    expect(found).toMatchObject({ code: "PARITY_UNUSED", level: "violation", path: "kprov.config.json" });
    expect(found?.message).toContain('"curl a"');
    const where = await findingsOf(workflow(gate), { ...listed("curl a"), configPath: null });
    expect(where.find(({ code }) => code === "PARITY_UNUSED")?.path).toBeUndefined();
  });
});
