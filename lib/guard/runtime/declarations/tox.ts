/**
 * tox's environments, each with the Python in its name.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Located } from "../../sources/tree.ts";
import { readValue, type Statement, textOf, unclear } from "../declaration.ts";
import { isNamed, type Reader } from "./source.ts";

/** tox.wiki "Configuration", `env_list`; `py311` and `py3.11` name the interpreter. */
export const toxIni: Reader = {
  reads: isNamed("tox.ini"),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    return ["env_list", "envlist"].flatMap((key) => {
      const found = tree.text(["tox", key]);
      if (found === undefined) return [];
      if (found.value.length > longest) return [tooLong(found)];
      if (/[{}]/.test(found.value.replace(/\{[^{}]*\}/g, "")))
        return [unclear(found, environments, "its braces are not closed, or in each other")];
      return readTox(splitNames(found.value).map((value) => ({ ...found, value })));
    });
  },
};

/** What a list of environment names tests. */
export const readTox = (names: readonly Located<unknown>[]): Statement[] =>
  names.flatMap((found) => {
    const written = { ...found, value: textOf(found.value) };
    if (typeof found.value !== "string") return [unclear(written, environments, "it is not a text")];
    if (found.value.length > longest) return [tooLong(written)];
    return expandBraces(found.value).flatMap((name) => {
      const version = name
        .split("-")
        .map(versionOf)
        .find((one) => one !== undefined);
      if (version === undefined) return [];
      const reading = { runtime: "python", kind: "tested", grammar: "prefix", source: "tox environment" } as const;
      return [readValue({ ...found, value: name }, { ...reading, text: version })];
    });
  });

// --- internal ---

/** Characters of a list of environments: more than any that is meant, little enough to be taken apart at once. */
const longest = 10_000;

const environments = { runtime: "python", source: "tox environments" } as const;

const tooLong = (found: Located<string>): Statement =>
  unclear(found, environments, `it is longer than ${longest} characters`);

const splitNames = (text: string): string[] => text.match(/(?:[^\s,{}]|\{[^}]*\})+/g) ?? [];

const versionOf = (factor: string): string | undefined => {
  const match = /^(?:py|pypy)(\d)\.?(\d{1,3})$/.exec(factor);
  return match === null ? undefined : `${match[1]}.${match[2]}`;
};

/** `py3{11,12}-{a,b}` → four names; at most 256, more than any list that is meant. */
const expandBraces = (text: string): string[] => {
  let names = [text];
  // All have the same groups left.
  while (names.length <= 256 && pattern.test(names[0] ?? "")) names = names.flatMap(expandFirst);
  return names;
};

const pattern = /\{([^{}]*)\}/;

const expandFirst = (name: string): string[] => {
  const [group = "", options = ""] = pattern.exec(name) ?? [];
  return options.split(",").map((option) => name.replace(group, () => option.trim()));
};
