/**
 * Lists of objects in canonical JSON, compared as bytes: what both have is neither parsed nor turned into text.
 *
 * @module
 */
import { commonLength } from "../bytes.ts";

/** Where the entries of a list stand, from behind what the first begins with to where the last ends. */
export interface EntryList {
  bytes: Buffer;
  from: number;
  to: number;
  /** What stands between two entries. */
  between: Buffer;
  /** Where the whole list stands, within its brackets. */
  start: number;
  end: number;
}

/** Entries as text, one character a byte, without what stands between them. */
export interface OwnEntries {
  left: string[];
  right: string[];
}

/** The list of objects in `bytes` from `from` to `to`; undefined when its objects might not be told apart by their braces alone. */
export const openEntries = (bytes: Buffer, from: number, to: number): EntryList | undefined => {
  const whole = { bytes, start: from, end: to, between: betweenObjects };
  if (from === to) return { ...whole, from, to };
  const list = bytes.subarray(from, to);
  // With a list in an entry a brace, a comma and a brace may stand within; so they may at the end of a name.
  const isPlain = list.indexOf('{"') === 0 && list.at(-1) === brace && !unusual.some((piece) => list.includes(piece));
  return isPlain ? { ...whole, from: from + 2, to: to - 1 } : undefined;
};

/** The same for a list of texts; undefined when one of them has a quote in it, or something else is in the list. */
export const openTexts = (bytes: Buffer, from: number, to: number): EntryList | undefined => {
  const whole = { bytes, start: from, end: to, between: betweenTexts };
  if (from === to) return { ...whole, from, to };
  const isPlain = bytes[from] === quote && bytes[to - 1] === quote && to - from > 1;
  const hasQuote = bytes.subarray(from, to).includes('\\"');
  return isPlain && !hasQuote ? { ...whole, from: from + 1, to: to - 1 } : undefined;
};

/** What only one of the lists has; `onCommon` is called for every entry that both have, with its place in a text of one character a byte. */
export const ownEntries = (
  left: EntryList,
  right: EntryList,
  onCommon: (text: string, from: number, to: number) => void,
): OwnEntries => {
  const own: OwnEntries = { left: [], right: [] };
  const [old, now] = [{ ...left }, { ...right }];
  for (let differences = 0; hasMore(old) && hasMore(now) && differences < mostBySteps; differences += 1) {
    passCommon(old, now, onCommon);
    if (hasMore(old) && hasMore(now)) passOwn(old, now, own);
  }
  const takeRest = (list: EntryList): string[] =>
    hasMore(list) ? textOf(list, list.to).split(list.between.toString("latin1")) : [];
  return withoutCommon({ left: own.left.concat(takeRest(old)), right: own.right.concat(takeRest(now)) }, (entry) =>
    onCommon(entry, 0, entry.length),
  );
};

// --- internal ---

const brace = 0x7d;
const quote = 0x22;
const unusual = ['":[', '},{",', '},{"}', '},{":', "{}"].map((piece) => Buffer.from(piece));
const betweenObjects = Buffer.from('},{"');
const betweenTexts = Buffer.from('","');

/** Beyond, the lists have so little in common that text is faster. */
const mostBySteps = 500;
/** How many entries are looked at to find where the lists go on together. */
const maxAhead = 8;

const hasMore = ({ from, to }: EntryList): boolean => from < to;

const textOf = ({ bytes, from }: EntryList, to: number): string => bytes.toString("latin1", from, to);

const isBoundary = ({ bytes, to, between }: EntryList, at: number): boolean => {
  const end = at + between.length;
  return at === to || (end <= to && bytes.compare(between, 0, between.length, at, end) === 0);
};

/** Pass over everything up to the first entry that differs. */
const passCommon = (
  old: EntryList,
  now: EntryList,
  onCommon: (text: string, from: number, to: number) => void,
): void => {
  const length = commonLength(old, now);
  const { between } = old;
  let end = old.from + length;
  const offset = now.from - old.from;
  if (!isBoundary(old, end) || !isBoundary(now, end + offset)) {
    end = length < between.length ? -1 : old.bytes.lastIndexOf(between, end - between.length);
    if (end < old.from) return;
  }
  // Looking for thousands of places is faster in a text than in bytes.
  const text = old.bytes.toString("latin1", old.from, end);
  const mark = between.toString("latin1");
  for (let from = 0; from <= text.length; ) {
    const next = text.indexOf(mark, from);
    const to = next === -1 ? text.length : next;
    onCommon(text, from, to);
    from = to + mark.length;
  }
  now.from = Math.min(end + offset + between.length, now.to);
  old.from = Math.min(end + between.length, old.to);
};

/** Entries that are new or gone: the lists are sorted, so they go on together soon. */
const passOwn = (old: EntryList, now: EntryList, own: OwnEntries): void => {
  const [left, right] = [nextEntries(old), nextEntries(now)];
  const ahead = lookAhead(left, right);
  for (const entry of left.slice(0, ahead.left)) own.left.push(entry);
  for (const entry of right.slice(0, ahead.right)) own.right.push(entry);
  pass(old, left.slice(0, ahead.left));
  pass(now, right.slice(0, ahead.right));
};

const nextEntries = (list: EntryList): string[] => {
  const entries: string[] = [];
  for (let from = list.from; from < list.to && entries.length <= maxAhead; ) {
    const next = list.bytes.indexOf(list.between, from);
    const to = next === -1 || next > list.to ? list.to : next;
    entries.push(list.bytes.toString("latin1", from, to));
    from = to + list.between.length;
  }
  return entries;
};

const pass = (list: EntryList, entries: readonly string[]): void => {
  const length = entries.reduce((sum, entry) => sum + entry.length + list.between.length, 0);
  list.from = Math.min(list.from + length, list.to);
};

/** How many to pass over on each side until both are the same again; one of each when that is not near. */
const lookAhead = (left: readonly string[], right: readonly string[]): { left: number; right: number } => {
  for (let sum = 1; sum <= maxAhead; sum += 1) {
    for (let skipped = 0; skipped <= sum; skipped += 1) {
      const entry = left[skipped];
      if (entry !== undefined && entry === right[sum - skipped]) return { left: skipped, right: sum - skipped };
    }
  }
  return { left: 1, right: 1 };
};

/** What stands at different places in both is the same all the same. */
const withoutCommon = (own: OwnEntries, onCommon: (entry: string) => void): OwnEntries => {
  if (own.left.length === 0 || own.right.length === 0) return own;
  const counts = new Map<string, number>();
  for (const entry of own.left) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  const right = own.right.filter((entry) => {
    const count = counts.get(entry) ?? 0;
    if (count === 0) return true;
    counts.set(entry, count - 1);
    onCommon(entry);
    return false;
  });
  const left = own.left.filter((entry) => {
    const count = counts.get(entry) ?? 0;
    if (count > 0) counts.set(entry, count - 1);
    return count > 0;
  });
  return { left, right };
};
