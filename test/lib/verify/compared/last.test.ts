import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layout } from "../../../../lib/evidence/index.ts";
import { findLast, statusOf, writeReview } from "../../../../lib/verify/index.ts";
import { readTrustFile } from "../../../../lib/verify/trust/file.ts";
import { failed, writeBundle } from "../../../support/bundle.ts";
import { type Person, person, signRun, trusting, writeTrust } from "../../../support/people.ts";
import { temporary } from "../../../support/temporary.ts";

/** Nobody is believed in it. */
const nobody = () => ({ KPROV_CONFIG_DIR: join(temporary(), "kprovengine") });
const find = (cwd: string, step = "train", trust?: string) =>
  findLast(step, { outDir: join(cwd, "runs"), cwd, trust, env: nobody() });
const runs = (...of: { runId: string; day: string; bad?: boolean }[]): string => {
  const cwd = temporary();
  mkdirSync(join(cwd, "runs"));
  for (const { runId, day, bad } of of)
    writeBundle(join(cwd, "runs"), { runId, day, ...(bad === true && { outcome: failed }) });
  return cwd;
};
const approve = async (dir: string, runner: Person, reviewer: Person, trust: string): Promise<void> => {
  await signRun(dir, runner);
  const { status, run, seen } = await statusOf(dir, { trust: await readTrustFile(trust), cwd: "/" });
  if (run === null || status.bundleDigest === null) throw new Error("expected a whole bundle");
  const about = { bundleDigest: status.bundleDigest, runId: run.summary.runId, step: "train" };
  await writeReview(
    dir,
    { ...about, decision: "approve", note: "", previous: seen },
    { signer: reviewer.signer, now: Date.now() },
  );
};

describe("findLast", () => {
  test("takes the newest run, and the last one before it that succeeded", async () => {
    const cwd = runs(
      { runId: "z", day: "2026-01-01" },
      { runId: "m", day: "2026-01-02" },
      { runId: "bad", day: "2026-01-03", bad: true },
      { runId: "a", day: "2026-01-04", bad: true },
    );
    writeFileSync(join(cwd, "runs/file"), "");
    mkdirSync(join(cwd, "runs/other"));
    expect(await find(cwd)).toEqual({ before: "runs/m", after: "runs/a", basis: "green" });
  });

  test("takes the last approved one, when there is one under the trust file", async () => {
    const [ann, bob] = [await person("ann"), await person("bob")];
    const trust = writeTrust([trusting(ann, ["runner"]), trusting(bob, ["reviewer"])], { reviews: 1 });
    const cwd = runs(
      { runId: "a", day: "2026-01-01" },
      { runId: "b", day: "2026-01-02" },
      { runId: "c", day: "2026-01-03" },
    );
    expect(await find(cwd, "train", trust)).toMatchObject({ before: "runs/b", basis: "green" });
    await approve(join(cwd, "runs/a"), ann, bob, trust);
    expect(await find(cwd, "train", trust)).toEqual({ before: "runs/a", after: "runs/c", basis: "approved" });
    // Without a trust file nobody has approved anything.
    expect(await find(cwd)).toMatchObject({ before: "runs/b", basis: "green" });
  });

  test.each([
    ["no directory", () => temporary(), "train", "There is no run"],
    ["no run of the step", () => runs({ runId: "a", day: "2026-01-01" }), "other", "There is no run"],
    ["one run alone", () => runs({ runId: "a", day: "2026-01-01" }), "train", "before"],
    [
      "none before it that succeeded",
      () => runs({ runId: "a", day: "2026-01-01", bad: true }, { runId: "b", day: "2026-01-02" }),
      "train",
      "before",
    ],
  ])("refuses %s", async (_, make, step, message) => {
    await expect(find(make(), step)).rejects.toMatchObject({
      ...{ code: "E_NO_EARLIER", exit: 3 },
      message: expect.stringContaining(message),
    });
  });

  test("passes over what does not say of which step it is", async () => {
    const cwd = runs(
      { runId: "a", day: "2026-01-01" },
      { runId: "b", day: "2026-01-02" },
      { runId: "c", day: "2026-01-03" },
    );
    rmSync(join(cwd, "runs/c", layout.summary));
    expect(await find(cwd)).toMatchObject({ before: "runs/a", after: "runs/b" });
    writeFileSync(join(cwd, "runs/c", layout.summary), "[".repeat(100_000));
    expect(await find(cwd)).toMatchObject({ before: "runs/a", after: "runs/b" });
  });
});
