/**
 * COMPILED_FILE: machine code or bytecode by its first bytes, whatever its name.
 *
 * Object files without magic bytes (COFF) are a stated limit. Images, documents and archives are not meant.
 *
 * @module
 */
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

/** The format of compiled code whose first bytes are `head`, or undefined. `size` is the whole file's. */
export const compiledFormat = (head: Uint8Array, size: number): string | undefined => {
  if (head.length < 4) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint32(0);
  const byMagic = fixedMagic.get(magic);
  if (byMagic !== undefined) return byMagic;
  if (magic === 0xcafebabe && head.length >= 8) {
    // Both formats start with these bytes. Class files go on with their version, at least 45; fat binaries with
    // how many architectures they hold, never that many.
    return view.getUint32(4) < 45 ? "Mach-O (universal)" : "Java class file";
  }
  if (magic === 0x213c6172 && startsWith(head, "!<arch>\n")) return "ar archive";
  if (magic === 0x213c7468 && startsWith(head, "!<thin>\n")) return "ar archive";
  if (magic === 0x6465780a && head[7] === 0) return "Dalvik executable";
  if (magic === 0x464f5231 && startsWith(head.subarray(8), "BEAM")) return "Erlang bytecode";
  if (magic >>> 16 === 0x4d5a) return isWindowsExecutable(head, view, size) ? "Windows or DOS executable" : undefined;
  if ((magic & 0xffff) === 0x0d0a) return isPythonBytecode(head, view) ? "Python bytecode" : undefined;
  return undefined;
};

// --- internal ---

const fixedMagic: ReadonlyMap<number, string> = new Map([
  [0x7f454c46, "ELF"],
  [0xfeedface, "Mach-O"],
  [0xfeedfacf, "Mach-O"],
  [0xcefaedfe, "Mach-O"],
  [0xcffaedfe, "Mach-O"],
  [0xcafebabf, "Mach-O (universal)"],
  [0xbebafeca, "Mach-O (universal)"],
  [0xcafed00d, "Java pack200 archive"],
  [0x0061736d, "WebAssembly"],
  [0x1b4c7561, "Lua bytecode"],
  [0x1b4c4a01, "LuaJIT bytecode"],
  [0x1b4c4a02, "LuaJIT bytecode"],
  [0x4243c0de, "LLVM bitcode"],
  [0xdec0170b, "LLVM bitcode"],
]);

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.length >= text.length && Buffer.from(bytes.subarray(0, text.length)).toString("latin1") === text;

/** A text may begin with "MZ": the header must be one (PE format specification, section "MS-DOS stub"). */
const isWindowsExecutable = (head: Uint8Array, view: DataView, size: number): boolean => {
  if (startsWith(head, "MZqFpD='")) return true; // Actually portable executable.
  if (head.length < 64) return false;
  const newHeader = view.getUint32(60, true);
  if (newHeader >= 64 && newHeader + 4 <= head.length) {
    const signature = String.fromCharCode(head[newHeader] ?? 0, head[newHeader + 1] ?? 0);
    if (["PE", "NE", "LE", "LX"].includes(signature)) return true;
  }
  const [lastPage, pages, paragraphs] = [view.getUint16(2, true), view.getUint16(4, true), view.getUint16(8, true)];
  return lastPage < 512 && pages > 0 && paragraphs >= 2 && paragraphs * 16 <= size;
};

/**
 * A short first line that ends in CR LF has the same bytes 2 and 3, so the number before must be one of
 * Python's and a code object must follow the header: 8 bytes long up to 3.2, 12 up to 3.6, 16 since (PEP 552).
 */
const isPythonBytecode = (head: Uint8Array, view: DataView): boolean => {
  const number = view.getUint16(0, true);
  const offset = number >= 3390 && number < 4000 ? 16 : number >= 3190 && number < 3390 ? 12 : 8;
  const isKnown = (number >= 3000 && number < 4000) || number === 50823 || (number >= 60202 && number <= 62211);
  return isKnown && ((head[offset] ?? 0) & 0x7f) === 0x63;
};
