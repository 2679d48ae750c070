import { describe, expect, test } from "vitest";
import { parseWaivers } from "../../../../lib/guard/waivers/index.ts";
import { fingerprint, noon, waiver, waiversFile } from "../../../support/waivers.ts";

const path = ".kprov/waivers.json";

const parse = (text: string | Uint8Array, now = noon, maxDays = 180) =>
  parseWaivers(Buffer.from(text as string), { path, now, maxDays });

const codes = (text: string | Uint8Array, now?: number, maxDays?: number) =>
  parse(text, now, maxDays).faults.map(({ finding }) => `${finding.code} ${finding.level}`);

describe("an entry", () => {
  test("is in force with all that it needs, and its path may be left out", () => {
    const { path: _, ...without } = { ...waiver, fingerprint: fingerprint.replaceAll("0", "f") };
    expect(parse(waiversFile(waiver, without))).toEqual({ path, entries: [waiver, without], faults: [] });
  });

  test("is in force with words as long as they may be", () => {
    const longest = {
      ...{ ...waiver, check: `c${"-".repeat(63)}`, code: `C${"_".repeat(63)}`, path: "p".repeat(4096) },
      ...{ reason: "r".repeat(500), owner: "o".repeat(200) },
    };
    expect(parse(waiversFile(longest))).toEqual({ path, entries: [longest], faults: [] });
  });

  test.each([
    ["on its last day, to the end", "2026-06-15", Date.UTC(2026, 5, 15, 23, 59, 59, 999), []],
    ["no more on the next", "2026-06-15", Date.UTC(2026, 5, 16), ["WAIVER_EXPIRED violation"]],
    ["a day ago", "2026-06-14", noon, ["WAIVER_EXPIRED violation"]],
    ["for ever so long", "1970-01-01", noon, ["WAIVER_EXPIRED violation"]],
    ["when it ends at the horizon", "2026-12-12", noon, []],
    ["not beyond it", "2026-12-13", noon, ["WAIVER_TOO_LONG violation"]],
    ["never for ever", "9999-12-31", noon, ["WAIVER_TOO_LONG violation"]],
    ["not for a clock that stands at its beginning", "2026-06-15", 0, ["WAIVER_TOO_LONG violation"]],
  ])("counts %s", (_, until, now, expected) => {
    const text = waiversFile({ ...waiver, until });
    expect(codes(text, now)).toEqual(expected);
    expect(parse(text, now).entries).toHaveLength(expected.length === 0 ? 1 : 0);
  });

  test("may end as far ahead as waivers.maxDays says", () => {
    const text = waiversFile({ ...waiver, until: "2026-06-22" });
    expect([codes(text, noon, 7), codes(text, noon, 6)]).toEqual([[], ["WAIVER_TOO_LONG violation"]]);
  });

  test("says who answers for it, where it stands and what to do", () => {
    const [fault] = parse(waiversFile({ ...waiver, until: "2026-06-01" })).faults;
    expect(fault).toEqual({
      check: "check-identity",
      finding: {
        code: "WAIVER_EXPIRED",
        level: "violation",
        path,
        line: 5,
        column: 23,
        message: 'The waiver of NAME_MISMATCH that "mara@acme.example" answers for ended on 2026-06-01',
        fix: "mend what it waives and run kprovengine waive --remove 0123456789ab; or decide anew with kprovengine waive 0123456789ab",
      },
    });
  });
});

describe("where an entry stands", () => {
  const places = (text: string) => parse(text).faults.map(({ finding: { line, column } }) => [line, column]);
  const over = { ...waiver, until: "2026-06-01" };

  test("is where its fingerprint is, also in a list of one line", () => {
    const text = JSON.stringify(JSON.parse(waiversFile(over)));
    expect(places(text)).toEqual([[1, text.indexOf(fingerprint) + 1]]);
    expect(places(waiversFile({ ...waiver, fingerprint: "f".repeat(32) }, over))).toEqual([[14, 23]]);
  });

  test.each<[string, string]>([
    ["has no fingerprint", waiversFile({ until: "x" })],
    ["has one that is malformed, although it is a word of the list", waiversFile({ ...over, fingerprint: "until" })],
    [
      "has one that is spelled with escapes",
      waiversFile(over).replace(fingerprint, `${fingerprint.slice(0, -1)}\\u0066`),
    ],
  ])("nobody says when it %s", (_, text) => {
    const [fault] = parse(text).faults;
    expect(fault?.finding).not.toHaveProperty("line");
    expect(fault?.finding).not.toHaveProperty("column");
  });
});

