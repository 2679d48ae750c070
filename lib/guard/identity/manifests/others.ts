/**
 * package.json, Cargo.toml, go.mod and CITATION.cff.
 *
 * @module
 */
import type { Located, Tree } from "../../sources/tree.ts";
import { withoutScope } from "../names.ts";
import { type Claims, createReader, isMap, nameNotSaid, noClaims, type Reader } from "./claims.ts";

/** npm's package.json documentation: `name`, `repository` with its `directory`, `homepage`, `bugs`, `bin`. */
export const readPackageJson = (tree: Tree): Claims => {
  const reader = createReader(tree);
  const { claims, text, pairs } = reader;
  const name = text(["name"]);
  if (name !== undefined) claims.names.push({ ecosystem: "npm", key: '"name"', name });
  readPackageUrls(reader);
  const bin = tree.get(["bin"]);
  if (typeof bin?.value === "string" && name !== undefined) {
    // One path: the command has the package's name.
    const entryPoint = { name: { ...bin, value: withoutScope(name.value) } };
    claims.entryPoints.push({ key: '"bin"', entryPoints: [entryPoint] });
  } else if (typeof bin?.value !== "string") {
    claims.entryPoints.push({ key: '"bin"', entryPoints: pairs(["bin"]).map((pair) => ({ name: pair.name })) });
  }
  return claims;
};

/** The Cargo Book, "The Manifest Format" and "Workspaces". `sources`: tracked paths below `src/`, as the manifest would name them. */
export const readCargoToml = (tree: Tree, sources: readonly string[]): Claims => {
  const reader = createReader(tree);
  const { claims, text } = reader;
  const name = readCargoName(reader);
  for (const field of ["repository", "homepage"] as const) {
    const role = field === "repository" ? "repository" : "page";
    // { workspace = true }: the workspace's manifest says it.
    const isInherited = tree.get(["package", field, "workspace"])?.value === true;
    for (const keys of [...(isInherited ? [] : [["package", field]]), ["workspace", "package", field]]) {
      const url = text(keys);
      if (url !== undefined) claims.urls.push({ key: `[${keys.slice(0, -1).join(".")}] ${field}`, url, role });
    }
  }
  const written = [...tree.items(["bin"]).keys()];
  const commands = written.flatMap((index) => text(["bin", index, "name"]) ?? []);
  const own = new Set(written.map((index) => tree.text(["bin", index, "path"])?.value));
  if (name !== undefined && tree.get(["package", "autobins"])?.value !== false)
    for (const path of sources.filter((one) => !own.has(one))) commands.push(...discovered(path, name));
  claims.entryPoints.push({ key: "[[bin]]", entryPoints: commands.map((command) => ({ name: command })) });
  return claims;
};

/** Go Modules Reference, "module directive". */
export const readGoModule = (module: Located<string> | undefined): Claims => {
  const claims = noClaims();
  if (module === undefined) return claims;
  claims.names.push({ ecosystem: "Go", key: "module", name: module });
  claims.urls.push({ key: "module", url: module, role: "module" });
  return claims;
};

/** Citation File Format 1.2.0, schema guide. */
export const readCitation = (tree: Tree): Claims => {
  const { claims, text } = createReader(tree);
  const title = text(["title"]);
  if (title !== undefined) claims.titles.push(title);
  const repository = text(["repository-code"]);
  if (repository !== undefined) claims.urls.push({ key: "repository-code", url: repository, role: "repository" });
  const url = text(["url"]);
  if (url !== undefined) claims.urls.push({ key: "url", url, role: "page" });
  return claims;
};

// --- internal ---

/** The Cargo Book, "Target auto-discovery": `src/main.rs` is a command with the package's name, each file of `src/bin` one with its own. */
const discovered = (path: string, name: Located<string>): Located<string>[] => {
  if (path === "src/main.rs") return [name];
  const command = /^src\/bin\/([^/]+?)(?:\.rs|\/main\.rs)$/.exec(path)?.[1];
  return command === undefined ? [] : [{ ...name, value: command }];
};

/** Cargo wants it written in the package itself: a workspace can't say it. */
const readCargoName = ({ claims, tree, text }: Reader): Located<string> | undefined => {
  const inherited = tree.get(["package", "name", "workspace"]);
  const at = tree.get(["package"]);
  const name = inherited === undefined ? text(["package", "name"]) : undefined;
  if (name !== undefined) claims.names.push({ ecosystem: "Cargo", key: "[package] name", name });
  else if (inherited !== undefined)
    claims.computed.push({ about: "name", finding: nameNotSaid(inherited, "[package] name is read from elsewhere") });
  else if (at !== undefined && tree.get(["package", "name"]) === undefined)
    claims.computed.push({ about: "name", unless: "Cargo", finding: nameNotSaid(at, "[package] says no name") });
  return name;
};

const readPackageUrls = ({ claims, tree, text }: Reader): void => {
  const found = tree.get(["repository"]);
  const isObject = found !== undefined && isMap(found);
  const repository = text(isObject ? ["repository", "url"] : ["repository"]);
  if (repository !== undefined) {
    const key = isObject ? '"repository.url"' : '"repository"';
    claims.urls.push({ key, url: repository, role: "repository", shorthand: true });
  }
  const directory = isObject ? text(["repository", "directory"]) : undefined;
  if (directory !== undefined) claims.directories.push(directory);
  const homepage = text(["homepage"]);
  if (homepage !== undefined) claims.urls.push({ key: '"homepage"', url: homepage, role: "home" });
  const bugs = tree.text(["bugs"]) ?? tree.text(["bugs", "url"]);
  if (bugs !== undefined) claims.urls.push({ key: '"bugs"', url: bugs, role: "page" });
};
