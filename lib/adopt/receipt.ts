/**
 * `.kprov/adopted.json`: what init wrote, so that it can be renewed and undone.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError, messageOf } from "../errors.ts";
import { readSmallFile } from "../files.ts";
import { type JsonValue, parseJson } from "../json.ts";
import { visible } from "../text.ts";
import { type Answers, directoryProblem } from "./answers.ts";
import { type Claim, claimProblem, isOwnDirectory } from "./own-place.ts";
import type { PlannedFile } from "./planned.ts";
import { canonicalUrl } from "./remote.ts";
import type { Ours } from "./view.ts";

/** Where it lies, from the repository's top. */
export const receiptPath = ".kprov/adopted.json";

/** One file, or one text in a file. */
export interface Entry {
  path: string;
  how: PlannedFile["how"];
  /** Whether something was there before us. */
  existed: boolean;
  /** Of the whole file for `create`, of `text` for the others. */
  sha256: string;
  /** What was added: `separator` before it belongs to it. Only for texts in files. */
  text?: string;
  separator?: string;
  /** Digest of the file before it was added to; null when there was none. Only for texts in files. */
  before?: string | null;
}

export interface Receipt {
  schema: "kprov.adopted/v1";
  /** Of the tool that wrote last. */
  version: string;
  answers: Answers;
  /** Directories that were made, from the top down. */
  directories: readonly string[];
  entries: readonly Entry[];
}

/** The receipt of the repository at `root`; undefined when there is none. Throws `E_RECEIPT` for one that can't be trusted. */
export const readReceipt = (root: string): Receipt | undefined => {
  const path = join(root, receiptPath);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    // A link in its place could be read anywhere and removed here.
    if (!lstatSync(path).isFile() || !lstatSync(join(root, ".kprov")).isDirectory())
      throw new Error("expected a regular file");
    return checked(parseJson(readSmallFile(path, 2 ** 22), { name: receiptPath }));
  } catch (cause) {
    throw new KprovError("E_RECEIPT", `Cannot use "${receiptPath}": ${messageOf(cause)}`, {
      cause,
      hint: "nothing was changed; restore the receipt from a commit that you trust: without it, init can't tell what is its own",
    });
  }
};

/** The bytes of a receipt: indented, because people review it. */
export const formatReceipt = (receipt: Receipt): string => `${JSON.stringify(receipt, null, 2)}\n`;

/** A file of others without our text, as one character a byte; undefined when the text isn't there. */
export const withoutText = (content: string, { text = "", separator = "" }: Entry): string | undefined => {
  if (text === "") return undefined;
  const whole = content.lastIndexOf(separator + text);
  const start = whole !== -1 ? whole : startOfLine(content, text);
  if (start === -1) return undefined;
  const end = whole !== -1 ? whole + separator.length + text.length : start + text.length;
  const [head, tail] = [content.slice(0, start), content.slice(end)];
  // What was written below us since must not become the end of the last line above us.
  const isJoined = head !== "" && tail !== "" && !head.endsWith("\n");
  // Two line ends then: the one that was missing, and the empty line.
  return head + (isJoined ? separator.slice(0, separator.length / 2) : "") + tail;
};

/** What a survey must not see. */
export const oursOf = (receipt: Receipt | undefined): Ours => {
  const entries = receipt?.entries ?? [];
  const files = new Set([receiptPath, ...entries.filter(({ how }) => how === "create").map(({ path }) => path)]);
  const texts = new Map(entries.filter(({ how }) => how !== "create").map((entry) => [entry.path, entry]));
  return {
    files,
    strip(path, content) {
      const entry = texts.get(path);
      if (entry === undefined) return content;
      const rest = withoutText(content, entry) ?? content;
      return rest === "" && !entry.existed ? null : rest;
    },
  };
};

/** Why `path` is no place inside a repository, or undefined. */
export const pathProblem = (path: string): string | undefined => {
  const segments = path.split("/");
  if (path === "" || path.startsWith("/") || path.includes("\\") || path.includes("\0"))
    return "it is not a relative path";
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) return "it leads elsewhere";
  return segments.some((segment) => segment.toLowerCase() === ".git") ? "it lies in git's own directory" : undefined;
};

// --- internal ---

const startOfLine = (content: string, text: string): number =>
  content.startsWith(text) ? 0 : content.lastIndexOf(`\n${text}`) + (content.includes(`\n${text}`) ? 1 : 0);

type Shape = { [key: string]: JsonValue };

const isObject = (value: unknown): value is Shape =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Somebody else may have written it: every path is judged before anything is done with it. */
const checked = (value: JsonValue): Receipt => {
  if (!isObject(value) || value["schema"] !== "kprov.adopted/v1")
    throw new Error("expected a document of kprov.adopted/v1");
  const { answers, directories, entries, version } = value;
  if (typeof version !== "string" || !isAnswers(answers)) throw new Error("expected version and answers");
  if (!Array.isArray(directories) || !Array.isArray(entries))
    throw new Error("expected lists of directories and entries");
  for (const path of [...directories, ...entries.map((entry) => (isObject(entry) ? entry["path"] : undefined))]) {
    const problem = typeof path === "string" ? pathProblem(path) : "it is no text";
    if (problem !== undefined) throw new Error(`the path ${JSON.stringify(path)} can't be meant: ${problem}`);
  }
  for (const entry of entries) if (!isEntry(entry)) throw new Error("an entry has unknown or missing parts");
  assertOwn(value as unknown as Receipt);
  return value as unknown as Receipt;
};

/** Digests are no proof: whoever writes a receipt can take those of any file. */
const assertOwn = ({ answers: { governance }, directories, entries }: Receipt): void => {
  const seen = new Set<string>();
  for (const entry of entries) {
    const key = `${entry.how === "create"} ${entry.path}`;
    const problem = seen.has(key) ? "it is named twice" : claimProblem(entry as Claim, governance);
    if (problem !== undefined) throw new Error(`"${visible(entry.path)}" can't be meant: ${problem}`);
    seen.add(key);
  }
  for (const path of directories)
    if (!isOwnDirectory(path, governance)) throw new Error(`"${visible(path)}" can't be meant: init never makes it`);
};

const isAnswers = (value: unknown): boolean =>
  isObject(value) &&
  typeof value["name"] === "string" &&
  visible(value["name"]) === value["name"] &&
  (value["repository"] === null ||
    (typeof value["repository"] === "string" && canonicalUrl(value["repository"]) === value["repository"])) &&
  ["github", "gitlab", "none"].includes(String(value["ci"])) &&
  typeof value["vendor"] === "boolean" &&
  typeof value["governance"] === "string" &&
  pathProblem(value["governance"]) === undefined &&
  directoryProblem(value["governance"]) === undefined;

const isEntry = (entry: unknown): boolean => {
  if (!isObject(entry) || typeof entry["existed"] !== "boolean") return false;
  if (!/^[0-9a-f]{64}$/.test(String(entry["sha256"]))) return false;
  const { how, text, separator, before } = entry;
  if (how === "create") return true;
  if (how !== "append block" && how !== "include line") return false;
  const isText = typeof text === "string" && text !== "" && sha256(text) === entry["sha256"];
  return isText && /^(\r?\n){0,2}$/.test(String(separator)) && (before === null || typeof before === "string");
};
