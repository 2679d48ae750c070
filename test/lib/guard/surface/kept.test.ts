import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { areExemptions, areReceipts, type KeepOptions, keptWhileSame } from "../../../../lib/guard/surface/kept.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";

const cacheDir = mkdtempSync(join(tmpdir(), "kprov-kept-"));
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

const isKeepable = (value: unknown): value is { good: true } => (value as { good?: unknown } | null)?.good === true;
const judge = vi.fn(async (): Promise<{ good: boolean }> => ({ good: true }));
const keep = (cwd: string, more: Partial<KeepOptions<{ good: boolean }>> = {}) =>
  keptWhileSame<{ good: boolean }>(
    takeSnapshot(cwd),
    { cacheDir, kind: "test", ruleset: "r", isKeepable, ...more },
    judge,
  );
/** How often it was judged in `work`. */
const times = async (work: () => Promise<unknown>): Promise<number> => {
  judge.mockClear();
  await work();
  return judge.mock.calls.length;
};

describe("keptWhileSame", () => {
  it("judges once, and again when the index, the work tree or the ruleset is another", async () => {
    using fixture = repo({ a: "x" });
    const run = (more = {}) => times(() => keep(fixture.dir, more));
    expect([await run(), await run()]).toEqual([1, 0]);
    expect([await run({ ruleset: "s" }), await run({ cacheDir: null }), await run({ kind: "other" })]).toEqual([
      1, 1, 1,
    ]);
    await run();
    fixture.write({ a: "y" });
    expect([await run(), await run()]).toEqual([1, 1]);
    fixture.commit();
    expect([await run(), await run()]).toEqual([1, 0]);
    fixture.write({ untracked: "x" });
    expect(await run()).toBe(0);
  });

  it("keeps what was said of the index alone apart, so that the two don't take turns", async () => {
    using fixture = repo({ a: "x" });
    const options = { cacheDir, kind: "test", ruleset: "r", isKeepable };
    const run = (staged: boolean) =>
      times(() => keptWhileSame<{ good: boolean }>(takeSnapshot(fixture.dir, { staged }), options, judge));
    expect([await run(false), await run(true), await run(false), await run(true)]).toEqual([1, 1, 0, 0]);
    expect(readdirSync(join(cacheDir, "test")).map((name) => name.replace(/\..*/, "").length)).toEqual([32, 32]);
  });

  it("keeps nothing that is not keepable, or while git looks away from a file", async () => {
    using fixture = repo({ a: "x", b: "x" });
    const run = () => times(() => keep(fixture.dir));
    judge.mockResolvedValueOnce({ good: false });
    expect(await keep(fixture.dir)).toEqual({ good: false });
    expect(await run()).toBe(1);
    for (const bit of ["--assume-unchanged", "--skip-worktree"]) {
      fixture.git("update-index", bit, "a");
      expect([await run(), await run()]).toEqual([1, 1]);
      fixture.git("update-index", bit.replace("--", "--no-"), "a");
    }
  });

  it("keeps nothing when the index changes while it is judged", async () => {
    using fixture = repo({ a: "x" });
    judge.mockImplementationOnce(async () => {
      fixture.commit({ b: "x" });
      return { good: true };
    });
    await keep(fixture.dir);
    expect(await times(() => keep(fixture.dir))).toBe(1);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"state":1}',
    '{"state":"STATE","result":{"good":"yes"}}',
    '{"state":"STATE","result":null}',
  ])("believes no entry that holds %s", async (text) => {
    using fixture = repo({ a: "x" });
    await keep(fixture.dir);
    const [name = ""] = readdirSync(join(cacheDir, "test"));
    const file = join(cacheDir, "test", name);
    const { state } = JSON.parse(readFileSync(file, "utf8")) as { state: string };
    writeFileSync(file, text.replace("STATE", state));
    expect(await times(() => keep(fixture.dir))).toBe(1);
  });
});

it("areReceipts takes coverage receipts alone", () => {
  const receipt = { unit: "files", considered: 2, examined: 1, skipped: { link: 1 } };
  expect(areReceipts([receipt])).toBe(true);
  for (const wrong of [
    { unit: 1 },
    { considered: 0.5 },
    { examined: "1" },
    { skipped: null },
    { skipped: { link: "1" } },
    { skipped: "x" },
    { skipped: 1 },
    { considered: undefined },
  ])
    expect(areReceipts([{ ...receipt, ...wrong }]), JSON.stringify(wrong)).toBe(false);
  for (const wrong of [undefined, null, {}, [null], ["x"], [receipt, null], [receipt, undefined]])
    expect(areReceipts(wrong)).toBe(false);
});

it("areExemptions takes exemptions alone", () => {
  const exemption = { glob: "*.pem", reason: "for tests", exempted: [{ path: "a.pem", code: "ARTIFACT_KEY" }] };
  expect(areExemptions([])).toBe(true);
  expect(areExemptions([exemption, { ...exemption, exempted: [] }])).toBe(true);
  for (const wrong of [
    { glob: 1 },
    { reason: undefined },
    { exempted: {} },
    { exempted: [null] },
    { exempted: [{ path: "a.pem" }] },
    { exempted: [{ code: "ARTIFACT_KEY" }] },
    { exempted: [...exemption.exempted, "a.pem"] },
  ])
    expect(areExemptions([exemption, { ...exemption, ...wrong }]), JSON.stringify(wrong)).toBe(false);
  for (const wrong of [undefined, null, {}, [null], ["x"]]) expect(areExemptions(wrong)).toBe(false);
});
