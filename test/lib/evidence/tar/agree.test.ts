import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTar, rawTar, readTar, record } from "../../../support/tar.ts";
import { temporary } from "../../../support/temporary.ts";

const gnu = "ustar  \0";
const bases = [
  makeTar({ "r/a": "x", "r/b/c": "yy", "r/ü": "zzz", "VERIFY.txt": "v" }),
  rawTar(
    { type: "L", content: "r/long\0", magic: gnu },
    { name: "r/q", content: "abc", magic: gnu },
    { name: "r/z", magic: gnu },
  ),
  rawTar(
    { type: "x", content: record("path", "r/pp") + record("size", "3") },
    { name: "r/q", content: "abc" },
    { name: "r/w", prefix: "r/p", content: "k" },
  ),
  // As node-tar and star write them.
  rawTar(
    { name: "r/q", prefix: `${"\0".repeat(131)}${"15212360755\0".repeat(2)}`, content: "abc" },
    { name: "r/w", prefix: `${"r/p".padEnd(131, "\0")}${"15212360755 ".repeat(2)}`, content: "k" },
  ),
];

/** The same numbers every time. */
const createRandom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
};

/** A few bytes changed, mostly with a checksum that is right again. */
const mutate = (random: (below: number) => number): Buffer => {
  const bytes = Buffer.from(bases[random(bases.length)] ?? "");
  const edges = [0, 99, 100, 124, 134, 135, 156, 257, 262, 264, 345, 346, 474, 475, 476, 488, 499];
  const values = [0, 0x20, 0x2e, 0x2f, 0x30, 0x31, 0x35, 0x4c, 0x5c, 0x67, 0x78, 0x80, 0xff];
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const block = random(8) * 512;
    const at = block + (random(3) > 0 ? random(512) : (edges[random(edges.length)] ?? 0));
    bytes[at] = random(2) > 0 ? (values[random(values.length)] ?? 0) : random(256);
    if (random(10) > 0 && bytes.toString("latin1", block + 257, block + 260) === "ust") mendChecksum(bytes, block);
  }
  return bytes;
};

const mendChecksum = (bytes: Buffer, block: number): void => {
  bytes.fill(" ", block + 148, block + 156);
  const sum = bytes.subarray(block, block + 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, block + 148, "latin1");
};

test("a tar that is accepted, however odd, holds the same for Python; anything else is E_ARCHIVE", () => {
  const cwd = temporary();
  const random = createRandom(7);
  const accepted: [string, number][][] = [];
  for (let index = 0; index < 8000 && accepted.length < 300; index += 1) {
    const bytes = mutate(random);
    try {
      const { entries } = readTar(bytes, random(2) > 0 ? bytes.length : 1 + random(700));
      writeFileSync(join(cwd, `${accepted.length}.tar`), bytes);
      accepted.push(entries.map(({ path, size }) => [path, size]));
    } catch (error) {
      expect(error).toMatchObject({ code: "E_ARCHIVE" });
    }
  }
  expect(accepted.length).toBeGreaterThan(50);
  for (const [path] of accepted.flat()) expect(path).not.toMatch(/(^|\/)\.{0,2}(\/|$)|\\|\0/);
  const script = `
import json, tarfile
read = lambda i: [[m.name[2:] if m.name.startswith("./") else m.name, m.size] for m in tarfile.open(f"{i}.tar").getmembers()]
print(json.dumps([read(i) for i in range(${accepted.length})]))`;
  expect(JSON.parse(execFileSync("python3", ["-c", script], { cwd, encoding: "utf8" }))).toEqual(accepted);
});
