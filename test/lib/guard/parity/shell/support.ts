import { placesOfFile } from "../../../../../lib/guard/parity/places.ts";
import type { Traced, TraceOptions } from "../../../../../lib/guard/parity/shell/flow.ts";
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";
import type { ShellOptions } from "../../../../../lib/guard/parity/shell/state.ts";
import { traceShell } from "../../../../../lib/guard/parity/shell/trace.ts";

/** The commands of a script that is run by `bash -e`, or as `options` say, where there are directories `sub` and `sub/a-b`. */
export const trace = (
  text: string,
  options: Partial<ShellOptions> & Pick<TraceOptions, "called" | "foreign"> = {},
): Traced[] => {
  const found: Traced[] = [];
  const shell = { errexit: true, pipefail: false, ...options };
  const places = placesOfFile("s", text);
  const isDirectory = (path: string | undefined): boolean => ["", "sub", "sub/a-b"].some((one) => one === path);
  const onCommand = (one: Traced): void => void found.push(one);
  traceShell(parseShell(text, options), { ...shell, text, places, cwd: "", isDirectory, onCommand });
  return found;
};

/** What becomes of the command `gate`: `sure`, or each fault's kind, level and place. */
export const fateOf = (text: string, options?: Partial<ShellOptions>): string => {
  const gate = trace(text, options).find(({ words }) => words[0]?.value === "gate");
  if (gate === undefined) return "not run";
  const said = gate.faults.map(
    ({ kind, level, at }) => `${level === "violation" ? "" : "perhaps "}${kind} ${at.line}:${at.column}`,
  );
  return said.join(", ") || "sure";
};
