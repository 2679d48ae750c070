/**
 * What lock files pin: only forms that name exact versions, and only entries that come from a public kind of index.
 *
 * @module
 */
import { normalisePython, type Package } from "./component.ts";

export interface Pinned {
  packages: Package[];
  /** Entries without an exact version, or from elsewhere: a path, a repository, a URL. */
  passedOver: number;
}

export type LockParser = (text: string) => Pinned | Promise<Pinned>;

/** The parser for a file of this name, undefined when its form is not understood here. */
export const parserOf = (name: string): LockParser | undefined => {
  if (/^requirements.*\.txt$/s.test(name)) return parseRequirements;
  return Object.hasOwn(parsers, name) ? parsers[name as keyof typeof parsers] : undefined;
};

// --- internal ---

/** npm's lock files, versions 1 to 3: https://docs.npmjs.com/cli/configuring-npm/package-lock-json. */
const parseNpm: LockParser = (text) => {
  const { packages, dependencies } = JSON.parse(text) as NpmLock;
  const found =
    packages === undefined
      ? treeOf(dependencies ?? {})
      : Object.entries(packages)
          .filter(([path, { link }]) => path.includes("node_modules/") && link !== true)
          .map(([path, entry]): [string, NpmEntry] => [
            entry.name ?? path.slice(path.lastIndexOf("node_modules/") + 13),
            entry,
          ]);
  return collect(found, ([name, entry]) => {
    const { version, resolved, integrity, dev, optional } = entry;
    // A tarball of the registry has a version; what git or a path gives has none of its own.
    if (
      typeof name !== "string" ||
      typeof version !== "string" ||
      !/^\d/.test(version) ||
      /^(?:git|file|link)/.test(resolved ?? "")
    )
      return null;
    const [, scope, bare = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
    return {
      type: "npm",
      ...(scope !== undefined && { namespace: scope }),
      ...{ name: bare, version, hashes: integrityHashes(integrity) },
      ...{ isOptional: optional === true, isDevelopment: dev === true },
    };
  });
};

interface NpmEntry {
  name?: string;
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  dependencies?: Record<string, NpmEntry>;
}
interface NpmLock {
  packages?: Record<string, NpmEntry>;
  dependencies?: Record<string, NpmEntry>;
}

const treeOf = (dependencies: Record<string, NpmEntry>): [string, NpmEntry][] =>
  Object.entries(dependencies).flatMap(([name, entry]) => [[name, entry], ...treeOf(entry.dependencies ?? {})]);

/** Subresource Integrity: base64 of the tarball's digest, several separated by blanks. */
const integrityHashes = (integrity = ""): NonNullable<Package["hashes"]> =>
  integrity.split(/\s+/).flatMap((word) => {
    const [, algorithm = "", base64 = ""] = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+=*)$/.exec(word) ?? [];
    const alg = sriNames[algorithm as keyof typeof sriNames];
    return alg === undefined ? [] : [{ alg, content: Buffer.from(base64, "base64").toString("hex") }];
  });

const sriNames = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;

/** pip's requirements, as far as they are pinned by `==`: PEP 508, and pip's line continuation. */
const parseRequirements: LockParser = (text) => {
  const lines = text
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
    .filter((line) => line !== "" && !/^--?(?!e\b|-editable\b|r\b|-requirement\b|c\b|-constraint\b)/.test(line));
  return collect(lines, (line) => {
    const match =
      /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([A-Za-z0-9.!+_-]+)\s*(?:;.*|--hash.*)?$/.exec(
        line,
      );
    return match === null ? null : { type: "pypi", name: normalisePython(match[1] ?? ""), version: match[2] ?? "" };
  });
};

interface TomlPackage {
  name?: unknown;
  version?: unknown;
  source?: unknown;
  checksum?: unknown;
}

const tomlPackages = async (text: string): Promise<TomlPackage[]> => {
  const { getStaticTOMLValue, parseTOML } = await import("toml-eslint-parser");
  const found = (getStaticTOMLValue(parseTOML(text)) as { package?: unknown })["package"] ?? [];
  if (!Array.isArray(found)) throw new Error('expected a list of tables "package"');
  return found as TomlPackage[];
};

/** poetry.lock, uv.lock and pdm.lock: entries whose source is an index. */
const parsePython: LockParser = async (text) =>
  collect(await tomlPackages(text), ({ name, version, source }) => {
    if (typeof name !== "string" || typeof version !== "string" || !isPythonIndex(source)) return null;
    return { type: "pypi", name: normalisePython(name), version };
  });

/** uv names its index; poetry names one only when it is not PyPI. */
const isPythonIndex = (source: unknown): boolean => {
  if (source === undefined) return true;
  if (typeof source !== "object" || source === null) return false;
  return "registry" in source || ("type" in source && source.type === "legacy");
};

/** Cargo.lock: crates of a registry; those of the workspace itself have no source. */
const parseCargo: LockParser = async (text) =>
  collect(await tomlPackages(text), ({ name, version, source, checksum }) => {
    const isIndexed = typeof source === "string" && /^(?:registry|sparse)\+/.test(source);
    if (typeof name !== "string" || typeof version !== "string" || !isIndexed) return null;
    const hashes =
      typeof checksum === "string" && /^[0-9a-f]{64}$/.test(checksum)
        ? [{ alg: "SHA-256" as const, content: checksum }]
        : [];
    return { type: "cargo", name, version, hashes };
  });

/** go.sum: modules whose files were hashed; a line for a `go.mod` alone says that it was looked at, and is no dependency. */
const parseGo: LockParser = (text) => {
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !/\s\S+\/go\.mod\s/.test(line));
  return collect(lines, (line) => {
    const [, path, version = ""] = /^(\S+) (v\S+) h1:\S+$/.exec(line) ?? [];
    if (path === undefined) return null;
    const slash = path.lastIndexOf("/");
    return {
      type: "golang",
      ...(slash !== -1 && { namespace: path.slice(0, slash) }),
      ...{ name: path.slice(slash + 1), version },
    };
  });
};

const parsers = {
  "package-lock.json": parseNpm,
  "npm-shrinkwrap.json": parseNpm,
  "poetry.lock": parsePython,
  "uv.lock": parsePython,
  "pdm.lock": parsePython,
  "Cargo.lock": parseCargo,
  "go.sum": parseGo,
} satisfies Record<string, LockParser>;

const collect = <T>(entries: readonly T[], read: (entry: T) => Package | null): Pinned => {
  const packages = entries.map(read).filter((found) => found !== null);
  return { packages, passedOver: entries.length - packages.length };
};
