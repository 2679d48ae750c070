/**
 * Opening a built package: what it is, what is in it, and who it says it is.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import { messageOf } from "../../errors.ts";
import { createNames, type TarEntry } from "../../evidence/index.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { type Archive, type Member, unreadable } from "./member.ts";
import { type Metadata, parseMetadata } from "./metadata.ts";
import { readTarball } from "./tar.ts";
import { readZip } from "./zip.ts";

export interface Package {
  /** The file's own name. */
  name: string;
  kind: "wheel" | "source distribution" | "npm package";
  /** Without the directory that holds everything, as a source distribution and an npm package have it. */
  members: readonly Member[];
  /** What that directory is called; a wheel has none. */
  top: string | null;
  headers: Buffer;
  /** Of a Python package. */
  metadata: (Metadata & { path: string }) | null;
  /** A wheel for one platform, or an npm package that brings others with it: what it may hold. */
  mayHold: { compiled: boolean; modules: boolean };
}

/**
 * The package in `bytes`, told by its name: `*.whl`, `*.tar.gz` with a PKG-INFO, `*.tgz` or `*.tar.gz` with a package.json.
 *
 * Throws `E_ARCHIVE` for anything else, for what is damaged or could be understood differently by others, for names that leave
 * the package or are one file on some file system, and for a package that does not say who it is.
 */
export const openPackage = (name: string, bytes: Buffer): Package => {
  if (/\.whl$/i.test(name)) return openWheel(name, readZip(name, bytes));
  if (!/\.(?:tar\.gz|tgz)$/i.test(name)) throw unreadable(name, "expected a name that ends in .whl, .tar.gz or .tgz");
  const archive = readTarball(name, bytes);
  const { top, members } = withoutTop(name, archive);
  const found = (path: string) => members.find((member) => member.path === path);
  const [info, manifest] = [found("PKG-INFO"), found("package.json")];
  const shared = { name, members, top, headers: archive.headers };
  if (info !== undefined) {
    const metadata = metadataOf(name, info);
    return { ...shared, kind: "source distribution", metadata, mayHold: { compiled: false, modules: false } };
  }
  if (manifest === undefined) throw unreadable(name, `expected "${top}/PKG-INFO" or "${top}/package.json" in it`);
  const modules = bringsModules(name, manifest);
  return { ...shared, kind: "npm package", metadata: null, mayHold: { compiled: false, modules } };
};

// --- internal ---

/** Binary distribution format, https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
const openWheel = (name: string, { members, headers }: Archive): Package => {
  assertNames(name, members);
  const inside = (file: string): Member => {
    const found = members.filter(({ path }) => /^[^/]+\.dist-info\/[^/]+$/.test(path) && posix.basename(path) === file);
    const [one] = found;
    if (one === undefined || found.length > 1)
      throw unreadable(name, `expected one *.dist-info/${file}, found ${found.length}`);
    return one;
  };
  inside("RECORD");
  const said = /^Root-Is-Purelib:[ \t]*(?:(true)|false)[ \t]*$/im.exec(textOf(name, inside("WHEEL")));
  if (said === null) throw unreadable(name, "its WHEEL does not say whether it is pure");
  const metadata = metadataOf(name, inside("METADATA"));
  const mayHold = { compiled: said[1] === undefined, modules: false };
  return { name, kind: "wheel", members, top: null, headers, metadata, mayHold };
};

const metadataOf = (name: string, found: Member): Metadata & { path: string } => ({
  ...parseMetadata(textOf(name, found)),
  path: found.path,
});

/** One directory holds everything: whatever it is called. */
const withoutTop = (name: string, { members }: Archive): { top: string; members: Member[] } => {
  const [top = ""] = members.map(({ path }) => path.slice(0, path.indexOf("/")));
  const isOne = members.length > 0 && members.every(({ path }) => path.startsWith(`${top}/`));
  if (!isOne) throw unreadable(name, "expected one directory that holds everything");
  return { top, members: members.map(({ path, bytes }) => ({ path: path.slice(top.length + 1), bytes })) };
};

/** The tar reader has done so already. */
const assertNames = (name: string, members: readonly Member[]): void => {
  const judge = createNames();
  for (const { path } of members) {
    const entry: Pick<TarEntry, "path" | "kind"> = { path, kind: "file" };
    const why = judge(entry);
    if (why !== undefined) throw unreadable(name, `"${path}" can't be in it: ${why}`);
  }
};

const textOf = (name: string, { path, bytes }: Member): string => {
  if (!isUtf8(bytes)) throw unreadable(name, `"${path}" is not UTF-8`);
  return bytes.toString("utf8");
};

/**
 * package.json, `bundleDependencies`: the packages that it names lie in `node_modules` of what is published. One that two
 * readers could understand differently, as with duplicate keys, says nothing.
 */
const bringsModules = (name: string, { path, bytes }: Member): boolean => {
  let manifest: JsonValue;
  try {
    manifest = parseJson(bytes, { name: path });
  } catch (cause) {
    throw unreadable(name, messageOf(cause), cause);
  }
  if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest))
    throw unreadable(name, `expected a map in "${path}"`);
  const { bundleDependencies, bundledDependencies = bundleDependencies } = manifest;
  return bundledDependencies === true || (Array.isArray(bundledDependencies) && bundledDependencies.length > 0);
};
