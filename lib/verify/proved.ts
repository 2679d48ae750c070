/**
 * The members of a bundle that was judged, read once more: every byte handed out is compared with the manifest, so that what
 * is shown is what was judged.
 *
 * @module
 */
import { join } from "node:path";
import { KprovError } from "../errors.ts";
import { layout, type Manifest, type Member } from "../evidence/index.ts";
import { parseJson } from "../json.ts";
import { maxDocument } from "./documents.ts";
import { type Lines, type ReadFault, readDocument, readLines, readPieces } from "./read.ts";

export interface ProvedBundle {
  /** As the manifest lists them. */
  members: readonly Member[];
  /** A JSON document of the bundle: its schema was judged before. */
  document<T>(path: string): T;
  /** Every line of a member without its newline, null for one longer than `maxLine` bytes; see `readLines`. */
  lines(path: string, maxLine: number, onLine: (line: Buffer | null) => void): void;
  /** A member's bytes, piece by piece; a piece is only valid during the call. */
  pieces(path: string, onPiece: (piece: Buffer) => void): void;
}

/**
 * Open the bundle `dir` whose manifest was judged under `bundleDigest`. Each method throws `E_IO` for a member that is not
 * listed, can't be read, or is not what was judged any more; what `onLine` and `onPiece` were given by then must be dropped.
 */
export const openProved = (dir: string, bundleDigest: string): ProvedBundle => {
  const read = <T>(path: string, digest: string | undefined): T => {
    const document = readDocument(join(dir, path), maxDocument);
    if ("failed" in document || document.sha256 !== digest) throw changed(path);
    return parseJson(document.bytes, { name: path, maxBytes: maxDocument }) as T;
  };
  const { members } = read<Manifest>(layout.manifest, bundleDigest);
  const digests = new Map(members.map((member) => [member.path, member.sha256]));
  const assertSame = (path: string, found: Pick<Lines, "sha256"> | ReadFault): void => {
    if ("failed" in found || found.sha256 !== digests.get(path)) throw changed(path);
  };
  return {
    members,
    document: (path) => read(path, digests.get(path)),
    lines: (path, maxLine, onLine) => assertSame(path, readLines(join(dir, path), maxLine, onLine)),
    pieces: (path, onPiece) => assertSame(path, readPieces(join(dir, path), onPiece)),
  };
};

// --- internal ---

const changed = (path: string): KprovError =>
  new KprovError("E_IO", `"${path}" was changed while the bundle was read`, {
    hint: "kprovengine verify --integrity BUNDLE shows what changed",
  });
