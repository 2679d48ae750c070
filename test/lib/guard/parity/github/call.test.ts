import { describe, expect, it } from "vitest";
import { faultsIn } from "./workflow.ts";

const inner = "on:\n  workflow_call:\njobs: { gate: { runs-on: x, steps: [{ run: gate }] } }\n";
const path = ".github/workflows/inner.yml";
const outer = (more: string, uses = `./${path}`) =>
  `on: [push, pull_request]\njobs: { outer: { uses: ${uses}${more} } }\n`;
const refused = (why: string) =>
  `unread? always: GitHub refuses the call of the other workflow, and runs nothing of this one: ${why}`;
const declared = (kind: string, names: string) => inner.replace("call:\n", `call: { ${kind}: { ${names} } }\n`);

describe("a call of a workflow", () => {
  it("of one that nobody may call is refused", async () => {
    const files = { [path]: inner.replace("workflow_call", "workflow_dispatch") };
    expect(await faultsIn(outer(""), { files })).toEqual([refused("that one has no workflow_call")]);
    expect(await faultsIn(outer(""), { files: { [path]: inner } })).toEqual([]);
    expect(await faultsIn(outer(""), { files: { [path]: inner.replace("on:\n", "on:\n  push:\n") } })).toEqual([]);
  });

  it.each(["ci/inner.yml", ".github/workflows/more/inner.yml"])("of %s is refused", async (elsewhere) => {
    expect(await faultsIn(outer("", `./${elsewhere}`), { files: { [elsewhere]: inner } })).toEqual([
      refused("it takes workflows of .github/workflows alone"),
    ]);
  });

  it.each<[string, string, string[]]>([
    ["", inner, []],
    [", with: { a: b }", inner, ["that one declares no such name for with"]],
    [", with: { A: b }", declared("inputs", "a: { type: string }"), []],
    [", with: { A: b }", declared("inputs", "a: { type: string, required: true }"), []],
    ["", declared("inputs", "a: { type: string, required: true }"), ['that one requires "a" under with']],
    ["", declared("inputs", "a: { type: string, required: false }, b: { type: string }"), []],
    [", secrets: { A: b }", declared("secrets", "a: { required: true }"), []],
    [", secrets: { b: b }", declared("secrets", "a: {}"), ["that one declares no such name for secrets"]],
    ["", declared("secrets", "a: { required: true }"), ['that one requires "a" under secrets']],
    [", secrets: inherit", declared("secrets", "a: { required: true }"), []],
    [", secrets: other", declared("secrets", "a: { required: true }"), ['that one requires "a" under secrets']],
    [", with: inherit", declared("inputs", "a: { required: true }"), ["a text", 'that one requires "a" under with']],
  ])("with %j of %j", async (more, text, expected) => {
    const wanted = expected.map((why) =>
      why === "a text"
        ? "unread? always: a text stands where GitHub takes a map, and it runs nothing of such a file"
        : refused(why),
    );
    expect(await faultsIn(outer(more), { files: { [path]: text } })).toEqual(wanted);
  });

  it("counts however far away it is", async () => {
    const mid = "on: workflow_call\njobs: { mid: { uses: ./.github/workflows/inner.yml, with: { a: b } } }\n";
    const files = { [path]: inner, ".github/workflows/mid.yml": mid };
    expect(await faultsIn(outer("", "./.github/workflows/mid.yml"), { files })).toEqual([
      refused("that one declares no such name for with"),
    ]);
    const bad = mid.replace("workflow_call", "workflow_dispatch").replace(", with: { a: b }", "");
    expect(
      await faultsIn(outer("", "./.github/workflows/mid.yml"), {
        files: { ...files, ".github/workflows/mid.yml": bad },
      }),
    ).toEqual([refused("that one has no workflow_call")]);
  });
});
