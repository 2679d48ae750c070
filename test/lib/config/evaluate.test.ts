import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type LoadedConfig, type LoadOptions, loadConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const top = fileURLToPath(new URL("../../..", import.meta.url));

const load = (cwd: string, options: Partial<LoadOptions> = {}): Promise<LoadedConfig> =>
  loadConfig({ cwd, allowCode: true, cacheDir: null, ...options });

const evaluate = (source: string, name = "kprov.config.ts", options: Partial<LoadOptions> = {}) =>
  load(temporary({ [name]: source }), options);

describe("loadConfig evaluates code", () => {
  // With and without the compiler; none of these directories has a node_modules.
  const sources = {
    "type-only import":
      'import type { KprovConfig } from "kprovengine";\nexport default { project: "x" } satisfies KprovConfig;',
    "type-only import, compiled":
      'import type { KprovConfig } from "kprovengine";\nexport default <KprovConfig>{ project: "x" };',
    defineConfig: 'import { defineConfig } from "kprovengine";\nexport default defineConfig({ project: "x" });',
    "defineConfig, compiled":
      'import { defineConfig as define } from "kprovengine";\nenum A { B = "x" }\nexport default define({ project: A.B });',
    "runtime import": 'import { join } from "node:path";\nexport default { project: join("x") };',
  };
  for (const [what, source] of Object.entries(sources)) {
    test.each([["commonjs"], ["module"], [undefined]])(
      `${what}, in a git repository of type %s without node_modules`,
      async (type) => {
        using at = repo({ "kprov.config.ts": source, "package.json": JSON.stringify({ type }) });
        const before = readdirSync(at.dir);
        expect((await load(at.dir)).config.project).toBe("x");
        expect(readdirSync(at.dir)).toEqual(before);
        expect(at.git("status", "--porcelain", "--ignored")).toBe("");
      },
    );
  }

  test.each(["kprov.config.mts", "kprov.config.mjs"])(
    "%s, with helpers beside it, from a directory below",
    async (name) => {
      const dir = temporary({
        [name]:
          'import { names } from "./config/names.ts";\nimport more from "./more.json" with { type: "json" };\nexport default { identity: { forbidden: [...names, ...more] } };',
        "config/names.ts": 'export const names: string[] = ["one", "two"];',
        "more.json": '["three"]',
        "package.json": '{"type":"commonjs"}',
        "a/b/file": "",
      });
      expect((await load(join(dir, "a/b"))).config.identity.forbidden).toEqual(["one", "two", "three"]);
    },
  );

  test.each(["", 'import "node:os";\n'])("anew each time, like the first (%j)", async (head) => {
    const dir = temporary({
      "kprov.config.ts": `${head}globalThis.kprovCount = (globalThis.kprovCount ?? 0) + 1;\nexport default { project: String(globalThis.kprovCount) };`,
    });
    const first = Number((await load(dir)).config.project);
    expect(Number((await load(dir)).config.project)).toBe(first + 1);
  });

  test("from the bytes that it digests, also when the file changes meanwhile", async () => {
    const source =
      'import { writeFileSync } from "node:fs";\nwriteFileSync(import.meta.filename ?? __filename, "export default {}");\nexport default { project: "first" };';
    const dir = temporary({ "kprov.config.ts": source });
    const { config, digest } = await load(dir);
    expect([config.project, digest?.sha256]).toEqual(["first", sha256(source)]);
    expect((await load(dir)).digest?.sha256).toBe(sha256("export default {}"));
  });

  test("without what a loader would read beside it: rc files, package.json, .env, layers by environment", async () => {
    const dir = temporary({
      "kprov.config.ts": 'import "node:os";\nexport default { project: process.env["KPROV_FROM_DOTENV"] ?? "main" };',
      ".kprovrc": "project=rc",
      ".env": "KPROV_FROM_DOTENV=dotenv",
      "package.json": '{"kprov":{"project":"package"}}',
      ".config/kprov.ts": 'export default { project: "hidden" }',
    });
    expect((await load(dir)).config).toMatchObject({ project: "main", identity: { name: "main" } });
  });
});

