/**
 * Declared inputs and outputs: found, hashed, and looked at again.
 *
 * @module
 */
import { readlinkSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type FileIdentity, hashFiles, identityOf, isSameIdentity, sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import type { ResourceDescriptor, Subject } from "../evidence/index.ts";
import { type Fault, type FoundFile, findFiles } from "../find-files.ts";

/** A file with what was read of it. */
export interface RecordedFile extends FoundFile {
  sha256: string;
  /** Identity of the file behind the path while it was read; null for a link. */
  identity: FileIdentity | null;
}

export interface RecordOptions {
  cwd: string;
  exclude: readonly string[];
  onProgress?: (bytes: number) => void;
}

export interface Recorded {
  files: RecordedFile[];
  faults: Fault[];
  unmatched: string[];
}

/** Find and hash what `patterns` name. A file that moves while it is read is a fault. */
export const recordFiles = async (patterns: readonly string[], options: RecordOptions): Promise<Recorded> => {
  const { files, faults, unmatched } = findFiles(patterns, options);
  const digests = await hashFiles(
    files.filter((file) => file.kind === "file").map((file) => file.absolute),
    options.onProgress === undefined ? {} : { onProgress: options.onProgress },
  );
  const recorded: RecordedFile[] = [];
  let next = 0;
  // Completed in place: with 100,000 files a second set of objects is felt.
  for (const file of files) {
    const digest = file.kind === "link" ? linkDigest(file) : (digests[next++] ?? { failed: "EIO" });
    if ("failed" in digest) faults.push({ path: file.path, why: reasonOf(digest.failed) });
    else recorded.push(Object.assign(file, digest));
  }
  return { files: recorded, faults, unmatched };
};

/** The same for inputs, where every fault is a reason not to start. Throws `E_INPUT` naming all of them. */
export const recordInputs = async (patterns: readonly string[], options: RecordOptions): Promise<RecordedFile[]> => {
  const { files, faults, unmatched } = await recordFiles(patterns, options);
  assertRecordable(unmatched, faults);
  return files;
};

/** Throws `E_INPUT` naming every pattern that matches nothing and every fault. */
export const assertRecordable = (unmatched: readonly string[], faults: readonly Fault[]): void => {
  const reasons = [
    ...unmatched.map((pattern) => `"${pattern}" matches nothing`),
    ...faults.map(({ path, why }) => `"${path}": ${why}`),
  ];
  if (reasons.length > 0) {
    const shown = reasons
      .slice(0, 20)
      .map((reason) => `\n  ${reason}`)
      .join("");
    const more = reasons.length > 20 ? `\n  and ${reasons.length - 20} more` : "";
    throw new KprovError(
      "E_INPUT",
      `Cannot record ${reasons.length === 1 ? "an input" : `${reasons.length} inputs`}:${shown}${more}`,
    );
  }
};

/** Paths whose file is no longer the one that was read. */
export const findChanged = (files: readonly RecordedFile[]): string[] =>
  files.filter(hasChanged).map((file) => file.path);

/** How provenance names the file (in-toto ResourceDescriptor). */
export const describeFile = (file: RecordedFile, role: string): ResourceDescriptor => ({
  // In the order of the written document, which then needs no sorting.
  annotations: file.link === null ? { kprov_role: role } : { kprov_link: file.link, kprov_role: role },
  digest: { sha256: file.sha256 },
  ...(file.kind === "link" && { mediaType: linkMediaType }),
  ...nameOf(file),
});

/** The file as a subject of provenance. */
export const subjectOf = (file: RecordedFile): Subject => ({
  name: file.path.slice(file.path.startsWith("/") ? file.path.lastIndexOf("/") + 1 : 0),
  digest: { sha256: file.sha256 },
  ...(file.path.startsWith("/") && { uri: pathToFileURL(file.absolute).href }),
  ...(file.kind === "link" && { mediaType: linkMediaType }),
  ...(file.link !== null && { annotations: { kprov_link: file.link } }),
});

/** `URI@sha256:…` as declared by the user; not checked. Throws `E_USAGE`. */
export const parseInputRef = (text: string): ResourceDescriptor => {
  const match = /^(?<uri>[a-z][a-z0-9+.-]*:\S+)@sha256:(?<digest>[0-9a-f]{64})$/i.exec(text);
  if (match?.groups === undefined) {
    throw new KprovError(
      "E_USAGE",
      `Cannot use the input reference "${text}": expected URI@sha256:<64 hexadecimal digits>`,
    );
  }
  const { uri = "", digest = "" } = match.groups;
  return { uri, digest: { sha256: digest.toLowerCase() }, annotations: { kprov_role: "declared" } };
};

// --- internal ---

/** What the descriptor's digest is over: the link's own target text (freedesktop.org shared MIME types). */
const linkMediaType = "inode/symlink";

const nameOf = (file: RecordedFile) =>
  file.path.startsWith("/") ? { uri: pathToFileURL(file.absolute).href } : { name: file.path };

const linkDigest = (file: FoundFile) => ({ sha256: sha256(file.link ?? ""), size: 0, identity: null });

const reasonOf = (failed: string): string => {
  if (failed === "changed") return "it changed while it was read";
  if (failed === "special") return "it is not a regular file";
  return `it can't be read (${failed})`;
};

const hasChanged = (file: RecordedFile): boolean => {
  try {
    if (file.kind === "link") return readlinkSync(file.absolute) !== file.link;
    return !isSameIdentity(identityOf(statSync(file.absolute)), file.identity);
  } catch {
    return true; // Gone.
  }
};
