import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogOf, exampleRun, exampleRuns } from "../../../support/catalog.ts";
import { exportOf, hostileText } from "../../../support/catalog-export.ts";
import { exportContract } from "./driver.contract.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into the document.
type Entity = Record<string, any>;

const graphIn = (dir: string): Entity[] =>
  JSON.parse(readFileSync(join(dir, "ro-crate-metadata.json"), "utf8"))["@graph"];

describe("ro-crate", () => {
  exportContract("ro-crate");

  it("names nothing twice and nothing that is not there, however often runs share a file, a step or a person", async () => {
    const { dir, report } = await exportOf(await catalogOf(...exampleRuns(40)), "ro-crate");
    const graph = graphIn(dir);
    const ids = graph.map((entity) => entity["@id"]);
    expect(new Set(ids).size).toBe(ids.length);
    const refs = JSON.stringify(graph).match(/(?<=\{"@id":")[^"]+(?="\})/g) ?? [];
    expect(refs.filter((id) => !ids.includes(id) && id !== "https://w3id.org/ro/crate/1.1")).toEqual([]);
    expect(graph.filter((entity) => entity["@type"] === "CreateAction")).toHaveLength(40);
    expect(report.files[0]?.rows).toBe(40);
    const root = graph.find((entity) => entity["@id"] === "./");
    expect(root?.["mentions"]).toHaveLength(40);
    expect(root?.["hasPart"].length).toBe(graph.filter((entity) => entity["@type"] === "File").length);
  });

  it("tells what a run read and made, how it ended, and who decided what", async () => {
    const { dir } = await exportOf(await catalogOf(exampleRun(10), exampleRun(19)), "ro-crate");
    const graph = graphIn(dir);
    const action = (n: number) => graph.find((entity) => entity["@id"] === `#run/${exampleRun(n).bundleDigest}`);
    expect(action(19)).toMatchObject({
      actionStatus: "http://schema.org/FailedActionStatus",
      error: "failed: exit status 3",
    });
    expect(action(10)).toMatchObject({
      actionStatus: "http://schema.org/CompletedActionStatus",
      startTime: "2026-01-01T01:40:00.000+00:00",
    });
    expect(action(10)?.["object"]).toHaveLength(8);
    const review = graph.find((entity) => entity["@type"] === "Review");
    expect(review).toMatchObject({ name: "approve", reviewBody: "totals agree", author: { "@id": "#person/ada" } });
    expect(action(10)?.["subjectOf"]).toEqual({ "@id": review?.["@id"] });
  });

  it("is one document for one run without files, and for hostile names", async () => {
    const { dir } = await exportOf(await catalogOf(exampleRun(1, { files: [], step: hostileText })), "ro-crate");
    const root = graphIn(dir).find((entity) => entity["@id"] === "./");
    expect(root?.["mentions"]).toEqual({ "@id": `#run/${exampleRun(1).bundleDigest}` });
    expect(root).not.toHaveProperty("hasPart");
    expect(readFileSync(join(dir, "ro-crate-metadata.json"), "utf8")).not.toMatch(/[\u001b\u202e]/);
  });
});
