/**
 * What make runs itself while it reads a Makefile: `$(shell …)`, `NAME != …`, `$(file >…)`.
 *
 * GNU make's manual, "The shell Function", "The file Function", "Setting Variables".
 *
 * @module
 */
import { referenceAt } from "./make-expand.ts";

/** Whether it may change files by that, before any recipe is run. */
export const changesFiles = (text: string): boolean => {
  const called = [...text.matchAll(/\$[({]/g)].flatMap(
    ({ index }) => /^\s*(?:call[\s\\]+)?(?:shell|file)[\s\\,](.*)/s.exec(referenceAt(text, index)[1])?.[1] ?? [],
  );
  const assigned = [...text.matchAll(/^[^\t\n#][^\n:=]*!=((?:\\\n|[^\n])*)/gm)].map(([, command = ""]) => command);
  return [...called, ...assigned].some((command) => writing.test(command));
};

// --- internal ---

/** Redirections to files, and programs that are there to write some. Directories are nobody's file. */
const writing =
  /(?<![<-])>(?![&=]|[|>]?\s*["']?\/dev\/)|(?<![\w./-])(?:tee|cp|mv|ln|rm|dd|install|rsync|patch|truncate|sponge|touch|tar|unzip)\s|\b(?:sed|perl)(?:\s[^|;&\n]*)?\s-\w*i|\bgit\s+(?:checkout|restore|reset|apply|am|stash|clean|merge|pull|rebase|switch|config)\b|\bwget\s|\bcurl\s[^|;&\n]*(?<=\s)-(?:\w*[oO]|-output|-remote)/;
