import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lookClosely } from "../../../../lib/guard/forbidden/close-look.ts";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { scanFor } from "../../../../lib/guard/forbidden/scan.ts";
import { matcherFor } from "../../../support/deny.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

const link = "120000";
const tokens = ["acme-corp", "globex"];

const scan = async (fixture: TestRepo, matcher: Matcher = createMatcher(tokens), declaredIn: string[] = []) => {
  const options = { cwd: fixture.dir, tokens, declaredIn, cacheDir: null, version: "0", list: "forbidden" } as const;
  const { findings, coverage } = await scanFor(matcher, options);
  return { messages: findings.map(({ path, message }) => `${path} ${message}`), coverage };
};

const hide = (fixture: TestRepo, blob: string): void =>
  rmSync(join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));

/** Three stages of the path `a`. */
const conflict = (fixture: TestRepo, contents: readonly string[], ...modes: string[]): string[] => {
  const cwd = fixture.dir;
  const blobs = contents.map((input) =>
    `${execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd, input })}`.trim(),
  );
  const input = blobs.map((blob, index) => `${modes[index] ?? "100644"} ${blob} ${index + 1}\ta\n`).join("");
  execFileSync("git", ["update-index", "--index-info"], { cwd, input });
  return blobs;
};

describe("one finding for each token", () => {
  test("in the target of a link", async () => {
    using fixture = repo({ a: { link: "acme-corp/globex" } });
    expect((await scan(fixture)).messages).toEqual([
      `a Forbidden token "acme-corp" in the link's target`,
      `a Forbidden token "globex" in the link's target`,
    ]);
  });

  test("that nobody may read, in contents without places and at one place", async () => {
    using fixture = repo({ a: Buffer.from("\0 acme-corp globex"), b: "acme-corp globex" });
    const overlapping = matcherFor(["acme-corp", "globex", "acme-corp globex"]);
    const { messages } = await scan(fixture, overlapping);
    expect(messages.filter((message) => message.startsWith("a "))).toHaveLength(3);
    expect(messages.filter((message) => message.startsWith("b "))).toHaveLength(3);
  });

  test("where several stages of a conflict have it at one place, or on one line", async () => {
    using fixture = repo({ b: "x" });
    conflict(fixture, ["acme-corp\nglobex", "\nacme-corp", "acme-corp, globex"]);
    expect((await scan(fixture)).messages).toEqual([
      'a a:1:1: Forbidden token "acme-corp"',
      'a a:2:1: Forbidden token "globex"',
      'a a:1:12: Forbidden token "globex"',
    ]);
  });

  test("where several stages of a link have it", async () => {
    using fixture = repo({ b: "x" });
    conflict(fixture, ["acme-corp", "acme-corp/globex", "globex"], link, link, link);
    expect((await scan(fixture)).messages).toEqual([
      `a Forbidden token "acme-corp" in the link's target`,
      `a Forbidden token "globex" in the link's target`,
    ]);
  });
});

describe("a conflict", () => {
  test("is undecided once, whatever else is found, when stages are not in this clone", async () => {
    using fixture = repo({ b: "x" });
    const [base = "", ours = ""] = conflict(fixture, ["base", "ours", "acme-corp"]);
    for (const blob of [base, ours]) hide(fixture, blob);
    const { messages, coverage } = await scan(fixture);
    expect(messages).toEqual([
      "a Cannot be read: its content is not in this clone",
      'a a:1:1: Forbidden token "acme-corp"',
    ]);
    expect(coverage[1]).toMatchObject({ considered: 2, examined: 1, skipped: { unreadable: 1 } });
  });

  test("is decided by the work tree for a stage whose very bytes that has", async () => {
    using fixture = repo({ b: "x" });
    const [, ours = ""] = conflict(fixture, ["base", "ours", "theirs"]);
    hide(fixture, ours);
    fixture.write({ a: "ours" });
    expect((await scan(fixture)).messages).toEqual([]);
    const [, target = ""] = conflict(fixture, ["one", "two", "three"], link, link, link);
    hide(fixture, target);
    rmSync(join(fixture.dir, "a"));
    symlinkSync("two", join(fixture.dir, "a"));
    expect((await scan(fixture)).messages).toEqual([]);
  });

  test("in which one stage is a pointer of git-lfs is examined", async () => {
    using fixture = repo({ b: "x" });
    conflict(fixture, ["base", "version https://git-lfs.github.com/spec/v1\n", "theirs"]);
    expect((await scan(fixture)).coverage[1]).toEqual({
      unit: "file contents",
      considered: 2,
      examined: 2,
      skipped: {},
    });
  });

  test("over a link that is checked out as a file says nothing twice", async () => {
    using fixture = repo({ b: "x" });
    fixture.git("config", "core.symlinks", "false");
    conflict(fixture, ["acme-corp", "x", "y"], link, link, link);
    fixture.write({ a: "acme-corp" });
    expect((await scan(fixture)).messages).toEqual([`a Forbidden token "acme-corp" in the link's target`]);
  });

  test("between a link and a file counts as a file", async () => {
    using fixture = repo({ b: "x" });
    for (const blob of conflict(fixture, ["one", "two", "three"], link)) hide(fixture, blob);
    const skipped = { unreadable: 1 };
    expect((await scan(fixture)).coverage.slice(1)).toEqual([
      { unit: "file contents", considered: 2, examined: 1, skipped },
    ]);
  });

  test("over a link counts as a link as long as every stage is one", async () => {
    using fixture = repo({ b: "x" });
    const blobs = conflict(fixture, ["one", "two", "three"], link, link, link);
    for (const blob of blobs) hide(fixture, blob);
    expect((await scan(fixture)).coverage.slice(1)).toMatchObject([
      { unit: "file contents", considered: 1, examined: 1 },
      { unit: "symbolic link targets", considered: 1, examined: 0, skipped: { unreadable: 1 } },
    ]);
  });
});

