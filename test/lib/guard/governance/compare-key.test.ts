import { describe, expect, test } from "vitest";
import { directions, type Way } from "../../../../lib/config/index.ts";
import { compareKey } from "../../../../lib/guard/governance/compare-key.ts";
import type { JsonValue } from "../../../../lib/json.ts";

const kinds = async (key: string, was: JsonValue, is: JsonValue): Promise<string> => {
  const direction = directions[key];
  if (direction === undefined) throw new Error(`no direction for ${key}`);
  const found = await compareKey(key, direction, was, is);
  return found
    .map(({ kind }) => kind)
    .sort()
    .join(" ");
};

const allow = (glob: string, reason = "r") => ({ glob, reason });

/** Something that is asked for, by way. */
const asked: Partial<Record<Way, JsonValue>> = {
  ...{ demand: "a", demands: ["a"], tokens: ["a"], ceiling: 5, floor: 5, switch: true, range: ">=1" },
  age: { maxAge: "1h" },
};

describe("compareKey", () => {
  test.each<[string, JsonValue, JsonValue, string]>([
    ["project", "a", "b", "words"],
    ["run.out", "runs", "other", "words"],
    ["identity.name", null, "a", "tightened"],
    ["identity.name", "a", null, "loosened"],
    ["identity.name", "a", "b", "loosened"],
    ["artifacts.deny", [], ["a"], "tightened"],
    ["artifacts.deny", ["a"], [], "loosened"],
    ["artifacts.deny", ["a", "b"], ["b", "a"], ""],
    ["artifacts.deny", ["a", "a"], ["a"], ""],
    // The same number of entries, and not the same list.
    ["artifacts.deny", ["a"], ["b"], "loosened tightened"],
    ["identity.forbidden", ["sha256:1"], ["sha256:2"], "loosened tightened"],
    ["artifacts.allow", [], [allow("a")], "loosened"],
    ["artifacts.allow", [allow("a")], [], "tightened"],
    ["artifacts.allow", [allow("a")], [allow("b")], "loosened tightened"],
    ["artifacts.allow", [allow("a")], [allow("a", "other")], "words"],
    ["identity.display.allow", ["a"], ["a", "b"], "loosened"],
    ["identity.docker.labels", { title: "a" }, { title: "b" }, "loosened"],
    ["identity.docker.labels", { title: "a" }, {}, "loosened"],
    ["identity.docker.labels", {}, { title: "a" }, "tightened"],
    ["projects", [{ root: "a" }], [{ root: "a", name: "n" }], "loosened"],
    ["projects", [{ root: "a" }], [{ root: "b" }], "loosened tightened"],
    ["preflight.commands", { test: ["a"] }, { test: ["true"] }, "loosened"],
    ["preflight.commands", { test: ["a"] }, { test: ["a"], lint: ["b"] }, "tightened"],
    ["artifacts.maxFileSize", 2, 1, "tightened"],
    ["artifacts.maxFileSize", 1, 2, "loosened"],
    ["artifacts.maxFileSize", 1, null, "loosened"],
    ["artifacts.maxFileSize", "1 MB", 5, "loosened"],
    ["run.approvalsRequired", 1, 2, "tightened"],
    ["run.approvalsRequired", 2, 1, "loosened"],
    ["run.sign", false, true, "tightened"],
    ["run.sign", true, false, "loosened"],
    ["run.sign", true, "yes", "loosened"],
    ["run.requirePreflight", false, true, "tightened"],
    ["run.requirePreflight", true, false, "loosened"],
    ["run.requirePreflight", true, {}, "words"],
    ["run.requirePreflight", true, { maxAge: "1h" }, "tightened"],
    ["run.requirePreflight", { maxAge: "1h" }, { maxAge: "60m" }, "words"],
    ["run.requirePreflight", { maxAge: "1h" }, { maxAge: "61m" }, "loosened"],
    ["run.requirePreflight", { maxAge: "1h" }, { maxAge: "soon" }, "loosened"],
    ["runtime.node", null, ">=20", "tightened"],
    ["runtime.node", ">=20", null, "loosened"],
    ["runtime.node", ">=20", ">=22", "tightened"],
    ["runtime.node", ">=22", ">=20", "loosened"],
    ["runtime.node", ">=20 <22", ">=22", "loosened"],
    ["runtime.node", ">=20", ">=20.0.0", "words"],
    ["runtime.node", ">=20", "no range", "loosened"],
    ["runtime.node", "no range", ">=20", "loosened"],
    ["runtime.python", ">=3.11 <3.13", ">=3.11,<3.12", "tightened"],
    ["runtime.python", ">=3.11,<3.12", ">=3.11 <3.13", "loosened"],
    ["governance.documents", ["a/**"], null, "loosened"],
    ["governance.documents", null, ["a/**"], "tightened"],
  ])("%s: %j → %j is %j", async (key, was, is, expected) => {
    expect(await kinds(key, was, is)).toBe(expected);
  });

  test("every direction is tried above, and equal values never differ", async () => {
    for (const key of Object.keys(directions))
      for (const value of [null, [], {}, ["a"], [{ glob: "a" }], { a: ["b"] }, 1, "1", true] satisfies JsonValue[])
        expect(await kinds(key, value, structuredClone(value)), key).toBe("");
  });

  test("no way lets a value pass that is none: whatever replaces a demand has not tightened it", async () => {
    for (const [key, { way }] of Object.entries(directions)) {
      const set = asked[way];
      if (set !== undefined) expect(await kinds(key, set, null), key).toBe("loosened");
    }
  });
});
