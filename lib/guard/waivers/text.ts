/**
 * Waivers as a person wants to see them.
 *
 * @module
 */
import type { JsonValue } from "../../json.ts";
import { compareBytes, type Finding } from "../../report.ts";
import { shellQuote, visible } from "../../text.ts";
import { textIn } from "./entry.ts";
import type { Added } from "./waive.ts";
import { shortFingerprint, type Waiver } from "./waiver.ts";

/** Those in force, and what is wrong with the list. */
export interface Listed {
  waivers: readonly Waiver[];
  findings: readonly Finding[];
}

/** What was written, what it is about, and what is left to do. `file`: the list, from where the person is. */
export const formatAdded = ({ action, waiver, finding }: Added, file: string): string =>
  [
    `${action === "added" ? "waived" : "waived anew"} until ${waiver.until}: ${waiver.code}  ${placeOf(waiver)}`,
    `  ${visible(finding.message)}`,
    `  ${visible(waiver.reason)} (${visible(waiver.owner)})`,
    `git add ${visible(shellQuote(file))}`,
  ].join("\n");

/** `entries`: as they stood in the list. `file`: as above. */
export const formatRemoved = (entries: readonly JsonValue[], file: string): string =>
  [
    ...entries.map(
      (entry) => `removed: ${(["code", "path", "reason"] as const).flatMap((key) => wordOf(entry, key)).join("  ")}`,
    ),
    `git add ${visible(shellQuote(file))}`,
  ].join("\n");

/** The next one to end first; then what is wrong. */
export const formatList = ({ waivers, findings }: Listed): string => {
  const sorted = [...waivers].sort(
    (a, b) => compareBytes(a.until, b.until) || compareBytes(a.fingerprint, b.fingerprint),
  );
  const lines = [
    ...sorted.flatMap((waiver) => [
      `until ${waiver.until}  ${shortFingerprint(waiver.fingerprint)}  ${waiver.code}  ${placeOf(waiver)}`,
      `    ${visible(waiver.reason)} (${visible(waiver.owner)})`,
    ]),
    ...findings.flatMap(({ code, message, expected, actual, fix }) => [
      `${code}  ${visible(message)}${expected === undefined ? "" : `: expected ${expected}, found ${actual}`}`,
      ...(fix === undefined ? [] : [`    ${fix}`]),
    ]),
  ];
  const count = `${waivers.length} in force${findings.length > 0 ? `, ${findings.length} wrong` : ""}`;
  return [...lines, `waivers: ${count}`].join("\n");
};

// --- internal ---

const placeOf = ({ path, check }: Waiver): string => visible(path ?? check);

const wordOf = (entry: JsonValue, key: keyof Waiver): string[] => {
  const text = textIn(entry, key);
  return text === undefined ? [] : [visible(text)];
};
