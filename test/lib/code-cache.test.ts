import { chmodSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { join, sep } from "node:path";
import { Script } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CodeEntry, parseCodeEntry, useCodeCache } from "../../lib/code-cache.ts";
import { formatCodeEntry } from "../../lib/code-entry.ts";
import type { ModuleClass } from "../../lib/code-runner.ts";
import { temporary } from "../support/temporary.ts";

const modules = Module as unknown as ModuleClass;
const compile = modules.prototype._compile;
let [dir, cache] = ["", ""];

beforeEach(() => {
  dir = temporary({
    "a.cjs": '#!/usr/bin/env node\nexports.value = 1 + require("./below/b.cjs").value;\n',
    "below/b.cjs": "exports.value = 1;\n",
    "more.cjs": 'exports.path = require("node:path");\n',
    "other.cjs": "",
    "words.cjs": "/** import() and git-fast-import(1). */\nexports.pattern = /^import(\\?)?/;\n",
    "import.cjs": 'exports.load = () => import("node:os");\n',
  });
  cache = temporary();
});
afterEach(() => expect(modules.prototype._compile).toBe(compile));

/** One run: files loaded as Node does, then what was compiled is kept. */
const run = async (names: readonly string[] = ["./a.cjs"], env: NodeJS.ProcessEnv = {}) => {
  const require = createRequire(join(dir, "main.cjs"));
  const keep = useCodeCache({ dir: dir + sep, command: "check", env: { KPROV_CACHE_DIR: cache, ...env }, modules });
  try {
    return names.map((name) => require(name));
  } finally {
    await keep();
    for (const path of Object.keys(require.cache)) if (path.startsWith(dir)) delete require.cache[path];
  }
};

const entryFile = (): string => {
  const [name = "none"] = readdirSync(join(cache, "code"));
  return join(cache, "code", name);
};
const stampIn = (bytes: Buffer): string => JSON.parse(bytes.toString("utf8", 0, bytes.indexOf("\n")))[0];
const readEntry = (): CodeEntry => {
  const bytes = readFileSync(entryFile());
  return parseCodeEntry(bytes, stampIn(bytes)) ?? expect.fail("damaged");
};

