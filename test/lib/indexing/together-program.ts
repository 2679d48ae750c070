/**
 * Run as a process of its own, whose threads can load sources: examines the bundles of a directory with some more threads, and says
 * how often each was answered.
 *
 * @module
 */

import { directorySource } from "../../../lib/indexing/directory-source.ts";
import { createExamine, type Task } from "../../../lib/indexing/examine.ts";
import { createJudge } from "../../../lib/indexing/judge.ts";
import type { Setup } from "../../../lib/indexing/setup.ts";
import { examineAll } from "../../../lib/indexing/together.ts";

const [, , directory = "", helpers = "1", fault = ""] = process.argv;
const threads = process.getBuiltinModule("node:worker_threads");
let started = 0;
class Counted extends threads.Worker {
  constructor(...given: ConstructorParameters<typeof threads.Worker>) {
    super(...given);
    // What loads sources may start threads of its own.
    if (String(given[0]).includes("judge-worker")) started += 1;
  }
}
Object.assign(threads, { Worker: Counted });

const setup: Setup = {
  ...{ trust: null, cwd: "/", now: Date.now(), searchable: [], secrets: [], secretFiles: { root: "/", patterns: [] } },
  // Another thread can't read it: this one doesn't.
  ...(fault === "thread" && { trust: { path: "/missing", sha256: "", trustedRoot: null } }),
};
const source = directorySource(directory, null, () => Date.now() + 60_000);
const examine = createExamine(source, await createJudge(setup, null), "00000000");
const answers: Record<string, number> = {};
const tasks = source.list().map((name): Task => ({ name, stamp: null }));
const slow = async (task: Task) => {
  // So that there is enough to do for two, however fast the machine is.
  await new Promise((done) => setTimeout(done, 4));
  return examine(task);
};
let error = "none";
try {
  await examineAll(tasks, {
    ...{ source, examine: slow, setup, mark: "00000000", helpers: Number(helpers) },
    onExamined: ({ name }, examined) => {
      if (fault === "store" && Object.keys(answers).length === tasks.length - 1) throw new Error("full");
      const kind = examined === null ? "unchanged" : "run" in examined.facts ? "run" : "refused";
      answers[`${name} ${kind}`] = (answers[`${name} ${kind}`] ?? 0) + 1;
    },
  });
} catch (thrown) {
  error = String(thrown);
}
process.stdout.write(JSON.stringify({ started, answers, error }));
