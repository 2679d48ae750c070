import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Result } from "../../lib/command.ts";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import { formatDenyList, parseDenyList } from "../../lib/guard/private/document.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/deny.ts";
import { asSomebodyElse } from "../fail-open/machine.ts";
import { salt } from "../support/deny.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

const usual = ".kprov/deny-list.json";

const configured = { "kprov.config.json": JSON.stringify({ identity: { forbidden: { private: usual } } }) };

/** Call it with `stdin`; everything that a person or a program would see. */
const deny = async (cwd: string, argv: readonly string[], stdin = "") => {
  const args = { _: [], ...parseFlags(argv, command.args as FlagDefs), cwd };
  const data = { terminal: null, stdin: Readable.from([Buffer.from(stdin)]) };
  const result = (await command.run?.({ rawArgs: [...argv], args, cmd: command, data } as never)) as Result;
  const text = await result.text({ colour: false, width: 80, verbose: true });
  return { exitCode: result.exitCode, document: result.document, text, said: text + JSON.stringify(result.document) };
};

const idsIn = (dir: string): string[] =>
  parseDenyList(readFileSync(join(dir, usual)), usual)
    .tokens.map(({ digest }) => digest.slice(0, 12))
    .sort();

beforeEach(() => void vi.stubEnv("KPROV_DENY_SALT", salt));
afterEach(() => void vi.unstubAllEnvs());

