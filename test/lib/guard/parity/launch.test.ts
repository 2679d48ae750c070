// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";

const config = "{}\n";
const path = ".github/workflows/ci.yml";
const version = "1.2.3";
const tool = `kprovengine@${version}`;
const gate = `npx --yes ${tool} preflight`;

const findingsOf = async (files: Readonly<Record<string, string>>) => {
  const all: Readonly<Record<string, string>> = { "kprov.config.json": config, ...files };
  const { findings } = await judgeParity({
    beside: { paths: Object.keys(all).sort(), text: async (name) => all[name] },
    ...{ branch: "main", repository: "acme/app", parity: { ciOnly: [] }, commands: {}, version },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: "kprov.config.json", configDigest: sha256(config), checks: ["check-artifacts"] },
    declared: async () => [],
  });
  return findings;
};

/** Each code once: some of these have two faults. */
const judge = async (files: Readonly<Record<string, string>>) => {
  const findings = await findingsOf(files);
  return [...new Set(findings.map(({ code, level }) => `${code.slice(7)}${level === "violation" ? "" : "?"}`))];
};

const step = (script: string) => `      - run: |\n${script.replace(/^/gm, "          ")}\n`;
const run = (script: string, more = "", before = "") => ({
  [path]: `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n${more}    steps:\n${before}${step(script)}`,
});
const gitlab = (script: string, variables = "{}") => ({
  ".gitlab-ci.yml": `gate:\n  image: node:22\n  variables: ${variables}\n  script:\n    - ${script}\n`,
});

