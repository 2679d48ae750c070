import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { temporary } from "../../support/temporary.ts";

describe("loadConfig's warm path", () => {
  const door = fileURLToPath(new URL("../../../lib/config/index.ts", import.meta.url));
  const top = fileURLToPath(new URL("../../..", import.meta.url));

  /** Names of the slow packages that a process loaded; V8's coverage lists every script that ran in it. */
  const slowPackages = async (dir: string, cacheDir: string): Promise<string[]> => {
    const out = temporary();
    const script = `const { loadConfig } = await import(${JSON.stringify(door)});
      await loadConfig({ cwd: ${JSON.stringify(dir)}, allowCode: true, cacheDir: ${JSON.stringify(cacheDir)} });`;
    const env = { ...process.env, NODE_V8_COVERAGE: out };
    const argv = ["--import", "tsx", "--input-type=module", "--eval", script];
    await promisify(execFile)(process.execPath, argv, { cwd: top, env });
    const text = readdirSync(out)
      .map((name) => readFileSync(join(out, name), "utf8"))
      .join("");
    expect(text).toContain("/lib/config/load.ts");
    return ["c12", "jiti", "zod"].filter((name) => text.includes(`/node_modules/${name}/`));
  };

  test("loads neither c12 nor zod for a usual configuration seen before; the first time it does load zod", async () => {
    const source =
      'import type { KprovConfig } from "kprovengine";\nexport default { project: "p" } satisfies KprovConfig;';
    const dir = temporary({ "kprov.config.ts": source });
    const cacheDir = join(temporary(), "cache");
    expect(await slowPackages(dir, cacheDir)).toEqual(["zod"]);
    expect(await slowPackages(dir, cacheDir)).toEqual([]);
  });

  test("loads neither without a configuration, and c12 for one that needs the compiler", async () => {
    const cacheDir = join(temporary(), "cache");
    expect(await slowPackages(temporary({ ".git": "" }), cacheDir)).toEqual([]);
    const dir = temporary({ "kprov.config.ts": "enum A { B = 'p' }\nexport default { project: A.B }" });
    expect(await slowPackages(dir, cacheDir)).toEqual(["c12", "jiti", "zod"]);
  });
});
