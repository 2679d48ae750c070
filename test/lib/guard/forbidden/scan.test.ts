import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test, vi } from "vitest";
import { scanForbidden } from "../../../../lib/guard/forbidden/index.ts";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { scanFor } from "../../../../lib/guard/forbidden/scan.ts";
import { encode } from "../../../../lib/guard/forbidden/tokens.ts";
import { createReport } from "../../../../lib/report.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const scan = (cwd: string, { tokens = ["acme-corp"], declaredIn = [] as string[] } = {}) =>
  scanForbidden({ cwd, tokens, declaredIn, cacheDir: null, version: "0.0.0" });

const found = async (...args: Parameters<typeof scan>): Promise<string[]> =>
  (await scan(...args)).findings.map(({ code, message }) => `${code} ${message}`);

const planted = 'FORBIDDEN_TOKEN a:1:1: Forbidden token "acme-corp"';

/** Late enough for git to believe its comparison by stat: what is as young as the index is compared by content. */
const settle = (fixture: TestRepo): void => {
  makeLate(fixture);
  expect(fixture.git("diff-files")).toBe("");
};

const makeLate = (fixture: TestRepo): void => {
  const later = Date.now() / 1000 + 60;
  utimesSync(join(fixture.dir, ".git/index"), later, later);
};

const nobody = 65534;

const giveToNobody = (dir: string): void => {
  if (process.geteuid?.() !== 0) return;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    chownSync(join(entry.parentPath, entry.name), nobody, nobody);
  }
  chownSync(dir, nobody, nobody);
};

/** Root reads everything, so the question is asked as somebody else. */
const asNobody = async <T>(home: string, ask: () => Promise<T>): Promise<T> => {
  if (process.geteuid?.() !== 0) return ask();
  vi.stubEnv("HOME", home);
  // Whose cache is believed is asked by the real user, who stays the same.
  const { getuid } = process;
  if (getuid !== undefined) process.getuid = () => nobody;
  process.seteuid?.(nobody);
  try {
    return await ask();
  } finally {
    process.seteuid?.(0);
    if (getuid !== undefined) process.getuid = getuid;
    vi.unstubAllEnvs();
  }
};

test.each([
  ["forbidden", "path names"],
  ["private", "path names (private list)"],
] as const)("scanFor says of which list the receipt is: %s", async (list, unit) => {
  using fixture = repo({ a: "x" });
  const options = { cwd: fixture.dir, tokens: ["acme-corp"], declaredIn: [], cacheDir: null, version: "0", list };
  expect((await scanFor(createMatcher(["acme-corp"]), options)).coverage[0]?.unit).toBe(unit);
});

describe("scanForbidden", () => {
  it("proves a repository without the tokens, with a receipt for each surface", async () => {
    using fixture = repo({ a: "Acme-Corp acme_corp", "d/b": "x", link: { link: "a" } });
    const { findings, coverage } = await scan(fixture.dir);
    expect(findings).toEqual([]);
    expect(coverage).toEqual([
      { unit: "path names", considered: 3, examined: 3, skipped: {} },
      { unit: "file contents", considered: 2, examined: 2, skipped: {} },
      { unit: "symbolic link targets", considered: 1, examined: 1, skipped: {} },
    ]);
    expect(createReport({ check: "x", findings, coverage, config: null, version: "0" }).verdict).toBe("proved");
  });

  it("leaves an empty repository undecided", async () => {
    using fixture = repo();
    const { findings, coverage } = await scan(fixture.dir);
    expect(createReport({ check: "x", findings, coverage, config: null, version: "0" }).verdict).toBe("undecided");
  });

  it.each([[[]], [[""]], [["a b", " "]], [["acme", "acme"]]])("refuses the tokens %j", async (tokens) => {
    using fixture = repo({ a: "x" });
    await expect(scan(fixture.dir, { tokens })).rejects.toMatchObject({ code: "E_CONFIG" });
  });

  it("throws E_NO_REPOSITORY outside a repository", async () => {
    await expect(scan(temporary())).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });

  it("gives one finding for each path, token and surface, with place, count and fix", async () => {
    using fixture = repo({ "a.txt": "one\n globex acme-corp\nacme-corp", "sub/b.txt": "globex" });
    const { findings } = await scan(join(fixture.dir, "sub"), { tokens: ["acme-corp", "globex"] });
    expect(findings).toEqual([
      {
        code: "FORBIDDEN_TOKEN",
        level: "violation",
        path: "a.txt",
        line: 2,
        column: 9,
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        message: 'a.txt:2:9: Forbidden token "acme-corp", 2 times',
        fix: 'replace "acme-corp" in a.txt:2:9',
      },
      expect.objectContaining({ path: "a.txt", message: 'a.txt:2:2: Forbidden token "globex"' }),
      expect.objectContaining({ path: "sub/b.txt", message: 'sub/b.txt:1:1: Forbidden token "globex"' }),
    ]);
  });
});

