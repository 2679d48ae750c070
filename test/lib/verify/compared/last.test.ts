import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { layout } from "../../../../lib/evidence/index.ts";
import { findLast, statusOf, writeReview } from "../../../../lib/verify/index.ts";
import { readTrustFile } from "../../../../lib/verify/trust/file.ts";
import { editDocument, failed, reseal, writeBundle } from "../../../support/bundle.ts";
import { type Person, person, signRun, trusting, writeTrust } from "../../../support/people.ts";
import { temporary } from "../../../support/temporary.ts";

/** Nobody is believed in it. */
const nobody = () => ({ KPROV_CONFIG_DIR: join(temporary(), "kprovengine") });
const find = (cwd: string, step = "train", trust?: string) =>
  findLast(step, { outDir: join(cwd, "runs"), cwd, trust, env: nobody() });
const remarksOn = async (cwd: string): Promise<string[]> => {
  const remarks: string[] = [];
  const onRemark = (remark: string) => void remarks.push(remark);
  await findLast("train", { outDir: join(cwd, "runs"), cwd, trust: undefined, env: nobody(), onRemark });
  return remarks;
};
const runs = (...of: { runId: string; day: string; bad?: boolean }[]): string => {
  const cwd = temporary();
  mkdirSync(join(cwd, "runs"));
  for (const { runId, day, bad } of of)
    writeBundle(join(cwd, "runs"), { runId, day, ...(bad === true && { outcome: failed }) });
  return cwd;
};
const review = async (
  dir: string,
  { runner, reviewer, trust }: { runner: Person; reviewer: Person; trust: string },
  decision: "approve" | "reject" = "approve",
): Promise<void> => {
  await signRun(dir, runner);
  const { status, run, seen } = await statusOf(dir, { trust: await readTrustFile(trust), cwd: "/" });
  if (run === null || status.bundleDigest === null) throw new Error("expected a whole bundle");
  const about = { bundleDigest: status.bundleDigest, runId: run.summary.runId, step: "train" };
  await writeReview(
    dir,
    { ...about, decision, note: decision === "reject" ? "wrong" : "", previous: seen },
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
    mkdirSync(join(cwd, "runs/.hidden"));
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
    await review(join(cwd, "runs/a"), { runner: ann, reviewer: bob, trust });
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

  test("names the steps that there are", async () => {
    const cwd = runs({ runId: "a", day: "2026-01-01" });
    await expect(find(cwd, "tran")).rejects.toThrow('"tran" in "runs"; the steps there are "train"');
  });
});

describe("a directory in which something can't be judged", () => {
  const three = () =>
    runs({ runId: "a", day: "2026-01-01" }, { runId: "b", day: "2026-01-02" }, { runId: "c", day: "2026-01-03" });
  const spoils: [string, (dir: string) => void, string][] = [
    ["has no summary", (dir) => rmSync(join(dir, layout.summary)), "violated"],
    ["has half a summary", (dir) => truncateSync(join(dir, layout.summary), 40), "violated"],
    ["has a summary of nothing but brackets", (dir) => writeFileSync(join(dir, layout.summary), "[[["), "violated"],
    [
      "has another step's name",
      (dir) =>
        editDocument(dir, layout.summary, (summary) => {
          summary.step = "other";
        }),
      "violated",
    ],
    ["has no manifest", (dir) => rmSync(join(dir, layout.manifest)), "violated"],
    [
      "is empty",
      (dir) => {
        rmSync(dir, { recursive: true });
        mkdirSync(dir);
      },
      "undecided",
    ],
    [
      "is a link that leads nowhere",
      (dir) => {
        rmSync(dir, { recursive: true });
        symlinkSync("nowhere", dir);
      },
      "undecided",
    ],
  ];

  test.each(spoils.flatMap(([what, spoil, verdict]) => ["a", "b", "c"].map((run) => ({ run, what, spoil, verdict }))))(
    "is refused when run $run $what",
    async ({ run, spoil, verdict }) => {
      const cwd = three();
      spoil(join(cwd, "runs", run));
      expect(await find(cwd)).toMatchObject({ refused: { bundle: `runs/${run}`, verdict } });
    },
  );

  test("passes over whole runs of other steps", async () => {
    const cwd = three();
    writeBundle(join(cwd, "runs"), { runId: "d", day: "2026-01-04" });
    editDocument(join(cwd, "runs/d"), layout.summary, (summary) => {
      summary.step = "other";
    });
    reseal(join(cwd, "runs/d"));
    expect(await find(cwd)).toMatchObject({ before: "runs/b", after: "runs/c" });
  });

  test("is refused when an approved run was changed since", async () => {
    const [ann, bob] = [await person("ann"), await person("bob")];
    const trust = writeTrust([trusting(ann, ["runner"]), trusting(bob, ["reviewer"])], { reviews: 1 });
    const cwd = three();
    for (const run of ["a", "b"]) await review(join(cwd, "runs", run), { runner: ann, reviewer: bob, trust });
    writeFileSync(join(cwd, "runs/b", layout.stdout), "changed");
    expect(await find(cwd, "train", trust)).toMatchObject({ refused: { bundle: "runs/b", verdict: "violated" } });
  });

  test("a directory that can't be read is not an empty one", async () => {
    await expect(findLast("train", { outDir: "/dev/null", cwd: "/", trust: undefined })).rejects.toMatchObject({
      ...{ code: "E_IO", exit: 3 },
    });
  });
});