describe("loadConfig refuses code with E_CONFIG", () => {
  test.each([
    ["export default () => ({})", "expected an object, found a function"],
    ["export default async () => ({})", "expected an object, found a function"],
    ["export default null", "expected an object, found null"],
    ["export default 'x'", "expected an object, found string"],
    ["export default new Map()", "expected an object, found an instance of Map"],
    ["export const project = 'x'", "expected a default export, found none"],
    ["module.exports = { project: 'x' }", "expected a default export, found none"],
    ["", "expected a default export, found none"],
    ["export default {", "kprov.config.ts:1:16"],
    ["export default {};\nconst = 1", "kprov.config.ts:2:6"],
    ["throw new Error('boom')", "boom"],
    ["throw 'text'", "text"],
    ["throw undefined", "undefined"],
    ["import './gone.ts'; export default {}", "gone.ts"],
    ["process.exit(0)", "it called process.exit(0)"],
    ["void Promise.reject(new Error('stray')); export default {}", "stray"],
    [
      "setTimeout(() => { throw new Error('later') }); await new Promise((done) => setTimeout(done, 5000)); export default {}",
      "later",
    ],
    ["export default { get project() { throw new Error('trap') } }", "trap"],
    ["export const then = () => undefined; export default {}", "did not come to an end"],
  ])("%j: %s", async (source, message) => {
    const attempt = evaluate(source, "kprov.config.ts", { timeout: 1500 });
    await expect(attempt).rejects.toMatchObject({ code: "E_CONFIG", message: expect.stringContaining(message) });
    await expect(attempt).rejects.toMatchObject({ message: expect.stringContaining('"kprov.config.ts"') });
  });

  test.each([
    "await new Promise(() => {}); export default {}",
    'import "node:os"; await new Promise(() => {}); export default {}',
  ])("that never comes to an end: %s", async (source) => {
    const attempt = evaluate(source, "kprov.config.ts", { timeout: 200 });
    await expect(attempt).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining("within 200 ms"),
    });
  });

  // In a process of their own: the test runner's own import() looks through default exports that are objects.
  test("that exports another thing than an object", async () => {
    const wrong = [
      ["export default Promise.resolve({})", "expected an object, found a promise"],
      ["export default Promise.reject(new Error('x'))", "expected an object, found a promise"],
      ["export default [{}]", "expected an object, found a list"],
      ["export default undefined", "expected an object, found undefined"],
    ];
    const dirs = wrong.map(([source = ""]) => temporary({ "kprov.config.ts": source }));
    const script = `const { loadConfig } = await import(${JSON.stringify(new URL("../../../lib/config/index.ts", import.meta.url))});
      for (const cwd of ${JSON.stringify(dirs)}) {
        await loadConfig({ cwd, allowCode: true, cacheDir: null }).then(console.log, (e) => console.log(e.code + " " + e.message));
      }`;
    const argv = ["--import", "tsx", "--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: top });
    expect(stdout.trim().split("\n")).toEqual(
      wrong.map(([, message]) => `E_CONFIG Cannot use "kprov.config.ts": ${message}`),
    );
  });

  test("that is not UTF-8, and accepts a byte order mark", async () => {
    const dir = temporary({ "kprov.config.ts": new Uint8Array([0x2f, 0x2f, 0xff, 0x0a]) });
    await expect(load(dir)).rejects.toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining("not valid UTF-8"),
    });
    expect((await evaluate("\ufeffexport default { project: 'bom' }")).config.project).toBe("bom");
  });

  test("with every strange value named by its key", async () => {
    const source =
      "const run: any = {}; run.run = run;\nexport default { run, project: () => 1, artifacts: { deny: Promise.resolve([]) } }";
    await expect(evaluate(source)).rejects.toMatchObject({
      message: [
        'Cannot use "kprov.config.ts":',
        '  artifacts.deny: expected a list of globs such as ["docs/**"], found a promise',
        "  project: expected a name, found a function",
        "  run.run: unknown key; known here: out, recordEnv, collect, secrets, sign, secretFiles, approvalsRequired, requirePreflight",
      ].join("\n"),
    });
  });
});

