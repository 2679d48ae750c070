/**
 * What commands in words print, where that is a directory of the checkout: `$(dirname "$0")`, `$(cd "$x" && pwd)`.
 *
 * @module
 */

import { type Asking, textOf, top } from "./known.ts";
import { nameOf } from "./nodes.ts";
import { parseShell } from "./parse.ts";
import type { List, Simple, Word } from "./syntax.ts";
import { walked } from "./walk.ts";

/** What a script in a word prints, without the end of its line. */
export const printed = (script: string, asking: Asking): string | undefined => {
  const commands = commandsOf(parseShell(script, { isSh: asking.state.isSh === true })) ?? [];
  const last = commands.at(-1);
  if (last === undefined || asking.state.isRedefined === true) return undefined;
  let { cwd } = asking;
  for (const node of commands.slice(0, -1)) {
    const to = isOwn(node, asking) && nameOf(node) === "cd" ? enteredBy(node, { ...asking, cwd }) : undefined;
    if (to === undefined) return undefined;
    cwd = to;
  }
  return isOwn(last, asking) && isAlone(last, script) ? printedBy(last, { ...asking, cwd }) : undefined;
};

// --- internal ---

/** Commands that are run one behind the other, where none of them fails. */
const commandsOf = ({ items }: List): Simple[] | undefined => {
  if (items.some(({ isBackground }) => isBackground)) return undefined;
  const nodes = items.flatMap(({ node }) =>
    node.kind === "and-or" && node.parts.every(({ before }) => before !== "||")
      ? node.parts.map((part) => part.node)
      : [node],
  );
  const commands = nodes.filter((node) => node.kind === "simple");
  return commands.length === nodes.length ? commands : undefined;
};

/** It is no function, and is surely run. */
const isOwn = (node: Simple, { state }: Asking): boolean =>
  !state.functions.has(nameOf(node) ?? "") &&
  state.alias === undefined &&
  node.opens !== true &&
  node.assignments.every(({ raw }) => /^CDPATH=(?:""|'')?$/.test(raw));

/** Nothing but its words is there: what it prints goes nowhere else. */
const isAlone = ({ words, at, end }: Simple, script: string): boolean => {
  const rest = words.reduceRight(
    (text, word) => text.slice(0, word.at - at) + text.slice(word.end - at),
    script.slice(at, end),
  );
  return /^\s*(?:2>\s*\/dev\/null\s*)?$/.test(rest);
};

/** The directory behind a `cd` that can't fail. */
const enteredBy = ({ words }: Simple, asking: Asking): string | undefined => {
  const [target, ...others] = words.slice(1).filter(({ value }) => !/^-[PL-]$/.test(value ?? ""));
  if (target === undefined || others.length > 0 || !asking.held.isHere()) return undefined;
  return realPath(target, asking);
};

/** Of a directory in which files are tracked, and of no link. */
const realPath = ({ raw }: Word, asking: Asking): string | undefined => {
  const text = textOf(raw, { ...asking, depth: asking.depth + 1 });
  if (text === undefined || text === "" || /^[-+]/.test(text)) return undefined;
  const { path, isSure } = walked(asking.cwd, text, asking.isDirectory);
  return isSure && asking.isDirectory(asking.cwd) ? path : undefined;
};

const printedBy = ({ words }: Simple, asking: Asking): string | undefined => {
  const [program, ...others] = words.map(({ value }) => value ?? "");
  const last = words.at(-1);
  const flags = others.slice(0, -1);
  if (last === undefined) return undefined;
  if (program === "pwd" && others.every((word) => /^-[PL]$/.test(word))) return asAbsolute(real(asking.cwd, asking));
  if (program === "git" && others.join(" ") === "rev-parse --show-toplevel")
    return asking.cwd === undefined ? undefined : top;
  if (others.length === 0) return undefined;
  if (program === "dirname" && flags.every((word) => word === "--"))
    return directoryOf(textOf(last.raw, { ...asking, depth: asking.depth + 1 }));
  const isResolving =
    (program === "realpath" && flags.every((word) => /^-[-em]$/.test(word))) ||
    (program === "readlink" && flags.some((word) => word !== "--") && flags.every((word) => /^-[-fem]$/.test(word)));
  return isResolving ? asAbsolute(resolved(last, asking)) : undefined;
};

const real = (path: string | undefined, { isDirectory }: Asking): string | undefined =>
  isDirectory(path) ? path : undefined;

/** A directory, or the script itself, which was read, and is no link. */
const resolved = (word: Word, asking: Asking): string | undefined => {
  const { called } = asking.state;
  const text = textOf(word.raw, { ...asking, depth: asking.depth + 1 });
  if (called === undefined || text !== called.by || asking.cwd !== called.cwd) return realPath(word, asking);
  const { path, isSure } = walked(called.cwd, directoryOf(text) ?? "", asking.isDirectory);
  const name = text.slice(text.lastIndexOf("/") + 1);
  return isSure && path !== undefined ? `${path === "" ? "" : `${path}/`}${name}` : undefined;
};

const asAbsolute = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : path === "" ? top : `${top}/${path}`;

/** What `dirname` prints. */
const directoryOf = (path: string | undefined): string | undefined => {
  const text = path?.replace(/(?<=[^/])\/+$/, "");
  // Above the checkout, or somewhere else.
  if (text === undefined || text === top || text.startsWith("/")) return undefined;
  const at = text.lastIndexOf("/");
  return at === -1 ? "." : text.slice(0, at).replace(/(?<!\/)\/+$/, "");
};
