import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LoadOptions, loadConfig, plainConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { canonicalJson } from "../../../lib/json.ts";
import { temporary } from "../../support/temporary.ts";

const load = (files: Record<string, string>, options: Partial<LoadOptions> = {}) =>
  loadConfig({ cwd: temporary(files), allowCode: true, cacheDir: null, ...options });

const rule = (more = "judge: (file) => []", name = "no-print") =>
  `{ name: "${name}", title: "T", files: ["**"], ${more}, passing: { files: { a: "" } }, failing: [{ files: { a: "b" } }] }`;

const config = (...rules: string[]) => `export default { rules: [${rules.join(", ")}] };`;

describe("rules of a configuration", () => {
  test.each([
    ["plainly", config(rule())],
    [
      "with defineRule",
      `import { defineConfig, defineRule } from "kprovengine";\nexport default defineConfig({ rules: [defineRule(${rule()})] });`,
    ],
    [
      "with defineRule, compiled",
      `import { defineRule as rule } from "kprovengine";\nenum A { B }\nexport default { rules: [rule(${rule()})] };`,
    ],
    ["as a method", config(rule("judge(file) { return []; }"))],
    ["with an async function", config(rule("judge: async (file) => []"))],
  ])("carry their functions, written %s", async (_, source) => {
    const { config: found } = await load({ "kprov.config.ts": source });
    const { judge, ...facts } = found.rules[0] ?? {};
    expect(await judge?.({} as never)).toEqual([]);
    expect(facts).toEqual({
      ...{ name: "no-print", title: "T", why: null, fix: null, files: ["**"], allowEmpty: null, scope: "file" },
      ...{ passing: [{ files: { a: "" } }], failing: [{ files: { a: "b" } }] },
    });
  });

  test("know whether they judge a file or the repository", async () => {
    const { config: found } = await load({ "kprov.config.mjs": config(rule("judgeAll: () => []")) });
    expect(found.rules[0]?.scope).toBe("repository");
  });

  test("are plain JSON without their functions, with the digest of their source; that is what the digest covers", async () => {
    const source = config(rule());
    const { config: found, digest } = await load({ "kprov.config.ts": source });
    const plain = plainConfig(found);
    expect(plain["ruleSources"]).toEqual({ "kprov.config.ts": sha256(source) });
    expect(plain["rules"]).toEqual([expect.not.objectContaining({ judge: expect.anything() })]);
    expect(digest?.effective).toBe(sha256(canonicalJson(plain)));
    const other = await load({ "kprov.config.ts": source.replace("=> []", "=> [ ]") });
    expect(other.digest?.effective).not.toBe(digest?.effective);
  });

  test("leave the digest's value to the value alone where there are none", async () => {
    const [one, two] = await Promise.all(
      ["", "// words\n"].map((head) => load({ "kprov.config.ts": head + config() })),
    );
    expect(one?.digest?.effective).toBe(two?.digest?.effective);
  });

  test.each([
    ["no name", config(rule().replace('name: "no-print", ', "")), "rules[0].name: expected a name"],
    ["a name of other form", config(rule("judge: () => []", "No_Print")), 'found "No_Print"'],
    ["no title", config(rule().replace('"T"', '""')), "rules[0].title: expected a sentence"],
    ["no function", config(rule("why: 'x'")), "it needs either judge or judgeAll"],
    ["two functions", config(rule("judge: () => [], judgeAll: () => []")), "it needs either judge or judgeAll"],
    [
      "a promise in its place",
      config(rule("judge: Promise.resolve([])")),
      "rules[0].judge: expected a function, found a promise",
    ],
    ["a list in its place", config(rule("judge: []")), "rules[0].judge: expected a function, found []"],
    ["a text that looks like the mark", config(rule('judge: "code"')), 'expected a function, found "code"'],
    [
      "a function elsewhere",
      config(rule("judge: () => [], why: () => 1")),
      "rules[0].why: expected a sentence, found a function",
    ],
    ["no globs", config(rule().replace('["**"]', "[]")), "rules[0].files: expected a list of at least one glob"],
    ["a glob that can't be meant", config(rule().replace('"**"', '"src/"')), "it ends in a slash"],
    ["no passing fixture", config(rule().replace(/passing: .*?\} \},/, "")), "rules[0].passing: expected a fixture"],
    [
      "no failing fixture",
      config(
        rule()
          .replace("[{ files", "[] && [{ files")
          .replace(/failing: .*\]/, "failing: []"),
      ),
      "at least one fixture",
    ],
    [
      "a path that leads out",
      config(rule().replace('{ a: "b" }', '{ "../a": "b" }')),
      'expected a relative path such as "src/a.py", found "../a"',
    ],
    ["bytes that are no base64", config(rule().replace('{ a: "b" }', '{ a: { base64: "???" } }')), "bytes in base64"],
    ["an unknown key", config(rule("judge: () => [], jugde: 1")), "unknown key"],
    ["one name twice", config(rule(), rule()), '"no-print" is there twice'],
    ["a promise of a rule", "export default { rules: [Promise.resolve({})] };", "found a promise"],
  ])("are refused with %s", async (_, source, message) => {
    await expect(load({ "kprov.config.ts": source })).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining(message),
    });
  });

  test("are code: JSON can't have any", async () => {
    const text = JSON.stringify({
      rules: [{ name: "a", title: "T", files: ["**"], judge: "code", passing: { files: {} }, failing: { files: {} } }],
    });
    await expect(load({ "kprov.config.json": text })).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining('"rules[0].judge": expected a function'),
      hint: expect.stringContaining("kprov.config.ts"),
    });
  });

  test("are marked as valid like any configuration, and carried every time", async () => {
    const dir = temporary({ "kprov.config.ts": config(rule()) });
    const options = { cwd: dir, allowCode: true, cacheDir: join(dir, "cache") };
    for (const _ of [1, 2]) expect((await loadConfig(options)).config.rules[0]?.judge({} as never)).toEqual([]);
  });
});
