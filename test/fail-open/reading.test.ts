/** Silent passes of a gate that could not read what it was to judge. */
import { chmodSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runGit, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { asSomebodyElse, isRoot, settle } from "./machine.ts";
import {
  type Ask,
  checkArtifacts,
  checkIdentity,
  checkRuntime,
  elf,
  forbidding,
  project,
  runPreflight,
  withGit,
} from "./support.ts";

const config = { ...forbidding, runtime: { node: ">=18" } };
const everyGate: [string, Ask][] = [
  ["check-artifacts", checkArtifacts],
  ["check-identity", checkIdentity],
  ["check-runtime", checkRuntime],
  ["preflight", runPreflight],
];

/** One file in which two gates find something. */
const planted = { "a.txt": Buffer.concat([elf, Buffer.from("acme-corp")]) };

const objectOf = (fixture: TestRepo, path: string): string => {
  const blob = fixture.git("rev-parse", `:${path}`);
  return join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2));
};

describe("row 2: a file that can't be read does not drop out of the verdict", () => {
  test("a manifest that is a link, malformed, ambiguous or huge", async () => {
    for (const [path, content] of [
      ["package.json", { link: "other.json" }],
      ["package.json", "{"],
      ["package.json", '{"name":"etl","name":"other"}'],
      ["package.json", `{"name":"other"}${" ".repeat(5_000_000)}`],
      ["pyproject.toml", Buffer.from("[project]\nname = 'other\xff'", "latin1")],
    ] as const) {
      const fixture = project({ identity: { name: "etl" } }, { [path]: content });
      expect(await checkIdentity(fixture.dir)).toMatchObject({ exit: 3 });
    }
  });

  test.each([
    ["check-artifacts", checkArtifacts],
    ["check-identity", checkIdentity],
  ] as const)("%s of an object that this clone lost, or that is garbage", async (_, ask) => {
    for (const spoil of [rmSync, (path: string) => writeFileSync(path, "garbage")]) {
      const fixture = project(config, planted);
      const object = objectOf(fixture, "a.txt");
      chmodSync(object, 0o644);
      spoil(object);
      rmSync(join(fixture.dir, "a.txt"));
      const { exit, codes } = await ask(fixture.dir);
      expect([exit, codes]).toEqual([3, expect.arrayContaining(["FILE_UNREADABLE a.txt"])]);
    }
  });

  test("what a partial clone lacks is a doubt, and is not fetched", async () => {
    const origin = project(config, { "left/a.txt": planted["a.txt"], "kept/b": "x" });
    origin.git("config", "uploadpack.allowFilter", "true");
    const dir = join(temporary(), "clone");
    runGit(origin.dir, ["clone", "--quiet", "--filter=blob:none", "--sparse", `file://${origin.dir}`, dir]);
    runGit(dir, ["sparse-checkout", "set", "--no-cone", "/kprov.config.json", "/kept/"]);
    for (const ask of [checkArtifacts, checkIdentity]) {
      const { exit, codes } = await ask(dir);
      expect([exit, codes]).toEqual([3, ["FILE_UNREADABLE left/a.txt"]]);
    }
  });

  test.each([
    ["is missing", undefined],
    ["is empty", ""],
    ["has only comments", "# acme-corp\n\n \t\n"],
    ["has white space only", " \t\n\u00a0\n"],
    ["is UTF-16", Buffer.from("\ufeffacme-corp\n", "utf16le")],
    ["is UTF-16 without a mark", Buffer.from("acme-corp\n", "utf16le")],
    ["is Latin-1", Buffer.from("acme-corp\n\xe9t\xe9\n", "latin1")],
    ["has a token that matches nearly everything", "acme-corp\na\n"],
    ["is a broken link", { link: "nowhere" }],
  ])("a file of tokens that %s is a wrong configuration", async (_, file) => {
    const own = { identity: { forbidden: { file: "tokens.txt" } } };
    const fixture = project(own, { a: "acme-corp", ...(file !== undefined && { "tokens.txt": file }) });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 2, codes: ["E_CONFIG"] });
  });

  test.each([
    ["CRLF", "globex\r\nacme-corp\r\n"],
    ["a byte order mark", "\ufeffacme-corp\n"],
    ["a mark and a comment", "\ufeff# ours\nacme-corp"],
    ["a token twice", "acme-corp\nacme-corp\n"],
    ["white space around it", "\t acme-corp \n"],
  ])("a file of tokens with %s is read as meant", async (_, text) => {
    const own = { identity: { forbidden: { file: "tokens.txt" } } };
    const fixture = project(own, { a: "acme-corp", "tokens.txt": text });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
  });
});

