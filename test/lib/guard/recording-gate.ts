/**
 * A gate for tests of what stands around gates.
 *
 * @module
 */
import type { Gate, GateContext } from "../../../lib/guard/gate.ts";
import type { SelfTest } from "../../../lib/guard/trials.ts";
import { createReport, type Finding } from "../../../lib/report.ts";
import { version } from "../../../lib/version.ts";

/** A gate that keeps what it is asked, and says `findings`. */
export const recording = (findings: readonly Finding[] = [], more: Partial<Gate> = {}) => {
  const asked: GateContext[] = [];
  const gate: Gate = {
    name: "check-artifacts",
    missing: () => null,
    ruleset: () => null,
    run: async (context) => {
      asked.push(context);
      const coverage = [{ unit: "files", considered: 1, examined: 1, skipped: {} }];
      return createReport({ check: "check-artifacts", findings, coverage, config: context.digest, version });
    },
    selfTest: async () => tested(true),
    ...more,
  };
  const contextOf = (): GateContext => {
    const [context] = asked;
    if (context === undefined) throw new Error("The gate was not asked");
    return context;
  };
  return { gate, asked, contextOf };
};

/** What a self-test of it says. */
export const tested = (passed: boolean): SelfTest => ({
  ...{ schema: "kprov.self-test/v1", check: "check-artifacts", passed, clean: "proved" },
  trials: [{ code: "COMPILED_FILE", path: "planted", caught: passed }],
  tool: { name: "kprovengine", version },
});

/** What it may find; a waiver can name it. */
export const violation: Finding = {
  ...{ code: "COMPILED_FILE", level: "violation", path: "bin/tool" },
  ...{ fingerprint: "f".repeat(32), message: "x" },
};
