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
  return joinedLines(text).flatMap((line): LogicalLine[] => {
    if (depth === 0) {
      const [, name] = defineLine.exec(line.text) ?? [];
      if (name === undefined) return [line];
      depth = 1;
      return [{ ...line, definition: { name } }];
    }
    const [, word] = innerWord.exec(line.text) ?? [];
    if (word !== undefined) depth += word === "define" ? 1 : -1;
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
const innerWord = /^(?!\t)[ \t]*(define|endef)(?:[ \t]|\\\r?\n|$)/;

/** In a conditional that does not count nothing nests, and a tab is no matter. */
const isOdd = (text: string, depth: number): boolean =>
  /^\s*(?:define|endef)\b/.test(text) && (depth > 0 || text.replace(/#.*/s, "").trim() !== "endef");

const joinedLines = (text: string): LogicalLine[] => {
  const lines: LogicalLine[] = [];
  let end: number;
  for (let at = 0; ; at = end + 1) {
    end = text.indexOf("\n", at);
    while (isContinued(text, end)) end = text.indexOf("\n", end + 1);
    lines.push({ text: text.slice(at, end === -1 ? undefined : end).replace(/\r$/, ""), at });
    if (end === -1) return lines;
  }
};

/** Whether a backslash joins the line that ends at `end` to the next one. Of two backslashes the first makes the other one a letter. */
const isContinued = (text: string, end: number): boolean => {
  const last = text.charAt(end - 1) === "\r" ? end - 1 : end;
  let isJoined = false;
  for (let at = last - 1; text.charAt(at) === "\\"; at -= 1) isJoined = !isJoined;
  return isJoined;
};
