/**
 * Built, and run as a process of its own: examines the bundles of a directory with some more threads, and says
 * how often each was answered.
 *
 * @module
 */

import { directorySource } from "../../../lib/indexing/directory-source.ts";
import { createExamine, type Examined, type Task } from "../../../lib/indexing/examine.ts";
import { startHelper } from "../../../lib/indexing/helper.ts";
import { createJudge } from "../../../lib/indexing/judge.ts";
import type { Setup } from "../../../lib/indexing/setup.ts";
import { examineAll, type TogetherOptions } from "../../../lib/indexing/together.ts";

const [, , directory = "", helpers = "1", fault = ""] = process.argv;
const threads = process.getBuiltinModule("node:worker_threads");
let started = 0;
class Counted extends threads.Worker {
  constructor(...given: ConstructorParameters<typeof threads.Worker>) {
    super(...given);
    // Hashing may start threads of its own.
    if (String(given[0]).includes("workers/judge")) started += 1;
  }
}
Object.assign(threads, { Worker: Counted });

const setup: Setup = {
  ...{ trust: null, cwd: "/", now: Date.now(), searchable: [], secrets: [], secretFiles: { root: "/", patterns: [] } },
  // More to load, so that all that it is asked arrives before it can answer.
  ...(fault === "uneven" && { searchable: ["logs/**"] }),
  // Another thread can't read it: this one doesn't.
  ...(fault === "thread" && { trust: { path: "/missing", sha256: "", trustedRoot: null } }),
};
const source = directorySource(directory, null, () => Date.now() + 60_000);
const examine = createExamine(source, await createJudge(setup, null), "00000000");
const answers: Record<string, number> = {};
const tasks = source.list().map((name): Task => ({ name, stamp: null }));
let own = 0;
const slow = async (task: Task) => {
  own += 1;
  // So that there is enough to do for two, however fast the machine is.
  await new Promise((done) => setTimeout(done, 4));
  return examine(task);
};
const kindOf = (name: string, examined: Examined): string => {
  if (examined === null) return "unchanged";
  if ("refused" in examined.facts) return examined.facts.refused.name === name ? "refused" : "of another";
  return examined.facts.run.runId === name ? "run" : "of another";
};
const options: TogetherOptions = {
  ...{ source, examine: slow, setup, mark: "00000000", helpers: Number(helpers) },
  onExamined: ({ name }, examined) => {
    if (fault === "store" && Object.keys(answers).length === tasks.length - 1) throw new Error("full");
    const key = `${name} ${kindOf(name, examined)}`;
    answers[key] = (answers[key] ?? 0) + 1;
  },
};
/** All of it by another thread: much and little at once, so that the little is done first. */
const handOver = async (): Promise<void> => {
  const chunks = [tasks.slice(0, -1), tasks.slice(-1)];
  const queue = { take: () => chunks.shift() ?? [], took: () => undefined, giveBack: () => undefined };
  const helper = startHelper(options, queue);
  while (helper?.isBusy() === true) await helper.answered();
  helper?.assertSound();
  await helper?.stop();
};
let error = "none";
try {
  await (fault === "uneven" ? handOver() : examineAll(tasks, options));
} catch (thrown) {
  error = String(thrown);
}
process.stdout.write(JSON.stringify({ started, own, answers, error }));
