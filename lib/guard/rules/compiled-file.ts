/**
 * COMPILED_FILE: machine code or bytecode by its first bytes, whatever its name.
 *
 * Object files without magic bytes (COFF) are a stated limit. Images, documents and archives are not meant.
 *
 * @module
 */
import { compiledFormat } from "../compiled-format.ts";
import type { Rule } from "../rule.ts";
import { untrackCommand } from "../untrack.ts";

export const compiledFile: Rule = {
  code: "COMPILED_FILE",
  planted: () => ({ path: "tools/planted", content: Buffer.from("7f454c4602010100000000000000000003003e00", "hex") }),
  judge(file) {
    for (const { head, size, from } of file.contents) {
      const format = compiledFormat(head, size);
      if (format === undefined) continue;
      return {
        code: "COMPILED_FILE",
        level: "violation",
        path: file.path,
        message: `Compiled code${from === "work tree" ? " in the work tree" : ""}: ${format} by its first bytes`,
        fix: untrackCommand(file),
      };
    }
    return undefined;
  },
};
