/**
 * A judged bundle into a file or a stream, and what is said of it.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, sep } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { shellQuote, visible } from "../text.ts";
import { writeWhole } from "./new-file.ts";
import { packBundle } from "./pack.ts";
import type { BundleVerdict } from "./verdict.ts";

/** The document of `export`, `kprov.export/v1`. */
export interface ExportReport {
  schema: "kprov.export/v1";
  /** The path as it was given. */
  bundle: string;
  runId: string;
  bundleDigest: string;
  archive: {
    /** As it was given; null for a stream. */
    path: string | null;
    /** In bytes. */
    size: number;
    sha256: string;
    /** Files of the bundle in it. */
    files: number;
  };
}

export interface ExportOptions {
  /** The bundle's directory, absolute. */
  dir: string;
  output: NodeJS.WritableStream | { path: string; shown: string };
  onProgress?: (bytes: number) => void;
}

/**
 * Pack the bundle that `verdict` found whole. Throws `E_ARCHIVE` when it is another one by now, `E_USAGE` when the file
 * exists or would lie inside the bundle, `E_IO` when it can't be written.
 */
export const exportBundle = async (verdict: BundleVerdict, options: ExportOptions): Promise<ExportReport> => {
  const { bundle, runId, bundleDigest, integrity } = verdict;
  const { dir, output, onProgress } = options;
  if (integrity !== "proved" || runId === null || bundleDigest === null)
    throw new KprovError("E_ARCHIVE", `Cannot pack "${bundle}": its integrity is not proved`);
  if ("path" in output) assertOutside(dir, output);
  const pack = (write: (piece: Buffer) => void | Promise<void>) =>
    packBundle(dir, { shown: bundle, runId, bundleDigest, write, onProgress });
  const packed = await ("path" in output ? writeWhole(output.path, output.shown, pack) : pack(writerOf(output)));
  const { sha256, size, files } = packed;
  const path = "path" in output ? output.shown : null;
  return { schema: "kprov.export/v1", bundle, runId, bundleDigest, archive: { path, size, sha256, files } };
};

/** For people; the last line is the next command. */
export const formatExport = ({ bundle, runId, bundleDigest, archive }: ExportReport): string => {
  const { path, size, sha256, files } = archive;
  return [
    `${visible(bundle)}: packed`,
    `  archive        ${path === null ? "stdout" : visible(path)}, ${size} bytes`,
    `  holds          ${files} files of run ${visible(runId)}`,
    "                 VERIFY.txt: how to check them with sha256sum and openssl alone",
    `  sha256         ${sha256}`,
    `  bundle digest  ${bundleDigest}`,
    `  verify         kprovengine verify ${shellQuote(path ?? "FILE")}`,
  ].join("\n");
};

// --- internal ---

/** In the bundle it would be an unlisted file, and the bundle no longer whole. */
export const assertOutside = (dir: string, { path, shown }: { path: string; shown: string }): void => {
  if (!existsSync(dirname(path))) return; // Writing says so.
  const below = relative(realpathSync(dir), realpathSync(dirname(path)));
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) return;
  throw new KprovError("E_USAGE", `Cannot write "${shown}": it would lie inside the bundle`, {
    hint: "name a file outside of it",
  });
};

/** The memory of a piece is used again, so each is waited for. */
const writerOf = (stream: NodeJS.WritableStream) => {
  let broken: Error | undefined;
  stream.on("error", (error: Error) => {
    broken = error;
  });
  return async (piece: Buffer): Promise<void> => {
    const error = broken ?? (await new Promise<Error | null | undefined>((done) => stream.write(piece, done)));
    if (error) throw new KprovError("E_IO", `Cannot write the archive to stdout: ${errnoOf(error) ?? error.message}`);
  };
};
