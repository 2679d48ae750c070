import { describe, expect, test } from "vitest";
import { isSelfContained } from "../../../lib/config/index.ts";

describe("isSelfContained", () => {
  test.each<[string, string]>([
    [".json", "{"],
    [".mjs", "export default { project: 'a' };"],
    [".ts", '/** @type {import("kprovengine").KprovConfig} */\nexport default { project: "a" };'],
    [".ts", 'import type { KprovConfig } from "./lib/x.ts";\nexport default {} satisfies KprovConfig;'],
    [".ts", 'import { defineConfig } from "kprovengine";\nexport default defineConfig({ project: "import process" });'],
  ])("%s %j says the same wherever it lies", async (extension, source) => {
    expect(await isSelfContained(source, extension)).toBe(true);
  });

  test.each<[string, string]>([
    [".mjs", 'import { deny } from "./deny.mjs";\nexport default { artifacts: { deny } };'],
    [".mjs", 'export default { artifacts: { deny: (await import("./deny.mjs")).deny } };'],
    [".mjs", "export default { project: process.env.NAME };"],
    [".mjs", "export default { project: globalThis.process.cwd() };"],
    [".mjs", 'export default { project: (() => {}).constructor("return process")().cwd() };'],
    [".mjs", 'export default { project: eval("1") };'],
    [".mjs", "export default { project: String(6 / 2) };"],
    [".ts", 'const fs = require("node:fs"); export default {};'],
    [".ts", "export default { project: <string>'a' };"],
  ])("%s %j may depend on more than its text, or nobody can tell", async (extension, source) => {
    expect(await isSelfContained(source, extension)).toBe(false);
  });
});
