import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { withMaterials } from "../../../lib/exchange/material.ts";
import { exportBundle, verifyBundle } from "../../../lib/verify/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { hostileRun, key } from "../../support/exchange.ts";
import { trustFile, trusting } from "../../support/sign.ts";
import { temporary } from "../../support/temporary.ts";
import { loadTrust } from "../../support/verify.ts";

describe("withMaterials", () => {
  it("has all bundles at hand at once, tars too, and removes what it unpacked", async () => {
    const top = await hostileRun();
    const verdict = await verifyBundle("runs/one", { cwd: top, integrityOnly: true });
    const tar = (name: string) => ({ dir: join(top, "runs/one"), output: { path: join(top, name), shown: name } });
    for (const name of ["a.tar", "b.tar"]) await exportBundle(verdict, tar(name));
    const own = temporary();
    vi.stubEnv("TMPDIR", own);
    onTestFinished(() => void vi.unstubAllEnvs());
    const read = await withMaterials(
      ["a.tar", "runs/one", "b.tar"],
      { cwd: top, integrityOnly: true },
      async (materials) =>
        materials.map(({ shown, runId, pieces }) => {
          let text = "";
          pieces("logs/stdout.log", (piece) => {
            text += piece.toString("utf8");
          });
          return { shown, runId, text };
        }),
    );
    expect(read).toEqual(["a.tar", "runs/one", "b.tar"].map((shown) => ({ shown, runId: "one", text: "log\n" })));
    expect(readdirSync(own)).toEqual([]);
  });

  it("gives the verdict of the first that is not whole, and has nothing done", async () => {
    const top = temporary();
    const good = writeBundle(top, { runId: "good" });
    const bad = writeBundle(top, { runId: "bad" });
    writeFileSync(join(bad, "extra"), "");
    writeFileSync(join(top, "no.tar"), "");
    mkdirSync(join(top, "empty"));
    const use = () => Promise.reject(new Error("used"));
    expect(await withMaterials([good, bad], { cwd: top, integrityOnly: true }, use)).toMatchObject({
      refused: { bundle: bad, integrity: "violated" },
    });
    for (const path of ["empty", ".", "missing"])
      expect(await withMaterials([path], { cwd: top, integrityOnly: true }, use)).toMatchObject({
        refused: { bundle: path },
      });
    await expect(withMaterials([""], { cwd: top, integrityOnly: true }, use)).rejects.toMatchObject({
      code: "E_USAGE",
    });
    await expect(withMaterials(["no.tar"], { cwd: top, integrityOnly: true }, use)).rejects.toMatchObject({
      code: "E_ARCHIVE",
    });
  });

  it("asks for the origin too, when it is told to", async () => {
    const top = await hostileRun();
    const use = async () => "used";
    expect(await withMaterials(["runs/one"], { cwd: top, integrityOnly: true }, use)).toBe("used");
    const asked = { cwd: top, integrityOnly: false };
    expect(await withMaterials(["runs/one"], asked, use)).toMatchObject({
      refused: { integrity: "proved", origin: "unproved", verdict: "undecided" },
    });
    const trust = await loadTrust(trustFile([trusting(key, "ann")]));
    expect(await withMaterials(["runs/one"], { ...asked, trust }, use)).toBe("used");
  });

  it("refuses an incomplete bundle", async () => {
    const top = temporary();
    const bundle = writeBundle(top, { incomplete: true });
    expect(await withMaterials([bundle], { cwd: top, integrityOnly: true }, async () => "used")).toHaveProperty(
      "refused",
    );
  });

  it("throws for a member that is another one by now", async () => {
    const top = temporary();
    const bundle = writeBundle(top);
    const ended = withMaterials([bundle], { cwd: top, integrityOnly: true }, async ([material]) => {
      writeFileSync(join(bundle, "logs/stdout.log"), "other");
      material?.pieces("logs/stdout.log", () => undefined);
    });
    await expect(ended).rejects.toMatchObject({ code: "E_IO" });
  });
});
