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
    // Without the field that tells one from another, all of an entry does.
    ["projects", [{ name: "a" }], [{ name: "b" }], "loosened tightened"],
    ["projects", [{ name: "a" }, { name: "b" }], [{ name: "b" }], "loosened"],
    ["projects", [{ root: 1 }], [{ root: 2 }], "loosened tightened"],
    // Of two entries for the same thing the last one hides nothing.
    ["projects", [{ root: "a", name: "n" }, { root: "a" }], [{ root: "a", name: "m" }, { root: "a" }], "loosened"],
    ["projects", [{ root: "a", name: "n" }, { root: "a" }], [{ root: "a" }], "loosened loosened"],
    ["artifacts.allow", [allow("a", "r"), allow("a", "s")], [allow("a", "t"), allow("a", "s")], "words"],
    ["projects", ["a", "b"], ["b"], "loosened"],
    ["projects", [["a"], null], [["b"], null], "loosened tightened"],
    ["artifacts.allow", [{ glob: "a", reason: "r", size: 1 }], [{ glob: "a", reason: "r", size: 2 }], "loosened"],
    ["artifacts.deny", "a", ["a"], "loosened tightened"],
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
    ["run.sign", false, "yes", "loosened"],
    ["run.sign", "yes", true, "loosened"],
    ["run.sign", "yes", "no", "loosened"],
    ["run.approvalsRequired", "many", 2, "loosened"],
    ["run.requirePreflight", false, null, "words"],
    ["run.requirePreflight", null, { maxAge: "1d" }, "tightened"],
    ["run.requirePreflight", { maxAge: "1d" }, null, "loosened"],
    ["run.requirePreflight", { maxAge: "25h" }, { maxAge: "1d" }, "tightened"],
    ["run.requirePreflight", { maxAge: "23h" }, { maxAge: "1d" }, "loosened"],
    ["run.requirePreflight", { maxAge: "61s" }, { maxAge: "1m" }, "tightened"],
    ["run.requirePreflight", { maxAge: "59s" }, { maxAge: "1m" }, "loosened"],
    ["run.requirePreflight", { maxAge: "1d" }, { maxAge: "999999s" }, "loosened"],
    ["run.requirePreflight", { maxAge: "1d" }, { maxAge: "x1s" }, "loosened"],
    ["run.requirePreflight", { maxAge: "1d" }, { maxAge: "1sx" }, "loosened"],
    ["run.requirePreflight", { maxAge: "1d" }, { maxAge: "0000001s" }, "loosened"],
    ["run.requirePreflight", { maxAge: "1d" }, { maxAge: 1 }, "loosened"],
    ["run.requirePreflight", { maxAge: "1d" }, "1h", "tightened"],
    ["run.requirePreflight", { maxAge: "1d" }, ["1h"], "loosened"],
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
    ["runtime.node", ">=20 <22 || >=24", ">=24", "tightened"],
    ["runtime.node", ">=20", "no range", "loosened"],
    ["runtime.node", "no range", ">=20", "loosened"],
    ["runtime.node", 20, ">=20", "loosened"],
    ["runtime.node", ">=20", 20, "loosened"],
    ["runtime.python", ">=3.11 <3.13", ">=3.11,<3.12", "tightened"],
    ["runtime.python", ">=3.11,<3.12", ">=3.11 <3.13", "loosened"],
    ["governance.documents", ["a/**"], null, "loosened"],
    ["governance.documents", null, ["a/**"], "tightened"],
  ])("%s: %j → %j is %j", async (key, was, is, expected) => {
    expect(await kinds(key, was, is)).toBe(expected);
  });

  test.each<[string, JsonValue, JsonValue, string[]]>([
    ["project", "a", "b", ['is "b" now, was "a"']],
    ["identity.name", "a", null, ['is null now, was "a"']],
    ["run.approvalsRequired", 2, 1, ["is 1 now, was 2"]],
    [
      "artifacts.deny",
      ["b", "a"],
      ["c", "d"],
      ['no longer has "a"', 'no longer has "b"', 'now has "c"', 'now has "d"'],
    ],
    ["identity.forbidden", ["x"], ["y"], ['no longer has the token "x"', 'now has the token "y"']],
    ["artifacts.allow", [allow("x")], [allow("y")], ['no longer has the exception "x"', 'now has the exception "y"']],
    ["artifacts.allow", [allow("x")], [allow("x", "other")], ['says something else about the exception "x"']],
    ["identity.docker.labels", { title: "a" }, { title: "b" }, ['has another "title": "b"']],
    ["runtime.node", ">=22", ">=20", ['is ">=20" now, was ">=22": 20.0.0 is allowed now']],
    ["runtime.node", ">=20", ">=22", ['is ">=22" now, was ">=20"']],
    ["project", "", "x".repeat(78), [`is "${"x".repeat(78)}" now, was ""`]],
    ["project", "", "x".repeat(79), [`is "${"x".repeat(78)}… now, was ""`]],
  ])("%s: %j → %j is said as %j", async (key, was, is, expected) => {
    const direction = directions[key] ?? { way: "demand" };
    expect((await compareKey(key, direction, was, is)).map(({ what }) => what)).toEqual(expected);
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
