import { describe, expect, test } from "vitest";
import { compareSurfaces, type GovernanceRecord } from "../../../../lib/guard/governance/index.ts";
import { judgeRecord, judgeState, judgeStep } from "../../../../lib/guard/governance/judge-record.ts";
import { formatRecord, type RecordedChange } from "../../../../lib/guard/governance/record.ts";
import { digestOfSurfaces, type Surfaces } from "../../../../lib/guard/governance/surfaces.ts";

const surfaces = (some: Partial<Surfaces> = {}): Surfaces => ({
  configuration: { path: "kprov.config.json", values: {} },
  ...{ documents: {}, files: {}, rules: {}, workflows: {}, ...some },
});

const [one, two] = ["1".repeat(64), "2".repeat(64)];
const path = "sub/lock.json";
const options = { compare: compareSurfaces, defaults: {}, place: (name: string) => `sub/${name}`, path };

/** A record whose first change recorded the first surfaces, and so on. */
const record = (...states: [version: string, surfaces: Surfaces][]): GovernanceRecord => {
  const [version, last] = states.at(-1) ?? ["", surfaces()];
  const changes = states.map(
    ([of, state]): RecordedChange => ({
      ...{ version: of, step: "first", date: "2026-01-02", author: "Ann", reason: "why" },
      ...{ surfaces: digestOfSurfaces(state), loosened: [], tightened: [], words: [] },
    }),
  );
  return { schema: "kprov.governance-lock/v1", version, surfaces: last, changes };
};

describe("judgeState", () => {
  test("says each difference where it lies, and how far it goes", async () => {
    const was = record(["1.0.0", surfaces({ documents: { d: one }, files: { f: one } })]);
    const is = surfaces({ documents: { d: two, e: one }, files: { f: two }, rules: { c: [] } });
    const found = await judgeState(was, is, options);
    expect(found.map(({ code, path: at, message }) => `${code} ${at} ${message.split(":")[0]}`)).toEqual([
      "GOVERNANCE_LOOSENED sub/f Loosened",
      "GOVERNANCE_CHANGED undefined Tightened or added",
      "GOVERNANCE_CHANGED sub/e Tightened or added",
      "GOVERNANCE_CHANGED sub/d Words",
    ]);
    expect(new Set(found.map(({ level, fix }) => `${level} ${fix}`))).toEqual(
      new Set(['violation kprovengine governance update --reason "…"']),
    );
    expect(found[1]).not.toHaveProperty("path");
  });
});

describe("judgeRecord", () => {
  const now = Date.UTC(2026, 0, 2);

  test("says nothing of one that agrees with itself", () => {
    expect(judgeRecord(record(["1.0.0", surfaces()]), path, now)).toEqual([]);
  });

  test("says why one doesn't, or can't be of this time", () => {
    const [first] = judgeRecord({ ...record(["1.0.0", surfaces()]), version: "2.0.0" }, path, now);
    expect(first).toEqual({
      ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path, fix: `git checkout HEAD -- ${path}` },
      message: "The record was edited by hand: its version is not that of its last change",
    });
    const [early] = judgeRecord(record(["1.0.0", surfaces()]), path, Date.UTC(2025, 0, 1));
    expect(early?.message).toContain("still to come");
  });
});