/** An entry that says of `below/b.cjs` what the file does not: whoever believes it computes 9. */
const plantOther = async (change: Partial<CodeEntry> = {}): Promise<Buffer> => {
  // Another file: what V8 has compiled in this process it takes from there.
  await run(["./other.cjs"]);
  const source = Buffer.from("exports.value = 1;\n");
  const body = "exports.value = 8;\n";
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${body}\n})`;
  const files = new Map([["below/b.cjs", { source, code: new Script(wrapped).createCachedData() }]]);
  const bytes = formatCodeEntry({ ...readEntry(), writes: 2, files, ...change });
  writeFileSync(entryFile(), bytes);
  return bytes;
};
const computed = async (env: NodeJS.ProcessEnv = {}): Promise<number> => (await run(["./a.cjs"], env))[0].value;

describe("useCodeCache", () => {
  test("keeps a file that only speaks of imports, and none that has one", async () => {
    await run(["./words.cjs", "./import.cjs"]);
    expect([...readEntry().files.keys()]).toEqual(["words.cjs"]);
  });

  test("runs the bytecode that is kept, whose source is the file's", async () => {
    await plantOther();
    expect(await computed()).toBe(9);
  });

  test("never runs bytecode of a file that has changed, and replaces all of the entry then", async () => {
    await plantOther();
    writeFileSync(join(dir, "below/b.cjs"), "exports.value = 5;\n");
    expect(await computed()).toBe(6);
    expect(readEntry().writes).toBe(1);
    expect(await computed()).toBe(6);
  });

  test.each([
    [
      "another stamp",
      (good: Buffer) => Buffer.from(good.toString("latin1").replaceAll('["kprov', '["KPROV'), "latin1"),
    ],
    ["nothing", () => Buffer.alloc(0)],
    ["one byte", () => Buffer.from("x")],
    ["a cut", (good: Buffer) => good.subarray(0, good.length - 1)],
    ["half of it", (good: Buffer) => good.subarray(0, good.length / 2)],
    ["two more bytes", (good: Buffer) => Buffer.concat([good, Buffer.from("xx")])],
    ["garbage", (good: Buffer) => Buffer.alloc(good.length, 7)],
    ["garbage with lines", (good: Buffer) => Buffer.alloc(good.length, "{}\n")],
    ["a bit of the first half", (good: Buffer) => flipped(good, Math.floor(good.length * 0.49))],
    ["a bit of the second half", (good: Buffer) => flipped(good, Math.floor(good.length * 0.99))],
  ])("ignores an entry with %s, and writes a good one", async (_, damage) => {
    const good = await plantOther();
    writeFileSync(entryFile(), damage(good));
    expect(await computed()).toBe(2);
    expect(readEntry()).toMatchObject({ writes: 1, stamp: stampIn(good) });
  });

  test.each([
    { CI: "true" },
    { CI: "1" },
    { CI: "false" },
    { KPROV_CODE_CACHE: "0" },
    { NODE_V8_COVERAGE: "/nowhere" },
    { KPROV_CACHE_DIR: "relative", XDG_CACHE_HOME: "relative", HOME: "relative" },
  ])("neither reads nor writes with %j", async (env) => {
    const planted = await plantOther({ writes: 1 });
    expect(await computed(env)).toBe(2);
    expect(readFileSync(entryFile()).equals(planted)).toBe(true);
    cache = temporary();
    expect(await computed(env)).toBe(2);
    expect(readdirSync(cache)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("believes nothing that others could have written", async () => {
    await plantOther();
    chmodSync(entryFile(), 0o666);
    expect(await computed()).toBe(2);
    await plantOther();
    chmodSync(join(cache, "code"), 0o777);
    expect(await computed()).toBe(2);
  });

  test("goes without where nothing can be written", async () => {
    cache = temporary({ cache: "a file in the way" });
    expect(await computed({ KPROV_CACHE_DIR: join(cache, "cache") })).toBe(2);
    expect(await computed({ KPROV_CACHE_DIR: "/proc/nowhere" })).toBe(2);
  });

  test("writes twice, again when a run loads one more file, and not for ever", async () => {
    const writes = async (names?: string[]) => {
      await run(names);
      return [readEntry().writes, readEntry().files.size];
    };
    expect(await writes()).toEqual([1, 2]);
    expect(await writes()).toEqual([2, 2]);
    const before = statSync(entryFile());
    expect(await writes()).toEqual([2, 2]);
    expect(statSync(entryFile()).ino).toBe(before.ino);
    expect(await writes(["./a.cjs", "./more.cjs"])).toEqual([3, 3]);
    for (let more = 0; more < 9; more += 1) {
      writeFileSync(join(dir, `more${more}.cjs`), "");
      await run([`./more${more}.cjs`]);
    }
    expect(readEntry().writes).toBe(8);
  });

  test("keeps no more than 32 entries, the newest", async () => {
    await run();
    for (let index = 0; index < 40; index += 1) {
      writeFileSync(join(cache, "code", `old-${index}`), "x");
      utimesSync(join(cache, "code", `old-${index}`), 1000 + index, 1000 + index);
    }
    await run();
    const names = readdirSync(join(cache, "code"));
    expect(names).toHaveLength(32);
    expect(names).toContain("old-39");
    expect(names).not.toContain("old-8");
    expect(existsSync(entryFile())).toBe(true);
  });

  test.each(["without a cache", "from the cache"])("loads each file once, whoever asks for it: %s", async (how) => {
    const names = ["./a.cjs", "./below/b.cjs", "./more.cjs"];
    writeFileSync(join(dir, "a.cjs"), 'exports.b = require("./below/b.cjs");\nexports.own = module;\n');
    writeFileSync(join(dir, "below/b.cjs"), 'exports.a = require("../a.cjs");\nexports.file = __filename;\n');
    if (how === "from the cache") await run(names);
    const [a, b, more] = await run(names);
    expect(a.b).toBe(b);
    expect(b.a).toBe(a);
    expect(b.file).toBe(join(dir, "below/b.cjs"));
    expect(a.own).toMatchObject({ filename: join(dir, "a.cjs"), loaded: true });
    expect(more.path.join("x", "y")).toBe(join("x", "y"));
  });

  test("leaves to Node what imports modules of its own", async () => {
    for (let round = 0; round < 2; round += 1) {
      const [{ load }] = await run(["./import.cjs", "./other.cjs"]);
      expect((await load()).EOL).toBeTypeOf("string");
      expect([...readEntry().files.keys()]).toEqual(["other.cjs"]);
    }
  });

  test("leaves errors of files as they are", async () => {
    for (let round = 0; round < 2; round += 1) {
      writeFileSync(join(dir, "below/b.cjs"), "throw new RangeError('mine');\n");
      await expect(run()).rejects.toThrow(new RangeError("mine"));
      writeFileSync(join(dir, "below/b.cjs"), "exports.value = ;\n");
      await expect(run()).rejects.toThrow(SyntaxError);
    }
    await expect(run(["./absent.cjs"])).rejects.toThrow("Cannot find module");
  });

  test("does nothing without Node's compiler of files", async () => {
    await useCodeCache({ dir, command: "check", env: { KPROV_CACHE_DIR: cache }, modules: undefined })();
    expect(readdirSync(cache)).toEqual([]);
  });
});

// --- internal ---

function flipped(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
  return damaged;
}