describe("deny", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Keep forbidden tokens as keyed digests, which say nothing without the salt
      (kprovengine deny)

      USAGE kprovengine deny [OPTIONS] <ACTION> [SUBJECT]

      ARGUMENTS

        ACTION=<ACTION>    add, list, remove, check or salt (Required)
         SUBJECT=<NAME>    remove: names of entries, as list shows them; salt: the new
                           file, outside of the repository

      OPTIONS

             --from=<FILE>    add: a file with one token per line; check: the text;
                              default: stdin, or a hidden prompt
             --note=<TEXT>    add: what the tokens are about; everybody can read it
             --list=<FILE>    This list; default: identity.forbidden.private, else
                              .kprov/deny-list.json
        --salt-file=<FILE>    The salt of the private list, outside of the repository;
                              default: KPROV_DENY_SALT
           --config=<FILE>    Use this configuration instead of searching for
                              kprov.config.*
          --no-code-config    Refuse a configuration that is code; accept JSON only
                    --json    Print exactly one JSON document on stdout
               --cwd=<DIR>    Work in this directory instead of the current one
               -q, --quiet    No talk on stderr, and no text when all is proved
             -v, --verbose    Show details of what passed as well
                   --debug    Show stack traces and what is being done
                -h, --help    Show this help
             -V, --version    Show the version

      EXAMPLES

        kprovengine deny salt ~/.config/acme-deny.salt
        kprovengine deny add --salt-file ~/.config/acme-deny.salt
        kprovengine deny add --from old-tokens.txt --note 'names of customers'
        kprovengine deny list
        kprovengine deny remove 3f9a1c2b7d10
        kprovengine deny check --from .git/COMMIT_EDITMSG
      "
    `);
  });

  it.each<[string[], string]>([
    [["ad"], 'Unknown action "ad", did you mean "add"?'],
    [["add", "acme-corp"], '"deny add" takes nothing behind it'],
    [["check", "acme-corp"], '"deny check" takes nothing behind it'],
    [["list", "--note", "x"], '"--note" is not for "deny list"'],
    [["list", "--from", "x"], '"--from" is not for "deny list"'],
    [["remove"], '"deny remove" needs to know which entry'],
    [["remove", "0011223344", "--salt-file", "x"], '"--salt-file" is not for "deny remove"'],
    [["salt"], '"deny salt" needs one file'],
    [["salt", "a", "b"], '"deny salt" needs one file'],
    [["salt", "a", "--list", "b"], '"--list" is not for "deny salt"'],
  ])("throws E_USAGE for %j, and repeats no token", async (argv, message) => {
    await expect(deny(temporary(), argv)).rejects.toMatchObject({ code: "E_USAGE", message });
  });
});

describe("deny add", () => {
  it("makes the list from stdin: names of entries, no token anywhere, whatever the spelling only once", async () => {
    using fixture = repo({ a: "x" });
    const stdin = "Acme Corp\n\n# a comment\n  GlobEx  \nacme_corp\nZürich-Plan\n";
    const { exitCode, text, said } = await deny(fixture.dir, ["add"], stdin);
    expect(exitCode).toBe(0);
    const ids = idsIn(fixture.dir);
    expect(ids).toHaveLength(3);
    expect(text).toBe(
      [
        ...ids.map((id) => `added ${id}`),
        `${usual}: 3 tokens`,
        `write identity: { forbidden: { private: "${usual}" } } into kprov.config.*: nothing reads the list yet`,
      ].join("\n"),
    );
    const content = readFileSync(join(fixture.dir, usual), "utf8");
    for (const shown of [said, content]) expect(shown.toLowerCase()).not.toMatch(/acme|corp|globex|rich/);
    expect(content).not.toContain(salt);
    expect(readdirSync(join(fixture.dir, ".kprov"))).toEqual(["deny-list.json"]);
  });

  it("adds to the list that the configuration names; what is there is said and not added again", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add"], "acme-corp");
    const { text, document } = await deny(fixture.dir, ["add", "--note", "customers"], "AcmeCorp\nglobex");
    expect(document).toMatchObject({ schema: "kprov.deny-add/v1", tokens: 2 });
    expect(text).toMatch(/^added \w{12}\nthere already: \w{12}\n\.kprov\/deny-list\.json: 2 tokens$/);
    expect((await deny(fixture.dir, ["list"])).text).toContain("  customers");
  });

  it("takes tokens from a file, and the list and salt of flags", async () => {
    const outside = temporary({ "old.txt": "\ufeffacme-corp\r\nglobex\r\n", salt });
    using fixture = repo(configured);
    vi.stubEnv("KPROV_DENY_SALT", "");
    const flags = ["--list", "own.json", "--salt-file", join(outside, "salt")];
    const { document } = await deny(fixture.dir, ["add", "--from", join(outside, "old.txt"), ...flags]);
    expect(document).toMatchObject({ list: "own.json", tokens: 2 });
    expect(existsSync(join(fixture.dir, usual))).toBe(false);
    expect((await deny(fixture.dir, ["check", ...flags], "a Globex")).exitCode).toBe(1);
  });

  it("makes an entry anew that was changed, or that would not find what the new one does", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add"], "strasse");
    const check = async () => (await deny(fixture.dir, ["check"], "Straße")).exitCode;
    expect(await check()).toBe(0);
    expect((await deny(fixture.dir, ["add"], "Straße")).document).toMatchObject({ tokens: 1, known: [] });
    expect(await check()).toBe(1);
    const list = parseDenyList(readFileSync(join(fixture.dir, usual)), usual);
    const tokens = list.tokens.map((entry) => ({ ...entry, hint: "0".repeat(48) }));
    writeFileSync(join(fixture.dir, usual), formatDenyList({ ...list, tokens }));
    expect(await check()).toBe(3);
    await deny(fixture.dir, ["add"], "Straße");
    expect(await check()).toBe(1);
  });

  it.each<[string, string, string]>([
    ["nothing", "", "E_NOTHING"],
    ["comments only", "# acme\n\n", "E_NOTHING"],
    ["a token that is too short", "acme-corp\nabc\n", "E_CONFIG"],
    ["a token with an invisible character", "acme\u200bcorp\n", "E_CONFIG"],
  ])("writes nothing for %s", async (_, stdin, code) => {
    using fixture = repo(configured);
    await expect(deny(fixture.dir, ["add"], stdin)).rejects.toMatchObject({
      code,
      message: expect.not.stringMatching(/acme|abc/),
    });
    expect(existsSync(join(fixture.dir, usual))).toBe(false);
  });

  it.each(["", "not AcmeCorp", "x".repeat(201)])("throws for the note %j", async (note) => {
    using fixture = repo(configured);
    await expect(deny(fixture.dir, ["add", `--note=${note}`], "acme-corp")).rejects.toHaveProperty("code");
    expect(existsSync(join(fixture.dir, usual))).toBe(false);
  });

  it("throws E_SALT without a salt, and with another one's; the list stays as it is", async () => {
    using fixture = repo(configured);
    vi.stubEnv("KPROV_DENY_SALT", "");
    await expect(deny(fixture.dir, ["add"], "acme-corp")).rejects.toMatchObject({ code: "E_SALT", exit: 3 });
    vi.stubEnv("KPROV_DENY_SALT", salt);
    await deny(fixture.dir, ["add"], "acme-corp");
    const before = readFileSync(join(fixture.dir, usual), "utf8");
    vi.stubEnv("KPROV_DENY_SALT", `${salt}x`);
    await expect(deny(fixture.dir, ["add"], "globex")).rejects.toMatchObject({ code: "E_SALT", exit: 3 });
    expect(readFileSync(join(fixture.dir, usual), "utf8")).toBe(before);
  });

  it.each([
    ["the list's directory", { [usual]: "" }, ".kprov"],
    ["the repository, which has no list yet", { a: "" }, "."],
  ])("throws E_IO where %s can't be written, and writes nothing", async (_, files, place) => {
    using fixture = repo(files);
    rmSync(join(fixture.dir, usual), { force: true });
    chmodSync(join(fixture.dir, place), 0o555);
    const add = () => deny(fixture.dir, ["add"], "acme-corp\n");
    await expect(asSomebodyElse(fixture.dir, add)).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringMatching(/deny-list\.json"?.*(?:EACCES|: you may not write into the directory )/),
    });
    expect(existsSync(join(fixture.dir, usual))).toBe(false);
    chmodSync(join(fixture.dir, place), 0o755);
  });

  it("asks on a terminal, and does not show what is typed", async () => {
    using fixture = repo(configured);
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.write("acme-corp\r");
    const args = { _: [], action: "add", cwd: fixture.dir };
    const data = { terminal: { input, output } };
    await command.run?.({ rawArgs: [], args, cmd: command, data } as never);
    expect(idsIn(fixture.dir)).toHaveLength(1);
    expect(String(output.read())).toBe("Token (not shown): \n");
  });
});

describe("deny list", () => {
  it("shows names and notes; the seals only with the salt", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add", "--note", "customers\u202e"], "acme-corp");
    const [id] = idsIn(fixture.dir);
    const right = await deny(fixture.dir, ["list"]);
    expect(right.text).toBe(
      `${id}  customers\\u{202e}\n${usual}: 1 token; its salt is here, and every seal was looked at`,
    );
    expect(right.exitCode).toBe(0);
    vi.stubEnv("KPROV_DENY_SALT", "");
    const without = await deny(fixture.dir, ["list"]);
    expect(without).toMatchObject({ exitCode: 0, document: { salt: "missing", tokens: [{ id, isSealed: null }] } });
    vi.stubEnv("KPROV_DENY_SALT", `${salt}x`);
    expect(await deny(fixture.dir, ["list"])).toMatchObject({ exitCode: 3, document: { salt: "wrong" } });
  });

  it("shows no token in a note, nor does check", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add"], "acme-corp");
    const [acme] = idsIn(fixture.dir);
    await deny(fixture.dir, ["add", "--note", "once Acme Corp"], "globex");
    const masked = `once [private ${acme}]`;
    const [listed, checked] = [await deny(fixture.dir, ["list"]), await deny(fixture.dir, ["check"], "for globex")];
    expect(listed.document).toMatchObject({
      tokens: expect.arrayContaining([expect.objectContaining({ note: masked })]),
    });
    expect(checked.text).toContain(`(${masked})`);
    for (const { said } of [listed, checked]) expect(said).not.toMatch(/acme.?corp/i);
    vi.stubEnv("KPROV_DENY_SALT", "");
    expect((await deny(fixture.dir, ["list"])).text).toContain("once Acme Corp");
  });

  it("says which entry was changed: exit 3", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add"], "acme-corp");
    const path = join(fixture.dir, usual);
    writeFileSync(path, readFileSync(path, "utf8").replace(/"hint":\s*"../, '"hint":"00'));
    const { exitCode, text } = await deny(fixture.dir, ["list"]);
    expect(exitCode).toBe(3);
    expect(text).toContain("CHANGED: never looked for");
  });

  it("throws E_NOTHING without a list", async () => {
    await expect(deny(temporary(), ["list"])).rejects.toMatchObject({ code: "E_NOTHING" });
  });
});

describe("deny remove", () => {
  it("removes by name, without the salt", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add"], "acme-corp\nglobex\ninitech");
    const [first = "", second = "", third] = idsIn(fixture.dir);
    vi.stubEnv("KPROV_DENY_SALT", "");
    const { text } = await deny(fixture.dir, ["remove", first, second.slice(0, 8)]);
    expect(text).toBe(`removed ${first}\nremoved ${second}\n${usual}: 1 token`);
    expect(idsIn(fixture.dir)).toEqual([third]);
  });

  it.each(["0000000", "acme-corp", "000000000000", "zzzzzzzzzzzz"])(
    "throws E_USAGE for %j, and removes nothing",
    async (id) => {
      using fixture = repo(configured);
      await deny(fixture.dir, ["add"], "acme-corp");
      const [known = ""] = idsIn(fixture.dir);
      const thrown = { code: "E_USAGE", message: expect.not.stringContaining("corp") };
      await expect(deny(fixture.dir, ["remove", known, id])).rejects.toMatchObject(thrown);
      expect(idsIn(fixture.dir)).toEqual([known]);
    },
  );

  it("throws E_NOTHING without a list, and makes none", async () => {
    const dir = temporary();
    await expect(deny(dir, ["remove", "0011223344"])).rejects.toMatchObject({ code: "E_NOTHING" });
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe("deny check", () => {
  it("says which entry a text holds, and where: exit 1; none: exit 0", async () => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add", "--note", "customers"], "acme-corp");
    const [id] = idsIn(fixture.dir);
    const bad = await deny(fixture.dir, ["check"], "words\nfor AcmeCorp\nACME CORP");
    expect(bad).toMatchObject({ exitCode: 1, text: `the text holds ${id} (customers) at 2:5` });
    expect(bad.document).toMatchObject({ found: [{ id, line: 2, column: 5, count: 2 }] });
    expect(bad.said.toLowerCase()).not.toMatch(/acme/);
    const good = await deny(fixture.dir, ["check"], "words");
    expect(good).toMatchObject({ exitCode: 0, text: `the text holds none of 1 token of ${usual}` });
  });

  it.each<[string, string, string, string]>([
    ["an empty text", salt, "", "E_NOTHING"],
    ["no salt", "", "words", "E_SALT"],
    ["another salt", `${salt}x`, "words", "E_SALT"],
  ])("throws for %s", async (_, env, text, code) => {
    using fixture = repo(configured);
    await deny(fixture.dir, ["add"], "acme-corp");
    vi.stubEnv("KPROV_DENY_SALT", env);
    await expect(deny(fixture.dir, ["check"], text)).rejects.toMatchObject({ code, exit: 3 });
  });

  it("throws E_NOTHING without a list or a token in it, E_IO for a file that is not there", async () => {
    using fixture = repo(configured);
    await expect(deny(fixture.dir, ["check"], "words")).rejects.toMatchObject({ code: "E_NOTHING" });
    await deny(fixture.dir, ["add"], "acme-corp");
    await expect(deny(fixture.dir, ["check", "--from", "none"])).rejects.toMatchObject({ code: "E_IO" });
    await deny(fixture.dir, ["remove", ...idsIn(fixture.dir)]);
    await expect(deny(fixture.dir, ["check"], "words")).rejects.toMatchObject({ code: "E_NOTHING" });
  });
});

describe("deny salt", () => {
  it("writes a new one that only this user can read, and says nothing of it", async () => {
    const dir = temporary();
    const { text, said } = await deny(dir, ["salt", "own/a.salt"]);
    const written = readFileSync(join(dir, "own/a.salt"), "utf8");
    expect(written).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(join(dir, "own/a.salt")).mode & 0o777).toBe(0o600);
    expect(text).toContain("own/a.salt: a new salt");
    expect(said).not.toContain(written.trim());
    await deny(dir, ["salt", "b.salt"]);
    expect(readFileSync(join(dir, "b.salt"), "utf8")).not.toBe(written);
  });

  it("never writes over one, nor into the work tree", async () => {
    using fixture = repo({ a: "x" });
    const dir = temporary({ salt: "planted" });
    await expect(deny(dir, ["salt", "salt"])).rejects.toMatchObject({
      ...{ code: "E_IO", message: 'Cannot write "salt": it exists, and a salt is never written over' },
    });
    await expect(deny(dir, ["salt", "salt/b"])).rejects.toMatchObject({
      ...{ code: "E_IO", message: expect.stringMatching(/^Cannot write "salt\/b": (?:something else|a part of)/) },
    });
    expect(readFileSync(join(dir, "salt"), "utf8")).toBe("planted");
    await expect(deny(fixture.dir, ["salt", "a.salt"])).rejects.toMatchObject({ code: "E_CONFIG" });
    expect(existsSync(join(fixture.dir, "a.salt"))).toBe(false);
  });
});
