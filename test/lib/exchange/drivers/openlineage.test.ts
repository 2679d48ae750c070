import { describe, expect, it } from "vitest";
import { exportInto, hostileName, hostileRun, recordStep } from "../../../support/exchange.ts";
import { record, sh } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";
import { driverContract } from "./driver.contract.ts";

const eventsOf = async (top: string, more: { bundles?: string[]; namespace?: string } = {}) => {
  const { files } = await exportInto(top, { format: "openlineage", ...more });
  return (files[""] ?? "")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
};

describe("openlineage", () => {
  driverContract("openlineage");

  it("names the run by its start and its bundle, and files by their path from the repository's top", async () => {
    const top = await hostileRun();
    const [start, end] = await eventsOf(top);
    expect([start.eventType, end.eventType]).toEqual(["START", "COMPLETE"]);
    expect(start.run.runId).toBe(end.run.runId);
    const milliseconds = Number.parseInt(start.run.runId.replaceAll("-", "").slice(0, 12), 16);
    expect(new Date(milliseconds).toISOString()).toBe(start.eventTime);
    expect(end.job).toMatchObject({ namespace: "default", name: "stép <one> %" });
    expect(end.inputs.map(({ name }: { name: string }) => name)).toEqual(["in/a b.csv", `in/${hostileName}`]);
    expect(end.outputs).toMatchObject([{ namespace: "default", name: `out/${hostileName}` }]);
    expect(end.outputs[0].facets.version.datasetVersion).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(start.outputs).toEqual([]);
    expect(end.run.facets.tags.tags).toContainEqual({ key: "a", value: "b", source: "USER" });
    const completeness = { key: "kprov.completeness", value: "declared", source: "KPROVENGINE" };
    expect(end.run.facets.tags.tags).toContainEqual(completeness);
    const [other] = await eventsOf(await hostileRun());
    expect(other.run.runId).not.toBe(start.run.runId);
  });

  it("takes a namespace", async () => {
    const [start] = await eventsOf(await hostileRun(), { namespace: "a b" });
    expect([start.job.namespace, start.inputs[0].namespace]).toEqual(["a b", "a b"]);
  });

  it.each([
    ["failed", "FAIL", "failed: exit status 3"],
    ["signalled", "FAIL", "signalled: SIGTERM"],
  ] as const)("ends a run that %s with %s, and says why", async (ending, type, message) => {
    const [start, end] = await eventsOf(await hostileRun(ending));
    expect(end.eventType).toBe(type);
    expect(end.run.facets.errorMessage).toMatchObject({ message, programmingLanguage: "/bin/sh" });
    expect(start.run.facets.errorMessage).toBeUndefined();
  });

  it("ends a run that took too long with ABORT", async () => {
    const top = temporary();
    await record(top, { runId: "late", timeout: 200, argv: sh("sleep 5") });
    const [, end] = await eventsOf(top, { bundles: ["runs/late"] });
    expect(end).toMatchObject({
      eventType: "ABORT",
      run: { facets: { errorMessage: { message: expect.stringContaining("timed-out") } } },
    });
  });

  it("names what has a URI as OpenLineage does", async () => {
    const top = temporary();
    const outside = temporary({ "a b.csv": "1\n" });
    const digest = "0".repeat(64);
    await record(top, {
      ...{ runId: "one", inputs: [`${outside}/a b.csv`], argv: sh("true") },
      inputRefs: [`s3://bucket/deep/x%20y.csv@sha256:${digest}`, `pkg:pypi/x@1@sha256:${digest}`],
    });
    const [start] = await eventsOf(top);
    const named = start.inputs.map(({ namespace, name }: Record<string, string>) => ({ namespace, name }));
    expect(named).toEqual([
      { namespace: "file", name: `${outside}/a b.csv` },
      { namespace: "s3://bucket", name: "deep/x y.csv" },
      { namespace: "pkg", name: "pypi/x@1" },
    ]);
  });

  it("says where the code came from, when a remote has a URL", async () => {
    const top = await hostileRun();
    expect((await eventsOf(top))[0].job.facets.sourceCodeLocation).toBeUndefined();
    const { execFileSync } = await import("node:child_process");
    execFileSync("git", ["remote", "add", "a", "git@example.org:x/y.git"], { cwd: top });
    execFileSync("git", ["remote", "add", "b", "https://example.org/x/y.git"], { cwd: top });
    await recordStep(top, { step: "two", script: "true" });
    const { files } = await exportInto(top, { format: "openlineage", bundles: ["runs/two"], output: "second" });
    const { facets } = JSON.parse((files[""] ?? "").split("\n")[0] ?? "").job;
    expect(facets.sourceCodeLocation).toMatchObject({ type: "git", url: "https://example.org/x/y.git" });
    expect(facets.sourceCodeLocation.version).toMatch(/^[0-9a-f]{40}$/);
  });
});
