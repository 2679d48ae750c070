/**
 * Version ranges, each by the rules of the ecosystem that reads them.
 *
 * @module
 */
import { satisfies, validRange } from "@renovatebot/pep440";
// Piece by piece: all of it is twice as much to load.
import Range from "semver/classes/range.js";
import valid from "semver/functions/valid.js";
import { parseVersion } from "./version.ts";
import { changePoints, lowestIn, type VersionSet } from "./version-set.ts";

/**
 * Who reads it:
 * - `pep440`: `>=3.11,<3.13` (PEP 440, "Version specifiers")
 * - `policy`: the same, also with blanks between the parts, or a bare version
 * - `poetry`: carets, tildes, wildcards, `|` (python-poetry.org, "Dependency specification")
 * - `conda`: `=3.11` is fuzzy, `==3.11` exact, `|` (conda package match specification)
 * - `semver`: node-semver ranges
 * - `prefix`: a version whose open end takes the newest, as version managers, image tags and CI do
 * - `minimum`: at least that version (go.mod reference, "go directive"; Cargo reference, "rust-version")
 */
export type Grammar = "pep440" | "policy" | "poetry" | "conda" | "semver" | "prefix" | "minimum";

/** What `text` allows, or why it can't be understood: a range that is empty can't be meant. */
export const parseRange = (grammar: Grammar, text: string): VersionSet | { why: string } => {
  const trimmed = text.trim();
  if (trimmed === "") return { why: "it is empty" };
  if (trimmed.length > longest) return { why: `it is longer than ${longest} characters` };
  if (/\d{7}/.test(trimmed)) return { why: "it has a number of more than six digits" };
  const set = readers[grammar](trimmed);
  if (set === undefined) return { why: `it is not ${wanted[grammar]}` };
  return lowestIn(set) === undefined ? { why: "no version can lie in it" } : set;
};

/** Everything from a version of the form `3.12.0` upwards. */
export const atLeast = (text: string, full: string): VersionSet => semverSet(text, `>=${full}`) as VersionSet;

// --- internal ---

/** Characters: longer than any range that a person writes, short enough that comparing costs nothing. */
const longest = 200;

const wanted: Readonly<Record<Grammar, string>> = {
  pep440: "a PEP 440 specifier",
  policy: "a PEP 440 specifier",
  poetry: "a Poetry constraint",
  conda: "a conda version",
  semver: "a semver range",
  prefix: "a version",
  minimum: "a version",
};

const pep440Set = (text: string, alternatives: readonly string[]): VersionSet | undefined => {
  // validRange takes an empty text for one that allows everything.
  if (!alternatives.every((specifier) => specifier !== "" && validRange(specifier))) return undefined;
  // An epoch, a fourth number, an arbitrary equality: no runtime has such versions.
  if (/!\s*\d|\d\.\d+\.\d+\.\d|===/.test(text)) return undefined;
  const named = [...text.matchAll(/\d[\w.]*/g)].flatMap(([version]) => parseVersion(version)?.full ?? []);
  return {
    text,
    // PEP 440 takes semver's way of writing pre-releases for another spelling of its own.
    has: (version) => alternatives.some((specifier) => satisfies(version, specifier, { prereleases: true })),
    points: changePoints(text, named),
  };
};

/** Parts of one specifier set, without empty ones: a comma at the end is allowed. */
const specifier = (parts: readonly string[]): string =>
  parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(",");

/** `>= 3.11` → `>=3.11`, so that blanks can separate. */
const joinOperators = (text: string): string => text.replace(/([<>=~!^])\s+/g, "$1");

const everything = ">=0";

/** In no language of ranges. */
const unreadable = "?";

const poetryPart = (part: string): string => {
  if (part === "*") return everything;
  const [, sign = "", rest = ""] = /^(\^|~(?!=))(.*)/s.exec(part) ?? [];
  if (sign === "") return /^\d/.test(part) ? `==${part}` : part;
  const version = parseVersion(rest);
  if (version === undefined) return unreadable;
  const [major = 0, minor = 0] = version.full.split(".").map(Number);
  // A runtime below 1.0 has carets of other rules, and none of them has such versions any more.
  if (major === 0) return unreadable;
  return `>=${rest},<${sign === "^" || version.precision === 1 ? `${major + 1}` : `${major}.${minor + 1}`}`;
};

const condaPart = (part: string): string => {
  if (part === "*") return everything;
  const [, fuzzy] = /^=(\d.*?)(?:\.?\*)?$/.exec(part) ?? [];
  if (fuzzy !== undefined) return `==${fuzzy}.*`;
  return /^\d/.test(part) ? `==${part}` : part;
};

const alternativesOf = (text: string, separator: RegExp, part: (text: string) => string): string[] =>
  text.split(separator).map((one) => specifier(joinOperators(one).split(/[\s,]/).map(part)));

const semverSet = (text: string, range: string): VersionSet | undefined => {
  try {
    const parsed = new Range(range, { includePrerelease: true });
    const named = [...range.matchAll(/\d[\w.+-]*/g)].flatMap(([version]) => valid(version) ?? []);
    return {
      text,
      has: (version) => parsed.test(version),
      points: changePoints(range, named),
    };
  } catch {
    return undefined;
  }
};

const openVersion = (text: string): string | undefined => {
  const version = parseVersion(text.replace(/(?:\.[x*])+$/i, ""));
  if (version === undefined || version.full.includes("-")) return version?.full;
  return version.full.split(".").slice(0, version.precision).join(".");
};

const readers: Readonly<Record<Grammar, (text: string) => VersionSet | undefined>> = {
  pep440: (text) => pep440Set(text, [specifier(text.split(","))]),
  policy: (text) =>
    openVersion(text) === undefined
      ? pep440Set(
          text,
          alternativesOf(text, /(?!)/, (part) => part),
        )
      : readers.prefix(text),
  poetry: (text) => pep440Set(text, alternativesOf(text, /\|\|?/, poetryPart)),
  conda: (text) => pep440Set(text, alternativesOf(text, /\|/, condaPart)),
  semver: (text) => semverSet(text, text),
  prefix: (text) => semverSet(text, openVersion(text) ?? unreadable),
  minimum: (text) => {
    const version = parseVersion(text);
    return version === undefined ? undefined : semverSet(text, `>=${version.full}`);
  },
};