describe("the base that CI names", () => {
  test.each<[string, string[]]>([
    ["--base origin/main", []],
    ["--base=refs/remotes/origin/main", []],
    ["--base origin/$GITHUB_BASE_REF", []],
    ['--base "origin/${GITHUB_BASE_REF}"', []],
    ["--base ${{ github.event.pull_request.base.sha || github.event.before }}", []],
    ["--base HEAD", ["DIFFERENT"]],
    ["--base=HEAD", ["DIFFERENT"]],
    ["--base @", ["DIFFERENT"]],
    ['--base ""', ["DIFFERENT"]],
    ["--base ${{ github.sha }}", ["DIFFERENT"]],
    ['--base="${{ github.event.pull_request.head.sha }}"', ["DIFFERENT?", "DIFFERENT"]],
    ["--base $GITHUB_HEAD_REF", ["DIFFERENT"]],
    ["--base origin/${GITHUB_HEAD_REF}", ["DIFFERENT"]],
    ["--base $(git rev-parse HEAD)", ["DIFFERENT"]],
    ["--base ${{ github.base_ref || github.sha }}", ["DIFFERENT"]],
    ["--base origin/main --base HEAD", ["DIFFERENT"]],
    ["--base HEAD~1", ["UNREAD?"]],
    ["--base v1", ["UNREAD?"]],
    ["--base $BASE", ["UNREAD?"]],
    ["--base", ["UNREAD?"]],
  ])("%s", async (flags, expected) => {
    expect(await judge(run(`${gate} ${flags}`))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [`unset GITHUB_BASE_REF\n${gate}`, ["DIFFERENT"]],
    [`env -u GITHUB_BASE_REF ${gate}`, ["DIFFERENT"]],
    [`env --unset=GITHUB_BASE_REF ${gate}`, ["DIFFERENT"]],
    [`GITHUB_BASE_REF= ${gate}`, ["DIFFERENT"]],
    [`GITHUB_BASE_REF=$GITHUB_HEAD_REF\n${gate}`, ["DIFFERENT"]],
    [`export GITHUB_BASE_REF=$GITHUB_HEAD_REF\n${gate}`, ["DIFFERENT"]],
    [`export -n GITHUB_BASE_REF\n${gate}`, ["DIFFERENT"]],
    [`gate() { ${gate}; }\nGITHUB_BASE_REF= gate`, ["DIFFERENT"]],
    [`GITHUB_BASE_REF= bash -c '${gate}'`, ["DIFFERENT"]],
    [`echo "GITHUB_BASE_REF=x" >> $GITHUB_ENV\n${gate}`, ["DIFFERENT"]],
    [`env -i ${gate}`, ["UNREAD?"]],
    [`sudo ${gate}`, ["UNREAD?"]],
    [`echo $GITHUB_BASE_REF\n${gate}\nunset GITHUB_BASE_REF`, []],
  ])("%j", async (script, expected) => {
    expect(await judge(run(script))).toEqual(expected);
  });

  test("in variables of GitLab", async () => {
    expect(await judge(gitlab(gate))).toEqual([]);
    expect(await judge(gitlab(gate, "{ CI_MERGE_REQUEST_DIFF_BASE_SHA: x }"))).toEqual(["DIFFERENT"]);
    expect(await judge(gitlab(gate, "{ npm_config_script_shell: /bin/true }"))).toEqual(["UNREAD?"]);
    const rule = {
      ".gitlab-ci.yml": `${gitlab(gate)[".gitlab-ci.yml"]}  rules: [{ when: always, variables: { NODE_OPTIONS: x } }]\n`,
    };
    expect(await judge(rule)).toContain("UNREAD?");
    expect(await judge(gitlab(gate, "{ A: b, GIT_DEPTH: 0, npm_config_cache: .npm }"))).toEqual([]);
  });
});

describe("a gate that mends", () => {
  test.each(["--fix --yes", "--fix"])("%s", async (flags) => {
    expect(await judge(run(`${gate} ${flags}`))).toEqual(["DIFFERENT"]);
  });
});

describe("options of what starts the gate", () => {
  test.each<[string, string[]]>([
    [`npx -y --quiet ${tool} preflight`, []],
    [`npm exec --yes -- ${tool} preflight`, []],
    [`npx --yes -p ${tool} kprovengine preflight`, []],
    [`npx --help ${tool} preflight`, ["DIFFERENT"]],
    [`npx --version ${tool} preflight`, ["DIFFERENT"]],
    [`npx -v ${tool} preflight`, ["DIFFERENT"]],
    [`npx --script-shell=/bin/true ${tool} preflight`, ["UNREAD?"]],
    [`npx --registry=https://evil.example ${tool} preflight`, ["UNREAD?"]],
    [`npx -p ./other -p ${tool} kprovengine preflight`, ["UNREAD?"]],
    [`npx --new-thing ${tool} preflight`, ["UNREAD?"]],
    [`npm exec ${tool} preflight --script-shell=/bin/true`, ["UNREAD?"]],
    [`npm_config_script_shell=/bin/true ${gate}`, ["UNREAD?"]],
    [`NPM_CONFIG_REGISTRY=https://evil.example ${gate}`, ["UNREAD?"]],
    [`bash -n -c '${gate}'`, ["SKIPPED"]],
    [`bash -nc '${gate}'`, ["SKIPPED"]],
    [`bash --norc -n -c '${gate}'`, ["SKIPPED"]],
    [`bash --version -c '${gate}'`, ["SKIPPED"]],
    [`bash --rcfile ./x -ic '${gate}'`, ["UNREAD?"]],
    [`command -v ${gate}`, ["DIFFERENT"]],
  ])("%s", async (script, expected) => {
    expect(await judge(run(script))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["bash -n {0}", ["SKIPPED"]],
    ["bash -en {0}", ["SKIPPED"]],
    ["bash -o noexec {0}", ["SKIPPED"]],
    ["bash --version {0}", ["SKIPPED"]],
    ["bash --init-file x {0}", ["UNREAD?"]],
    ["bash --noprofile --norc -eo pipefail {0}", []],
  ])("shell: %s", async (shell, expected) => {
    expect(await judge(run(gate, `    defaults: { run: { shell: "${shell}" } }\n`))).toEqual(expected);
  });

  test("of a script in a file", async () => {
    const files = { "ci.sh": `${gate}\n` };
    expect(await judge({ ...run("bash ci.sh"), ...files })).toEqual([]);
    expect(await judge({ ...run("bash --norc -n ci.sh"), ...files })).toEqual(["SKIPPED"]);
  });
});

describe("the surroundings of the gate", () => {
  test.each<[string, string[]]>([
    ["NODE_OPTIONS: --require ./x.cjs", ["UNREAD?"]],
    ["GIT_DIR: other", ["UNREAD?"]],
    ["GIT_INDEX_FILE: other", ["UNREAD?"]],
    ["npm_config_registry: https://evil.example", ["UNREAD?"]],
    ["LD_PRELOAD: ./x.so", ["UNREAD?"]],
    ["GITHUB_BASE_REF: main", ["DIFFERENT"]],
    ["GITHUB_TOKEN: x, GIT_AUTHOR_NAME: y, FORCE_COLOR: 1, npm_config_fund: false", []],
  ])("env: %s", async (env, expected) => {
    expect(await judge(run(gate, `    env: { ${env} }\n`))).toEqual(expected);
    expect(await judge(run(gate, `    container: { image: x, env: { ${env} } }\n`))).toEqual(expected);
  });

  test("an env that only a run knows", async () => {
    expect(await judge(run(gate, "    env: ${{ fromJSON(vars.ENV) }}\n"))).toEqual(["UNREAD?"]);
  });

  test.each<[string, string[]]>([
    [`PATH=./bin:$PATH ${gate}`, ["UNREAD?"]],
    [`export PATH="$PWD/bin:$PATH"\n${gate}`, ["UNREAD?"]],
    [`export PATH="$HOME/.local/bin:$PATH"\n${gate}`, []],
    [`shopt -s expand_aliases\nalias npx=true\n${gate}`, ["UNREAD?"]],
    [`npx() { true; }\nexport -f npx\nbash -c '${gate}'`, ["UNREAD?"]],
    [`export $(cat .env)\n${gate}`, ["UNREAD?"]],
    [`export NODE_OPTIONS\n${gate}`, []],
    [`export NODE_OPTIONS=--require=./x.cjs\n${gate}`, ["UNREAD?"]],
    [`NODE_OPTIONS=--trace-warnings echo a\n${gate}`, []],
  ])("%j", async (script, expected) => {
    expect(await judge(run(script))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["echo ./bin >> $GITHUB_PATH", ["UNREAD?"]],
    ['echo "$HOME/.local/bin" >> "$GITHUB_PATH"', []],
    ['echo "NODE_OPTIONS=--require ./x.cjs" >> "$GITHUB_ENV"', ["UNREAD?"]],
    ['echo "$LINE" >> "$GITHUB_ENV"', ["UNREAD?"]],
    ['echo "A=b" >> "$GITHUB_ENV"', []],
  ])("a step before it: %s", async (script, expected) => {
    expect(await judge(run(gate, "", step(script)))).toEqual(expected);
  });

  test("what comes behind it does not matter", async () => {
    const files = run(gate);
    const after = step("echo ./bin >> $GITHUB_PATH");
    expect(await judge({ [path]: `${files[path]}${after}` })).toEqual([]);
  });

  test("of make, which runs it", async () => {
    const Makefile = `a: ; ${gate}\n`;
    expect(await judge({ ...run("PATH=./bin:$PATH make a"), Makefile })).toEqual(["UNREAD?"]);
    expect(await judge({ ...run("env -u GITHUB_BASE_REF make a"), Makefile })).toEqual(["DIFFERENT"]);
  });
});

describe("waivers", () => {
  test("a mask of the gate itself has no fingerprint, so that none can take it away", async () => {
    const [masked] = await findingsOf(run(`${gate} || true`));
    expect(masked).toMatchObject({ code: "PARITY_MASKED", level: "violation" });
    expect(masked?.fingerprint).toBeUndefined();
  });
});
