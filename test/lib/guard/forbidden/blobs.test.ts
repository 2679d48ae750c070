import { chmodSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isPointer, scanBlobs } from "../../../../lib/guard/forbidden/blobs.ts";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\n";

const scan = (fixture: TestRepo, names: readonly string[], onBytes: (bytes: number) => void = () => undefined) =>
  scanBlobs(names, { cwd: fixture.dir, matcher: createMatcher(["acme"]), onBytes });

const blobOf = (fixture: TestRepo, path: string): string => fixture.git("rev-parse", `:${path}`);

/**
 * In the place of git: it tells the true sizes, runs `after`, and runs `commands` when it is asked for contents. With `after`,
 * there is no other git. Returns its directory.
 */
const pretend = (commands: string, after = ""): string => {
  const path = process.env["PATH"] ?? "";
  const dir = temporary({
    git: `#!/bin/sh\nPATH='${path}'\ncase " $* " in *" --batch "*) ${commands};; *) git "$@"; status=$?; ${after} exit $status;; esac\n`,
  });
  chmodSync(`${dir}/git`, 0o755);
  vi.stubEnv("PATH", after === "" ? `${dir}${delimiter}${path}` : dir);
  return dir;
};

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("scanBlobs", () => {
  test("finds what each blob has, of any size, and leaves out what this clone doesn't have", async () => {
    using fixture = repo({ a: "acme", b: "", c: `${"x\n".repeat(100_000)}acme`, d: pointer, e: "no" });
    const names = ["a", "b", "c", "d", "e"].map((path) => blobOf(fixture, path));
    const sizes: number[] = [];
    const found = await scan(fixture, [...names, "1".repeat(40)], (bytes) => sizes.push(bytes));
    const shown = names.map((name) => {
      const { hits = [], isPointer = null } = found.get(name) ?? {};
      return [hits.map(({ place }) => place?.line), isPointer];
    });
    expect(shown).toEqual([
      [[1], false],
      [[], false],
      [[100_001], false],
      [[], true],
      [[], false],
    ]);
    expect(found.size).toBe(5);
    expect(sizes).toEqual([4, 0, 200_004, pointer.length, 2]);
  });

  test("asks nothing where there is nothing", async () => {
    using fixture = repo({ a: "x" });
    pretend("exit 1");
    expect(await scan(fixture, [])).toEqual(new Map());
    expect(await scan(fixture, ["1".repeat(40)])).toEqual(new Map());
  });

  test("stops when it is told to", async () => {
    using fixture = repo({ a: "x" });
    const stop = scan(fixture, [blobOf(fixture, "a")], () => {
      throw new RangeError("enough");
    });
    await expect(stop).rejects.toThrow(new RangeError("enough"));
  });

  test("leaves no git behind", async () => {
    using fixture = repo({ a: "x" });
    const name = blobOf(fixture, "a");
    const dir = pretend('echo $$ > "$0.pid"; echo no answer; exec sleep 30');
    await expect(scan(fixture, [name])).rejects.toThrow('git cat-file answered "no answer"');
    const pid = Number(readFileSync(`${dir}/git.pid`, "utf8"));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
  });

  test("throws E_GIT for a git that is gone", async () => {
    using fixture = repo({ a: "x" });
    const name = blobOf(fixture, "a");
    pretend("exit 0", 'rm "$0";');
    await expect(scan(fixture, [name])).rejects.toMatchObject({ code: "E_GIT", message: "Cannot start git cat-file" });
  });

  test.each([
    ["nothing", "exit 0", "git cat-file gave 0 objects, expected 1"],
    ["less than it said", 'printf "%s blob 5\\nacm" $(cat)', "git cat-file gave 0 objects, expected 1"],
    ["all but the line's end", 'printf "%s blob 1\\nx" $(cat)', "git cat-file gave 0 objects, expected 1"],
    ["all, and fails", 'printf "%s blob 1\\nx\\n" $(cat); exit 3', "git cat-file failed with 3"],
    ["all, and is ended", 'printf "%s blob 1\\nx\\n" $(cat); kill -9 $$', "git cat-file failed with a signal"],
    ["that it is missing", 'printf "%s missing\\n" $(cat)', /^git cat-file answered "[0-9a-f]{40} missing"$/],
    [
      "something before the name",
      'printf "x%s blob 1\\nx\\n" $(cat)',
      /^git cat-file answered "x[0-9a-f]{40} blob 1"$/,
    ],
    [
      "something behind the size",
      'printf "%s blob 1 x\\nx\\n" $(cat)',
      /^git cat-file answered "[0-9a-f]{40} blob 1 x"$/,
    ],
    ["a long line", "head -c 500 /dev/zero | tr '\\0' y; echo", `git cat-file answered "${"y".repeat(200)}"`],
  ])("throws E_GIT for a git that answers %s", async (_, commands, message) => {
    using fixture = repo({ a: "x" });
    const name = blobOf(fixture, "a");
    pretend(commands);
    await expect(scan(fixture, [name])).rejects.toMatchObject({
      code: "E_GIT",
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  test("throws E_GIT for a git that ends before it was asked everything", async () => {
    using fixture = repo({ a: "x" });
    const names = Array<string>(5000).fill(blobOf(fixture, "a"));
    pretend("exit 3");
    await expect(scan(fixture, names)).rejects.toMatchObject({ code: "E_GIT", message: "git cat-file failed with 3" });
  });

  test("reads an answer however it is cut", async () => {
    using fixture = repo({ a: "see acme" });
    const name = blobOf(fixture, "a");
    const pieces = [name.slice(0, 7), `${name.slice(7)} blo`, "b 1", "0", "\\n", "see ac", "me!!", "\\n"];
    pretend(pieces.map((piece) => `printf '${piece}'`).join("; sleep 0.05; "));
    expect((await scan(fixture, [name])).get(name)).toMatchObject({ hits: [{ count: 1, offset: 4 }] });
  });

  test("gives a git up that says nothing for two minutes", async () => {
    using fixture = repo({ a: "x" });
    const name = blobOf(fixture, "a");
    pretend("exec sleep 1000");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const scanned = expect(scan(fixture, [name])).rejects.toMatchObject({
      message: "git cat-file failed with a signal",
    });
    await vi.advanceTimersByTimeAsync(120_000);
    await scanned;
  });
});

describe("isPointer", () => {
  const long = (length: number) => Buffer.from(pointer.padEnd(length, "x"));

  test("knows a pointer by its first words, as long as it has fewer than 1,024 bytes", () => {
    expect([pointer.length, 1023, 1024].map((length) => isPointer(long(length)))).toEqual([true, true, false]);
    expect(isPointer(Buffer.from(` ${pointer}`))).toBe(false);
  });

  test.each([
    [1023, true],
    [1024, false],
  ])("a blob of %i bytes that begins like one: %j", async (length, expected) => {
    using fixture = repo({ a: long(length) });
    const name = blobOf(fixture, "a");
    expect((await scan(fixture, [name])).get(name)?.isPointer).toBe(expected);
  });
});
