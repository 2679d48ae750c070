/**
 * One entry out of its header and what extended headers said before it.
 *
 * @module
 */
import { entryTypes, type ParsedHeader } from "./header.ts";
import { type Extension, parseExtension } from "./pax.ts";
import type { Fault } from "./refusal.ts";
import type { TarEntry } from "./write.ts";

export interface Entries {
  /** True when the content of an entry of this type speaks of others. */
  isExtension(type: string): boolean;
  /** Take the content of such an entry. */
  extend(type: string, bytes: Buffer): void;
  /** The entry of this header; what was said before it is used up. */
  settle(header: ParsedHeader): TarEntry;
  /** Throws when something was said and no entry followed. */
  assertSettled(): void;
}

/** What entries mean, in the order in which they come. Throws what `fault` makes of the reason. */
export const createEntries = (fault: Fault): Entries => {
  let pending: Pending | undefined;
  let isAnnounced = false;
  return {
    isExtension: (type) => extensions.has(type),
    extend: (type, bytes) => {
      isAnnounced = true;
      if (type === entryTypes.globalExtension) return assertMeaningless(parseExtension(bytes, fault), fault);
      // Readers disagree about which of two holds.
      if (pending !== undefined) throw fault("an entry has two extended headers");
      pending = type === entryTypes.extension ? parseExtension(bytes, fault) : { path: takeLongName(bytes, fault) };
    },
    settle: ({ name, size, type }) => {
      const entry = entryOf({ name: pending?.path ?? name, size: pending?.size ?? size, type }, fault);
      pending = undefined;
      isAnnounced = false;
      return entry;
    },
    assertSettled: () => {
      if (isAnnounced) throw fault("an extended header belongs to no entry");
    },
  };
};

// --- internal ---

type Pending = Extension;

const extensions: ReadonlySet<string> = new Set([
  entryTypes.extension,
  entryTypes.globalExtension,
  entryTypes.longName,
]);

const assertMeaningless = ({ path, size }: Extension, fault: Fault): void => {
  if (path !== undefined || size !== undefined) throw fault("an extended header names or sizes all its entries");
};

/** GNU tar ends the name with a NUL. */
const takeLongName = (bytes: Buffer, fault: Fault): Buffer => {
  const end = bytes.indexOf(0);
  if (end < 1 || bytes.subarray(end).some((byte) => byte !== 0)) throw fault("a long name is malformed");
  return bytes.subarray(0, end);
};

const entryOf = ({ name, size, type }: ParsedHeader, fault: Fault): TarEntry => {
  const text = name.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(name)) throw fault(`the name "${text}" is not valid UTF-8`);
  // `tar -cf x.tar ./bundle` begins every name with where it stood.
  const path = text.replace(/^\.\/(?=.)/, "");
  const kind = kinds.get(type);
  if (kind !== "file" && kind !== "directory")
    throw fault(`"${path}" is ${kind ?? `an entry of the unknown type "${type}"`}, expected plain files`);
  if (kind === "file") return { path, kind, size };
  if (size !== 0) throw fault(`the directory "${path}" has content`);
  return { path: path.replace(/\/$/, ""), kind, size };
};

const kinds: ReadonlyMap<string, string> = new Map([
  [entryTypes.file, "file"],
  ["\0", "file"],
  [entryTypes.directory, "directory"],
  ["1", "a hard link"],
  ["2", "a symbolic link"],
  ["3", "a device"],
  ["4", "a device"],
  ["6", "a FIFO"],
  ["K", "a link with a long target"],
  ["M", "a piece of a file that began in another archive"],
  ["S", "a sparse file"],
  ["V", "the label of a volume"],
]);
