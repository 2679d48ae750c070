/**
 * setup.py, as far as its literals go: nothing of it is run.
 *
 * @module
 */
import { type PythonCall, type PythonValue, parseSetup } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import type { EntryPoint } from "../entry-points.ts";
import { findingAt } from "../finding.ts";
import { type Claims, createReader, nameNotSaid, noClaims, type Reader, wrongKind } from "./claims.ts";
import { pairOf, pythonUrl } from "./python.ts";

/** setuptools "Keywords": `name`, `url`, `project_urls`, `entry_points` of each call of setup(). */
export const readSetupPy = (path: string, text: string): Claims => {
  const claims = noClaims();
  for (const call of parseSetup(path, text)) readCall(claims, call);
  return claims;
};

// --- internal ---

const readCall = (claims: Claims, { name: called, keywords, spread }: PythonCall): void => {
  const name = textOf(claims, keywords.get("name"), "name", "name");
  if (name !== undefined) claims.names.push({ ecosystem: "Python", key: "setup(name)", name });
  const url = textOf(claims, keywords.get("url"), "url", "url");
  if (url !== undefined) claims.urls.push({ key: "setup(url)", url, role: "page" });
  readUrls(claims, treeOf(claims, keywords.get("project_urls"), "project_urls", "url"));
  readEntryPoints(claims, treeOf(claims, keywords.get("entry_points"), "entry_points", "name"));
  const isUrlSaid = keywords.has("url") && keywords.has("project_urls");
  if (spread !== undefined && !isUrlSaid) claims.computed.push({ about: "url", finding: computed(spread, "url") });
  if (keywords.has("name")) return;
  // setup.cfg and pyproject.toml beside it are read by the same setup().
  claims.computed.push(
    spread === undefined
      ? { about: "name", unless: "Python", finding: nameNotSaid(called, "setup() says no name") }
      : { about: "name", finding: computed(spread, "name") },
  );
};

const readUrls = (claims: Claims, tree: Tree | undefined): void => {
  if (tree === undefined) return;
  const key = "project_urls";
  for (const { name, value: found } of valuesOf(claims, tree, key)) {
    if (typeof found.value !== "string") claims.faults.push(wrongKind(found, [key, name.value]));
    else claims.urls.push(pythonUrl("setup(project_urls)", name.value, { ...found, value: found.value }));
  }
};

/** setuptools takes a map of groups, and the text of a file that has them as sections. */
const readEntryPoints = (claims: Claims, tree: Tree | undefined): void => {
  if (tree === undefined) return;
  const text = tree.text([]);
  const lines = text === undefined ? linesOf(claims, tree) : sectionLines(text);
  const entryPoints = lines.flatMap((line): EntryPoint[] => {
    const pair = pairOf(line);
    return pair === undefined ? [] : [{ name: pair.left, reference: pair.right }];
  });
  claims.entryPoints.push({ key: "setup(entry_points)", entryPoints });
};

/** Other groups are no commands. */
const groups = ["console_scripts", "gui_scripts"];

/** A group is a list, or a text; each of its texts may have several lines. */
const linesOf = (claims: Claims, tree: Tree): Located<string>[] => {
  const key = "entry_points";
  return valuesOf(claims, tree, key).flatMap(({ name: { value: group }, value: found }) => {
    if (!groups.includes(group)) return [];
    return (Array.isArray(found.value) ? tree.items([group]) : [found]).flatMap((item) => {
      if (typeof item.value === "string") return item.value.split("\n").map((value) => ({ ...item, value }));
      claims.faults.push(wrongKind(item, [key, group]));
      return [];
    });
  });
};

const sectionLines = (text: Located<string>): Located<string>[] => {
  let group = "";
  return text.value.split("\n").flatMap((line) => {
    const [, header] = /^\[(.*)\]$/.exec(line.trim()) ?? [];
    if (header !== undefined) group = header.trim();
    return groups.includes(group) ? [{ ...text, value: line }] : [];
  });
};

/** What stands in the map of the keyword `key`; `None` is as good as no keyword. */
const valuesOf = (claims: Claims, tree: Tree, key: string): ReturnType<Reader["pairs"]> =>
  tree.get([])?.value === null ? [] : createReader(tree, claims).pairs([], [key]);

type About = Claims["computed"][number]["about"];

const treeOf = (claims: Claims, value: PythonValue | undefined, key: string, about: About): Tree | undefined => {
  if (value === undefined || value.tree !== undefined) return value?.tree;
  claims.computed.push({ about, finding: computed(value.written, key) });
  return undefined;
};

const textOf = (
  claims: Claims,
  value: PythonValue | undefined,
  key: string,
  about: About,
): Located<string> | undefined => {
  const found = treeOf(claims, value, key, about)?.get([]);
  if (found === undefined || found.value === null) return undefined;
  if (typeof found.value === "string") return { ...found, value: found.value };
  claims.faults.push(wrongKind(found, [key]));
  return undefined;
};

const computed = (written: Located<string>, key: string): Claims["computed"][number]["finding"] =>
  findingAt(written, {
    code: "VALUE_COMPUTED",
    level: "undecided",
    message: `setup(${key}) is made while setup.py runs`,
    expected: "a plain text",
    actual: `"${written.value}"`,
    fix: "write a plain text there, or move it to pyproject.toml",
  });
