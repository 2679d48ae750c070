import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesOf } from "../../../support/bundle.ts";
import { exportInto, hostileRun } from "../../../support/exchange.ts";
import { driverContract } from "./driver.contract.ts";

describe("sigstore", () => {
  driverContract("sigstore");

  it("hands on every bundle as it is", async () => {
    const top = await hostileRun();
    const below = join(top, "runs/one/attestations");
    const own = filesOf(below).filter((name) => name.endsWith(".sigstore.json"));
    expect(own).toHaveLength(2);
    const { files } = await exportInto(top, { format: "sigstore" });
    expect(files[""]).toBe(own.map((name) => readFileSync(join(below, name), "utf8")).join(""));
  });

  it("refuses a bundle without one", async () => {
    const top = await hostileRun();
    const below = join(top, "runs/one/attestations");
    for (const name of filesOf(below)) if (name.endsWith(".sigstore.json")) rmSync(join(below, name));
    await expect(exportInto(top, { format: "sigstore" })).rejects.toMatchObject({ code: "E_EXPORT" });
  });
});
