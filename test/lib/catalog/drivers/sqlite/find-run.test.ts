import { describe, expect, test } from "vitest";
import { findRun, runsLike } from "../../../../../lib/catalog/index.ts";
import { KprovError } from "../../../../../lib/errors.ts";
import { catalogOf, exampleRefused, exampleRun } from "../../../../support/catalog.ts";

const failureOf = (act: () => unknown): { code: string; message: string; hint: string | undefined } => {
  try {
    act();
  } catch (error) {
    if (error instanceof KprovError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("findRun", () => {
  test("takes a run id, its end, a digest, and a beginning that is unique", async () => {
    const runs = [exampleRun(1), exampleRun(2), exampleRun(1001)];
    const reader = await catalogOf(...runs);
    const [one, two, late] = runs.map(({ bundleDigest }) => bundleDigest);
    const find = (reference: string) => findRun(reader, reference).bundleDigest;
    expect(find(exampleRun(1).runId)).toBe(one);
    expect(find("2026-01-01T00-20")).toBe(two);
    expect(find(exampleRun(2).runId.slice(-8))).toBe(two);
    expect(find(exampleRun(1).bundleDigest.slice(0, 6))).toBe(one);
    expect(find(`sha256:${exampleRun(1).bundleDigest.toUpperCase()}`)).toBe(one);
    expect(find(exampleRun(2).stableDigest)).toBe(two);
    expect(find(exampleRun(1001).runId.slice(0, 12))).toBe(late);
    // Run 1 and run 1001 made the same.
    expect(failureOf(() => find(exampleRun(1).stableDigest)).code).toBe("E_AMBIGUOUS_RUN");
  });

  test("prefers a whole name to what it begins", async () => {
    const reader = await catalogOf(
      exampleRun(1, { runId: "nightly" }),
      exampleRun(2, { runId: "nightly-2" }),
      exampleRun(3, { runId: "abcd" }),
    );
    expect(findRun(reader, "nightly").bundleDigest).toBe(exampleRun(1).bundleDigest);
    expect(findRun(reader, "abcd").bundleDigest).toBe(exampleRun(3).bundleDigest);
    expect(failureOf(() => findRun(reader, "night"))).toMatchObject({
      code: "E_AMBIGUOUS_RUN",
      message: 'Several runs are meant by "night"',
      hint: `write more of one of them:
nightly-2  ${exampleRun(2).bundleDigest.slice(0, 12)}  claims-etl report  succeeded
nightly  ${exampleRun(1).bundleDigest.slice(0, 12)}  claims-etl train  succeeded`,
    });
  });

  test("lists a few of many candidates", async () => {
    const reader = await catalogOf(...Array.from({ length: 30 }, (_, n) => exampleRun(n)));
    const { hint = "" } = failureOf(() => findRun(reader, "2026"));
    expect(hint.split("\n")).toHaveLength(10);
    expect(hint).toContain("… and more");
    expect(runsLike(reader, "2026", 3)).toHaveLength(3);
  });

  test("says what is refused, and what is not there, also for hostile text", async () => {
    const reader = await catalogOf(exampleRun(1), exampleRefused(1));
    expect(failureOf(() => findRun(reader, exampleRefused(1).name))).toMatchObject({
      code: "E_NO_SUCH_RUN",
      message: `The bundle "${exampleRefused(1).name}" is refused: nothing that it claims is believed`,
    });
    expect(failureOf(() => findRun(reader, exampleRefused(1).bundleDigest ?? "")).message).toContain("is refused");
    for (const reference of ["", "*", "%", "abc", "0000", "sha256:", "' OR 1=1 --", "\u0000", "2027"])
      expect(failureOf(() => findRun(reader, reference)).code).toBe("E_NO_SUCH_RUN");
  });
});
