/**
 * What is found in an archive, whatever its format.
 *
 * @module
 */
import type { ByteSource } from "../source.ts";
import type { Cause, Difference, Pair } from "../types.ts";

/** A field of a header, or something inside of a member. */
export interface InArchive {
  /** Null for the archive itself. */
  member: string | null;
  field: string | null;
  first: string;
  second: string;
  cause: Cause;
  /** What differs inside of the member. */
  inside?: Difference;
}

/** Compares two members as if they were files. */
export type Compare = (a: ByteSource, b: ByteSource) => Promise<Difference | null>;

/** One format: whether these bytes are of it, and what differs at `offset`; undefined when it can't say. */
export interface ArchiveFormat {
  looksLike(source: ByteSource): boolean;
  explain(sources: Pair<ByteSource>, offset: number, compare: Compare): Promise<InArchive | undefined>;
}

/** Bytes of a member that are unpacked in order to look into it. */
export const largestUnpacked = 64 * 2 ** 20;

/** The difference inside of a member, or that its content only was packed in another way. */
export const insideOf = async (
  member: string,
  contents: Pair<ByteSource | undefined>,
  compare: Compare,
): Promise<InArchive> => {
  const [a, b] = contents;
  const nothing = { member, field: null, first: "", second: "" };
  if (a === undefined || b === undefined)
    return {
      ...nothing,
      cause: { kind: "unknown", detail: "the content is too large, or not whole, to be unpacked and compared" },
    };
  const inside = await compare(a, b);
  if (inside === null)
    return {
      ...nothing,
      cause: {
        kind: "archive-metadata",
        detail: "the same content, compressed at another level or by another program",
      },
    };
  const { first, second, cause, field } = inside;
  return { member, field, first, second, cause, inside };
};

/** Both sides' names of members, when they are the same in another order. */
export const reordered = (member: string, [a, b]: Pair<readonly string[]>): InArchive => {
  const [own, other] = [[...a].sort(), [...b].sort()];
  const isSame = own.length === other.length && own.every((name, index) => name === other[index]);
  const at = a.findIndex((name, index) => name !== b[index]);
  return {
    member,
    field: "name",
    first: a[at] ?? "(no more members)",
    second: b[at] ?? "(no more members)",
    cause: isSame
      ? { kind: "unordered-items", detail: "the same members in another order, as the directory gives them" }
      : { kind: "unknown", detail: "other members" },
  };
};

/** A header's field that says when something was packed, by whom, or where: nothing that the content depends on. */
export const metadata = (
  { member, field, first, second }: Omit<InArchive, "cause" | "inside">,
  what = `the field ${field} of the archive's header`,
): InArchive => ({ member, field, first, second, cause: { kind: "archive-metadata", detail: what } });
