/**
 * What provenance knows of the files that a step may open.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { RecordedFile } from "../inputs.ts";
import { toBytes } from "./byte-path.ts";
import type { Source } from "./commit.ts";

export interface Known {
  inputs: readonly RecordedFile[];
  outputs: readonly RecordedFile[];
  /** Recorded paths of inputs that are no longer what was hashed. */
  changed: ReadonlySet<string>;
  /** Absolute paths. */
  lockFiles: readonly string[];
  tools: readonly string[];
  /** Null when no commit was recorded. */
  source: Source | null;
}

export interface Role {
  /** `source`: the recorded commit has it. */
  role: "input" | "output" | "lock-file" | "source" | "tool";
  /** Only of inputs and outputs. */
  file: RecordedFile | undefined;
  /** It is an output, whatever else it is. */
  isOutput: boolean;
}

/** Absolute path, as bytes and without links, → what provenance knows it as. */
export const rolesOf = ({ inputs, outputs, lockFiles, tools }: Known): Map<string, Role> => {
  const roles = new Map<string, Role>();
  const places = createPlaces();
  const put = (path: string, role: Omit<Role, "isOutput">): void => {
    for (const bytes of places(path, role.file === undefined || role.file.link !== null)) {
      const isOutput = role.role === "output" || roles.get(bytes)?.isOutput === true;
      roles.set(bytes, { ...role, isOutput });
    }
  };
  for (const path of tools) put(path, { role: "tool", file: undefined });
  for (const path of lockFiles) put(path, { role: "lock-file", file: undefined });
  for (const file of outputs) put(file.absolute, { role: "output", file });
  // Last: what is both has been read as an input.
  for (const file of inputs) put(file.absolute, { role: "input", file });
  return roles;
};

/**
 * For a path, itself and, when links lead to the file, its own one; absolute, as bytes. `isLink`: whether the last part may be a
 * link. Directories are asked for once: there may be 100,000 files in a few of them.
 */
export const createPlaces = (): ((path: string, isLink: boolean) => string[]) => {
  const directories = new Map<string, string>();
  const realDirectory = (path: string): string => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const real = realPath(path);
    directories.set(path, real);
    return real;
  };
  return (path, isLink) => {
    const real = isLink ? realPath(path) : join(realDirectory(dirname(path)), basename(path));
    return real === path ? [toBytes(path)] : [toBytes(path), toBytes(real)];
  };
};

// --- internal ---

const realPath = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // A link that leads nowhere, or gone.
  }
};
