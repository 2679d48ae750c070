import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { judgeImports, readSources } from "./support/architecture.ts";

const sources = readSources(join(dirname(fileURLToPath(import.meta.url)), ".."));

describe("the import rules of the house", () => {
  test("hold for every file", () => {
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(judgeImports(sources)).toEqual([]);
  });

  const planted: [string, string, string][] = [
    ["the kernel importing a room", "lib/clock.ts", 'import { recordRun } from "./run/index.ts";'],
    ["a room importing one above it", "lib/evidence/manifest.ts", 'import { verifyBundle } from "../verify/index.ts";'],
    ["a room reaching past another's index", "lib/verify/index.ts", 'import { layout } from "../evidence/layout.ts";'],
    ["a script importing a script", "scripts/verify.ts", 'import run from "./run.ts";'],
    ["a script reaching past a room's index", "scripts/run.ts", 'export { runChild } from "../lib/run/child.ts";'],
    ["a driver imported by a stranger", "lib/store/index.ts", 'const s3 = await import("./drivers/s3.ts");'],
    ["the package's own door used inside", "lib/run/index.ts", 'import { KprovError } from "../index.ts";'],
    ["a template imported", "lib/clock.ts", 'import x from "../templates/x.ts";'],
  ];
  test.each(planted)("catch %s", (_, path, line) => {
    expect(judgeImports({ ...sources, [path]: `${sources[path] ?? ""}\n${line}\n` })).toHaveLength(1);
  });
});
