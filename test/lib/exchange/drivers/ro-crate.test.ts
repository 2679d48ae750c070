import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyBundle } from "../../../../lib/verify/index.ts";
import { exportInto, hostileName, hostileRun, recordStep, textsIn } from "../../../support/exchange.ts";
import { temporary } from "../../../support/temporary.ts";
import { driverContract } from "./driver.contract.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into the document.
type Entity = Record<string, any>;

const crateOf = async (top: string) => {
  const { files } = await exportInto(top, { format: "ro-crate" });
  const graph: Entity[] = JSON.parse(files["ro-crate-metadata.json"] ?? "")["@graph"];
  const entity = (id: string): Entity => graph.find((found) => found["@id"] === id) ?? {};
  return { files, graph, entity };
};

describe("ro-crate", () => {
  driverContract("ro-crate");

  it("holds the whole bundle, which verifies where it lies", async () => {
    const top = await hostileRun();
    await crateOf(top);
    expect(textsIn(join(top, "export/bundle"))).toEqual(textsIn(join(top, "runs/one")));
    expect(await verifyBundle("export/bundle", { cwd: top, integrityOnly: true })).toMatchObject({
      integrity: "proved",
    });
  });

  it("names every file by a reference that leads to it, and nothing twice", async () => {
    const { files, graph, entity } = await crateOf(await hostileRun());
    const ids = graph.map((found) => found["@id"]);
    expect(new Set(ids).size).toBe(ids.length);
    const local = ids.filter((id) => id.startsWith("bundle/") && !id.endsWith("/"));
    expect(local.map(decodeURIComponent).sort()).toEqual(
      Object.keys(files)
        .filter((path) => path.startsWith("bundle/"))
        .sort(),
    );
    const refs = JSON.stringify(graph).match(/(?<=\{"@id":")[^"]+(?="\})/g) ?? [];
    const outer = /^https:\/\/w3id\.org\/ro\/crate\/1\.1$/;
    expect(refs.filter((id) => !ids.includes(id) && !outer.test(id))).toEqual([]);
    expect(entity("./")["conformsTo"]).toEqual({ "@id": "https://w3id.org/ro/wfrun/process/0.5" });
  });

  it("tells what was read, made, by whom and with what", async () => {
    const { entity, graph } = await crateOf(await hostileRun());
    const action = entity("#run");
    expect(action).toMatchObject({ "@type": "CreateAction", actionStatus: "http://schema.org/CompletedActionStatus" });
    expect(action["error"]).toBeUndefined();
    expect(action["object"]).toHaveLength(2);
    for (const { "@id": id } of action["object"]) expect(id).toMatch(/^ni:\/\/\/sha-256;/);
    const result = entity(action["result"]["@id"]);
    expect(result).toMatchObject({
      "@type": "File",
      name: `out/${hostileName}`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(decodeURIComponent(result["@id"])).toBe(`bundle/outputs/out/${hostileName}`);
    const instrument = entity(action["instrument"]["@id"]);
    expect(instrument).toMatchObject({ "@type": "SoftwareApplication", name: "stép <one> %" });
    expect(entity(action["agent"]["@id"])).toMatchObject({ "@type": "Person" });
    expect(graph.filter((found) => found["@type"] === "PropertyValue").map(({ name }) => name)).toEqual(["PATH"]);
  });

  it("says that a run failed, and why", async () => {
    const { entity } = await crateOf(await hostileRun("failed"));
    const action = entity("#run");
    expect(action).toMatchObject({
      actionStatus: "http://schema.org/FailedActionStatus",
      error: "failed: exit status 3",
    });
  });

  it("names by content what is not in the crate, a link as a link", async () => {
    const top = temporary();
    const script = "mkdir out; echo 1 > out/a.csv; ln -s gone out/b";
    await recordStep(top, { step: "one", outputs: ["out"], script, collect: false });
    const { entity } = await crateOf(top);
    const [file, link] = entity("#run")["result"].map((ref: Entity) => entity(ref["@id"]));
    expect(file).toMatchObject({ name: "out/a.csv", encodingFormat: "text/csv" });
    expect(file["@id"]).toMatch(/^ni:\/\/\/sha-256;[\w-]{43}\?name=out%2Fa\.csv$/);
    expect(link).toMatchObject({ name: "out/b", description: expect.stringContaining("symbolic link") });
    expect(link["sha256"]).toBeUndefined();
  });
});
