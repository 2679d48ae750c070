/**
 * setup.py, as far as its literals go: nothing of it is run.
 *
 * @module
 */
import { type PythonCall, type PythonValue, parseSetup } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import type { EntryPoint } from "../entry-points.ts";
import { findingAt } from "../finding.ts";
import { type Claims, nameNotSaid, noClaims, notText } from "./claims.ts";
import { pythonUrl } from "./python.ts";

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
  const urls = treeOf(claims, keywords.get("project_urls"), "project_urls", "url");
  for (const { value: label } of urls?.names([]) ?? []) {
    const found = urls?.text([label]);
    if (found !== undefined) claims.urls.push(pythonUrl("setup(project_urls)", label, found));
  }
  readEntryPoints(claims, treeOf(claims, keywords.get("entry_points"), "entry_points", "name"));
  if (keywords.has("name")) return;
  // setup.cfg and pyproject.toml beside it are read by the same setup().
  claims.computed.push(
    spread === undefined
      ? { about: "name", unless: "Python", finding: nameNotSaid(called, "setup() says no name") }
      : { about: "name", finding: computed(spread, "name") },
  );
};

const readEntryPoints = (claims: Claims, tree: Tree | undefined): void => {
  const entryPoints = ["console_scripts", "gui_scripts"].flatMap((group) => {
    const one = tree?.text([group]);
    const lines =
      one === undefined ? (tree?.items([group]) ?? []) : one.value.split("\n").map((value) => ({ ...one, value }));
    return lines.flatMap(entryPointOf);
  });
  if (entryPoints.length > 0) claims.entryPoints.push({ key: "setup(entry_points)", entryPoints });
};

/** `name = module:function`. */
const entryPointOf = (line: Located<unknown>): EntryPoint[] => {
  const [, left, right] = /^([^=]+)=(.*)$/.exec(`${line.value}`) ?? [];
  if (left === undefined || right === undefined) return [];
  return [{ name: { ...line, value: left.trim() }, reference: { ...line, value: right.trim() } }];
};

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
  claims.faults.push(notText(found, [key]));
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
