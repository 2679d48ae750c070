/**
 * Names in scripts as a shell reads them.
 *
 * @module
 */

/** Without what it takes out of its words: a name may have quotes in it, and go on in the next line. */
export const bare = (text: string): string => text.replace(/\\\n|["'\\]/g, "");

/** A script whose lines end where a shell ends them. */
export interface JoinedText {
  text: string;
  /** Where a character of it stands in the script. */
  offset: (at: number) => number;
}

/**
 * `text`, and the same with each line that goes on in the next one joined with it; that alone where none does. Both count: in a comment, and between
 * single quotes, a line does not go on.
 */
export const joinedTexts = (text: string): JoinedText[] => {
  const plain = { text, offset: (at: number) => at };
  const parts = text.split("\\\n");
  if (parts.length === 1) return [plain];
  let behind = 0;
  const ends = parts.map(({ length }) => {
    behind += length;
    return behind;
  });
  return [plain, { text: parts.join(""), offset: (at) => at + 2 * ends.filter((end) => end <= at).length }];
};
