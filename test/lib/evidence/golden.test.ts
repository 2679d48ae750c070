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
    "d9a551f38e117c5575af5a14d35e35339dbf39f06191b778b38044d45f518748",
    "7d8b11c912eae7d5df1d0c464de5029ef7011f4275028b5b2b97d6e54656a075",
  ],
  "2026-02-15T20-14-00Z-0000000b": [
    "e010ff25d006a0fbf0d021d5bcfc42ddd6a7aef956da0b0b87a8e6cbac1a0b46",
    "ff84d30d15d09ad879beeb6993f495b1ab8fe6c81e75415123f5729128300177",
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
