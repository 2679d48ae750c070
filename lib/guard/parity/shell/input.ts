/**
 * What commands read from their input, where the script itself says it: `echo '…' | sh`, `sh < FILE`, `sh <<END`.
 *
 * @module
 */
import { partsOf } from "./ends.ts";
import type { Tracer } from "./flow.ts";
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
export const readingBy = <T extends Reads>(tracer: T, node: Node): T =>
  "reads" in node && node.reads !== undefined ? { ...tracer, input: readFrom(tracer, node.reads) } : tracer;

/** What `node`, in front of a pipe, prints. */
export const inputFrom = (tracer: Reads, node: Node): Input => printedBy(readingBy(tracer, node), node);

// --- internal ---

const open: Input = { texts: [], files: [], isOpen: true };
const nothing: Input = { texts: [], files: [], isOpen: false };

const readFrom = ({ text }: Reads, { target, operator, isQuoted }: Reading): Input => {
  if ("raw" in target) {
    if (operator === "<<<") return { texts: [plain(target)], files: [], isOpen: target.value === undefined };
    return target.value === undefined ? open : { ...nothing, files: [target] };
  }
  const written = text.slice(target.at, target.end);
  return { texts: [isQuoted ? written : written.replace(/\\([$`\\])/g, "$1")], files: [], isOpen: false };
};

/** By a run, or as written. */
const plain = ({ value, raw }: Word): string => value ?? raw.replace(/["']/g, "");

const together = (all: readonly Input[]): Input => ({
  texts: [all.flatMap(({ texts }) => texts).join("")].filter((text) => text !== ""),
  files: all.flatMap(({ files }) => files),
  isOpen: all.some(({ isOpen }) => isOpen),
});

const printedBy = (tracer: Reads, node: Node): Input => {
  const of = (inner: Node): Input => inputFrom(tracer, inner);
  switch (node.kind) {
    case "simple":
      return printedByCommand(tracer, node);
    case "group":
    case "subshell":
      return of(node.body);
    case "list":
      return together(node.items.map((item) => of(item.node)));
    case "and-or":
      return together(node.parts.map((part) => of(part.node)));
    case "pipeline":
      return node.parts.reduce((input, part) => inputFrom({ ...tracer, input }, part), tracer.input ?? open);
    case "function":
    case "test":
      return nothing;
    default:
      // Which of it is run is known only then.
      return { ...together(partsOf(node).map(of)), isOpen: true };
  }
};

const silent = new Set([":", "true", "false", "cd", "set", "export", "sleep", "test", "["]);

const printedByCommand = ({ input = open }: Reads, { words: [first, ...rest] }: Simple): Input => {
  const name = first?.value ?? "";
  if (first === undefined || silent.has(name)) return nothing;
  const operands = rest.filter(({ value }) => value?.startsWith("-") !== true);
  const isOpen = rest.some(({ value }) => value === undefined);
  if (name === "cat") return operands.length === 0 ? input : { ...nothing, files: operands.filter(isKnown), isOpen };
  if (name === "tee") return input;
  if (name !== "echo" && name !== "printf") return open;
  const printed = name === "echo" ? `${operands.map(plain).join(" ")}\n` : formatted(operands.map(plain));
  const text = printed.replace(/\\n/g, "\n").replace(/\\t/g, "\t");
  return { texts: [text], files: [], isOpen: isOpen || /\\[0-7xuU]|%[^%sb]/.test(text) };
};

const isKnown = ({ value }: Word): boolean => value !== undefined;

/** `printf '%s %s\n' a b c`: once more for what is left. */
const formatted = ([format = "", ...values]: readonly string[]): string => {
  let text = "";
  do {
    const { length } = values;
    text += format.replace(/%[sb]/g, () => values.shift() ?? "");
    if (values.length === length) break;
  } while (values.length > 0);
  return text;
};
