import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const count = 80;

/** Bundles of which one is tampered with, examined by this thread and `helpers` more. */
const examined = (helpers: number, fault = ""): { started: number; answers: Record<string, number>; error: string } => {
  const dir = temporary();
  for (let n = 0; n < count; n += 1) writeBundle(dir, { runId: `run-${n}` });
  writeFileSync(join(dir, "run-7", layout.stdout), "other");
  const program = join(import.meta.dirname, "together-program.ts");
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx", program, dir, `${helpers}`, fault], { env, encoding: "utf8" }),
  );
};

describe("examineAll with other threads", () => {
  it.each([1, 3])("answers once for each, whichever of %i more threads it was", (helpers) => {
    const { started, answers, error } = examined(helpers);
    expect({ started, error }).toEqual({ started: helpers, error: "none" });
    expect(Object.keys(answers)).toHaveLength(count);
    expect(new Set(Object.values(answers))).toEqual(new Set([1]));
    expect(answers["run-7 refused"]).toBe(1);
    expect(answers["run-8 run"]).toBe(1);
  });

  it.each([1, 2])("goes on alone when %i more threads fail", (helpers) => {
    const { started, answers, error } = examined(helpers, "thread");
    expect({ started, error }).toEqual({ started: helpers, error: "none" });
    expect(Object.keys(answers)).toHaveLength(count);
    expect(new Set(Object.values(answers))).toEqual(new Set([1]));
  });

  it("throws what storing an answer has thrown", () => {
    expect(examined(1, "store").error).toBe("Error: full");
  });
});
