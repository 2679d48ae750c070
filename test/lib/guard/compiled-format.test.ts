import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compiledFormat } from "../../../lib/guard/compiled-format.ts";

const formatOf = (bytes: Buffer, size = bytes.length) => compiledFormat(bytes, size);
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const padded = (text: string, length: number) => Buffer.concat([hex(text)], length);

/** A DOS header whose e_lfanew points at `signature`. */
const windows = (signature: string) => {
  const bytes = Buffer.alloc(256);
  bytes.write("MZ\x90\0\x03\0\0\0\x04\0", 0, "latin1");
  bytes.writeUInt32LE(0x80, 60);
  bytes.write(signature, 0x80, "latin1");
  return bytes;
};

/** The same, but no header of a plain DOS program: only the signature tells. */
const signedOnly = (signature: string, at = 0x80, length = 256) => {
  const bytes = Buffer.alloc(length);
  bytes.write("MZ\xff\xff", 0, "latin1");
  bytes.writeUInt32LE(at, 60);
  Buffer.from(signature, "latin1").copy(bytes, at);
  return bytes;
};

/** Sizes of a DOS header, and nothing else in it. */
const dos = ({ lastPage = 511, pages = 1, paragraphs = 4, magic = "MZ" }) => {
  const bytes = Buffer.alloc(64);
  bytes.write(magic, "latin1");
  bytes.writeUInt16LE(lastPage, 2);
  bytes.writeUInt16LE(pages, 4);
  bytes.writeUInt16LE(paragraphs, 8);
  return bytes;
};

/** A .pyc header: magic number, CR LF, the rest of the header, the type byte of a code object. */
const pyc = (number: number, header: number) => {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt16LE(number, 0);
  bytes.write("\r\n", 2);
  bytes[header] = 0xe3;
  return bytes;
};

const changed = (bytes: Buffer, at: number, text: string) => {
  bytes.write(text, at, "latin1");
  return bytes;
};

