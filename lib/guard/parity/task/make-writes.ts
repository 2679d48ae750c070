/**
 * What make does itself while it reads a Makefile or a recipe: `$(shell …)`, `NAME != …`, `$(file >…)`, `$(eval …)`.
 *
 * GNU make's manual, "The shell Function", "The file Function", "Setting Variables", "The Eval Function".
 *
 * @module
 */
import { type Expansion, expandText, referenceAt } from "./make-expand.ts";
import type { RecipeLine } from "./make-rules.ts";

export const lineMaking = "it makes lines of its own with eval";
export const writing = "make changes files while it reads it";

/** What expanding a recipe does to the rules, or to files: nothing, unless it is run. */
export const recipeDoubts = (recipe: readonly RecipeLine[], expansion: Expansion): string[] => {
  // With .ONESHELL a reference may go over several lines.
  const text = recipe.map((line) => line.text).join("\n");
  return [
    ...(makesLines(text) ? [lineMaking] : []),
    ...(callsWriter(text, (command) => expandText(command, expansion)) ? [writing] : []),
  ];
};

/** Also where `call` names it, or what only a run knows. */
export const makesLines = (text: string): boolean =>
  /\$[({]\s*(?:eval|guile)\b|\$[({]\s*call[\s\\]+(?:(?:eval|guile)\b|[^\s,)}]*\$)/.test(text);

/** Whether it may change files by that, before any recipe is run. `expand` puts in what variables hold. */
export const changesFiles = (text: string, expand: Expand): boolean => {
  const assigned = [...text.matchAll(/^[^\t\n#][^\n:=]*!=((?:\\\n|[^\n])*)/gm)].map(([, command = ""]) => command);
  return callsWriter(text, expand) || isWriting(assigned, expand);
};

// --- internal ---

type Expand = (text: string) => string;

const callsWriter = (text: string, expand: Expand): boolean => {
  const called = [...text.matchAll(/\$[({]\s*(?:call[\s\\]+)?(?:shell|file)[\s\\,]/g)].map(({ index, 0: name }) => {
    const [whole] = referenceAt(text.slice(index, index + longest), 0);
    // What does not end is read as something that writes.
    return whole.length === longest ? ">" : whole.slice(name.length, -1);
  });
  return isWriting(called, expand);
};

const isWriting = (commands: readonly string[], expand: Expand): boolean =>
  commands.some((command) => writes(command) || writes(expand(command)));

/** Longer commands stand in files of their own; to search them takes its time, too. */
const longest = 4000;

const writes = (command: string): boolean => command.length >= longest || writingWords.test(command);

/** Redirections to files, and programs that are there to write some. Directories are nobody's file. */
const writingWords =
  /(?<![<-])>(?![&=]|[|>]?\s*["']?\/dev\/)|(?<![\w./-])(?:tee|cp|mv|ln|rm|dd|install|rsync|patch|truncate|sponge|touch|tar|unzip)\s|\b(?:sed|perl)(?:\s[^|;&\n]*)?\s-\w*i|\bgit\s+(?:checkout|restore|reset|apply|am|stash|clean|merge|pull|rebase|switch|config)\b|\bwget\s|\bcurl\s[^|;&\n]*(?<=\s)-(?:\w*[oO]|-output|-remote)/;
