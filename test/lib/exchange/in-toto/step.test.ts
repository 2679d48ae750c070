import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { orderSteps } from "../../../../lib/exchange/in-toto/step.ts";
import { materialsOf, recordStep } from "../../../support/exchange.ts";
import { repo } from "../../../support/repo.ts";
import { record, sh } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";

const order = async (...bundles: string[]) => orderSteps(await materialsOf(bundles));
const names = async (...bundles: string[]) => (await order(...bundles)).map(({ name }) => name);
const fault = (message: string) => ({ code: "E_EXPORT", message: expect.stringContaining(message) });

describe("orderSteps", () => {
  it("puts products before what they become, whatever the order on the command line, and knows them by their path", async () => {
    using dir = repo({ "raw.csv": "1\n" });
    const top = dir.dir;
    const a = await recordStep(top, { step: "a", inputs: ["raw.csv"], outputs: ["x.csv"], script: "cp raw.csv x.csv" });
    const b = await recordStep(top, {
      ...{ step: "b", at: "deep/er", inputs: ["../../x.csv"], outputs: ["y.csv"] },
      script: "cp ../../x.csv y.csv",
    });
    const c = await recordStep(top, { step: "c", inputs: ["deep/er/y.csv", "x.csv"], script: "true" });
    for (const bundles of [
      [a, b, c],
      [c, b, a],
      [b, a, c],
    ])
      expect(await names(...bundles)).toEqual(["a", "b", "c"]);
    const [, second, third] = await order(a, b, c);
    expect([...(second?.products.keys() ?? [])]).toEqual(["deep/er/y.csv"]);
    expect(second?.after.map(({ name }) => name)).toEqual(["a"]);
    expect(third?.after.map(({ name }) => name)).toEqual(["b", "a"]);
  });

  it("lets time decide between steps that need each other", async () => {
    const top = temporary({ "y.csv": "1\n" });
    const a = await recordStep(top, { step: "b", inputs: ["y.csv"], outputs: ["x.csv"], script: "cp y.csv x.csv" });
    const b = await recordStep(top, {
      ...{ step: "a", inputs: ["x.csv"], outputs: ["y.csv"] },
      script: "rm y.csv && cp x.csv y.csv",
    });
    expect(await names(b, a)).toEqual(["b", "a"]);
  });

  it("refuses a chain in which a file was exchanged", async () => {
    const top = temporary({ "raw.csv": "1\n" });
    const a = await recordStep(top, { step: "a", inputs: ["raw.csv"], outputs: ["x.csv"], script: "cp raw.csv x.csv" });
    writeFileSync(join(top, "x.csv"), "tampered\n");
    const b = await recordStep(top, { step: "b", inputs: ["x.csv"], script: "true" });
    await expect(order(a, b)).rejects.toMatchObject(fault('The step "b" read another "x.csv" than the step "a" made'));
    expect(await names(b)).toEqual(["b"]);
  });

  it("refuses a run that failed, two runs of one step, and a step that can't name a file", async () => {
    const top = temporary();
    const { bundle: failed } = await record(top, { runId: "f", step: "f", argv: sh("exit 3") });
    await expect(order(failed)).rejects.toMatchObject(fault("its run failed: exit status 3"));
    const { bundle: again } = await record(top, { runId: "g1", step: "g", argv: sh("true") });
    const { bundle: twice } = await record(top, { runId: "g2", step: "g", argv: sh("true") });
    await expect(order(again, twice)).rejects.toMatchObject(fault('both runs of the step "g"'));
    const { bundle: slash } = await record(top, { runId: "s", step: "../s", argv: sh("true") });
    await expect(order(slash)).rejects.toMatchObject(fault('after the step "../s"'));
    const { bundle: long } = await record(top, { runId: "l", step: "é".repeat(101), argv: sh("true") });
    await expect(order(long)).rejects.toMatchObject(fault("Cannot name a link"));
  });

  it("leaves out links and what was only declared, and says so", async () => {
    const top = temporary({ "in.csv": "1\n" });
    const uri = `s3://bucket/x@sha256:${"0".repeat(64)}`;
    const { bundle } = await record(top, {
      ...{ runId: "r", step: "r", inputs: ["in.csv"], inputRefs: [uri], outputs: ["out"] },
      argv: sh("mkdir out && ln -s nowhere out/link && echo 1 > out/file"),
    });
    const [step] = await order(bundle);
    expect([...(step?.materials.keys() ?? [])]).toEqual(["in.csv"]);
    expect([...(step?.products.keys() ?? [])]).toEqual(["out/file"]);
    expect(step?.notes).toEqual([
      '1 materials of "r" are left out: symbolic links, or declared and not read',
      '1 products of "r" are left out: symbolic links, or declared and not read',
    ]);
  });
});