describe("compiledFormat", () => {
  it.each([
    ["ELF", hex("7f454c46 02010100"), "ELF"],
    ["Mach-O 64, little endian", hex("cffaedfe 07000001"), "Mach-O"],
    ["Mach-O 32, big endian", hex("feedface 00000007"), "Mach-O"],
    ["a universal binary of two architectures", hex("cafebabe 00000002"), "Mach-O (universal)"],
    ["a class file of Java 21", hex("cafebabe 00000041"), "Java class file"],
    ["a class file of Java 1.1", hex("cafebabe 0003002d"), "Java class file"],
    ["the oldest class file there can be", hex("cafebabe 0000002d"), "Java class file"],
    ["a universal binary of as many architectures as can be", hex("cafebabe 0000002c"), "Mach-O (universal)"],
    ["PE", windows("PE\0\0"), "Windows or DOS executable"],
    ["NE", windows("NE"), "Windows or DOS executable"],
    ["PE by its signature alone", signedOnly("PE\0\0"), "Windows or DOS executable"],
    ["NE by its signature alone", signedOnly("NE"), "Windows or DOS executable"],
    ["LE", signedOnly("LE"), "Windows or DOS executable"],
    ["LX", signedOnly("LX"), "Windows or DOS executable"],
    ["PE that begins where the DOS header ends", signedOnly("PE", 64), "Windows or DOS executable"],
    ["PE whose signature ends what is seen of it", signedOnly("PE", 128, 130), "Windows or DOS executable"],
    ["DOS with nothing but its header", dos({}), "Windows or DOS executable"],
    ["DOS with the smallest header", dos({ lastPage: 0, paragraphs: 2 }), "Windows or DOS executable"],
    ["plain DOS", windows(""), "Windows or DOS executable"],
    ["actually portable executable", Buffer.from("MZqFpD='\n"), "Windows or DOS executable"],
    ["WebAssembly", hex("0061736d 01000000"), "WebAssembly"],
    ["a static library", Buffer.from("!<arch>\nfoo.o/"), "ar archive"],
    ["a thin archive", Buffer.from("!<thin>\nfoo.o/"), "ar archive"],
    ["Lua", hex("1b4c7561 54"), "Lua bytecode"],
    ["LuaJIT", hex("1b4c4a02"), "LuaJIT bytecode"],
    ["LLVM", hex("4243c0de 35140000"), "LLVM bitcode"],
    ["LLVM wrapper", hex("dec0170b 00000000"), "LLVM bitcode"],
    ["Dalvik", Buffer.from("dex\n035\0"), "Dalvik executable"],
    ["Erlang", Buffer.from("FOR1\0\0\x10\0BEAM"), "Erlang bytecode"],
    ["Python 2.7", pyc(62211, 8), "Python bytecode"],
    ["Python 2.0", pyc(50823, 8), "Python bytecode"],
    ["Python 2.1", pyc(60202, 8), "Python bytecode"],
    ["Python 3.0", pyc(3000, 8), "Python bytecode"],
    ["Python 3.2", pyc(3189, 8), "Python bytecode"],
    ["Python 3.3", pyc(3190, 12), "Python bytecode"],
    ["Python 3.6", pyc(3379, 12), "Python bytecode"],
    ["the last Python with a header of 12 bytes", pyc(3389, 12), "Python bytecode"],
    ["Python 3.7", pyc(3390, 16), "Python bytecode"],
    ["Python 3.12", pyc(3531, 16), "Python bytecode"],
    ["the last number that a Python 3 can have", pyc(3999, 16), "Python bytecode"],
  ])("tells %s", (_, bytes, format) => {
    expect(formatOf(bytes)).toBe(format);
  });

  it.each([
    ["an empty file", Buffer.alloc(0)],
    ["three bytes of ELF", hex("7f454c")],
    ["cafebabe and nothing more", hex("cafebabe")],
    ["a text that begins with MZ", Buffer.from(`MZ is where it begins, ${"and it goes on ".repeat(20)}`)],
    ["a short text that begins with MZ", Buffer.from("MZ\n")],
    ["a text whose first line is two characters and CR LF", Buffer.from("ab\r\nccccccccccccccccc")],
    ["a number of Python's, CR LF, no code object", padded("cb0d0d0a", 32)],
    ["a number before Python 3's", pyc(2999, 8)],
    ["a number after Python 3's", pyc(4000, 16)],
    ["a number beside Python 2.0's", pyc(50822, 8)],
    ["a number before Python 2.1's", pyc(60201, 8)],
    ["a number after Python 2.7's", pyc(62212, 8)],
    ["a number of Python's without CR", changed(pyc(3531, 16), 2, "\n")],
    ["a number of Python's without LF", changed(pyc(3531, 16), 3, "\r")],
    ["a DOS header in a file that does not begin with M", dos({ magic: "XZ" })],
    ["a DOS header in a file that does not begin with MZ", dos({ magic: "MX" })],
    ["a last page larger than a page", dos({ lastPage: 512 })],
    ["a last page larger than a page, by its high byte", dos({ lastPage: 0x2000 })],
    ["a program without a page", dos({ pages: 0 })],
    ["a header shorter than itself", dos({ paragraphs: 1 })],
    ["a header longer than the file", dos({ paragraphs: 5 })],
    ["a signature inside the DOS header", signedOnly("PE", 2)],
    ["a signature of which one letter is seen", signedOnly("PE", 255)],
    ["FOR1 and something else", Buffer.from("FOR1\0\0\x10\0BEAN")],
    ["a text about thin archives", Buffer.from("!<thing>\n")],
    ["a text about archives", Buffer.from("!<archive>\n")],
    ["a text that begins with dex", Buffer.from("dex\nabc")],
    ["PNG", hex("89504e47 0d0a1a0a")],
    ["PDF", Buffer.from("%PDF-1.7\n")],
    ["zip", Buffer.from("PK\x03\x04\x14\0")],
    ["AIFF", Buffer.from("FORM\0\0\0\0AIFF")],
    ["a Java key store", hex("feedfeed 00000002")],
    ["a script", Buffer.from("#!/bin/sh\n")],
  ])("is silent about %s", (_, bytes) => {
    expect(formatOf(bytes)).toBeUndefined();
  });

  it("tells this very Node", () => {
    expect(formatOf(readFileSync(process.execPath).subarray(0, 8192))).toMatch(/ELF|Mach-O|Windows/);
  });
});
