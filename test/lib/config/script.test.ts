import { compileFunction } from "node:vm";
import { describe, expect, test } from "vitest";
import { scriptOf } from "../../../lib/config/script.ts";

const run = (module: string): unknown => compileFunction(scriptOf(module) ?? "throw new Error('no script')")();
const load = async (module: string): Promise<unknown> =>
  ((await import(`data:text/javascript,${encodeURIComponent(module)}`)) as { default: unknown }).default;

describe("scriptOf", () => {
  test.each([
    "export default {}",
    'export default { project: "a", deny: ["a", "b"], nested: { c: [1, 2,] } }',
    "const config = { a: 1 }\nexport default config",
    'const list = ["a"]\nexport default { list };',
    'const name = "a"\nexport default { name }',
    "export default (() => ({ a: 1 }))();",
    "const a = { b: 1 };\nexport default a;\na.b = 2;",
    "let a = 1;\nexport default a;\na = 2;",
    "export default typeof f;\nvar f = 1;\nconst g = (x) => x;\n{ let f = 2; }",
    "export /* here */ default\n\n[1]\n",
    "let kept = 0;\n(() => { try { undeclared = 1; } catch { kept = 1 } })();\nexport default kept;",
  ])("means what the module means: %j", async (module) => {
    expect(run(module)).toEqual(await load(module));
  });

  test("keeps lines", () => {
    const script = scriptOf("\n\nexport\ndefault null\n.x") ?? "";
    const lineOf = (): number => {
      try {
        return compileFunction(script, [], { filename: "config" })() as number;
      } catch (error) {
        return Number(/config:(\d+)/.exec((error as Error).stack ?? "")?.[1]);
      }
    };
    expect(lineOf()).toBe(5);
  });

  test.each([
    ["{}", "no export"],
    ["export const a = 1", "another export"],
    ["export const a = 1; export default a", "two exports"],
    ["export default", "no value"],
    ["export default 1, 2", "a comma"],
    ["export default function f() {}", "a declaration"],
    ["export default class {}", "a class"],
    ["export default async () => {}", "an asynchronous function"],
    ["export default await 1", "an await"],
    ["return {}; export default {}", "a return"],
    ["export default (() => { return 1 })()", "a return in a function"],
    ["export default new.target", "a target"],
    ["export default arguments", "arguments"],
    ["{ export default {} }", "an export in a block"],
    ["if (true)\nexport default {}", "an export behind a condition"],
    ["const a = 1 export default a", "a missing line break"],
    ["const kprovConfig$ = 1; export default 1", "its own name"],
    ["export default /x/", "text that is not understood"],
  ])("leaves %j to the loader of modules: %s", (module) => {
    expect(scriptOf(module)).toBeUndefined();
  });
});
