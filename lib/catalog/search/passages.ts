/**
 * What of a run is shown for a search: the places where its words stand.
 *
 * @module
 */
import { excerptOf, rangesOf } from "./highlight.ts";
import type { Passage, Reason } from "./model.ts";
import { folded, type Term, tokensOf } from "./words.ts";

/** What of a run can be shown, in the order of what tells most. */
export interface Shown {
  annotations: readonly string[];
  tags: readonly { key: string; value: string }[];
  texts: readonly { path: string; text: string }[];
  argv: readonly string[];
  files: readonly string[];
}

/** The passages that show the words, at most `most`; a later one only when it shows a word that no earlier one has. */
export const passagesOf = (shown: Shown, terms: readonly Term[], most = 3): Passage[] => {
  const passages: Passage[] = [];
  const seen = new Set<string>();
  for (const { text, ...place } of candidatesOf(shown)) {
    if (passages.length === most) break;
    const excerpt = excerptOf(text, terms);
    if (excerpt === null) continue;
    const words = excerpt.ranges.map(([from, to]) => folded(excerpt.text.slice(from, to)));
    if (words.every((word) => seen.has(word))) continue;
    for (const word of words) seen.add(word);
    passages.push({ ...place, ...excerpt });
  }
  return passages;
};

/** For each word that is wanted, the forms of it in `texts`. */
export const foundWords = (texts: readonly string[], terms: readonly Term[]): Reason["words"] =>
  terms
    .filter((term) => !term.isNegated)
    .map((term) => {
      const found = texts.flatMap((text) =>
        rangesOf(text, [term]).map(([from, to]) => tokensOf(text.slice(from, to)).join(" ")),
      );
      return { word: term.word, found: [...new Set(found)].sort() };
    });

// --- internal ---

type Place = Pick<Passage, "in" | "path"> & { text: string };

function* candidatesOf({ annotations, tags, texts, argv, files }: Shown): Generator<Place> {
  for (const text of annotations) yield { in: "annotation", path: null, text };
  for (const { key, value } of tags) yield { in: "tag", path: null, text: value === "" ? key : `${key}=${value}` };
  for (const { path, text } of texts) yield { in: "text", path, text };
  yield { in: "command", path: null, text: argv.join(" ") };
  for (const path of files) yield { in: "file", path, text: path };
}
