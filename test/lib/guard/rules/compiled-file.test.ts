import { describe, expect, it } from "vitest";
import { plantedFile } from "../../../../lib/guard/canaries.ts";
import { judgeFile } from "../../../../lib/guard/judge.ts";
import { compiledFile } from "../../../../lib/guard/rules/compiled-file.ts";

const context = { denied: () => undefined, maxFileSize: 100 };
const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");

describe("COMPILED_FILE", () => {
  it.each(["tools/helper", "README.md", "image.png"])("finds machine code called %s", (path) => {
    expect(judgeFile(plantedFile({ path, content: elf }), [compiledFile], context)[0]).toEqual({
      code: "COMPILED_FILE",
      level: "violation",
      path,
      message: "Compiled code: ELF by its first bytes",
      fix: `git rm --cached -- ${path}`,
    });
  });

  it("leaves text alone, whatever its name", () => {
    expect(judgeFile(plantedFile({ path: "a.so", content: "text\n" }), [compiledFile], context)[0]).toBeUndefined();
  });

  it("finds it in the second version and says where", () => {
    const text = { from: "index", size: 4, head: Buffer.from("text") } as const;
    const code = { from: "work tree", size: elf.length, head: elf } as const;
    const file = { path: "a", kind: "file", ignored: false, contents: [text, code] } as const;
    expect(judgeFile(file, [compiledFile], context)[0]?.message).toBe(
      "Compiled code in the work tree: ELF by its first bytes",
    );
  });
});
