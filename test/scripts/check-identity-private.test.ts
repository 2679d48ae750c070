import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Command } from "../../lib/command.ts";
import { sha256 } from "../../lib/digest.ts";
import type { KprovError } from "../../lib/errors.ts";
import { dayOf } from "../../lib/guard/waivers/day.ts";
import { keepSecrets, withoutSecrets } from "../../lib/secrecy.ts";
import artifacts from "../../scripts/check-artifacts.ts";
import command from "../../scripts/check-identity.ts";
import governance from "../../scripts/governance.ts";
import preflight from "../../scripts/preflight.ts";
import waive from "../../scripts/waive.ts";
import { call } from "../support/call.ts";
import { denyFile, denyList, salt } from "../support/deny.ts";
import { type RepoFiles, repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

const usual = ".kprov/deny-list.json";
const tokens = ["acme corp", "zürich plan", "nova"];
const [acme = "", zurich = "", nova = ""] = denyList(tokens).tokens.map(({ digest }) => digest.slice(0, 12));

const project = (forbidden: object = { private: usual }): RepoFiles => ({
  "kprov.config.json": JSON.stringify({ identity: { forbidden } }),
  [usual]: denyFile(tokens, "customers"),
  "README.md": "casino value, acme\n",
});

/** Everything that a person and a program see. */
const judge = async (files: RepoFiles, argv: readonly string[] = []) => {
  using fixture = repo(files);
  return await judgeIn(fixture.dir, argv);
};

const judgeIn = async (dir: string, argv: readonly string[] = [], which: Command = command) => {
  const { result, text, stderr } = await call(which, dir, argv);
  return { exitCode: result.exitCode, text, said: `${text}${JSON.stringify(result.document)}${stderr}` };
};

beforeEach(() => {
  vi.stubEnv("KPROV_DENY_SALT", salt);
  vi.stubEnv("KPROV_CACHE_DIR", temporary());
});
afterEach(() => void vi.unstubAllEnvs());

describe("check-identity with a private list", () => {
  it("proves a repository without its tokens", async () => {
    const { exitCode, text } = await judge(project());
    expect({ exitCode, text }).toEqual({ exitCode: 0, text: "check-identity: proved (3 tracked files)" });
  });

  it.each<[string, RepoFiles, string, RegExp]>([
    ["in camel case", { "a.ts": "const theAcmeCorpClient = 1;\n" }, acme, /a\.ts:1:10: Forbidden token/],
    ["over two comment lines", { "a.ts": "// for Acme\n// Corp\n" }, acme, /a\.ts:1:8/],
    ["in capitals, with letters beyond ASCII", { "a.md": "\n ZÜRICH_PLAN" }, zurich, /a\.md:2:2/],
    ["in UTF-16", { a: Buffer.from("\ufeffis no-va", "utf16le") }, nova, /a:1:4: .* as UTF-16 LE/],
    ["in a binary file", { a: Buffer.from("\0\x01ACME-CORP\0\xff", "latin1") }, acme, /at byte 2/],
    ["in a file that is ignored", { ".gitignore": "*\n", a: "acmecorp" }, acme, /a:1:1/],
    ["in a link's target", { a: { link: "../Acme/Corp" } }, acme, /in the link's target/],
    ["in the configuration", { "x.json": '{ "x": "acme_corp" }' }, acme, /x\.json:1:9/],
  ])("finds a token %s, and names it by its entry: exit 1", async (_, files, id, place) => {
    const { exitCode, text, said } = await judge({ ...project(), ...files });
    expect(exitCode).toBe(1);
    expect(text).toMatch(place);
    expect(text).toContain(`Forbidden token ${id} of the private list (customers)`);
    expect(said).not.toMatch(/acme.?corp|zürich|no-va/i);
  });

  it("masks a token in a path, wherever the path is spoken of", async () => {
    const files = { "src/AcmeCorp/a.txt": "acme corp\n", "acme-corp.bin": "x".repeat(2000) };
    using fixture = repo({
      ...project(),
      ...files,
      "kprov.config.json": JSON.stringify({
        identity: { forbidden: { private: usual } },
        artifacts: { deny: ["**/a.txt"], allow: [{ glob: "**/*.txt", reason: "planted" }], maxFileSize: 1024 },
      }),
    });
    const alone = await judgeIn(fixture.dir);
    expect(alone.text).toContain(`src/[private ${acme}]/a.txt:1:1: Forbidden token ${acme}`);
    expect(alone.text).toContain("FORBIDDEN_IN_NAME");
    const all = await judgeIn(fixture.dir, [], preflight);
    expect(all.said).toContain(`"path":"src/[private ${acme}]/a.txt","code":"ARTIFACT_TRACKED"`);
    expect(all.said).toContain(`[private ${acme}].bin`);
    for (const { said } of [alone, all]) expect(said).not.toMatch(/acme.?corp/i);
    expect(await withoutSecrets("an error about AcmeCorp")).toBe(`an error about [private ${acme}]`);
  });

  it.each<[string, Command, string[]]>([
    ["check-artifacts", artifacts, []],
    ["check-artifacts, of what is staged", artifacts, ["--staged"]],
    ["check-artifacts, of a package", artifacts, ["--package", "*.tgz"]],
    ["preflight without check-identity", preflight, ["--only", "check-artifacts"]],
  ])("masks a token that only another check speaks of: %s", async (_, which, argv) => {
    using fixture = repo({ ...project(), "AcmeCorp/.env": "A=1\n", "acme-corp-1.0.0.tgz": "none" });
    keepSecrets(() => (text) => text);
    const { exitCode, said } = await judgeIn(fixture.dir, argv, which);
    expect(exitCode).not.toBe(0);
    expect(said).toContain(`[private ${acme}]`);
    expect(said).not.toMatch(/acme.?corp/i);
  });

  describe("in what the configuration says", () => {
    const config = {
      project: "demo",
      identity: { forbidden: { private: usual } },
      artifacts: { allow: [{ glob: "src/acme-corp/*.log", reason: "for acme corp" }] },
      preflight: {
        commands: { loud: ["sh", "-c", "echo acme corp; exit 1"], acmecorp: ["true"], split: ["echo", "Acme", "Corp"] },
      },
      governance: {},
    };
    const before = { ...project(), "kprov.config.json": JSON.stringify({ ...config, artifacts: {}, preflight: {} }) };
    const after = { "kprov.config.json": JSON.stringify(config), "src/acme-corp/a.log": "1\n" };
    const forms = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "lines"];

    it.each<[string, string[]]>([
      ["of the candidate alone", []],
      ["held against a base", ["--base", "HEAD~1"]],
      ["with all that passed", ["--verbose"]],
      ["as a statement", ["--attest"]],
      ["without check-identity", ["--skip", "check-identity", "--skip", "acmecorp"]],
    ])("masks it in every form of a report: %s", async (_, argv) => {
      using fixture = repo(before);
      fixture.commit(after);
      const out = temporary();
      keepSecrets(() => (text) => text);
      const reports = forms.flatMap((form) => ["--report", `${form}=${join(out, form)}`]);
      const { said } = await judgeIn(fixture.dir, [...argv, ...reports], preflight);
      const statement = join(fixture.dir, ".kprov/attestations/preflight.intoto.json");
      const written = [...forms.map((form) => join(out, form)), ...(existsSync(statement) ? [statement] : [])];
      for (const text of [said, ...written.map((file) => readFileSync(file, "utf8"))])
        expect(text).not.toMatch(/acme.{0,9}corp/i);
      expect(said).toContain(`[private ${acme}]`);
    });

    it.each([[["update", "--reason", "for Acme Corp"]], [["show"]], [["diff"]], [["diff", "--verbose"]]])(
      "masks it in governance %j, and leaves the record as it is",
      async (argv) => {
        using fixture = repo({ ...before, "src/acme-corp/a.log": "1\n" });
        const record = ".kprov/governance.lock.json";
        await call(governance, fixture.dir, ["update", "--reason", "for acme corp", "--author", "Acme Corp"]);
        fixture.commit({ [record]: readFileSync(join(fixture.dir, record), "utf8") });
        fixture.commit({ "kprov.config.json": after["kprov.config.json"] });
        keepSecrets(() => (text) => text);
        const { said } = await judgeIn(fixture.dir, argv, governance);
        expect(said).toContain(`[private ${acme}]`);
        expect(said).not.toMatch(/acme.{0,9}corp/i);
        expect(readFileSync(join(fixture.dir, record), "utf8")).toMatch(/acme corp/i);
      },
    );

    it.each([[[]], [["--verbose"]]])("masks it in what a command prints: %j", async (argv) => {
      const long = "for i in $(seq 3000); do echo line $i; done; printf 'of Acme\\n  '; sleep 0.1; echo corp; exit 1";
      const commands = { long: ["sh", "-c", long] };
      using fixture = repo({
        ...project(),
        "kprov.config.json": JSON.stringify({ ...config, governance: undefined, preflight: { commands } }),
      });
      keepSecrets(() => (text) => text);
      const { stderr } = await call(preflight, fixture.dir, argv);
      expect(stderr).toContain(`of [private ${acme}]\n`);
      expect(stderr).toContain("line 3000\n");
      expect(stderr).not.toMatch(/acme.{0,9}corp/is);
    });

    it("masks it in the list of waivers", async () => {
      const waiver = {
        fingerprint: "a".repeat(32),
        check: "check-artifacts",
        code: "ARTIFACT_TRACKED",
        path: "acme-corp",
      };
      const waivers = [{ ...waiver, reason: "of acme corp", owner: "ann", until: "2020-01-01" }];
      using fixture = repo({
        ...project(),
        ".kprov/waivers.json": JSON.stringify({ schema: "kprov.waivers/v1", waivers }),
      });
      keepSecrets(() => (text) => text);
      const { said } = await judgeIn(fixture.dir, ["--list"], waive);
      expect(said).toContain("WAIVER_EXPIRED");
      expect(said).not.toMatch(/acme.?corp/i);
    });
  });

  it("masks with the salt of --salt-file, and shows no text as long as the list can't be used", async () => {
    using fixture = repo({ ...project(), "AcmeCorp/.env": "A=1\n" });
    vi.stubEnv("KPROV_DENY_SALT", "");
    const file = join(temporary({ salt }), "salt");
    const only = ["--only", "check-artifacts"];
    keepSecrets(() => (text) => text);
    expect((await judgeIn(fixture.dir, only, preflight)).said).toContain("AcmeCorp/.env");
    const masked = await judgeIn(fixture.dir, [...only, "--salt-file", file], preflight);
    expect(masked.said).toContain(`[private ${acme}]/.env`);
    expect(masked.said).not.toContain("AcmeCorp");
    writeFileSync(join(fixture.dir, usual), "{");
    keepSecrets(() => (text) => text);
    const hidden = await judgeIn(fixture.dir, [], artifacts);
    expect(hidden).toMatchObject({ exitCode: 1, said: expect.stringContaining("(not shown: ") });
    expect(hidden.said).not.toContain("AcmeCorp");
  });

  it("judges by a plain list and a private one at once, each for itself", async () => {
    const files = { "plain.txt": "globex\n", a: "globex AcmeCorp\n" };
    const { exitCode, text } = await judge({ ...project({ file: "plain.txt", private: usual }), ...files }, []);
    expect(exitCode).toBe(1);
    expect(text).toContain('a:1:1: Forbidden token "globex"');
    expect(text).toContain(`a:1:8: Forbidden token ${acme}`);
    // The file of the plain list is exempt from that list alone.
    const own = await judge({ ...project({ file: "plain.txt", private: usual }), "plain.txt": "AcmeCorp\n" });
    expect(own.text).toContain("plain.txt:1:1: Forbidden token");
  });

  it("gives findings a fingerprint that nobody can guess the token by, and that stays when the line moves", async () => {
    using fixture = repo({ ...project(), a: "for acme corp\n" });
    const prints = async () => {
      const { result } = await call(command, fixture.dir, []);
      return (result.document as { findings: { fingerprint: string }[] }).findings.map((one) => one.fingerprint);
    };
    const before = await prints();
    fixture.commit({ "sub/b": "\n\n  for acme corp\n" });
    rmSync(join(fixture.dir, "a"));
    fixture.git("add", "--all");
    expect(await prints()).toEqual(before);
    fixture.commit({ "sub/b": "of acme corp\n" });
    expect(await prints()).not.toEqual(before);
  });

  it("gives other findings with a token in them one that can't be guessed either, by which they are waived", async () => {
    const identity = {
      commands: ["acmecorp", "globex"],
      docker: { files: ["Dockerfile"], labels: { title: "Acme Corp" } },
      forbidden: { private: usual },
    };
    using fixture = repo({
      ...{ [usual]: denyFile(tokens), Dockerfile: "FROM x\n", "package.json": "{}\n" },
      "kprov.config.json": JSON.stringify({ identity }),
    });
    type Found = { code: string; fingerprint: string; expected?: string };
    const found = async (which: Command) => {
      const { result } = await call(which, fixture.dir, []);
      const { checks = [], findings } = result.document as { findings?: Found[]; checks?: { findings: Found[] }[] };
      return (findings ?? checks.flatMap((check) => check.findings)).filter(({ code }) =>
        /^(?:ENTRY|LABEL)_/.test(code),
      );
    };
    const plain = (...identified: string[]) => sha256(JSON.stringify(identified)).slice(0, 32);
    const before = await found(command);
    const prints = before.map(({ fingerprint }) => fingerprint);
    expect(prints).toHaveLength(3);
    expect(prints).toContain(plain("ENTRY_POINT_MISMATCH", "unknown", "globex"));
    expect(prints).not.toContain(plain("ENTRY_POINT_MISMATCH", "unknown", "acmecorp"));
    expect(prints).not.toContain(plain("LABEL_MISSING", "org.opencontainers.image.title", "Acme Corp"));
    expect((await found(preflight)).map(({ fingerprint }) => fingerprint)).toEqual(prints);
    const terms = ["--reason", "old", "--owner", "ann", "--until", dayOf(Date.now())];
    for (const print of prints) await call(waive, fixture.dir, [print, ...terms]);
    fixture.git("add", "--all");
    expect([await found(command), await found(preflight)]).toEqual([[], []]);
  });

  it("believes no verdict of another list", async () => {
    using fixture = repo({ ...project(), a: "globex\n" });
    fixture.git("update-index", "--refresh");
    expect((await judgeIn(fixture.dir)).exitCode).toBe(0);
    expect((await judgeIn(fixture.dir)).exitCode).toBe(0);
    writeFileSync(join(fixture.dir, usual), denyFile([...tokens, "globex"]));
    expect((await judgeIn(fixture.dir)).exitCode).toBe(1);
  });
});

describe("a private list that can't be used", () => {
  const weak = "aaaa-secret";
  const twice = JSON.stringify({ ...denyList(tokens), tokens: [1, 1].map(() => denyList(tokens).tokens[0]) });

  it.each<[string, { salt?: string; list?: string; argv?: string[] }, RegExp]>([
    ["a salt that could be guessed", { salt: weak }, /salt in "KPROV_DENY_SALT": it could be guessed.*at least 32/s],
    ["a salt in the work tree", { salt: "", argv: ["--salt-file", "salt"] }, /salt in "salt": it lies in the git work/],
    ["an entry twice", { list: twice }, /private list ".*": token [0-9a-f]{12} is there twice/],
    ["no tokens", { list: denyFile([]) }, /expected at least one token, found none/],
    ["another schema", { list: '{"schema":"kprov.deny-list/v2"}' }, /it is no kprov\.deny-list\/v1 document/],
    ["no JSON", { list: `{ "AcmeCorp"` }, /it is no JSON document that can be trusted/],
  ])(
    "says why, and quotes nothing else: %s",
    async (_, { salt: given = salt, list = denyFile(tokens), argv = [] }, why) => {
      vi.stubEnv("KPROV_DENY_SALT", given);
      using fixture = repo({ ...project(), [usual]: list, salt, "AcmeCorp/.env": "A=1\n" });
      keepSecrets(() => (text) => text);
      const error = await call(command, fixture.dir, argv).catch((thrown) => thrown as KprovError);
      const { message, hint } = error as KprovError;
      const alone = `${await withoutSecrets(message)}\n${await withoutSecrets(hint ?? "")}`;
      expect(alone).toMatch(why);
      const { exitCode, said } = await judgeIn(fixture.dir, argv, preflight);
      expect({ exitCode, said }).toEqual({ exitCode: 2, said: expect.stringMatching(why) });
      // Only what is known to be words of ours: the same beside anything else is not.
      expect(await withoutSecrets(`${message} AcmeCorp`)).not.toContain("AcmeCorp");
      for (const text of [alone, said]) {
        expect(text).not.toMatch(/AcmeCorp/);
        expect(text).not.toContain(weak);
        expect(text).not.toContain(salt);
      }
    },
  );

  it("quotes no salt that was given as the name of its file", async () => {
    vi.stubEnv("KPROV_DENY_SALT", "");
    using fixture = repo(project());
    const { exitCode, said } = await judgeIn(fixture.dir, ["--salt-file", salt], preflight);
    expect({ exitCode, said }).toEqual({ exitCode: 2, said: expect.stringContaining("it lies in the git work tree") });
    expect(said).not.toContain(salt);
    const outside = join("..", salt);
    expect((await judgeIn(fixture.dir, ["--salt-file", outside], preflight)).said).not.toContain(salt);
  });
});

describe("check-identity could not decide", () => {
  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["without a salt", { KPROV_DENY_SALT: "" }, "PRIVATE_SALT_MISSING"],
    ["with another salt", { KPROV_DENY_SALT: `${salt}x` }, "PRIVATE_SALT_WRONG"],
  ])("%s: exit 3, also for history, and in preflight", async (_, env, code) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    using fixture = repo({ ...project(), a: "AcmeCorp" });
    for (const argv of [[], ["--history", "HEAD"]]) {
      const { exitCode, text } = await judgeIn(fixture.dir, argv);
      expect(exitCode).toBe(3);
      expect(text).toContain(code);
    }
    expect((await judgeIn(fixture.dir, [], preflight)).exitCode).toBe(3);
  });

  it("about an entry that was changed; the others are found: 1 before 3", async () => {
    const changed = denyFile(tokens).replace(/"hint":\s*"../, '"hint":"00');
    const clean = await judge({ ...project(), [usual]: changed });
    expect(clean).toMatchObject({ exitCode: 3, text: expect.stringContaining("PRIVATE_LIST_CHANGED") });
    const all = { ...project(), [usual]: changed, a: "AcmeCorp zürich-plan no_va" };
    expect(await judge(all)).toMatchObject({ exitCode: 1, text: expect.stringContaining("PRIVATE_LIST_CHANGED") });
  });

  it.each<[string, RepoFiles]>([
    ["missing", { "kprov.config.json": '{"identity":{"forbidden":{"private":"none.json"}}}' }],
    ["empty", { ...project(), [usual]: denyFile([]) }],
    ["malformed", { ...project(), [usual]: "acme-corp\n" }],
    ["a directory", { "kprov.config.json": '{"identity":{"forbidden":{"private":"d"}}}', "d/x": "x" }],
  ])("throws E_CONFIG for a list that is %s", async (_, files) => {
    await expect(judge(files)).rejects.toMatchObject({ code: "E_CONFIG" });
  });

  it("throws E_CONFIG for a salt in the work tree", async () => {
    vi.stubEnv("KPROV_DENY_SALT", "");
    const files = { ...project({ private: usual, saltFile: "salt" }), salt };
    await expect(judge(files)).rejects.toMatchObject({ code: "E_CONFIG" });
    await expect(judge({ ...project(), salt }, ["--salt-file", join(temporary(), "none")])).resolves.toMatchObject({
      exitCode: 3,
    });
  });
});

