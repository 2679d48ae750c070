import { expect, test } from "vitest";
import { refusalLines, refusalsCsv } from "../../../../lib/catalog/index.ts";
import type { ListedRefusal } from "../../../../lib/catalog/list/model.ts";

const refusal: ListedRefusal = {
  ...{ name: "b\n", location: null, verdict: "undecided", bundleDigest: null },
  claims: { runId: "\u001b[31m", project: "=cmd", step: null },
  findings: [
    { code: "MEMBER_CHANGED", level: "violation", path: "a,b", message: "x" },
    { code: "BUNDLE_UNREADABLE", level: "undecided", path: null, message: "y" },
  ],
};

test("refusalLines gives each bundle a line that is JSON and reaches no terminal", () => {
  const [line = "", ...rest] = refusalLines([refusal]);
  expect(rest).toEqual([]);
  expect(line).toMatch(/^[^\n\u001b]+\n$/);
  expect(JSON.parse(line)).toEqual({ schema: "kprov.catalog-refusal/v1", ...refusal });
});

test("refusalsCsv gives each bundle a record, and no formula", () => {
  expect(refusalsCsv([refusal])).toEqual([
    "verdict,name,location,bundle_digest,claimed_run_id,claimed_project,claimed_step,findings\n",
    'undecided,b\\u{a},,,\\u{1b}[31m,"\'=cmd",,"MEMBER_CHANGED a,b; BUNDLE_UNREADABLE"\n',
  ]);
  expect(refusalsCsv([])).toHaveLength(1);
});