describe("an entry is malformed, and waives nothing,", () => {
  const { until: _until, ...endless } = waiver;
  const { reason: _reason, ...unexplained } = waiver;
  const { owner: _owner, ...orphaned } = waiver;
  test.each<[string, unknown]>([
    ["without a day", endless],
    ["without a reason", unexplained],
    ["without an owner", orphaned],
    ["with a day that the calendar lacks", { ...waiver, until: "2026-06-31" }],
    ["with a moment for a day", { ...waiver, until: "2026-09-30T00:00:00Z" }],
    ["with a number for a day", { ...waiver, until: 20260930 }],
    ["with a day that is null", { ...waiver, until: null }],
    ["with an empty reason", { ...waiver, reason: "" }],
    ["with a blank reason", { ...waiver, reason: " \t" }],
    ["with a reason of several lines", { ...waiver, reason: "a\nproved" }],
    ["with a reason that hides something", { ...waiver, reason: "a\u202eb" }],
    ["with a reason of 501 characters", { ...waiver, reason: "x".repeat(501) }],
    ["with an owner that sends an escape", { ...waiver, owner: "\u001b[2J" }],
    ["with a blank owner", { ...waiver, owner: " " }],
    ["with a fingerprint that is too short", { ...waiver, fingerprint: fingerprint.slice(1) }],
    ["with a word before its fingerprint", { ...waiver, fingerprint: `x${fingerprint}` }],
    ["with a word behind its fingerprint", { ...waiver, fingerprint: `${fingerprint}x` }],
    ["with a fingerprint in capitals", { ...waiver, fingerprint: fingerprint.toUpperCase() }],
    ["with a pattern for a fingerprint", { ...waiver, fingerprint: "*" }],
    ["with a list of fingerprints", { ...waiver, fingerprint: [fingerprint] }],
    ["with a list of checks", { ...waiver, check: ["check-identity"] }],
    ["with a pattern for a check", { ...waiver, check: "*" }],
    ["with a pattern for a code", { ...waiver, code: "*" }],
    ...["Check-identity", "check-identity*", "*check-identity", "7", "c".repeat(65)].map((check): [string, unknown] => [
      `with the check ${check}`,
      { ...waiver, check },
    ]),
    ...["NAME_MISMATCH*", "*NAME_MISMATCH", "name", "7", "N".repeat(65)].map((code): [string, unknown] => [
      `with the code ${code}`,
      { ...waiver, code },
    ]),
    ["with a path of two lines", { ...waiver, path: "a\nb" }],
    ["with a path of 4097 characters", { ...waiver, path: "a".repeat(4097) }],
    ["with an owner of 201 characters", { ...waiver, owner: "o".repeat(201) }],
    ["with a blank behind its reason", { ...waiver, reason: "x " }],
    ["with an unknown key", { ...waiver, forever: true }],
    ["with a key of every object", { ...waiver, toString: "x" }],
    ["as a text", fingerprint],
    ["as a list", [waiver]],
    ["as null", null],
  ])("%s", (_, entry) => {
    const { entries, faults } = parse(waiversFile(entry));
    expect(entries).toEqual([]);
    expect(faults.map(({ finding }) => finding)).toMatchObject([
      { code: "WAIVER_MALFORMED", level: "violation", path },
    ]);
  });

  test.each<[unknown, string]>([
    [fingerprint, "is no object"],
    [[waiver], "is no object"],
    [null, "is no object"],
    [7, "is no object"],
    [{ ...waiver, forever: true }, 'has the unknown key "forever"'],
    [endless, 'has no "until": expected a day such as "2026-12-31"'],
    [{ ...waiver, until: 7 }, 'has a "until" that can\'t be meant: expected a day such as "2026-12-31"'],
    [{ ...waiver, path: null }, 'has a "path" that can\'t be meant: expected a path'],
  ])("and says why: %j", (entry, problem) => {
    expect(parse(waiversFile(entry)).faults[0]?.finding.message).toBe(`Waiver 1 ${problem}`);
  });

  test("of no check when it names none", () => {
    const { check: _, ...unchecked } = waiver;
    for (const entry of [unchecked, { ...waiver, check: 7 }, null])
      expect(parse(waiversFile(entry)).faults[0]).not.toHaveProperty("check");
  });

  test("when another has its fingerprint: both are", () => {
    const other = { ...waiver, until: "2026-07-01" };
    expect(parse(waiversFile(waiver, other)).entries).toEqual([]);
    expect(codes(waiversFile(waiver, other))).toEqual(["WAIVER_MALFORMED violation", "WAIVER_MALFORMED violation"]);
    const said = parse(waiversFile(waiver, other)).faults.map(({ finding: { message } }) => message);
    expect(said).toEqual([1, 2].map((nth) => `Waiver ${nth} has a fingerprint that another one has, too`));
  });

  test("and takes no other one with it", () => {
    const other = { ...waiver, fingerprint: "f".repeat(32) };
    expect(parse(waiversFile(endless, other))).toMatchObject({
      entries: [other],
      faults: [{ check: "check-identity", finding: { message: expect.stringContaining('Waiver 1 has no "until"') } }],
    });
  });
});

