/**
 * Which part of the program a code belongs to, for a list that people read.
 *
 * @module
 */
import { codes } from "./codes.ts";

/** A run of codes, as they stand in `lib/codes.ts`. */
export interface CodeGroup {
  title: string;
  codes: readonly string[];
}

/** Every code once, in the order of `lib/codes.ts`. */
export const codeGroups = (): CodeGroup[] => {
  const groups: { title: string; codes: string[] }[] = [];
  for (const code of Object.keys(codes)) {
    const title = firsts.get(code);
    if (title !== undefined || groups.length === 0) groups.push({ title: title ?? "", codes: [] });
    groups.at(-1)?.codes.push(code);
  }
  return groups;
};

// --- internal ---

/** The first code of each group: what is added to a group later needs no entry here. */
const firsts: ReadonlyMap<string, string> = new Map<keyof typeof codes, string>([
  ["E_USAGE", "Errors: something could not be done"],
  ["INPUT_CHANGED", "run"],
  ["NOTHING_EXAMINED", "Any check"],
  ["BUNDLE_UNREADABLE", "verify"],
  ["CHECK_NOT_RUN", "preflight"],
  ["VENDOR_MISSING", "vendor"],
  ["ARTIFACT_TRACKED", "check-artifacts"],
  ["NAME_MISMATCH", "check-identity"],
  ["RUNTIME_MISMATCH", "check-runtime"],
]);
