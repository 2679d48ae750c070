/**
 * Installations of interpreters and tools outside of the project: told by what they hold, or by a recorded tool that lies in them.
 *
 * @module
 */
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { isBelow, toBytes } from "./byte-path.ts";
import { programDirectories } from "./system.ts";

export interface Installations {
  /** The installation around the absolute path (bytes), or null. */
  rootOf(path: string): string | null;
  /** Recorded tools, as absolute paths: the programs and libraries beside each of them are part of it. */
  know(tools: readonly string[]): void;
}

/** `project`: its directories; `homes`: the home directory by every name; all absolute, as bytes. */
export const createInstallations = ({ project, homes }: { project: readonly string[]; homes: readonly string[] }) => {
  const prefixes = new Set<string>();
  const nearest = new Map<string, string | null>();
  const nearestTo = (directory: string): string | null => {
    if (directory === "") return null;
    const known = nearest.get(directory);
    if (known !== undefined) return known;
    const found = isInstallation(directory) ? directory : nearestTo(parentOf(directory));
    nearest.set(directory, found);
    return found;
  };
  /** Somebody's files lie there as well: only its programs and libraries are the installation's. */
  const isShared = (directory: string): boolean =>
    ["/usr", "/usr/local"].includes(directory) ||
    homes.some((home) => directory === `${home}/.local`) ||
    [...project, ...homes].some((one) => isBelow(one, directory));
  const installations: Installations = {
    rootOf: (path) => {
      const found = nearestTo(parentOf(path));
      if (found !== null && (!isShared(found) || isProgram(path, found))) return found;
      return [...prefixes].find((prefix) => isProgram(path, prefix)) ?? null;
    },
    know: (tools) => {
      for (const tool of tools.flatMap(namesOf)) {
        const prefix = parentOf(parentOf(tool));
        if (!/\/(bin|sbin|libexec)\/[^/]+$/.test(tool) || isShared(prefix) || isTooWide(prefix)) continue;
        // A checkout with programs of its own is somebody's work, not an installation.
        if (!isCheckout(prefix)) prefixes.add(prefix);
      }
    },
  };
  return installations;
};

// --- internal ---

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const exists = (bytes: string): boolean => existsSync(Buffer.from(bytes, "latin1"));

const isProgram = (path: string, prefix: string): boolean =>
  programDirectories.some((name) => isBelow(path, `${prefix}/${name}`));

/**
 * A virtual environment (PEP 405), one of conda's, a manager of versions with its shims, or the installation of Python, Node.js, Go,
 * Rust or Java: each by files that only an installation has.
 */
const isInstallation = (directory: string): boolean =>
  marks.some((all) => all.every((name) => exists(`${directory}/${name}`))) || hasPython(directory);

const marks: readonly (readonly string[])[] = [
  ["pyvenv.cfg"],
  ["conda-meta"],
  ["shims", "versions"],
  ["shims", "installs"],
  ["bin/node", "include/node/node.h"],
  ["bin/go", "VERSION"],
  ["bin/rustc", "lib/rustlib"],
  ["bin/java", "release"],
];

/** The standard library, as `sys.prefix` is found by it. */
const hasPython = (directory: string): boolean => {
  try {
    return readdirSync(Buffer.from(`${directory}/lib`, "latin1"), "latin1").some(
      (name) => /^(python|pypy)\d/.test(name) && exists(`${directory}/lib/${name}/os.py`),
    );
  } catch {
    return false;
  }
};

/** As it was found, and where its links lead. */
const namesOf = (tool: string): string[] => {
  try {
    return [toBytes(tool), toBytes(realpathSync(tool))];
  } catch {
    return [toBytes(tool)];
  }
};

/** `/opt`, `/srv`, `/home/ann`: everybody's, or all that somebody has. */
const isTooWide = (directory: string): boolean =>
  directory.split("/").length - 1 < (directory.startsWith("/home/") ? 3 : 2);

const isCheckout = (directory: string): boolean =>
  directory !== "" && (exists(`${directory}/.git`) || isCheckout(parentOf(directory)));
