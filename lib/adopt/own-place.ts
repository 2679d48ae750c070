/**
 * The places and texts that init could have written: a receipt is a tracked file, and others can write it too.
 *
 * @module
 */
import type { PlannedFile } from "./planned.ts";

export interface Claim {
  path: string;
  how: PlannedFile["how"];
  /** What was added, for what is no whole file. */
  text?: string;
}

/** Why init never wrote what `claim` says, with the documents in `governance`, or undefined. */
export const claimProblem = ({ path, how, text = "" }: Claim, governance: string): string | undefined => {
  if (!isPlaceOf(how, path, governance)) return "init writes nothing there";
  const isOurs =
    how === "create" || (how === "include line" ? includeLine.test(text) : isBlock(text.replaceAll("\r\n", "\n")));
  return isOurs ? undefined : "init writes no such text";
};

/** True for a directory that init may have made: one above a place of its own. */
export const isOwnDirectory = (path: string, governance: string): boolean =>
  [".github", ".github/workflows", ".kprov"].includes(path) ||
  /^\.kprov\/[\w./-]+$/.test(path) ||
  governance === path ||
  governance.startsWith(`${path}/`);

// --- internal ---

const isPlaceOf = (how: PlannedFile["how"], path: string, governance: string): boolean => {
  if (how === "include line") return /^(?:GNUmakefile|makefile|Makefile)$/.test(path) || /^\.?justfile$/i.test(path);
  if (how === "append block") return path === ".gitignore" || path === ".gitlab-ci.yml";
  const document = path.startsWith(`${governance}/`) ? path.slice(governance.length + 1) : "";
  return wholeFiles.test(path) || documents.includes(document);
};

const wholeFiles =
  /^(?:kprov\.(?:mk|just)|kprov\.config\.(?:ts|mts|mjs|json)|\.github\/workflows\/kprov\.yml|\.kprov\/(?!adopted\.json$)[\w-][\w.-]*(?:\/[\w-][\w.-]*)*)$/;
const documents = ["scope.md", "review-gate.md", "change-control.md", "display-name.txt", "forbidden-tokens.txt"];

const includeLine = /^(?:include kprov\.mk|import 'kprov\.just')\r?\n$/;

/** From one marker to the other, and nothing of others between: init's blocks are few lines. */
const isBlock = (text: string): boolean => {
  const lines = text.split("\n");
  const [first, last] = [lines[0], lines.at(-2)];
  const isClosed = first === "# >>> kprovengine" && last === "# <<< kprovengine" && lines.at(-1) === "";
  return isClosed && lines.length <= 12 && lines.slice(1, -2).every((line) => !/^# (?:>>>|<<<) /.test(line));
};
