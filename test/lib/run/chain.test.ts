import { execFileSync } from "node:child_process";
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import type { RunSummary } from "../../../lib/evidence/index.ts";
import { currentOwner, formatOwner } from "../../../lib/owner.ts";
import { withChainLock } from "../../../lib/run/chain.ts";
import { verifyDirectory } from "../../../lib/verify/index.ts";
import { entriesOf, record } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

const once = (cwd: string) => record(cwd, { argv: ["true"] });

const summaries = (cwd: string): RunSummary[] =>
  entriesOf(join(cwd, "runs"))
    .filter((name) => !name.startsWith("."))
    .map((name) => JSON.parse(readFileSync(join(cwd, "runs", name, "run_summary.json"), "utf8")) as RunSummary);

/** One first bundle, every other one names another bundle. */
const expectLinear = async (cwd: string, count: number): Promise<void> => {
  const previous = summaries(cwd).map((summary) => summary.previous?.runId ?? null);
  expect(previous).toHaveLength(count);
  expect(previous.filter((runId) => runId === null)).toHaveLength(1);
  expect(new Set(previous).size).toBe(count);
  expect(await verifyDirectory(join(cwd, "runs"), { integrityOnly: true })).toMatchObject({ verdict: "proved" });
};

/** The owner file of a process that is gone. */
const dead = (): string => formatOwner({ ...currentOwner(), pid: 4_194_303, start: "1" });

describe("the chain of bundles", () => {
  test("eight runs at once into one directory are one line", async () => {
    const cwd = temporary();
    await Promise.all(Array.from({ length: 8 }, () => once(cwd)));
    await expectLinear(cwd, 8);
    expect(entriesOf(join(cwd, "runs")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test.each([
    ["deleted", (head: string) => rmSync(head)],
    ["empty", (head: string) => writeFileSync(head, "")],
    ["garbage", (head: string) => writeFileSync(head, "{\0")],
    [
      "another document",
      (head: string) => writeFileSync(head, '{"current":{"runId":"../x","bundleDigest":"0"},"pending":null}'),
    ],
    ["null", (head: string) => writeFileSync(head, "null")],
    ["a FIFO", (head: string) => execFileSync("sh", ["-c", 'rm "$1" && mkfifo "$1"', "-", head])],
    ["huge", (head: string) => truncateSync(head, 2 ** 33)],
  ])("a head file that is %s is rebuilt from the bundles", async (_name, damage) => {
    const cwd = temporary();
    await once(cwd);
    await once(cwd);
    damage(join(cwd, "runs/.kprov-head.json"));
    await once(cwd);
    await expectLinear(cwd, 3);
  });

  test("a crash between rename and head file: the next run names the newest bundle", async () => {
    const cwd = temporary();
    const first = await once(cwd);
    const head = readFileSync(join(cwd, "runs/.kprov-head.json"), "utf8");
    const second = await once(cwd);
    const { current } = JSON.parse(head) as { current: object };
    const pending = { runId: second.report.runId, bundleDigest: second.report.bundleDigest };
    writeFileSync(join(cwd, "runs/.kprov-head.json"), JSON.stringify({ current, pending }));
    const third = await once(cwd);
    expect(third.summary.previous).toEqual(pending);
    // Announced, and then killed before the rename: nothing of that name exists.
    const lost = { runId: "lost", bundleDigest: "0".repeat(64) };
    const link = { runId: third.report.runId, bundleDigest: third.report.bundleDigest };
    writeFileSync(join(cwd, "runs/.kprov-head.json"), JSON.stringify({ current: link, pending: lost }));
    expect((await once(cwd)).summary.previous).toEqual(link);
    expect(first.summary.previous).toBeNull();
    await expectLinear(cwd, 4);
  });

  test("the newest bundle removed: the next one names it all the same", async () => {
    const cwd = temporary();
    await once(cwd);
    const second = await once(cwd);
    rmSync(second.bundle, { recursive: true });
    const third = await once(cwd);
    expect(third.summary.previous?.runId).toBe(second.report.runId);
    const judged = await verifyDirectory(join(cwd, "runs"), { integrityOnly: true });
    expect(judged.verdict).not.toBe("proved");
  });
});

describe("withChainLock", () => {
  test.each([
    ["of a dead process", dead],
    ["of an earlier process with our number", () => formatOwner({ ...currentOwner(), start: "1" })],
    ["emptied by a crash of the machine", () => ""],
  ])("breaks a lock %s", async (_name, content) => {
    const dir = temporary({ ".kprov-lock": content() });
    expect(await withChainLock(dir, async () => "done", 2_000)).toBe("done");
    expect(readdirSync(dir)).toEqual([]);
  });

  test("breaks a lock whose breaker died as well", async () => {
    const dir = temporary({ ".kprov-lock": dead(), ".kprov-lock-break": dead() });
    expect(await withChainLock(dir, async () => "done", 2_000)).toBe("done");
    expect(readdirSync(dir)).toEqual([]);
  });

  test.each([
    ["a live process", () => formatOwner(currentOwner())],
    ["another host", () => formatOwner({ ...currentOwner(), host: sha256(`not ${hostname()}`).slice(0, 8) })],
  ])("does not break the lock of %s, and says so: E_LOCKED", async (_name, content) => {
    const dir = temporary({ ".kprov-lock": content() });
    await expect(withChainLock(dir, async () => "never", 100)).rejects.toMatchObject({ code: "E_LOCKED" });
    expect(readdirSync(dir)).toEqual([".kprov-lock"]);
  });

  test("waits for a live one", async () => {
    const dir = temporary({ owner: formatOwner(currentOwner()) });
    linkSync(join(dir, "owner"), join(dir, ".kprov-lock"));
    setTimeout(() => rmSync(join(dir, ".kprov-lock")), 150);
    const started = performance.now();
    await withChainLock(dir, async () => undefined);
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  test("many at once over the lock of a dead one: never two inside", async () => {
    const dir = temporary({ ".kprov-lock": dead() });
    let [inside, most, done] = [0, 0, 0];
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      [inside, done] = [inside - 1, done + 1];
    };
    await Promise.all(Array.from({ length: 20 }, () => withChainLock(dir, work)));
    expect([most, done]).toEqual([1, 20]);
    expect(existsSync(join(dir, ".kprov-lock"))).toBe(false);
  });

  test("lets go when the work throws", async () => {
    const dir = temporary();
    await expect(withChainLock(dir, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(readdirSync(dir)).toEqual([]);
  });
});
