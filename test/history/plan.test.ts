import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { dayOf, midnightOf, type PlannedRun } from "./model.ts";
import { projects } from "./projects.ts";

const planned = (days: number): { project: string; run: PlannedRun }[] =>
  projects.flatMap((project) =>
    Array.from({ length: days }, (_, index) => project.runs(dayOf(index)))
      .flat()
      .map((run) => ({ project: project.name, run })),
  );

describe("the planned history", () => {
  it("is the same every time", () => {
    expect(JSON.stringify(planned(20))).toBe(JSON.stringify(planned(20)));
  });

  it("has three projects, about 3 % runs that do not succeed in three ways, and reviews of both kinds", () => {
    const runs = planned(280);
    const bad = runs.filter(({ run }) => run.ending !== "succeeded");
    expect(runs.length).toBeGreaterThan(5000);
    expect(new Set(runs.map(({ project }) => project)).size).toBe(3);
    expect(bad.length / runs.length).toBeGreaterThan(0.02);
    expect(bad.length / runs.length).toBeLessThan(0.04);
    expect(new Set(bad.map(({ run }) => run.ending))).toEqual(new Set(["failed", "signalled", "timed-out"]));
    const decisions = runs.flatMap(({ run }) => run.reviews.map(({ decision }) => decision));
    expect(new Set(decisions)).toEqual(new Set(["approve", "reject"]));
  });

  it("reads only what was delivered, or what a run before it makes", () => {
    const made = new Set<string>();
    const inOrder = Array.from({ length: 40 }, (_, index) =>
      projects.map((project) => ({ project, day: dayOf(index) })),
    ).flat();
    for (const { project, day } of inOrder)
      for (const run of project.runs(day)) {
        const below = (path: string): string => posix.join(project.name, path);
        for (const path of Object.keys(run.delivered)) made.add(below(path));
        expect(run.inputs.map(below).filter((path) => !made.has(path))).toEqual([]);
        for (const path of run.outputs) made.add(below(path));
      }
  });

  it("takes its days from a calendar of its own", () => {
    expect(dayOf(31).name).toBe("2026-03-04");
    expect(new Date(midnightOf(dayOf(31))).toISOString()).toBe("2026-03-04T00:00:00.000Z");
  });
});
