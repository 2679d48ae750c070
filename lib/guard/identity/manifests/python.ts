/**
 * pyproject.toml (packaging specification "pyproject.toml", before it PEP 621) and setup.cfg (setuptools).
 *
 * @module
 */
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import type { EntryPoint } from "../entry-points.ts";
import type { UrlClaim } from "../url-rules.ts";
import { type Claims, createReader, nameNotSaid, type Reader, wrongKind } from "./claims.ts";

export const readPyproject = (tree: Tree): Claims => {
  const reader = createReader(tree);
  for (const keys of [
    ["project", "name"],
    ["tool", "poetry", "name"],
  ])
    addName(reader, keys);
  addMissingName(reader, "project");
  for (const keys of [
    ["project", "urls"],
    ["tool", "poetry", "urls"],
  ]) {
    for (const { name, value } of reader.pairs(keys))
      addUrl(reader, name.value, textOf(reader, value, [...keys, name.value]), keys);
  }
  const repository = reader.text(["tool", "poetry", "repository"]);
  if (repository !== undefined)
    reader.claims.urls.push({ key: "[tool.poetry] repository", url: repository, role: "repository" });
  const homepage = reader.text(["tool", "poetry", "homepage"]);
  if (homepage !== undefined) reader.claims.urls.push({ key: "[tool.poetry] homepage", url: homepage, role: "page" });
  // Windows has commands and windowed commands; a project counts them together.
  addScripts(reader, "[project.scripts]", [
    ["project", "scripts"],
    ["project", "gui-scripts"],
  ]);
  addScripts(reader, "[tool.poetry.scripts]", [["tool", "poetry", "scripts"]]);
  return reader.claims;
};

export const readSetupCfg = (tree: Tree): Claims => {
  const reader = createReader(tree);
  const name = tree.text(["metadata", "name"]);
  // setuptools has these two for other keys; whoever writes them here doesn't mean a name.
  if (name !== undefined && /^(?:attr|file):/.test(name.value)) {
    const finding = nameNotSaid(name, "[metadata] name is read from elsewhere");
    reader.claims.computed.push({ about: "name", finding });
  } else {
    addName(reader, ["metadata", "name"]);
    addMissingName(reader, "metadata");
  }
  // setuptools has "home_page" as another word for it, and took dashes for long.
  for (const field of ["url", "home_page", "home-page"]) {
    const url = reader.text(["metadata", field]);
    if (url !== undefined) reader.claims.urls.push({ key: `[metadata] ${field}`, url, role: "page" });
  }
  for (const keys of [
    ["metadata", "project_urls"],
    ["metadata", "project-urls"],
  ]) {
    for (const { left, right } of pairsOf(reader, keys)) addUrl(reader, left.value, right, keys);
  }
  const groups = ["console_scripts", "gui_scripts"].flatMap((group) =>
    pairsOf(reader, ["options.entry_points", group]),
  );
  const entryPoints = groups.map(({ left, right }): EntryPoint => ({ name: left, reference: right }));
  reader.claims.entryPoints.push({ key: "[options.entry_points]", entryPoints });
  const elsewhere = tree.text(["options", "entry_points"]);
  if (elsewhere !== undefined) {
    const message = "[options] entry_points is read from elsewhere";
    reader.claims.computed.push({ about: "name", finding: nameNotSaid(elsewhere, message, "list of commands") });
  }
  return reader.claims;
};

/** What a table of labelled URLs claims. */
export const pythonUrl = (table: string, label: string, url: Located<string>): UrlClaim => {
  const known = label.replace(/[\p{P}\p{S}\s]/gu, "").toLowerCase();
  return { key: `${table} ${label}`, url, role: sourceLabels.has(known) ? "repository" : "page" };
};

// --- internal ---

const addName = (reader: Reader, keys: readonly string[]): void => {
  const name = reader.text(keys);
  if (name !== undefined) reader.claims.names.push({ ecosystem: "Python", key: keyOf(keys), name });
};

/**
 * The packaging specification, "pyproject.toml", wants `name` and forbids it in `dynamic`; build backends make one up
 * all the same.
 */
const addMissingName = ({ claims, tree }: Reader, table: string): void => {
  const at = tree.get([table]);
  if (at === undefined || tree.get([table, "name"]) !== undefined) return;
  const dynamic = tree.items([table, "dynamic"]).find(({ value }) => value === "name");
  claims.computed.push(
    dynamic === undefined
      ? { about: "name", unless: "Python", finding: nameNotSaid(at, `[${table}] says no name`) }
      : { about: "name", finding: nameNotSaid(dynamic, `[${table}] name is made by the build backend`) },
  );
};

/** `[tool.poetry] name` */
const keyOf = (keys: readonly string[]): string => `[${keys.slice(0, -1).join(".")}] ${keys.at(-1)}`;

/** PEP 753, "Well-known labels", after its normalisation: without punctuation and white space, in lower case. */
const sourceLabels = new Set(["source", "repository", "sourcecode", "github"]);

const addUrl = ({ claims }: Reader, label: string, url: Located<string> | undefined, keys: readonly string[]): void => {
  if (url === undefined) return;
  claims.urls.push(pythonUrl(`[${keys.join(".")}]`, label, url));
};

const textOf = ({ claims }: Reader, value: Located<unknown>, keys: Keys): Located<string> | undefined => {
  if (typeof value.value === "string") return { ...value, value: value.value };
  claims.faults.push(wrongKind(value, keys));
  return undefined;
};

const addScripts = (reader: Reader, key: string, tables: readonly Keys[]): void => {
  const entryPoints = tables.flatMap((keys) =>
    reader.pairs(keys).map(({ name, value }): EntryPoint => {
      // Poetry: { reference = "module:function", type = "console" }, once called callable; a file with type = "file".
      const at = [...keys, name.value];
      if (reader.tree.get([...at, "type"])?.value === "file") return { name };
      const written = reader.tree.get([...at, "reference"]) ?? reader.tree.get([...at, "callable"]) ?? value;
      return { name, reference: textOf(reader, written, at) };
    }),
  );
  reader.claims.entryPoints.push({ key, entryPoints });
};

interface Pair {
  left: Located<string>;
  right: Located<string>;
}

/** `left = right`, as each line of a command or of a labelled URL has it; undefined for another line, and a comment. */
export const pairOf = (line: Located<unknown>): Pair | undefined => {
  const match = /^\s*([^=#\s][^=]*)=(.*)/.exec(`${line.value}`);
  if (match === null) return undefined;
  const [, left = "", right = ""] = match;
  return { left: { ...line, value: left.trim() }, right: { ...line, value: right.trim() } };
};

/** setuptools "Configuring setuptools using setup.cfg files": a dangling list of `left = right`. */
const pairsOf = ({ tree }: Reader, keys: Keys): Pair[] => tree.items(keys).flatMap((line) => pairOf(line) ?? []);
