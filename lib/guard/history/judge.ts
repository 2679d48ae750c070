/**
 * Tokens in one text of the history.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Matcher } from "../forbidden/index.ts";
import { nameOf } from "../surface/names.ts";
import { inMessage, inPerson, inReference, type Origin, type Told } from "./finding.ts";
import type { GitObject } from "./objects.ts";
import { type Part, partsOf } from "./parts.ts";
import { type Reference, shortOf } from "./range.ts";

/** A person with a token in the name or address: one finding, however many commits are theirs. */
export interface People {
  add(told: Told, person: { who: string; text: string; origin: Origin }): void;
  findings(): Finding[];
}

export const createPeople = (): People => {
  const known = new Map<string, { told: Told; who: string; text: string; first: Origin; count: number }>();
  return {
    add: (told, { who, text, origin }) => {
      const key = JSON.stringify([told.token, who, text]);
      const person = known.get(key) ?? { told, who, text, first: origin, count: 0 };
      // The oldest comes last.
      known.set(key, { ...person, first: origin, count: person.count + 1 });
    },
    findings: () => [...known.values()].map(({ told, ...person }) => inPerson(told, person)),
  };
};

/** Undefined when the object's encoding can't be read. */
export const judgeObject = (
  object: Pick<GitObject, "type" | "bytes">,
  { matchers, origin, people }: { matchers: readonly Matcher[]; origin: Origin; people: People },
): Finding[] | undefined => {
  // Nearly every commit ends here. What is in no byte of it can still be in what a stated encoding makes of them.
  const isStated = object.bytes.includes("\nencoding ");
  const suspicious = isStated ? matchers : matchers.filter((matcher) => matcher.hasMatch(object.bytes));
  if (suspicious.length === 0) return [];
  const parts = partsOf(object);
  if (parts === undefined) return undefined;
  return suspicious.flatMap((matcher) => parts.flatMap((part) => judgePart(part, { matcher, origin, people })));
};

/** The text of a note. */
export const judgeNote = (bytes: Buffer, matchers: readonly Matcher[], origin: Origin): Finding[] =>
  matchers.flatMap((matcher) => findLines({ kind: "message", what: "text", bytes }, matcher, origin));

export const judgeReference = (reference: Reference, matchers: readonly Matcher[]): Finding[] => {
  const bytes = Buffer.from(shortOf(reference));
  return matchers.flatMap((matcher) => tokensIn(bytes, matcher).map((told) => inReference(told, reference)));
};

// --- internal ---

const judgePart = (
  part: Part,
  { matcher, origin, people }: { matcher: Matcher; origin: Origin; people: People },
): Finding[] => {
  if (part.kind === "message") return findLines(part, matcher, origin);
  for (const told of tokensIn(part.bytes, matcher))
    people.add(told, { who: part.what, text: nameOf(part.bytes), origin });
  return [];
};

/** Each token once, in the list's order. */
const tokensIn = (bytes: Buffer, matcher: Matcher): Told[] =>
  [...new Set(matcher.matches(bytes).map(({ token }) => token))]
    .sort((a, b) => a - b)
    .map((token) => ({ token: matcher.tokens[token] ?? "", secrecy: matcher.secrecy }));

/** One finding for each token: its first line. */
const findLines = ({ what, bytes }: Part, matcher: Matcher, origin: Origin): Finding[] => {
  const firsts = new Map<number, number>();
  for (const { token, start } of matcher.matches(bytes))
    firsts.set(token, Math.min(start, firsts.get(token) ?? Number.POSITIVE_INFINITY));
  return [...firsts].map(([token, start]) => {
    const from = start === 0 ? 0 : bytes.lastIndexOf(0x0a, start - 1) + 1;
    const end = bytes.indexOf(0x0a, start);
    const text = nameOf(bytes.subarray(from, end === -1 ? bytes.length : end)).trim();
    const line = bytes.subarray(0, from).filter((byte) => byte === 0x0a).length + 1;
    const told = { token: matcher.tokens[token] ?? "", secrecy: matcher.secrecy };
    return inMessage(told, origin, { what, line, text });
  });
};
