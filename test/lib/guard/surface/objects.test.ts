import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { readBlobs, readSizes, readSmallBlobs, readWholeBlob } from "../../../../lib/guard/surface/objects.ts";
import { type RepoFiles, repo, runGit } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const made = (files: RepoFiles) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  const listed = new Map(
    fixture
      .git("ls-files", "-s")
      .split("\n")
      .map((line) => [line.slice(50), line.slice(7, 47)]),
  );
  const names = Object.keys(files).map((path) => listed.get(path) ?? "");
  return { ...fixture, names };
};
const [absent, alike] = ["1".repeat(40), "e".repeat(40)];
const head = 8192;

/** As long as the test runs, `git` is this script of the shell; null: there is none. */
const withGit = (script: string | null): void => {
  const dir = temporary(script === null ? {} : { git: `#!/bin/sh\n${script}\n` });
  if (script !== null) chmodSync(join(dir, "git"), 0o755);
  vi.stubEnv("PATH", script === null ? dir : `${dir}:${process.env["PATH"]}`);
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe("readSizes", () => {
  it("gives the sizes of blobs in their order, and none of what is not here", async () => {
    const { dir, names } = made({ a: "", b: "12", c: "x".repeat(10_000) });
    const [a = "", b = "", c = ""] = names;
    expect(readSizes([c, absent, a, b, alike, c], dir)).toEqual([10_000, undefined, 0, 2, undefined, 10_000]);
    expect(readSizes([], "/nonexistent")).toEqual([]);
  });

  it("takes nothing for a size but a number alone", () => {
    const { dir } = made({ a: "1" });
    withGit("printf '3\\nx1\\n1x\\n'");
    expect(readSizes([absent, absent, absent], dir)).toEqual([3, undefined, undefined]);
  });

  it("asks what is here in a partial clone, where the first that is not ends git", () => {
    const origin = made({ a: "1", b: "22" });
    origin.git("config", "uploadpack.allowFilter", "true");
    const dir = join(temporary(), "clone");
    runGit(origin.dir, ["clone", "--quiet", "--filter=blob:none", "--no-checkout", `file://${origin.dir}`, dir]);
    const [a = "", b = ""] = origin.names;
    expect(readSizes([a, b], dir)).toEqual([undefined, undefined]);
    runGit(dir, ["cat-file", "blob", b]);
    expect(readSizes([a, b, a], dir)).toEqual([undefined, 2, undefined]);
  });
});

describe("readBlobs", () => {
  it("gives size and beginning of each, and waits for nothing any more", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const sizes = [0, 1, head - 1, head, head + 1, 3 * head, 200_000];
    const { dir, names } = made(Object.fromEntries(sizes.map((size) => [`f${size}`, "x".repeat(size)])));
    const found = await readBlobs(names, dir);
    expect(names.map((name) => found.get(name)?.size)).toEqual(sizes);
    expect(names.map((name) => found.get(name)?.head.toString())).toEqual(
      sizes.map((size) => "x".repeat(Math.min(size, head))),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it("puts together what comes in pieces", async () => {
    const { dir } = made({ a: "1" });
    const [a = "", b = "", c = ""] = ["a", "b", "c"].map((unit) => unit.repeat(40));
    const other = `x${b} blob 1\\n${b} blob 1x\\n${b} missing\\n`;
    const pieces = [`${a} bl`, "ob 5\\nvw", "xyz", `\\n${other}${c} blo`, "b 12\\n0123456789\\n1\\n"];
    withGit(pieces.map((piece) => `printf '${piece}'`).join("\nsleep 0.1\n"));
    const found = await readBlobs([a, c], dir);
    expect([...found].map(([name, blob]) => [name, blob.size, blob.head.toString()])).toEqual([
      [a, 5, "vwxyz"],
      [c, 12, "0123456789\n1"],
    ]);
  });

  it("throws for what is not here, outside of a repository, and without git", async () => {
    const { dir, names } = made({ a: "1" });
    await expect(readBlobs([...names, absent], dir)).rejects.toMatchObject({
      code: "E_GIT",
      message: "git cat-file gave 1 objects, expected 2",
    });
    await expect(readBlobs(names, temporary())).rejects.toMatchObject({
      code: "E_GIT",
      message: "git cat-file failed with 128",
    });
    withGit(null);
    await expect(readBlobs(names, dir)).rejects.toMatchObject({ code: "E_GIT", message: "Cannot start git cat-file" });
    expect(await readBlobs([], dir)).toEqual(new Map());
  });

  it("outlives a git that ends before it has read what it was asked", async () => {
    const { dir } = made({ a: "1" });
    withGit("exec true");
    const names = Array.from({ length: 20_000 }, (_, index) => `${index}`.padStart(40, "0"));
    await expect(readBlobs(names, dir)).rejects.toMatchObject({ message: /gave 0 objects, expected 20000$/ });
  });

  it("gives up a git that no longer answers", async () => {
    const { dir, names } = made({ a: "1" });
    withGit("exec sleep 60");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = readBlobs(names, dir);
    const failed = expect(asked).rejects.toMatchObject({ message: "git cat-file failed with a signal" });
    vi.advanceTimersByTime(120_000);
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("readSmallBlobs", () => {
  it("gives all bytes of those that are small enough", async () => {
    const { dir, names } = made({ a: "1", b: "x".repeat(head + 1), c: "y".repeat(20_000), d: "z".repeat(20_001) });
    const found = await readSmallBlobs([...names, ...names], { cwd: dir, maxBytes: 20_000 });
    expect(names.map((name) => found.get(name)?.toString())).toEqual([
      "1",
      "x".repeat(head + 1),
      "y".repeat(20_000),
      undefined,
    ]);
    expect(await readSmallBlobs([], { cwd: "/nonexistent", maxBytes: 1 })).toEqual(new Map());
    await expect(readSmallBlobs([absent], { cwd: dir, maxBytes: 1 })).rejects.toMatchObject({ code: "E_GIT" });
  });
});

it("readWholeBlob gives all bytes, and throws for what is not here", () => {
  const { dir, names } = made({ a: "x".repeat(20_000) });
  expect(readWholeBlob(names[0] ?? "", dir)).toHaveLength(20_000);
  rmSync(join(dir, ".git", "objects"), { recursive: true });
  expect(() => readWholeBlob(absent, dir)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^E_/) }));
});