describe("contents", () => {
  it.each([
    ["hidden", { ".hidden/.x": "acme-corp" }],
    ["tracked and ignored", { ".gitignore": "*\n", a: "acme-corp" }],
    ["binary", { a: Buffer.from("\x7fELF\0\0acme-corp\0") }],
    ["in a file that is not text by attribute", { ".gitattributes": "* -text -diff binary\n", a: "acme-corp" }],
    ["long", { a: `${"x\n".repeat(400_000)}acme-corp` }],
    ["across two readings", { a: `${"x".repeat(256 * 1024 - 4)}acme-corp` }],
    ["in .gitmodules", { ".gitmodules": '[submodule "x"]\n\turl = https://example.com/acme-corp\n' }],
  ])("are found when %s", async (_, files) => {
    using fixture = repo(files);
    expect((await scan(fixture.dir)).findings).toMatchObject([{ code: "FORBIDDEN_TOKEN" }]);
  });

  it.each(["UTF-16 LE", "UTF-16 BE"] as const)("are found as %s, with and without a mark", async (encoding) => {
    using fixture = repo({ a: encode("\ufeffx\nacme-corp", encoding), b: encode("xx acme-corp", encoding) });
    expect(await found(fixture.dir)).toEqual([
      `FORBIDDEN_TOKEN a:2:1: Forbidden token "acme-corp" as ${encoding}`,
      `FORBIDDEN_TOKEN b: Forbidden token "acme-corp" at byte 6 as ${encoding}`,
    ]);
  });

  it("are found for short tokens, and for those of other scripts in UTF-16", async () => {
    using fixture = repo({ a: "x9z", b: encode("\ufeff日本語", "UTF-16 LE"), c: encode("1č", "UTF-16 BE") });
    const tokens = ["9z", "日本", "č"];
    expect((await scan(fixture.dir, { tokens })).findings.map(({ path }) => path)).toEqual(["a", "b", "c"]);
  });

  it("are those of the index when the work tree hides them by an edit, or lacks the file", async () => {
    using fixture = repo({ a: "acme-corp" });
    fixture.write({ a: "harmless" });
    expect(await found(fixture.dir)).toEqual([planted]);
    rmSync(join(fixture.dir, "a"));
    expect(await found(fixture.dir)).toEqual([planted]);
  });

  it("are those of the work tree, too, where it differs", async () => {
    using fixture = repo({ a: "harmless", b: "acme-corp" });
    fixture.write({ a: "acme-corp", b: "x acme-corp" });
    expect(await found(fixture.dir)).toEqual([
      `${planted} in the work tree`,
      'FORBIDDEN_TOKEN b:1:1: Forbidden token "acme-corp"',
      'FORBIDDEN_TOKEN b:1:3: Forbidden token "acme-corp" in the work tree',
    ]);
  });

  it("count once when only the times of the file differ", async () => {
    using fixture = repo({ a: "acme-corp" });
    utimesSync(join(fixture.dir, "a"), 1, 1);
    expect(await found(fixture.dir)).toEqual([planted]);
  });

  it("are those of the work tree when only an intention to add is staged", async () => {
    using fixture = repo({ b: "x" });
    fixture.write({ a: "acme-corp" });
    fixture.git("add", "--intent-to-add", "a");
    expect(await found(fixture.dir)).toEqual([`${planted} in the work tree`]);
  });

  it("are not those of files that git doesn't track", async () => {
    using fixture = repo({ b: "x" });
    fixture.write({ a: "acme-corp" });
    expect(await found(fixture.dir)).toEqual([]);
  });

  it.each(["--assume-unchanged", "--skip-worktree"])("can't be hidden by %s", async (bit) => {
    using fixture = repo({ a: "harmless" });
    fixture.git("update-index", bit, "a");
    fixture.write({ a: "acme-corp" });
    expect(await found(fixture.dir)).toEqual([`${planted} in the work tree`]);
    using other = repo({ a: "acme-corp" });
    other.git("update-index", bit, "a");
    other.write({ a: "harmless" });
    expect(await found(other.dir)).toEqual([planted]);
  });

  it.each(["--sparse-index", "--no-sparse-index"])("are found outside of a sparse checkout, %s", async (form) => {
    using fixture = repo({ "in/b": "x", "out/deep/a": "acme-corp" });
    fixture.git("sparse-checkout", "set", "--cone", form, "in");
    expect((await scan(fixture.dir)).findings).toMatchObject([{ path: "out/deep/a" }]);
  });

  it("are those of every stage of a conflict, once", async () => {
    using fixture = repo({ a: "acme-corp base" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: "acme-corp theirs" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "ours" });
    expect(() => fixture.git("merge", "other")).toThrow();
    fixture.write({ a: "resolved" });
    expect(await found(fixture.dir)).toEqual([planted]);
  });

  it("are those of the blob where a filter that keeps the size hides them from the work tree", async () => {
    using fixture = repo({ ".gitattributes": "a filter=swap\n" });
    fixture.git("config", "filter.swap.clean", "tr xyz acm");
    fixture.git("config", "filter.swap.smudge", "tr acm xyz");
    fixture.commit({ a: "xyze-yorp" });
    settle(fixture);
    expect(fixture.git("cat-file", "blob", ":a")).toBe("acme-corp");
    expect(await found(fixture.dir)).toEqual([planted]);
  });

  it("are those of the blob where $Id$ is expanded over them", async () => {
    using fixture = repo({ ".gitattributes": "a ident\n", b: "$Id: acme-corp$\n" });
    fixture.git("update-index", "--add", "--cacheinfo", `100644,${fixture.git("rev-parse", ":b")},a`);
    fixture.git("rm", "--quiet", "b");
    fixture.git("checkout", "--quiet", "--", "a");
    settle(fixture);
    expect(await found(fixture.dir)).toEqual(['FORBIDDEN_TOKEN a:1:6: Forbidden token "acme-corp"']);
  });

  it.each(["true", "input"])("are found under core.autocrlf=%s, at the same place", async (value) => {
    using fixture = repo({ a: "x\n" });
    fixture.git("config", "core.autocrlf", value);
    fixture.commit({ a: "one\r\nacme-corp\r\n" });
    rmSync(join(fixture.dir, "a"));
    fixture.git("checkout", "--quiet", "--", "a");
    expect(await found(fixture.dir)).toEqual(['FORBIDDEN_TOKEN a:2:1: Forbidden token "acme-corp"']);
  });

  it("are those of the blob where a conversion of line endings tears UTF-16 apart", async () => {
    // U+0A05 has a byte that looks like a line feed.
    using fixture = repo({ ".gitattributes": "a text eol=crlf\n", a: encode("xx\u0a05", "UTF-16 LE") });
    rmSync(join(fixture.dir, "a"));
    fixture.git("checkout", "--quiet", "--", "a");
    settle(fixture);
    expect(readFileSync(join(fixture.dir, "a"), "hex")).toBe("78007800050d0a");
    expect((await scan(fixture.dir, { tokens: ["x\u0a05"] })).findings).toMatchObject([{ path: "a" }]);
  });

  it("are those of all of the work tree under diff.relative", async () => {
    using fixture = repo({ a: "x", "d/b": "x" });
    fixture.git("config", "diff.relative", "true");
    fixture.write({ a: "acme-corp" });
    expect(await found(join(fixture.dir, "d"))).toEqual([`${planted} in the work tree`]);
  });

  it("of submodules are not looked for: neither their programs run nor their faults count", async () => {
    using inner = repo({ ".gitattributes": "* filter=tell\n", x: "x" });
    using fixture = repo({ a: "x" });
    fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "libs");
    const libs = join(fixture.dir, "libs");
    const ran = join(fixture.dir, "ran");
    runGit(libs, ["config", "filter.tell.clean", `touch '${ran}'; cat`]);
    // git would have to compare contents there.
    utimesSync(join(libs, "x"), 1, 1);
    expect(await found(fixture.dir)).toEqual([]);
    expect(existsSync(ran)).toBe(false);
    writeFileSync(join(fixture.dir, ".git/modules/libs/index"), "broken");
    expect(await found(fixture.dir)).toEqual([]);
  });

  it("count git-lfs pointers as not examined", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    using fixture = repo({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": pointer });
    const { findings, coverage } = await scan(fixture.dir);
    expect(findings).toEqual([]);
    expect(coverage[1]).toEqual({
      unit: "file contents",
      considered: 2,
      examined: 1,
      skipped: { "git-lfs pointer": 1 },
    });
  });

  it("are undecided when neither the clone nor the work tree has them", async () => {
    using fixture = repo({ a: "acme-corp", b: "x" });
    const blob = fixture.git("rev-parse", ":a");
    rmSync(join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    // The work tree has the very bytes.
    expect(await found(fixture.dir)).toEqual([planted]);
    rmSync(join(fixture.dir, "a"));
    const { findings, coverage } = await scan(fixture.dir);
    expect(findings).toMatchObject([{ code: "FILE_UNREADABLE", level: "undecided", path: "a" }]);
    expect(coverage[1]).toMatchObject({ considered: 2, examined: 1, skipped: { unreadable: 1 } });
  });

  it.each(["true", "false"])("are undecided when the system refuses, and stay so (trustctime %s)", async (trust) => {
    using fixture = repo({ a: "x", b: "y" });
    const cacheDir = temporary();
    for (const dir of [fixture.dir, cacheDir]) giveToNobody(dir);
    // Without the time of change, git calls what it can't read the same.
    fixture.git("-c", "safe.directory=*", "config", "core.trustctime", trust);
    fixture.git("-c", "safe.directory=*", "update-index", "--refresh");
    chmodSync(join(fixture.dir, "a"), 0);
    makeLate(fixture);
    for (let run = 0; run < 2; run += 1) {
      const { findings, coverage } = await asNobody(fixture.dir, () =>
        scanForbidden({ cwd: fixture.dir, tokens: ["acme-corp"], declaredIn: [], cacheDir, version: "0" }),
      );
      expect(findings).toEqual([
        { code: "FILE_UNREADABLE", level: "undecided", path: "a", message: "Cannot be read: EACCES" },
      ]);
      expect(coverage[1]).toMatchObject({ considered: 2, examined: 1, skipped: { unreadable: 1 } });
    }
  });

  it("count once where the system refuses: not as declaring, as a pointer or as a link besides, in every run", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    using fixture = repo({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": pointer, b: "x", own: "acme-corp" });
    fixture.git("update-index", "--skip-worktree", "b");
    const cacheDir = temporary();
    for (const dir of [fixture.dir, cacheDir]) giveToNobody(dir);
    for (const path of ["a.bin", "b", "own"]) chmodSync(join(fixture.dir, path), 0);
    for (let run = 0; run < 2; run += 1) {
      const { findings, coverage } = await asNobody(fixture.dir, () =>
        scanForbidden({ cwd: fixture.dir, tokens: ["acme-corp"], declaredIn: ["own"], cacheDir, version: "0" }),
      );
      expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual(
        ["a.bin", "b", "own"].map((path) => `FILE_UNREADABLE ${path}`),
      );
      expect(coverage.slice(1)).toEqual([
        {
          ...{ unit: "file contents", considered: 4, examined: 1 },
          skipped: { "declares the tokens": 1, unreadable: 2 },
        },
      ]);
    }
  });

  it("count as files where the system refuses what git does not compare, after a run that could read it, too", async () => {
    using fixture = repo({ a: "x", b: "y", c: { link: "a" } });
    fixture.git("update-index", "--skip-worktree", "b");
    const cacheDir = temporary();
    for (const dir of [fixture.dir, cacheDir]) giveToNobody(dir);
    const ask = () =>
      asNobody(fixture.dir, () =>
        scanForbidden({ cwd: fixture.dir, tokens: ["acme-corp"], declaredIn: [], cacheDir, version: "0" }),
      );
    const { coverage } = await ask();
    chmodSync(join(fixture.dir, "b"), 0);
    const second = await ask();
    expect(second.findings).toMatchObject([{ code: "FILE_UNREADABLE", path: "b" }]);
    expect(second.coverage).toEqual([
      coverage[0],
      { unit: "file contents", considered: 2, examined: 1, skipped: { unreadable: 1 } },
      coverage[2],
    ]);
  });

  it("count as links where every stage is one, when nobody has them", async () => {
    using fixture = repo({ a: "x" });
    const input = ["120000 0\tb", "120000 1\tc", "120000 2\tc", "100644 1\td", "120000 2\td"]
      .map((one, at) => `${one.replace(" ", ` ${String(at + 1).repeat(40)} `)}\n`)
      .join("");
    execFileSync("git", ["update-index", "--index-info"], { cwd: fixture.dir, input });
    const { findings, coverage } = await scan(fixture.dir);
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual(
      ["b", "c", "d"].map((path) => `FILE_UNREADABLE ${path}`),
    );
    expect(coverage.slice(1)).toEqual([
      { unit: "file contents", considered: 2, examined: 1, skipped: { unreadable: 1 } },
      { unit: "symbolic link targets", considered: 2, examined: 0, skipped: { unreadable: 2 } },
    ]);
  });

  it("are those of the index when something else is in the file's place", async () => {
    using fixture = repo({ a: "acme-corp", "d/b": "x", "e/c": "x" });
    rmSync(join(fixture.dir, "a"));
    execFileSync("mkfifo", [join(fixture.dir, "a")]);
    // Behind the link lies what git does not track there.
    renameSync(join(fixture.dir, "d"), join(fixture.dir, "elsewhere"));
    fixture.write({ "elsewhere/b": "acme-corp" });
    symlinkSync("elsewhere", join(fixture.dir, "d"));
    rmSync(join(fixture.dir, "e/c"));
    mkdirSync(join(fixture.dir, "e/c"));
    expect(await found(fixture.dir)).toEqual([planted]);
  });

  it("are found in a linked work tree, a repository with SHA-256, and one whose work tree is elsewhere", async () => {
    using fixture = repo({ a: "acme-corp" });
    const linked = join(temporary(), "linked");
    fixture.git("worktree", "add", "--quiet", linked);
    expect(await found(linked)).toEqual([planted]);
    const other = temporary({ a: "acme-corp", "l/x": "x" });
    runGit(other, ["init", "--quiet", "--object-format=sha256"]);
    runGit(other, ["add", "a", "l/x"]);
    expect(await found(other)).toEqual([planted]);
    writeFileSync(join(other, "l/x"), "acme-corp");
    expect(await found(other)).toHaveLength(2);
    const apart = temporary({ "w/a": "acme-corp" });
    runGit(apart, ["init", "--quiet", "g"]);
    runGit(join(apart, "g"), ["config", "core.worktree", join(apart, "w")]);
    runGit(join(apart, "g"), ["--work-tree", join(apart, "w"), "add", "--all", ":/"]);
    expect(await found(join(apart, "g"))).toEqual([planted]);
  });
});

describe("names and links", () => {
  it("are found in directories, files, links and submodules", async () => {
    using inner = repo({ x: "x" });
    using fixture = repo({ "acme-corp/a": "x", "b/my-acme-corp.txt": "x", "acme-corp-link": { link: "b" } });
    fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "libs/acme-corp");
    const { findings } = await scan(fixture.dir);
    expect(findings.filter(({ code }) => code === "FORBIDDEN_IN_NAME").map(({ path }) => path)).toEqual([
      "acme-corp-link",
      "acme-corp/a",
      "b/my-acme-corp.txt",
      "libs/acme-corp",
    ]);
    // In .gitmodules, too.
    expect(findings.filter(({ path }) => path === ".gitmodules")).toMatchObject([{ code: "FORBIDDEN_TOKEN" }]);
    expect(findings[0]?.fix).toBe("git mv -- acme-corp-link NEW_PATH");
  });

  it("are found in paths that are not UTF-8, with their contents", async () => {
    using fixture = repo({ a: "x" });
    writeFileSync(Buffer.concat([Buffer.from(`${fixture.dir}/acme-corp-`), Buffer.from([0xff])]), "acme-corp");
    fixture.git("add", "--all");
    expect((await scan(fixture.dir)).findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "FORBIDDEN_IN_NAME acme-corp-\\xff",
      "FORBIDDEN_TOKEN acme-corp-\\xff",
    ]);
  });

  it("are not found in what git says beside the path", async () => {
    using fixture = repo({ a: "x", b: "x" });
    const blob = fixture.git("rev-parse", ":b").slice(0, 10);
    expect(await found(fixture.dir, { tokens: ["100644", blob, "H 1"] })).toEqual([]);
  });

  it("are found in the target of a link, in the index and in the work tree, broken or not", async () => {
    using fixture = repo({ a: { link: "../acme-corp/x" }, b: { link: "x" }, c: "x" });
    for (const path of ["b", "c"]) {
      rmSync(join(fixture.dir, path));
      symlinkSync("/srv/acme-corp", join(fixture.dir, path));
    }
    expect(await found(fixture.dir)).toEqual([
      `FORBIDDEN_IN_LINK Forbidden token "acme-corp" in the link's target`,
      `FORBIDDEN_IN_LINK Forbidden token "acme-corp" in the link's target in the work tree`,
      `FORBIDDEN_IN_LINK Forbidden token "acme-corp" in the link's target in the work tree`,
    ]);
  });

  it("are found in links that were checked out as files", async () => {
    using fixture = repo({ a: { link: "acme-corp" } });
    fixture.git("config", "core.symlinks", "false");
    rmSync(join(fixture.dir, "a"));
    fixture.git("checkout", "--quiet", "--", "a");
    expect((await scan(fixture.dir)).findings).toMatchObject([{ code: "FORBIDDEN_IN_LINK", path: "a" }]);
  });
});

