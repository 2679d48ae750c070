/**
 * Fingerprints of findings about whole files: they are known by the bytes that git tracks, and by those that lie there instead.
 *
 * @module
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";
import { crypto } from "../lazy-crypto.ts";
import type { Finding } from "../report.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { IndexEntry } from "./surface/index.ts";
import { entriesOf, type Listing, versionsOf } from "./surface/listing.ts";

export interface ContentFingerprintOptions {
  /** Which tracked path a finding is about; one without keeps what it has. */
  about: ReadonlyMap<Finding, IndexEntry>;
  /** The top level of the work tree. */
  root: string;
  /** The index alone is judged. */
  isStaged: boolean;
  /** What git tracks; asked for when there is a finding. Throws as `git` does. */
  listing: () => Promise<Listing>;
}

/**
 * `findings`, those about a tracked path with a fingerprint: of each of its objects in the index, and of the file in the work
 * tree where that is another one. So a file that is waived is no longer waived when somebody edits it, added or not. A file that
 * can't be read has none.
 */
export const withContentFingerprints = async (
  findings: readonly Finding[],
  { about, root, isStaged, listing }: ContentFingerprintOptions,
): Promise<Finding[]> => {
  if (!findings.some((finding) => about.has(finding))) return [...findings];
  const listed = await listing();
  const known = new Map<IndexEntry, readonly string[] | undefined>();
  return findings.map((finding) => {
    const entry = about.get(finding);
    if (entry === undefined || finding.fingerprint !== undefined) return finding;
    if (!known.has(entry)) known.set(entry, objectsOf(entry, { listed, root, isStaged }));
    const objects = known.get(entry);
    return objects === undefined ? finding : { ...finding, fingerprint: fingerprintOf(finding.code, objects) };
  });
};

// --- internal ---

const objectsOf = (
  entry: IndexEntry,
  { listed, root, isStaged }: { listed: Listing; root: string; isStaged: boolean },
): readonly string[] | undefined => {
  const name = entry.bytes ?? Buffer.from(entry.path);
  const [found] = entriesOf(listed, [name.toString("latin1")]);
  if (found === undefined) return undefined;
  const objects = new Set(versionsOf(found).map(({ kind, blob }) => `${kind} ${blob}`));
  if (entry.kind === "file" && !entry.isSame && !isStaged) {
    const algorithm = found.blob.length === 64 ? "sha256" : "sha1";
    const lying = nameOfFile(root, name, algorithm);
    if (lying === "unreadable") return undefined;
    if (lying !== undefined) objects.add(`file ${lying}`);
  }
  return [...objects].sort();
};

// NOFOLLOW: a link is not the file that git tracks. NONBLOCK: a FIFO in its place must not stop us.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Something else is in the file's place, or nothing. */
const absences = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "ENXIO"]);

/** The name that git would give to the file as it lies there (Pro Git, "Git Objects"); undefined for no file of its own. */
const nameOfFile = (root: string, name: Buffer, algorithm: "sha1" | "sha256"): string | "unreadable" | undefined => {
  let fd: number | undefined;
  try {
    const top = realpathSync(root, { encoding: "buffer" }).toString("latin1");
    // Joined, not put together: the top may be "/" itself.
    const path = Buffer.from(join(top, name.toString("latin1")), "latin1");
    const directory = Buffer.from(dirname(path.toString("latin1")), "latin1");
    // Behind a link it is another file, and git takes this one for deleted.
    if (!realpathSync(directory, { encoding: "buffer" }).equals(directory)) return undefined;
    fd = openSync(path, openFlags);
    const stats = fstatSync(fd);
    if (!stats.isFile()) return undefined;
    const hash = crypto().createHash(algorithm).update(`blob ${stats.size}\0`);
    const buffer = Buffer.allocUnsafe(64 * 1024);
    let size = 0;
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer)) {
      hash.update(buffer.subarray(0, count));
      size += count;
    }
    return size === stats.size ? hash.digest("hex") : "unreadable";
  } catch (error) {
    return absences.has(errnoOf(error) ?? "EIO") ? undefined : "unreadable";
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};
