/**
 * Reading a compressed tar that nobody vouches for: a source distribution, an npm tarball.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import { messageOf } from "../../errors.ts";
import { createTarReader } from "../../evidence/index.ts";
import { type Archive, type Member, maxMembers, maxUnpacked, unreadable } from "./member.ts";

/** What `bytes`, a tar behind gzip called `name`, holds. Directories are left out. Throws `E_ARCHIVE`, for links, too. */
export const readTarball = (name: string, bytes: Buffer): Archive => {
  const tar = unzip(name, bytes);
  const members: Member[] = [];
  /** Where contents stand. */
  let pieces: Buffer[] = [];
  let open: string | undefined;
  const reader = createTarReader(
    name,
    {
      onEntry: ({ path, kind }) => {
        open = kind === "file" ? path : undefined;
        pieces = [];
      },
      onContent: (piece) => void pieces.push(Buffer.from(piece)),
      onFileEnd: () => {
        if (open !== undefined) members.push({ path: open, bytes: Buffer.concat(pieces) });
      },
    },
    { entries: maxMembers },
  );
  reader.push(tar);
  reader.end();
  return { members, headers: headersOf(tar) };
};

// --- internal ---

const unzip = (name: string, bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpacked });
  } catch (cause) {
    throw unreadable(name, `it is not behind gzip as it must be: ${messageOf(cause)}`, cause);
  }
};

const block = 512;

/** What is neither a file's name nor its content: owners, extended headers. The tar was read, and is whole. */
const headersOf = (tar: Buffer): Buffer => {
  const found: Buffer[] = [];
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header[0] === 0) break;
    const size = Number.parseInt(header.toString("latin1", 124, 136).replace(/[\0 ].*$/s, ""), 8);
    const length = Math.ceil((Number.isSafeInteger(size) ? size : 0) / block) * block;
    const isExtended = header[156] === 0x78 || header[156] === 0x67;
    // Where a link leads; owner and group.
    found.push(header.subarray(157, 257), header.subarray(265, 329));
    if (isExtended) found.push(withoutPaths(tar.subarray(at + block, at + block + size)));
    at += block + length;
  }
  return Buffer.concat(found);
};

/** POSIX, pax, "pax Extended Header": records of `length key=value`. */
const withoutPaths = (records: Buffer): Buffer =>
  Buffer.from(records.toString("latin1").replace(/^\d+ path=.*$/gm, ""), "latin1");
