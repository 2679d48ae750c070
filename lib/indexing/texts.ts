/**
 * Excerpts of the members that the configuration marks as searchable, without any known secret.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import type { TextFact } from "../catalog/index.ts";
import type { Member } from "../evidence/index.ts";
import { compileGlobs } from "../glob.ts";
import { compareBytes } from "../report.ts";
import type { Redactor } from "../run/index.ts";
import { openProved } from "../verify/index.ts";

/** Bytes of one excerpt, and of all of a run together. */
export const [maxExcerpt, maxExcerpts] = [64 * 1024, 512 * 1024];

/** Takes the excerpts of the bundle `dir` whose manifest was judged under `bundleDigest`. Throws `E_IO` when it changed. */
export type TakeTexts = (dir: string, bundleDigest: string, members: readonly Member[]) => TextFact[];

/**
 * `searchable` are globs of member paths; nothing else is ever read, and without any nothing is. Throws `E_CONFIG` for a glob
 * that is none.
 */
export const createTexts = (searchable: readonly string[], redactor: Pick<Redactor, "stream">): TakeTexts => {
  if (searchable.length === 0) return () => [];
  const isSearchable = compileGlobs(searchable);
  return (dir, bundleDigest, members) => {
    const wanted = members.filter(({ path, size }) => size > 0 && isSearchable(path));
    if (wanted.length === 0) return [];
    const bundle = openProved(dir, bundleDigest);
    const texts: TextFact[] = [];
    let left = maxExcerpts;
    for (const { path } of wanted.sort((a, b) => compareBytes(a.path, b.path))) {
      if (left === 0) {
        texts.push({ path, text: "", isCut: true });
        continue;
      }
      const excerpt = takeExcerpt((onPiece) => bundle.pieces(path, onPiece), {
        limit: Math.min(maxExcerpt, left),
        redactor,
      });
      if (excerpt === null) continue;
      left -= Buffer.byteLength(excerpt.text);
      texts.push({ path, ...excerpt });
    }
    return texts;
  };
};

// --- internal ---

/**
 * The first `limit` bytes of what is left when secrets are taken out; null for blanks alone, an empty text where none is.
 * Secrets are looked for before it is cut: the half of a secret at the end of an excerpt would still be half of it.
 */
const takeExcerpt = (
  read: (onPiece: (piece: Buffer) => void) => void,
  { limit, redactor }: { limit: number; redactor: Pick<Redactor, "stream"> },
): Omit<TextFact, "path"> | null => {
  const stream = redactor.stream();
  const kept: Buffer[] = [];
  let size = 0;
  let isCut = false;
  const keep = (clean: Buffer): void => {
    if (clean.length === 0) return;
    const room = limit - size;
    if (clean.length > room) isCut = true;
    if (room <= 0) return;
    // A copy: the pieces' memory is used again.
    const piece = Buffer.from(clean.subarray(0, room));
    kept.push(piece);
    size += piece.length;
  };
  read((piece) => {
    // The rest is read only to be compared with the manifest.
    if (!isCut) keep(stream.push(piece));
  });
  if (!isCut) keep(stream.end());
  const bytes = wholeCharacters(Buffer.concat(kept), isCut);
  const text = textOf(bytes);
  if (text === null) return { text: "", isCut: false };
  if (text.trim() !== "") return { text, isCut };
  return isCut ? { text: "", isCut } : null;
};

/**
 * Null for what is no text. One or many NULs come into a text by a crash, or where a log is cut while it is written to; with other
 * controls beside them, or one behind each character, they are something else.
 */
const textOf = (bytes: Buffer): string | null => {
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString("utf8");
  if (!text.includes("\0")) return text;
  return /[\x01-\x06\x0e-\x1a\x1c-\x1f]|(?:[^\0]\0){4}/.test(text) ? null : text.replaceAll("\0", " ");
};

/** Without the beginning of a character whose end was cut off. */
const wholeCharacters = (bytes: Buffer, isCut: boolean): Buffer => {
  const tail = isCut ? bytes.subarray(-3) : Buffer.alloc(0);
  const start = tail.findLastIndex((byte) => byte >= 0xc0);
  const length = [0xf0, 0xe0, 0xc0].findIndex((first) => (tail[start] ?? 0) >= first);
  // Of four, three and two bytes.
  const isWhole = start === -1 || tail.length - start >= 4 - length;
  return isWhole ? bytes : bytes.subarray(0, bytes.length - tail.length + start);
};
