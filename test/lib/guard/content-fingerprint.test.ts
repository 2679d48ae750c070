import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type ContentFingerprintOptions, withContentFingerprints } from "../../../lib/guard/content-fingerprint.ts";
import { fingerprintOf } from "../../../lib/guard/fingerprint.ts";
import type { IndexEntry } from "../../../lib/guard/surface/index.ts";
import { listIndex, parseIndex } from "../../../lib/guard/surface/listing.ts";
import { listTracked } from "../../../lib/guard/surface/tracked.ts";
import type { Finding } from "../../../lib/report.ts";
import { repo, runGit } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const violation: Finding = { code: "COMPILED_FILE", level: "violation", path: "a", message: "x" };
const fileOf = (content: string | Buffer, algorithm = "sha1"): string => {
  const bytes = Buffer.from(content);
  const hash = createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes);
  return `file ${hash.digest("hex")}`;
};
const named = (...objects: string[]): string => fingerprintOf("COMPILED_FILE", objects.sort());

/** The fingerprint of a violation in the first tracked path. */
const fingerprintIn = async (dir: string, more: Partial<ContentFingerprintOptions & { entry: IndexEntry }> = {}) => {
  const { entry = listTracked(dir)[0], ...options } = more;
  if (entry === undefined) throw new Error("nothing is tracked");
  const about = new Map([[violation, entry]]);
  const asked = { about, root: dir, isStaged: false, listing: () => listIndex(dir), ...options };
  const [finding] = await withContentFingerprints([violation], asked);
  return finding?.fingerprint;
};

