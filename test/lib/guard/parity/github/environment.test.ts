// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { faultsIn, jobIn, readWorkflow } from "./workflow.ts";

const make = "masked? always: the variable can keep make or a shell from failing";
const loads = "unread? always: the variable decides which program runs, or what it reads";
const unknown = "unread? always: which variables are set is known only when it runs";
const path = "unread? always: PATH gets a directory whose programs may stand for the gate's";

const odd = "unread? always: a map stands where GitHub takes a text, and it runs nothing of such a file";
const list = "unread? always: a list stands where GitHub takes a map or text, and it runs nothing of such a file";

const text = (top: string, job: string, step: string) =>
  `on: [push, pull_request]\n${top}jobs:\n  gate:\n    runs-on: x\n${job}    steps:\n      - run: gate\n${step}`;

describe("variables that a workflow sets", () => {
  test.each<[string, string[]]>([
    ["{ A: b }", []],
    ["{}", []],
    ["", []],
    ["{ MAKEFLAGS: -i }", [make]],
    ["{ GNUMAKEFLAGS: -i, MFLAGS: -k }", [make, make]],
    ["{ MAKEFLAGS: -j4 }", []],
    ["{ MFLAGS: -j4 }", [make]],
    ["{ BASH_ENV: x, ENV: y, SHELLOPTS: z }", [make, make, make]],
    ["{ MY_MAKEFLAGS: -i, MAKEFLAGS_OLD: x }", []],
    ["{ NODE_OPTIONS: x, A: b, MAKEFLAGS: x }", [loads, make]],
    ["{ PATH: /opt/bin }", [path]],
    ["{ PATH: '$HOME/.local/bin:$PATH' }", []],
    ["{ Path: .\\bin, node_options: x, env: production }", [path, loads]],
    ["{ NODE_OPTIONS: --max-old-space-size=4096 }", []],
    ["{ NODE_OPTIONS: --max-old-space-size=4096 --require=./x }", [loads]],
    ["{ CI_PROJECT_DIR: /x }", [loads]],
    ["{ PATH: 1 }", [path]],
    ["{ PATH: { a: b } }", [odd, path]],
    ["{ A: { a: b } }", [odd]],
    ["[A]", [list]],
    ["{ '${{ vars.NAME }}': x }", [unknown]],
    ["'${{ fromJSON(vars.ENV) }}'", [unknown]],
    ["text", [unknown]],
  ])("env: %s", async (env, expected) => {
    const line = `env: ${env}\n`;
    expect(await faultsIn(text("", "", `        ${line}`))).toEqual(expected);
    expect(await faultsIn(text("", `    ${line}`, ""))).toEqual(expected);
    expect(await faultsIn(text(line, "", ""))).toEqual(expected);
    expect(await faultsIn(text("", `    container: { image: x, ${line.trim()} }\n`, ""))).toEqual(expected);
    const action = `runs:\n  using: composite\n  steps:\n    - run: gate\n      shell: bash\n      ${line}`;
    const uses = (more: string) => text("", "", "").replace("- run: gate", `- uses: ./act\n${more}`);
    expect(await faultsIn(uses(""), { files: { "act/action.yml": action } })).toEqual(expected);
    const plain = action.replace(`      ${line}`, "");
    expect(await faultsIn(uses(`        ${line}`), { files: { "act/action.yml": plain } })).toEqual(expected);
  });

  test("are named, wherever they are set", async () => {
    const steps = "        env: { A: a }\n";
    const job = "    env: { B: b }\n    container: { image: x, env: { C: c } }\n";
    const [step] = jobIn(await readWorkflow(text("env: { D: d }\n", job, steps))).steps;
    expect(step?.variables.map(({ value }) => value)).toEqual(["A", "B", "C", "D"]);
  });

  test("have their places", async () => {
    const faults = async (env: string) =>
      jobIn(await readWorkflow(text("", "", `        env: ${env}\n`))).steps[0]?.faults.map(({ at, written }) => [
        at.line,
        at.column,
        written,
      ]);
    expect(await faults("{ A: b, MAKEFLAGS: -i }")).toEqual([[7, 22, "MAKEFLAGS"]]);
    expect(await faults("{ A: b, NODE_PATH: x }")).toEqual([[7, 22, "NODE_PATH"]]);
    expect(await faults("'${{ vars.E }}'")).toEqual([[7, 14, "${{ vars.E }}"]]);
  });
});
