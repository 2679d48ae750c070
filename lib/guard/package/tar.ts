/**
 * Reading a compressed tar that nobody vouches for: a source distribution, an npm tarball.
 *
 * @module
 */
import { createTarReader } from "../../evidence/index.ts";
import { readGzip } from "./gzip.ts";
import { type Archive, bareDirectories, type Member, maxMembers } from "./member.ts";

/** What `bytes`, a tar behind gzip called `name`, holds. Directories are left out. Throws `E_ARCHIVE`, for links, too. */
export const readTarball = (name: string, bytes: Buffer): Archive => {
  const { content, header } = readGzip(name, bytes);
  const members: Member[] = [];
  const directories: string[] = [];
  const headers: Buffer[] = [header];
  /** Names in the headers since the last entry. */
  const names: string[] = [];
  /** Of the file that is being read. */
  let [open, pieces]: [string, Buffer[]] = ["", []];
  const reader = createTarReader(
    name,
    {
      onEntry: ({ path, kind }) => {
        [open, pieces] = [path, []];
        if (kind === "directory") directories.push(path);
        headers.push(otherNames(names.splice(0), path));
      },
      onContent: (piece) => void pieces.push(Buffer.from(piece)),
      onFileEnd: () => void members.push({ path: open, bytes: Buffer.concat(pieces) }),
      onHeader: (block) => {
        names.push(nameIn(block));
        // Where a link leads; owner and group; what nobody reads.
        headers.push(block.subarray(157, 257), block.subarray(265, 329), block.subarray(500), ...binaryTimes(block));
      },
      onRecords: (bytes) => void headers.push(withoutPaths(bytes)),
    },
    { entries: maxMembers },
  );
  reader.push(content);
  reader.end();
  return { members, headers: Buffer.concat([...headers, bareDirectories(directories, members)]) };
};

// --- internal ---

/** Behind a prefix that leaves them room, some writers keep two times: a number in binary can be any bytes. */
const binaryTimes = (block: Buffer): Buffer[] =>
  block[475] === 0 ? [block.subarray(476, 488), block.subarray(488, 500)].filter(([first = 0]) => first >= 0x80) : [];

/** As `latin1`, so that no byte of it is lost. */
const nameIn = (block: Buffer): string => {
  const text = (from: number, to: number) => block.toString("latin1", from, to).replace(/\0.*/s, "");
  const [prefix, name] = [text(345, 500), text(0, 100)];
  return prefix === "" ? name : `${prefix}/${name}`;
};

/** What readers without extended headers call the entry, where that is more than the beginning of its path, and those headers. */
const otherNames = (names: readonly string[], path: string): Buffer => {
  const judged = Buffer.from(path).toString("latin1");
  const others = names.filter((name) => !judged.startsWith(name.replace(/^\.\/|\/$/g, "")));
  return Buffer.from(others.map((name) => `${name}\n`).join(""), "latin1");
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