describe("loadConfig gives back the process as it was", () => {
  // In a process of its own: what the test runner is told while `process.emit` is replaced would be lost for ever.
  test("whatever it did to it", async () => {
    const sources = [
      "export default {}",
      "throw 1",
      'for (const event of ["exit", "beforeExit", "SIGINT", "kprov"]) process.on(event, () => { process.exitCode = 0; }); export default {};',
      'process.prependOnceListener("exit", () => { process.exitCode = 0; }); export default {};',
      "process.exitCode = 7; export default {};",
      'process.chdir("/"); export default {};',
      "process.emit = process.on = process.exit = process.reallyExit = () => true; export default {};",
      "process.stdout.write = process.stderr.write = () => true; export default {};",
      "console.error = console.table = () => undefined; export default {};",
      "globalThis.process = { ...process }; globalThis.console = {}; export default {};",
      'setImmediate(() => process.on("exit", () => undefined)); export default {};',
    ];
    const heads = ["", 'import "node:os";\n'];
    const cases = sources.flatMap((source) => heads.map((head) => head + source));
    const dirs = cases.map((source) => temporary({ "kprov.config.ts": source }));
    const script = `import { isDeepStrictEqual } from "node:util";
      const { loadConfig } = await import(${JSON.stringify(new URL("../../../lib/config/index.ts", import.meta.url))});
      const state = () => ({
        ...{ exit: process.exit, on: process.on, emit: process.emit, log: console.log, error: console.error },
        ...{ write: process.stdout.write, writeError: process.stderr.write, exitCode: process.exitCode },
        ...{ cwd: process.cwd(), events: process.eventNames().map((name) => [name, process.rawListeners(name)]) },
      });
      for (const cwd of ${JSON.stringify(dirs)}) {
        const before = state();
        const end = await loadConfig({ cwd, allowCode: true, cacheDir: null }).then(() => "loaded", (e) => e.code);
        console.log(end + " " + isDeepStrictEqual(state(), before));
      }`;
    const argv = ["--import", "tsx", "--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: top });
    const ends = cases.map((source) => `${source.endsWith("throw 1") ? "E_CONFIG" : "loaded"} true`);
    expect(stdout.trim().split("\n")).toEqual(ends);
  });

  test("with the listeners that the configuration took away, and those that fire once", async () => {
    const seen: string[] = [];
    process.on("kprov" as "exit", () => seen.push("always"));
    process.once("kprov" as "exit", () => seen.push("once"));
    await evaluate('process.removeAllListeners("kprov"); export default {}');
    process.emit("kprov" as "exit", 0);
    process.emit("kprov" as "exit", 0);
    process.removeAllListeners("kprov");
    expect(seen).toEqual(["always", "once", "always"]);
  });

  test("and refuses what it can't give back", async () => {
    const source = `process.on("kprov", () => 0);
      process.exitCode = 7;
      Object.defineProperty(process.stdout, "kprovTrap", { value: () => true, configurable: false });
      export default {};`;
    await expect(evaluate(source)).rejects.toMatchObject({
      code: "E_CONFIG",
      message: 'Cannot use "kprov.config.ts": it changed "kprovTrap" of the process for good',
    });
    expect([process.listenerCount("kprov"), process.exitCode]).toEqual([0, undefined]);
  });
});

describe("a configuration has no say in how the process ends", () => {
  const spawn = async (script: string, cwd: string) => {
    const argv = ["--import", import.meta.resolve("tsx"), join(top, script)];
    return promisify(execFile)(process.execPath, argv, { cwd }).then(
      () => ({ code: 0, stderr: "" }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    );
  };

  test.each(["", 'import "node:os";\n'])("violated is exit 1 whatever its listeners say (%j)", async (head) => {
    const source = `${head}for (const event of ["exit", "beforeExit"]) process.on(event, () => { process.exitCode = 0; });\nexport default {};`;
    using at = repo({ "kprov.config.ts": source, ".env": "A=1" });
    expect(await spawn("scripts/check-artifacts.ts", at.dir)).toMatchObject({ code: 1 });
  });

  // Nothing else keeps such a process alive: Node would end it with 13, or with 0.
  test.each(["", 'import "node:os";\n'])("one that waits for ever is E_CONFIG, exit 2 (%j)", async (head) => {
    const lib = (path: string) => JSON.stringify(new URL(`../../../lib/${path}`, import.meta.url));
    const dir = temporary({
      "kprov.config.ts": `${head}await new Promise(() => {});\nexport default {};`,
      "main.ts": `import { runScript } from ${lib("cli.ts")};
        import { loadConfig } from ${lib("config/index.ts")};
        const run = () => loadConfig({ cwd: process.cwd(), allowCode: true, cacheDir: null, timeout: 300 });
        runScript(import.meta.url, { meta: { name: "wait" }, args: {}, run });`,
      "package.json": '{"type":"module"}',
    });
    const argv = ["--import", import.meta.resolve("tsx"), join(dir, "main.ts")];
    const ended = await promisify(execFile)(process.execPath, argv, { cwd: dir }).catch((error: unknown) => error);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("did not come to an end within 300 ms") });
  });
});
