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
  const members: Member[] = [];
  const headers: Buffer[] = [];
  /** Of the file that is being read. */
  let [open, pieces]: [string, Buffer[]] = ["", []];
  const reader = createTarReader(
    name,
    {
      onEntry: ({ path }) => {
        [open, pieces] = [path, []];
      },
      onContent: (piece) => void pieces.push(Buffer.from(piece)),
      onFileEnd: () => void members.push({ path: open, bytes: Buffer.concat(pieces) }),
      // Where a link leads; owner and group.
      onHeader: (block) => void headers.push(block.subarray(157, 257), block.subarray(265, 329)),
      onRecords: (bytes) => void headers.push(withoutPaths(bytes)),
    },
    { entries: maxMembers },
  );
  reader.push(unzip(name, bytes));
  reader.end();
  return { members, headers: Buffer.concat(headers) };
};

// --- internal ---

const unzip = (name: string, bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpacked });
  } catch (cause) {
    throw unreadable(name, `it is not behind gzip as it must be: ${messageOf(cause)}`, cause);
  }
};

/** POSIX, pax, "pax Extended Header": records of `length key=value`, each of that many bytes. The names are judged as names. */
const withoutPaths = (records: Buffer): Buffer => {
  const kept: Buffer[] = [];
  for (let at = 0, end = 0; at < records.length; at = end) {
    end = at + Number.parseInt(records.toString("latin1", at, at + 6), 10);
    const record = records.subarray(at, end);
    if (!/^\d+ path=/.test(record.toString("latin1"))) kept.push(record);
  }
  return Buffer.concat(kept);
};
