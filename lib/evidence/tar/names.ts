/**
 * The names in one tar, so that no two of them are one file anywhere.
 *
 * @module
 */
import { foldPath, memberPathFault } from "../layout.ts";
import type { TarEntry } from "./write.ts";

/** Longest path, in bytes: what common systems can open. */
export const maxPath = 4096;

/**
 * A function that takes one entry after the other and says why it can't stand beside those before it, or undefined when it
 * can: its path leaves the archive, comes twice, is one with another where case or composition is ignored, or lies below a file.
 */
export const createNames = (): ((entry: Pick<TarEntry, "path" | "kind">) => string | undefined) => {
  /** What is there, by its folded path. */
  const taken = new Map<string, Taken>();
  /** Folding costs more than looking up: the directory of the entry before is mostly this one's, too. */
  let lastDirectory = "";
  return ({ path, kind }) => {
    if (Buffer.byteLength(path) > maxPath) return `its path has more than ${maxPath} bytes`;
    const fault = memberPathFault(path);
    if (fault !== undefined) return fault;
    const directory = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (directory !== lastDirectory) {
      const problem = takeDirectories(taken, directory);
      if (problem !== undefined) return problem;
      lastDirectory = directory;
    }
    const fold = foldPath(path);
    const other = taken.get(fold);
    if (other !== undefined && other.path !== path) return oneFile(other.path);
    if (other !== undefined && (other.kind !== kind || other.isStated)) return "it is there twice";
    taken.set(fold, { path, kind, isStated: true });
    return undefined;
  };
};

// --- internal ---

interface Taken {
  path: string;
  kind: TarEntry["kind"];
  /** It has an entry of its own, and is not only the directory of another. */
  isStated: boolean;
}

const takeDirectories = (taken: Map<string, Taken>, directory: string): string | undefined => {
  for (let end = directory.length; end > 0; end = directory.lastIndexOf("/", end - 1)) {
    const path = directory.slice(0, end);
    const fold = foldPath(path);
    const other = taken.get(fold);
    if (other === undefined) taken.set(fold, { path, kind: "directory", isStated: false });
    else if (other.path !== path) return oneFile(other.path);
    else if (other.kind === "file") return `it lies below "${path}", which is a file`;
    else return undefined; // Whatever is above it was taken with it.
  }
  return undefined;
};

const oneFile = (other: string): string => `it and "${other}" are one file where case or composition is ignored`;
