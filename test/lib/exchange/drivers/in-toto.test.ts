import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../lib/clock.ts";
import { olpcJson } from "../../../../lib/exchange/in-toto/canonical.ts";
import { exchangeBundles } from "../../../../lib/exchange/index.ts";
import { isSignedBy } from "../../../../lib/sign/index.ts";
import type { LoadedTrust } from "../../../../lib/verify/index.ts";
import {
  type endings,
  exportInto,
  hostileName,
  hostileRun,
  key,
  recordStep,
  signerOf,
} from "../../../support/exchange.ts";
import { makeKey, trustFile, trusting } from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { loadTrust } from "../../../support/verify.ts";
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

  it("signs for whom the trust file proves, and says nothing of it", async () => {
    const trust = await loadTrust(trustFile([trusting(key, "ann")]));
    const { files, report } = await exportInto(await hostileRun(), { format: "in-toto", trust });
    expect(JSON.parse(files["root.layout"] ?? "").signed.readme).toBe("");
    expect(report.notes.join()).not.toContain("vouch");
  });

  it.each<[string, string, keyof typeof endings, () => Promise<LoadedTrust | null>]>([
    ["nobody is believed", "undecided", "succeeded", async () => null],
    [
      "another key is believed",
      "undecided",
      "succeeded",
      async () => loadTrust(trustFile([trusting(makeKey(), "eve")])),
    ],
    [
      "the key was revoked",
      "undecided",
      "succeeded",
      async () =>
        loadTrust(
          trustFile([trusting(key, "ann", ["runner"], { revoked: { at: "2020-01-01T00:00:00Z", reason: "stolen" } })]),
        ),
    ],
    ["the run failed", "violated", "failed", async () => loadTrust(trustFile([trusting(key, "ann")]))],
  ])("signs nothing when %s: the verdict is %s", async (_, verdict, end, load) => {
    const top = await hostileRun(end);
    const trust = await load();
    const output = { path: join(top, "x"), shown: "x" };
    const signer = () => Promise.reject(new Error("asked for the key"));
    const options = { format: "in-toto", cwd: top, output, clock: systemClock, signer, trust } as const;
    expect(await exchangeBundles(["runs/one"], options)).toMatchObject({ refused: { verdict, integrity: "proved" } });
    expect(readdirSync(top)).not.toContain("x");
  });

  it("signs for a bundle that nobody signed when the key's owner vouches, and says so in the layout", async () => {
    const top = temporary({ "in.csv": "1\n" });
    await recordStep(top, { step: "one", outputs: ["out.csv"], script: "cp in.csv out.csv" });
    await expect(exportInto(top, { format: "in-toto", trust: null })).rejects.toThrow(/refused: .*ORIGIN_UNPROVED/);
    const { files, report } = await exportInto(top, { format: "in-toto" });
    const said = expect.stringMatching(/^The origin of the bundles was not asked: the owner of the key .* vouches/);
    expect(report.notes).toContainEqual(said);
    expect(JSON.parse(files["root.layout"] ?? "").signed.readme).toEqual(said);
  });

  it("lets nothing else into a delivery that it copied, and says nothing of what lies elsewhere", async () => {
    const top = temporary({ "in.csv": "1\n" });
    for (const [step, collect] of [
      ["one", true],
      ["two", false],
    ] as const)
      await recordStep(top, { step, outputs: ["out.csv"], script: "cp in.csv out.csv", collect });
    const rulesOf = async (step: string): Promise<string[][]> => {
      const { files } = await exportInto(top, { format: "in-toto", bundles: [`runs/${step}`], output: `x-${step}` });
      return JSON.parse(files["root.layout"] ?? "").signed.inspect[0].expected_materials;
    };
    expect((await rulesOf("one")).at(-1)).toEqual(["DISALLOW", "*"]);
    expect((await rulesOf("two")).at(-1)).toEqual(["DISALLOW", "out.csv"]);
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
    const options = {
      format: "in-toto",
      cwd: top,
      output: target,
      signer: async () => signerOf(key),
      vouch: true,
    } as const;
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
      vouch: true,
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
