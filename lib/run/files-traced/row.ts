/**
 * One file of the project, a declared one wherever it lies, or one from outside, with what was done to it.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { type FileDigest, isSameIdentity } from "../../digest.ts";
import type { FileAccess } from "../../evidence/index.ts";
import { describeFile } from "../inputs.ts";
import { fromBytes, shownBytes, uriOfBytes } from "./byte-path.ts";
import type { Access } from "./files.ts";
import type { Known, Role } from "./known.ts";
import type { Scope } from "./scope.ts";

export interface Row {
  /** Absolute, as bytes. */
  path: string;
  name: string;
  /** Neither in the project nor declared: it has a URI. */
  isOutside: boolean;
  access: Access;
  role: Role | undefined;
  /** Of what was read and is neither input nor output. */
  digest?: FileDigest | undefined;
}

/**
 * Undefined for what is only counted, for a directory or a pipe, and for what the step made outside of the project and took away
 * again. What a link in the project led to elsewhere is named by the link.
 */
export const rowOf = (
  real: string,
  found: Access,
  { roles, scope }: { roles: ReadonlyMap<string, Role>; scope: Scope },
): Row | undefined => {
  const near = [real, found.named].find((one) => one !== null && isNear(one, { roles, scope }));
  const path = near ?? (scope.rootOf(real) === null ? real : undefined);
  if (path === undefined) return undefined;
  const role = roles.get(real) ?? roles.get(path);
  const there = isInput({ access: found }) || !found.written ? undefined : lstatOf(path);
  if (there?.isDirectory() === true || there?.isFIFO() === true) return undefined;
  const isGone = found.written && !isInput({ access: found }) && there === undefined;
  const access = isGone ? { ...found, removed: true } : found;
  if (!access.read && !access.executed && !access.written && !access.removed) return undefined;
  const isOutside = role?.file === undefined && !scope.isProject(path);
  if (isOutside && access.removed && !isInput({ access })) return undefined;
  return { path, name: role?.file?.path ?? shownBytes(scope.nameOf(path)), isOutside, access, role };
};

/** It was read, or executed, as the step found it. */
export const isInput = ({ access }: Pick<Row, "access">): boolean => access.read || access.executed;

/** Where to open it for hashing; undefined when that is not to be done. */
export const hashedPath = (row: Row): string | undefined =>
  isInput(row) && row.role?.file === undefined ? fromBytes(row.path) : undefined;

/** The row as a ResourceDescriptor. */
export const describeRow = (row: Row, changed: Known["changed"]): FileAccess => {
  const { access, path, role, digest } = row;
  const file = role?.file;
  const sha256 = file?.sha256 ?? (digest !== undefined && "sha256" in digest ? digest.sha256 : undefined);
  const state = stateOf(row, changed);
  const declared = file === undefined ? namesOf(row) : describeFile(file, "input");
  // In the order of the written document, which then needs no sorting.
  return {
    annotations: {
      kprov_access: (["executed", "read", "removed", "written"] as const).filter((kind) => access[kind]),
      ...(role !== undefined && { kprov_role: role.role }),
      ...(state !== undefined && { kprov_state: state }),
    },
    ...(sha256 !== undefined && { digest: { sha256 } }),
    ...(declared.name !== undefined && { name: declared.name }),
    ...(sha256 === undefined || declared.name === undefined ? { uri: uriOf(declared, path) } : {}),
  };
};

/** Whether what was hashed is what was opened; undefined when it is. */
export const stateOf = (row: Row, changed: Known["changed"]): "changed" | "gone" | "unreadable" | undefined => {
  const { digest, access, role } = row;
  if (!isInput(row)) return undefined;
  if (role?.role === "input") return changed.has(role.file?.path ?? "") ? "changed" : undefined;
  if (role?.role === "output") return access.written ? "changed" : undefined;
  if (access.rewritten && !access.removed) return "changed";
  if (digest === undefined) return "unreadable";
  // Not looked at in time: nobody can say.
  if (!("failed" in digest)) return isSameIdentity(digest.identity, access.identity) ? undefined : "changed";
  if (digest.failed === "changed") return "changed";
  return digest.failed === "ENOENT" ? "gone" : "unreadable";
};

// --- internal ---

/** In the project, or declared. */
const isNear = (path: string, { roles, scope }: { roles: ReadonlyMap<string, Role>; scope: Scope }): boolean => {
  const role = roles.get(path)?.role;
  // A tool of the system is no file of the project because it is known.
  return role === undefined || role === "tool" ? scope.isProject(path) && scope.rootOf(path) === null : true;
};

/** One outside has a URI in the place of a name, as in provenance; and a name as well when the URI can't be read as text. */
const namesOf = ({ name, path, isOutside }: Row): { name?: string; uri?: string } =>
  isOutside && fromBytes(path) !== undefined ? { uri: uriOfBytes(path) } : { name };

const uriOf = (declared: { uri?: string | undefined }, path: string): string => declared.uri ?? uriOfBytes(path);

const lstatOf = (path: string) => {
  try {
    return lstatSync(Buffer.from(path, "latin1"));
  } catch {
    return undefined; // Below something that is no directory any more.
  }
};
