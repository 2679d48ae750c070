import { describe, expect, it } from "vitest";
import type { Job, Umbrella } from "../../../../lib/guard/parity/model.ts";
import { judgeUmbrellas } from "../../../../lib/guard/parity/umbrellas.ts";

const at = { path: "ci.yml", line: 3, column: 5 };
const jobOf = (name: string, more: Partial<Job> = {}): Job => ({
  ...{ system: "github", file: "ci.yml", name, outer: name, at, steps: [], checks: [name], otherTree: [] },
  runtimes: undefined,
  ...more,
});
const umbrellaOf = (job: Partial<Job> = {}, more: Partial<Umbrella> = {}): Umbrella => ({
  ...{ job: jobOf("ok", job), at, written: "if: always()", waitsFor: ["lint", "gate"], isFaithful: false, ...more },
});
const levels = (...asked: Parameters<typeof judgeUmbrellas>) => judgeUmbrellas(...asked).map(({ level }) => level);

describe("a job that waits for the gate and is green whatever came of it", () => {
  const gates = [jobOf("other"), jobOf("gate")];

  it.each<[readonly string[] | undefined, string[]]>([
    [undefined, ["undecided"]],
    [["ok"], ["violation"]],
    [["gate", "ok"], ["violation"]],
    [["gate"], []],
    [[], []],
  ])("is said where the branch asks for %j", (required, expected) => {
    expect(levels([umbrellaOf()], gates, required)).toEqual(expected);
  });

  it("has checks of several names, or of unknown ones", () => {
    expect(levels([umbrellaOf({ checks: ["ok (1)", "ok (2)"] })], gates, ["ok (2)"])).toEqual(["violation"]);
    expect(levels([umbrellaOf({ checks: { why: "a matrix" } })], gates, ["ok"])).toEqual(["undecided"]);
    expect(levels([umbrellaOf({ checks: { why: "a matrix" } })], gates, undefined)).toEqual(["undecided"]);
  });

  it.each<[Umbrella]>([
    [umbrellaOf({}, { isFaithful: true })],
    [umbrellaOf({}, { waitsFor: ["lint"] })],
    [umbrellaOf({ file: "other.yml" })],
  ])("is none that fails with it, waits for another, or stands elsewhere", (umbrella) => {
    expect(levels([umbrella], gates, ["ok"])).toEqual([]);
  });

  it("says what to do", () => {
    const [known] = judgeUmbrellas([umbrellaOf()], gates, ["ok"]);
    expect(known).toMatchObject({ code: "PARITY_MASKED", ...at, actual: "if: always()" });
    expect(known?.message).toMatch(/is green whatever came of it$/);
    expect(known?.fix).toBe("require the checks of the gate's own job");
    const [unknown] = judgeUmbrellas([umbrellaOf()], gates, undefined);
    expect(unknown?.message).toMatch(/ is not known here$/);
    expect(unknown?.fix).toMatch(/^kprovengine init --update /);
    // No waiver names it.
    expect(known).not.toHaveProperty("fingerprint");
  });
});