describe("withContentFingerprints", () => {
  it("knows a file by the bytes that git tracks", async () => {
    using fixture = repo({ a: "one", b: "two" });
    expect(await fingerprintIn(fixture.dir)).toBe(named(fileOf("one")));
  });

  it("knows it by those that lie there as well, added or not; not when the index alone is judged", async () => {
    using fixture = repo({ a: "one" });
    const large = "x".repeat(200_000);
    fixture.write({ a: large });
    expect(await fingerprintIn(fixture.dir)).toBe(named(fileOf("one"), fileOf(large)));
    expect(await fingerprintIn(fixture.dir, { isStaged: true })).toBe(named(fileOf("one")));
  });

  it("does not look at what git has written out in another form", async () => {
    using fixture = repo({ ".gitattributes": "a text eol=crlf\n", a: "one\r\n" });
    const [, entry] = listTracked(fixture.dir);
    expect(entry).toMatchObject({ path: "a", isSame: true });
    expect(await fingerprintIn(fixture.dir, { ...(entry && { entry }) })).toBe(named(fileOf("one\n")));
  });

  it("counts a file once that lies there as git tracks it, although git looks away", async () => {
    using fixture = repo({ a: "one" });
    fixture.git("update-index", "--assume-unchanged", "a");
    expect(await fingerprintIn(fixture.dir)).toBe(named(fileOf("one")));
  });

  it("knows a file in conflict by every side, whichever is ours", async () => {
    using fixture = repo({ x: "x" });
    const blobs = ["one", "two", "three"].map((content) => fileOf(content).slice(5));
    const record = (order: readonly string[]) =>
      parseIndex(Buffer.from(order.map((blob, stage) => `M 100644 ${blob} ${stage + 1}\ta\0`).join("")));
    const entry: IndexEntry = { path: "a", kind: "file", ignored: false, blobs, isSame: false };
    for (const order of [blobs, blobs.toReversed()])
      expect(await fingerprintIn(fixture.dir, { entry, listing: async () => record(order) })).toBe(
        named(...blobs.map((blob) => `file ${blob}`)),
      );
  });

  it.each<[string, (dir: string) => void]>([
    ["nothing", () => undefined],
    ["a directory", (dir) => mkdirSync(join(dir, "d/a"))],
    ["a link to another file", (dir) => symlinkSync("../b", join(dir, "d/a"))],
    ["a FIFO", (dir) => execFileSync("mkfifo", [join(dir, "d/a")])],
    [
      "a file where its directory was",
      (dir) => {
        rmSync(join(dir, "d"), { recursive: true });
        writeFileSync(join(dir, "d"), "x");
      },
    ],
    [
      "a file behind a link",
      (dir) => {
        mkdirSync(join(dir, "e"));
        writeFileSync(join(dir, "e/a"), "x");
        rmSync(join(dir, "d"), { recursive: true });
        symlinkSync("e", join(dir, "d"));
      },
    ],
  ])("takes %s in its place for no file of its own", async (_, put) => {
    using fixture = repo({ "d/a": "one", "d/z": "z" });
    fixture.write({ b: "two" });
    rmSync(join(fixture.dir, "d/a"));
    put(fixture.dir);
    expect(await fingerprintIn(fixture.dir)).toBe(named(fileOf("one")));
  });

  it("knows a link by what git tracks, whatever lies there", async () => {
    using fixture = repo({ a: { link: "b" } });
    const expected = named(fileOf("b").replace("file", "link"));
    expect(await fingerprintIn(fixture.dir)).toBe(expected);
    rmSync(join(fixture.dir, "a"));
    fixture.write({ a: "a file now" });
    expect(await fingerprintIn(fixture.dir)).toBe(expected);
  });

  it("finds a file by its bytes whose name is not UTF-8", async () => {
    using fixture = repo({ a: "one" });
    const name = Buffer.from([0x61, 0xff]);
    renameSync(join(fixture.dir, "a"), Buffer.concat([Buffer.from(`${fixture.dir}/`), name]));
    fixture.git("add", "--all");
    writeFileSync(Buffer.concat([Buffer.from(`${fixture.dir}/`), name]), "two");
    expect(await fingerprintIn(fixture.dir)).toBe(named(fileOf("one"), fileOf("two")));
  });

  it("finds a file whose directory has a name beyond ASCII", async () => {
    using fixture = repo({ "dé/ñ": "one" });
    fixture.write({ "dé/ñ": "two" });
    expect(await fingerprintIn(fixture.dir)).toBe(named(fileOf("one"), fileOf("two")));
  });

  it.each([["/"], ["link"]])("finds a file in a work tree whose top is named %s", async (root) => {
    const dir = temporary({ "d/a": "two" });
    symlinkSync(dir, join(dir, "link"));
    const [top, path] = root === "/" ? ["/", `${dir}/d/a`.slice(1)] : [join(dir, root), "d/a"];
    const blob = fileOf("one").slice(5);
    const entry: IndexEntry = { path, kind: "file", ignored: false, blobs: [blob], isSame: false };
    const listing = async () => parseIndex(Buffer.from(`H 100644 ${blob} 0\t${path}\0`));
    expect(await fingerprintIn(dir, { entry, root: top, listing })).toBe(named(fileOf("one"), fileOf("two")));
  });

  it("gives the names of a repository with SHA-256", async () => {
    const dir = temporary({ a: "one" });
    runGit(dir, ["init", "--quiet", "--object-format=sha256"]);
    runGit(dir, ["add", "a"]);
    writeFileSync(join(dir, "a"), "two");
    expect(await fingerprintIn(dir)).toBe(named(fileOf("one", "sha256"), fileOf("two", "sha256")));
  });

  it("gives none for a file that can't be read", async () => {
    using fixture = repo({ x: "x" });
    const [{ blobs: [blob = ""] = [] } = {}] = listTracked(fixture.dir);
    // Longer than any file system has names.
    fixture.git("update-index", "--add", "--cacheinfo", `100644,${blob},${"a".repeat(300)}`);
    expect(await fingerprintIn(fixture.dir)).toBeUndefined();
  });

  it.skipIf(process.platform !== "linux")("gives none for a file that is another size than it says", async () => {
    using fixture = repo({ status: "x" });
    const [tracked] = listTracked(fixture.dir);
    if (tracked === undefined) throw new Error("nothing is tracked");
    const entry = { ...tracked, isSame: false };
    const root = `/proc/${process.pid}`;
    expect(await fingerprintIn(fixture.dir, { entry, root })).toBeUndefined();
  });

  it("gives none for what git no longer tracks", async () => {
    using fixture = repo({ a: "one", b: "two" });
    const [entry] = listTracked(fixture.dir);
    fixture.git("rm", "--quiet", "--cached", "a");
    expect(await fingerprintIn(fixture.dir, { ...(entry && { entry }) })).toBeUndefined();
  });

  it("leaves alone what has a fingerprint, and what is about no tracked path", async () => {
    using fixture = repo({ a: "one" });
    const [entry] = listTracked(fixture.dir);
    if (entry === undefined) throw new Error("nothing is tracked");
    const own: Finding = { ...violation, fingerprint: "f".repeat(32) };
    const other: Finding = { code: "ALLOW_UNUSED", level: "undecided", message: "x" };
    const about = new Map([own, violation].map((finding) => [finding, entry] as const));
    const listing = vi.fn(() => listIndex(fixture.dir));
    const options = { about, root: fixture.dir, isStaged: false, listing };
    expect(await withContentFingerprints([own, other, violation], options)).toEqual([
      own,
      other,
      { ...violation, fingerprint: named(fileOf("one")) },
    ]);
    expect(listing).toHaveBeenCalledTimes(1);
    expect(await withContentFingerprints([other], options)).toEqual([other]);
    expect(listing).toHaveBeenCalledTimes(1);
  });

  it.skipIf(process.platform !== "linux")("leaves no file open", async () => {
    using fixture = repo({ a: "one" });
    fixture.write({ a: "two" });
    await fingerprintIn(fixture.dir);
    const before = readdirSync("/proc/self/fd").length;
    for (let time = 0; time < 20; time += 1) await fingerprintIn(fixture.dir);
    expect(readdirSync("/proc/self/fd").length).toBeLessThan(before + 20);
  });
});
