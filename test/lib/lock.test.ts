import { chmodSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "../../lib/lock.ts";
import { currentOwner, formatOwner } from "../../lib/owner.ts";
import { asSomebodyElse } from "../fail-open/machine.ts";
import { temporary } from "../support/temporary.ts";

test("one at a time, whatever each of them does, and nothing stays", async () => {
  const dir = temporary();
  let inside = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    await new Promise((done) => setTimeout(done, 5));
    expect(inside).toBe(1);
    inside -= 1;
    throw new Error("no");
  };
  const ends = await Promise.allSettled(Array.from({ length: 6 }, () => withLock(join(dir, "lock"), work)));
  expect(ends.map((end) => end.status === "rejected" && end.reason.message)).toEqual(Array(6).fill("no"));
  expect(readdirSync(dir)).toEqual([]);
});

test.each([
  ["of a process that is gone", formatOwner({ ...currentOwner(), pid: 4_194_303, start: "1" })],
  ["of a process that had this one's number", formatOwner({ ...currentOwner(), start: "1" })],
  ["emptied by a crash", ""],
])("breaks a lock %s", async (_, owner) => {
  const dir = temporary({ lock: owner });
  expect(await withLock(join(dir, "lock"), async () => "done", 1_000)).toBe("done");
  expect(readdirSync(dir)).toEqual([]);
});

test("removes what dead processes have left beside it, and nothing that is another's", async () => {
  const owner = currentOwner();
  const [dead, other] = [{ pid: 4_194_303, start: "1" }, { host: "00000000" }].map((more) =>
    formatOwner({ ...owner, ...more }),
  );
  const kept: Record<string, string> = {
    ...{ "lock.111111111111": formatOwner(owner), "lock.222222222222": other ?? "", "lock.333333333333": "" },
    ...{ "lock.bak": dead ?? "", "a.lock.444444444444": dead ?? "", lock2: dead ?? "" },
  };
  const left = { "lock.555555555555": dead ?? "", "lock-break": dead ?? "", "lock.666666666666": "" };
  const dir = temporary({ ...kept, ...left });
  utimesSync(join(dir, "lock.666666666666"), 1, 1);
  expect(await withLock(join(dir, "lock"), async () => readdirSync(dir).length)).toBe(Object.keys(kept).length + 2);
  expect(readdirSync(dir).sort()).toEqual(Object.keys(kept).sort());
});

test("waits for a living one no longer than it is told to, and leaves its lock", async () => {
  const dir = temporary();
  writeFileSync(join(dir, "lock"), formatOwner(currentOwner()));
  await expect(withLock(join(dir, "lock"), async () => "done", 30)).rejects.toMatchObject({ code: "E_LOCKED" });
  expect(readdirSync(dir)).toEqual(["lock"]);
});

test("says that a place can't be written, and does not do the work", async () => {
  const dir = temporary();
  chmodSync(dir, 0o555);
  const work = async () => expect.unreachable();
  const lock = join(dir, "lock");
  const message = `Cannot make the lock "${lock}": you may not write into the directory "${dir}"`;
  const refused = { code: "E_IO", message, hint: "run it as a user who may write there" };
  await expect(asSomebodyElse(dir, () => withLock(lock, work))).rejects.toMatchObject(refused);
  await expect(withLock(join(dir, "missing/lock"), work)).rejects.toMatchObject({
    message: expect.stringContaining(`the directory "${join(dir, "missing")}" does not exist`),
  });
  // No other user could do it either.
  await expect(withLock(join(dir, "x".repeat(250)), work)).rejects.toMatchObject({
    ...{ code: "E_IO", message: expect.stringMatching(/": its name is too long$/), hint: undefined },
  });
  expect(readdirSync(dir)).toEqual([]);
});
