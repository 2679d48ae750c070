/**
 * The runtimes that a preflight ran beside.
 *
 * @module
 */
import type { ResolvedConfig } from "../../config/index.ts";
import { askInterpreter } from "../runtime/interpreter.ts";
import { runtimes } from "../runtime/version.ts";
import type { Snapshot } from "../surface/index.ts";

/** The version of each runtime that the configuration names, as check-runtime asks for it; null when none answers. */
export const runtimesHere = async (
  policy: ResolvedConfig["runtime"],
  { snapshot, env }: { snapshot: Snapshot; env: NodeJS.ProcessEnv },
): Promise<Record<string, string | null>> => {
  const { indexOf } = await snapshot.tracked();
  const isTracked = (path: string) => indexOf(path) !== undefined;
  const named = runtimes.filter((runtime) => policy[runtime] !== null);
  const ask = { root: snapshot.root, env, isTracked };
  const answers = await Promise.all(named.map((runtime) => askInterpreter(runtime, ask)));
  return Object.fromEntries(answers.map(({ runtime, version }) => [runtime, version ?? null]));
};
