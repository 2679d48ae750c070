/**
 * What GitHub calls the checks of the jobs that run the gate, as a workflow lies there.
 *
 * @module
 */
import { createBeside } from "../ci/index.ts";
import { openPublished } from "../sources/index.ts";
import type { ParityContext } from "./context.ts";

/** Of the workflow at `path` in the repository at `root`; undefined when it can't be read, runs no gate, or only a run knows their names. */
export const gateChecksOf = async (
  root: string,
  path: string,
  version: string,
): Promise<readonly string[] | undefined> => {
  const [{ readCi }, { countingRoutes, jobsOf, routesOf }] = await Promise.all([
    import("./read-ci.ts"),
    import("./routes.ts"),
  ]);
  const context: ParityContext = {
    beside: createBeside(await openPublished(root), "work tree").beside,
    // Names are asked for, and nothing is judged.
    ...{ branch: "main", repository: undefined, parity: { ciOnly: [] }, commands: {}, checks: [], version },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: undefined, configDigest: null, declared: async () => [] },
  };
  const ci = await readCi(path, context);
  if ("finding" in ci) return undefined;
  const jobs = jobsOf(countingRoutes(await routesOf(ci, context)));
  const names = jobs.map(({ checks }) => checks);
  if (names.length === 0 || names.some((one) => "why" in one)) return undefined;
  return [...new Set(names.flatMap((one) => one as readonly string[]))];
};
