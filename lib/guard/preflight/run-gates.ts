/**
 * Several checks over one state of the repository.
 *
 * @module
 */
import { exitOfError, exits, KprovError, messageOf } from "../../errors.ts";
import { createReport, type Finding, type Report } from "../../report.ts";
import type { Gate, GateContext } from "../gate.ts";

/**
 * Run `gates` and return their reports, in their order, whatever fails on the way. Those with code of the project's own come
 * when the others are through, and when `before` is.
 */
export const runGates = async (
  gates: readonly Gate[],
  context: GateContext,
  before: Promise<unknown> = Promise.resolve(),
): Promise<Report[]> => {
  const run = async (gate: Gate) => [gate.name, await runGate(gate, context)] as const;
  const own = gates.filter(({ isForeign }) => isForeign !== true);
  // All at once, the last one first: it asks other programs, which answer while the others work.
  const ran = await Promise.all(own.reverse().map(run));
  await before;
  for (const gate of gates) if (gate.isForeign === true) ran.push(await run(gate));
  const reports = new Map(ran);
  return gates.flatMap(({ name }) => reports.get(name) ?? []);
};

// --- internal ---

/** One check's trouble is its own doubt; the others still run. A configuration that it can't use is told apart. */
const runGate = async (gate: Gate, options: GateContext): Promise<Report> => {
  try {
    const report = await gate.run(options);
    return options.snapshot?.isStaged === true ? { ...report, staged: true } : report;
  } catch (error) {
    const isConfig = exitOfError(error) === exits.usage;
    const code = isConfig ? "CONFIG_UNUSABLE" : "CHECK_NOT_RUN";
    const message = `${gate.name} could not be run: ${messageOf(error)}`;
    const fix = error instanceof KprovError ? error.hint : undefined;
    const finding: Finding = { code, level: "undecided", message, ...(fix !== undefined && { fix }) };
    const coverage = [{ unit: "checks", considered: 1, examined: 0, skipped: { failed: 1 } }];
    const { digest: config, version } = options;
    // The cause alone: that nothing was examined goes without saying.
    return { ...createReport({ check: gate.name, findings: [], coverage, config, version }), findings: [finding] };
  }
};
