import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import type { ParityContext } from "../../../../lib/guard/parity/context.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";
import type { Finding } from "../../../../lib/report.ts";

const config = "{}\n";
const path = ".github/workflows/ci.yml";
const version = "1.2.3";
const gate = `npx --yes kprovengine@${version} preflight`;

/** What is said of a job that runs the gate and then `steps`. */
const judge = async (
  steps: string,
  more: Partial<ParityContext> = {},
  files: Readonly<Record<string, string>> = {},
) => {
  const workflow = `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - run: ${gate}\n${steps}`;
  const all: Readonly<Record<string, string>> = { "kprov.config.json": config, [path]: workflow, ...files };
  return await judgeParity({
    beside: { paths: Object.keys(all).sort(), text: async (name) => all[name] },
    ...{ branch: "main", repository: "acme/app", commands: {}, version },
    parity: { ciOnly: [] },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: "kprov.config.json", configDigest: sha256(config), checks: ["check-artifacts"] },
    declared: async () => [],
    ...more,
  });
};

const runs = (script: string): string => `      - run: |\n${script.replace(/^/gm, "          ")}\n`;
const ciOnly = (...entries: string[]) => ({ parity: { ciOnly: entries.map((run) => ({ run, reason: "r" })) } });
const shortOf = ({ findings }: { findings: readonly Finding[] }): string[] =>
  findings.map(
    ({ code, level, line, actual }) => `${code.slice(7)}${level === "undecided" ? "?" : ""} ${line}: ${actual}`,
  );

describe("a step that preflight does not do", () => {
  it("is told with what could be done about it", async () => {
    const { findings } = await judge(
      `      - uses: acme/lint@${"a".repeat(40)}\n      - run: npx  depcheck --all\n      - run: kprovengine check-runtime .\n      - run: make x\n`,
    );
    expect(findings.map(({ fingerprint: _, ...finding }) => finding)).toEqual([
      {
        ...{ code: "PARITY_UNCOVERED", level: "violation", path, line: 7, column: 15 },
        message: 'CI uses "acme/lint", which preflight does not run',
        actual: `uses: acme/lint@${"a".repeat(40)}`,
        fix: 'run what it does in preflight.commands, or list { run: "uses: acme/lint", reason: "…" } under parity.ciOnly',
      },
      {
        ...{ code: "PARITY_UNCOVERED", level: "violation", path, line: 8, column: 14 },
        message: "CI runs a command that preflight does not",
        actual: "npx depcheck --all",
        fix: 'add it to preflight.commands, or list { run: "npx depcheck --all", reason: "…" } under parity.ciOnly',
      },
      {
        ...{ code: "PARITY_UNCOVERED", level: "violation", path, line: 9, column: 14 },
        message: "CI runs check-runtime, for which the configuration asks nothing",
        actual: "kprovengine check-runtime .",
        fix: "configure check-runtime, so that preflight runs it too",
      },
      {
        ...{ code: "PARITY_UNREAD", level: "undecided", path, line: 10, column: 14 },
        message: 'What CI runs here can\'t be followed: git tracks no Makefile in "."',
        actual: "make x",
        fix: 'write it so that it can be followed, or list { run: "make x", reason: "…" } under parity.ciOnly',
      },
    ]);
  });

  it("has a fingerprint of what is run, and not of where", async () => {
    const printsOf = async (...scripts: string[]) =>
      (await judge(scripts.map(runs).join(""))).findings.map(({ fingerprint }) => fingerprint);
    const [first, second] = await printsOf("lint a", "lint b");
    expect(first).toBeDefined();
    expect(second).not.toBe(first);
    expect(await printsOf("true", "lint  b", "lint a")).toEqual([second, first]);
  });

  it.each<[string, string[]]>([
    ["lint && echo && cd x && export A=b && true", ["UNCOVERED 8: lint"]],
    ["A=b\n[ -f x ]", ["UNCOVERED 9: [ -f x ]"]],
    ["[[ -f x ]]\n(( a ))", ["UNCOVERED 8: [[ -f x ]]", "UNCOVERED 9: (( a ))"]],
    ["if lint; then exit 1; fi", []],
    ["kprovengine check-artifacts\nkprovengine verify x\nkprovengine preflight --only check-runtime", []],
    ["kprovengine check-runtime", ["UNCOVERED 8: kprovengine check-runtime"]],
    ["kprovengine run -- lint", ["UNCOVERED 8: kprovengine run -- lint"]],
    ["npx kprovengine rerun x", ["UNCOVERED 8: npx kprovengine rerun x"]],
    ["$x", ["UNCOVERED 8: $x"]],
    ["./a.sh", ["UNCOVERED 2: lint"]],
    ["./b.sh", ["UNCOVERED 8: ./b.sh"]],
    ["a 'b", ["UNREAD? 8: a 'b"]],
  ])("%j", async (script, expected) => {
    expect(shortOf(await judge(runs(script), {}, { "a.sh": "#!/bin/sh\nlint || true\n" }))).toEqual(expected);
  });

  it("is any action but those that judge nothing, and our own", async () => {
    const commit = "a".repeat(40);
    const uses = (...names: string[]) => names.map((name) => `      - uses: ${name}@${commit}\n`).join("");
    expect(shortOf(await judge(uses("actions/checkout", "acme/kprovengine")))).toEqual([]);
    expect(shortOf(await judge(uses("a/b", "a/b/c"), ciOnly("uses: a/b/c")))).toEqual([
      `UNCOVERED 7: uses: a/b@${commit}`,
    ]);
  });

  it("beside others at the same time is a doubt, unless it is listed", async () => {
    const steps = "      - parallel: [{ run: lint a }, { run: lint b }]\n";
    expect(shortOf(await judge(steps))).toEqual(["UNREAD? 7: parallel"]);
    expect(await judge(steps, ciOnly("parallel"))).toMatchObject({ findings: [] });
    expect(shortOf(await judge("      - wait: x\n"))).toEqual([]);
  });

  it("in a shell that is not read here is a doubt, unless it is listed", async () => {
    const steps = "      - shell: pwsh\n        run: |\n          lint a\n          b\n";
    expect(shortOf(await judge(steps))).toEqual(["UNREAD? 8: lint a b"]);
    expect(await judge(steps, ciOnly("lint a b"))).toMatchObject({ findings: [] });
  });
});

