import { describe, expect, it } from "vitest";
import type { Finding } from "../../../lib/report.ts";
import { type Judgement, nothingSaid, settleBundle, settleSet } from "../../../lib/verify/verdict.ts";

const doubt: Finding = { code: "NOTHING_EXAMINED", level: "undecided", message: "doubt" };
const fault: Finding = { code: "MEMBER_EXTRA", level: "violation", path: "b", message: "fault" };
const unproved = { findings: [doubt], claims: [] };
const judgement = (more: Partial<Judgement> = {}): Judgement => ({
  integrity: [],
  origin: null,
  attested: [],
  files: null,
  coverage: [],
  said: nothingSaid,
  ...more,
});
const settle = (more: Partial<Judgement>, asked: { integrityOnly?: boolean; root?: string } = {}) =>
  settleBundle("b", judgement(more), { integrityOnly: true, ...asked });

describe("settleBundle", () => {
  it("lets a violation outweigh every doubt and sorts the findings", () => {
    const verdict = settle({ integrity: [fault], origin: unproved }, { integrityOnly: false });
    expect(verdict).toMatchObject({ verdict: "violated", integrity: "violated", origin: "unproved" });
    expect(verdict.findings).toEqual([doubt, fault]);
  });

  it("is undecided when origin alone is", () => {
    expect(settle({ origin: unproved }, { integrityOnly: false })).toMatchObject({
      verdict: "undecided",
      integrity: "proved",
    });
  });

  it.each([
    ["undecided", "unverified"],
    ["violated", "failed"],
  ] as const)("is %s when a claim is %s, though no finding says so", (verdict, claim) => {
    const origin = { findings: [], claims: [{ claim: "builder", verdict: claim, detail: "x" }] };
    expect(settle({ origin }, { integrityOnly: false }).verdict).toBe(verdict);
  });

  it.each<[string, Finding[] | null, Finding[]]>([
    ["proved", [], []],
    ["violated", [fault], []],
    ["undecided", [doubt], []],
    ["undecided", null, []],
    ["undecided", [], [fault]],
    ["undecided", [], [doubt]],
  ])("calls files %s for %j beside integrity %j", (files, found, integrity) => {
    expect(settle({ files: found, integrity }, { root: "." }).files).toBe(files);
    expect(settle({ files: null, integrity }).files).toBe("not-asked");
  });
});

describe("settleSet", () => {
  const set = { bundles: [], chain: [], leftovers: [], ignored: [] };
  const [good, bad, open] = [settle({}), settle({ integrity: [fault] }), settle({ integrity: [doubt] })];

  it("is never proved without a bundle", () => {
    expect(settleSet(set).verdict).toBe("undecided");
  });

  it("takes the worst of bundles and chain", () => {
    expect(settleSet({ ...set, bundles: [good, good] }).verdict).toBe("proved");
    expect(settleSet({ ...set, bundles: [good, open] }).verdict).toBe("undecided");
    expect(settleSet({ ...set, bundles: [open, bad] }).verdict).toBe("violated");
    expect(settleSet({ ...set, bundles: [good], chain: [doubt] }).verdict).toBe("undecided");
    expect(settleSet({ ...set, bundles: [open], chain: [fault] }).verdict).toBe("violated");
  });
});
