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
import type { PipelineResult } from "./pipeline/index.ts";
import type { Redactor } from "./redaction/index.ts";
import { type Withheld, withhold } from "./withheld.ts";

export interface OutputRecord {
  files: RecordedFile[];
  /** Those of `files` that were copied or made below `outputs/`. */
  collected: RecordedFile[];
  withheld: Withheld[];
  /** Declarations that did not hold: the run has failed. */
  findings: { code: "OUTPUT_MISSING" | "OUTPUT_UNREADABLE" | "OUTPUT_NOT_COLLECTED"; subject: string }[];
}

/** Find and hash the declared outputs; with `collect`, copy them into `dir`, but for those that hold a secret. */
export const recordOutputs = async (
  options: RunOptions,
  { dir, redactor }: { dir: string; redactor: Redactor },
  onProgress: (bytes: number) => void,
): Promise<OutputRecord> => {
  const { files, faults, unmatched } = await recordFiles(options.outputs, {
    cwd: options.cwd,
    exclude: [options.outDir],
    onProgress,
  });
  const findings = declarationFindings({ unmatched, faults });
  if (!options.collect) return { files, findings, collected: [], withheld: [] };
  const { failed, withheld } = await collect(files, dir, redactor);
  for (const path of failed) rmSync(join(dir, layout.outputs, path), { force: true, recursive: true });
  const kept = files.filter(({ path }) => !failed.includes(path));
  return {
    files: kept,
    collected: kept.filter((file) => !withheld.has(file)),
    withheld: [...withheld.values()],
    findings: [...findings, ...failed.map((subject) => ({ code: "OUTPUT_NOT_COLLECTED" as const, subject }))],
  };
};

/** Declarations that matched nothing, or something that is no file. */
export const declarationFindings = (found: Pick<Found, "unmatched" | "faults">): OutputRecord["findings"] => [
  ...found.unmatched.map((subject) => ({ code: "OUTPUT_MISSING" as const, subject })),
  ...found.faults.map(({ path }) => ({ code: "OUTPUT_UNREADABLE" as const, subject: path })),
];

/** The members that the built-in pipeline wrote, as outputs named by their path below `outputs/`. */
export const pipelineOutputs = async (
  dir: string,
  { members, withheld }: Pick<PipelineResult, "members" | "withheld">,
): Promise<OutputRecord> => {
  const digests = await hashFiles(members.map((member) => join(dir, member)));
  const files = members.map((member, index): RecordedFile => {
    const digest = digests[index];
    if (digest === undefined || "failed" in digest)
      throw new KprovError("E_IO", `Cannot read "${member}" back: ${digest?.failed}`);
    const path = member.slice(layout.outputs.length);
    return { path, absolute: join(dir, member), kind: "file", link: null, ...digest };
  });
  files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  return { files, collected: files, withheld, findings: [] };
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
    return identityOf(statSync(absolute)).join(":");
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

/** Copies each file to its member; says which could not become one, and which were not let. */
const collect = async (files: readonly RecordedFile[], dir: string, redactor: Redactor) => {
  const failed: string[] = [];
  const withheld = new Map<RecordedFile, Withheld>();
  const taken = new Set<string>();
  const copies: { file: RecordedFile; target: string }[] = [];
  for (const file of files) {
    const fold = foldPath(file.path);
    if (file.kind === "link" || memberPathFault(file.path) !== undefined || taken.has(fold)) {
      failed.push(file.path);
      continue;
    }
    taken.add(fold);
    const held = await withhold(file.absolute, `${layout.outputs}${file.path}`, redactor);
    if (held !== undefined) withheld.set(file, held);
    else copies.push({ file, target: join(dir, layout.outputs, file.path) });
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
  return { failed, withheld };
};
