/** Silent passes of a gate that looked at less than git publishes. */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { settle } from "./machine.ts";
import { checkArtifacts, checkIdentity, elf, forbidding, project, runPreflight } from "./support.ts";

const config = { ...forbidding, artifacts: { maxFileSize: 1024 } };
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const bigEndian = (text: string) => utf16(text).swap16();

test("row 5: a large file counts after it was committed, not only while it is staged", async () => {
  const fixture = project(config, { data: "x".repeat(2000) });
  expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes: ["FILE_TOO_LARGE data"] });
});

test("row 6: a token in a binary file is found", async () => {
  const fixture = project(config, { "b.bin": Buffer.concat([elf, Buffer.from("\0acme-corp\0")]) });
  expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN b.bin"] });
});

describe("row 9: what is tracked and ignored", () => {
  test.each(["*\n", "/*\n", "a\n"])("by %j is judged, and that it is both is a violation", async (ignored) => {
    const fixture = project(config, { ".gitignore": ignored, a: Buffer.concat([elf, Buffer.from("acme-corp")]) });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
    const { exit, codes } = await checkArtifacts(fixture.dir);
    expect([exit, codes]).toEqual([1, expect.arrayContaining(["ARTIFACT_IGNORED a", "COMPILED_FILE a"])]);
  });

  test.each([".ignore", ".rgignore", ".git/info/exclude"])("a %s hides nothing", async (path) => {
    const fixture = project(config, { a: "acme-corp", "b.log": "x" });
    fixture.write({ [path]: "*\n" });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes: ["ARTIFACT_TRACKED b.log"] });
  });

  test("a link in a directory's place, which the directory's line in .gitignore does not keep out", async () => {
    const links = { node_modules: { link: "/opt/lib" }, ".venv": { link: "../venv" } };
    const fixture = project(config, { ".gitignore": "node_modules/\n.venv/\n", ...links });
    const codes = ["ARTIFACT_TRACKED .venv", "ARTIFACT_TRACKED node_modules"];
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes });
  });
});

test("row 10: hidden files and directories are judged", async () => {
  const fixture = project(config, { ".hidden/.a": "acme-corp", ".hidden/.b": elf });
  expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN .hidden/.a"] });
  expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes: ["COMPILED_FILE .hidden/.b"] });
});

describe("row 15: which files are judged does not depend on arguments", () => {
  test.each([["a"], ["--files"], ["--all-files"]])("check-identity %s is refused", async (argument) => {
    const fixture = project(config, { a: "acme-corp" });
    expect(await checkIdentity(fixture.dir, argument)).toEqual({ exit: 2, codes: ["E_USAGE"] });
  });

  test("nor on the directory below the top in which a gate is run", async () => {
    const fixture = project(config, { a: "acme-corp", "b.log": "x", "d/e/f": "x" });
    for (const dir of ["d", "d/e"]) {
      expect(await checkIdentity(join(fixture.dir, dir))).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
      expect(await checkArtifacts(join(fixture.dir, dir))).toEqual({ exit: 1, codes: ["ARTIFACT_TRACKED b.log"] });
    }
  });
});

describe("row 26: surfaces and encodings", () => {
  test.each([
    ["UTF-16", "FORBIDDEN_TOKEN a", { a: utf16("acme-corp") }],
    ["UTF-16 with a mark", "FORBIDDEN_TOKEN a", { a: utf16("\ufeffacme-corp") }],
    ["UTF-16, big-endian", "FORBIDDEN_TOKEN a", { a: bigEndian("acme-corp") }],
    ["UTF-16 from an odd byte", "FORBIDDEN_TOKEN a", { a: Buffer.concat([Buffer.from("x"), utf16("acme-corp")]) }],
    ["a path name", "FORBIDDEN_IN_NAME acme-corp.txt", { "acme-corp.txt": "x" }],
    ["a directory's name", "FORBIDDEN_IN_NAME acme-corp/a", { "acme-corp/a": "x" }],
    ["a path with a line break", "FORBIDDEN_IN_NAME a\nacme-corp", { "a\nacme-corp": "x" }],
    ["a path with a tab and quotes", 'FORBIDDEN_IN_NAME "\tacme-corp"', { '"\tacme-corp"': "x" }],
    ["a file with such a path", 'FORBIDDEN_TOKEN "\t\n"', { '"\t\n"': "acme-corp" }],
    ["the target of a link", "FORBIDDEN_IN_LINK a", { a: { link: "../acme-corp" } }],
    ["two readings", "FORBIDDEN_TOKEN a", { a: `${"x".repeat(256 * 1024 - 4)}acme-corp` }],
    ["what an archive leaves out", "FORBIDDEN_TOKEN a", { ".gitattributes": "a export-ignore\n", a: "acme-corp" }],
    ["what is no text", "FORBIDDEN_TOKEN a", { ".gitattributes": "a binary\n", a: "acme-corp" }],
  ])("a token in %s is found", async (_, code, files) => {
    expect(await checkIdentity(project(config, files).dir)).toEqual({ exit: 1, codes: [code] });
  });

  test("a token in a name that is not UTF-8, and in the file", async () => {
    const fixture = project(config);
    const name = Buffer.concat([Buffer.from(`${fixture.dir}/acme-corp`), Buffer.from([0xff])]);
    writeFileSync(name, "acme-corp");
    fixture.git("add", "--all");
    const codes = ["FORBIDDEN_IN_NAME acme-corp\\xff", "FORBIDDEN_TOKEN acme-corp\\xff"];
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes });
  });

  test("a token that git keeps as UTF-8 and checks out in an encoding that is not looked at", async () => {
    const fixture = project(config, { ".gitattributes": "a working-tree-encoding=UTF-32\n" });
    const encoded = execFileSync("iconv", ["-f", "UTF-8", "-t", "UTF-32"], { input: "acme-corp" });
    fixture.commit({ a: encoded });
    expect(fixture.git("cat-file", "blob", ":a")).toBe("acme-corp");
    settle(fixture);
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
  });

  test("a token that a filter takes out of the work tree", async () => {
    const fixture = project(config, { ".gitattributes": "a filter=hide\n" });
    fixture.git("config", "filter.hide.clean", "sed s/globex-ag/acme-corp/");
    fixture.git("config", "filter.hide.smudge", "sed s/acme-corp/globex-ag/");
    fixture.commit({ a: "globex-ag\n" });
    settle(fixture);
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
  });
});

