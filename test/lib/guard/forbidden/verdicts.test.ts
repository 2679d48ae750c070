import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ScanForbiddenOptions, scanForbidden } from "../../../../lib/guard/forbidden/index.ts";
import { encode } from "../../../../lib/guard/forbidden/tokens.ts";
import { openVerdicts } from "../../../../lib/guard/forbidden/verdicts.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

/** Scans with one cache, and says how many bytes were read for it. */
const scanner = (cwd: string) => {
  const cacheDir = temporary();
  const scan = async (more: Partial<ScanForbiddenOptions> = {}) => {
    let bytes = 0;
    const onProgress = (count: number) => (bytes = count);
    const tokens = ["acme-corp"];
    const result = await scanForbidden({ cwd, tokens, declaredIn: [], cacheDir, version: "1", onProgress, ...more });
    return { ...result, bytes, paths: result.findings.map(({ code, path }) => `${code} ${path}`) };
  };
  const entries = () => readdirSync(cacheDir, { recursive: true, encoding: "utf8" }).filter((name) => /-/.test(name));
  return { scan, cacheDir, entries };
};

/** Blobs of these are read from git, so that reading them shows in the bytes: their work tree can't speak for them. */
const filtered = { ".gitattributes": "*.txt filter=none\n" };

const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";

/** As in a checkout that is older than a second: what is as young as the index would be compared by content. */
const settle = (fixture: TestRepo): void => {
  const later = Date.now() / 1000 + 60;
  utimesSync(join(fixture.dir, ".git/index"), later, later);
};

const hide = (fixture: TestRepo, path: string): string => {
  const blob = fixture.git("rev-parse", `:${path}`);
  const object = join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2));
  rmSync(object);
  return blob;
};

