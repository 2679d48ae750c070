/**
 * Two receipts of checks: what is wrong now that was not, and what is not any more.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import { type Change, type Difference, type Section, settleDifference, valueChange } from "../difference.ts";
import { type Receipt, type ReceiptFinding, refusal } from "./read.ts";

export { type Receipt, readReceipt } from "./read.ts";

export interface ReceiptSide {
  /** As the person named it. */
  name: string;
  receipt: Receipt;
}

/** Compare two receipts of one check. Throws `E_COMPARE` when they are of different ones. */
export const compareReceipts = (before: ReceiptSide, after: ReceiptSide): Difference => {
  const [old, now] = [before.receipt, after.receipt];
  if (old.check !== now.check)
    throw refusal(after.name, `it is about ${now.check}, and "${before.name}" about ${old.check}`);
  const sections = [
    { name: "verdict", same: null, changes: valueChange(old.check, old.verdict, now.verdict) },
    compareMaps("results", old.results, now.results),
    compareFindings(old, now),
    ...(old.state.size > 0 && now.state.size > 0 ? [uncounted(compareMaps("state", old.state, now.state))] : []),
    uncounted(compareMaps("judged by", old.judgedBy, now.judgedBy)),
  ];
  return settleDifference({
    kind: "receipt",
    before: { name: before.name, step: null, runId: null, bundleDigest: null },
    after: { name: after.name, step: null, runId: null, bundleDigest: null },
    sections,
    volatile: null,
    checked: { how: "form", detail: "the form of both; who made them was not asked" },
  });
};

// --- internal ---

const compareMaps = (
  name: string,
  before: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
): Section => {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const changes = keys.flatMap((key) => valueChange(key, before.get(key) ?? null, after.get(key) ?? null));
  return { name, same: keys.length - changes.length, changes };
};

/** A handful of facts: nobody asks how many are the same. */
const uncounted = (section: Section): Section => ({ ...section, same: null });

/** A statement has only numbers; then both are compared by their numbers. */
const compareFindings = (before: Receipt, after: Receipt): Section => {
  if (before.findings === null || after.findings === null) {
    const words = ({ counts }: Receipt) => new Map([...counts].map(([key, count]) => [key, String(count)] as const));
    return compareMaps("findings", words(before), words(after));
  }
  const [left, right] = [groupFindings(before.findings), groupFindings(after.findings)];
  const changes: Change[] = [];
  let same = 0;
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort(compareBytes)) {
    const [old, now] = [left.get(key) ?? [], right.get(key) ?? []];
    const [gone, come] = [without(old, now), without(now, old)];
    same += old.length - gone.length;
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1)
      changes.push(...valueChange(key, gone[index] ?? null, come[index] ?? null));
  }
  return { name: "findings", same, changes };
};

const groupFindings = (findings: readonly ReceiptFinding[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const { code, path, message } of findings) {
    const key = path === null ? code : `${path}: ${code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [message]);
    else group.push(message);
  }
  return groups;
};

/** What `list` has more often than `other`. */
const without = (list: readonly string[], other: readonly string[]): string[] => {
  const left = new Map<string, number>();
  for (const item of other) left.set(item, (left.get(item) ?? 0) + 1);
  return list
    .filter((item) => {
      const count = left.get(item) ?? 0;
      left.set(item, count - 1);
      return count <= 0;
    })
    .sort(compareBytes);
};
