import { createHash } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashFiles } from "../../lib/digest.ts";
import { temporary } from "../support/temporary.ts";

const expected = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("the work that hashFiles shares", () => {
  test("gives every file its own digest when two threads share the work", async () => {
    const dir = temporary();
    const contents = Array.from({ length: 300 }, (_, index) => Buffer.alloc(400_000, `${index};`));
    const paths = contents.map((content, index) => {
      writeFileSync(join(dir, `${index}`), content);
      return join(dir, `${index}`);
    });
    const seen: number[] = [];
    const digests = await hashFiles(paths, { onProgress: (bytes) => seen.push(bytes) });
    expect(digests.map((digest) => "sha256" in digest && digest.sha256)).toEqual(contents.map(expected));
    expect(seen.length).toBeGreaterThan(0);
  });

  test("stops when onProgress throws, and leaves no thread behind", async () => {
    const dir = temporary();
    const path = join(dir, "sparse");
    writeFileSync(path, "");
    truncateSync(path, 300 * 2 ** 20);
    const stop = () => {
      throw new Error("stop");
    };
    await expect(hashFiles([path, path, path, path], { onProgress: stop })).rejects.toThrow("stop");
  });
});