describe("what answers for a command", () => {
  const files = { "a.sh": "#!/bin/sh\none\ntwo\nmake y\n", Makefile: "x:\n\tone\n" };

  it.each<[string, string[], string[]]>([
    ["./a.sh", [], ["UNREAD? 4: make y", "UNCOVERED 2: one", "UNCOVERED 3: two"]],
    ["./a.sh", ["./a.sh"], []],
    ["./a.sh", ["one", "make y"], ["UNCOVERED 3: two"]],
    ["./a.sh && lint", ["./a.sh && lint"], []],
    ["lint a | tee log", ["lint a", "tee log"], []],
    ["lint a | tee log", ["lint a | tee log"], []],
    ["lint a\nlint b", ["lint a\nlint b"], []],
    ["kprovengine check-runtime", ["kprovengine check-runtime"], []],
    ["kprovengine run -- lint", ["kprovengine run*"], []],
    ["true\nkprovengine check-runtime", ["kprovengine check-runtime"], []],
  ])("%j with %j listed", async (script, listed, expected) => {
    const found = shortOf(await judge(runs(script), ciOnly(...listed), files));
    expect(found.filter((one) => !one.startsWith("UNUSED"))).toEqual(expected);
  });

  it("is a command of preflight, whose failure then has to count", async () => {
    const commands = { lint: ["lint", "a"], all: ["make", "x"] };
    expect(shortOf(await judge(runs("lint a\nmake x\none\nlint a || failed=1"), { commands }, files))).toEqual([]);
    // Left out is not lost: the gate runs it.
    expect(shortOf(await judge(runs("exit 0\nlint a"), { commands }, files))).toEqual([]);
    const { findings } = await judge(
      runs("lint a || true\nlint a | tee log\nmake x || true\nif x; then lint a; fi"),
      { commands, ...ciOnly("tee log") },
      files,
    );
    expect(findings).toMatchObject([
      {
        ...{ code: "PARITY_MASKED", level: "violation", line: 8, column: 21, actual: "true" },
        message: 'The failure of "lint a", a command of preflight, is lost: "true" behind || takes its place',
      },
      { code: "PARITY_MASKED", line: 9, column: 11, actual: "lint a" },
      { code: "PARITY_MASKED", line: 10, column: 21, actual: "true" },
    ]);
    const dashed = { ...files, Makefile: "x:\n\t-one\n" };
    const [ignored] = (await judge(runs("make x"), { commands: { one: ["one"] } }, dashed)).findings;
    const keys = ["code", "level", "path", "line", "column", "message", "fingerprint"];
    expect(Object.keys(ignored ?? {})).toEqual(keys);
    expect(findings[0]?.fingerprint).not.toBe(findings[1]?.fingerprint);
  });
});
