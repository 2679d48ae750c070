/**
 * What a program may write of which nothing is known but its words.
 *
 * @module
 */
import type { Aim } from "./touched.ts";

/** `rest` are the words behind its name. */
export const unknownAims = (rest: readonly string[]): readonly Aim[] => [...outputs(rest), ...named(rest)];

// --- internal ---

const output = "o|out|outfile|out-file|output|output-file|outputfile|dest|destination|save-to|target-file|report-file";
const outputOption = new RegExp(`^--?(?:${output})$`);
const outputWord = new RegExp(`^(?:--?(?:${output})|of)=(.+)$|^-o(.+)$`, "s");

const outputs = (rest: readonly string[]): readonly Aim[] =>
  rest.flatMap((word, index): Aim[] => {
    const [, long, short] = outputWord.exec(word) ?? [];
    const found = outputOption.test(rest[index - 1] ?? "") ? word : (long ?? short);
    return found === undefined ? [] : [{ word: found, how: "written" }];
  });

/** Options behind which stands what is read. */
const inputs =
  /^(?:-[fcpr]|--(?:config|configuration|file|files|manifest|manifest-path|input|path|project|package|package-file|lockfile|env-file|ignore-path|from-file|values|requirements?|rcfile|schema|source|src|check))(?:=|$)/;

const mending = /^(?:--(?:in-?place|write|fix|apply|overwrite|save)(?:=.*)?)$/;
const reading = /^(?:--(?:check|dry-run|list-different|diff|verify|validate|read-only))$/;

/** Every word, or a part of it, may be a file that is written. */
const named = (rest: readonly string[]): readonly Aim[] => {
  if (rest.some((word) => mending.test(word))) {
    const words = rest.filter((word) => !word.startsWith("-"));
    // Without one they mend all that there is.
    return (words.length > 0 ? words : ["."]).map((word) => ({ word, how: "written" }));
  }
  if (rest.some((word) => reading.test(word))) return [];
  return rest.flatMap((word, index) => {
    const before = rest[index - 1] ?? "";
    if (inputs.test(word) || (inputs.test(before) && !before.includes("="))) return [];
    if (/^[\w+.-]+:\/\//.test(word)) return [];
    const parts = [
      word,
      word.slice(word.indexOf("=") + 1),
      word.replace(/^-\w/, ""),
      ...word.split(":"),
      ...word.split(","),
    ];
    return [...new Set(parts)].map((part): Aim => ({ word: part, how: "named" }));
  });
};
