/**
 * The program as the sources have it now, compiled once for all tests that start it as a process: compiling it anew takes
 * longer than what most of them do with it.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The dispatcher, which Node can start. */
    program: string;
  }
}

const top = fileURLToPath(new URL("../..", import.meta.url));

export default async function setup(project: TestProject): Promise<() => void> {
  // Below this checkout, where packages and the program's own files are found.
  const cache = join(top, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, "program-"));
  const compile = () =>
    build({
      entryPoints: [join(top, "scripts/kprovengine.ts")],
      ...{ bundle: true, splitting: true, packages: "external", outdir },
      ...{ format: "esm", platform: "node", target: "node20" },
    });
  await compile();
  project.onTestsRerun(async () => void (await compile()));
  project.provide("program", join(outdir, "kprovengine.js"));
  return () => rmSync(outdir, { recursive: true, force: true });
}
