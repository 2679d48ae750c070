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
    ["cat <<E\n'$(a)'\nE", ["2:4 a lost", "1:1 cat <<E"]],
    ["a() { b; }; X=$(a)", ["1:7 b kept", "1:13 X=$(a)"]],
    ["bash -c 'X=$(a)'", ["1:14 a kept", "1:10 X=$(a)"]],
    ["a < <(b) | c", ["1:7 b lost", "1:1 a < <(b)", "1:12 c"]],
    ["a | b", ["1:1 a", "1:5 b"]],
    ["cat <<E\n`a\nE", ["2:2 a lost", "3:1 E lost", "1:1 cat <<E"]],
    ["a '\\'$(b)", ["1:8 b lost", "1:1 a '\\'$(b)"]],
    ["for x in $(a); do b; done", ["1:12 a lost", "1:1 x=$(a)", "1:19 b"]],
    ["case $(a) in b) c;; esac", ["1:8 a lost", "1:17 c"]],
    ["[[ $(a) ]]", ["1:6 a lost", "1:1 [[ $(a) ]]"]],
    ["((x <(y)))", ["1:1 ((x <(y)))"]],
    ["{ b; } > $(a)", ["1:12 a lost", "1:3 b"]],
    ["X=$(a | b)", ["1:5 a lost", "1:9 b kept", "1:1 X=$(a | b)"]],
    ["set -o pipefail\nX=$(a | b)", ["2:5 a kept", "2:9 b kept", "2:1 X=$(a | b)"]],
    [
      "X=$(a | b; c $PIPESTATUS)",
      ["1:5 a kept", "1:9 b kept", "1:12 c $PIPESTATUS kept", "1:1 X=$(a | b; c $PIPESTATUS)"],
    ],
    ["a || :", ["1:1 a", "1:6 :"]],
    ["X=$(a || b)", ["1:5 a kept", "1:10 b kept", "1:1 X=$(a || b)"]],
    ["X=$(a || :; b $?)", ["1:5 a lost", "1:10 : kept", "1:13 b $? kept", "1:1 X=$(a || :; b $?)"]],
    ["X=$(a || echo $?)", ["1:5 a kept", "1:10 echo $? kept", "1:1 X=$(a || echo $?)"]],
    ["X=$(a || : && b && :)", ["1:5 a lost", "1:10 : kept", "1:15 b kept", "1:20 : kept", "1:1 X=$(a || : && b && :)"]],
    ["echo $(a | b)", ["1:8 a lost", "1:12 b lost", "1:1 echo $(a | b)"]],
  ])("%s", (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test("what they change is their own", () => {
    expect(fateOf("X=$(set +e; cd nowhere; exit 0)\ngate")).toBe("sure");
    expect(fateOf("for a in b; do X=$(break); gate; done")).toBe("sure");
    expect(fateOf("X=$(trap 'exit 0' EXIT)\ngate")).toBe("sure");
  });

  test("what a task runner left is none of the shell's", () => {
    expect(trace("X=$(a) b $(c)", { foreign: ["$(a)"] }).map(({ text }) => text)).toEqual(["c", "X=$(a) b $(c)"]);
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
    ["X=$(exit; gate)", "skipped 1:5"],
    ["pre-exit $(gate)", "masked 1:12"],
    ["exits $(gate)", "masked 1:9"],
    ["shopt -s inherit_errexit\nX=$(gate; a)", "masked 2:5", { errexit: false }],
    ["X=$(a && gate)", "sure"],
    // What a call is given stands in another text than the call.
    ['set -- "$(a)"\neval \'# 23456`if`\n$X shift "$@" "$(b)"\'\ngate\n:', "sure"],
    // In a word bash switches set -e off, and others do not.
    ["X=$(gate; a)", "masked 1:5"],
    ["X=$(set -e; gate; a)", "sure"],
    ["X=$(gate; a)", "sure", { isSh: true }],
    ["X=$(gate; a)", "masked 1:5", { isSh: true, errexit: false }],
    ["shopt -s inherit_errexit\nX=$(gate; a)", "perhaps masked 2:5"],
    ["shopt -s $x\nX=$(gate; a)", "perhaps masked 2:5"],
    ["shopt -s nullglob\nX=$(gate; a)", "masked 2:5"],
    ["X=$(gate)\na", "masked 1:1", { errexit: false }],
  ])("%s", (text, expected, options) => {
    expect(fateOf(text, options)).toBe(expected);
  });
});
