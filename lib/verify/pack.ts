/**
 * A bundle whose integrity was judged, as a canonical tar.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { elapsed } from "../clock.ts";
import { sha256 } from "../digest.ts";
import { errnoOf, KprovError } from "../errors.ts";
import {
  foldPath,
  formatRecipe,
  formatSums,
  layout,
  type Manifest,
  planTar,
  type RecipeFacts,
  recipeEnvelopes,
  recipeName,
  tarEnd,
  tarHeader,
  tarPadding,
} from "../evidence/index.ts";
import { compareBytes } from "../report.ts";
import { maxDocument } from "./documents.ts";
import { readDocument } from "./read.ts";
import { readTree } from "./tree.ts";

export interface PackOptions {
  /** The bundle as the person named it. */
  shown: string;
  /** What the caller's judgement of the bundle said. */
  runId: string;
  bundleDigest: string;
  /** Takes the next bytes, which are valid until it returns or its promise is kept. */
  write: (piece: Buffer) => void | Promise<void>;
  /** Called now and then with the bytes written so far. */
  onProgress?: ((bytes: number) => void) | undefined;
}

/** What was packed. */
export interface Packed {
  /** Of the whole tar. */
  sha256: string;
  /** In bytes. */
  size: number;
  /** Files of the bundle in it. */
  files: number;
}

/**
 * Write the bundle in the directory `dir`, under its run id, and `VERIFY.txt` beside it. The same bundle gives the same bytes.
 *
 * What is packed is what was judged: `E_ARCHIVE` when a file is another one by now, or when the run id is the name of
 * `VERIFY.txt`. Throws `E_IO` when something can't be read, and whatever `write` throws.
 */
export const packBundle = async (dir: string, options: PackOptions): Promise<Packed> => {
  const { shown, runId } = options;
  if (foldPath(runId) === foldPath(recipeName))
    throw new KprovError("E_ARCHIVE", `Cannot pack "${shown}": its run id is that of "${recipeName}" beside it`);
  const { sources, recipe } = survey(dir, options);
  const byPath = new Map(sources.map((source) => [`${runId}/${source.path}`, source]));
  const entries = planTar([
    ...[...byPath].map(([path, { size }]) => ({ path, size })),
    { path: recipeName, size: recipe.length },
  ]);
  const output = createOutput(options);
  for (const entry of entries) {
    await output.write(tarHeader(entry));
    if (entry.path === recipeName) await output.write(recipe);
    const source = byPath.get(entry.path);
    if (source !== undefined && entry.kind === "file") await copyFile(dir, source, shown, output.write);
    await output.write(tarPadding(entry.size));
  }
  return { ...(await output.end()), files: sources.length };
};

// --- internal ---

interface Source {
  path: string;
  size: number;
  sha256: string;
}

const chunkSize = 2 ** 20;

const changed = (shown: string, path: string): KprovError =>
  new KprovError("E_ARCHIVE", `Cannot pack "${shown}": "${path}" was changed since it was judged`, {
    hint: "let the bundle rest and export it again",
  });

/** Everything that belongs to the bundle, with the digests that it must have. */
const survey = (dir: string, { shown, runId, bundleDigest }: PackOptions): { sources: Source[]; recipe: Buffer } => {
  const read = (path: string): Source & { bytes: Buffer } => {
    const document = readDocument(join(dir, path), 2 * maxDocument);
    if ("failed" in document) throw changed(shown, path);
    return { path, size: document.bytes.length, sha256: document.sha256, bytes: document.bytes };
  };
  const manifest = read(layout.manifest);
  if (manifest.sha256 !== bundleDigest) throw changed(shown, layout.manifest);
  const { members } = JSON.parse(manifest.bytes.toString("utf8")) as Manifest;
  const sums = formatSums(members, manifest.bytes);
  const sources: Source[] = [
    ...members.map(({ path, size, sha256: digest }) => ({ path, size, sha256: digest })),
    { path: layout.manifest, size: manifest.size, sha256: manifest.sha256 },
    { path: layout.sums, size: sums.length, sha256: sha256(sums) },
  ];
  const bundle = { provenance: read(layout.provenance).bytes, bundleDigest };
  const recipe: RecipeFacts = { runId, envelopes: [], sigstore: [], others: [] };
  for (const path of attestationsOf(dir)) {
    const { bytes, ...source } = read(path);
    sources.push(source);
    const { envelopes, rest } = recipeEnvelopes(path, bytes, bundle);
    recipe.envelopes.push(...envelopes);
    if (rest === "sigstore") recipe.sigstore.push(path);
    else if (rest === "other") recipe.others.push(path);
  }
  return { sources, recipe: Buffer.from(formatRecipe(recipe), "utf8") };
};

const attestationsOf = (dir: string): string[] =>
  [...readTree(dir).files.keys()].filter((path) => path.startsWith(layout.attestations)).sort(compareBytes);

/** NOFOLLOW, NONBLOCK: a link or FIFO in the file's place changes nothing. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const copyFile = async (
  dir: string,
  { path, size, sha256: expected }: Source,
  shown: string,
  write: (piece: Buffer) => Promise<void>,
): Promise<void> => {
  let fd: number | undefined;
  try {
    fd = openSync(join(dir, path), openFlags);
    // Its header has the size already: a file that grew would be read as the next entry.
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size !== size) throw changed(shown, path);
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(Math.min(chunkSize, size));
    for (let left = size; left > 0; ) {
      const count = readSync(fd, buffer, 0, Math.min(left, buffer.length), null);
      if (count === 0) throw changed(shown, path);
      const piece = buffer.subarray(0, count);
      hash.update(piece);
      await write(piece);
      left -= count;
    }
    if (hash.digest("hex") !== expected) throw changed(shown, path);
  } catch (cause) {
    const code = errnoOf(cause);
    if (cause instanceof KprovError || code === undefined) throw cause;
    if (code === "ENOENT" || code === "ELOOP") throw changed(shown, path);
    throw new KprovError("E_IO", `Cannot pack "${shown}": "${path}" can't be read (${code})`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/** Counts, hashes and passes on; lets signals be heard. */
const createOutput = ({ write, onProgress }: PackOptions) => {
  const hash = createHash("sha256");
  let [size, breathed] = [0, elapsed()];
  const put = async (piece: Buffer): Promise<void> => {
    hash.update(piece);
    size += piece.length;
    await write(piece);
    onProgress?.(size);
    if (elapsed() - breathed < 50) return;
    await new Promise(setImmediate);
    breathed = elapsed();
  };
  return {
    write: put,
    end: async (): Promise<{ sha256: string; size: number }> => {
      await put(tarEnd(size));
      return { sha256: hash.digest("hex"), size };
    },
  };
};
