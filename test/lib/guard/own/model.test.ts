import { describe, expect, it } from "vitest";
import { stateOfFixture } from "../../../../lib/guard/own/fixture.ts";
import { openStates } from "../../../../lib/guard/own/git-state.ts";
import { createRepository } from "../../../../lib/guard/own/model.ts";
import type { State } from "../../../../lib/guard/own/state.ts";
import { loadParsers } from "../../../../lib/guard/sources/index.ts";
import type { Repository } from "../../../../lib/repository.ts";
import type { Fixture } from "../../../../lib/rule-definition.ts";
import { type RepoFile, repo } from "../../../support/repo.ts";

const modelOf = async (state: State, globs: readonly string[] = ["**"]): Promise<Repository> =>
  createRepository(state, { globs, parse: await loadParsers(state.paths) });

const inMemory = (files: Fixture["files"], globs?: readonly string[]) => modelOf(stateOfFixture({ files }), globs);

const fixture = {
  "README.md": "\ufeff# Ü\r\nline 2\rline 3\n\nlast",
  "b/empty": "",
  "b/data.json": '{\n  "a": { "b": [1, "two"] }\n}\n',
  "b/c.yaml": "on:\n  push: {}\n",
  "b/p.toml": '[project]\nname = "x"\n',
  "b/s.cfg": "[a]\nb = c\n",
  "bytes.bin": { base64: Buffer.from([0, 255, 10, 13]).toString("base64") },
  link: { link: "b/data.json" },
  "z\u{1f600}.txt": "x\n",
  "z\uff5e.txt": "x\n",
} as const satisfies Fixture["files"];

/** Everything that can be seen, as plain data. */
const observe = (repository: Repository) =>
  repository.files.map((file) => {
    const attempt = (ask: () => unknown) => {
      try {
        return ask();
      } catch (error) {
        return `${error}`;
      }
    };
    const asked = ["size", "text", "lines", "target"] as const;
    const answers = asked.map((name) => [name, attempt(() => file[name]())]);
    return {
      ...{ path: file.path, kind: file.kind, ignored: file.ignored },
      ...Object.fromEntries(answers),
      bytes: attempt(() => Buffer.from(file.bytes()).toString("base64")),
      found: attempt(() => file.find(/l(i)ne (?<n>\d)/)),
      tree: attempt(() => file.tree().get([])),
    };
  });