describe("check-identity --history", () => {
  it("looks for both lists' tokens in what a range publishes", async () => {
    using fixture = repo({ ...project({ file: "plain.txt", private: usual }), "plain.txt": "globex\n" });
    fixture.git("commit", "--quiet", "--allow-empty", "--message", "globex and AcmeCorp");
    fixture.git("branch", "for/nova-1");
    const { exitCode, text, said } = await judgeIn(fixture.dir, ["--history", "HEAD^..HEAD"]);
    expect(exitCode).toBe(1);
    expect(text).toContain('Forbidden token "globex" in the message, line 1');
    expect(text).toContain(`Forbidden token ${acme} of the private list (customers) in the message, line 1`);
    expect(text).toContain(`the name of the branch "for/[private ${nova}]-1"`);
    expect(said).not.toMatch(/acme.?corp|for\/nova/i);
    expect((await judgeIn(fixture.dir, ["--history", "HEAD^"])).exitCode).toBe(0);
    expect((await judgeIn(fixture.dir, ["--history", "HEAD..HEAD"])).exitCode).toBe(3);
  });

  it("could not decide without any token to look for", async () => {
    const files = { "kprov.config.json": JSON.stringify({ identity: { name: "x" } }), "package.json": '{"name":"x"}' };
    expect(await judge(files)).toMatchObject({ exitCode: 0 });
    const asked = await judge(files, ["--history", "HEAD"]);
    expect(asked).toMatchObject({ exitCode: 3, text: expect.stringContaining("no forbidden tokens to look for") });
    expect((await judge({ a: "x" }, ["--history", "HEAD"])).exitCode).toBe(3);
  });

  it("means nothing beside --self-test", async () => {
    for (const argv of [
      ["--self-test", "--history", "HEAD"],
      ["--self-test", "--salt-file", "x"],
    ])
      await expect(judge(project(), argv)).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("preflight --history", () => {
  it("is check-identity's: exit 1 for what is found", async () => {
    using fixture = repo(project());
    fixture.git("commit", "--quiet", "--allow-empty", "--message", "AcmeCorp");
    const found = await judgeIn(fixture.dir, ["--history", "HEAD"], preflight);
    expect(found).toMatchObject({ exitCode: 1, text: expect.stringContaining("FORBIDDEN_IN_MESSAGE") });
    expect((await judgeIn(fixture.dir, [], preflight)).exitCode).toBe(0);
  });

  it.each([
    [["--skip", "check-identity"], project()],
    [["--only", "check-artifacts"], project()],
    [[], { a: "x" }],
  ])("throws E_USAGE where check-identity does not run: %j", async (argv, files) => {
    using fixture = repo(files);
    await expect(call(preflight, fixture.dir, ["--history", "HEAD", ...argv])).rejects.toMatchObject({
      code: "E_USAGE",
    });
  });

  it("gives the salt to no command of the project", async () => {
    const commands = { show: [process.execPath, "-e", "process.exit('KPROV_DENY_SALT' in process.env ? 1 : 0)"] };
    const config = { identity: { forbidden: { private: usual } }, preflight: { commands } };
    using fixture = repo({ ...project(), "kprov.config.json": JSON.stringify(config) });
    expect((await judgeIn(fixture.dir, [], preflight)).exitCode).toBe(0);
  });
});

it("check-identity --staged judges by the list in the index, and the index alone", async () => {
  using fixture = repo({ ...project(), a: "clean\n" });
  fixture.write({ a: "AcmeCorp\n" });
  expect((await judgeIn(fixture.dir, ["--staged"])).exitCode).toBe(0);
  fixture.git("add", "a");
  fixture.write({ a: "clean\n" });
  const staged = await judgeIn(fixture.dir, ["--staged"]);
  expect(staged).toMatchObject({ exitCode: 1, text: expect.stringContaining("a:1:1: Forbidden token") });
  mkdirSync(join(fixture.dir, "x"));
  symlinkSync("Acme-Corp", join(fixture.dir, "x/l"));
  fixture.git("add", "x");
  expect((await judgeIn(fixture.dir, ["--staged"])).text).toContain("FORBIDDEN_IN_LINK");
});
