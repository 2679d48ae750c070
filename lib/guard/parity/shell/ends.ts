/**
 * Whether a piece of a script surely ends it with a failure, and what its writer meant by other ends.
 *
 * @module
 */
import type { List, Node, Simple } from "./syntax.ts";

/** The literal name of a command. */
export const nameOf = (node: Node): string | undefined => (node.kind === "simple" ? node.words[0]?.value : undefined);

/**
 * `exit`: the shell ends there, with a failure. `fails`: it goes on, and the status is one of failure. Undefined when
 * neither is sure. `$?` counts where nothing stands before it, because that is the status which led here.
 */
export const failingEnd = (node: Node, isFirst = true): "exit" | "fails" | undefined => {
  if (node.kind === "simple") return simpleEnd(node, isFirst);
  if (node.kind === "group") return listEnd(node.body);
  if (node.kind === "subshell") return listEnd(node.body) === undefined ? undefined : "fails";
  if (node.kind === "list") return listEnd(node);
  return undefined;
};

/** The status that an `exit` names: a number, `$?` or another variable, or none. */
export const exitStatus = ({ words }: Simple): number | "$?" | string | undefined => {
  const [, status] = words;
  if (status === undefined) return undefined;
  if (status.value !== undefined && /^\d{1,3}$/.test(status.value)) return Number(status.value) % 256;
  return /^"?\$\??"?$/.test(status.raw) || /^"?\$\?"?$/.test(status.raw) ? "$?" : status.raw;
};

/** Commands that can't fail where they are used as they are meant. */
export const cannotFail = (node: Node): boolean => {
  if (node.kind !== "simple") return node.kind === "function";
  if (node.words.length === 0) return !node.assignments.some(({ raw }) => /\$\(|`/.test(raw));
  const name = nameOf(node) ?? "";
  if (name === "cd" || name === "pushd") return node.words[1]?.value !== undefined;
  return harmless.has(name);
};

// --- internal ---

const harmless = new Set("echo printf : true export set shopt unset local declare readonly trap umask pwd".split(" "));

const simpleEnd = (node: Simple, isFirst: boolean): "exit" | "fails" | undefined => {
  const name = nameOf(node);
  if (name === "false") return "fails";
  if (name !== "exit" && name !== "return") return undefined;
  const status = exitStatus(node);
  if (typeof status === "number") return status === 0 ? undefined : "exit";
  // Without a status it is that of what ran before: of what failed, when nothing did since.
  return isFirst && (status === undefined || status === "$?") ? "exit" : undefined;
};

const listEnd = ({ items }: List): "exit" | "fails" | undefined => {
  for (const [index, { node, isBackground }] of items.entries()) {
    if (isBackground) continue;
    const end = failingEnd(node, index === 0);
    if (end === "exit" || (end === "fails" && index === items.length - 1)) return end;
    // What may end it otherwise, or asks first, leaves nothing sure.
    if (node.kind !== "simple" || ["exit", "return", "exec", "break", "continue"].includes(nameOf(node) ?? "")) {
      return undefined;
    }
  }
  return undefined;
};
