/**
 * Live canaries: every run shows the scan each token, in every encoding and on every surface.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { parseIndex } from "../surface/listing.ts";
import { createCollector } from "./collector.ts";
import type { Matcher, Plant } from "./matcher.ts";
import { findInNames } from "./names.ts";
import { encode, encodings } from "./tokens.ts";

/** Contents that the quick look must find suspicious: each text as UTF-8, UTF-16 LE and UTF-16 BE, in this order. */
export const plantedContents = (texts: readonly string[]): Buffer[] =>
  texts.flatMap((text) => encodings.map((encoding) => plant([encode(text, encoding)])));

/** One undecided finding for each plant and surface on which it was missed. */
export const findBlindness = (matcher: Matcher): Finding[] => {
  const { plants } = matcher;
  const contents = plantedContents(plants.map(({ text }) => text));
  const blind = contents.flatMap((content, index) => (matcher.hasMatch(content) ? [] : [index]));
  return [
    ...missedContents(plants, blind),
    ...encodings.flatMap((encoding) =>
      inGroups(plants).flatMap((group) => {
        const collector = createCollector(matcher);
        collector.push(plant(group.map(({ text }) => encode(text, encoding))));
        const found = new Set(collector.end().map(({ token }) => token));
        return group
          .filter(({ token }) => !found.has(matcher.tokens[token] ?? ""))
          .map(({ what }) => missed(what, `contents or a link, as ${encoding}`));
      }),
    ),
    ...inGroups(plants).flatMap((group) => {
      const found = inPlantedNames(group, matcher);
      return group.filter(({ token }) => !found.has(token)).map(({ what }) => missed(what, "a path"));
    }),
  ];
};

/** What to say about planted contents that a quick look has missed, by their numbers. */
export const missedContents = (plants: readonly Plant[], numbers: readonly number[]): Finding[] =>
  numbers.map((number) => {
    const [which, encoding] = [Math.floor(number / encodings.length), encodings[number % encodings.length]];
    return missed(plants[which]?.what ?? "A forbidden token", `contents, as ${encoding}`);
  });

// --- internal ---

const plant = (tokens: readonly Buffer[]): Buffer => {
  // On both sides something that no token ends or begins with.
  const edge = Buffer.from([0xff, 0xff]);
  return Buffer.concat([Buffer.from("planted"), edge, ...tokens.flatMap((token) => [token, edge])]);
};

/** Plants of one token apart from each other: together, one would be found for all. */
const inGroups = (plants: readonly Plant[]): Plant[][] => {
  const groups: Plant[][] = [];
  const counts = new Map<number, number>();
  for (const one of plants) {
    const turn = counts.get(one.token) ?? 0;
    counts.set(one.token, turn + 1);
    groups[turn] ??= [];
    groups[turn].push(one);
  }
  return groups;
};

const inPlantedNames = (plants: readonly Plant[], matcher: Matcher): Set<number> => {
  const records = plants.map(({ text }) => `H 100644 ${"0".repeat(40)} 0\tplanted/${text}.txt\0`);
  return new Set(findInNames(parseIndex(Buffer.from(records.join(""))), matcher).map(({ token }) => token));
};

const missed = (what: string, where: string): Finding => ({
  code: "RULE_CANARY_MISSED",
  level: "undecided",
  message: `${what} was not found where it was planted: in ${where}`,
});
