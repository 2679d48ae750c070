import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { readEntry } from "../../../../lib/guard/waivers/entry.ts";
import { waiversJsonSchema } from "../../../../lib/guard/waivers/index.ts";
import type { JsonValue } from "../../../../lib/json.ts";
import { waiver } from "../../../support/waivers.ts";

// Which days there are is not for a schema: "2026-02-30" is refused by the checks.
const fits = new Ajv2020({ strict: true }).compile(waiversJsonSchema());
const list = (...waivers: unknown[]) => ({ schema: "kprov.waivers/v1", waivers });

const entries: [string, Record<string, unknown>][] = [
  ["as it is written", {}],
  ["without a path", { path: undefined }],
  ["with the longest words", { reason: "r".repeat(500), owner: "o".repeat(200), path: "p".repeat(4096) }],
  ["of one letter each", { reason: "r", owner: "o", path: "p", check: "c", code: "C" }],
  ["with other scripts", { reason: "wegen Übernahme, 日本", owner: "Ö 😀" }],
  ["with another key", { note: "x" }],
  ...["fingerprint", "check", "code", "reason", "owner", "until"].map((key): [string, Record<string, unknown>] => [
    `without ${key}`,
    { [key]: undefined },
  ]),
  ...["fingerprint", "check", "code", "path", "reason", "owner", "until"].flatMap(
    (key): [string, Record<string, unknown>][] => [
      [`with an empty ${key}`, { [key]: "" }],
      [`with a number as ${key}`, { [key]: 1 }],
      [`with two lines of ${key}`, { [key]: "a\nb" }],
      [`with white space around ${key}`, { [key]: " a" }],
      [`with white space behind ${key}`, { [key]: "a " }],
      [`with a ${key} that is too long`, { [key]: "a".repeat(4097) }],
    ],
  ),
  ["with another alphabet in the code", { code: "forbidden" }],
  ["with a day that is none", { until: "tomorrow" }],
];

test.each(entries)("an entry %s: schema and checks agree", (_, change) => {
  const entry = JSON.parse(JSON.stringify({ ...waiver, ...change })) as JsonValue;
  expect(fits(list(entry))).toBe(!("problem" in readEntry(entry)));
});

test("the list itself is strict", () => {
  expect(fits(list())).toBe(true);
  for (const other of [[], {}, { waivers: [] }, { ...list(), schema: "kprov.waivers/v2" }, { ...list(), more: 1 }])
    expect(fits(other), JSON.stringify(other)).toBe(false);
  expect(fits({ schema: "kprov.waivers/v1", waivers: {} })).toBe(false);
});
