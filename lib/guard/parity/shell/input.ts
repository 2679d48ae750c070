/**
 * What commands read from their input, where the script itself says it: `echo '…' | sh`, `sh < FILE`, `sh <<END`.
 *
 * @module
 */

import type { Tracer } from "./flow.ts";
import { partsOf } from "./nodes.ts";
import type { Node, Reading, Simple, Word } from "./syntax.ts";

export interface Input {
  texts: readonly string[];
  /** Names of files. */
  files: readonly Word[];
  /** Something else may stand there. */
  isOpen: boolean;
}

type Reads = Pick<Tracer, "text" | "input">;

/** In `node` it is that of its own redirections. */
export const readingBy = <T extends Reads>(
  tracer: T,
  { reads }: Pick<Node, "kind"> & { reads?: Reading | undefined },
): T => (reads === undefined ? tracer : { ...tracer, input: readFrom(tracer, reads) });

/** What `node`, in front of a pipe, prints. */
export const inputFrom = (tracer: Reads, node: Node): Input => printedBy(readingBy(tracer, node), node);

// --- internal ---

const open: Input = { texts: [], files: [], isOpen: true };
const nothing: Input = { texts: [], files: [], isOpen: false };

const readFrom = ({ text }: Reads, { target, how }: Reading): Input => {
  if (how === "word") return { texts: [plain(target)], files: [], isOpen: target.value === undefined };
  if (how === "file") return fileOf(target);
  const written = text.slice(target.at, target.end);
  return { ...nothing, texts: [how === "quoted" ? written : written.replace(/\\([$`\\])/g, "$1")] };
};

const fileOf = (word: Word): Input => (word.value === undefined ? open : { ...nothing, files: [word] });

/** By a run, or as written. */
const plain = ({ value, raw }: Word): string => value ?? raw.replace(/["']/g, "");

const together = (all: readonly Input[]): Input => ({
  texts: [all.flatMap(({ texts }) => texts).join("")],
  files: all.flatMap(({ files }) => files),
  isOpen: all.some(({ isOpen }) => isOpen),
});

const printedBy = (tracer: Reads, node: Node): Input => {
  if (node.kind === "simple") return printedByCommand(tracer, node);
  if (node.kind === "function") return nothing;
  if (node.kind === "pipeline")
    return node.parts.reduce((input, part) => inputFrom({ ...tracer, input }, part), tracer.input ?? open);
  const all = together(partsOf(node).map((part) => inputFrom(tracer, part)));
  // Of others only a run knows which of it is run.
  return isWhole(node) ? all : { ...all, isOpen: true };
};

/** Whether all of it is run. */
const isWhole = (node: Node): boolean =>
  node.kind === "and-or"
    ? node.parts.every((part) => part.before !== "||" && isPrinting(part.node))
    : whole.has(node.kind);

const whole: ReadonlySet<Node["kind"]> = new Set(["list", "group", "subshell", "test"]);

/** It can't fail. */
const isPrinting = (node: Node): boolean =>
  node.kind === "simple" && /^(?:echo|printf|true|:)$/.test(node.words[0]?.value ?? "");

const silent: ReadonlySet<string | undefined> = new Set([
  ":",
  "true",
  "false",
  "cd",
  "set",
  "export",
  "sleep",
  "test",
  "[",
]);

const printedByCommand = ({ input = open }: Reads, { words: [first, ...rest] }: Simple): Input => {
  const name = first?.value;
  if (first === undefined || silent.has(name)) return nothing;
  if (name === "cat") return catOf(rest, input);
  if (name === "tee") return input;
  if (name !== "echo" && name !== "printf") return open;
  const words = rest.map(plain);
  const printed = name === "echo" ? echoed(words.join(" ")) : formatted(words);
  const text = printed.replace(/\\n/g, "\n").replace(/\\t/g, "\t");
  const isOpen = rest.some(({ value }) => value === undefined) || /\\[0-7xuU]|%[^%sb]/.test(text);
  return { texts: [text], files: [], isOpen };
};

const catOf = (words: readonly Word[], input: Input): Input => {
  const operands = words.filter(({ value }) => value === "-" || value?.startsWith("-") !== true);
  if (operands.length === 0) return input;
  return together(operands.map((word) => (/^(?:-|\/dev\/stdin)$/.test(plain(word)) ? input : fileOf(word))));
};

/** Options stand before all else. */
const echoed = (words: string): string => {
  const text = words.replace(/^(?:-[neE]+ )+/, "");
  const isOneLine = words.slice(0, words.length - text.length).includes("n");
  return isOneLine ? text : `${text}\n`;
};

/** `printf '%s %s\n' a b c`: once more for what is left. */
const formatted = (words: readonly string[]): string => {
  const [format = "", ...values] = words[0] === "--" ? words.slice(1) : words;
  const places = format.split(/%[sb]/).length - 1;
  if (places === 0) return format;
  return format.repeat(Math.ceil(values.length / places) || 1).replace(/%[sb]/g, () => values.shift() ?? "");
};
