/**
 * Proved bundles into a new file, a new directory or a stream of another tool's form, and what is said of it.
 *
 * @module
 */
import { errnoOf, KprovError } from "../errors.ts";
import { shellQuote } from "../text.ts";
import { assertOutside, type LoadedTrust, writeWhole } from "../verify/index.ts";
import { type Refused, withMaterials } from "./material.ts";
import { type Measured, measure } from "./measured.ts";
import { writeDirectory } from "./new-directory.ts";
import { type ExchangeMeta, type ExchangeOptions, type Format, loadDriver, type MadeFile } from "./registry.ts";

/** The document of `export --format` for every form but the tar, `kprov.exchange/v1`. */
export interface ExchangeReport {
  schema: "kprov.exchange/v1";
  format: Format;
  /** In the order in which they were given. */
  bundles: {
    /** The path as it was given. */
    bundle: string;
    runId: string;
    bundleDigest: string;
  }[];
  output: {
    /** As it was given; null for a stream. */
    path: string | null;
    kind: "file" | "directory";
  };
  /** What was written, sorted by path; a path is relative to the directory, and empty for a form of one file. */
  files: {
    path: string;
    /** In bytes. */
    size: number;
    sha256: string;
  }[];
  /** What the form can't say, or what was left out of it. */
  notes: string[];
  /** Command lines for a POSIX shell that check the export with tools made by others. */
  commands: string[];
}

export type ExchangeTarget = NodeJS.WritableStream | { path: string; shown: string };

export interface ExchangeRequest extends ExchangeOptions {
  format: Format;
  cwd: string;
  output: ExchangeTarget;
  /** Whom to believe when a form is signed. Left out or null: nobody. */
  trust?: LoadedTrust | null;
  onProgress?: (bytes: number) => void;
}

/**
 * Export the bundles at `paths`, directories or tars. The verdict of one that is not whole is returned, and nothing is written; so is that of one
 * whose origin is not proved under the trust file when the form is signed and nobody vouches: a signature says more than the bundle did.
 *
 * Throws `E_EXPORT` when they can't be said in that form, `E_USAGE` when the target exists or would lie inside a bundle, or a form
 * is asked for more than it can do, `E_IO` when something can't be read or written, and what opening a key throws.
 */
export const exchangeBundles = async (
  paths: readonly string[],
  request: ExchangeRequest,
): Promise<ExchangeReport | Refused> => {
  const { format, cwd, output, trust = null, vouch = false, onProgress } = request;
  const driver = await loadDriver(format);
  assertPossible(driver.meta, paths, output);
  const judging = {
    ...{ cwd, trust, integrityOnly: !driver.meta.signs || vouch },
    ...(onProgress !== undefined && { onProgress }),
  };
  return withMaterials(paths, judging, async (materials) => {
    if ("path" in output) for (const { dir } of materials) assertOutside(dir, output);
    const { files, notes, commands } = await driver.make(materials, request);
    const measured = files.map(measure);
    await write(driver.meta, measured, output);
    return {
      schema: "kprov.exchange/v1",
      format,
      bundles: materials.map(({ shown, runId, bundleDigest }) => ({ bundle: shown, runId, bundleDigest })),
      output: { path: "path" in output ? output.shown : null, kind: driver.meta.makes },
      files: measured.map(({ path, size, hash }) => ({ path, size: size(), sha256: hash() })),
      notes: [...notes],
      commands: commands.map((command) => placed(command, output)),
    };
  });
};

// --- internal ---

const assertPossible = ({ name, makes, joins }: ExchangeMeta, paths: readonly string[], output: ExchangeTarget) => {
  if (paths.length > 1 && !joins)
    throw new KprovError("E_USAGE", `"--format ${name}" takes one bundle, found ${paths.length}`, {
      hint: "export each by itself",
    });
  if (makes === "directory" && !("path" in output))
    throw new KprovError("E_USAGE", `"--format ${name}" makes a directory, which can't go to stdout`, {
      hint: "name a new directory with --output",
    });
};

const write = async ({ makes }: ExchangeMeta, files: readonly Measured[], output: ExchangeTarget): Promise<void> => {
  if (makes === "directory" && "path" in output) return writeDirectory(output.path, output.shown, files);
  const [file] = files;
  if (file === undefined) throw new Error("A form without a file");
  if ("path" in output) await writeWhole(output.path, output.shown, async (put) => file.fill(put));
  else await stream(file, output);
};

/** A form of one file is held in memory by its driver already: its pieces are kept until the reader has taken them. */
const stream = async (file: MadeFile, output: NodeJS.WritableStream): Promise<void> => {
  const pieces: Buffer[] = [];
  file.fill((piece) => pieces.push(Buffer.from(piece)));
  const error = await new Promise<Error | null | undefined>((done) => {
    output.once("error", done);
    output.write(Buffer.concat(pieces), done);
  });
  if (error) throw new KprovError("E_IO", `Cannot write the export to stdout: ${errnoOf(error) ?? error.message}`);
};

/** `DIR/x` and `FILE` of a driver's command line, as the person named the place. */
const placed = (command: string, output: ExchangeTarget): string => {
  const shown = "path" in output ? output.shown.replace(/\/+$/, "") : "FILE";
  // A name that begins with a dash would be taken for a flag.
  const place = shown.startsWith("-") ? `./${shown}` : shown;
  return command.replaceAll(/\b(?:DIR((?:\/[A-Za-z0-9._-]+)*)|FILE)\b/g, (_, below: string | undefined) =>
    shellQuote(`${place}${below ?? ""}`),
  );
};
