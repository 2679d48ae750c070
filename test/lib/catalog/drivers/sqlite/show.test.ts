import { expect, test } from "vitest";
import { showRun } from "../../../../../lib/catalog/index.ts";
import { catalogOf, exampleRun } from "../../../../support/catalog.ts";

test("showRun gives every fact, all places, and the runs around", async () => {
  const same = { project: "p", step: "s" };
  const [a, b, c] = [1, 2, 3].map((n) => exampleRun(n, same));
  const rerun = exampleRun(4, {
    ...same,
    step: "other",
    rerunOf: b?.bundleDigest ?? null,
    stableDigest: b?.stableDigest ?? "",
  });
  const alien = exampleRun(5, { project: null, step: "s", startedAt: (b?.startedAt ?? 0) - 1 });
  if (a === undefined || b === undefined || c === undefined) throw new Error("three runs");
  const reader = await catalogOf(a, b, c, rerun, alien, b);
  const shown = showRun(reader, b.runId);
  expect(shown.run).toEqual(b);
  expect(shown.locations).toEqual(["/history/runs/bundle-1", "/history/runs/bundle-5"]);
  expect([shown.previous?.runId, shown.next?.runId]).toEqual([a.runId, c.runId]);
  expect([shown.reruns.count, shown.reruns.newest?.runId, shown.twins.count]).toEqual([1, rerun.runId, 1]);
  expect(shown.original).toBeNull();
  expect(showRun(reader, rerun.runId)).toMatchObject({ original: { runId: b.runId }, previous: null, next: null });
  // Without a project is a project of its own.
  expect(showRun(reader, alien.runId)).toMatchObject({
    previous: null,
    next: null,
    reruns: { count: 0, newest: null },
  });
});
