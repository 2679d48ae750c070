/**
 * Machine code and bytecode, told by their first bytes.
 *
 * @module
 */

/** The format of compiled code whose first bytes are `head`, or undefined. `size` is the whole file's. */
export const compiledFormat = (head: Uint8Array, size: number): string | undefined => {
  const [a = 0, b = 0, c = 0, d = 0] = [head[0], head[1], head[2], head[3]];
  const magic = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const format = fixedMagic.get(magic);
  if (format !== undefined) return format;
  const look = ambiguousMagic.get(magic) ?? (a === 0x4d && b === 0x5a ? windowsFormat : undefined);
  if (look !== undefined) return look(head, size);
  return c === 0x0d && d === 0x0a ? pythonFormat(head) : undefined;
};

// --- internal ---

type Look = (head: Uint8Array, size: number) => string | undefined;

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

/**
 * A class file goes on with its version, at least 45; a universal binary with the number of its architectures,
 * which is never as large.
 */
const cafebabe: Look = (head) => {
  if (head.length < 8) return undefined;
  return viewOf(head).getUint32(4) < 45 ? "Mach-O (universal)" : "Java class file";
};

/** First four bytes that something else may have too. */
const ambiguousMagic: ReadonlyMap<number, Look> = new Map<number, Look>([
  [0xcafebabe, cafebabe],
  [0x213c6172, (head) => (latin1(head, 8) === "!<arch>\n" ? "ar archive" : undefined)],
  [0x213c7468, (head) => (latin1(head, 8) === "!<thin>\n" ? "ar archive" : undefined)],
  // As long as the pattern: nothing can stand around it.
  [0x6465780a, (head) => (/dex\n\d{3}\0/.test(latin1(head, 8)) ? "Dalvik executable" : undefined)],
  [0x464f5231, (head) => (latin1(head, 12).endsWith("BEAM") ? "Erlang bytecode" : undefined)],
]);

/** A text may begin with "MZ", so the rest must be a header (PE format specification, "MS-DOS Stub"). */
const windowsFormat: Look = (head, size) => {
  const format = "Windows or DOS executable";
  if (latin1(head, 8) === "MZqFpD='") return format; // Actually portable executable.
  if (head.length < 64) return undefined;
  const view = viewOf(head);
  const at = view.getUint32(60, true);
  if (at >= 64 && /PE|NE|LE|LX/.test(latin1(head.subarray(at), 2))) return format;
  const [lastPage, pages, paragraphs] = [view.getUint16(2, true), view.getUint16(4, true), view.getUint16(8, true)];
  return lastPage < 512 && pages > 0 && paragraphs >= 2 && paragraphs * 16 <= size ? format : undefined;
};

/**
 * A first line of two characters that ends in CR LF has the same bytes 2 and 3, so the number before must be
 * one of Python's, and a code object must follow the header: 8 bytes up to 3.2, 12 up to 3.6, 16 since (PEP 552).
 */
const pythonFormat = (head: Uint8Array): string | undefined => {
  const number = viewOf(head).getUint16(0, true);
  const isThree = number >= 3000 && number < 4000;
  if (!isThree && number !== 50823 && (number < 60202 || number > 62211)) return undefined;
  const header = isThree && number >= 3390 ? 16 : isThree && number >= 3190 ? 12 : 8;
  return ((head[header] ?? 0) & 0x7f) === 0x63 ? "Python bytecode" : undefined;
};

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const latin1 = (bytes: Uint8Array, length: number): string => String.fromCharCode(...bytes.subarray(0, length));
