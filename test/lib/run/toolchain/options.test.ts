import { describe, expect, it } from "vitest";
import { lastValue, skipOptions } from "../../../../lib/run/toolchain/options.ts";

const valued = new Set(["-n", "--adjustment"]);

describe("skipOptions", () => {
  it.each([
    [["-n", "5", "make"], ["make"]],
    [
      ["-n5", "make", "-n"],
      ["make", "-n"],
    ],
    [["-vn", "5", "make"], ["make"]],
    [["-5", "make"], ["make"]],
    [["--adjustment=5", "make"], ["make"]],
    [["--adjustment", "5", "--", "-x"], ["-x"]],
    [
      ["-", "make"],
      ["-", "make"],
    ],
    [["make"], ["make"]],
    [["-n"], []],
    [[], []],
  ])("of %j leaves %j", (args, rest) => {
    expect(skipOptions(args, valued).rest).toEqual(rest);
  });

  it("keeps the words that the options took, without the double dash", () => {
    expect(skipOptions(["-v", "-n", "5", "--", "make"], valued).taken).toEqual(["-v", "-n", "5"]);
  });
});

describe("lastValue", () => {
  it("is the last of several, under any of the names", () => {
    const { options } = skipOptions(["-n", "1", "--adjustment=2"], valued);
    expect(lastValue(options, "-n", "--adjustment")).toBe("2");
    expect(lastValue(options, "-x")).toBeUndefined();
  });
});
