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

/** A .pyc header: magic number, CR LF, the rest of the header, the type byte of a code object. */
const pyc = (number: number, header: number) => {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt16LE(number, 0);
  bytes.write("\r\n", 2);
  bytes[header] = 0xe3;
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
    ["PE", windows("PE\0\0"), "Windows or DOS executable"],
    ["NE", windows("NE"), "Windows or DOS executable"],
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
    ["Python 3.6", pyc(3379, 12), "Python bytecode"],
    ["Python 3.12", pyc(3531, 16), "Python bytecode"],
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
