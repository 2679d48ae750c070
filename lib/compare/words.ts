/**
 * Two command lines, word by word.
 *
 * @module
 */
import type { Change } from "./difference.ts";
import { diffSequences } from "./sequence.ts";

/**
 * Which words of `argv` differ, each called by the flag that it belongs to or by its place, counted from 0 as in argv. `--lr=1` and
 * `--lr=2` differ in the value of `--lr`.
 */
export const compareWords = (before: readonly string[], after: readonly string[]): Change[] =>
  joinFlags(
    diffSequences(before, after).flatMap((hunk) =>
      Array.from({ length: Math.max(hunk.removed, hunk.added) }, (_, index): Change => {
        const [from, to] = [hunk.before + index, hunk.after + index];
        const [old, now] = [
          index < hunk.removed ? (before[from] ?? "") : null,
          index < hunk.added ? (after[to] ?? "") : null,
        ];
        const place = now === null ? { words: before, at: from } : { words: after, at: to };
        return wordChange(old, now, place);
      }),
    ),
  );

// --- internal ---

/** A flag that is new or gone with its value is one thing. */
const joinFlags = (changes: readonly Change[]): Change[] =>
  changes.flatMap((change, index) => {
    const [last, next] = [changes[index - 1], changes[index + 1]];
    const flagOf = ({ before, after }: Change): string | null => after ?? before;
    if (last !== undefined && isValueOf(change, last.what, flagOf(last))) return [];
    if (next === undefined || !isValueOf(next, change.what, flagOf(change))) return [change];
    return [{ ...next, name: flagOf(change) ?? "" }];
  });

const isValueOf = ({ what, name }: Change, kind: Change["what"], flag: string | null): boolean =>
  what !== "changed" && what === kind && name === flag;

const wordChange = (
  before: string | null,
  after: string | null,
  { words, at }: { words: readonly string[]; at: number },
): Change => {
  if (before === null) return { what: "added", name: nameOf(words, at), before, after };
  if (after === null) return { what: "removed", name: nameOf(words, at), before, after };
  const [old, now] = [flagValue(before), flagValue(after)];
  if (old !== undefined && now !== undefined && old.flag === now.flag)
    return { what: "changed", name: old.flag, before: old.value, after: now.value };
  return { what: "changed", name: nameOf(words, at), before, after };
};

const flagValue = (word: string): { flag: string; value: string } | undefined => {
  const match = /^(--?[A-Za-z0-9][\w.-]*)=(.*)$/s.exec(word);
  return match === null ? undefined : { flag: match[1] ?? "", value: match[2] ?? "" };
};

/** A value after a flag is called by the flag. */
const nameOf = (words: readonly string[], at: number): string => {
  const flag = words[at - 1] ?? "";
  const isValue = /^--?[A-Za-z][\w.-]*$/.test(flag) && !(words[at] ?? "").startsWith("-");
  return isValue ? flag : `argument ${at}`;
};
