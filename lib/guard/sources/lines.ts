/**
 * Files of one value a line: .nvmrc, .python-version, requirements.txt, .tool-versions.
 *
 * @module
 */
import { readableText, SourceError } from "./fault.ts";
import type { Located } from "./tree.ts";
import { trimEndOf, withoutComment } from "./trim.ts";

/**
 * The values of a file that has one on each line, without comments and blanks, by pip's rules for requirements files
 * (https://pip.pypa.io/en/stable/reference/requirements-file-format/): `#` begins a comment at the start of a line or
 * behind white space, and `\` at the end of a line joins it with the next. Throws `E_SOURCE` for what is no text.
 */
export const readLines = (path: string, text: string): Located<string>[] => {
  const found: Located<string>[] = [];
  let open: Located<string> | undefined;
  for (const [index, raw] of linesOf(path, text).entries()) {
    const isComment = /^\s*#/.test(raw);
    const isJoined = raw.endsWith("\\") && !isComment;
    open ??= { value: "", path, line: index + 1, column: Math.max(raw.search(/\S/), 0) + 1 };
    // A comment ends what was open, and must not become a part of it.
    open.value += isComment ? ` ${raw}` : isJoined ? trimEndOf(raw, "\\") : raw;
    if (isJoined) continue;
    found.push(open);
    open = undefined;
  }
  if (open !== undefined) found.push(open);
  return found.flatMap((line) => {
    const value = withoutComment(line.value).trim();
    return value === "" ? [] : [{ ...line, value }];
  });
};

/**
 * Tools and their versions, first choice first: https://asdf-vm.com/manage/configuration.html#tool-versions.
 * Throws `E_SOURCE` for a tool without versions or named twice.
 */
export const parseToolVersions = (path: string, text: string): Map<string, Located<string>[]> => {
  const tools = new Map<string, Located<string>[]>();
  for (const [index, raw] of linesOf(path, text).entries()) {
    const [name, ...versions] = [...raw.replace(/#.*/, "").matchAll(/\S+/g)].map(
      (word): Located<string> => ({ value: word[0], path, line: index + 1, column: word.index + 1 }),
    );
    if (name === undefined) continue;
    if (versions.length === 0) throw new SourceError(path, name, `expected a version of "${name.value}"`);
    if (tools.has(name.value)) throw new SourceError(path, name, `"${name.value}" a second time`);
    tools.set(name.value, versions);
  }
  return tools;
};

// --- internal ---

const linesOf = (path: string, text: string): string[] => readableText(path, text).split(/\r\n|\n|\r/);
