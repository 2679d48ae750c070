import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { bytesOfBlob, createWitness, isNamed, readNamed } from "../../../../lib/guard/surface/witness.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const hello = Buffer.from("hello\n");
const sha1 = "ce013625030ba8dba906f756967f9e9ca394464a";
const sha256 = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4";

describe("isNamed", () => {
  it.each([sha1, sha256])("knows the name that git gives to bytes: %s", (name) => {
    expect(isNamed(name, hello)).toBe(true);
    expect(isNamed(name, Buffer.from("hello"))).toBe(false);
    expect(isNamed(name.replace(/^./, "0"), hello)).toBe(false);
  });
});

describe("bytesOfBlob", () => {
  it("gives bytes that are the blob's own, and never throws", () => {
    const dir = temporary({ a: hello, b: "other" });
    expect(bytesOfBlob(join(dir, "a"), sha1, 6)).toEqual(hello);
    expect(bytesOfBlob(join(dir, "a"), sha1, 5)).toBeUndefined();
    for (const name of ["b", "absent", "a/b", "."]) expect(bytesOfBlob(join(dir, name), sha1, 100)).toBeUndefined();
  });
});

describe("readNamed", () => {
  const made = () => {
    const dir = temporary({ a: hello, b: "other", "d/a": hello });
    symlinkSync("a", join(dir, "l"));
    return (name: string, size = 100) => readNamed(join(dir, name), sha1, Buffer.alloc(size));
  };

  it("gives bytes that are the blob's own, by any form of the path, and never throws", () => {
    const read = made();
    expect([read("a"), read("d/a"), read("a", 6)]).toEqual([hello, hello, hello]);
    const others = [...["b", "absent", "a/b", ".", "l", "a\0"].map((name) => read(name)), read("a", 5)];
    expect(others).toEqual(others.map(() => undefined));
    expect(readNamed(Buffer.from(join(temporary({ a: hello }), "a")), sha1, Buffer.alloc(100))).toEqual(hello);
  });

  it.runIf(existsSync("/proc/self/fd"))("leaves no file open", () => {
    const read = made();
    const count = () => readdirSync("/proc/self/fd").length;
    const before = count();
    for (const name of ["a", "b", "absent", "."]) for (let time = 0; time < 20; time += 1) read(name);
    expect(count()).toBeLessThan(before + 10);
  });
});

describe("createWitness", () => {
  const made = (count: number) => {
    const fixture = repo({ a: hello });
    onTestFinished(fixture.dispose);
    const entry = { path: "a", kind: "file" as const, ignored: false, blobs: [sha1], isSame: true };
    return { cwd: fixture.dir, entry, entries: Array.from({ length: count }, () => entry) };
  };
  const [same, alike, longer] = [hello, Buffer.from("HELLO\n"), Buffer.from("hello\n\n")];
  const foundOf = (bytes: Buffer) => ({ size: bytes.length, head: bytes, whole: bytes });

  it.each([
    [1, false, [true, false, false]],
    [200, false, [true, false, false]],
    [201, false, [true, true, false]],
    [201, true, [true, false, false]],
  ])(
    "of %i files, staged: %s, believes %j of the same bytes, the same size, and neither",
    (count, isStaged, expected) => {
      const { cwd, entry, entries } = made(count);
      const { isBlob } = createWitness(entries, { cwd, isStaged });
      expect([same, alike, longer].map((bytes) => isBlob(entry, foundOf(bytes)))).toEqual(expected);
    },
  );

  it("believes no part of a file where it would have to hash the whole", () => {
    const { cwd, entry, entries } = made(1);
    const { isBlob, buffer } = createWitness(entries, { cwd, isStaged: false });
    expect(isBlob(entry, { size: 6, head: hello })).toBe(false);
    expect(buffer).toHaveLength(2 ** 20);
  });
});
