import { describe, expect, it } from "vitest";
import { taskRuns } from "./support.ts";

/** The commands of `make a`, without their places. */
const made = async (Makefile: string) =>
  (await taskRuns("make a", { Makefile })).map((line) => line.replace(/^[\w./]+:\d+:\d+ /, ""));

describe("a text of several lines begins and ends", () => {
  it.each<[string, string[]]>([
    ["override  private\tdefine\t D\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["C = gate\ndefine CC\ntrue\nendef\na: ; $(C) $(CC)\n", ["gate $(CC)"]],
    ["define D\nx endef\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\nx define\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\ndefine\nendef\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\n define\\\nE\nendef\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\ntrue\nendef\\\n\na: ; gate\n", ["gate"]],
    ["define D\r\ntrue\r\nendef\\\r\n\r\na: ; gate\r\n", ["gate"]],
    ["define D\nendef", ['why: its Makefile has no target "a"']],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });

  const unsure = 'why: of its Makefile, where "define" ends in a conditional is not understood';
  it.each<[string, string]>([
    ["endef # a comment", "gate"],
    [" endef\t", "gate"],
    ["an endef\nendef", "gate"],
    ["endef x", unsure],
    ["endef x endef", unsure],
    ["\tendef\nendef", unsure],
    ["defined\nendef", "gate"],
  ])("in a conditional by %j", async (end, expected) => {
    expect(await made(`ifdef X\ndefine D\n${end}\nendif\na: ; gate\n`)).toEqual([expected]);
  });
});

describe("lines are joined by a backslash", () => {
  it.each<[string, string[]]>([
    ["a:\n\tone \\\r\n\ttwo\r\n\tthree\n", ["one \\\r\n\ttwo", "three"]],
    ["a:\n\tone \\\\\n\ttwo \\\\\\\n\tmore", ["one \\\\", "two \\\\\\\n\tmore"]],
    ["\n\na: ; one \\", ["one \\"]],
    ["\\\n\\\na: ; one\n", ["one"]],
    ["a: \\\n ; one\n", ["one"]],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });
});
