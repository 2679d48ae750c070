import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addWaiver, assertTerms, parseWaivers, removeWaiver, type Terms } from "../../../../lib/guard/waivers/index.ts";
import type { Finding, Report } from "../../../../lib/report.ts";
import { fingerprint, noon, reportOf, violation, waiver, waiversFile } from "../../../support/waivers.ts";

const terms: Terms = { reason: "renamed with 2.0", owner: "mara", until: "2026-09-30" };
const file = ".kprov/waivers.json";
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kprov-waive-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const write = (text: string): void => {
  mkdirSync(join(root, ".kprov"), { recursive: true });
  writeFileSync(join(root, file), text);
};
const read = (): string => readFileSync(join(root, file), "utf8");
const listed = () => parseWaivers(Buffer.from(read()), { path: file, now: noon, maxDays: 180 });

const add = (reports: readonly Report[] = [reportOf("check-identity", [violation])], prefix = fingerprint) =>
  addWaiver({ root, fingerprint: prefix, terms, reports });

describe("addWaiver", () => {
  test("writes what reports show, in an order of its own, and nothing else", async () => {
    const { action, waiver: written, finding } = await add();
    expect(action).toBe("added");
    expect(finding).toEqual(violation);
    expect(written).toEqual({ ...waiver, ...terms });
    expect(read()).toBe(waiversFile({ ...waiver, ...terms }));
    expect(listed()).toMatchObject({ entries: [written], faults: [] });
    expect(readdirSync(join(root, ".kprov"))).toEqual(["waivers.json"]);
  });

  test("takes the first digits, in any case", async () => {
    expect((await add(undefined, fingerprint.slice(0, 8).toUpperCase())).waiver.fingerprint).toBe(fingerprint);
  });

  test("keeps every other entry as it is, what is malformed too, sorted by fingerprint", async () => {
    const other = { ...waiver, fingerprint: "f".repeat(32), until: "2020-01-01" };
    const odd = { hello: 1 };
    write(waiversFile(other, odd));
    await add();
    expect(JSON.parse(read()).waivers).toEqual([odd, { ...waiver, ...terms }, other]);
  });

  test.each([
    ["in force", waiver],
    ["expired", { ...waiver, until: "2020-01-01" }],
    ["malformed", { ...waiver, until: "never" }],
  ])("decides anew about one that is %s", async (_, before) => {
    write(waiversFile(before));
    expect((await add()).action).toBe("renewed");
    expect(listed()).toMatchObject({ entries: [{ ...waiver, ...terms }], faults: [] });
  });

  test.each<[string, Report[], string, string]>([
    ["nothing has it", [], fingerprint, "No violation here"],
    ["nothing has it, and a check could not decide", [], fingerprint, "check-runtime could not decide everything"],
    [
      "it is a doubt's",
      [reportOf("c", [{ ...violation, level: "undecided" }])],
      fingerprint,
      "a doubt is never waived",
    ],
    ["it is too short", [], "0123456", "8 to 32 hexadecimal digits"],
    ["it is too long", [], `${fingerprint}0`, "8 to 32 hexadecimal digits"],
    ["it is a pattern", [], "........", "8 to 32 hexadecimal digits"],
    ["it is empty", [], "", "8 to 32 hexadecimal digits"],
    ["it begins with a pattern", [], ".......0", "8 to 32 hexadecimal digits"],
    ["it ends with a pattern", [], "0.......", "8 to 32 hexadecimal digits"],
    [
      "several begin with it",
      [reportOf("c", [violation, { ...violation, fingerprint: `01234567${"f".repeat(24)}` }])],
      "01234567",
      `Several begin with "01234567": ${fingerprint}, 01234567${"f".repeat(24)}`,
    ],
  ])("refuses a fingerprint when %s, and writes nothing", async (_, reports, prefix, message) => {
    const unread: Finding = { code: "RUNTIME_MISSING", level: "undecided", message: "x" };
    const all = [...reports, ...(message.startsWith("check-runtime") ? [reportOf("check-runtime", [unread])] : [])];
    await expect(add(all, prefix)).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(message),
    });
    expect(existsSync(join(root, file))).toBe(false);
  });

  test("means the violation where a doubt has the same fingerprint", async () => {
    const { finding } = await add([reportOf("check-identity", [{ ...violation, level: "undecided" }, violation])]);
    expect(finding).toEqual(violation);
  });

  test("does not write a path that holds a forbidden token", async () => {
    const named: Finding = { code: "FORBIDDEN_IN_NAME", level: "violation", path: "package.json", message: "x" };
    const { waiver: written } = await add([
      reportOf("check-identity", [violation, named]),
      reportOf("c", [{ ...violation, fingerprint: "f".repeat(32) }]),
    ]);
    expect(written).not.toHaveProperty("path");
    expect(listed().entries).toEqual([written]);
  });

  test("writes the path where another one holds a token, or something else is wrong with it", async () => {
    const named: Finding = { code: "FORBIDDEN_IN_NAME", level: "violation", path: "globex", message: "x" };
    const other: Finding = { ...named, code: "LABEL_MISSING", path: "package.json" };
    expect((await add([reportOf("check-identity", [violation, named, other])])).waiver.path).toBe("package.json");
  });

  test("leaves the path out where the violation has none", async () => {
    const { path: _, ...placeless } = violation;
    expect((await add([reportOf("check-identity", [placeless])])).waiver).not.toHaveProperty("path");
  });

  test("refuses to write what would be malformed: a path that no list may hold", async () => {
    const long = { ...violation, path: "a".repeat(4097) };
    await expect(add([reportOf("check-identity", [long])])).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining('Cannot write a waiver that has a "path" that can\'t be meant'),
    });
    expect(existsSync(join(root, file))).toBe(false);
    await add([reportOf("check-identity", [{ ...long, path: long.path.slice(1) }])]);
    expect(listed().entries).toHaveLength(1);
  });

  test("says which checks could not decide, and only those, where nothing has the fingerprint", async () => {
    const unread: Finding = { code: "RUNTIME_MISSING", level: "undecided", message: "x" };
    const reports = [
      ...[reportOf("check-a", [violation, unread]), reportOf("check-b", [violation]), reportOf("check-c", [unread])],
    ];
    const nothing = 'No violation here has the fingerprint "ffffffff"';
    await expect(add(reports, "ffffffff")).rejects.toMatchObject({
      message: `${nothing}; check-a, check-c could not decide everything`,
    });
    await expect(add(reports.slice(1, 2), "ffffffff")).rejects.toMatchObject({ message: nothing });
  });

  test("writes a path that hides something as people see it", async () => {
    await add([reportOf("check-identity", [{ ...violation, path: "a\u202e\nb" }])]);
    expect(listed().entries[0]?.path).toBe("a\\u{202e}\\u{a}b");
  });
});

