/**
 * The built-in pipeline: every input file becomes a directory of outputs.
 *
 * @module
 */
import {
  closeSync,
  copyFile as copyFileCallback,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { KprovError } from "../../errors.ts";
import { foldPath, layout, memberPathFault } from "../../evidence/index.ts";
import { which } from "../../exec.ts";
import { visible } from "../../text.ts";
import type { RecordedFile } from "../inputs.ts";
import type { Redactor } from "../redaction/index.ts";
import { type Withheld, withhold } from "../withheld.ts";
import { type NotText, processText, textMembers } from "./text.ts";

export interface PipelineResult {
  /** Member paths, each an output. */
  members: string[];
  /** Directories of inputs that hold a known secret value: nothing was made of them. */
  withheld: Withheld[];
  /** Inputs that are not text and went through untouched, with the reason. */
  passedThrough: { path: string; why: NotText | "it is a symbolic link to no file" }[];
}

/**
 * Process `files` into `dir`/outputs. Throws `E_NAME_COLLISION` when two inputs would share a directory, and
 * `E_NOTHING` when none of them is a file.
 */
export const runPipeline = async (
  files: readonly RecordedFile[],
  options: { dir: string; redactor: Redactor; breathe: () => Promise<void> },
): Promise<PipelineResult> => {
  const result: PipelineResult = { members: [], withheld: [], passedThrough: [] };
  for (const [file, place] of assignPlaces(files)) {
    if (file.kind === "link") {
      result.passedThrough.push({ path: file.path, why: "it is a symbolic link to no file" });
      continue;
    }
    const held = await withhold(file.absolute, `${layout.outputs}${place}`, options.redactor);
    if (held !== undefined) {
      result.withheld.push(held);
      continue;
    }
    const dir = join(options.dir, layout.outputs, place);
    mkdirSync(dir, { recursive: true });
    const { absolute, path: source } = file;
    const why = await processText({ file: absolute, source, dir, breathe: options.breathe });
    if (why === null) {
      result.members.push(...textMembers.map((name) => memberOf(place, name)));
      continue;
    }
    // What the text stages had made before they knew is not an output.
    for (const name of textMembers) rmSync(join(dir, name), { force: true });
    await copyFile(absolute, join(dir, basename(place)));
    result.members.push(memberOf(place, basename(place)));
    result.passedThrough.push({ path: file.path, why });
  }
  if (result.members.length + result.withheld.length === 0)
    throw new KprovError("E_NOTHING", "There is nothing to process: no input is a file");
  return result;
};

/**
 * Throws `E_LOOKS_LIKE_PROGRAM` when an input is more likely a command whose `--` was forgotten: executable, with a
 * shebang, with a script's extension, or no file but a program on `env.PATH`. What a directory or a glob contains is
 * data; only a file named by itself can be meant as a command.
 */
export const assertData = (paths: readonly string[], cwd: string, env: NodeJS.ProcessEnv): void => {
  for (const path of paths) {
    const reason = programReason(path, { cwd, env });
    if (reason === null) continue;
    throw new KprovError("E_LOOKS_LIKE_PROGRAM", `"${path}" looks like a program (${reason}), not like data`, {
      hint: `to run it: kprovengine run -- ${commandFor(path, paths, cwd)}; to process it as data: add --pipeline text`,
    });
  }
};

// --- internal ---

// The promise form of node:fs loads a dozen modules that nothing else here needs.
const copyFile = promisify(copyFileCallback);

const memberOf = (place: string, name: string): string => `${layout.outputs}${place}/${name}`;

/** Each input's directory under `outputs/`: its path, or its base name when it lies outside. */
const assignPlaces = (files: readonly RecordedFile[]): [RecordedFile, string][] => {
  const taken = new Map<string, string>();
  const placed = files.map((file): [RecordedFile, string] => {
    const place = memberPathFault(file.path) === undefined ? file.path : basename(file.path);
    const fault = memberPathFault(place);
    if (fault !== undefined) throw new KprovError("E_INPUT", `"${file.path}" can't name an output: ${fault}`);
    const other = taken.get(foldPath(place));
    if (other !== undefined) throw collision(other, file.path, place);
    taken.set(foldPath(place), file.path);
    return [file, place];
  });
  assertNoFileIsDirectory(placed);
  return placed;
};

/** An input called like an output of another one would need a directory where a file stands. */
const assertNoFileIsDirectory = (placed: readonly [RecordedFile, string][]): void => {
  const members = new Map<string, string>();
  for (const [file, place] of placed) {
    for (const name of [...textMembers, basename(place)]) members.set(foldPath(`${place}/${name}`), file.path);
  }
  for (const [file, place] of placed) {
    const segments = foldPath(place).split("/");
    for (let end = 1; end <= segments.length; end += 1) {
      const other = members.get(segments.slice(0, end).join("/"));
      if (other !== undefined) throw collision(other, file.path, place);
    }
  }
};

const collision = (first: string, second: string, place: string): KprovError =>
  new KprovError("E_NAME_COLLISION", `"${first}" and "${second}" would both become "${layout.outputs}${place}"`);

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

const programReason = (path: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): string | null => {
  const absolute = resolve(cwd, path);
  const stats = statOrUndefined(absolute);
  if (stats === undefined) return !path.includes("/") && "found" in which(path, { cwd, env }) ? "it is on PATH" : null;
  if (!stats.isFile()) return null;
  const extension = extname(path).toLowerCase();
  if (Object.hasOwn(interpreters, extension)) return `a ${extension} file`;
  if ((stats.mode & 0o111) !== 0) return "it is executable";
  return startsWithShebang(absolute) ? "it starts with #!" : null;
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

const statOrUndefined = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch {
    return undefined; // Recording it will say why.
  }
};

/** What was probably meant: the words from this one on, the program spelled so that it can be run. */
const commandFor = (path: string, paths: readonly string[], cwd: string): string => {
  const rest = paths.slice(paths.indexOf(path) + 1);
  const interpreter = interpreters[extname(path).toLowerCase()];
  const isHere = !path.includes("/") && statOrUndefined(resolve(cwd, path)) !== undefined;
  const program = interpreter === undefined ? `${isHere ? "./" : ""}${path}` : `${interpreter} ${path}`;
  return [program, ...rest].map((word) => visible(word)).join(" ");
};
