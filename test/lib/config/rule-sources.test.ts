import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { temporary } from "../../support/temporary.ts";

const load = (cwd: string) => loadConfig({ cwd, allowCode: true, cacheDir: null });

const sourcesOf = async (files: Record<string, string>) => (await load(temporary(files))).config.ruleSources;

const rule = (judge = "() => []", name = "a") =>
  `{ name: "${name}", title: "T", files: ["**"], judge: ${judge}, passing: { files: { a: "" } }, failing: { files: { a: "b" } } }`;

const listing = 'import { one } from "./rules/one.ts";\nexport default { project: "p", rules: [one] };';

describe("ruleSources", () => {
  test("are nothing without rules", async () => {
    expect(await sourcesOf({ "kprov.config.ts": 'export default { project: "p" };' })).toEqual({});
  });

  test("follow imports by relative paths, however they are written", async () => {
    const files = {
      "kprov.config.ts": `import { one } from "./rules/one.ts";\nimport two from './rules/two.js';\nimport "./rules/three";\nexport default { rules: [${rule()}, one, two] };`,
      "rules/one.ts": `export * from /* why */ "./deep/index.ts";\nexport const one = ${rule("() => []", "one")};`,
      "rules/two.ts": `const x = require("./four.cjs");\nexport default ${rule("() => x", "two")};`,
      "rules/three/index.ts": "export {};",
      "rules/four.cjs": "module.exports = [];",
      "rules/deep/index.ts": 'export const lazy = () => import("../five.mjs");',
      "rules/five.mjs": "export {};",
      "rules/unused.ts": "",
    };
    const names = Object.keys(files).filter((name) => name !== "rules/unused.ts");
    const sources = await sourcesOf(files);
    expect(Object.keys(sources)).toEqual(names.sort());
    for (const name of names) expect(sources[name]).toBe(sha256(files[name as keyof typeof files]));
  });

  test("leave out a configuration that only lists what it imports", async () => {
    const one = `export const one = ${rule()};`;
    expect(await sourcesOf({ "kprov.config.ts": listing, "rules/one.ts": one })).toEqual({
      "rules/one.ts": sha256(one),
    });
  });

  test.each([
    [
      "it makes a rule",
      `import { one } from "./rules/one.ts";\nexport default { rules: [one, ${rule("() => []", "b")}] };`,
    ],
    [
      "it changes a rule",
      `import { one } from "./rules/one.ts";\none.judge = () => [];\nexport default { rules: [one] };`,
    ],
    [
      "it touches a rule",
      `import { one } from "./rules/one.ts";\nObject.freeze(one);\nexport default { rules: [one] };`,
    ],
    ["it calls what it imports", 'import { make } from "./rules/one.ts";\nexport default { rules: [make("x")] };'],
    [
      "the list stands in a comment",
      'import { make } from "./rules/one.ts";\n// rules: [one],\nexport default { ["rules"]: [make("x")] };',
    ],
  ])("count the configuration when %s", async (_, source) => {
    const sources = await sourcesOf({
      "kprov.config.ts": source,
      "rules/one.ts": `export const one = ${rule()};\nexport const make = (text) => (${rule()});`,
    });
    expect(Object.keys(sources)).toContain("kprov.config.ts");
  });

  test("change the digest with what a rule imports", async () => {
    const dir = temporary({
      "kprov.config.ts": listing,
      "rules/one.ts": `import { pattern } from "./pattern.ts";\nexport const one = ${rule("(file) => file.find(pattern)")};`,
      "rules/pattern.ts": "export const pattern = /a/;",
    });
    const before = await load(dir);
    writeFileSync(join(dir, "rules/pattern.ts"), "export const pattern = /b/;");
    const after = await load(dir);
    expect(after.digest?.effective).not.toBe(before.digest?.effective);
    expect(after.digest?.sha256).toBe(before.digest?.sha256);
  });

  test("pass over packages, and over texts that look like an import", async () => {
    const source = `import { join } from "node:path";\nexport default { rules: [{ ...${rule()}, failing: { files: { a: 'import x from "./nowhere";' + join("") } } }] };`;
    expect(Object.keys(await sourcesOf({ "kprov.config.ts": source }))).toEqual(["kprov.config.ts"]);
  });

  test.each([
    ["a computed path", `const at = "./one.ts";\nexport default { rules: [${rule("() => import(at)")}] };`],
    ["a template", `const at = "one";\nexport default { rules: [${rule("() => import(`./$" + "{at}.ts`)")}] };`],
    ["an absolute path", `export default { rules: [${rule('() => import("/etc/x.ts")')}] };`],
    ["a path that package.json maps", `export default { rules: [${rule('() => import("#x")')}] };`],
    ["a package in a directory", `export default { rules: [${rule('() => import("./package")')}] };`],
  ])("can't be told with %s", async (_, source) => {
    const files = { "kprov.config.ts": source, "package/package.json": '{"main":"../x.js"}' };
    await expect(sourcesOf(files)).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining("Cannot tell which code the rules"),
    });
  });
});