describe("the model", () => {
  it("is the same of a fixture and of a real repository", async () => {
    const files = Object.entries(fixture).map(([path, file]): [string, RepoFile] =>
      typeof file === "object" && "base64" in file ? [path, Buffer.from(file.base64, "base64")] : [path, file],
    );
    using at = repo(Object.fromEntries(files));
    const real = await modelOf((await openStates(at.dir)).index);
    const fake = await inMemory(fixture);
    expect(observe(real)).toEqual(observe(fake));
    expect(real.paths).toEqual(fake.paths);
  });

  it("sorts paths by bytes", async () => {
    const { paths } = await inMemory(fixture);
    expect(paths.slice(-2)).toEqual(["z\uff5e.txt", "z\u{1f600}.txt"]);
  });

  it("knows the place of every line, without a byte order mark", async () => {
    const [file] = (await inMemory(fixture, ["README.md"])).files;
    expect(file?.lines()).toEqual(
      ["# Ü", "line 2", "line 3", "", "last"].map((text, index) => ({
        path: "README.md",
        line: index + 1,
        column: 1,
        text,
      })),
    );
    expect(file?.find(/l(i)ne (?<n>\d)/y)).toEqual([
      { path: "README.md", line: 2, column: 1, text: "line 2", groups: ["i", "2"], named: { n: "2" } },
      { path: "README.md", line: 3, column: 1, text: "line 3", groups: ["i", "3"], named: { n: "3" } },
    ]);
    expect(file?.find(/st$/)).toMatchObject([{ line: 5, column: 3 }]);
  });

  it("has no lines in an empty file, and one in a file of one line break", async () => {
    const { files } = await inMemory({ a: "", b: "\n" });
    expect(files.map((file) => file.lines().length)).toEqual([0, 1]);
  });

  it("knows the place of every value of a document", async () => {
    const [file] = (await inMemory(fixture, ["b/data.json"])).files;
    expect(file?.tree().get(["a", "b", 1])).toEqual({ value: "two", path: "b/data.json", line: 2, column: 19 });
  });

  it("shows a rule no other files than it asks for", async () => {
    const repository = await inMemory(fixture, ["b/*.json", "b/empty", "b/absent"]);
    expect(repository.files.map(({ path }) => path)).toEqual(["b/data.json", "b/empty"]);
    expect(repository.file("b/empty")).toBe(repository.files[1]);
    expect(repository.file("b/absent")).toBeUndefined();
    expect(() => repository.file("README.md")).toThrow('"README.md", which its files do not match');
    expect(repository.paths).toContain("README.md");
  });

  it("tells git's facts, those of a fixture too", async () => {
    const files = { a: "" };
    expect((await inMemory(files)).git).toEqual({ commit: "0".repeat(40), branch: "main", tags: [] });
    const given = await modelOf(stateOfFixture({ files, git: { branch: null, tags: ["v1"] } }));
    expect(given.git).toEqual({ commit: "0".repeat(40), branch: null, tags: ["v1"] });
  });

  it.each<[string, (repository: Repository) => unknown]>([
    ["the repository", (repository) => Object.assign(repository, { files: [] })],
    ["its paths", (repository) => (repository.paths as string[]).push("x")],
    ["its files", (repository) => (repository.files as unknown[]).pop()],
    ["a file", ({ files: [file] }) => Object.assign(file ?? {}, { path: "x" })],
    ["a method", ({ files: [file] }) => Object.assign(file ?? {}, { text: () => "fine" })],
    ["lines", ({ files: [file] }) => ((file?.lines() ?? []) as unknown[]).pop()],
    ["a line", ({ files: [file] }) => Object.assign(file?.lines()[0] ?? {}, { text: "x" })],
    ["a match", ({ files: [file] }) => Object.assign(file?.find(/a/)[0] ?? {}, { line: 9 })],
    ["a match's groups", ({ files: [file] }) => ((file?.find(/(a)/)[0]?.groups ?? []) as unknown[]).pop()],
    ["a tree", ({ files: [file] }) => Object.assign(file?.tree() ?? {}, { get: () => undefined })],
    ["a tree's value", ({ files: [file] }) => Object.assign(file?.tree().get(["a"])?.value ?? {}, { b: 1 })],
    ["a tree's names", ({ files: [file] }) => ((file?.tree().names([]) ?? []) as unknown[]).pop()],
    ["git's tags", ({ git }) => (git.tags as string[]).push("v1")],
  ])("refuses to be changed: %s", async (_, change) => {
    const repository = await inMemory({ "a.json": '{"a":{"c":[]}}\n' });
    const before = JSON.stringify(observe(repository));
    expect(() => change(repository)).toThrow(TypeError);
    expect(JSON.stringify(observe(repository))).toBe(before);
  });

  it.each([
    ["the repository", "r.files = []"],
    ["its paths", "r.paths[0] = 'x'"],
    ["its files", "r.files.length = 0"],
    ["a file", "r.files[0].path = 'x'"],
    ["a method", "r.files[0].text = () => ''"],
    ["a method, taken away", "delete r.files[0].text"],
    ["lines", "r.files[0].lines()[0] = 'x'"],
    ["a line", "r.files[0].lines()[0].text = 'x'"],
    ["a match", "r.files[0].find(/a/)[0].line = 9"],
    ["a match's groups", "r.files[0].find(/(a)/)[0].groups[0] = 'x'"],
    ["a tree", "r.files[0].tree().get = () => undefined"],
    ["a tree's value", "r.files[0].tree().get(['a']).value.c = 1"],
    ["a list in it", "r.files[0].tree().get(['a', 'c']).value[0] = 1"],
    ["git's facts", "r.git.branch = 'x'"],
    ["git's tags", "r.git.tags[0] = 'x'"],
  ])("throws at code in sloppy mode, too: %s", async (_, change) => {
    const repository = await inMemory({ "a.json": '{"a":{"c":[]}}\n' });
    expect(() => new Function("r", change)(repository)).toThrow("of what it was shown");
  });

  it("shows values that any code can use: lists are lists, and a key of any name is there", async () => {
    const { files } = await inMemory({ "a.json": '{"a":[{"b":[1,2]}],"toString":1}\n' });
    const value = files[0]?.tree().get([])?.value as { a: { b: number[] }[] };
    expect([Array.isArray(value.a), [...value.a.flatMap(({ b }) => b)], [0].concat(value.a[0]?.b ?? [])]).toEqual([
      true,
      [1, 2],
      [0, 1, 2],
    ]);
    expect(JSON.stringify(value)).toBe('{"a":[{"b":[1,2]}],"toString":1}');
    expect(Object.isFrozen(value)).toBe(true);
  });

  it("gives a copy of bytes, which may be changed", async () => {
    const [file] = (await inMemory({ a: "abc" })).files;
    file?.bytes().fill(0);
    expect(file?.text()).toBe("abc");
  });

  it.each([
    ["bytes that are no UTF-8", { a: { base64: "/w==" } }, "text", '"a": it is not UTF-8'],
    ["a NUL", { a: "a\0" }, "text", "a NUL character"],
    ["the text of a link", { a: { link: "b" } }, "text", '"a": it is a link'],
    ["the lines of a link", { a: { link: "b" } }, "lines", '"a": it is a link'],
    ["the target of a file", { a: "b" }, "target", '"a" is no link'],
    ["the tree of what is no document", { a: "b" }, "tree", "expected TOML, JSON, YAML or INI"],
    ["a malformed document", { "a.json": "{" }, "tree", 'Cannot read "a.json" at line 1, column 2'],
    ["an ambiguous document", { "a.json": '{"a":1,"a":2}' }, "tree", "duplicate key"],
    ["a document of two", { "a.yaml": "a: 1\n---\nb: 1\n" }, "tree", "a second document"],
    ["4 MiB of text and a byte", { a: "x".repeat(4 * 2 ** 20 + 1) }, "text", "expected at most 4194304 bytes of text"],
  ] as const)("can't give %s", async (_, files, method, message) => {
    const [file] = (await inMemory(files)).files;
    expect(() => file?.[method]()).toThrow(message);
  });

  it("can give 4 MiB of text", async () => {
    const [file] = (await inMemory({ a: "x".repeat(4 * 2 ** 20) })).files;
    expect(file?.text().length).toBe(4 * 2 ** 20);
  });

  it("says once which file it can't give", async () => {
    const [file] = (await inMemory({ a: "a\0" })).files;
    expect(() => file?.text()).toThrow(expect.objectContaining({ code: "E_SOURCE" }));
  });

  it("looks for a pattern with its own flags, in all of the file", async () => {
    const [file] = (await inMemory({ a: "x AB\nab\n" })).files;
    for (const flags of ["gim", "yim", "im"])
      expect(file?.find(new RegExp("ab$", flags)).map(({ line, column }) => [line, column])).toEqual([
        [1, 3],
        [2, 1],
      ]);
  });

  it("tells sizes, targets, texts and lists", async () => {
    const [data, link] = (await inMemory({ "a.json": '{"a": ["x", 1], "b": "y"}', link: { link: "a.json" } })).files;
    expect([data?.size(), link?.size(), link?.target()]).toEqual([25, 6, "a.json"]);
    expect(data?.tree().text(["b"])).toMatchObject({ value: "y", column: 22 });
    expect(data?.tree().items(["a"])).toMatchObject([{ value: "x" }, { value: 1 }]);
  });

  it("refuses a pattern that matches nothing at all", async () => {
    const [file] = (await inMemory({ a: "abc" })).files;
    expect(() => file?.find(/x*/)).toThrow("matches nothing at all");
  });
});
