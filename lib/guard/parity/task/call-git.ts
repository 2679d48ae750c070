/**
 * What git runs by its words.
 *
 * git-config(1), git-submodule(1), git-bisect(1).
 *
 * @module
 */
import type { Word } from "../shell/syntax.ts";
import { type Called, lineOf, unknownWhy } from "./call.ts";

/** `git submodule foreach`, `git bisect run`, and what `-c` has it run. */
export const byGit = (rest: readonly Word[]): readonly Called[] => {
  const aliases = rest.flatMap((word): Called[] => {
    const { value = "" } = word;
    // A variable says what it is.
    if (/^--config-env(?:=|$)/.test(value)) return [unknownWhy(word)];
    const [, name = "", line = ""] = /^([^=]+)=(.*)/s.exec(value) ?? [];
    return programsOfGit.test(name) ? [{ line: line.replace(/^!/, "") }] : [];
  });
  const values = rest.map(({ value }) => value);
  const at = values.findIndex((value) => value === "submodule" || value === "bisect");
  const isEach = values[at] === "submodule";
  const found = values.indexOf(isEach ? "foreach" : "run", at);
  if (found === -1) return aliases;
  const command = rest.slice(found + 1);
  while (isEach && command[0]?.value?.startsWith("-") === true) command.shift();
  const [only] = command;
  if (only === undefined) return aliases;
  if (!isEach) return [...aliases, { words: command }];
  if (command.length === 1 && only.value === undefined) return [...aliases, unknownWhy(only)];
  const line = command.length === 1 ? (only.value ?? "") : lineOf(command);
  // What git does there it does in the submodule.
  return ofSubmodule(line) ? aliases : [...aliases, { line }];
};

// --- internal ---

/** Settings of git that say what it runs: git-config(1). */
const programsOfGit =
  /^(?:alias|pager)\..|^core\.(?:pager|editor|fsmonitor|sshcommand|askpass|gitproxy)$|^sequence\.editor$|^gpg\..*program$|^diff\.external$|\.(?:command|textconv|driver|clean|smudge|process|helper|cmd|difffilter|defaultkeycommand|uploadpack|receivepack)$/i;

const ofSubmodule = (line: string): boolean =>
  !/[`$(<>|]/.test(line.replaceAll("||", ";")) &&
  line.split(/\|\||[&;\n]/).every((part) => /^\s*(?:git\s+[a-z].*|:|true|echo\b.*)?\s*$/.test(part));
