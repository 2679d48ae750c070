// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { type Around, jobIn, readWorkflow, shown } from "./workflow.ts";

/** How the last step of the job `gate` starts: `e` for errexit, `p` for pipefail, else why that is not known. */
const shellIn = async (text: string, around?: Around) => {
  const how = jobIn(await readWorkflow(text, around)).steps.at(-1)?.script?.how;
  if (how === undefined || "why" in how) return how?.why;
  return [`${how.errexit ? "e" : ""}${how.pipefail ? "p" : ""}`, ...how.faults.map(shown)].join(", ");
};
const job = (more: string, step = "", top = "") =>
  `on: [push, pull_request]\n${top}jobs:\n  gate:\n    runs-on: x\n${more}    steps:\n      - run: gate\n${step}`;
const ofStep = (shell: string) => shellIn(job("", `        shell: ${shell}\n`));

const unknown = "its shell is known only when it runs";
const windows = "its shell is PowerShell, which is what Windows has, which is not read here";

describe("the shell of a step", () => {
  test.each<[string, string]>([
    ["bash", "ep"],
    ["sh", "e"],
    ["bash {0}", ""],
    ["bash -e {0}", "e"],
    ["'  bash   -eo pipefail   {0} '", "ep"],
    ["sh -e {0}", "e"],
    ["/bin/sh -e {0}", "e"],
    ["/usr/bin/bash --noprofile --norc -eo pipefail {0}", "ep"],
    ["/usr/local/bin/zsh -e {0}", "e"],
    ["dash -e {0}", "e"],
    ["bash {0} -e", ""],
    ["bash -e {0} -n", "e"],
    ["bash -n {0}", ", skipped always: with -n the shell does not run its script"],
    ["bash ci.sh {0}", ', unread? always: what "ci.sh" of the shell does to the script is not known'],
    ["pwsh", 'its shell is "pwsh", which is not read here'],
    ["./bash {0}", 'its shell is "./bash {0}", which is not read here'],
    ["tools/bin/bash {0}", 'its shell is "tools/bin/bash {0}", which is not read here'],
    ["/home/bash {0}", 'its shell is "/home/bash {0}", which is not read here'],
    ["bashful {0}", 'its shell is "bashful {0}", which is not read here'],
    [
      "python -c 'import sys, os, subprocess, shutil' {0}",
      'its shell is "python -c \'import sys, os, subprocess, …", which is not read here',
    ],
    ["''", 'its shell is "", which is not read here'],
    ["${{ vars.SHELL }}", unknown],
  ])("%s", async (shell, expected) => {
    expect(await ofStep(shell)).toBe(expected);
  });

  test("of its job, else of its workflow, else the usual one", async () => {
    const usual = (shell: string) => `defaults: { run: { shell: ${shell} } }\n`;
    const own = "        shell: sh\n";
    expect(await shellIn(job(`    ${usual("bash")}`, own, usual("pwsh")))).toBe("e");
    expect(await shellIn(job(`    ${usual("bash")}`, "", usual("pwsh")))).toBe("ep");
    expect(await shellIn(job("", "", usual("bash")))).toBe("ep");
    expect(await shellIn(job(""))).toBe("e");
  });

  test("of a matrix, where that has only one", async () => {
    const strategy = (shells: string) =>
      `    strategy: { matrix: { shell: [${shells}] } }\n    defaults: { run: { shell: "\${{ matrix.shell }}" } }\n`;
    expect(await shellIn(job(strategy("bash")))).toBe("ep");
    expect(await shellIn(job(strategy("bash, sh")))).toBe(unknown);
  });

  test("of an action is said there", async () => {
    const action = (shell: string) => `runs: { using: composite, steps: [{ run: gate${shell} }] }\n`;
    const text =
      "on: [push, pull_request]\ndefaults: { run: { shell: bash } }\njobs: { gate: { runs-on: x, defaults: { run: { shell: bash } }, steps: [{ uses: ./act }] } }\n";
    expect(await shellIn(text, { files: { "act/action.yml": action(", shell: sh") } })).toBe("e");
    expect(await shellIn(text, { files: { "act/action.yml": action("") } })).toBe("e");
  });

  test("that is not read here is all that is said of the script", async () => {
    const script = jobIn(await readWorkflow(job("", "        shell: pwsh\n"))).steps[0]?.script;
    expect(script).toEqual({ text: "gate", how: { why: 'its shell is "pwsh", which is not read here' } });
  });

  test("has its place", async () => {
    const how = jobIn(await readWorkflow(job("", "        shell: bash -n {0}\n"))).steps[0]?.script?.how;
    expect(how).toMatchObject({ faults: [{ at: { line: 7, column: 16 }, written: "bash -n {0}" }] });
  });
});

test.each<[string, string, boolean]>([
  ["", "        shell: sh\n", true],
  ["", "        shell: bash\n", false],
  ["", "", false],
  ["    container: x\n", "", true],
])("with the job's %j and the step's %j: whether it is sh", async (more, step, isSh) => {
  const how = jobIn(await readWorkflow(job(more, step))).steps[0]?.script?.how;
  expect((how as { isSh?: boolean }).isSh ?? false).toBe(isSh);
});

test.each<[string, boolean]>([
  ["bash", false],
  ["bash -e", false],
  ["bash {0}", false],
  ["bash -e {0}", false],
  ["bash {0} x", true],
  ["bash -e {0} x", true],
])("with the shell %s: whether its script is given something", async (shell, isGiven) => {
  const how = jobIn(await readWorkflow(job("", `        shell: ${shell}\n`))).steps[0]?.script?.how;
  expect(how !== undefined && "args" in how).toBe(isGiven);
});

describe("the usual shell", () => {
  const on = (machine: string, more = "") =>
    shellIn(`on: [push, pull_request]\njobs: { gate: { ${machine}, ${more}steps: [{ run: gate }] } }\n`);
  test.each<[string, string]>([
    ["runs-on: ubuntu-latest", "e"],
    ["runs-on: Windows-2022", windows],
    ["runs-on: [self-hosted, windows]", windows],
    ["runs-on: [self-hosted, linux]", "e"],
    ["runs-on: { group: big, labels: windows-latest }", windows],
    ["runs-on: { group: big, labels: [a, 'x-windows'] }", windows],
    ["runs-on: { group: big }", "e"],
    ["runs-on: '${{ vars.MACHINE }}'", unknown],
    ["runs-on: [self-hosted, '${{ vars.MACHINE }}']", unknown],
    ["runs-on: { labels: '${{ vars.MACHINE }}' }", unknown],
    ["timeout-minutes: 5", "e"],
  ])("%s", async (machine, expected) => {
    expect(await on(machine)).toBe(expected);
  });

  test("on the machines of a matrix", async () => {
    const strategy = (systems: string) => `strategy: { matrix: { os: [${systems}] } }, `;
    expect(await on("runs-on: '${{ matrix.os }}'", strategy("ubuntu, macos"))).toBe("e");
    expect(await on("runs-on: '${{ matrix.os }}'", strategy("ubuntu, windows"))).toBe(windows);
    expect(await on("runs-on: [self-hosted, '${{ matrix.os }}']", strategy("windows"))).toBe(windows);
    expect(await on("runs-on: [self-hosted, '${{ matrix.os }}']", strategy("linux"))).toBe("e");
    expect(await on("runs-on: '${{ matrix.os }}'", strategy("'${{ vars.OS }}'"))).toBe(unknown);
  });
});
