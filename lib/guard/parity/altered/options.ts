/**
 * Words of a command line, apart: options with their values, and what is left.
 *
 * @module
 */
import type { Aim } from "./touched.ts";

export interface Option {
  /** Without dashes. */
  name: string;
  value: string | undefined;
}

export interface Parted {
  /** Each with its value, where it has one: `-o x`, `-ox`, `--output=x`. */
  options: readonly Option[];
  operands: readonly string[];
}

/** `valued`: names of options whose value may be the next word, without dashes: `o`, `output`. Short ones may stand together. */
export const parted = (words: readonly string[], valued: readonly string[] = []): Parted => {
  const options: Option[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") return { options, operands: [...operands, ...words.slice(at + 1)] };
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    for (const { name, value } of longOption(word, valued) ?? shortOptions(word, valued)) {
      const isNext = value === undefined && valued.includes(name);
      options.push({ name, value: isNext ? words[at + 1] : value });
      if (isNext) at += 1;
    }
  }
  return { options, operands };
};

/** The values of options of these names. */
export const valuesOf = ({ options }: Parted, ...names: readonly string[]): string[] =>
  options.flatMap(({ name, value }) => (value !== undefined && names.includes(name) ? [value] : []));

export const hasOption = ({ options }: Parted, ...names: readonly string[]): boolean =>
  options.some(({ name }) => names.includes(name));

/** Without the slashes at its end; one character is left. */
export const slashless = (path: string): string => {
  let end = path.length;
  while (end > 1 && path.charAt(end - 1) === "/") end -= 1;
  return path.slice(0, end);
};

/** What is behind the last slash; undefined for a directory as a whole, and for what only a run knows. */
export const lastOf = (path: string): string | undefined => {
  const name = /(?:^|\/)([^/?#]+)\/*(?:[?#].*)?$/s.exec(path)?.[1];
  return name === "." || name === ".." ? undefined : name;
};

export const to = (word: string): Aim => ({ word, how: "written" });
export const fills = (word: string): Aim => ({ word, how: "filled" });

/** The same for what is copied: a slash at the end makes it all that is in it. */
export const nameOf = (source: string): string | undefined => (/\/$/.test(source) ? undefined : lastOf(source));

/** Files of these names in a directory. */
export const within = (directory: string, names: readonly (string | undefined)[]): Aim => ({
  ...{ word: `${directory}/`, how: "into" },
  names,
});

// --- internal ---

/** Also with one dash, where that is known or has a value. */
const longOption = (word: string, valued: readonly string[]): Option[] | undefined => {
  const [, name, value] = /^--?(\w[\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === undefined) return undefined;
  return word.startsWith("--") || value !== undefined || valued.includes(name) ? [{ name, value }] : undefined;
};

/** The rest of the word is the value of the first that has one. */
const shortOptions = (word: string, valued: readonly string[]): Option[] => {
  const letters = [...word.slice(1)];
  const at = letters.findIndex((letter) => valued.includes(letter));
  if (at === -1) return letters.map((name) => ({ name, value: undefined }));
  const rest = letters.slice(at + 1).join("");
  return letters
    .slice(0, at + 1)
    .map((name, index) => ({ name, value: index === at && rest !== "" ? rest : undefined }));
};
