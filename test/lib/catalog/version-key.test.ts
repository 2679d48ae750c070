import { describe, expect, test } from "vitest";
import {
  behindLocals,
  behindRevisions,
  releaseOf,
  versionFloor,
  versionKey,
} from "../../../lib/catalog/version-key.ts";

const keyOf = (version: string): string => versionKey(version) ?? `none: ${version}`;

const inOrder = (versions: readonly string[]): void => {
  const keys = versions.map(keyOf);
  for (let index = 1; index < keys.length; index += 1)
    expect([versions[index - 1], versions[index], (keys[index - 1] ?? "") < (keys[index] ?? "")]).toEqual([
      versions[index - 1],
      versions[index],
      true,
    ]);
};

describe("versionKey sorts by bytes as", () => {
  test("PEP 440 orders suffixes within one release", () => {
    // The summary of "Ordering across suffixes" in PEP 440.
    inOrder(
      "1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456".split(" "),
    );
    inOrder("1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5".split(" "));
    inOrder("1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1 1!0.1".split(" "));
  });

  test("Semantic Versioning orders pre-releases (section 11)", () => {
    inOrder("1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1".split(" "));
    inOrder("2.0.0-canary.9 2.0.0-canary.10 2.0.0-next.1 2.0.0 2.1.0".split(" "));
  });

  test("numbers, however many digits they have", () => {
    inOrder(["0", "0.9", "0.10", "1", "3.9", "3.10.0", "3.12", "10", "99", "100"]);
    inOrder(["1.20260101", "1.20261122001122", `1.${"9".repeat(24)}`, `1.1${"0".repeat(24)}`, `1.1${"0".repeat(60)}`]);
  });

  test("system tools count", () => {
    inOrder(["1.1.1", "1.1.1k", "1.1.1w", "3.0.2"]);
    inOrder(["9.6", "9.6p1", "9.7p1"]);
    inOrder(["1.8.0_292", "1.8.0_392", "11.0.2"]);
    inOrder(["2.39-0ubuntu8", "2.39-1ubuntu1", "2.40"]);
    inOrder(["5.15.0-91-generic", "5.15.0-101-generic", "6.1"]);
  });

  test("one version however it is spelled", () => {
    for (const [a, b] of [
      ["3.12", "3.12.0"],
      ["v20.19.0", "20.19"],
      ["1.0alpha1", "1.0-a.1"],
      ["1.0c1", "1.0rc1"],
      ["1.0-1", "1.0.post1"],
      ["1.0RC1", "1.0rc1"],
      [" 2.45 (Apple Git-1)", "2.45"],
      ["1.0-dev.3", "1.0.dev3"],
    ] as const)
      expect(keyOf(a), `${a} and ${b}`).toBe(keyOf(b));
  });

  test("nothing, where no number begins it", () => {
    for (const version of ["", "unknown", "main", "-1", "'; DROP TABLE run; --"])
      expect(versionKey(version)).toBeNull();
  });

  test("is short whatever it is given, and quick", () => {
    const started = process.hrtime.bigint();
    for (const hostile of ["1.".repeat(100_000), `1-${"a-".repeat(100_000)}`, `1+${".".repeat(1e6)}`, "9".repeat(1e6)])
      expect(keyOf(hostile).length).toBeLessThan(1000);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
  });
});

test("versionFloor stands before everything of its release, and behind everything smaller", () => {
  const floor = versionFloor(releaseOf("3.12") ?? { epoch: "", numbers: [] });
  for (const inside of ["3.12.dev1", "3.12a1", "3.12", "3.12.0.1", "3.12.9"]) expect(keyOf(inside) >= floor).toBe(true);
  for (const below of ["3.11.99", "3.11.99.post1", "3.1", "3.9", "2.12"]) expect(keyOf(below) < floor).toBe(true);
});

test("behindLocals and behindRevisions end a version where PEP 440 ends it", () => {
  const end = behindLocals(keyOf("1.0"));
  expect([keyOf("1.0+ubuntu.1") < end, keyOf("1.0.post1") < end, keyOf("1.0.0.1") < end]).toEqual([true, false, false]);
  const revisions = behindRevisions(releaseOf("1.0") ?? { epoch: "", numbers: [] });
  expect([keyOf("1.0.post9+x") < revisions, keyOf("1.0.0.1") >= revisions]).toEqual([true, true]);
});
