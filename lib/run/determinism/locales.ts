/**
 * What a locale changes: separators of numbers, names of months and days, the order of words.
 *
 * @module
 */
import type { Circumstances, Pair } from "./types.ts";

/** Why two texts differ by a locale alone; undefined when nothing speaks for it. */
export const localeCause = (
  [first, second]: Pair<string>,
  circumstances: Pair<Circumstances> | null,
): string | undefined => {
  if (first === second) return undefined;
  if (isSeparated(first) && isSeparated(second) && withoutSeparators(first) === withoutSeparators(second))
    return "the same digits with other separators";
  if (circumstances === null) return undefined;
  const [a, b] = [circumstances[0].locale, circumstances[1].locale];
  if (b !== null && b !== a && holds(second, b) && !holds(first, b)) return `the name of the locale "${b}" is in it`;
  if (a !== null && a !== b && holds(first, a) && !holds(second, a)) return `the name of the locale "${a}" is in it`;
  const isNone = /^(?:None|null|undefined|)$/.test(first);
  if (b !== null && second === b && (first === a || (a === null && isNone)))
    return `it is the name of the locale, "${b}"`;
  const [own, other] = [nameIn(first, a), nameIn(second, b)];
  if (own !== undefined && other !== undefined && own.index === other.index && own.name !== other.name)
    return `the same month or day in two languages, "${own.name}" and "${other.name}"`;
  return undefined;
};

/** Whether these lines are sorted as the one run's locale sorts them, and as the other's. */
export const isCollation = ([first, second]: Pair<readonly string[]>): boolean => {
  const isSorted = (lines: readonly string[], compare: (a: string, b: string) => number): boolean =>
    lines.every((line, index) => index === 0 || compare(lines[index - 1] ?? "", line) <= 0);
  const orders = [byBytes, new Intl.Collator("en").compare, new Intl.Collator("en", { caseFirst: "upper" }).compare];
  const sortedAs = (lines: readonly string[]) => orders.findIndex((order) => isSorted(lines, order));
  const [a, b] = [sortedAs(first), sortedAs(second)];
  return first.length > 2 && a !== -1 && b !== -1 && a !== b;
};

// --- internal ---

const isSeparated = (text: string): boolean =>
  /^[-+]?\d[\d.,'’ \u00a0\u202f]*\d\S{0,4}$/.test(text.trim()) && /\d[.,'’ \u00a0\u202f]\d/.test(text);
const withoutSeparators = (text: string): string => text.replace(/[.,'’\s\u00a0\u202f]/g, "");

/** A short name such as `C` would be found everywhere. */
const holds = (text: string, locale: string): boolean => locale.length >= 4 && text.includes(locale);

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Which month or weekday of the locale's language begins the text: its number, and its name. */
const nameIn = (text: string, locale: string | null): { index: number; name: string } | undefined => {
  const names = namesOf(locale);
  const folded = text.trim().toLowerCase();
  const index = names.findIndex((name) => name.length >= 3 && folded.startsWith(name.toLowerCase()));
  return index === -1 ? undefined : { index, name: names[index] ?? "" };
};

const namesOf = (locale: string | null): string[] => {
  const language = /^([a-z]{2,3})(?:[_-]([A-Z]{2}))?/.exec(locale ?? "");
  const tag = language === null ? "en" : [language[1], language[2]].filter((part) => part !== undefined).join("-");
  try {
    const at = (month: number, day: number) => new Date(Date.UTC(2024, month, day));
    const months = new Intl.DateTimeFormat(tag, { month: "long", timeZone: "UTC" });
    const days = new Intl.DateTimeFormat(tag, { weekday: "long", timeZone: "UTC" });
    return [
      ...Array.from({ length: 12 }, (_, index) => months.format(at(index, 1))),
      ...Array.from({ length: 7 }, (_, index) => days.format(at(0, 1 + index))),
    ];
  } catch {
    return []; // No language that Intl knows.
  }
};
