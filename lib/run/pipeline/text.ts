/**
 * The built-in pipeline over one text file: normalise → parse → extract → render.
 *
 * Streams: a file of many gigabytes needs no more memory than its longest line. The formats are described
 * in `README.md` ("What the built-in pipeline makes").
 *
 * @module
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Names of what a text input becomes, in its directory under `outputs/`. */
export const textMembers = ["normalised.txt", "parsed.json", "extracted.json", "rendered.txt"] as const;

export interface TextOptions {
  /** The input, absolute. */
  file: string;
  /** Its name in the documents. */
  source: string;
  /** An existing empty directory. */
  dir: string;
  /** Called between chunks; may throw to stop. */
  breathe: () => Promise<void>;
}

/** Why a file is not line-oriented text: it is then passed through untouched. */
export type NotText = "not valid UTF-8" | "it has NUL bytes" | "a line is longer than 16 MiB";

/** Make the four members. Returns why the input is not text; nothing of use is left in `dir` then. */
export const processText = async (options: TextOptions): Promise<NotText | null> => {
  const normalised = join(options.dir, "normalised.txt");
  const counts = await normalise(options, normalised);
  if (typeof counts === "string") return counts;
  await derive(options, normalised, counts);
  return null;
};

// --- internal ---

interface Counts {
  lines: number;
  records: number;
}

const maxLine = 16 * 2 ** 20;

/** No byte order mark, LF only, no blanks at the end of a line, no empty lines at the end. */
const normalise = async ({ file, breathe }: TextOptions, target: string): Promise<Counts | NotText> => {
  const out = createWriter(target);
  const counts: Counts = { lines: 0, records: 0 };
  let emptyLines = 0;
  const accept = (raw: string): void => {
    const line = withoutFinalBlanks(raw);
    if (line === "") {
      emptyLines += 1;
      return;
    }
    // Empty lines count only when a line follows.
    for (; emptyLines > 0; emptyLines -= 1, counts.lines += 1) out.write("\n");
    out.write(`${line}\n`);
    counts.lines += 1;
    counts.records += 1;
  };
  try {
    const problem = await eachLine(file, accept, { breathe, ignoreBOM: false });
    return problem ?? counts;
  } finally {
    out.close();
  }
};

/** One pass over the normalised lines for the three documents that follow from them. */
const derive = async ({ dir, source, breathe }: TextOptions, normalised: string, counts: Counts): Promise<void> => {
  const parsed = createWriter(join(dir, "parsed.json"));
  const extracted = createWriter(join(dir, "extracted.json"));
  const rendered = createWriter(join(dir, "rendered.txt"));
  const name = JSON.stringify(source);
  // Keys in the order of RFC 8785, written as the lines come by.
  parsed.write(`{"lineCount":${counts.lines},"lines":[`);
  extracted.write(`{"recordCount":${counts.records},"records":[`);
  let [lineNo, records, totalChars] = [0, 0, 0];
  const accept = (line: string): void => {
    lineNo += 1;
    const text = JSON.stringify(line);
    parsed.write(`${lineNo === 1 ? "" : ","}{"lineNo":${lineNo},"text":${text}}`);
    if (line === "") return;
    const id = `line-${String(lineNo).padStart(6, "0")}`;
    const charCount = countCodePoints(line);
    totalChars += charCount;
    extracted.write(
      `${records === 0 ? "" : ","}{"charCount":${charCount},"id":"${id}","lineNo":${lineNo},"text":${text}}`,
    );
    rendered.write(`${id}\t${line}\n`);
    records += 1;
  };
  try {
    // A mark that is still there is text.
    await eachLine(normalised, accept, { breathe, ignoreBOM: true });
    parsed.write(`],"schema":"kprov.parsed/v1","source":${name}}\n`);
    extracted.write(`],"schema":"kprov.extracted/v1","source":${name},"totalChars":${totalChars}}\n`);
  } finally {
    for (const writer of [parsed, extracted, rendered]) writer.close();
  }
};

/** Calls `accept` for each line without its end (LF, CRLF or CR), until the file turns out not to be text. */
const eachLine = async (
  file: string,
  accept: (line: string) => void,
  { breathe, ignoreBOM }: { breathe: () => Promise<void>; ignoreBOM: boolean },
): Promise<NotText | null> => {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM });
  let tooLong = false;
  const acceptShort = (line: string): void => {
    tooLong ||= isTooLong(line);
    if (!tooLong) accept(line);
  };
  const buffer = Buffer.allocUnsafe(2 ** 20);
  const fd = openSync(file, "r");
  let carry = "";
  try {
    for (;;) {
      const count = readSync(fd, buffer);
      const chunk = decode(decoder, buffer.subarray(0, count), count > 0);
      if (chunk === null) return "not valid UTF-8";
      if (chunk.includes("\0")) return "it has NUL bytes";
      carry = splitLines(carry + chunk, count > 0, acceptShort);
      if (tooLong || isTooLong(carry)) return "a line is longer than 16 MiB";
      if (count === 0) return null;
      await breathe();
    }
  } finally {
    closeSync(fd);
  }
};

/** In bytes of UTF-8; a unit of UTF-16 needs three at most. */
const isTooLong = (line: string): boolean => line.length > maxLine / 3 && Buffer.byteLength(line) > maxLine;

/** A loop, because `/[ \t]+$/` costs the square of a run of blanks inside a line. */
const withoutFinalBlanks = (line: string): string => {
  let end = line.length;
  while (end > 0 && (line[end - 1] === " " || line[end - 1] === "\t")) end -= 1;
  return line.slice(0, end);
};

const decode = (decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, more: boolean): string | null => {
  try {
    return decoder.decode(bytes, { stream: more });
  } catch {
    return null;
  }
};

/** Hands out whole lines; returns the unfinished rest. A CR at the very end may be half of a CRLF. */
const splitLines = (text: string, more: boolean, accept: (line: string) => void): string => {
  const ends = /\r\n|\r|\n/g;
  let start = 0;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    if (more && end[0] === "\r" && ends.lastIndex === text.length) break;
    accept(text.slice(start, end.index));
    start = ends.lastIndex;
  }
  if (!more && start < text.length) accept(text.slice(start));
  return more ? text.slice(start) : "";
};

const createWriter = (path: string) => {
  const fd = openSync(path, "wx");
  let pending = "";
  const flush = (): void => {
    const bytes = Buffer.from(pending, "utf8");
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    pending = "";
  };
  return {
    write: (text: string): void => {
      pending += text;
      if (pending.length > 2 ** 20) flush();
    },
    close: (): void => {
      try {
        flush();
      } finally {
        closeSync(fd);
      }
    },
  };
};

const countCodePoints = (text: string): number => {
  const pairs = text.match(/[\ud800-\udbff]/g)?.length ?? 0;
  return text.length - pairs;
};
