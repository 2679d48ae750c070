/**
 * The built-in pipeline: every input file becomes a directory of outputs.
 *
 * @module
 */
import { closeSync, copyFileSync, mkdirSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { KprovError } from "../../errors.ts";
import { foldPath, layout, memberPathFault } from "../../evidence/index.ts";
import { findFiles } from "../../files.ts";
import type { RecordedFile } from "../inputs.ts";
import { type NotText, processText, textMembers } from "./text.ts";

export interface PipelineResult {
  /** Member paths, each an output. */
  members: string[];
  /** Inputs that are not text and went through untouched, with the reason. */
  passedThrough: { path: string; why: NotText | "it is a symbolic link" }[];
}

/**
 * Process `files` into `dir`/outputs. Throws `E_NAME_COLLISION` when two inputs would share a directory.
 */
export const runPipeline = async (
  files: readonly RecordedFile[],
  options: { dir: string; breathe: () => Promise<void> },
): Promise<PipelineResult> => {
  const result: PipelineResult = { members: [], passedThrough: [] };
  for (const [file, place] of assignPlaces(files)) {
    const dir = join(options.dir, layout.outputs, place);
    mkdirSync(dir, { recursive: true });
    const why =
      file.kind === "link"
        ? "it is a symbolic link"
        : await processText({ file: file.absolute, source: file.path, dir, breathe: options.breathe });
    if (why === null) {
      result.members.push(...textMembers.map((name) => `${layout.outputs}${place}/${name}`));
      continue;
    }
    if (file.kind === "link") continue;
    // What the text stages had made before they knew is not an output.
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    copyFileSync(file.absolute, join(dir, basename(place)));
    result.members.push(`${layout.outputs}${place}/${basename(place)}`);
    result.passedThrough.push({ path: file.path, why });
  }
  return result;
};

/**
 * Throws `E_LOOKS_LIKE_PROGRAM` when an input is more likely a command whose `--` was forgotten:
 * executable, with a shebang, or with a script's extension.
 */
export const assertData = (paths: readonly string[], cwd: string): void => {
  for (const file of findFiles(paths, { cwd }).files) {
    // What a directory or a glob contains is data; only a file named by itself can be meant as a command.
    if (!paths.includes(file.path) && !paths.includes(file.absolute) && !paths.includes(`./${file.path}`)) continue;
    const reason = programReason(file.absolute);
    if (reason === null) continue;
    throw new KprovError("E_LOOKS_LIKE_PROGRAM", `"${file.path}" looks like a program (${reason}), not like data`, {
      hint: `to run it: kprovengine run -- ${commandFor(file.path)}; to process it as data: add --pipeline text`,
    });
  }
};

// --- internal ---

/** Each input's directory under `outputs/`: its path, or its base name when it lies outside. */
const assignPlaces = (files: readonly RecordedFile[]): [RecordedFile, string][] => {
  const taken = new Map<string, string>();
  return files.map((file) => {
    const place = memberPathFault(file.path) === undefined ? file.path : basename(file.path);
    const fold = foldPath(place);
    const other = taken.get(fold);
    if (other !== undefined) {
      throw new KprovError(
        "E_NAME_COLLISION",
        `"${other}" and "${file.path}" would both become "${layout.outputs}${place}"`,
      );
    }
    if (memberPathFault(place) !== undefined) {
      throw new KprovError("E_INPUT", `"${file.path}" can't name an output: ${memberPathFault(place)}`);
    }
    taken.set(fold, file.path);
    return [file, place];
  });
};

const interpreters: Record<string, string> = {
  ".py": "python",
  ".sh": "sh",
  ".bash": "bash",
  ".js": "node",
  ".mjs": "node",
  ".cjs": "node",
  ".ts": "npx tsx",
  ".rb": "ruby",
  ".pl": "perl",
  ".r": "Rscript",
  ".jl": "julia",
  ".ipynb": "jupyter nbconvert --to notebook --execute",
};

const programReason = (path: string): string | null => {
  const extension = extname(path).toLowerCase();
  if (extension in interpreters) return `a ${extension} file`;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return null;
  if ((stats.mode & 0o111) !== 0) return "it is executable";
  return startsWithShebang(path) ? "it starts with #!" : null;
};

const startsWithShebang = (path: string): boolean => {
  try {
    const fd = openSync(path, "r");
    const head = Buffer.alloc(2);
    const count = readSync(fd, head);
    closeSync(fd);
    return count === 2 && head.toString("latin1") === "#!";
  } catch {
    return false; // Unreadable: recording it will say so.
  }
};

const commandFor = (path: string): string => {
  const interpreter = interpreters[extname(path).toLowerCase()];
  return interpreter === undefined ? `./${path}` : `${interpreter} ${path}`;
};
