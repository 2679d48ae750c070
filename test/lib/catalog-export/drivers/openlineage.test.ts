import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunFacts } from "../../../../lib/catalog/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { catalogOf, exampleRun } from "../../../support/catalog.ts";
import { exportOf } from "../../../support/catalog-export.ts";
import { exportContract } from "./driver.contract.ts";

const file = (role: "input" | "output", path: string, content: string): RunFacts["files"][number] => ({
  ...{ role, path, size: content.length, digest: sha256(content), mediaType: "text/csv" },
});

const eventsIn = (dir: string) =>
  readFileSync(join(dir, "events.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("openlineage", () => {
  exportContract("openlineage");

  it("names an input as the run did that made it, and its own name beside it", async () => {
    const made = exampleRun(1, { project: "etl", step: "clean", files: [file("output", "clean/a.csv", "1")] });
    const read = exampleRun(2, {
      ...{ project: "model", step: "train" },
      files: [
        file("input", "../etl/clean/a.csv", "1"),
        file("input", "s3://bucket/b.csv", "2"),
        file("input", "empty", ""),
        file("input", "notes:a.csv", "3"),
      ],
    });
    const empty = exampleRun(0, { files: [file("output", "nothing", "")] });
    const { dir, report } = await exportOf(await catalogOf(read, made, empty), "openlineage");
    const events = eventsIn(dir);
    expect(report.files[0]?.rows).toBe(6);
    expect(events.map(({ eventType }) => eventType)).toEqual(Array(3).fill(["START", "COMPLETE"]).flat());
    expect(events[3]).toMatchObject({
      job: { namespace: "etl", name: "clean" },
      outputs: [{ namespace: "etl", name: "clean/a.csv" }],
    });
    const inputs = events[5].inputs.map(({ namespace, name }: Record<string, string>) => [namespace, name]);
    expect(inputs).toEqual([
      ["etl", "clean/a.csv"],
      ["model", "empty"],
      ["model", "notes:a.csv"],
      ["s3://bucket", "b.csv"],
    ]);
    expect(events[5].inputs[0].facets.symlinks.identifiers).toEqual([
      { namespace: "model", name: "../etl/clean/a.csv", type: "FILE" },
    ]);
    expect(events[4].outputs).toEqual([]);
  });

  it("says how runs ended, and takes a namespace for those without a project", async () => {
    const ends = ["failed", "timed-out", "signalled", "interrupted", "of another age"];
    const runs = ends.map((outcome, n) => exampleRun(n, { outcome, project: null, signal: null, exitCode: n }));
    const { dir } = await exportOf(await catalogOf(...runs), "openlineage", { namespace: "a b" });
    const over = eventsIn(dir).filter(({ eventType }) => eventType !== "START");
    expect(over.map(({ eventType }) => eventType)).toEqual(["FAIL", "ABORT", "FAIL", "ABORT", "FAIL"]);
    expect(over[0].run.facets.errorMessage).toMatchObject({
      message: "failed: exit status 0",
      programmingLanguage: "python",
    });
    expect(new Set(over.map(({ job }) => job.namespace))).toEqual(new Set(["a b"]));
  });
});
