/**
 * FILE_TOO_LARGE: more bytes than the budget of one file.
 *
 * @module
 */
import type { Rule } from "../rule.ts";
import { untrackCommand } from "../untrack.ts";

export const fileTooLarge: Rule = {
  code: "FILE_TOO_LARGE",
  judge(file, { maxFileSize }) {
    const content = file.contents.find(({ size }) => size > maxFileSize);
    if (content === undefined) return [];
    const where = content.from === "work tree" ? " in the work tree" : "";
    return [
      {
        message: `Too large${where}${content.storedBy === undefined ? "" : `, also as a ${content.storedBy} object`}`,
        expected: `at most ${maxFileSize} bytes`,
        actual: `${content.size} bytes`,
        fix: untrackCommand(file),
      },
    ];
  },
  passing: ({ maxFileSize }) => ({ path: "planted.dat", content: "planted", size: maxFileSize }),
  failing: ({ maxFileSize }) => ({ path: "planted.dat", content: "planted", size: maxFileSize + 1 }),
};
