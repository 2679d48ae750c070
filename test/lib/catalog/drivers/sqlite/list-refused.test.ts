import { expect, test } from "vitest";
import { listRefused, parseFilter } from "../../../../../lib/catalog/index.ts";
import { catalogOf, exampleRefused, exampleRun } from "../../../../support/catalog.ts";

const hostile = "'; DROP TABLE refused; --";

test("listRefused gives reasons and claims, by name, and asks for what is claimed only", async () => {
  const finding = { code: "MEMBER_MISSING", level: "violation" as const, path: null, message: "is missing" };
  const reader = await catalogOf(
    exampleRun(1),
    exampleRefused(2),
    exampleRefused(1, { step: hostile, project: null, findings: [finding] }),
    exampleRefused(3, { name: "0", bundleDigest: null, runId: null, verdict: "undecided", findings: [] }),
  );
  const ask = (text: string, limit = 10) => {
    const { refusals, total } = listRefused(reader, { filter: parseFilter([text], { now: 0, isLocal: false }), limit });
    return [total, ...refusals.map(({ name }) => name.slice(-8))];
  };
  expect(ask("")).toEqual([3, "0", "refused1", "refused2"]);
  expect(ask("", 1)).toEqual([3, "0"]);
  expect(ask("project:claims-etl")).toEqual([2, "0", "refused2"]);
  expect(ask("-project:claims-etl")).toEqual([1, "refused1"]);
  expect(ask(`step:"${hostile}"`)).toEqual([1, "refused1"]);
  expect(ask("finding:MEMBER_MISS*")).toEqual([1, "refused1"]);
  expect(ask(`sha256:${exampleRefused(2).bundleDigest?.slice(0, 9)}`)).toEqual([1, "refused2"]);
  expect(ask("run:2026-01-01T00-00-00Z-refused1")).toEqual([1, "refused1"]);
  expect(() => ask("outcome:failed")).toThrow('Refused bundles can\'t be asked for "outcome"');
  expect(
    listRefused(reader, { filter: parseFilter(["finding:MEMBER_MISSING"], { now: 0, isLocal: false }), limit: 1 })
      .refusals,
  ).toEqual([
    {
      name: exampleRefused(1).name,
      location: "/history/runs/bundle-2",
      verdict: "violated",
      bundleDigest: exampleRefused(1).bundleDigest,
      claims: { runId: exampleRefused(1).runId, project: null, step: hostile },
      findings: [finding],
    },
  ]);
});
