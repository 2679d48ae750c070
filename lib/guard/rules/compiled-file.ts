/**
 * COMPILED_FILE: machine code or bytecode by its first bytes, whatever its name.
 *
 * Object files without magic bytes (COFF) are a stated limit. Images, documents and archives are not meant.
 *
 * @module
 */
import { compiledFormat } from "../compiled-format.ts";
import { harmless, type Rule } from "../rule.ts";
import { untrackCommand } from "../untrack.ts";

export const compiledFile: Rule = {
  code: "COMPILED_FILE",
  judge(file) {
    for (const { head, size, from } of file.contents) {
      const format = compiledFormat(head, size);
      if (format === undefined) continue;
      const message = `Compiled code${from === "work tree" ? " in the work tree" : ""}: ${format} by its first bytes`;
      return [{ message, fix: untrackCommand(file) }];
    }
    return [];
  },
  passing: () => ({ path: harmless, content: "planted" }),
  failing: () => ({ path: "tools/planted", content: Buffer.from("7f454c4602010100000000000000000003003e00", "hex") }),
};
