import { expect, test } from "vitest";
import { formatCursor, formatSort, parseCursor, parseSort } from "../../../../lib/catalog/list/model.ts";

const cursor = { sort: parseSort("-started"), value: 1_767_520_800_000, bundleDigest: "0123456789abcdef".repeat(4) };

test("a cursor comes back as it went, in characters that no shell misreads", () => {
  const text = formatCursor(cursor);
  expect(text).toMatch(/^[\w-]{1,80}$/);
  expect(parseCursor(text, cursor.sort)).toEqual({ ...cursor, bundleDigest: "0123456789abcdef" });
  const named = { ...cursor, sort: parseSort("project"), value: "Müller \u0000'" };
  expect(parseCursor(formatCursor(named), named.sort).value).toBe(named.value);
});

test("parseCursor refuses what is none, and one of another order", () => {
  const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
  for (const text of [
    "",
    "x",
    forged({}),
    forged(["-started"]),
    forged(["-started", 1.5, "0".repeat(16)]),
    forged(["-started", 1, "0"]),
    forged(["-started", null, "0".repeat(16)]),
    "A".repeat(20_000),
  ])
    expect(() => parseCursor(text, cursor.sort)).toThrow("this is no cursor of a list");
  expect(() => parseCursor(formatCursor(cursor), parseSort("started"))).toThrow(
    "its list is sorted by -started, this one by started",
  );
});

test("parseSort takes the orders there are", () => {
  expect(["step", "-duration"].map((text) => formatSort(parseSort(text)))).toEqual(["step", "-duration"]);
  for (const text of ["", "-", "--step", "run.step", "started;"])
    expect(() => parseSort(text)).toThrow('"--sort" takes one of started');
});
