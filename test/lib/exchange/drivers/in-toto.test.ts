import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../lib/clock.ts";
import { olpcJson } from "../../../../lib/exchange/in-toto/canonical.ts";
import { exchangeBundles } from "../../../../lib/exchange/index.ts";
import { isSignedBy } from "../../../../lib/sign/index.ts";
import { exportInto, hostileName, hostileRun, key, recordStep, signerOf } from "../../../support/exchange.ts";
import { makeKey } from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { driverContract } from "./driver.contract.ts";

describe("in-toto", () => {
  driverContract("in-toto");

  it("signs links and layout, and copies what is delivered", async () => {
    const { files, report } = await exportInto(await hostileRun(), { format: "in-toto" });
    expect(Object.keys(files).map((name) => name.replace(/[0-9a-f]{8}/, "ID"))).toEqual([
      "layout.pub",
      "layout.pub.json",
      `products/out/${hostileName}`,
      "root.layout",
      "stép <one> %.ID.link",
    ]);
    for (const [name, text] of Object.entries(files).filter(([path]) => /\.(?:link|layout)$/.test(path))) {
      const { signatures, signed } = JSON.parse(text);
      expect(signatures).toHaveLength(name === "root.layout" ? 2 : 1);
      for (const { sig } of signatures)
        expect(isSignedBy(key.publicKey, Buffer.from(olpcJson(signed)), Buffer.from(sig, "hex"))).toBe(true);
    }
    expect(report.commands).toEqual([
      "cd export/products && in-toto-verify --layout ../root.layout --verification-keys ../layout.pub --link-dir ..",
      "cd export/products && in-toto-verify --layout ../root.layout --layout-keys ../layout.pub.json --key-types ed25519 --link-dir ..",
    ]);
  });

  it("looks at outputs where they lie when they were not collected", async () => {
    const top = temporary({ "in.csv": "1\n" });
    await recordStep(top, { step: "one", outputs: ["out.csv"], script: "cp in.csv out.csv", collect: false });
    const { files, report } = await exportInto(top, { format: "in-toto", output: "-x y" });
    expect(Object.keys(files).some((name) => name.startsWith("products"))).toBe(false);
    expect(report.notes).toContainEqual(expect.stringContaining("not collected: out.csv"));
    expect(report.commands[0]).toBe(
      "in-toto-verify --layout './-x y/root.layout' --verification-keys './-x y/layout.pub' --link-dir './-x y'",
    );
  });

  it.each([
    ["2040-02-29", "2040-02-29T00:00:00Z"],
    ["2040-12-31T12:34:56Z", "2040-12-31T12:34:56Z"],
  ])("expires at %s", async (expires, expected) => {
    const { files } = await exportInto(await hostileRun(), { format: "in-toto", expires });
    expect(JSON.parse(files["root.layout"] ?? "").signed.expires).toBe(expected);
  });

  it.each([
    ["2039-02-29", "takes a date"],
    ["tomorrow", "takes a date"],
    ["2040-01-01T00:00:00", "takes a date"],
    ["2040-13-01", "takes a date"],
    ["2020-01-01", "would have expired"],
  ])("refuses to expire at %s", async (expires, message) => {
    const ended = exportInto(await hostileRun(), { format: "in-toto", expires });
    await expect(ended).rejects.toMatchObject({ code: "E_USAGE", message: expect.stringContaining(message) });
  });

  it("expires a year after the run by default, and refuses when that is over", async () => {
    const top = await hostileRun();
    const target = { path: join(top, "x"), shown: "x" };
    const later = { ...systemClock, now: () => Date.now() + 366 * 24 * 3600 * 1000 };
    const options = { format: "in-toto", cwd: top, output: target, signer: async () => signerOf(key) } as const;
    await expect(exchangeBundles(["runs/one"], { ...options, clock: later })).rejects.toMatchObject({
      code: "E_USAGE",
    });
    await exchangeBundles(["runs/one"], { ...options, clock: systemClock });
  });

  it("writes nothing with a key of another algorithm, nor when an output changes meanwhile", async () => {
    const top = await hostileRun();
    const options = {
      format: "in-toto",
      cwd: top,
      output: { path: join(top, "x"), shown: "x" },
      clock: systemClock,
    } as const;
    const other = async () => signerOf(makeKey("ecdsa-p256"));
    await expect(exchangeBundles(["runs/one"], { ...options, signer: other })).rejects.toMatchObject({
      code: "E_EXPORT",
    });
    const spoiling = async () => {
      writeFileSync(join(top, "runs/one/outputs/out", hostileName), "other");
      return signerOf(key);
    };
    await expect(exchangeBundles(["runs/one"], { ...options, signer: spoiling })).rejects.toMatchObject({
      code: "E_IO",
    });
    expect(readdirSync(top).sort()).toEqual([".git", "in", "out", "requirements.txt", "runs"]);
  });
});