test("row 26: the display name in a blob, taken out of the work tree by a filter", async () => {
  const identity = { name: "etl", display: { name: "Claims ETL", allow: ["README.md"] } };
  const fixture = project({ identity }, { ".gitattributes": "a filter=hide\n", "README.md": "# Claims ETL\n" });
  fixture.git("config", "filter.hide.clean", "sed s/QQ/Claims/");
  fixture.git("config", "filter.hide.smudge", "sed s/Claims/QQ/");
  fixture.commit({ a: "QQ ETL\n" });
  settle(fixture);
  expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["DISPLAY_NAME_MISPLACED a"] });
});

describe("what the work tree hides from the index, and the index from the work tree", () => {
  const planted = { a: Buffer.concat([elf, Buffer.from("acme-corp")]), b: "fine" };
  const found = async (dir: string) => [(await checkIdentity(dir)).codes, (await checkArtifacts(dir)).codes];
  const both = [["FORBIDDEN_TOKEN a"], ["COMPILED_FILE a"]];

  test.each(["--skip-worktree", "--assume-unchanged"])("%s", async (bit) => {
    const [inIndex, inWorkTree] = [project(config, planted), project(config, { a: "fine" })];
    for (const fixture of [inIndex, inWorkTree]) fixture.git("update-index", bit, "a");
    inIndex.write({ a: "fine" });
    inWorkTree.write({ a: planted.a });
    expect(await found(inIndex.dir)).toEqual(both);
    expect(await found(inWorkTree.dir)).toEqual(both);
  });

  test("core.ignoreStat, and a file system monitor that says that nothing changed", async () => {
    const ignoring = project(config, { b: "x" });
    ignoring.git("config", "core.ignoreStat", "true");
    ignoring.commit({ a: "fine" });
    ignoring.write({ a: planted.a });
    expect(await found(ignoring.dir)).toEqual(both);
    const watched = project(config, { a: "fine" });
    watched.git("config", "core.fsmonitor", "printf 'token\\0'; true");
    watched.git("update-index", "--fsmonitor");
    watched.git("status");
    watched.write({ a: planted.a });
    expect(watched.git("status", "--porcelain")).toBe("");
    expect(await found(watched.dir)).toEqual(both);
  });

  test.each([
    ["--cone", ["in"]],
    ["--no-cone", ["/in/", "/*.json"]],
  ])("a sparse checkout, %s", async (form, kept) => {
    const fixture = project(config, { "in/b": "x", "out/a": planted.a });
    fixture.git("sparse-checkout", "set", form, ...kept);
    expect(await found(fixture.dir)).toEqual([["FORBIDDEN_TOKEN out/a"], ["COMPILED_FILE out/a"]]);
  });

  test("a file that was deleted, exchanged for a link, or moved behind one", async () => {
    for (const isExchanged of [false, true]) {
      const fixture = project(config, planted);
      rmSync(join(fixture.dir, "a"));
      if (isExchanged) symlinkSync("b", join(fixture.dir, "a"));
      expect(await found(fixture.dir)).toEqual(both);
    }
    const fixture = project(config, { "d/a": planted.a });
    renameSync(join(fixture.dir, "d"), join(fixture.dir, "e"));
    symlinkSync("e", join(fixture.dir, "d"));
    expect(await found(fixture.dir)).toEqual([["FORBIDDEN_TOKEN d/a"], ["COMPILED_FILE d/a"]]);
  });

  test("every stage of a conflict", async () => {
    const fixture = project(config, { a: "base" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: planted.a });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "ours" });
    expect(() => fixture.git("merge", "other")).toThrow();
    fixture.write({ a: "resolved" });
    expect(await found(fixture.dir)).toEqual(both);
    expect((await runPreflight(fixture.dir)).exit).toBe(1);
  });
});
