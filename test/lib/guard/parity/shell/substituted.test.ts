// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, test } from "vitest";
import type { ShellOptions } from "../../../../../lib/guard/parity/shell/state.ts";
import { fateOf, trace } from "./support.ts";

const shown = (text: string): string[] =>
  trace(text).map(({ text: own, at, held, cwd }) =>
    [`${at.line}:${at.column}`, own, ...(held === undefined ? [] : [held]), ...(cwd === "" ? [] : [cwd])].join(" "),
  );

describe("commands in words are run before those that they stand in", () => {
  test.each<[string, string[]]>([
    ["X=$(a; b)", ["1:5 a kept", "1:8 b kept", "1:1 X=$(a; b)"]],
    ["echo $(a `b`)", ["1:11 b lost", "1:8 a `b` lost", "1:1 echo $(a `b`)"]],
    ["X=$(cd sub && a)\nb", ["1:15 a kept sub", "1:1 X=$(cd sub && a)", "2:1 b"]],
    ["X=$(echo $(a)) b", ["1:12 a lost", "1:5 echo $(a) lost", "1:1 X=$(echo $(a)) b"]],
    ["cat <<E\n$(a)\nE\nb", ["2:3 a lost", "1:1 cat <<E", "4:1 b"]],
    ["a() { b; }; X=$(a)", ["1:7 b kept", "1:13 X=$(a)"]],
    ["bash -c 'X=$(a)'", ["1:14 a kept", "1:10 X=$(a)"]],
    ["a < <(b) | c", ["1:7 b lost", "1:1 a < <(b)", "1:12 c"]],
  ])("%s", (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test("what they change is their own", () => {
    expect(fateOf("X=$(set +e; cd nowhere; exit 0)\ngate")).toBe("sure");
    expect(fateOf("for a in b; do X=$(break); gate; done")).toBe("sure");
    expect(fateOf("X=$(trap 'exit 0' EXIT)\ngate")).toBe("sure");
  });

  test("backticks that can't be understood may run anything", () => {
    expect(fateOf("X=`if`\ngate")).toBe("perhaps skipped 1:4");
    expect(fateOf("gate\nX=`if`")).toBe("sure");
  });

  test("go no deeper than can be followed", () => {
    const nested = (count: number) => `${"X=$(".repeat(count)}gate${")".repeat(count)}`;
    expect(fateOf(nested(20))).toBe("sure");
    expect(() => fateOf(nested(30))).toThrow("deeper than can be followed");
  });
});

describe("what becomes of the failure of a command in a word", () => {
  test.each<[string, string, Partial<ShellOptions>?]>([
    ["X=$(gate)", "sure"],
    ["X=`gate`", "sure"],
    ["A=$(a) X=$(gate)", "sure"],
    ["X=$(gate) || exit 1", "sure"],
    ["exit $(gate)", "sure"],
    ["X=$(gate) A=$(a)", "masked 1:5"],
    ["X=$(gate) a", "masked 1:5"],
    ["export X=$(gate)", "masked 1:12"],
    ['echo "$(gate)"', "masked 1:9"],
    ["X=<(gate)", "masked 1:5"],
    ["X=$(gate) || true", "masked 1:14"],
    ["if X=$(gate); then a; fi", "masked 1:4"],
    ["X=$(gate) > $(a)", "sure"],
    ["X=$(a && gate)", "sure"],
    // In a word bash switches set -e off, and others do not.
    ["X=$(gate; a)", "masked 1:5"],
    ["X=$(set -e; gate; a)", "sure"],
    ["X=$(gate; a)", "sure", { isSh: true }],
    ["X=$(gate; a)", "masked 1:5", { isSh: true, errexit: false }],
    ["shopt -s inherit_errexit\nX=$(gate; a)", "perhaps masked 2:5"],
    ["X=$(gate)\na", "masked 1:1", { errexit: false }],
  ])("%s", (text, expected, options) => {
    expect(fateOf(text, options)).toBe(expected);
  });
});
