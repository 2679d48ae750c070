/**
 * Runs in a thread of its own: examines what it is handed, chunk by chunk, and answers each when it is done.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { directorySource } from "./directory-source.ts";
import { createExamine, type Examined } from "./examine.ts";
import type { Answer, Chunk, HelperData } from "./helper.ts";
import { createJudge } from "./judge.ts";
import { readSetupTrust } from "./setup.ts";

const { directory, setup, mark } = workerData as HelperData;

const examine = (async () => {
  const trust = await readSetupTrust(setup);
  const source = directorySource(directory, null, () => setup.now);
  return createExamine(source, await createJudge(setup, trust), mark);
})();
// Whoever handed over a chunk is told by the thread's end.
examine.catch(() => undefined);

parentPort?.on("message", async ({ number, tasks }: Chunk) => {
  const examined: Examined[] = [];
  for (const task of tasks) examined.push(await (await examine)(task));
  parentPort?.postMessage({ number, examined } satisfies Answer);
});
