import { describe, expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { acrossVersions, fingerprintOf, type Identity, linesIdentity } from "../../../lib/guard/fingerprint.ts";
import { createReport, type Finding } from "../../../lib/report.ts";
import { keepSecrets, keepSecretsAtHand } from "../../../lib/secrecy.ts";

describe("fingerprintOf", () => {
  test("is the same for ever: waivers are committed", () => {
    expect(fingerprintOf("NAME_MISMATCH", ["npm", "claims", "claims-etl"])).toBe("333b68785c791b7c56d4c5209c0addb9");
  });

  test.each<[string, Identity, boolean]>([
    ["a value", ["unknown", "hush"], true],
    ["one of several lines", [["a", "of hush"]], true],
    ["two values", ["hu", "sh"], true],
    ["no value", ["unknown", "a"], false],
    ["letters of a digest", [`file ${"0123456789abcdef".repeat(2)}`], false],
  ])("is keyed where a secret is in %s", (_, identity, isKeyed) => {
    const plain = fingerprintOf("NAME_MISMATCH", identity);
    keepSecretsAtHand(
      () => (text) => text.replace(/hu\s?sh|cdef/g, "*"),
      (text) => sha256(`key ${text}`),
    );
    onTestFinished(() => keepSecrets(() => (text) => text));
    const other = fingerprintOf("NAME_MISMATCH", identity);
    expect(other).toMatch(/^[0-9a-f]{32}$/);
    expect(other !== plain).toBe(isKeyed);
  });

  test("tells codes, values and lists apart", () => {
    const all = [
      fingerprintOf("NAME_MISMATCH", ["a", "b"]),
      fingerprintOf("URL_MISMATCH", ["a", "b"]),
      fingerprintOf("NAME_MISMATCH", ["a,b"]),
      fingerprintOf("NAME_MISMATCH", ['a","b']),
      fingerprintOf("NAME_MISMATCH", [["a", "b"]]),
      fingerprintOf("NAME_MISMATCH", ["b", "a"]),
      fingerprintOf("NAME_MISMATCH", ["a", 1]),
      fingerprintOf("NAME_MISMATCH", ["a", "1"]),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{32}$/);
  });
});

test("linesIdentity doesn't mind indentation and order, but every copy", () => {
  expect(linesIdentity(["  b", "a\r"])).toEqual(linesIdentity(["a", "b "]));
  expect(linesIdentity(["a", "b"])).not.toEqual(linesIdentity(["a", "c"]));
  expect(linesIdentity(["a", "a"])).not.toEqual(linesIdentity(["a"]));
});

const at = (line: number, more: Partial<Finding> = {}): Finding => ({
  ...{ code: "NAME_MISMATCH", level: "violation", path: "a", line, column: 1, fingerprint: "f".repeat(32) },
  ...{ message: `a:${line}:1: is wrong`, ...more },
});

describe("acrossVersions", () => {
  test("counts what two versions say once, wherever it stands", () => {
    expect(acrossVersions([[at(3)], [at(4)]])).toEqual([at(3)]);
    expect(acrossVersions([[], [at(4)]])).toEqual([at(4)]);
  });

  test("counts twice what one version says twice", () => {
    expect(acrossVersions([[at(3)], [at(3), at(9)]])).toEqual([at(3), at(9)]);
    expect(acrossVersions([[at(3), at(9)], [at(3)]])).toEqual([at(3), at(9)]);
  });

  test("keeps apart other paths, levels, codes and contents", () => {
    const others = [
      at(3, { path: "b" }),
      at(3, { level: "undecided" }),
      at(3, { code: "URL_MISMATCH" }),
      at(3, { fingerprint: "0" }),
    ];
    expect(acrossVersions([[at(3)], others])).toEqual([at(3), ...others]);
  });

  test("compares the sentences of findings without fingerprint, without their place", () => {
    const plain: Finding = { code: "SOURCE_MALFORMED", level: "undecided", path: "a", message: "a:1:2: no" };
    const other = { ...plain, message: "a:1:2: yes" };
    expect(acrossVersions([[plain], [{ ...plain, message: "a:7:2: no" }, other]])).toEqual([plain, other]);
    expect(acrossVersions([[plain], [{ ...plain, message: "a:12:34: no" }]])).toEqual([plain]);
  });

  test.each<[string, string | undefined, string, string]>([
    ["beginnings that are no place", "a", "no 1", "so 1"],
    ["places of another file", "a", "a: as in b:1:2", "a: as in b:3:4"],
    ["places of another file that is called alike", "a", "ab:1:2: no", "ab:3:4: no"],
    ["what only looks like a place", "a", "a:x:2: no", "a:y:2: no"],
    ["places where no file is named", undefined, "b:1:2: no", "b:3:4: no"],
  ])("tells %s apart in sentences", (_, path, one, other) => {
    const finding = { code: "SOURCE_MALFORMED", level: "undecided", ...(path !== undefined && { path }) } as const;
    const both = [one, other].map((message) => ({ ...finding, message }));
    expect(acrossVersions(both.map((each) => [each]))).toEqual(both);
  });
});

describe("a report", () => {
  const fingerprints = (findings: Finding[]) =>
    createReport({
      ...{ check: "c", findings, config: null, version: "1" },
      coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
    }).findings.map(({ path, fingerprint }) => [path, fingerprint]);

  test("gives a copy a fingerprint of its own, and what moves keeps its one", () => {
    const [first, second] = fingerprints([at(1, { path: "b" }), at(1)]);
    expect(first).toEqual(["a", "f".repeat(32)]);
    expect(second?.[1]).toMatch(/^[0-9a-f]{32}$/);
    expect(second?.[1]).not.toBe("f".repeat(32));
    expect(fingerprints([at(9, { path: "z" })])).toEqual([["z", "f".repeat(32)]]);
    const three = fingerprints([at(1), at(2), at(3)]).map(([, fingerprint]) => fingerprint);
    expect(new Set(three).size).toBe(3);
    expect(three.slice(0, 2)).toEqual([first?.[1], second?.[1]]);
  });

  test("does not take a doubt for a copy", () => {
    const doubt = at(1, { level: "undecided", path: "A" });
    expect(fingerprints([at(1), doubt]).map(([, fingerprint]) => fingerprint)).toEqual([
      "f".repeat(32),
      "f".repeat(32),
    ]);
  });

  test("leaves findings without fingerprint without one", () => {
    const { fingerprint: _, ...plain } = at(1);
    expect(fingerprints([plain, plain])).toEqual([
      ["a", undefined],
      ["a", undefined],
    ]);
  });
});
