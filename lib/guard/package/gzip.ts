/**
 * Reading gzip that nobody vouches for, with what stands around the content.
 *
 * Source: RFC 1952, section 2.3. Node's own reader passes over names and comments, takes several parts for one, and ignores
 * whatever stands behind a zero at the end: some readers would show what it does not.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";
import { messageOf } from "../../errors.ts";
import { createCrc } from "./crc.ts";
import { maxUnpacked, unreadable } from "./member.ts";

/** The one part of `bytes`, which is called `name`; `header`: extra field, name and comment. Throws `E_ARCHIVE`. */
export const readGzip = (name: string, bytes: Buffer): { content: Buffer; header: Buffer } => {
  const fault: Fault = (why, cause) => unreadable(name, `it is not behind gzip as it must be: ${why}`, cause);
  const start = endOfHeader(bytes, fault);
  const { content, size } = inflate(bytes.subarray(start), fault);
  const end = start + size;
  if (end + 8 > bytes.length) throw fault("it is cut short");
  const [sum, length] = [bytes.readUInt32LE(end), bytes.readUInt32LE(end + 4)];
  if (sum !== createCrc()(content) || length !== content.length) throw fault("it is damaged");
  if (end + 8 < bytes.length) throw fault("something follows its end");
  return { content, header: bytes.subarray(fixed, start) };
};

// --- internal ---

type Fault = (why: string, cause?: unknown) => Error;

/** Bytes that every header has. */
const fixed = 10;

const flags = { sum: 2, extra: 4, name: 8, comment: 16, unknown: 0xe0 } as const;

const endOfHeader = (bytes: Buffer, fault: Fault): number => {
  const flag = bytes[3] ?? 0;
  const isKnown = bytes.length >= fixed && bytes.readUIntBE(0, 3) === 0x1f8b08 && (flag & flags.unknown) === 0;
  if (!isKnown) throw fault("it is no gzip");
  // Nobody writes it, and readers disagree whether it counts.
  if ((flag & flags.sum) !== 0) throw fault("it has a sum of its header");
  let at = fixed;
  if ((flag & flags.extra) !== 0) {
    if (at + 2 > bytes.length) throw fault("it is cut short");
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const field of [flags.name, flags.comment]) {
    if ((flag & field) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) throw fault("it is cut short");
    at = end + 1;
  }
  if (at > bytes.length) throw fault("it is cut short");
  return at;
};

const inflate = (bytes: Buffer, fault: Fault): { content: Buffer; size: number } => {
  try {
    const { buffer, engine } = inflateRawSync(bytes, { maxOutputLength: maxUnpacked, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { content: buffer, size: engine.bytesWritten };
  } catch (cause) {
    throw fault(messageOf(cause), cause);
  }
};