describe("the file that declares the tokens", () => {
  test("counts for what it is, changed, a pointer, or in the place of a link", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\nacme-corp\n";
    using fixture = repo({ a: pointer, b: "acme-corp", c: "x", d: "x" });
    fixture.write({ a: `${pointer}\n`, b: "acme-corp globex" });
    rmSync(join(fixture.dir, "c"));
    symlinkSync("globex", join(fixture.dir, "c"));
    const { messages, coverage } = await scan(fixture, undefined, ["a", "b", "c"]);
    expect(messages).toEqual([`c Forbidden token "globex" in the link's target in the work tree`]);
    expect(coverage[1]).toMatchObject({ considered: 4, examined: 1, skipped: { "declares the tokens": 3 } });
  });

  test("is a link like any other when the work tree has one whose target reads as the file did", async () => {
    using fixture = repo({ a: "acme-corp", b: "x" });
    rmSync(join(fixture.dir, "a"));
    symlinkSync("acme-corp", join(fixture.dir, "a"));
    const { messages } = await scan(fixture, undefined, ["a"]);
    expect(messages).toEqual([`a Forbidden token "acme-corp" in the link's target in the work tree`]);
  });
});

test("a blob that is gone is undecided beside what the work tree has instead", async () => {
  using fixture = repo({ a: "x", b: "y" });
  hide(fixture, fixture.git("rev-parse", ":a"));
  fixture.write({ a: "acme-corp" });
  expect((await scan(fixture)).messages).toEqual([
    "a Cannot be read: its content is not in this clone",
    'a a:1:1: Forbidden token "acme-corp" in the work tree',
  ]);
});

test("a scan for a private list says so in its receipt", async () => {
  using fixture = repo({ a: "x" });
  const options = { cwd: fixture.dir, tokens, declaredIn: [], cacheDir: null, version: "0" };
  const units = async (list: "forbidden" | "private") =>
    (await scanFor(createMatcher(tokens), { ...options, list })).coverage.map(({ unit }) => unit);
  expect(await units("forbidden")).toEqual(["path names", "file contents"]);
  expect(await units("private")).toEqual(["path names (private list)", "file contents (private list)"]);
});

test("a link whose target reads like a pointer of git-lfs does not speak for the pointer", async () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
  using fixture = repo({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": pointer, b: { link: "x" } });
  rmSync(join(fixture.dir, "b"));
  symlinkSync(pointer, join(fixture.dir, "b"));
  expect((await scan(fixture)).coverage[1]).toMatchObject({ considered: 2, skipped: { "git-lfs pointer": 1 } });
});

test("a link in the place of a pointer of git-lfs, with the same bytes, does not make it a file with contents", async () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
  using fixture = repo({ a: pointer, b: "x" });
  rmSync(join(fixture.dir, "a"));
  symlinkSync(pointer, join(fixture.dir, "a"));
  expect((await scan(fixture)).coverage[1]).toMatchObject({ considered: 2, skipped: { "git-lfs pointer": 1 } });
});

test("lookClosely counts the bytes of what is there", async () => {
  using fixture = repo({ a: "four", b: "x" });
  const bytes: number[] = [];
  const targets = ["a", "missing"].map((name) => ({ name, versions: [], withWorkTree: true }));
  const common = { cwd: fixture.dir, root: fixture.dir, matcher: createMatcher(tokens), isStaged: false };
  await lookClosely(targets, { ...common, isDeclaring: () => false, onBytes: (count) => bytes.push(count) });
  expect(bytes).toEqual([4]);
});

test("a token that stands in the index and in the work tree counts once, and one more line with it is new", async () => {
  using fixture = repo({ a: "acme-corp\nglobex\n" });
  fixture.write({ a: "\n acme-corp\n\nglobex\nand globex\n" });
  expect((await scan(fixture)).messages).toEqual([
    'a a:1:1: Forbidden token "acme-corp"',
    'a a:2:1: Forbidden token "globex"',
    'a a:4:1: Forbidden token "globex" in the work tree, 2 times',
  ]);
});

test("a file of the work tree that the system refuses is undecided, whatever the index has", async () => {
  using fixture = repo({ a: "x" });
  const target = { name: "x".repeat(5000), versions: [], withWorkTree: true };
  const options = { cwd: fixture.dir, root: fixture.dir, matcher: createMatcher(tokens), isStaged: false };
  const asked = { ...options, isDeclaring: () => false, onBytes: () => undefined };
  expect(await lookClosely([target], asked)).toMatchObject([
    {
      findings: [{ code: "FILE_UNREADABLE", message: "Cannot be read: ENAMETOOLONG" }],
      isIndexClean: false,
      clean: [],
    },
  ]);
});
