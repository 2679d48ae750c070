import { describe, expect, it } from "vitest";
import { failingEnd } from "../../../../../lib/guard/parity/shell/ends.ts";
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";

describe("a whole script", () => {
  it.each([
    ["exit 1", "exit"],
    ["echo failed\nexit 1", "exit"],
    ["if x; then y; fi\nexit 1", "exit"],
    ["false", "fails"],
    ["(exit 1)", "fails"],
    ["return 1", "fails"],
    ["x && exit 1", "unwatched"],
    ["(x && exit 1)", "fails"],
    ["x && exit 1\necho", undefined],
    ["x && exit", undefined],
    ["", undefined],
    ["exit", undefined],
    ["exit $?", undefined],
    ["echo", undefined],
    ["exit 0", undefined],
    ["exit 256", undefined],
    ["echo\nexit", undefined],
    ["exit 1 &", undefined],
    ["x || exit 1", undefined],
    ["$x\nexit 1", undefined],
    ["[ $x ] && exit 0\nexit 1", undefined],
    ["f() { exit 1; }\nf", undefined],
  ])("%j ends with a failure: %s", (text, expected) => {
    expect(failingEnd(parseShell(text))).toBe(expected);
  });
});
