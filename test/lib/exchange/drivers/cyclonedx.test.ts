import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportInto, hostileRun, recordStep } from "../../../support/exchange.ts";
import { temporary } from "../../../support/temporary.ts";
import { driverContract } from "./driver.contract.ts";

const sbomOf = async (top: string, root?: string) => {
  const { files, report } = await exportInto(top, { format: "cyclonedx", ...(root !== undefined && { root }) });
  return { document: JSON.parse(files[""] ?? ""), notes: report.notes };
};

describe("cyclonedx", () => {
  driverContract("cyclonedx");

  it("is about the run: its number and time follow from the bundle", async () => {
    const top = await hostileRun();
    const { document } = await sbomOf(top);
    expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
    expect(document.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(document.metadata.component).toMatchObject({ name: "stép <one> %", "bom-ref": "kprov:run" });
    expect(document.metadata.component.properties).toContainEqual({ name: "kprov:completeness", value: "declared" });
    const { workflows } = document.formulation[0];
    expect(workflows[0].steps[0].commands[0].executed).toMatch(/^\/bin\/sh -c '/);
    expect(workflows[0].timeEnd).toBe(document.metadata.timestamp);
    const tool = document.components.find(({ type }: { type: string }) => type === "application");
    expect(tool).toMatchObject({ name: "sh", hashes: [{ alg: "SHA-256" }] });
    expect(tool.evidence.occurrences).toEqual([{ location: "toolchain.json", additionalContext: "command" }]);
  });

  it("lists a lock file alone, and what it pins when it can be read and is the recorded one", async () => {
    const top = await hostileRun();
    const { document, notes } = await sbomOf(top);
    const file = document.components.find(({ type }: { type: string }) => type === "file");
    expect(file).toMatchObject({ name: "requirements.txt", "bom-ref": "kprov:lock-file/requirements.txt" });
    expect(notes).toEqual(["What these pin is not listed: requirements.txt (--root DIR reads them)"]);
    rmSync(join(top, "export"));
    const { document: more, notes: none } = await sbomOf(top, top);
    expect(none).toEqual([]);
    const pinned = more.components.find(({ type }: { type: string }) => type === "library");
    expect(pinned).toMatchObject({
      purl: "pkg:pypi/requests@2.31.0",
      evidence: { occurrences: [{ location: "requirements.txt" }] },
    });
    expect(more.dependencies).toContainEqual({ ref: file["bom-ref"], dependsOn: ["pkg:pypi/requests@2.31.0"] });
    expect(more.compositions).toContainEqual({ aggregate: "complete", dependencies: [file["bom-ref"]] });
    expect(more.serialNumber).toBe(document.serialNumber);
  });

  it.each(["missing", "requirements.txt"])("refuses a root that is no directory: %s", async (name) => {
    const top = await hostileRun();
    await expect(sbomOf(top, join(top, name))).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining("expected a directory"),
    });
  });

  it("refuses a root that is no directory also when there is no lock file", async () => {
    const top = temporary({ "in.csv": "1\n" });
    await recordStep(top, { step: "one", script: "true" });
    await expect(sbomOf(top, join(top, "missing"))).rejects.toMatchObject({ code: "E_USAGE" });
  });

  it.each<[string, (path: string) => void, string]>([
    ["another one", (path) => writeFileSync(path, "requests==2.31.1\n"), "not the one that was recorded"],
    ["missing", (path) => rmSync(path), "it is not there"],
  ])("refuses a lock file that is %s by now", async (_, change, message) => {
    const top = await hostileRun();
    change(join(top, "requirements.txt"));
    await expect(sbomOf(top, top)).rejects.toMatchObject({
      code: "E_EXPORT",
      message: expect.stringContaining(message),
    });
  });
});