describe("row 11: a file or directory that the system does not let us read", () => {
  test.each([
    ["file", "d/a.txt"],
    ["directory", "d"],
  ])("%s: could not decide", async (_, closed) => {
    const fixture = project(config, { "d/a.txt": "x", b: "x" });
    const at = join(fixture.dir, closed);
    for (const ask of [checkArtifacts, checkIdentity]) {
      const { exit, codes } = await asSomebodyElse(fixture.dir, () => {
        chmodSync(at, 0);
        return ask(fixture.dir).finally(() => chmodSync(at, 0o755));
      });
      expect([exit, codes]).toEqual([3, ["FILE_UNREADABLE d/a.txt"]]);
    }
  });
});

describe("row 12: git that fails", () => {
  test.each(everyGate)(
    "%s outside a repository, in a bare one, and behind a .git that leads nowhere",
    async (_, ask) => {
      const lost = temporary({ "kprov.config.json": JSON.stringify(config), ".git": "gitdir: /nowhere\n" });
      const none = temporary({ "kprov.config.json": JSON.stringify(config) });
      const bare = project(config);
      bare.git("clone", "--quiet", "--bare", ".", "bare.git");
      for (const dir of [none, lost, join(bare.dir, "bare.git")]) expect((await ask(dir)).exit).toBe(3);
    },
  );

  test.each(everyGate)("%s with an index that is broken, empty or gone", async (_, ask) => {
    for (const spoil of [
      (path: string) => truncateSync(path, 40),
      (path: string) => writeFileSync(path, ""),
      (path: string) => writeFileSync(path, "garbage".repeat(100)),
      rmSync,
    ]) {
      const fixture = project(config, { ...planted, ".nvmrc": "20\n" });
      spoil(join(fixture.dir, ".git/index"));
      expect((await ask(fixture.dir)).exit).not.toBe(0);
    }
  });

  test.each(everyGate)("%s with a git that says nothing, fails or is killed", async (_, ask) => {
    const fixture = project(config, { ...planted, ".nvmrc": "20\n" });
    for (const script of [
      "exit 0",
      "exit 1",
      "kill -9 $$",
      'case "$*" in *ls-files*|*diff-files*) echo "fatal: no" >&2; exit 128;; esac; exec "$GIT" "$@"',
    ]) {
      expect((await withGit(script, () => ask(fixture.dir))).exit).not.toBe(0);
    }
  });

  test.runIf(isRoot).each(everyGate)("%s in a repository that git does not trust (only as root)", async (_, ask) => {
    const fixture = project(config, planted);
    chmodSync(fixture.dir, 0o755);
    const { exit, codes } = await asSomebodyElse(fixture.dir, () => ask(fixture.dir), { owned: false });
    expect([exit, codes]).toEqual([3, ["E_GIT"]]);
  });
});

describe("row 12: git that is led astray", () => {
  const places: Record<string, string> = {
    GIT_DIR: ".git",
    GIT_INDEX_FILE: ".git/index",
    GIT_OBJECT_DIRECTORY: ".git",
  };

  test.each(["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_LITERAL_PATHSPECS"])("by %s", async (name) => {
    const [fixture, other] = [project(config, planted), project(config)];
    rmSync(join(fixture.dir, "a.txt"));
    process.env[name] = name === "GIT_LITERAL_PATHSPECS" ? "1" : join(other.dir, places[name] ?? "");
    try {
      expect(await checkArtifacts(fixture.dir)).toMatchObject({ exit: 1 });
      expect(await checkIdentity(fixture.dir)).toMatchObject({ exit: 1 });
    } finally {
      delete process.env[name];
    }
  });

  test("by a replaced object: what a push sends is the object itself", async () => {
    const fixture = project(config, { ...planted, clean: "fine" });
    fixture.git("replace", fixture.git("rev-parse", ":a.txt"), fixture.git("rev-parse", ":clean"));
    rmSync(join(fixture.dir, "a.txt"));
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes: ["COMPILED_FILE a.txt"] });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a.txt"] });
  });

  test.each([
    ["whose HEAD is garbage", "garbage\n"],
    ["that borrows from another directory", "ref: refs/heads/main\n"],
  ])("by a .git %s, which git passes over on its way up", async (_, head) => {
    const fixture = project(config, { ...planted, "sub/b": "x" });
    const inner = join(fixture.dir, "sub/.git");
    for (const name of ["objects", "refs"]) mkdirSync(join(inner, name), { recursive: true });
    const files = { HEAD: head, config: "", ...(head.startsWith("ref") && { commondir: "/nowhere" }) };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(inner, name), text);
    // What lies here under the same name must not stand for what the repository above has.
    fixture.write({ "sub/a.txt": "fine", "sub/kprov.config.json": JSON.stringify(config) });
    settle(fixture);
    for (const ask of [checkArtifacts, checkIdentity]) {
      const { exit, codes } = await ask(join(fixture.dir, "sub"));
      expect([exit === 0, codes.some((code) => /a\.txt|E_/.test(code))]).toEqual([false, true]);
    }
  });
});