describe("judgeStep", () => {
  const states = {
    first: surfaces({ documents: { d: one }, files: { f: one } }),
    loosened: surfaces({ documents: { d: one }, files: { f: two } }),
    tightened: surfaces({ documents: { d: one }, files: { f: one, g: one } }),
    words: surfaces({ documents: { d: two }, files: { f: one } }),
    all: surfaces({ documents: { d: two }, files: { f: two, g: one } }),
  };

  const recorded = async (to: keyof typeof states, version: string, from = states.first) => {
    const found = record(["1.2.3", states.first], [version, states[to]]);
    const changes = await compareSurfaces(from, states[to], {});
    for (const kind of ["loosened", "tightened", "words"] as const)
      found.changes[1]?.[kind].push(...changes.filter((one) => one.kind === kind).map(({ message }) => message));
    return found;
  };
  const earlier = (before: GovernanceRecord, from = "HEAD") => ({ bytes: Buffer.from(formatRecord(before)), from });

  const judge = async (to: keyof typeof states, version: string, before = record(["1.2.3", states.first])) =>
    judgeStep(await recorded(to, version), earlier(before), options);

  test.each<[keyof typeof states, string, [kind: string, expected: string][]]>([
    ["loosened", "2.0.0", []],
    ["loosened", "1.3.0", [["major", "2.0.0"]]],
    ["loosened", "1.2.4", [["major", "2.0.0"]]],
    ["tightened", "2.0.0", []],
    ["tightened", "1.3.0", []],
    ["tightened", "1.2.4", [["minor", "1.3.0"]]],
    ["words", "1.3.0", []],
    ["words", "1.2.4", []],
    ["words", "1.2.3", [["patch", "1.2.4"]]],
    ["words", "1.2.2", [["patch", "1.2.4"]]],
    [
      "all",
      "1.2.4",
      [
        ["major", "2.0.0"],
        ["minor", "2.0.0"],
      ],
    ],
    ["all", "1.3.0", [["major", "2.0.0"]]],
    ["all", "2.0.0", []],
    ["first", "1.2.4", []],
  ])("%s, recorded as %s after 1.2.3", async (to, version, expected) => {
    const found = await judge(to, version);
    expect(found.map(({ message, expected: wanted }) => [message.split(" ")[1], wanted])).toEqual(
      expected.map(([step, later]) => [step, `${later} or later`]),
    );
    for (const finding of found)
      expect(finding).toMatchObject({ code: "GOVERNANCE_STEP", level: "violation", path, actual: version });
  });

  test("a record of other bytes that says the same needs a later version, too", async () => {
    expect(await judge("first", "1.2.3")).toEqual([
      {
        ...{ code: "GOVERNANCE_STEP", level: "violation", path, expected: "1.2.4 or later", actual: "1.2.3" },
        message: "The record was changed and its version is not later than 1.2.3",
        fix: 'kprovengine governance update --reason "…"',
      },
    ]);
  });

  test("so does one that is written in another way", async () => {
    const here = record(["1.2.3", states.first]);
    expect(await judgeStep(here, earlier(here), options)).toEqual([
      expect.objectContaining({ code: "GOVERNANCE_STEP", expected: "1.2.4 or later" }),
    ]);
  });

  test("a change that is gone or altered is a rewriting of history", async () => {
    const [finding, ...others] = await judge("words", "1.2.4", record(["1.2.3", states.tightened]));
    expect(finding).toEqual({
      ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path },
      message: 'Changes that "HEAD" has recorded are gone or altered',
      fix: `git checkout HEAD -- ${path}, then kprovengine governance update --reason "…"`,
    });
    expect(others.map(({ code }) => code)).toEqual(["GOVERNANCE_STEP"]);
  });

  const edited = 'The record was edited by hand: what changed since "HEAD" is not what it says: ';
  test.each<[string, (change: RecordedChange) => void, string | undefined]>([
    ["nothing else", () => undefined, undefined],
    ["not what loosened", (change) => change.loosened.splice(0), `"f" has other content, which can't be ordered`],
    ["not what tightened", (change) => change.tightened.splice(0), '"g" is governed now'],
    ["not which words", (change) => change.words.splice(0), '"d" has other words'],
    [
      "something harmless instead",
      (change) => change.loosened.splice(0, 1, '"f" is nicer'),
      `"f" has other content, which can't be ordered`,
    ],
    ["more than there was", (change) => change.words.push("so much"), "so much"],
    [
      "it elsewhere",
      (change) => change.words.push(...change.loosened.splice(0)),
      `"f" has other content, which can't be ordered`,
    ],
  ])("a change that says %s", async (_, edit, wrong) => {
    const found = await recorded("all", "2.0.0");
    const [, change] = found.changes;
    if (change !== undefined) edit(change);
    const findings = await judgeStep(found, earlier(record(["1.2.3", states.first])), options);
    expect(findings).toEqual(
      wrong === undefined
        ? []
        : [
            {
              ...{ code: "GOVERNANCE_REWRITTEN", level: "violation", path, message: edited + wrong },
              fix: `git checkout HEAD -- ${path}, then kprovengine governance update --reason "…"`,
            },
          ],
    );
  });

  test("of several changes at once one has to name what loosened", async () => {
    const steps = [
      ["1.2.3", states.first],
      ["2.0.0", states.all],
      ["3.0.0", states.loosened],
    ] as const;
    const found = record(...steps.map(([version, state]): [string, Surfaces] => [version, state]));
    const judged = () => judgeStep(found, earlier(record(["1.2.3", states.first])), options);
    expect(await judged()).toEqual([
      expect.objectContaining({ message: `${edited}"f" has other content, which can't be ordered` }),
    ]);
    found.changes[1]?.loosened.push('"ff" is of another');
    expect(await judged()).toHaveLength(1);
    found.changes[2]?.loosened.push('"f" is another one');
    expect(await judged()).toEqual([]);
  });

  test("a merge may go on from its other side, and has to say what it loosens of the first", async () => {
    const side = await recorded("tightened", "1.3.0");
    const main = await recorded("loosened", "2.0.0");
    const merging = { ...earlier(main), merged: [earlier(side, "side")] };
    const lost = expect.objectContaining({
      code: "GOVERNANCE_REWRITTEN",
      message: `The merge loosens what "HEAD" has recorded, and no change says so: "f" has other content, which can't be ordered`,
    });
    expect(await judgeStep(side, merging, options)).toEqual([lost]);
    side.changes[1]?.loosened.push('"f" is another one');
    expect(await judgeStep(side, { ...earlier(main), merged: [earlier(side, "side")] }, options)).toEqual([]);
  });

  test("a merge may not go back to a side that the first has gone on from", async () => {
    const side = await recorded("tightened", "1.3.0");
    const main = { ...side, version: "1.3.1", changes: [...side.changes, ...record(["1.3.1", states.first]).changes] };
    const found = await judgeStep(side, { ...earlier(main), merged: [earlier(side, "side")] }, options);
    expect(found[0]).toMatchObject({
      code: "GOVERNANCE_REWRITTEN",
      message: 'Changes that "HEAD" has recorded are gone or altered',
    });
  });

  test("an earlier record that nobody can read is a doubt, and so is one that nobody can find", async () => {
    const here = record(["1.0.0", surfaces()]);
    expect(await judgeStep(here, { bytes: Buffer.from("{"), from: "v1" }, options)).toEqual([
      expect.objectContaining({
        ...{ code: "GOVERNANCE_RECORD_UNUSABLE", level: "undecided", path },
        message: expect.stringContaining(`${path} of v1`),
      }),
    ]);
    for (const [unknown, code] of [
      ["missing", "GOVERNANCE_BASE_MISSING"],
      ["moved", "GOVERNANCE_BASE_MOVED"],
    ] as const)
      expect(await judgeStep(here, { unknown, message: "why", fix: "how" }, options)).toEqual([
        { code, level: "undecided", path, message: "why", fix: "how" },
      ]);
    for (const none of ["first", "unchanged"] as const) expect(await judgeStep(here, { none }, options)).toEqual([]);
  });
});
