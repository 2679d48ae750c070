/**
 * The first difference of two files that should be the same, and why it is probably there. Pure: bytes in, words out.
 *
 * @module
 */
import { gzip } from "./archive/gzip.ts";
import { tar } from "./archive/tar.ts";
import type { ArchiveFormat, InArchive } from "./archive/types.ts";
import { zip } from "./archive/zip.ts";
import { bytesCause } from "./bytes.ts";
import { firstDifference } from "./first.ts";
import { jsonCause } from "./json-cause.ts";
import { excerpt, isText, lineNumber, textCause } from "./lines.ts";
import { shownBytes, shownText } from "./shown.ts";
import type { ByteSource } from "./source.ts";
import type { Cause, Circumstances, Difference, Pair } from "./types.ts";

/**
 * Where `a` and `b` part, by offset, line, path or member; null when they are equal.
 *
 * Reads both piece by piece: memory does not grow with their size. Looks into gzip, tar and zip, three deep, and unpacks at
 * most 64 MiB of each member. Any bytes give an answer; what can't be explained is `unknown`.
 */
export const findDifference = async (
  a: ByteSource,
  b: ByteSource,
  circumstances: Pair<Circumstances> | null,
  depth = 0,
): Promise<Difference | null> => {
  const offset = await firstDifference(a, b);
  if (offset === null) return null;
  const archived = depth < deepest ? await lookInside([a, b], offset, { circumstances, depth }) : undefined;
  if (archived !== undefined) return fromArchive(archived, offset);
  const where = { offset, member: null, field: null };
  if (!isText(a, offset) || !isText(b, offset)) {
    const { first, second, cause = unknown } = bytesCause([a, b], offset, circumstances);
    return { ...where, line: null, column: null, jsonPath: null, first, second, cause };
  }
  const place = await lineNumber(a, offset);
  const json = await jsonCause([a, b], offset, circumstances);
  if (json?.cause !== undefined) return { ...where, ...place, ...json, cause: json.cause };
  const { lines, cause = endOf(a, b, offset) ?? unknown } = await textCause([a, b], offset, circumstances);
  const shown = { first: shownText(excerpt(lines[0])), second: shownText(excerpt(lines[1])) };
  if (json !== undefined) return { ...where, ...place, ...json, cause };
  return { ...where, ...place, jsonPath: null, ...shown, cause };
};

// --- internal ---

const deepest = 3;
const unknown: Cause = { kind: "unknown", detail: "nothing about it is known" };
const formats: readonly ArchiveFormat[] = [gzip, zip, tar];

const lookInside = async (
  sources: Pair<ByteSource>,
  offset: number,
  { circumstances, depth }: { circumstances: Pair<Circumstances> | null; depth: number },
): Promise<InArchive | undefined> => {
  const format = formats.find((one) => sources.every((source) => one.looksLike(source)));
  if (format === undefined) return undefined;
  try {
    return await format.explain(sources, offset, (a, b) => findDifference(a, b, circumstances, depth + 1));
  } catch (error) {
    // A header that promises more than there is: such a file is only bytes.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const fromArchive = ({ member, field, first, second, cause, inside }: InArchive, offset: number): Difference => {
  const members = [member, inside?.member].filter((name) => typeof name === "string").map(shownText);
  return {
    offset,
    line: inside?.line ?? null,
    column: inside?.column ?? null,
    jsonPath: inside?.jsonPath ?? null,
    member: members.length === 0 ? null : members.join(" > "),
    field: field === null ? null : shownText(field),
    first: inside === undefined ? shownText(first) : first,
    second: inside === undefined ? shownText(second) : second,
    cause,
  };
};

/** One that is the beginning of the other says nothing by its last line. */
const endOf = (a: ByteSource, b: ByteSource, offset: number): Cause | undefined => {
  if (offset < Math.min(a.size, b.size)) return undefined;
  const more = a.size > b.size ? a : b;
  return { kind: "unknown", detail: `one goes on where the other ends: ${shownBytes(more.read(offset, 16))}` };
};
