// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { asksForStatus, evaluateCondition, type Situation } from "../../../../../lib/guard/parity/github/expression.ts";
import type { Value } from "../../../../../lib/guard/parity/github/value.ts";

const known: Readonly<Record<string, Value>> = {
  "github.event_name": "push",
  "github.event.number": 7,
  "github.event.created": true,
  "github.event.deleted": false,
  "github.event.empty": "",
  "github.event.none": null,
  "github.head_ref": { unknown: "github.head_ref", isTheirs: true },
};

const situation: Situation = {
  name: "a push",
  valueOf: (path, written) =>
    Object.hasOwn(known, path) ? (known[path] ?? null) : { unknown: written, isTheirs: false },
};

/** `true`, `false`, the name of what it depends on, or undefined where it can't be understood. */
const resultOf = (text: string, more: Partial<Omit<Situation, "valueOf">> = {}) => {
  const outcome = evaluateCondition(text, { ...situation, ...more });
  return outcome && ("truth" in outcome ? outcome.truth : outcome.unknown.unknown);
};

describe("evaluateCondition", () => {
  test.each<[string, boolean]>([
    ["true", true],
    ["false", false],
    ["null", false],
    ["0", false],
    ["-0.0", false],
    ["1.5", true],
    ["0x1F == 31", true],
    ["''", false],
    ["'0'", true],
    ["'it''s' == 'IT''S'", true],
    ["'a' == 'b'", false],
    ["'a' != 'A'", false],
    ["'a' != 'b'", true],
    ["1 < 2", true],
    ["2 < 2", false],
    ["2 <= 2", true],
    ["3 <= 2", false],
    ["3 > 2", true],
    ["2 > 2", false],
    ["2 >= 2", true],
    ["1 >= 2", false],
    ["'a' < 'B'", true],
    ["'b' > 'A'", true],
    ["'10' == 10", true],
    ["'' == null", true],
    ["null == 0", true],
    ["true == 1", true],
    ["'x' == 0", false],
    ["'x' != 0", true],
    ["!true", false],
    ["!!true", true],
    ["! ''", true],
    ["!(1 == 2)", true],
    ["false || true", true],
    ["false || false", false],
    ["true && true", true],
    ["true && false", false],
    ["false && true || true", true],
    ["true || false && false", true],
    ["(true || false) && false", false],
    ["('' || 'a') == 'a'", true],
    ["('b' || 'a') == 'b'", true],
    ["('b' && 'a') == 'a'", true],
    ["('' && 'a') == ''", true],
    ["(null || 'a') == 'a'", true],
    ["github.event_name == 'PUSH'", true],
    ["GitHub.Event_Name == 'push'", true],
    ["github['event_name'] == 'push'", true],
    ["github['event'].number == 7", true],
    ["github.event[github.event.none || 'number'] == 7", true],
    ["github.event.created && !github.event.deleted", true],
    ["github.event.none || github.event.empty", false],
    ["contains('Hello', 'ELL')", true],
    ["contains('Hello', 'x')", false],
    ["contains('Straße', 'SS')", false],
    ["StartsWith('Hello', 'he')", true],
    ["startsWith('Hello', 'lo')", false],
    ["endsWith('Hello', 'LO')", true],
    ["endsWith('Hello', 'he')", false],
    ["contains(github.event.none, 'null')", false],
    ["contains(github.event.created, 'TRUE')", true],
    ["contains(github.event.number, '7')", true],
    ["success()", true],
    ["ALWAYS()", true],
    ["failure()", false],
    ["cancelled()", false],
    ["  ${{ false }} ", false],
    ["${{ github.event_name == 'push' }}", true],
    ["\n${{\n  false\n}}\n", false],
    // A text around an expression is a text that is not empty.
    ["${{ false }} && ${{ false }}", true],
    ["!${{ true }}", true],
    ["x ${{ false }}", true],
    ["${{ false }}", false],
    ["${{ false }} || false", true],
  ])("%s is %s", (text, expected) => {
    expect(resultOf(text)).toBe(expected);
  });

  test.each<[string, string | boolean]>([
    ["vars.A", "vars.A"],
    ["!vars.A", "vars.A"],
    ["vars.A == 'x'", "vars.A"],
    ["'x' == vars.A", "vars.A"],
    ["vars.A || false", "vars.A"],
    ["vars.A || true", true],
    ["true || vars.A", true],
    ["false || vars.A", "vars.A"],
    ["vars.A && false", false],
    ["vars.A && true", "vars.A"],
    ["false && vars.A", false],
    ["true && vars.A", "vars.A"],
    ["vars.A || vars.B", "vars.A"],
    ["vars.A && vars.B", "vars.A"],
    ["vars.A || vars.B || true", true],
    ["!(vars.A || true)", false],
    ["!(vars.A && false)", true],
    // That it counts as true does not say what it is.
    ["(vars.A || 'on') != 'off'", "vars.A"],
    ["(vars.A || 'on') == 'on'", "vars.A"],
    ["'off' != (vars.A || 'on')", "vars.A"],
    ["(vars.A && '') == ''", "vars.A"],
    ["contains(vars.A || 'on', 'on')", "vars.A"],
    ["contains('on', vars.A || 'on')", "vars.A"],
    ["(vars.A || 'on') && false", false],
    ["(vars.A || 'on') && vars.B", "vars.B"],
    ["(vars.A && '') || vars.B", "vars.B"],
    ["(vars.A && '') || github.event_name == 'push'", true],
    ["github[vars.A] == 'x'", "github.*"],
    ["github.event.none || vars.A", "vars.A"],
    ["github.event.commits[0].message == 'x'", "github.event.commits.0.message"],
    ["github.event.labels.*.name == 'x'", "github.event.labels.*.name"],
    ["hashFiles('**/package.json') != ''", "hashfiles()"],
    ["hashFiles() || true", true],
    ["v1.A", "v1.A"],
    ["constructor('x')", "constructor()"],
    ["__proto__()", "__proto__()"],
    // What whoever proposes a change says is named before all else.
    ["vars.A && github.head_ref == 'x'", "github.head_ref"],
    ["vars.A || !github.head_ref", "github.head_ref"],
  ])("%s depends on %s", (text, expected) => {
    expect(resultOf(text)).toBe(expected);
  });

  test.each([
    "",
    "  ",
    "${{ }}",
    "true true",
    "true)",
    "(true",
    "true ||",
    "|| true",
    "true &&",
    "== 'a'",
    "1 == 2 == 3",
    "'open",
    "a % b",
    "github.",
    "github..event",
    "github.'event_name'",
    "github[",
    "github['event_name'",
    // Such a name is no path of two.
    "github['event.created']",
    "github['']",
    "contains(",
    "contains('a' 'b')",
    "contains('a', 'b'",
    "contains('a',)",
    "contains('a')",
    "contains('a', 'b', 'c')",
    "12ab",
    "!",
    ",",
    "*",
    "true && }} x",
  ])("%j can't be understood", (text) => {
    expect(resultOf(text)).toBeUndefined();
  });

  test("goes fifty deep, as GitHub does", () => {
    expect(resultOf(`${"(".repeat(49)}true${")".repeat(49)}`)).toBe(true);
    expect(resultOf(`${"(".repeat(50)}true${")".repeat(50)}`)).toBeUndefined();
    expect(resultOf(`${"!".repeat(100_000)}true`)).toBeUndefined();
    expect(resultOf(Array.from({ length: 80 }, () => "(true)").join(" && "))).toBe(true);
  });

  test("asks the situation about texts of which it stands for several", () => {
    const asked: unknown[] = [];
    const unsure: Situation["unsure"] = (...all) => {
      asked.push(all);
      return all.includes("?") ? { unknown: "which", isTheirs: false } : undefined;
    };
    expect(resultOf("'?' == 'a' || false", { unsure })).toBe("which");
    expect(resultOf("'?' == 'a' || true", { unsure })).toBe(true);
    const theirs: Situation["unsure"] = () => ({ unknown: "who", isTheirs: true });
    expect(resultOf("vars.A && 'a' == 'b'", { unsure: theirs })).toBe("who");
    expect(resultOf("contains('b', '?')", { unsure })).toBe("which");
    expect(resultOf("'a' == 'a' && '1' == 1 && 1 == '1'", { unsure })).toBe(true);
    expect(asked).toEqual([
      ["?", "a", false],
      ["?", "a", false],
      ["b", "?", true],
      ["a", "a", false],
    ]);
  });

  test("takes what became of the jobs before from the situation", () => {
    expect(resultOf("success()", { success: false })).toBe(false);
    expect(resultOf("success()", { success: { unknown: "needs.a.result", isTheirs: false } })).toBe("needs.a.result");
    expect(resultOf("failure()", { failure: true })).toBe(true);
  });

  test("an error that is no error of the text is not taken for one", () => {
    const fail = (): never => {
      throw new TypeError("planted");
    };
    expect(() => evaluateCondition("github.ref", { name: "a push", valueOf: fail })).toThrow("planted");
  });
});

describe("asksForStatus", () => {
  test.each<[string, boolean]>([
    ["always()", true],
    ["!Cancelled ( )", true],
    ["github.ref == 'a' && success()", true],
    ["${{ failure() || true }}", true],
    ["github.ref == 'a'", false],
    ["always", false],
    ["'always()' != ''", false],
    ["contains(github.ref, 'a')", false],
    ["always() ${{ github.ref }}", false],
    ["always() %", false],
    ["(always)", false],
  ])("%s: %s", (text, expected) => {
    expect(asksForStatus(text)).toBe(expected);
  });
});
