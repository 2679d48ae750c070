/**
 * What make runs itself while it reads a Makefile: `$(shell …)`, `NAME != …`, `$(file >…)`.
 *
 * GNU make's manual, "The shell Function", "The file Function", "Setting Variables".
 *
 * @module
 */
import { referenceAt } from "./make-expand.ts";

/** Whether it may change files by that, before any recipe is run. `expand` puts in what variables hold. */
export const changesFiles = (text: string, expand: (text: string) => string): boolean => {
  const called = [...text.matchAll(/\$[({]\s*(?:call[\s\\]+)?(?:shell|file)[\s\\,]/g)].map(({ index, 0: name }) => {
    const [whole] = referenceAt(text.slice(index, index + longest), 0);
    // What does not end is read as something that writes.
    return whole.length === longest ? ">" : whole.slice(name.length, -1);
  });
  const assigned = [...text.matchAll(/^[^\t\n#][^\n:=]*!=((?:\\\n|[^\n])*)/gm)].map(([, command = ""]) => command);
  return [...called, ...assigned].some((command) => writes(command) || writes(expand(command)));
};

// --- internal ---

/** Longer commands stand in files of their own; to search them takes its time, too. */
const longest = 4000;

const writes = (command: string): boolean => command.length >= longest || writing.test(command);

/** Redirections to files, and programs that are there to write some. Directories are nobody's file. */
const writing =
  /(?<![<-])>(?![&=]|[|>]?\s*["']?\/dev\/)|(?<![\w./-])(?:tee|cp|mv|ln|rm|dd|install|rsync|patch|truncate|sponge|touch|tar|unzip)\s|\b(?:sed|perl)(?:\s[^|;&\n]*)?\s-\w*i|\bgit\s+(?:checkout|restore|reset|apply|am|stash|clean|merge|pull|rebase|switch|config)\b|\bwget\s|\bcurl\s[^|;&\n]*(?<=\s)-(?:\w*[oO]|-output|-remote)/;
