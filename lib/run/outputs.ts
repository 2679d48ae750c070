/**
 * What a step made: recorded where it lies, or collected into the bundle.
 *
 * @module
 */
import { copyFile as copyFileCallback, mkdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { hashFiles, identityOf } from "../digest.ts";
import { KprovError, messageOf } from "../errors.ts";
import { foldPath, layout, memberPathFault } from "../evidence/index.ts";
import { type Found, findFiles } from "../find-files.ts";
import { type RecordedFile, recordFiles } from "./inputs.ts";
import type { RunOptions } from "./options.ts";

export interface OutputRecord {
  files: RecordedFile[];
  /** Declarations that did not hold: the run has failed. */
  findings: { code: "OUTPUT_MISSING" | "OUTPUT_UNREADABLE" | "OUTPUT_NOT_COLLECTED"; subject: string }[];
}

/** Find and hash the declared outputs; with `collect`, copy them into `dir`. */
export const recordOutputs = async (
  options: RunOptions,
  dir: string,
  onProgress: (bytes: number) => void,
): Promise<OutputRecord> => {
  const { files, faults, unmatched } = await recordFiles(options.outputs, {
    cwd: options.cwd,
    exclude: [options.outDir],
    onProgress,
  });
  const findings = declarationFindings({ unmatched, faults });
  if (!options.collect) return { files, findings };
  const failed = await collect(files, dir);
  for (const path of failed) rmSync(join(dir, layout.outputs, path), { force: true, recursive: true });
  const kept = files.filter(({ path }) => !failed.includes(path));
  return {
    files: kept,
    findings: [...findings, ...failed.map((subject) => ({ code: "OUTPUT_NOT_COLLECTED" as const, subject }))],
  };
};

/** Declarations that matched nothing, or something that is no file. */
export const declarationFindings = (found: Pick<Found, "unmatched" | "faults">): OutputRecord["findings"] => [
  ...found.unmatched.map((subject) => ({ code: "OUTPUT_MISSING" as const, subject })),
  ...found.faults.map(({ path }) => ({ code: "OUTPUT_UNREADABLE" as const, subject: path })),
];

/** The members that the built-in pipeline wrote, as outputs named by their path below `outputs/`. */
export const pipelineOutputs = async (dir: string, members: readonly string[]): Promise<OutputRecord> => {
  const digests = await hashFiles(members.map((member) => join(dir, member)));
  const files = members.map((member, index): RecordedFile => {
    const digest = digests[index];
    if (digest === undefined || "failed" in digest)
      throw new KprovError("E_IO", `Cannot read "${member}" back: ${digest?.failed}`);
    const path = member.slice(layout.outputs.length);
    return { path, absolute: join(dir, member), kind: "file", link: null, ...digest };
  });
  return { files: files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))), findings: [] };
};

/** What lies at each declared output now: path → identity, to tell later which the step did not touch. */
export const outputIdentities = (options: RunOptions): Map<string, string> => {
  const { files } = findFiles(options.outputs, { cwd: options.cwd, exclude: [options.outDir] });
  return new Map(files.map(({ path, absolute }) => [path, identityAt(absolute)]));
};

/** Paths of `files` that still are what `before` saw. */
export const findUntouched = (files: readonly RecordedFile[], before: ReadonlyMap<string, string>): string[] =>
  files.filter(({ path, absolute }) => before.get(path) === identityAt(absolute)).map(({ path }) => path);

// --- internal ---

// The promise form of node:fs loads a dozen modules that nothing else here needs.
const copyFile = promisify(copyFileCallback);

const identityAt = (absolute: string): string => {
  try {
    return identityOf(statSync(absolute));
  } catch {
    return linkTarget(absolute);
  }
};

const linkTarget = (absolute: string): string => {
  try {
    return `link:${readlinkSync(absolute)}`;
  } catch {
    return "gone";
  }
};

/** Copies each file to its member; returns the paths of those that could not become one. */
const collect = async (files: readonly RecordedFile[], dir: string): Promise<string[]> => {
  const failed: string[] = [];
  const taken = new Set<string>();
  const copies: { file: RecordedFile; target: string }[] = [];
  for (const file of files) {
    const fold = foldPath(file.path);
    if (file.kind === "link" || memberPathFault(file.path) !== undefined || taken.has(fold)) {
      failed.push(file.path);
      continue;
    }
    taken.add(fold);
    copies.push({ file, target: join(dir, layout.outputs, file.path) });
  }
  for (const { file, target } of copies) {
    mkdirSync(dirname(target), { recursive: true });
    await copyFile(file.absolute, target).catch((cause: unknown) => {
      throw new KprovError("E_IO", `Cannot copy "${file.path}" into the bundle: ${messageOf(cause)}`, { cause });
    });
  }
  const digests = await hashFiles(copies.map(({ target }) => target));
  copies.forEach(({ file }, index) => {
    const digest = digests[index];
    if (digest === undefined || "failed" in digest || digest.sha256 !== file.sha256) failed.push(file.path);
  });
  return failed;
};
