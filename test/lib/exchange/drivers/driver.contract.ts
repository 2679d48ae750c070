/**
 * What every driver must do.
 *
 * @module
 */
import { cpSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { exchangeMetas, type Format } from "../../../../lib/exchange/index.ts";
import { exportBundle, verifyBundle } from "../../../../lib/verify/index.ts";
import { exportInto, hostileRun, textsIn } from "../../../support/exchange.ts";

/** Paths below `top` that an export must leave as they are. */
const leftovers = (top: string): string[] => readdirSync(top).filter((name) => name.startsWith(".kprov-"));

export const driverContract = (format: Format): void => {
  it("gives the same bytes twice, elsewhere, and from the tar of the same bundle", async () => {
    const top = await hostileRun();
    const first = await exportInto(top, { format });
    cpSync(join(top, "runs/one"), join(top, "elsewhere"), { recursive: true });
    utimesSync(join(top, "elsewhere"), 1, 1);
    expect((await exportInto(top, { format, bundles: ["elsewhere"], output: "second" })).files).toEqual(first.files);
    const verdict = await verifyBundle("runs/one", { cwd: top, integrityOnly: true });
    await exportBundle(verdict, {
      dir: join(top, "runs/one"),
      output: { path: join(top, "one.tar"), shown: "one.tar" },
    });
    expect((await exportInto(top, { format, bundles: ["one.tar"], output: "third" })).files).toEqual(first.files);
  });

  it("says what it wrote, with names of any characters in it", async () => {
    const top = await hostileRun();
    const { report, files } = await exportInto(top, { format });
    expect(report).toMatchObject({
      schema: "kprov.exchange/v1",
      format,
      bundles: [{ bundle: "runs/one", runId: "one" }],
    });
    const said = Object.fromEntries(report.files.map(({ path, sha256: digest }) => [path, digest]));
    const written = Object.entries(files).map(([path, text]) => [path, sha256(text)]);
    expect(said).toEqual(Object.fromEntries(written));
    const { makes } = (await exchangeMetas()).find(({ name }) => name === format) ?? {};
    expect(report.output).toEqual({ path: "export", kind: makes });
    expect(report.commands.join("\n")).not.toMatch(/\b(?:DIR|FILE)\b/);
    expect(leftovers(top)).toEqual([]);
  });

  it("makes nothing of a bundle that is not whole", async () => {
    const top = await hostileRun();
    writeFileSync(join(top, "runs/one/logs/stdout.log"), "other");
    await expect(exportInto(top, { format })).rejects.toThrow(/refused: .*MEMBER_CHANGED/);
    await expect(exportInto(top, { format, bundles: ["missing"] })).rejects.toThrow(/refused: .*BUNDLE_UNREADABLE/);
    expect(readdirSync(top)).not.toContain("export");
    expect(leftovers(top)).toEqual([]);
  });

  it("never overwrites, never writes into a bundle, and changes none", async () => {
    const top = await hostileRun();
    const before = textsIn(join(top, "runs/one"));
    writeFileSync(join(top, "export"), "mine");
    await expect(exportInto(top, { format })).rejects.toMatchObject({ code: "E_USAGE" });
    expect(readFileSync(join(top, "export"), "utf8")).toBe("mine");
    await expect(exportInto(top, { format, output: "runs/one/export" })).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(exportInto(top, { format, output: "no/where" })).rejects.toMatchObject({ code: "E_IO" });
    expect(textsIn(join(top, "runs/one"))).toEqual(before);
    expect(leftovers(top)).toEqual([]);
  });

  it("takes several bundles only when it joins them", async () => {
    const top = await hostileRun();
    const { joins = false } = (await exchangeMetas()).find(({ name }) => name === format) ?? {};
    const several = exportInto(top, { format, bundles: ["runs/one", "runs/one"] });
    await expect(several).rejects.toMatchObject({ code: joins ? "E_EXPORT" : "E_USAGE" });
  });
};
