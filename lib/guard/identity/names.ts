/**
 * NAME_MISMATCH: the project's technical name is the same in every manifest, by each ecosystem's own rules.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Located } from "../sources/tree.ts";
import { findingAt } from "./finding.ts";

export type Ecosystem = "Python" | "npm" | "Cargo" | "Go";

/** A manifest says what the project is called. */
export interface NameClaim {
  ecosystem: Ecosystem;
  /** Where in the manifest, for people, such as `[project] name`. */
  key: string;
  /** As written: with an npm scope, a whole Go module path. */
  name: Located<string>;
}

/** What is compared: two names of an ecosystem are the same when these are equal. */
export const normaliseName: Readonly<Record<Ecosystem, (name: string) => string>> = {
  // PEP 503, "Normalized Names"; the same in the packaging specification "Names and normalization".
  Python: (name) => name.replace(/[-_.]+/g, "-").toLowerCase(),
  // npm's package.json documentation, "name": a scope belongs to the publisher. Names differ by case and by dash.
  npm: (name) => withoutScope(name),
  // crates.io keeps one crate for all of these (its function canon_crate_name).
  Cargo: (name) => name.replaceAll("_", "-").toLowerCase(),
  Go: (name) => lastElement(name),
};

/** The name without an npm scope. */
export const withoutScope = (name: string): string => name.slice(scopeOf(name).length);

/** The first name that a manifest gives: without one in the configuration, the others must agree with it. */
export const nameAmong = ([first]: readonly NameClaim[]): string | undefined =>
  first === undefined
    ? undefined
    : first.ecosystem === "Go"
      ? normaliseName.Go(first.name.value)
      : withoutScope(first.name.value);

/** `expected` is `identity.name`. Undefined when the manifest agrees. */
export const judgeName = ({ ecosystem, key, name }: NameClaim, expected: string): Finding | undefined => {
  const scope = scopeOf(name.value);
  const expectedScope = scopeOf(expected);
  const normalise = normaliseName[ecosystem];
  const isScopeRight = ecosystem !== "npm" || expectedScope === "" || scope === expectedScope;
  if (isScopeRight && normalise(name.value) === normalise(withoutScope(expected))) return undefined;
  const aside =
    ecosystem === "npm" && scope !== "" && expectedScope === "" ? `, without its scope "${scope.slice(0, -1)}",` : "";
  const wanted = spelled(ecosystem, name.value, expected);
  return findingAt(name, {
    code: "NAME_MISMATCH",
    identity: [ecosystem, name.value, expected],
    message: `${key}${aside} is not the project's name by the rules of ${ecosystem}`,
    expected: `"${withoutScope(expected) === wanted ? expected : wanted}"`,
    actual: `"${name.value}"`,
    fix: `write "${wanted}" there, or correct identity.name`,
    // Code refers to a crate and a Go module by these names.
    ...((ecosystem === "Python" || ecosystem === "npm") && { edit: { from: name.value, to: wanted } }),
  });
};

/** CITATION.cff's `title` is "the name of the software" (CFF 1.2.0 schema guide), often with a subtitle: it must hold one of the names. */
export const judgeTitle = (title: Located<string>, names: readonly string[]): Finding | undefined => {
  const words = comparableWords(title.value);
  if (names.some((name) => words.includes(comparableWords(withoutScope(name))))) return undefined;
  return findingAt(title, {
    code: "NAME_MISMATCH",
    identity: ["title", title.value, names],
    message: "title holds neither the project's name nor its display name",
    expected: names.map((name) => `"${name}"`).join(" or "),
    actual: `"${title.value}"`,
    fix: "write the name into the title, or correct identity.name or identity.display.name",
  });
};

// --- internal ---

/** `@acme/`, or nothing. */
const scopeOf = (name: string): string => /^@[^/]*\//.exec(name)?.[0] ?? "";

/** Go Modules Reference, "Major version suffixes": /v2 and later, and .v1 on gopkg.in, are no part of the name. */
const lastElement = (modulePath: string): string => {
  const path = modulePath.startsWith("gopkg.in/")
    ? modulePath.replace(/\.v\d+$/, "")
    : modulePath.replace(/\/v(?:[2-9]|[1-9]\d+)$/, "");
  return path.slice(path.lastIndexOf("/") + 1);
};

/** What the manifest should say, with the parts of it that are not the name left as they are. */
const spelled = (ecosystem: Ecosystem, found: string, expected: string): string => {
  const bare = withoutScope(expected);
  if (ecosystem === "npm") return expected === bare ? `${scopeOf(found)}${bare}` : expected;
  if (ecosystem !== "Go") return bare;
  const last = lastElement(found);
  const at = found.lastIndexOf(last);
  return `${found.slice(0, at)}${bare}${found.slice(at + last.length)}`;
};

/** Surrounded by spaces, so that a name is found as whole words only. */
const comparableWords = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
