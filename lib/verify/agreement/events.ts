/**
 * The events of the trace: about this run, and with the numbers that the documents have.
 *
 * @module
 */
import { basename } from "node:path";
import { layout, type Provenance, type Toolchain } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { mustEqual, type Rule } from "./evidence.ts";

export const judgeEvents: Rule = ({ summary, provenance, toolchain, trace }) => {
  if (trace === undefined) return [];
  const { marks } = trace;
  const same = (kind: Parameters<typeof marks.get>[0], what: string, key: string, expected: unknown): Finding[] => {
    const attributes = marks.get(kind)?.attributes;
    return attributes === undefined ? [] : mustEqual(layout.trace, what, expected, attributes[key]);
  };
  const findings: Finding[] = [];
  if (summary !== undefined)
    findings.push(
      ...same("run.start", "The trace is of another run", "runId", summary.runId),
      ...same("inputs.recorded", "The trace counts other inputs", "files", summary.inputs.files),
      ...same("outputs.recorded", "The trace counts other outputs", "files", summary.outputs.files),
    );
  if (toolchain !== undefined && !mayMakeTools(toolchain, provenance))
    findings.push(...same("toolchain.recorded", "The trace counts other tools", "tools", toolchain.tools.length));
  if (provenance === undefined) return findings;
  const { argv, pipeline } = provenance.predicate.buildDefinition.externalParameters;
  return [
    ...findings,
    ...same("step.start", "The trace is of another command", "argv0", argv?.[0]),
    ...same("step.start", "The trace is of another pipeline", "pipeline", pipeline ?? undefined),
  ];
};

// --- internal ---

/** These make the environment as part of the step, so its tools are recorded again afterwards. */
const makers: readonly string[] = ["uv", "hatch", "pixi", "rye", "pdm"];

const mayMakeTools = ({ tools }: Toolchain, provenance: Provenance | undefined): boolean => {
  const argv = provenance?.predicate.buildDefinition.externalParameters.argv ?? [];
  return tools.some(({ role }) => role === "launcher") || argv.some((word) => makers.includes(basename(word)));
};