describe("clean verdicts", () => {
  it("are believed for an unchanged index, with the same receipt, and nothing is read", async () => {
    using fixture = repo({ ...filtered, "a.txt": "x", "b/c": "x", link: { link: "b" } });
    const { scan } = scanner(fixture.dir);
    const first = await scan();
    hide(fixture, "a.txt");
    const second = await scan();
    expect(first.bytes).toBeGreaterThan(0);
    expect(second).toEqual({ ...first, bytes: 0 });
    // Without the verdict, what is hidden shows.
    expect((await scan({ cacheDir: null })).paths).toEqual(["FILE_UNREADABLE a.txt"]);
  });

  it("of one way to compare letters say nothing for the other", async () => {
    using fixture = repo({ "a.txt": "Acme-Corp", "b.txt": "x" });
    const { scan } = scanner(fixture.dir);
    for (let round = 0; round < 2; round += 1) {
      expect((await scan()).paths).toEqual([]);
      expect((await scan({ letters: "ignore" })).paths).toEqual(["FORBIDDEN_TOKEN a.txt"]);
    }
  });

  it("are believed for blobs when the index has changed, and no longer than they are tracked", async () => {
    using fixture = repo({ ...filtered, "a.txt": "x" });
    const { scan } = scanner(fixture.dir);
    await scan();
    hide(fixture, "a.txt");
    fixture.write({ "b.txt": "acme-corp" });
    fixture.git("add", "b.txt");
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN b.txt"]);
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN b.txt"]);
    fixture.git("rm", "--quiet", "--cached", "b.txt");
    expect((await scan()).paths).toEqual([]);
    fixture.git("update-index", "--force-remove", "a.txt");
    expect((await scan()).paths).toEqual([]);
    fixture.git("reset", "--quiet");
    expect((await scan()).paths).toEqual(["FILE_UNREADABLE a.txt"]);
  });

  it.each([
    ["other tokens", { tokens: ["acme-corp", "globex"] }],
    ["another version", { version: "2" }],
  ])("are not believed for %s", async (_, more) => {
    using fixture = repo({ ...filtered, "a.txt": "x" });
    const { scan } = scanner(fixture.dir);
    await scan();
    hide(fixture, "a.txt");
    expect((await scan(more)).paths).toEqual(["FILE_UNREADABLE a.txt"]);
  });

  it("are believed whatever the order of tokens and declaring files, and not for other ones", async () => {
    // Pointers are counted in every run that does not believe the verdict over the whole index.
    using fixture = repo({ ...filtered, a: "acme-corp globex", "c.txt": pointer });
    const { scan } = scanner(fixture.dir);
    expect((await scan({ tokens: ["acme-corp", "globex"], declaredIn: ["a", "b"] })).bytes).toBeGreaterThan(0);
    expect((await scan({ tokens: ["globex", "acme-corp"], declaredIn: ["b", "a"] })).bytes).toBe(0);
    expect((await scan({ tokens: ["globex", "acme-corp"] })).paths).toHaveLength(2);
  });

  it("are kept for nothing that was found, unreadable, or a pointer", async () => {
    using fixture = repo({ ...filtered, "a.txt": "acme-corp", "b.txt": "x", "c.txt": pointer });
    const { scan } = scanner(fixture.dir);
    hide(fixture, "b.txt");
    rmSync(join(fixture.dir, "b.txt"));
    const first = await scan();
    expect(first.paths).toEqual(["FORBIDDEN_TOKEN a.txt", "FILE_UNREADABLE b.txt"]);
    const second = await scan();
    expect(second).toMatchObject({ findings: first.findings, coverage: first.coverage });
    expect(second.bytes).toBeGreaterThan(0);
  });

  it("keep the receipt of what was not examined, as often as they are believed", async () => {
    using fixture = repo({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": pointer, b: "x", c: { link: "b" } });
    const { scan } = scanner(fixture.dir);
    const { coverage } = await scan();
    expect(coverage[1]).toMatchObject({ considered: 3, examined: 2, skipped: { "git-lfs pointer": 1 } });
    fixture.write({ b: "y" });
    for (let run = 0; run < 2; run += 1) expect((await scan()).coverage).toEqual(coverage);
  });

  it("are no authority over paths that differ, come or go", async () => {
    using fixture = repo({ a: "x", b: "x", link: { link: "a" } });
    const { scan } = scanner(fixture.dir);
    await scan();
    fixture.write({ a: "acme-corp" });
    rmSync(join(fixture.dir, "b"));
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN a"]);
    fixture.git("add", "--all");
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN a"]);
    fixture.commit({ a: "x", "acme-corp": "x" });
    for (let run = 0; run < 2; run += 1) expect((await scan()).paths).toEqual(["FORBIDDEN_IN_NAME acme-corp"]);
  });

  it.each(["--assume-unchanged", "--skip-worktree"])("are no authority over the work tree under %s", async (bit) => {
    using fixture = repo({ a: "x", b: "x" });
    fixture.git("update-index", bit, "a");
    const { scan } = scanner(fixture.dir);
    expect((await scan()).paths).toEqual([]);
    fixture.write({ a: "acme-corp" });
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN a"]);
    fixture.write({ a: "x" });
    expect((await scan()).paths).toEqual([]);
  });

  it("over blobs are no authority over paths that differ", async () => {
    using fixture = repo({ a: "acme-corp", b: "x" });
    const { scan, cacheDir, entries } = scanner(fixture.dir);
    await scan();
    // As if an earlier run had been blind.
    const path = join(cacheDir, entries()[0] ?? "");
    const blob = Buffer.from(fixture.git("rev-parse", ":a"), "hex");
    writeFileSync(path, Buffer.concat([readFileSync(path), blob]));
    settle(fixture);
    expect((await scan()).paths).toEqual([]);
    await scan({ tokens: ["other"] });
    await scan();
    writeFileSync(path, Buffer.concat([readFileSync(path), blob]));
    fixture.write({ a: "harmless" });
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN a"]);
  });

  it("over blobs are no authority over other stages of a conflict, or over a work tree that git doesn't compare", async () => {
    using fixture = repo({ a: "base", b: "x" });
    fixture.git("update-index", "--skip-worktree", "b");
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: "acme-corp" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "ours" });
    const { scan } = scanner(fixture.dir);
    await scan();
    expect(() => fixture.git("merge", "other")).toThrow();
    fixture.write({ a: "harmless", b: "acme-corp" });
    expect((await scan()).findings).toMatchObject([
      { path: "a", message: expect.not.stringContaining("work tree") },
      { path: "b", message: expect.stringContaining("work tree") },
    ]);
  });

  it("tell indexes apart that have no checksum (index.skipHash)", async () => {
    using fixture = repo({ a: "x" });
    const { scan } = scanner(fixture.dir);
    const zero = () => {
      const index = join(fixture.dir, ".git/index");
      writeFileSync(index, Buffer.concat([readFileSync(index).subarray(0, -20), Buffer.alloc(20)]));
    };
    zero();
    expect((await scan()).paths).toEqual([]);
    fixture.commit({ a: "acme-corp" });
    zero();
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN a"]);
  });

  it("tell indexes apart that are split over two files", async () => {
    using fixture = repo({ ...filtered, "a.txt": "x" });
    fixture.git("update-index", "--split-index");
    const { scan, entries } = scanner(fixture.dir);
    expect((await scan()).paths).toEqual([]);
    expect(entries().map((name) => name.replace(/[0-9a-f]{32}/, ""))).toEqual(["forbidden/blobs-"]);
    expect((await scan()).coverage[0]).toMatchObject({ examined: 2 });
  });

  it("are kept apart for each work tree", async () => {
    using fixture = repo({ a: "x" });
    const linked = join(temporary(), "linked");
    fixture.git("worktree", "add", "--quiet", linked);
    const { scan, entries } = scanner(fixture.dir);
    await scan();
    await scan({ cwd: linked });
    expect(entries()).toHaveLength(4);
    writeFileSync(join(linked, "a"), "acme-corp");
    expect((await scan({ cwd: linked })).paths).toEqual(["FORBIDDEN_TOKEN a"]);
    expect((await scan()).bytes).toBe(0);
  });

  it("work for names of SHA-256, in UTF-16 as well", async () => {
    using fixture = repo();
    rmSync(join(fixture.dir, ".git"), { recursive: true });
    fixture.git("init", "--quiet", "--object-format=sha256");
    fixture.commit({ a: "x", b: "y" });
    const { scan } = scanner(fixture.dir);
    await scan();
    fixture.commit({ c: encode("acme-corp", "UTF-16 LE") });
    settle(fixture);
    const { bytes, paths } = await scan();
    expect(paths).toEqual(["FORBIDDEN_TOKEN c"]);
    // c alone: by the quick look and by the close one.
    expect(bytes).toBe(2 * 18);
  });

  it("are not believed when damaged", async () => {
    using fixture = repo({ ...filtered, "a.txt": "x" });
    const { scan, cacheDir, entries } = scanner(fixture.dir);
    const damages: ((text: string) => string)[] = [
      () => "",
      () => "null",
      () => "{}",
      (text) => text.slice(0, -1),
      ...["paths", "files", "links", "declared", "pointers"].map(
        (name) => (text: string) => text.replace(new RegExp(`"${name}":(\\d)`), `"${name}":"$1"`),
      ),
      (text) => text.replace('"tally":{', '"tally":null,"other":{'),
      (text) => text.replace('"apart":[]', '"apart":[1]'),
      (text) => text.replace('"apart":[]', '"apart":{}'),
      (text) => text.replace(/"state":"./, '"state":"-'),
    ];
    for (const damage of damages) {
      await scan();
      for (const name of entries()) {
        const path = join(cacheDir, name);
        const text = readFileSync(path, "latin1");
        if (name.includes("blobs")) writeFileSync(path, text.slice(1), "latin1");
        else expect(damage(text)).not.toBe(text);
        if (!name.includes("blobs")) writeFileSync(path, damage(text), "latin1");
      }
      expect((await scan()).bytes).toBeGreaterThan(0);
    }
  });

  it("over a conflict are no authority over the work tree, which is looked at once", async () => {
    using fixture = repo({ a: "base" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: "theirs" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "ours" });
    expect(() => fixture.git("merge", "other")).toThrow();
    fixture.write({ a: "resolved" });
    const { scan, entries } = scanner(fixture.dir);
    expect((await scan()).paths).toEqual([]);
    expect(entries()).toHaveLength(2);
    fixture.write({ a: "acme-corp" });
    expect((await scan()).paths).toEqual(["FORBIDDEN_TOKEN a"]);
  });

  it("are not believed for an index that can't be told apart from others, whatever is kept", async () => {
    using fixture = repo({ a: "x" });
    const { scan, cacheDir, entries } = scanner(fixture.dir);
    await scan();
    const kept = join(cacheDir, entries().find((name) => name.includes("index-")) ?? "");
    writeFileSync(kept, readFileSync(kept, "utf8").replace('"state"', '"other"'));
    const snapshot = { ...takeSnapshot(fixture.dir), digest: () => undefined };
    expect(openVerdicts({ cacheDir, snapshot, tokens: [], version: "1", declaredIn: [] }).index).toBeUndefined();
  });

  it("are not asked for where none are kept", () => {
    const digest = () => {
      throw new Error("asked");
    };
    const snapshot = { gitDir: "/", isStaged: false, isCurrent: () => true, digest };
    const options = { snapshot, tokens: ["acme-corp"], version: "1", declaredIn: [] };
    expect(openVerdicts({ ...options, cacheDir: null }).index).toBeUndefined();
    expect(() => openVerdicts({ ...options, cacheDir: "/nowhere" })).toThrow("asked");
  });

  it("are not kept for an index that is another one when the scan ends", () => {
    using fixture = repo({ a: "x" });
    const options = { cacheDir: temporary(), tokens: ["acme-corp"], version: "1", declaredIn: [] };
    const open = () => openVerdicts({ ...options, snapshot: takeSnapshot(fixture.dir) });
    const clean = { tally: { paths: 1, files: 1, links: 0, declared: 0, pointers: 0 }, apart: [] };
    const index = join(fixture.dir, ".git/index");
    const before = readFileSync(index);
    const verdicts = open();
    fixture.commit({ b: "x" });
    verdicts.keep([], clean);
    writeFileSync(index, before);
    expect(open().index).toBeUndefined();
    open().keep([], clean);
    expect(open().index).toEqual(clean);
  });

  it("are kept up to a size", () => {
    using fixture = repo({ a: "x" });
    const cacheDir = temporary();
    const options = { cacheDir, tokens: ["acme-corp"], version: "1", declaredIn: [] };
    const open = () => openVerdicts({ ...options, snapshot: takeSnapshot(fixture.dir) });
    const tally = { paths: 1, files: 1, links: 0, declared: 0, pointers: 0 };
    const around = JSON.stringify({ state: "0".repeat(64), tally, apart: [""] }).length;
    for (const [more, isKept] of [
      [1, false],
      [0, true],
    ] as const) {
      const clean = { tally, apart: ["x".repeat(8 * 2 ** 20 - around + more)] };
      open().keep([], clean);
      expect(open().index !== undefined).toBe(isKept);
      // What nobody is going to read is not written.
      expect(readdirSync(cacheDir, { recursive: true, encoding: "utf8" }).some((name) => /index-/.test(name))).toBe(
        isKept,
      );
    }
  });

  it("lie outside of the checkout, readable by nobody else, in two files however often they change", async () => {
    using fixture = repo({ a: "x" });
    const { scan, cacheDir, entries } = scanner(fixture.dir);
    for (const content of ["y", "z"]) {
      fixture.commit({ a: content });
      await scan();
    }
    expect(entries()).toHaveLength(2);
    for (const name of entries()) expect(statSync(join(cacheDir, name)).mode & 0o777).toBe(0o600);
    expect(fixture.git("status", "--porcelain", "--ignored")).toBe("");
  });

  it("are not needed: a cache that can't be written changes nothing", async () => {
    using fixture = repo({ a: "acme-corp" });
    const { scan } = scanner(fixture.dir);
    expect((await scan({ cacheDir: "/proc/nowhere" })).paths).toEqual(["FORBIDDEN_TOKEN a"]);
  });
});
