/**
 * Runs in a thread of its own: examines what it is handed, chunk by chunk, and answers in the same order.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { directorySource } from "./directory-source.ts";
import { createExamine, type Examined, type Task } from "./examine.ts";
import type { HelperData } from "./helper.ts";
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

parentPort?.on("message", async (tasks: readonly Task[]) => {
  const answers: Examined[] = [];
  for (const task of tasks) answers.push(await (await examine)(task));
  parentPort?.postMessage(answers);
});
