/**
 * From a command to the scripts that it runs.
 *
 * @module
 */
import { calledTask } from "./called.ts";
import { fileTask } from "./file.ts";
import { justTask } from "./just.ts";
import { makeTask } from "./make.ts";
import { packageTask } from "./package.ts";
import type { Asked, Task, TaskFiles } from "./task.ts";

export type { Asked, Task, TaskFiles, TaskScript } from "./task.ts";

/** What `asked` runs that stands in the repository; undefined for a program of its own. Throws `E_SOURCE`. */
export const taskOf = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const task = await ownTask(asked, files);
  if (task !== undefined && ("scripts" in task || (task.perhaps ?? []).length > 0)) return task;
  const called = await calledTask(asked, files, ownTask);
  if (task === undefined || called === undefined) return task ?? called;
  const { scripts, unread } = called;
  return { ...task, ...(scripts.length > 0 && { perhaps: scripts }), ...(unread !== undefined && { unread }) };
};

// --- internal ---

const ownTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  for (const find of [makeTask, packageTask, justTask, fileTask]) {
    const task = await find(asked, files);
    if (task !== undefined) return task;
  }
  return undefined;
};
