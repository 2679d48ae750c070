/**
 * Waivers for tests, and the moment at which they are judged.
 *
 * @module
 */
import type { Finding, Report } from "../../lib/report.ts";

/** Noon of 2026-06-15 in UTC. */
export const noon = Date.UTC(2026, 5, 15, 12);

export const fingerprint = "0123456789abcdef0123456789abcdef";

/** An entry that is in force at {@link noon}. */
export const waiver = {
  fingerprint,
  check: "check-identity",
  code: "NAME_MISMATCH",
  path: "package.json",
  reason: "renamed with the next release",
  owner: "mara@acme.example",
  until: "2026-09-30",
} as const;

/** A list as it is committed. */
export const waiversFile = (...entries: readonly unknown[]): string =>
  `${JSON.stringify({ schema: "kprov.waivers/v1", waivers: entries }, null, 2)}\n`;

/** The violation that {@link waiver} waives. */
export const violation: Finding = {
  code: "NAME_MISMATCH",
  level: "violation",
  path: "package.json",
  line: 2,
  column: 3,
  fingerprint,
  message: "package.json:2:3: is wrong",
};

export const reportOf = (check: string, findings: Finding[]): Report => ({
  schema: "kprov.report/v1",
  check,
  verdict: findings.some(({ level }) => level === "violation")
    ? "violated"
    : findings.length > 0
      ? "undecided"
      : "proved",
  findings,
  coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
  config: null,
  tool: { name: "kprovengine", version: "1" },
});
