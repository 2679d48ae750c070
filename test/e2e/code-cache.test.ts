import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { bin, type Ended, execute } from "./support.ts";

const source =
  'const project = await Promise.resolve("p");\nenum Kind { A = "p" }\nexport default { project: Kind.A };\n';
const checked = { status: 0, stdout: "check-artifacts: proved (2 tracked files)\n", stderr: "" };

/** A checkout whose configuration needs the compiler, and a cache of its own. */
const prepare = () => {
  const at = repo({ "kprov.config.ts": source, "notes.txt": "one\n" });
  const cache = temporary();
  const entries = (): string[] => (existsSync(join(cache, "code")) ? readdirSync(join(cache, "code")) : []);
  const check = (env: NodeJS.ProcessEnv = {}, command = [bin()]): Promise<Ended> => {
    const [program = "", ...args] = [...command, "check-artifacts"];
    return execute(program, args, { cwd: at.dir, env: { CI: "", KPROV_CACHE_DIR: cache, ...env } });
  };
  return { at, cache, entries, check };
};

describe("the cache of compiled code", () => {
  test("changes nothing but the time, is made in two runs, and only for the command", async () => {
    const { at, cache, entries, check } = prepare();
    using _ = at;
    const states: Buffer[] = [];
    for (let round = 0; round < 4; round += 1) {
      expect(await check()).toMatchObject(checked);
      expect(entries()).toEqual([expect.stringMatching(/^check-artifacts-[\w-]+$/)]);
      states.push(readFileSync(join(cache, "code", entries()[0] ?? "")));
    }
    expect(states[1]?.equals(states[0] ?? Buffer.alloc(0))).toBe(false);
    expect(states[3]?.equals(states[1] ?? Buffer.alloc(0))).toBe(true);
    await execute(bin(), ["--version"], { cwd: at.dir, env: { CI: "", KPROV_CACHE_DIR: cache } });
    expect(entries()).toHaveLength(1);
  });

  test("damaged, it is made anew", async () => {
    const { at, cache, entries, check } = prepare();
    using _ = at;
    await check();
    const file = join(cache, "code", entries()[0] ?? "");
    const good = readFileSync(file);
    for (const damage of [good.subarray(0, good.length - 4096), Buffer.alloc(good.length, 1), Buffer.alloc(0)]) {
      writeFileSync(file, damage);
      expect(await check()).toMatchObject(checked);
      expect(readFileSync(file).length).toBeGreaterThan(100_000);
    }
  });

  test.each([{ CI: "true" }, { KPROV_CODE_CACHE: "0" }])("is off with %j", async (env) => {
    const { at, entries, check } = prepare();
    using _ = at;
    expect(await check(env)).toMatchObject(checked);
    expect(entries()).toEqual([]);
  });

  test("is not for the one file", async () => {
    const { at, entries, check } = prepare();
    using _ = at;
    at.write({ "kprov.config.ts": 'export default { project: "p" };\n' });
    at.git("add", "--all");
    const file = join(temporary(), "kprov.mjs");
    cpSync(join(inject("installed"), "node_modules/kprovengine/dist/vendor/kprov.mjs"), file);
    expect(await check({}, [process.execPath, file])).toMatchObject(checked);
    expect(entries()).toEqual([]);
  });
});
