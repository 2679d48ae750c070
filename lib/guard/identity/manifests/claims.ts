/**
 * What a manifest says about who the project is.
 *
 * @module
 */
import type { Finding } from "../../../report.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import type { EntryPointClaim } from "../entry-points.ts";
import { findingAt } from "../finding.ts";
import type { NameClaim } from "../names.ts";
import type { UrlClaim } from "../url-rules.ts";

export interface Claims {
  names: NameClaim[];
  urls: UrlClaim[];
  entryPoints: EntryPointClaim[];
  /** Of CITATION.cff. */
  titles: Located<string>[];
  /** Where the package lies in its repository, as package.json says. */
  directories: Located<string>[];
  /** What the manifest doesn't hold, or what a program makes: a doubt where somebody asks for it. */
  computed: Computed[];
  /** Values that are not what their key must have: they could not be judged. */
  faults: Finding[];
}

export interface Computed {
  about: "name" | "url";
  /** Nothing is said at all: no doubt when another manifest of this ecosystem says it. */
  unless?: NameClaim["ecosystem"];
  finding: Finding;
}

export const noClaims = (): Claims => ({
  ...{ names: [], urls: [], entryPoints: [], titles: [], directories: [], computed: [], faults: [] },
});

/** Looks values up; what is there but no text becomes a fault. */
export interface Reader {
  claims: Claims;
  tree: Tree;
  /** The text at `keys`, or undefined. */
  text: (keys: Keys) => Located<string> | undefined;
  /** Each name below the map at `keys`, with its value; what is there but no map becomes a fault, `called` so. */
  pairs: (keys: Keys, called?: Keys) => { name: Located<string>; value: Located<unknown> }[];
}

/** What is found goes to `claims`. */
export const createReader = (tree: Tree, claims: Claims = noClaims()): Reader => {
  const text: Reader["text"] = (keys) => {
    const found = tree.get(keys);
    if (found === undefined || typeof found.value === "string") return tree.text(keys);
    claims.faults.push(wrongKind(found, keys));
    return undefined;
  };
  const pairs: Reader["pairs"] = (keys, called = keys) => {
    const map = tree.get(keys);
    if (map !== undefined && !isMap(map)) claims.faults.push(wrongKind(map, called, "a map"));
    return tree.names(keys).flatMap((name) => {
      const value = tree.get([...keys, name.value]);
      return value === undefined ? [] : [{ name, value }];
    });
  };
  return { claims, tree, text, pairs };
};

/** A manifest of a package that doesn't say, in a plain text, what the package is called. */
export const nameNotSaid = (at: Located<unknown>, message: string, what = "name"): Finding =>
  findingAt(at, {
    code: "VALUE_COMPUTED",
    level: "undecided",
    message,
    expected: `a ${what} in a plain text`,
    fix: `write the ${what} there`,
  });

/** Neither a list nor nothing. */
export const isMap = ({ value }: Located<unknown>): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value that must be something else, so that it can't be judged. */
export const wrongKind = (found: Located<unknown>, keys: Keys, wanted = "a text"): Finding =>
  findingAt(found, {
    code: "SOURCE_MALFORMED",
    level: "undecided",
    message: `"${keys.join(".")}" can't be judged`,
    expected: wanted,
    actual: Array.isArray(found.value)
      ? "a list"
      : found.value === null
        ? "nothing"
        : (kinds[typeof found.value] ?? "another value"),
    fix: `write ${wanted} there`,
  });

// --- internal ---

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  object: "a map",
};
