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

  test("say of each rule which files it comes from, and by which name: of the configuration where it does more than list", async () => {
    const files = {
      "kprov.config.ts": `import { one as first } from "./rules/one.ts";\nimport { two } from "./rules/two";\nimport "./rules/beside.ts";\nexport default { rules: [two, first] };`,
      "rules/one.ts": `import "./deep.ts";\nexport const one = ${rule()};`,
      "rules/two.ts": `export const two = ${rule("() => []", "two")};`,
      "rules/deep.ts": 'import "./one.ts";',
      "rules/beside.ts": "",
    };
    expect((await load(temporary(files))).config.ruleOrigins).toEqual([
      ["rules/beside.ts", "rules/two.ts", "rules/two.ts#two"],
      ["rules/beside.ts", "rules/deep.ts", "rules/one.ts", "rules/one.ts#one"],
    ]);
    const source = files["kprov.config.ts"].replace("[two, first]", "[two, { ...first }]");
    const all = Object.keys(files).sort();
    expect((await load(temporary({ ...files, "kprov.config.ts": source }))).config.ruleOrigins).toEqual([all, all]);
  });

  test("take a rule's name within a text for a word", async () => {
    const source = listing.replace('"p"', '"p", identity: { forbidden: ["one", \'old-one/**\'] }');
    const one = `export const one = ${rule()};`;
    expect(Object.keys(await sourcesOf({ "kprov.config.ts": source, "rules/one.ts": one }))).toEqual(["rules/one.ts"]);
  });

  test("know a list that is imported as a whole", async () => {
    const { config } = await load(
      temporary({
        "kprov.config.ts": 'import { own } from "./rules/all.ts";\nexport default { rules: own };',
        "rules/all.ts": `export const own = [${rule()}, ${rule("() => []", "two")}];`,
      }),
    );
    expect(Object.keys(config.ruleSources)).toEqual(["rules/all.ts"]);
    expect(config.ruleOrigins).toEqual(Array(2).fill(["rules/all.ts", "rules/all.ts#own"]));
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
    [
      "it changes a rule between what looks like the ends of a text",
      `import { one } from "./rules/one.ts";\n// \`\none.why = "x";\n// \`\nexport default { rules: [one] };`,
    ],
    [
      "it changes a rule between two patterns",
      `import { one } from "./rules/one.ts";\n/"/; one.why = "x"; /"/;\nexport default { rules: [one] };`,
    ],
    [
      "it changes a rule by another name",
      `import { one } from "./rules/one.ts";\nimport * as all from "./rules/one.ts";\nexport default { rules: [one] };`,
    ],
    [
      "it changes a rule that a list holds",
      `import { one } from "./rules/one.ts";\nimport { make } from "./rules/one.ts";\nObject.assign([], make);\nexport default { rules: [one] };`,
    ],
    [
      "a text looks like the import",
      `import { join as one } from "node:path";\nconst text = 'import { one } from "./rules/one.ts"';\nexport default { rules: [${rule()}, one].slice(0, 1) };`,
    ],
    [
      "it is imported by a file of a rule",
      `import { other } from "./rules/other.ts";\nexport default { rules: [other] };`,
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
      "rules/other.ts": `import type {} from "../kprov.config.ts";\nexport const other = ${rule()};`,
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
    ["a path that begins as a literal", `export default { rules: [${rule('() => import("./" + "one.ts")')}] };`],
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
