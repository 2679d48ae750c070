import { describe, expect, it } from "vitest";
import { faultsOfGate, settingsOfGate } from "./support.ts";

describe("a child pipeline", () => {
  const child = (starter: string, gate: string, more = "") =>
    faultsOfGate(`start:\n  trigger: { include: child.yml, strategy: depend }\n${starter}${more}`, {
      "child.yml": `gate:\n  script: gate\n${gate}`,
    });
  const branches = "  rules: [{ if: $CI_COMMIT_BRANCH }]\n";
  const request = "  rules: [{ if: $CI_MERGE_REQUEST_IID }, { if: $CI_COMMIT_BRANCH == 'main' }]\n";
  it.each<[string, string, string[]]>([
    ["", "", []],
    ["", "  rules: [{ if: $CI_PIPELINE_SOURCE == 'parent_pipeline' }]\n", []],
    [
      "",
      "  rules: [{ if: $CI_PIPELINE_SOURCE == 'push' }]\n",
      ["skipped for a push child.yml:1 (rules)", "skipped for a change child.yml:1 (rules)"],
    ],
    ["", "  only: [pushes]\n", ["skipped for a push child.yml:3 (only)", "skipped for a change child.yml:3 (only)"]],
    ["", "  only: [branches]\n", []],
    // A change has no pipeline of its own here, whatever the child says.
    ["", request, ["skipped for a change child.yml:1 (rules)"]],
    [request, request, []],
    [request, branches, ["skipped for a change child.yml:1 (rules)"]],
    [request, "", ["skipped for a change child.yml:1 (gate)"]],
    [request, "workflow: { rules: [{ when: always }] }\n", []],
    [
      "  rules: [{ when: manual }]\n",
      "  rules: [{ when: always }]\n",
      ["skipped for a push 3 (when: manual)", "skipped for a change 3 (when: manual)"],
    ],
    ["  allow_failure: true\n", "", ["masked 3 (allow_failure: true)"]],
    [
      "  variables: { R: '1' }\n",
      "  rules: [{ if: $R == '2' }]\nvariables: { R: '2' }\n",
      [
        "perhaps skipped for a push child.yml:3 (if: $R == '2')",
        "perhaps skipped for a change child.yml:3 (if: $R == '2')",
      ],
    ],
    [
      "variables: { R: '1' }\n",
      "  rules: [{ if: $R == '2' }]\nvariables: { R: '2' }\n",
      [
        "perhaps skipped for a push child.yml:3 (if: $R == '2')",
        "perhaps skipped for a change child.yml:3 (if: $R == '2')",
      ],
    ],
    [
      "  rules: [{ when: always, variables: { R: '1' } }]\n",
      "  rules: [{ if: $R == '2' }]\nvariables: { R: '2' }\n",
      [
        "perhaps skipped for a push child.yml:3 (if: $R == '2')",
        "perhaps skipped for a change child.yml:3 (if: $R == '2')",
      ],
    ],
    ["variables: { S: '1' }\n", "  rules: [{ if: $R == '2' }]\nvariables: { R: '2' }\n", []],
  ])("started by %j with %j", async (starter, gate, expected) => {
    expect(await child(starter, gate)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["{ include: child.yml, strategy: depend }", []],
    ["{ include: child.yml, strategy: mirror }", []],
    ["{ include: child.yml }", ["masked 2 (start: trigger)"]],
    ["{ include: child.yml, strategy: other }", ["masked 2 (start: trigger)"]],
  ])("%s", async (trigger, expected) => {
    expect(await faultsOfGate(`start:\n  trigger: ${trigger}\n`, { "child.yml": "gate:\n  script: gate\n" })).toEqual(
      expected,
    );
  });

  it("gets the variables of the job that starts it", async () => {
    const settings = (starter: string, path = "child.yml", more = {}) =>
      settingsOfGate(`start:\n  trigger: { include: ${path} }\n${starter}`, {
        "child.yml": "gate:\n  script: gate\n",
        ...more,
      });
    expect(await settings("  variables: { GIT_STRATEGY: none }\n")).toEqual(["different 3 (GIT_STRATEGY: none)"]);
    expect(await settings("variables: { GIT_STRATEGY: none }\n")).toEqual(["different 3 (GIT_STRATEGY: none)"]);
    expect(await settings("  rules: [{ variables: { GIT_STRATEGY: none } }]\n")).toEqual([
      "different 3 (GIT_STRATEGY: none)",
    ]);
    expect(await settings("  variables: { A: b }\n")).toEqual([]);
    const between = { "between.yml": "next:\n  trigger: { include: child.yml }\n" };
    expect(await settings("  variables: { GIT_STRATEGY: none }\n", "between.yml", between)).toEqual([
      "perhaps different 3 (GIT_STRATEGY: none)",
    ]);
  });

  it("of a child", async () => {
    const trigger = (path: string, more = "") => `start:\n  trigger: { include: ${path}, strategy: depend }\n${more}`;
    const files = (more: string) => ({ "a.yml": trigger("b.yml", more), "b.yml": "gate:\n  script: gate\n" });
    expect(await faultsOfGate(trigger("a.yml"), files(""))).toEqual([]);
    const pushed = "  rules: [{ if: $CI_PIPELINE_SOURCE == 'push' }]\n";
    expect(await faultsOfGate(trigger("a.yml"), files(pushed))).toEqual([
      "skipped for a push a.yml:2 (rules)",
      "skipped for a change a.yml:2 (rules)",
    ]);
    expect(await faultsOfGate(trigger("a.yml", pushed), files(""))).toEqual([]);
  });
});