describe("the file that declares the tokens", () => {
  it("does not match itself, in the index and in the work tree", async () => {
    using fixture = repo({ "kprov.config.ts": "acme-corp", a: "x" });
    fixture.write({ "kprov.config.ts": "// more\nacme-corp" });
    const { findings, coverage } = await scan(fixture.dir, { declaredIn: ["kprov.config.ts", "not/there"] });
    expect(findings).toEqual([]);
    expect(coverage[1]).toMatchObject({ considered: 2, examined: 1, skipped: { "declares the tokens": 1 } });
  });

  it("is the only one, and by contents alone", async () => {
    using fixture = repo({
      "acme-corp.txt": "acme-corp",
      "acme-corp.txt.bak": "acme-corp",
      "d/acme-corp.txt": { link: "acme-corp" },
    });
    const declaredIn = ["acme-corp.txt", "d/acme-corp.txt"];
    const { findings } = await scan(fixture.dir, { declaredIn });
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "FORBIDDEN_IN_NAME acme-corp.txt",
      "FORBIDDEN_IN_NAME acme-corp.txt.bak",
      "FORBIDDEN_IN_NAME d/acme-corp.txt",
      "FORBIDDEN_TOKEN acme-corp.txt.bak",
      "FORBIDDEN_IN_LINK d/acme-corp.txt",
    ]);
  });
});

