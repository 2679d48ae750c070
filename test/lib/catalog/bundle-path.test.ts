import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundlePathOf, openWriter, runsOfStep } from "../../../lib/catalog/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import diff from "../../../scripts/diff.ts";
import review from "../../../scripts/review.ts";
import { writeBundle } from "../../support/bundle.ts";
import { call } from "../../support/call.ts";
import { exampleRun } from "../../support/catalog.ts";
import { temporary } from "../../support/temporary.ts";

/** Two bundles of the step `train` in `other/`, and a catalog at the usual place that knows them. */
const workplace = async (): Promise<string> => {
  const cwd = temporary();
  mkdirSync(join(cwd, ".kprov"));
  const writer = await openWriter(join(cwd, ".kprov/catalog.sqlite"));
  for (const [n, runId] of ["2026-01-01T00-00-00Z-aaaaaaaa", "2026-01-02T00-00-00Z-bbbbbbbb"].entries()) {
    writeBundle(join(cwd, "other"), { runId, day: `2026-01-0${n + 1}`, outputs: { "x.txt": `${n}\n` } });
    const bundleDigest = sha256(readFileSync(join(cwd, "other", runId, "manifest.json")));
    const { stableDigest } = JSON.parse(readFileSync(join(cwd, "other", runId, "run_summary.json"), "utf8"));
    const facts = { run: exampleRun(n, { runId, bundleDigest, stableDigest, step: "train" }) };
    writer.put({ location: { source: join(cwd, "other"), name: runId, stamp: "" }, facts });
  }
  writer.commit();
  writer.close();
  return cwd;
};

describe("bundlePathOf", () => {
  test("says where the bundle of a run lies, named by the beginning of its id or its digest", async () => {
    const cwd = await workplace();
    const path = "other/2026-01-02T00-00-00Z-bbbbbbbb";
    const digest = sha256(readFileSync(join(cwd, path, "manifest.json")));
    for (const word of ["2026-01-02", "bbbbbbbb", `sha256:${digest.slice(0, 10)}`])
      expect(await bundlePathOf(word, cwd)).toBe(path);
    await expect(bundlePathOf("2026-01", cwd)).rejects.toMatchObject({ code: "E_AMBIGUOUS_RUN" });
  });

  test("leaves what lies here, what nobody is called, and all without a catalog as it is", async () => {
    const cwd = await workplace();
    mkdirSync(join(cwd, "bbbbbbbb"));
    for (const word of ["bbbbbbbb", "other", "no-such-run", "other/2026", "", "a\nb"])
      expect(await bundlePathOf(word, cwd)).toBe(word);
    expect(await bundlePathOf("2026-01-02", temporary())).toBe("2026-01-02");
  });

  test("does not take another bundle that lies there now for the one that is meant", async () => {
    const cwd = await workplace();
    const [a, b] = ["a", "b"].map((letter, n) => join(cwd, `other/2026-01-0${n + 1}T00-00-00Z-${letter.repeat(8)}`));
    renameSync(a ?? "", `${a}.moved`);
    await expect(bundlePathOf("2026-01-01", cwd)).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
    renameSync(b ?? "", a ?? "");
    await expect(bundlePathOf("2026-01-01", cwd)).rejects.toMatchObject({
      code: "E_NO_SUCH_RUN",
      hint: expect.stringContaining(a ?? ""),
    });
  });

  test("believes no catalog that calls a bundle by another run's name", async () => {
    const cwd = await workplace();
    const name = "2026-01-01T00-00-00Z-aaaaaaaa";
    const bundleDigest = sha256(readFileSync(join(cwd, "other", name, "manifest.json")));
    const writer = await openWriter(join(cwd, ".kprov/catalog.sqlite"));
    const facts = exampleRun(0, { runId: "2026-03-03T00-00-00Z-cccccccc", bundleDigest, stableDigest: sha256("none") });
    writer.put({ location: { source: join(cwd, "other"), name, stamp: "forged" }, facts: { run: facts } });
    writer.commit();
    writer.close();
    for (const word of ["2026-03-03", "cccccccc", sha256("none").slice(0, 12)])
      await expect(bundlePathOf(word, cwd)).rejects.toMatchObject({
        code: "E_NO_SUCH_RUN",
        message: expect.stringContaining("another run"),
      });
    expect(await bundlePathOf(bundleDigest, cwd)).toBe(`other/${name}`);
  });

  test("takes a run by its stable digest", async () => {
    const cwd = await workplace();
    const path = "other/2026-01-02T00-00-00Z-bbbbbbbb";
    const { stableDigest } = JSON.parse(readFileSync(join(cwd, path, "run_summary.json"), "utf8"));
    expect(await bundlePathOf(stableDigest, cwd)).toBe(path);
  });

  test("a catalog that is damaged is an error, and not as if there were none", async () => {
    const cwd = temporary({ ".kprov/catalog.sqlite": "SQLite format 3\u0000 and nothing" });
    await expect(bundlePathOf("2026", cwd)).rejects.toMatchObject({ code: expect.stringMatching(/^E_CATALOG_/) });
  });

  test("diff and review take runs by their ids", async () => {
    const cwd = await workplace();
    const { result } = await call(diff, cwd, ["aaaaaaaa", "bbbbbbbb"]);
    expect(result.document).toMatchObject({ before: { name: "other/2026-01-01T00-00-00Z-aaaaaaaa" }, changes: 1 });
    const status = await call(review, cwd, ["2026-01-02", "--status"]);
    expect(status.result.document).toMatchObject({ bundle: "other/2026-01-02T00-00-00Z-bbbbbbbb" });
  });
});

describe("runsOfStep", () => {
  test("names the directory with the newest run of a step, while it is there", async () => {
    const cwd = await workplace();
    expect(await runsOfStep("train", cwd)).toBe(join(cwd, "other"));
    expect(await runsOfStep("none", cwd)).toBeUndefined();
    renameSync(join(cwd, "other"), join(cwd, "gone"));
    expect(await runsOfStep("train", cwd)).toBeUndefined();
    expect(await runsOfStep("train", temporary())).toBeUndefined();
  });

  test("diff --last looks there when its own directory has no run of the step", async () => {
    const cwd = await workplace();
    expect(existsSync(join(cwd, "runs"))).toBe(false);
    const { result, stderr } = await call(diff, cwd, ["--last", "train"]);
    expect(result.document).toMatchObject({ after: { name: "other/2026-01-02T00-00-00Z-bbbbbbbb" }, basis: "green" });
    expect(stderr).toContain(`the catalog knows runs of "train" in "${join(cwd, "other")}"`);
    await expect(call(diff, cwd, ["--last", "train", "--out", "runs"])).rejects.toMatchObject({ code: "E_NO_EARLIER" });
    await expect(call(diff, cwd, ["--last", "none"])).rejects.toMatchObject({ code: "E_NO_EARLIER" });
  });
});
