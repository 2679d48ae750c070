import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { findTrustFile, verifyBundle } from "../../lib/verify/index.ts";
import { temporary } from "../support/temporary.ts";
import type { Project } from "./model.ts";
import { performHistory } from "./perform.ts";
import { plain, retried } from "./project/pieces.ts";

const project: Project = {
  ...{ name: "small", after: [], opens: 60, changes: () => [] },
  files: () => ({ ".gitignore": "data/\nruns/\n" }),
  runs: () =>
    retried(
      {
        ...plain("copy", ["sh", "-c", "cp data/in data/out"]),
        ...{ inputs: ["data"], outputs: ["data/out"], tags: { region: "north" }, isSigned: true },
        reviews: [{ reviewer: "ann", decision: "approve", note: "looks right" }],
      },
      "failed",
      { "data/other": "1" },
      [{ tag: "cause=delivery" }, { text: "Nothing was delivered" }],
    ).map((run, index) => (index === 0 ? run : { ...run, inputs: ["data/in"], delivered: { "data/in": "2" } })),
};

it("performHistory leaves runs that really failed and succeeded, signed, reviewed and noted on days of its own", async () => {
  const top = join(temporary(), "history");
  const counts = await performHistory(top, { program: inject("program"), days: 1, projects: [project] });
  expect(counts).toEqual({ runs: 2, failed: 1, reviews: 1, notes: 2 });
  const runs = join(top, "small/runs");
  const names = readdirSync(runs)
    .filter((name) => !name.startsWith("."))
    .sort();
  expect(names.map((name) => name.slice(0, 14))).toEqual(["2026-02-01T01-", "2026-02-01T01-"]);
  const trust = await findTrustFile("trust.json", { judged: [runs], cwd: top });
  const verdicts = await Promise.all(
    names.map((name) => verifyBundle(join(runs, name), { cwd: top, trust, integrityOnly: false })),
  );
  expect(verdicts.map(({ integrity }) => integrity)).toEqual(["proved", "proved"]);
  expect(verdicts[1]).toMatchObject({ verdict: "proved", origin: "proved" });
  const [failed = ""] = names;
  expect(JSON.parse(readFileSync(join(runs, failed, "run_summary.json"), "utf8"))).toMatchObject({
    outcome: { status: "failed", exitCode: 1 },
    tags: { region: "north" },
  });
  expect(readdirSync(join(runs, ".kprov-notes", failed))).toHaveLength(2);
});
