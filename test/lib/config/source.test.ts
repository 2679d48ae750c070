import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { nativeModule } from "../../../lib/config/source.ts";

/** What the module exports by default when Node runs it as it is. */
const run = async (source: string, isTypeScript = true): Promise<unknown> => {
  const text = nativeModule(source, isTypeScript);
  if (text === undefined) return undefined;
  return ((await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { default: unknown }).default;
};

const { createJiti } = createRequire(import.meta.resolve("c12"))("jiti") as typeof import("jiti");
const compile = async (source: string): Promise<unknown> => {
  const jiti = createJiti(import.meta.url, { fsCache: false, virtualModules: { kprovengine: { defineConfig } } });
  return ((await jiti.evalModule(source, { filename: "/x.ts", async: true })) as { default: unknown }).default;
};
const defineConfig = (config: unknown) => config;

const usual = [
  "export default {}",
  'import type { KprovConfig } from "kprovengine";\nexport default { project: "a" } satisfies KprovConfig;',
  'import type { KprovConfig } from "kprovengine"\n\nconst config: KprovConfig = { project: "a" }\nexport default config',
  'import { defineConfig } from "kprovengine";\nexport default defineConfig({ project: "a" });',
  'import { defineConfig, type KprovConfig } from "kprovengine"\nexport default defineConfig({ project: "a" } as KprovConfig)',
  'const deny = ["a", "b"] as const;\nexport default { artifacts: { deny: [...deny, "c"] } } as const',
  'const deny: readonly string[] = ["a"];\nlet n: number = 1_000.5e1\nexport default { deny, n }',
  "export default { project: `a b`, x: 'it\\'s', y: \"as const satisfies\" /* as B */, // satisfies C\n z: [1, 2,] }",
  'const base = { a: 1 };\nexport default { ...base, ...(base.a === 1 && { b: 2 }), c: base.a ? "x" : "y" };',
  'const tokens = ["a", "b"].map((token) => token + "-x");\nexport default { tokens };',
  'const a = { as: 1, satisfies: 2, type: 3 };\nexport default { as: a.as, s: a.satisfies, "import": a["type"] };',
  'import type {\n  A, // one\n  B as C,\n} from "../types.ts";\nexport default [1] satisfies C[];',
  'export default { a: "x/y".replace(/[/"]/g, (c) => `<$' +
    '{c}>`), b: !/y/.test("x"), c: [/a\\/b/i.source, /`/.source] };',
  "const f = (list) => { if (list.length > 1) return /x/.test(list[0]) ? `$" +
    "{list[0]} and $" +
    '{list.at(1)}` : null; return list; };\nexport default { a: f(["x", "y"]), b: f([]) };',
  'const f = (n) => n < 2 || n <= 3;\nexport default { a: f(1), b: Array.from("ab"), c: `\\$' +
    "{x} $ {y} $" +
    "{1}` };",
];

describe("nativeModule", () => {
  test.each(usual)("gives what the compiler gives: %j", async (source) => {
    expect(await run(source)).toEqual(await compile(source));
  });

  test.each([
    ['import os from "node:os"; export default {}', "a runtime import"],
    ['import "./side-effect.js"; export default {}', "an import for its effect"],
    ['import { verifyBundle } from "kprovengine"; export default {}', "another import of this package"],
    ['import { defineConfig as d } from "kprovengine"; export default d({})', "a renamed import"],
    ['import type Config from "kprovengine"; export default {}', "a default type import"],
    ['export default { a: await import("./x.js") }', "a dynamic import"],
    ["export default { a: import.meta.url }", "its own place"],
    ["export default { a: __dirname }", "its own directory"],
    ['export default { a: require("os") }', "require"],
    ["module.exports = {}", "CommonJS"],
    ['export * from "./x.js"', "an export from elsewhere"],
    ["const a = 1; export { a as b }; export default {}", "an export list, where `as` is JavaScript"],
    ["const f = (x) => x; export default f<string>(1)", "what JavaScript would read as comparisons"],
    ["const a = 1; const g = 1; export default { a: a /x/ g }", "a division, or a regular expression"],
    ["const f = () => 4; export default { a: f() / 2 / 1 }", "a slash behind a bracket"],
    ["const a = { b: 4 }; const g = 2; export default { a: a.b! /2/ g }", "a slash behind a value that is there"],
    ["let a = 4; const g = 2; export default { a: a++ /2/ g }", "a slash behind what is counted up"],
    ["const a = { return: 4 }; const g = 2; export default { a: a.return /2/ g }", "a property called return"],
    ["export default { a: /[[a]--[b]]/v }", "a regular expression with brackets in brackets"],
    ["export default { a: `$" + "{{ b: 1 }.b}` }", "a template with braces in a hole"],
    ["export default { a: `$" + "{require('os')}` }", "a template that requires something"],
    ["let b = 1; export default { a: 2 <!--b\n }", "what a script takes for a comment"],
    ["enum A { B } export default {}", "an enum"],
    ["export default { a: eval('1') }", "eval"],
    ["export default { a: 'open }", "text that does not end"],
    ["export default { a: 1 } /* open", "a comment that does not end"],
    ["#!/usr/bin/env node\nexport default {}", "a hashbang"],
    ["export default { a: \\u0061 }", "an escaped identifier"],
  ])("leaves to the compiler: %s (%s)", (source) => {
    expect(nativeModule(source, true)).toBeUndefined();
  });

  test("leaves a module with types to the compiler when its file is JavaScript", async () => {
    expect(nativeModule("export default {} as const", false)).toBeUndefined();
    expect(nativeModule('import type { A } from "x"; export default {}', false)).toBeUndefined();
    expect(
      await run('import { defineConfig } from "kprovengine"; export default defineConfig({ a: 1 })', false),
    ).toEqual({
      a: 1,
    });
  });

  test("keeps every character's place, so that positions in messages stay true", () => {
    const source = 'import type { A } from "x";\nexport default {\n  a: 1,\n} satisfies A;\n';
    expect(nativeModule(source, true)).toBe(`;${" ".repeat(26)}\nexport default {\n  a: 1,\n}            ;\n`);
  });

  test("does not let lines grow together where a type or an import stood between them", () => {
    // JavaScript would read `b[1]` here: the type stays, and is a syntax error that sends it to the compiler.
    const split = "const a = b satisfies C\n[1].x\nexport default a";
    expect(nativeModule(split, true)).toBe(split);
    const text = nativeModule('const a = f\nimport type { B } from "x"\n(g)\nexport default a', true);
    expect(text).toMatch(/f\n; +\n\(g\)/);
  });
});
