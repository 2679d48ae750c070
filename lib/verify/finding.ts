/**
 * Short forms for findings about a bundle.
 *
 * @module
 */
import type { FindingCode } from "../errors.ts";
import type { Finding } from "../report.ts";

type Details = Pick<Finding, "expected" | "actual">;

export const violation = (
  code: FindingCode,
  path: string | undefined,
  message: string,
  details: Details = {},
): Finding => ({
  code,
  level: "violation",
  ...(path !== undefined && { path }),
  message,
  ...details,
});

export const undecided = (
  code: FindingCode,
  path: string | undefined,
  message: string,
  details: Details = {},
): Finding => ({
  ...violation(code, path, message, details),
  level: "undecided",
});

/** An error's message of several lines as the message of a finding, which is one line. */
export const oneLine = (message: string): string =>
  message
    .split(/\r?\n/)
    .map((line) => line.trim())
    .reduce((joined, line) => `${joined}${joined.endsWith(":") ? " " : "; "}${line}`);

/** A value from a document, as a finding shows it. */
export const shownValue = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
