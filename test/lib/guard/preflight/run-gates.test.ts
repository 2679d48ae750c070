import { describe, expect, it, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { KprovError } from "../../../../lib/errors.ts";
import type { Gate, GateContext } from "../../../../lib/guard/gate.ts";
import { runGates } from "../../../../lib/guard/preflight/run-gates.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { reportOf } from "../../../support/outcome.ts";
import { repo } from "../../../support/repo.ts";

const gate = (name: string, run: Gate["run"] = async () => reportOf([], { check: name }), isForeign = false): Gate => ({
  ...{ name, run, missing: () => null, ruleset: () => [] },
  selfTest: () => Promise.reject(new Error("not asked")),
  ...(isForeign && { isForeign: true as const }),
});

const context = async (more: (dir: string) => Partial<GateContext> = () => ({})): Promise<GateContext> => {
  const fixture = repo({ "kprov.config.json": "{}" });
  onTestFinished(fixture.dispose);
  const cwd = fixture.dir;
  const loaded = await loadConfig({ cwd, allowCode: false, cacheDir: null });
  const rest = { cwd, version: "1", policyRoot: cwd, cacheDir: null, env: {} };
  return { ...loaded, ...rest, ...more(cwd) };
};

describe("runGates", () => {
  it("returns the reports in the order of the gates, whoever is first through", async () => {
    const slow = (name: string, milliseconds: number, isForeign = false) =>
      gate(
        name,
        () => new Promise((done) => setTimeout(() => done(reportOf([], { check: name })), milliseconds)),
        isForeign,
      );
    const reports = await runGates([slow("a", 30), slow("own", 0, true), slow("b", 0)], await context());
    expect(reports.map(({ check }) => check)).toEqual(["a", "own", "b"]);
    expect(await runGates([], await context())).toEqual([]);
  });

  it("begins with foreign code only when all others, and what is under way, are through; one after the other", async () => {
    const order: string[] = [];
    let release = (): void => undefined;
    const before = new Promise<void>((done) => {
      release = done;
    });
    const say = (name: string, isForeign: boolean, then?: () => void) =>
      gate(
        name,
        async () => {
          order.push(`${name} begins`);
          await new Promise((done) => setTimeout(done, 5));
          order.push(`${name} ends`);
          then?.();
          return reportOf([], { check: name });
        },
        isForeign,
      );
    const last = () => void setTimeout(() => [order.push("before"), release()], 20);
    await runGates([say("own", true), say("more", true), say("a", false, last)], await context(), before);
    expect(order).toEqual(["a begins", "a ends", "before", "own begins", "own ends", "more begins", "more ends"]);
  });

  it("begins all others at once, with the last, which asks other programs", async () => {
    const order: string[] = [];
    const say = (name: string) =>
      gate(name, async () => {
        order.push(`${name} begins`);
        await new Promise((done) => setTimeout(done, 1));
        order.push(`${name} ends`);
        return reportOf([], { check: name });
      });
    await runGates([say("a"), say("b")], await context());
    expect(order.slice(0, 2)).toEqual(["b begins", "a begins"]);
  });

  test.each<[string, Error, object]>([
    [
      "any error",
      new Error("boom"),
      { code: "CHECK_NOT_RUN", level: "undecided", message: "broken could not be run: boom" },
    ],
    [
      "an error with a hint",
      new KprovError("E_GIT", "git failed", { hint: "mend it" }),
      { code: "CHECK_NOT_RUN", level: "undecided", message: "broken could not be run: git failed", fix: "mend it" },
    ],
    [
      "a configuration that can't be used",
      new KprovError("E_CONFIG", "no such range"),
      { code: "CONFIG_UNUSABLE", level: "undecided", message: "broken could not be run: no such range" },
    ],
  ])("makes a doubt of %s, and runs the others", async (_, error, finding) => {
    const broken = gate("broken", () => Promise.reject(error));
    const reports = await runGates([broken, gate("fine")], await context());
    expect(reports.map(({ check, verdict }) => [check, verdict])).toEqual([
      ["broken", "undecided"],
      ["fine", "proved"],
    ]);
    expect(reports[0]).toMatchObject({
      ...{ findings: [finding], tool: { version: "1" }, config: { path: "kprov.config.json" } },
      coverage: [{ unit: "checks", considered: 1, examined: 0, skipped: { failed: 1 } }],
    });
    expect(reports[0]?.findings).toStrictEqual([finding]);
  });

  it("says of a report that the index alone was judged", async () => {
    const reportsOf = async (more: (dir: string) => Partial<GateContext>) =>
      (await runGates([gate("a")], await context(more))).map((report) => "staged" in report && report.staged);
    expect(await reportsOf((dir) => ({ snapshot: takeSnapshot(dir, { staged: true, env: {} }) }))).toEqual([true]);
    expect(await reportsOf((dir) => ({ snapshot: takeSnapshot(dir) }))).toEqual([false]);
    expect(await reportsOf(() => ({}))).toEqual([false]);
  });
});