describe("a run that is not there", () => {
  const headOf = (cwd: string, run: string, bundleDigest: string): void =>
    writeFileSync(
      join(cwd, "runs/.kprov-head.json"),
      `${JSON.stringify({ current: { runId: run, bundleDigest }, pending: null })}\n`,
    );
  const two = () => runs({ runId: "a", day: "2026-01-01" }, { runId: "b", day: "2026-01-02" });
  const digestOf = (cwd: string, run: string) => sha256(readFileSync(join(cwd, "runs", run, layout.manifest)));

  test("and that the head names makes it undecided", async () => {
    const cwd = two();
    headOf(cwd, "b", digestOf(cwd, "b"));
    expect(await find(cwd)).toMatchObject({ before: "runs/a", after: "runs/b" });
    for (const [run, digest] of [
      ["c", "0".repeat(64)],
      ["b", "0".repeat(64)],
    ] as const) {
      headOf(cwd, run, digest);
      await expect(find(cwd)).rejects.toMatchObject({
        ...{ code: "E_COMPARE", exit: 3 },
        message: expect.stringContaining(`"${run}"`),
      });
    }
  });

  test.each(["", "{}", "[]", '{"current":{}}', '{"current":{"runId":"..","bundleDigest":"x"}}', " ".repeat(5000)])(
    "is remarked on when the head is %j",
    async (head) => {
      const cwd = two();
      writeFileSync(join(cwd, "runs/.kprov-head.json"), head);
      expect(await remarksOn(cwd)).toEqual([expect.stringContaining(".kprov-head.json")]);
    },
  );

  test("is remarked on when it was killed and is newer than the newest, unless it is under way", async () => {
    const cwd = two();
    const here = sha256(hostname()).slice(0, 8);
    const dead = `.kprov-run-x.${here}.4194399.1`;
    mkdirSync(join(cwd, "runs", dead));
    mkdirSync(join(cwd, "runs", `.kprov-run-y.${here}.${process.pid}.0`));
    expect(await remarksOn(cwd)).toEqual([expect.stringContaining(`"${dead}"`)]);
    utimesSync(join(cwd, "runs", dead), 0, 0);
    expect(await remarksOn(cwd)).toEqual([]);
  });
});

describe("copies of one bundle", () => {
  const copies: [string, (cwd: string, name: string) => void][] = [
    ["a copy", (cwd, name) => cpSync(join(cwd, "runs/b"), join(cwd, "runs", name), { recursive: true })],
    ["a link", (cwd, name) => symlinkSync("b", join(cwd, "runs", name))],
  ];

  test.each(copies.flatMap(([what, copy]) => ["0", "z"].map((name) => ({ what, copy, name }))))(
    "$what called $name is no run of its own",
    async ({ copy, name }) => {
      const cwd = runs({ runId: "a", day: "2026-01-01" }, { runId: "b", day: "2026-01-02" });
      copy(cwd, name);
      expect(await find(cwd)).toEqual({ before: "runs/a", after: "runs/b", basis: "green" });
    },
  );
});

describe("a run that was rejected", () => {
  test("is never the first, in none of its copies, unless nobody is trusted", async () => {
    const [ann, bob] = [await person("ann"), await person("bob")];
    const trust = writeTrust([trusting(ann, ["runner"]), trusting(bob, ["reviewer"])], { reviews: 1 });
    const cwd = runs(
      { runId: "a", day: "2026-01-01" },
      { runId: "b", day: "2026-01-02" },
      { runId: "c", day: "2026-01-03" },
    );
    cpSync(join(cwd, "runs/b"), join(cwd, "runs/copy"), { recursive: true });
    await review(join(cwd, "runs/copy"), { runner: ann, reviewer: bob, trust }, "reject");
    expect(await find(cwd, "train", trust)).toEqual({ before: "runs/a", after: "runs/c", basis: "green" });
    await review(join(cwd, "runs/b"), { runner: ann, reviewer: bob, trust });
    expect(await find(cwd, "train", trust)).toMatchObject({ before: "runs/a", basis: "green" });
    expect(await find(cwd)).toMatchObject({ before: "runs/b", basis: "green" });
    rmSync(join(cwd, "runs/a"), { recursive: true });
    await expect(find(cwd, "train", trust)).rejects.toMatchObject({ code: "E_NO_EARLIER" });
  });
});
