import { describe, expect, it } from "vitest";
import { isCommand, isRunning } from "../../../../../lib/guard/parity/task/package-names.ts";

describe("isRunning", () => {
  it.each([
    ...["run", "rum", "urn", "ur", "run-", "run-s", "run-sc", "run-scr", "run-scri", "run-scrip", "run-script"],
  ])("npm %s", (word) => {
    expect(isRunning("npm", word)).toBe(true);
  });

  it.each([
    ["npm", "rerun"],
    ["npm", "runs"],
    ["npm", "run-scripts"],
    ["pnpm", "rum"],
    ["pnpm", "rerun"],
    ["pnpm", "runs"],
    ["yarn", "run-s"],
    ["bun", "urn"],
  ])("not %s %s", (program, word) => {
    expect(isRunning(program, word)).toBe(false);
  });

  it.each(["pnpm", "yarn", "bun"])("%s run, and run-script", (program) => {
    expect([isRunning(program, "run"), isRunning(program, "run-script")]).toEqual([true, true]);
  });
});

describe("isCommand", () => {
  it.each(["exec", "exe", "x", "dlx", "explo", "explor", "explore", "run", "t", "restart", "ci"])("npm %s", (word) => {
    expect(isCommand("npm", word)).toBe(true);
  });

  it.each(["index", "execute", "xy", "re-explore", ".npm", "gate"])("not npm %s", (word) => {
    expect(isCommand("npm", word)).toBe(false);
  });
});
