import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatManifest, formatSums, type Manifest, stableDigest } from "../../../lib/evidence/index.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";

/** Bundles of format v1 as they were first written. They are never made anew: every later version must accept them. */
const golden = fileURLToPath(new URL("../../fixtures/golden/v1", import.meta.url));

/** Bundle digest and stable digest of each: if one changes, the format has changed. */
const digests: Record<string, [bundle: string, stable: string]> = {
  "2026-02-15T20-13-00Z-0000000a": [
    "d79c0ca87ea89fec72e67c2389ce3783b64cbf875c83245270f68608da2059d1",
    "e9fa45168f5019bec2e090d80bf8b3a9a21ee88afded1886b6dd2bb4c28653c1",
  ],
  "2026-02-15T20-14-00Z-0000000b": [
    "c28ab92c569812b9490689d6871ad9bea2602d288528c96ed9f0373d5f9dd5c4",
    "8246826ec7839403faefdebb5ce803c617f549e5f0da3b246d0de91d836cbc2e",
  ],
};

describe("golden bundles of format v1", () => {
  test("are all there", () => {
    expect(readdirSync(golden).sort()).toEqual(Object.keys(digests));
  });

  test.each(Object.entries(digests))("%s is proved, under its digests of then", async (name, [bundle, stable]) => {
    const verdict = await verifyBundle(join(golden, name), { integrityOnly: true });
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ verdict: "proved", bundleDigest: bundle, stableDigest: stable });
  });

  test.each(Object.keys(digests))("%s is what today's formats write for the same members", (name) => {
    const bytes = readFileSync(join(golden, name, "manifest.json"));
    const { members } = JSON.parse(bytes.toString("utf8")) as Manifest;
    expect(formatManifest([...members].reverse()).equals(bytes)).toBe(true);
    expect(formatSums([...members].reverse(), bytes).equals(readFileSync(join(golden, name, "SHA256SUMS")))).toBe(true);
    // The rule by hand, as a stranger would apply it: canonical JSON of path, sha256 and size of the stable members.
    const list = members
      .filter(({ stability }) => stability === "stable")
      .map(({ path, sha256, size }) => ({ path, sha256, size }));
    expect(createHash("sha256").update(JSON.stringify(list)).digest("hex")).toBe(stableDigest(members));
  });

  test.each(Object.keys(digests))("%s passes sha256sum -c", (name) => {
    const output = execFileSync("sha256sum", ["--strict", "-c", "SHA256SUMS"], {
      cwd: join(golden, name),
      encoding: "utf8",
    });
    expect(
      output
        .trim()
        .split("\n")
        .every((line) => line.endsWith(": OK")),
    ).toBe(true);
  });
});
