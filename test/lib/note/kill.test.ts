import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readNotes } from "../../../lib/note/index.ts";
import { verifyDirectory } from "../../../lib/verify/index.ts";
import { programArgv } from "../../support/command.ts";
import { temporary } from "../../support/temporary.ts";
import { bundleIn } from "./support.ts";

const preload = fileURLToPath(new URL("../../support/kill-preload.cjs", import.meta.url));

describe("kill -9 of annotate", () => {
  test("behind any change to the file system: a note is there and whole, or it is not", async () => {
    const dir = temporary();
    const runs = join(dir, "runs");
    const { directory, runId, bundleDigest } = bundleIn(runs);
    const states: number[] = [];
    // Killed behind every change in turn, until one gets through.
    for (let point = 1, isKilled = true; isKilled; point += 1) {
      isKilled = kill(dir, `runs/${runId}`, `${point} after`);
      const { notes, faults } = readNotes(directory, runId, bundleDigest);
      expect(faults).toEqual([]);
      states.push(notes.length);
    }
    // Its directories, then opened and written; with the link it is there. How many calls its removal takes is Node's affair.
    expect(states.slice(0, 3)).toEqual([0, 0, 1]);
    expect(states.slice(2)).toEqual(states.slice(2).map((_, index) => index + 1));
    expect(states.length).toBeGreaterThanOrEqual(5);
    expect((await verifyDirectory(runs, { integrityOnly: true })).verdict).toBe("proved");
  });
});

/** True when the process was killed. */
const kill = (cwd: string, run: string, point: string): boolean => {
  const argv = ["--require", preload, ...programArgv("annotate", run, "said")];
  const { signal, status, stderr } = spawnSync(process.execPath, argv, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], KPROV_TEST_KILL: point, KPROV_TEST_TOP: `${cwd}/` },
    encoding: "utf8",
  });
  if (signal !== "SIGKILL" && status !== 0) throw new Error(stderr);
  return signal === "SIGKILL";
};
