import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const count = 80;
const top = fileURLToPath(new URL("../../..", import.meta.url));
let built = "";

// As the build lays them out, since no thread loads sources; below this checkout, where packages are found.
beforeAll(async () => {
  const cache = join(top, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  built = mkdtempSync(join(cache, "together-"));
  await build({
    entryPoints: {
      "scripts/program": join(import.meta.dirname, "together-program.ts"),
      "workers/judge": join(top, "lib/indexing/judge-worker.ts"),
    },
    ...{ bundle: true, splitting: true, packages: "external", outdir: built, chunkNames: "chunks/[name]-[hash]" },
    ...{ format: "esm", platform: "node", target: "node20" },
  });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

interface Said {
  started: number;
  /** How many of the answers came from this thread. */
  own: number;
  answers: Record<string, number>;
  error: string;
}

/** Bundles of which one is tampered with, examined by this thread and `helpers` more. */
const examined = (helpers: number, fault = ""): Said => {
  const dir = temporary();
  for (let n = 0; n < count; n += 1) writeBundle(dir, { runId: `run-${n}` });
  writeFileSync(join(dir, "run-7", layout.stdout), "other");
  const program = join(built, "scripts/program.js");
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return JSON.parse(execFileSync(process.execPath, [program, dir, `${helpers}`, fault], { env, encoding: "utf8" }));
};

describe("examineAll with other threads", () => {
  it.each([1, 3])("answers once for each, whichever of %i more threads it was", (helpers) => {
    const { started, own, answers, error } = examined(helpers);
    expect(own).toBeLessThan(count);
    expect({ started, error }).toEqual({ started: helpers, error: "none" });
    expect(Object.keys(answers)).toHaveLength(count);
    expect(new Set(Object.values(answers))).toEqual(new Set([1]));
    expect(answers["run-7 refused"]).toBe(1);
    expect(answers["run-8 run"]).toBe(1);
  });

  it.each([1, 2])("goes on alone when %i more threads fail", (helpers) => {
    const { started, own, answers, error } = examined(helpers, "thread");
    expect(own).toBe(count);
    expect({ started, error }).toEqual({ started: helpers, error: "none" });
    expect(Object.keys(answers)).toHaveLength(count);
    expect(new Set(Object.values(answers))).toEqual(new Set([1]));
  });

  it("takes each answer for what it was asked about, in whatever order they come", () => {
    const { own, answers, error } = examined(1, "uneven");
    expect({ own, error }).toEqual({ own: 0, error: "none" });
    expect(Object.keys(answers)).toHaveLength(count);
    expect(Object.keys(answers).filter((answer) => !answer.endsWith(" run"))).toEqual(["run-7 refused"]);
  });

  it("throws what storing an answer has thrown", () => {
    expect(examined(1, "store").error).toBe("Error: full");
  });
});
