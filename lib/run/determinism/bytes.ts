/**
 * Bytes that are no text: what speaks for a cause around the first one that differs.
 *
 * @module
 */

import { binaryMoment, describeMoments } from "./moments.ts";
import { shownBytes } from "./shown.ts";
import type { ByteSource } from "./source.ts";
import type { Cause, Circumstances, Pair } from "./types.ts";
import { pathCause } from "./values.ts";

export interface Bytes {
  first: string;
  second: string;
  cause: Cause | undefined;
}

/** What differs at `offset`. */
export const bytesCause = (
  sources: Pair<ByteSource>,
  offset: number,
  circumstances: Pair<Circumstances> | null,
): Bytes => {
  const start = Math.max(0, offset - before);
  const [a, b] = sources.map((source) => Buffer.from(source.read(start, before + after)));
  const windows: Pair<Buffer> = [a ?? Buffer.alloc(0), b ?? Buffer.alloc(0)];
  const at = offset - start;
  const [first, second] = windows.map((bytes) => shownBytes(bytes.subarray(at, at + 16)));
  return {
    first: first ?? "",
    second: second ?? "",
    cause: pathOf(windows, at, circumstances) ?? momentOf(windows, at, circumstances) ?? spreadOf(windows, at),
  };
};

// --- internal ---

const [before, after] = [1024, 8192];

const pathOf = (
  windows: Pair<Buffer>,
  column: number,
  circumstances: Pair<Circumstances> | null,
): Cause | undefined => {
  const lines: Pair<string> = [windows[0].toString("latin1"), windows[1].toString("latin1")];
  const cause = pathCause({ lines, column, label: "", circumstances }, ["", ""]);
  if (cause !== undefined || circumstances === null) return cause;
  // A length before the path differs first.
  const near = lines.map((line) => line.slice(column, column + 64));
  const isNear = near.every((line, index) =>
    circumstances[index as 0 | 1].directories.some((directory) => line.includes(directory.slice(0, 40))),
  );
  return isNear ? { kind: "path", detail: "the directory that the step ran in stands right behind" } : undefined;
};

const momentOf = (windows: Pair<Buffer>, at: number, circumstances: Pair<Circumstances> | null): Cause | undefined => {
  if (circumstances === null) return undefined;
  const moments = binaryMoment(windows, at, circumstances);
  return moments === undefined ? undefined : { kind: "time-stamp", detail: describeMoments(moments, circumstances) };
};

/** Bytes drawn at random differ nearly everywhere; so do numbers that were computed from them. */
const spreadOf = ([a, b]: Pair<Buffer>, at: number): Cause | undefined => {
  const length = Math.min(a.length, b.length, at + 4096) - at;
  let different = 0;
  for (let index = at; index < at + length; index += 1) if (a[index] !== b[index]) different += 1;
  if (length < 16 || different < length / 4) return undefined;
  return {
    kind: "random-seed",
    detail: `${Math.round((100 * different) / length)} % of the next ${length} bytes differ: random or trained numbers, or a compressed change`,
  };
};