it("scanForbidden leaves nothing behind in the checkout", async () => {
  using fixture = repo({ a: "acme-corp" });
  const before = readdirSync(fixture.dir, { recursive: true }).sort();
  await scan(fixture.dir);
  expect(readdirSync(fixture.dir, { recursive: true }).sort()).toEqual(before);
});

describe("scanForbidden of letters in any case", () => {
  const folded = async (cwd: string, declaredIn: string[] = []) => {
    const options = { cwd, tokens: ["acme-corp", "müller"], letters: "ignore", cacheDir: null } as const;
    const { findings } = await scanForbidden({ ...options, declaredIn, version: "0.0.0" });
    return findings.map(({ code, message, fingerprint = "" }) => ({ said: `${code} ${message}`, fingerprint }));
  };
  const said = async (...args: Parameters<typeof folded>) => (await folded(...args)).map((one) => one.said);

  it("finds them on every surface, in every encoding, and says where", async () => {
    using fixture = repo({
      "a.txt": "one\n  ACME-Corp, Acme-cORP\n",
      "wide.txt": encode("\ufeffM\u00dcLLER", "UTF-16 LE"),
      "big.bin": Buffer.concat([Buffer.from("\0"), Buffer.alloc(300_000, "x"), Buffer.from("AcMe-CoRp")]),
      "src/ACME-CORP/x": "acme corp",
      link: { link: "../Acme-Corp" },
      "tokens.txt": "acme-corp",
    });
    expect(await said(fixture.dir, ["tokens.txt"])).toEqual([
      'FORBIDDEN_IN_NAME Forbidden token "acme-corp" in the path',
      'FORBIDDEN_TOKEN a.txt:2:3: Forbidden token "acme-corp", 2 times',
      'FORBIDDEN_TOKEN big.bin: Forbidden token "acme-corp" at byte 300001',
      'FORBIDDEN_IN_LINK Forbidden token "acme-corp" in the link\'s target',
      'FORBIDDEN_TOKEN wide.txt:1:1: Forbidden token "müller" as UTF-16 LE',
    ]);
  });

  it("finds what only the work tree or only the index has", async () => {
    using fixture = repo({ "a.txt": "ACME-CORP\n", "b.txt": "b\n" });
    fixture.write({ "a.txt": "clean\n", "b.txt": "Acme-Corp\n" });
    expect(await said(fixture.dir)).toEqual([
      'FORBIDDEN_TOKEN a.txt:1:1: Forbidden token "acme-corp"',
      'FORBIDDEN_TOKEN b.txt:1:1: Forbidden token "acme-corp" in the work tree',
    ]);
  });

  it("knows a name by the part that has the token, wherever it lies", async () => {
    using one = repo({ "a/ACME-corp/x": "" });
    using two = repo({ "b/c/ACME-corp/y": "" });
    using other = repo({ "a/acme-CORP/x": "" });
    const [first, second, third] = await Promise.all([folded(one.dir), folded(two.dir), folded(other.dir)]);
    expect(first[0]?.fingerprint).toBe(second[0]?.fingerprint);
    expect(first[0]?.fingerprint).not.toBe(third[0]?.fingerprint);
  });
});