describe("a list is unusable, and waives nothing,", () => {
  const good = waiversFile(waiver);
  test.each<[string, string | Uint8Array]>([
    ["when it is empty", ""],
    ["cut off", good.slice(0, -20)],
    ["with more behind it", `${good}x`],
    ["that is no UTF-8", Buffer.from(good.replace("mara", "m\xe4ra"), "latin1")],
    ["with a byte order mark", `\ufeff${good}`],
    ["with a comment", `// none\n${good}`],
    ["that says something twice", good.replace('"waivers":', '"waivers": [], "waivers":')],
    ["with an entry that says something twice", good.replace('"until":', '"until": "2026-01-01", "until":')],
    ["as a list", "[]"],
    ["as null", "null"],
    ["of another schema", good.replace("waivers/v1", "waivers/v2")],
    ["without a schema", '{"waivers": []}'],
    ["without waivers", '{"schema": "kprov.waivers/v1"}'],
    ["with an object of waivers", '{"schema": "kprov.waivers/v1", "waivers": {}}'],
    ["with an unknown key", good.replace('"waivers"', '"allow": [], "waivers"')],
    ["with a key of every object", good.replace('"schema"', '"constructor": 1, "schema"')],
    ["that is nested deeply", `{"schema": "kprov.waivers/v1", "waivers": ${"[".repeat(5000)}${"]".repeat(5000)}}`],
    ["of more than a mebibyte", `${good}${" ".repeat(2 ** 20)}`],
  ])("%s", (_, text) => {
    expect(parse(text).entries).toEqual([]);
    expect(codes(text)).toEqual(["WAIVERS_UNUSABLE violation"]);
  });
});

test.each([
  ["[]", "it is no JSON object"],
  ["null", "it is no JSON object"],
  ['"text"', "it is no JSON object"],
  ["7", "it is no JSON object"],
  ['{"schema": "kprov.waivers/v1", "forever": 1}', 'it has the unknown key "forever"'],
  ['{"waivers": []}', 'its "schema" is not "kprov.waivers/v1"'],
  ['{"schema": "kprov.waivers/v1", "waivers": {}}', 'its "waivers" is no list'],
])("a list that is unusable says why: %s", (text, problem) => {
  expect(parse(text).faults.map(({ finding }) => finding.message)).toEqual([`No waiver counts: ${problem}`]);
});

test("an empty list is a list", () => {
  expect(parse(waiversFile())).toEqual({ path, entries: [], faults: [] });
});
