/**
 * Live canaries: every run shows the scan each token, in every encoding and on every surface.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { parseIndex } from "../surface/listing.ts";
import { createCollector } from "./collector.ts";
import type { Matcher } from "./matcher.ts";
import { findInNames } from "./names.ts";
import { encode, encodings } from "./tokens.ts";

/** Contents that the quick look must find suspicious: each token as UTF-8, UTF-16 LE and UTF-16 BE, in this order. */
export const plantedContents = (tokens: readonly string[]): Buffer[] =>
  tokens.flatMap((token) => encodings.map((encoding) => plant([encode(token, encoding)])));

/** One undecided finding for each token and surface on which it was missed. */
export const findBlindness = (matcher: Matcher): Finding[] => {
  const { tokens } = matcher;
  const blind = plantedContents(tokens).flatMap((content, index) => (matcher.hasMatch(content) ? [] : [index]));
  return [
    ...missedContents(tokens, blind),
    ...encodings.flatMap((encoding) => {
      const collector = createCollector(matcher);
      collector.push(plant(tokens.map((token) => encode(token, encoding))));
      return missing(tokens, new Set(collector.end().map(({ token }) => token)), `contents or a link, as ${encoding}`);
    }),
    ...missing(tokens, inPlantedNames(matcher), "a path"),
  ];
};

/** What to say about planted contents that a quick look has missed, by their numbers. */
export const missedContents = (tokens: readonly string[], numbers: readonly number[]): Finding[] =>
  numbers.map((number) => {
    const [token, encoding] = [Math.floor(number / encodings.length), encodings[number % encodings.length]];
    return missed(tokens[token] ?? "", `contents, as ${encoding}`);
  });

// --- internal ---

const plant = (tokens: readonly Buffer[]): Buffer => {
  // On both sides something that no token ends or begins with.
  const edge = Buffer.from([0xff, 0xff]);
  return Buffer.concat([Buffer.from("planted"), edge, ...tokens.flatMap((token) => [token, edge])]);
};

const inPlantedNames = (matcher: Matcher): Set<string> => {
  const records = matcher.tokens.map((token) => `H 100644 ${"0".repeat(40)} 0\tplanted/${token}.txt\0`);
  const found = findInNames(parseIndex(Buffer.from(records.join(""))), matcher);
  return new Set(found.map(({ token }) => matcher.tokens[token] ?? ""));
};

const missing = (tokens: readonly string[], found: ReadonlySet<string>, where: string): Finding[] =>
  tokens.filter((token) => !found.has(token)).map((token) => missed(token, where));

const missed = (token: string, where: string): Finding => ({
  code: "RULE_CANARY_MISSED",
  level: "undecided",
  message: `The forbidden token "${token}" was not found where it was planted: in ${where}`,
});
