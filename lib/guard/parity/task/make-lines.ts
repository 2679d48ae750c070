/**
 * The lines of a Makefile, with those joined that belong together.
 *
 * @module
 */

export interface LogicalLine {
  text: string;
  /** Offset in the file. */
  at: number;
  /** Of `define`, whose text is not looked into. */
  definition?: Definition;
}

export interface Definition {
  /** The variable whose text begins here; undefined for a line in it of which make thinks otherwise where it leaves that text out. */
  name: string | undefined;
}

/** Lines with those that a backslash joins, as they stand; of `define` only its beginning. */
export const logicalLines = (text: string): LogicalLine[] => {
  let depth = 0;
  return joinedLines(text).flatMap((line) => {
    const isInside = depth > 0;
    const [, name] = isInside ? [] : (defineLine.exec(line.text) ?? []);
    if (name !== undefined || (isInside && innerDefine.test(line.text))) depth += 1;
    else if (isInside && innerEndef.test(line.text)) depth -= 1;
    if (!isInside) return [name === undefined ? line : { ...line, definition: { name } }];
    return isOdd(line.text, depth) ? [{ ...line, definition: { name: undefined } }] : [];
  });
};

/** Not `endif-x:`, nor `endif = x`, which sets a variable. */
export const conditional = /^(ifeq|ifneq|ifdef|ifndef|else|endif)(?=\s|$)(?!\s*[:?+!]*=)/;

/** What a line adds to the depth. */
export const conditionalStep = (line: string): number => {
  const [, word = "else"] = conditional.exec(line) ?? [];
  return word === "else" ? 0 : word === "endif" ? -1 : 1;
};

// --- internal ---

const defineLine = /^ *(?:(?:override|export|private)[ \t]+)*define\s+([^\s:?+!=]+)/;

/** Within a text of several lines make takes nothing that begins with a tab, and no other words before it. */
const innerDefine = /^(?!\t)[ \t]*define(?:[ \t]|\\\r?\n|$)/;
const innerEndef = /^(?!\t)[ \t]*endef(?:[ \t]|\\\r?\n|$)/;

/** In a conditional that does not count nothing nests, and a tab is no matter. */
const isOdd = (text: string, depth: number): boolean =>
  /^\s*(?:define|endef)\b/.test(text) && (depth > 0 || !/^[ \t]*endef\s*(?:#.*)?$/.test(text));

const joinedLines = (text: string): LogicalLine[] => {
  const lines: LogicalLine[] = [];
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf("\n", at);
    while (end > 0 && isContinued(text, at, end)) end = text.indexOf("\n", end + 1);
    const stop = end === -1 ? text.length : end;
    lines.push({ text: text.slice(at, stop).replace(/\r$/, ""), at });
    at = stop + 1;
  }
  return lines;
};

/** Of two backslashes the first makes the other one a letter. */
const isContinued = (text: string, start: number, end: number): boolean => {
  const last = end > start && text.charAt(end - 1) === "\r" ? end - 1 : end;
  let first = last;
  while (first > start && text.charAt(first - 1) === "\\") first -= 1;
  return (last - first) % 2 === 1;
};
