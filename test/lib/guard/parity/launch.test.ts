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
    [`bunx ${tool} preflight`, []],
    [`bunx --bun ${tool} preflight`, []],
    [`bun x ${tool} preflight`, []],
    [`npm exec ${tool} preflight`, []],
    [`npm x -- ${tool} preflight`, []],
    [`npm x ${tool} preflight --quiet`, ["UNREAD?"]],
    [`npm x -- ${tool} preflight --quiet`, []],
    [`npm exec ${tool} preflight --quiet`, ["UNREAD?"]],
    [`npm exec -- ${tool} preflight --quiet`, []],
    [`npm exec ${tool} preflight $A`, ["DIFFERENT?", "UNREAD?"]],
    [`npm exec --yes ${tool} preflight --quiet`, ["UNREAD?"]],
    [`npm exec --yes -- ${tool} preflight --quiet`, []],
    [`pnpm dlx ${tool} preflight`, []],
    [`pnpm exec ${tool} preflight`, []],
    [`yarn dlx -q ${tool} preflight --quiet`, []],
    [`yarn exec ${tool} preflight`, []],
    [`npx -p ${tool} kprovengine preflight`, []],
    [`npx -p=${tool} kprovengine preflight`, []],
    [`npx --package=${tool} kprovengine preflight`, []],
    [`npx --package ${tool} kprovengine preflight`, []],
    [`npx --package kprovengine@9.9.9 kprovengine preflight`, ["DIFFERENT"]],
    [`npx --package my-${tool} kprovengine preflight`, ["DIFFERENT", "UNREAD?"]],
    [`npx --package=kprovengine-x@${version} kprovengine preflight`, ["DIFFERENT", "UNREAD?"]],
    [`npx --package-lock=x=${tool} ${tool} preflight`, ["UNREAD?"]],
    [`npx --package $A ${tool} preflight`, ["UNREAD?"]],
    [`npx --package ${tool} --registry=x kprovengine preflight`, ["UNREAD?"]],
    [`npx --no -s --silent --offline --prefer-online --prefer-offline --no-install -q ${tool} preflight`, []],
    [`npx --my--yes ${tool} preflight`, ["UNREAD?"]],
    [`npx --yes=no ${tool} preflight`, ["UNREAD?"]],
    [`npx -- ${tool} preflight`, []],
    [`npx --x-p --help ${tool} preflight`, ["UNREAD?", "DIFFERENT"]],
    [`npx --package=${tool} --help kprovengine preflight`, ["DIFFERENT"]],
    [`npx --x--package=kprovengine ${tool} preflight`, ["UNREAD?"]],
    [`npx -p kprovengine kprovengine preflight`, ["DIFFERENT"]],
    [`npx -p ${tool} -p ${tool} kprovengine preflight`, ["UNREAD?"]],
    [`npm exec ${tool} preflight a`, []],
    [`npm exec ${tool} preflight a --quiet`, ["UNREAD?"]],
    ["my-kprovengine preflight", ["UNCOVERED", "NO_GATE"]],
    ["kprovengine-x preflight", ["UNCOVERED", "NO_GATE"]],
    ["deno .kprov/kprov.mjs preflight", ["UNCOVERED", "NO_GATE"]],
    ["node x/.kprov/kprov.mjs preflight", ["UNCOVERED", "NO_GATE"]],
    ["node .kprov/kprov.mjs.js preflight", ["UNCOVERED", "NO_GATE"]],
    ["node .kprov/kprov.mjs", ["UNCOVERED", "NO_GATE"]],
    [`npx -h ${tool} preflight`, ["DIFFERENT"]],
    [`npx -V ${tool} preflight`, ["DIFFERENT"]],
    [`npx --versions ${tool} preflight`, ["DIFFERENT"]],
    [`npx --my--help ${tool} preflight`, ["UNREAD?"]],
    [`npx --helpful ${tool} preflight`, ["UNREAD?"]],
    [`npx my-${tool} preflight`, ["UNCOVERED", "NO_GATE"]],
    [`npx kprovengine-x@${version} preflight`, ["UNCOVERED", "NO_GATE"]],
    [`npx ${tool}`, ["UNCOVERED", "NO_GATE"]],
    [`npm view ${tool} preflight`, ["UNCOVERED", "NO_GATE"]],
    [`npm --yes exec ${tool} preflight`, ["UNCOVERED", "NO_GATE"]],
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

describe("programs in front of the gate", () => {
  test.each<[string, string[]]>([
    [`sudo -E -u root -g wheel -n ${gate}`, []],
    [`/usr/bin/env A=b C=d ${gate}`, []],
    [`env -u A -- A=b ${gate}`, []],
    [`env --unset A ${gate}`, ["UNREAD?"]],
    [`env -C sub ${gate}`, ["DIFFERENT?", "UNREAD?"]],
    [`time -p ${gate}`, []],
    [`command ${gate}`, []],
    [`nice -n 5 ${gate}`, []],
    [`nice ${gate}`, []],
    [`nohup ${gate}`, []],
    [`stdbuf -oL -eL ${gate}`, []],
    [`xvfb-run -a -s "-screen 0" -n 99 ${gate}`, []],
    [`timeout 10m ${gate}`, []],
    [`timeout -s KILL -k 5 --foreground 10m ${gate}`, []],
    [`${"nice ".repeat(16)}${gate}`, []],
    [`${"nice ".repeat(17)}${gate}`, ["UNCOVERED", "NO_GATE"]],
    // None of these is known to run what stands behind it.
    [`/opt/bin/env ${gate}`, ["UNCOVERED", "NO_GATE"]],
    [`x/usr/bin/env ${gate}`, ["UNCOVERED", "NO_GATE"]],
    [`parallel ${gate}`, ["UNCOVERED", "NO_GATE"]],
    [`constructor ${gate}`, ["UNCOVERED", "NO_GATE"]],
    [`valueOf ${gate}`, ["UNCOVERED", "NO_GATE"]],
    [`env $A ${gate}`, ["UNCOVERED", "NO_GATE"]],
    [`timeout ${gate}`, ["UNCOVERED", "NO_GATE"]],
  ])("%s", async (script, expected) => {
    expect(await judge(run(script))).toEqual(expected);
  });

  test.each(["env A=b", "env", "env -u A"])("%s is a command of its own", async (script) => {
    expect(await judge(run(`${gate}\n${script}`))).toEqual([]);
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
