import { describe, expect, test } from "vitest";
import { formatAdded, formatList, formatRemoved, type Waiver } from "../../../../lib/guard/waivers/index.ts";
import { violation, waiver } from "../../../support/waivers.ts";

const { path: _, ...placeless } = waiver;
const file = ".kprov/waivers.json";

describe("formatAdded", () => {
  test("says what was decided, about what, why, and what is left to do", () => {
    expect(formatAdded({ action: "added", waiver, finding: violation }, file)).toBe(
      [
        "waived until 2026-09-30: NAME_MISMATCH  package.json",
        "  package.json:2:3: is wrong",
        "  renamed with the next release (mara@acme.example)",
        "git add .kprov/waivers.json",
      ].join("\n"),
    );
  });

  test("says that it was decided anew, and names the check where there is no path", () => {
    expect(formatAdded({ action: "renewed", waiver: placeless, finding: violation }, file).split("\n")[0]).toBe(
      "waived anew until 2026-09-30: NAME_MISMATCH  check-identity",
    );
  });
});

describe("formatRemoved", () => {
  test("shows what each entry was, whatever it lacks", () => {
    expect(formatRemoved([waiver, { reason: "only this", path: 7 }, null], "a b/waivers.json")).toBe(
      [
        "removed: NAME_MISMATCH  package.json  renamed with the next release",
        "removed: only this",
        "removed: ",
        "git add 'a b/waivers.json'",
      ].join("\n"),
    );
  });

  test("shows what hides", () => {
    expect(formatRemoved([{ ...waiver, reason: "a\u202eb" }], "a\u001b")).toContain("a\\u{202e}b");
    expect(formatRemoved([], "a\u001b")).toBe("git add 'a\\u{1b}'");
  });
});

describe("formatList", () => {
  const ending = (until: string, digit: string): Waiver => ({ ...placeless, until, fingerprint: digit.repeat(32) });

  test("begins with what ends first, on one day in the order of fingerprints", () => {
    const entries = [ending("2026-09-30", "1"), ending("2026-08-01", "9"), ending("2026-08-01", "2")];
    const text = formatList({ waivers: entries, findings: [] });
    expect(text.split("\n").filter((line) => line.startsWith("until"))).toEqual([
      "until 2026-08-01  222222222222  NAME_MISMATCH  check-identity",
      "until 2026-08-01  999999999999  NAME_MISMATCH  check-identity",
      "until 2026-09-30  111111111111  NAME_MISMATCH  check-identity",
    ]);
    expect(text.split("\n").at(-1)).toBe("waivers: 3 in force");
    expect(entries.map(({ until }) => until)).toEqual(["2026-09-30", "2026-08-01", "2026-08-01"]);
  });

  test("goes on with what is wrong, what was wanted, and what mends it where something does", () => {
    const finding = { code: "WAIVER_TOO_LONG", level: "violation", message: "It ends\ntoo late" } as const;
    const findings = [{ ...finding, expected: "at most 7 days", actual: "9999-12-31", fix: "shorten it" }, finding];
    expect(formatList({ waivers: [waiver], findings })).toBe(
      [
        "until 2026-09-30  0123456789ab  NAME_MISMATCH  package.json",
        "    renamed with the next release (mara@acme.example)",
        "WAIVER_TOO_LONG  It ends\\u{a}too late: expected at most 7 days, found 9999-12-31",
        "    shorten it",
        "WAIVER_TOO_LONG  It ends\\u{a}too late",
        "waivers: 1 in force, 2 wrong",
      ].join("\n"),
    );
  });
});
