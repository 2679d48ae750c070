/**
 * Reading a tar that nobody vouches for, piece by piece, in constant memory.
 *
 * Plain files and directories only. Whatever readers could understand differently, or could be led astray by, is refused.
 *
 * @module
 */
import { createEntries } from "./entry.ts";
import { blockSize, entryTypes, parseHeader } from "./header.ts";
import { createNames } from "./names.ts";
import { maxExtension } from "./pax.ts";
import { archiveError, assertPlain, type Fault } from "./refusal.ts";
import type { TarEntry } from "./write.ts";

/** More entries than this are refused: a tar of nothing but headers must not keep a verifier busy for ever. */
export const maxEntries = 1_000_000;

/** Who is told what is in a tar, in its order. May throw to stop. */
export interface TarSink {
  /** Before the content; the name was checked against all before. */
  onEntry(entry: TarEntry): void;
  /** A piece of the last file's content; its bytes are valid during the call only. */
  onContent(piece: Buffer): void;
  /** All of the last file's content was given. */
  onFileEnd(): void;
  /** A header as it stands, before what it is about; then the records of an extended one. */
  onHeader?(block: Buffer): void;
  onRecords?(bytes: Buffer): void;
}

export interface TarReader {
  push(piece: Buffer): void;
  /** Nothing follows. Throws when something should have. */
  end(): void;
}

/**
 * A reader that is given a tar's bytes in pieces of any size.
 *
 * Throws `E_ARCHIVE` with `name` for anything but files and directories with safe, distinct names: links, devices, FIFOs,
 * sparse files, names that leave the archive or are one file on some file system, unknown extended headers; and for bytes that
 * are damaged, cut short, compressed, or follow the end. Long names are taken from POSIX' and from GNU tar's extensions.
 */
export const createTarReader = (name: string, sink: TarSink, limits = { entries: maxEntries }): TarReader => {
  const fault: Fault = (why) => archiveError(name, why);
  const progress: Progress = { entries: 0, inside: null, isEnded: false };
  let part = headerPart({ sink, fault, limits, progress, entries: createEntries(fault), judgeName: createNames() });
  let isFirst = true;
  return {
    push: (piece) => {
      if (isFirst && piece.length > 0) assertPlain(piece, name);
      isFirst &&= piece.length === 0;
      for (let at = 0; at < piece.length; ) {
        const taken = piece.subarray(at, at + part.left);
        part.take(taken);
        part.left -= taken.length;
        at += taken.length;
        while (part.left === 0) part = part.next();
      }
    },
    end: () => {
      if (isFirst) throw fault("it is empty");
      const where = progress.inside === null ? "" : `, inside "${progress.inside}"`;
      if (!progress.isEnded) throw fault(`it is cut short${where}`);
      if (progress.entries === 0) throw fault("there is nothing in it");
    },
  };
};

// --- internal ---

/** A stretch of the tar and what follows it. */
interface Part {
  /** Bytes still to come. */
  left: number;
  take(piece: Buffer): void;
  next(): Part;
}

interface Progress {
  entries: number;
  /** The file whose content is being read. */
  inside: string | null;
  isEnded: boolean;
}

interface Reading {
  sink: TarSink;
  fault: Fault;
  limits: { entries: number };
  progress: Progress;
  entries: ReturnType<typeof createEntries>;
  judgeName: ReturnType<typeof createNames>;
}

/** The largest record that tools fill up to; GNU tar's own is 10 KiB. */
const maxTail = 2 ** 20;

const headerPart = (reading: Reading): Part =>
  collect(blockSize, (block) => {
    const { entries, fault, sink } = reading;
    if (isZero(block)) return endPart(reading);
    const header = parseHeader(block, fault);
    sink.onHeader?.(block);
    if (!entries.isExtension(header.type)) return entryPart(reading, entries.settle(header));
    if (header.size > maxExtension) throw fault(`an extended header has more than ${maxExtension} bytes`);
    return collect(header.size, (bytes) => {
      entries.extend(header.type, bytes);
      if (header.type !== entryTypes.longName) sink.onRecords?.(bytes);
      return paddingPart(reading, header.size);
    });
  });

const entryPart = (reading: Reading, entry: TarEntry): Part => {
  const { sink, fault, limits, progress, judgeName } = reading;
  progress.entries += 1;
  if (progress.entries > limits.entries) throw fault(`it has more than ${limits.entries} entries`);
  const why = judgeName(entry);
  if (why !== undefined) throw fault(`"${entry.path}" can't be in it: ${why}`);
  sink.onEntry(entry);
  if (entry.kind === "directory") return headerPart(reading);
  progress.inside = entry.path;
  return {
    left: entry.size,
    take: (piece) => sink.onContent(piece),
    next: () => {
      progress.inside = null;
      sink.onFileEnd();
      return paddingPart(reading, entry.size);
    },
  };
};

const paddingPart = (reading: Reading, size: number): Part => ({
  left: (blockSize - (size % blockSize)) % blockSize,
  take: (piece) => {
    if (!isZero(piece)) throw reading.fault("something is hidden behind an entry");
  },
  next: () => headerPart(reading),
});

/** A second block of zeros, and what fills the last record. */
const endPart = ({ entries, fault, progress }: Reading): Part => {
  entries.assertSettled();
  return collect(blockSize, (second) => {
    if (!isZero(second)) throw fault("a block of zeros stands between its entries");
    progress.isEnded = true;
    const tooLong = (): never => {
      throw fault(`more than ${maxTail} bytes follow its end`);
    };
    return {
      left: maxTail + 1,
      take: (piece) => {
        if (!isZero(piece)) throw fault("something follows its end");
      },
      next: tooLong,
    };
  });
};

const collect = (size: number, onBytes: (bytes: Buffer) => Part): Part => {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  return {
    left: size,
    take: (piece) => {
      filled += piece.copy(bytes, filled);
    },
    next: () => onBytes(bytes),
  };
};

const zeros = Buffer.alloc(64 * 1024);

const isZero = (piece: Buffer): boolean => {
  for (let at = 0; at < piece.length; at += zeros.length) {
    const some = piece.subarray(at, at + zeros.length);
    if (!some.equals(zeros.subarray(0, some.length))) return false;
  }
  return true;
};