describe("removeWaiver", () => {
  test("takes one away, in force or not, and leaves the others", async () => {
    const other = { ...waiver, fingerprint: "f".repeat(32), until: "2020-01-01" };
    write(waiversFile(waiver, other));
    expect(await removeWaiver(root, "ffffffff")).toEqual([other]);
    expect(read()).toBe(waiversFile(waiver));
    expect(await removeWaiver(root, fingerprint)).toEqual([waiver]);
    expect(read()).toBe(waiversFile());
  });

  test("takes both away that have one fingerprint", async () => {
    write(waiversFile(waiver, { ...waiver, reason: "other" }));
    expect(await removeWaiver(root, fingerprint)).toHaveLength(2);
  });

  test("refuses what is not there, or not one", async () => {
    write(waiversFile(waiver, { ...waiver, fingerprint: `01234567${"f".repeat(24)}` }));
    const before = read();
    await expect(removeWaiver(root, "fffffffff")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(removeWaiver(root, "01234567")).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining("Several begin"),
    });
    expect(read()).toBe(before);
  });
});

describe("assertTerms", () => {
  const limits = { now: noon, maxDays: 180 };

  test.each(["2026-06-15", "2026-12-12"])("accepts %s", (until) => {
    expect(() => assertTerms({ ...terms, until }, limits)).not.toThrow();
  });

  test("accepts words as long as they may be", () => {
    const longest = { reason: "r".repeat(500), owner: "o".repeat(200) };
    expect(() => assertTerms({ ...terms, ...longest }, limits)).not.toThrow();
  });

  test.each<[string, Partial<Terms>, string]>([
    ["an empty reason", { reason: "" }, '"--reason": it is empty'],
    ["a blank reason", { reason: "  " }, '"--reason": it is empty'],
    ["a reason with a blank before it", { reason: " a" }, '"--reason": it has white space around it'],
    ["a reason of two lines", { reason: "a\nb" }, "an invisible character or a line break"],
    ["a reason that is too long", { reason: "r".repeat(501) }, '"--reason": it is longer than 500 characters'],
    ["an empty owner", { owner: "" }, '"--owner": it is empty'],
    ["an owner that hides", { owner: "m\u200bara" }, "an invisible character or a line break"],
    ["an owner that is too long", { owner: "o".repeat(201) }, '"--owner": it is longer than 200 characters'],
    ["a day that is over", { until: "2026-06-14" }, "that day is over"],
    ["a day too far ahead", { until: "2026-12-13" }, "that is too far ahead"],
    ["no day", { until: "tomorrow" }, "expected a day as YYYY-MM-DD"],
    ["a day that the calendar lacks", { until: "2026-06-31" }, "expected a day as YYYY-MM-DD"],
  ])("refuses %s", (_, wrong, message) => {
    expect(() => assertTerms({ ...terms, ...wrong }, limits)).toThrow(
      expect.objectContaining({ code: "E_USAGE", message: expect.stringContaining(message) }),
    );
  });
});
