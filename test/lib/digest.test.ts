import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { hashFile, hashFiles, identityOf, isSameIdentity, sha256 } from "../../lib/digest.ts";
import { temporary } from "../support/temporary.ts";

describe("hashFiles", () => {
  test("agrees with sha256sum for empty, small, chunk-sized and large files, in order", async () => {
    const dir = temporary();
    const sizes = [0, 1, 65_536, 2 ** 20, 2 ** 20 + 1, 17 * 2 ** 20];
    const paths = sizes.map((size) => {
      const path = join(dir, `${size}`);
      writeFileSync(path, randomBytes(size));
      return path;
    });
    const sums = execFileSync("sha256sum", paths, { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => line.slice(0, 64));
    const digests = await hashFiles(paths);
    expect(digests.map((digest) => "sha256" in digest && digest.sha256)).toEqual(sums);
    expect(digests.map((digest) => "size" in digest && digest.size)).toEqual(sizes);
  });

  test("names what it can't hash and goes on: missing, directory, FIFO without a writer", async () => {
    const dir = temporary({ good: "x" });
    execFileSync("mkfifo", [join(dir, "fifo")]);
    symlinkSync("nowhere", join(dir, "dangling"));
    const digests = await hashFiles(["missing", ".", "fifo", "dangling", "good"].map((name) => join(dir, name)));
    expect(digests.map((digest) => ("failed" in digest ? digest.failed : digest.sha256))).toEqual([
      "ENOENT",
      "special",
      "special",
      "ENOENT",
      sha256("x"),
    ]);
  });

  test("shares many files with a second thread, which answers alike", async () => {
    const dir = temporary();
    const paths = Array.from({ length: 6000 }, (_, index) => {
      const path = join(dir, `${index}`);
      if (index % 100 === 0) mkdirSync(path);
      else if (index % 100 !== 1) writeFileSync(path, Buffer.alloc(index * 7, index));
      return path;
    });
    const started = vi.fn();
    process.on("worker", started);
    const digests = await hashFiles(paths);
    process.off("worker", started);
    expect(started).toHaveBeenCalledOnce();
    const expected = paths.map((path, index) => {
      if (index % 100 === 0) return "special";
      return index % 100 === 1 ? "ENOENT" : sha256(readFileSync(path));
    });
    expect(digests.map((digest) => ("failed" in digest ? digest.failed : digest.sha256))).toEqual(expected);
    for (const [index, digest] of digests.entries())
      if (!("failed" in digest))
        expect(isSameIdentity(digest.identity, identityOf(statSync(paths[index] ?? "")))).toBe(true);
  });

  test("names a file that grows while it is read", async () => {
    const dir = temporary();
    const path = join(dir, "growing");
    writeFileSync(path, "");
    truncateSync(path, 200 * 2 ** 20);
    const [digest] = await hashFiles([path], { onProgress: () => appendFileSync(path, "x") });
    expect(digest).toEqual({ failed: "changed" });
  });
});

test("hashFile hashes one", async () => {
  const dir = temporary({ a: "abc" });
  expect(await hashFile(join(dir, "a"))).toMatchObject({
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    size: 3,
  });
});
