import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { findDescendants, signalAll } from "../../lib/processes.ts";

test("findDescendants names a parent before its children, so that none outlives its child to take it for done", async () => {
  const shell = spawn("sh", ["-c", "sh -c 'sleep 60 & echo ready; wait' & wait"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(shell.stdout, "data");
  const root = shell.pid ?? 0;
  const found = findDescendants(root, "KPROV_RUN_ID=none");
  expect(found[0]).toBe(root);
  expect(found).toHaveLength(3);
  const ended = once(shell, "exit");
  signalAll(found, "SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
});

test("findDescendants finds nothing below a process that is gone", async () => {
  const gone = spawn("true");
  await once(gone, "exit");
  expect(findDescendants(gone.pid ?? 0, "KPROV_RUN_ID=none")).toEqual([]);
});
