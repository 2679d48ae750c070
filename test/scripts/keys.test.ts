import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/keys.ts";
import { call } from "../support/call.ts";
import { sshKey, type Typed, typing } from "../support/keys.ts";
import { repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

let made: TestRepo;
let config: string;
beforeEach(() => {
  made = repo({ "a.txt": "" });
  config = join(temporary(), "config");
  vi.stubEnv("KPROV_CONFIG_DIR", config);
  vi.stubEnv("KPROV_PASSPHRASE", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  made.dispose();
});

const keys = (...argv: string[]) => call(command, made.dir, argv);
const documentOf = async (...argv: string[]) => (await keys(...argv)).result.document as Record<string, unknown>;
const fingerprintOf = async (name: string) => (await keys("show", name, "--fingerprint")).text;
const trustFile = () => JSON.parse(readFileSync(join(config, "trust.json"), "utf8"));

/** On a terminal of its own. */
const onTerminal = async (terminal: Typed | null, ...argv: string[]) => {
  const args = { _: [], ...parseFlags(argv, command.args as FlagDefs), cwd: made.dir };
  return command.run?.({ rawArgs: argv, args, cmd: command, data: { terminal } } as never);
};

test("keys has this help", async () => {
  expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
    "Make, show and exchange keys, and say whose are believed (kprovengine keys)

    USAGE kprovengine keys [OPTIONS] <ACTION> [SUBJECT]

    ARGUMENTS

      ACTION=<ACTION>    new, list, show, export, import, trust or revoke (Required)
        SUBJECT=<KEY>    A name (new, show, export), a file (import), a fingerprint
                         or a file (trust, revoke)

    OPTIONS

      --algorithm=<ed25519|ecdsa-p256>    new: ed25519 (default) or ecdsa-p256
                               --plain    new, import: keep the private key without
                                          a passphrase
                             --publish    new, import: write the public key to
                                          .kprov/keys of this checkout, too
                   --passphrase-fd=<N>    Read the passphrase from this file
                                          descriptor; default: KPROV_PASSPHRASE,
                                          else ask
                         --name=<NAME>    import: name of the key; default: the
                                          file's
                         --fingerprint    show: print the fingerprint alone, as
                                          people compare it
                    --format=<ssh|pem>    export: ssh (default, one line) or pem
                             --private    export: the private key, unencrypted, as
                                          PKCS#8 in PEM
      --role=<runner|reviewer|release>    trust: what it may vouch for: runner,
                                          reviewer or release (may be repeated)
                        --owner=<NAME>    trust: the person, team or machine that
                                          holds the key
                        --builder=<ID>    trust: builder.id that a runner vouches
                                          for; default: workstation and self-hosted
                                          CI (may be repeated)
                  --valid-until=<TIME>    trust: such as 2027-12-31T00:00:00Z
                                 --yes    trust: the fingerprint in the file was
                                          compared with its owner
                       --reason=<TEXT>    revoke: why
                --vouches-for=<DIGEST>    revoke: bundle or payload digest that it
                                          vouches for all the same (may be repeated)
                        --trust=<FILE>    list, show, trust, revoke: this trust file
                                          instead of your own
                                --json    Print exactly one JSON document on stdout
                           --cwd=<DIR>    Work in this directory instead of the
                                          current one
                           -q, --quiet    No talk on stderr, and no text when all is
                                          proved
                         -v, --verbose    Show details of what passed as well
                               --debug    Show stack traces and what is being done
                            -h, --help    Show this help
                         -V, --version    Show the version

    EXAMPLES

      kprovengine keys new
      kprovengine keys new ci --plain --publish
      kprovengine keys show default --fingerprint
      kprovengine keys trust SHA256:… --role reviewer --owner 'Ann Lee'
      kprovengine keys revoke SHA256:… --reason 'laptop lost'
    "
  `);
});

describe("keys new", () => {
  test("makes a key called default, encrypted under a passphrase that is asked for twice", async () => {
    const terminal = typing("correct horse\r", "correct horse\r");
    await onTerminal(terminal, "new");
    expect(terminal.seen()).toBe('New passphrase for the key "default": \nThe same again: \n');
    const list = await documentOf("list");
    expect(list["keys"]).toMatchObject([{ name: "default", algorithm: "ed25519", private: "encrypted" }]);
  });

  test("without a terminal wants a passphrase from somewhere, and makes nothing", async () => {
    await expect(onTerminal(null, "new")).rejects.toMatchObject({ code: "E_PASSPHRASE" });
    expect(existsSync(join(config, "keys"))).toBe(false);
  });

  test("makes P-256 and plain keys when that is said, and publishes", async () => {
    const { text, result } = await keys("new", "ci", "--plain", "--algorithm", "ecdsa-p256", "--publish");
    expect(result.document).toMatchObject({
      algorithm: "ecdsa-p256",
      private: "plain",
      published: ".kprov/keys/ci.pub",
    });
    expect(text).toContain("plain: whoever can read the file can sign");
    expect(statSync(join(config, "keys/ci.key.json")).mode & 0o777).toBe(0o600);
    const listed = execFileSync("ssh-keygen", ["-lf", join(made.dir, ".kprov/keys/ci.pub")], { encoding: "utf8" });
    expect(listed.split(" ")[1]).toBe(await fingerprintOf("ci"));
    expect(made.git("status", "--short", "--untracked-files=all")).toBe("?? .kprov/keys/ci.pub");
  });

  test("never overwrites, and does not ask for a passphrase first", async () => {
    await keys("new", "--plain");
    const before = readFileSync(join(config, "keys/default.key.json"), "utf8");
    const terminal = typing("correct horse\r", "correct horse\r");
    await expect(onTerminal(terminal, "new")).rejects.toMatchObject({ code: "E_KEY" });
    expect(terminal.seen()).toBe("");
    expect(readFileSync(join(config, "keys/default.key.json"), "utf8")).toBe(before);
  });

  test("makes no key inside the checkout", async () => {
    vi.stubEnv("KPROV_CONFIG_DIR", join(made.dir, "config"));
    await expect(keys("new", "--plain")).rejects.toMatchObject({ code: "E_KEY" });
    expect(made.git("status", "--short")).toBe("");
  });

  test("publishes through no link (a checkout that leads writes elsewhere)", async () => {
    const outside = temporary();
    mkdirSync(join(made.dir, ".kprov"));
    symlinkSync(outside, join(made.dir, ".kprov/keys"));
    await expect(keys("new", "--plain", "--publish")).rejects.toMatchObject({ code: "E_KEY" });
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(join(config, "keys"))).toBe(false);
  });

  test("makes no key when another is published under its name, or outside of a checkout", async () => {
    await keys("new", "k", "--plain", "--publish");
    vi.stubEnv("KPROV_CONFIG_DIR", join(temporary(), "other"));
    await expect(keys("new", "k", "--plain", "--publish")).rejects.toMatchObject({ code: "E_KEY" });
    await expect(call(command, temporary(), ["new", "k", "--plain", "--publish"])).rejects.toMatchObject({
      code: "E_KEY",
    });
    expect((await documentOf("list"))["keys"]).toEqual([]);
  });
});

describe("keys show and export", () => {
  test("show --fingerprint prints exactly what ssh-keygen -l shows", async () => {
    await keys("new", "k", "--plain");
    const listed = execFileSync("ssh-keygen", ["-lf", join(config, "keys/k.pub")], { encoding: "utf8" });
    expect(`256 ${await fingerprintOf("k")} k (ED25519)\n`).toBe(listed);
    expect(await documentOf("show", "k")).toMatchObject({
      schema: "kprov.public-key/v1",
      trusted: null,
      published: null,
    });
  });

  test("export gives the public half in both forms, and the private one only when that is said", async () => {
    vi.stubEnv("KPROV_PASSPHRASE", "correct horse");
    await keys("new", "k");
    const [ssh, pem] = [(await keys("export", "k")).text, (await keys("export", "k", "--format", "pem")).text];
    expect(ssh).toMatch(/^ssh-ed25519 \S+ k\n$/);
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    const secret = (await keys("export", "k", "--private")).text;
    expect(createPublicKey(createPrivateKey(secret)).export({ format: "pem", type: "spki" })).toBe(pem);
    expect((await keys("export", "k", "--private", "--format", "pem")).text).toBe(secret);
    vi.stubEnv("KPROV_PASSPHRASE", "wrong horse");
    await expect(keys("export", "k", "--private")).rejects.toMatchObject({ code: "E_PASSPHRASE" });
    expect((await keys("export", "k")).text).toBe(ssh);
  });
});

test("keys list with a damaged key does not say that there is none", async () => {
  await keys("new", "k", "--plain");
  expect((await keys("list")).text).toMatch(/^keys in /);
  writeFileSync(join(config, "keys/k.key.json"), "{");
  const { text, result } = await keys("list");
  expect(result.exitCode).toBe(3);
  expect(text).toMatch(/^no key that can be used in /);
  expect(text).not.toContain("no keys yet");
});

describe("keys import", () => {
  test("takes a key of ssh-keygen's, named after its file", async () => {
    const { path } = sshKey("ed25519");
    await keys("import", path, "--plain");
    const listed = execFileSync("ssh-keygen", ["-lf", `${path}.pub`], { encoding: "utf8" });
    expect(listed).toContain(` ${await fingerprintOf("id")} `);
    expect(existsSync(path)).toBe(true);
  });

  test("takes PKCS#8 of openssl's, also encrypted: the old passphrase, then the new one twice", async () => {
    const dir = temporary();
    const openssl = (...argv: string[]) => execFileSync("openssl", argv, { cwd: dir, stdio: "pipe" });
    openssl("genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
    openssl(
      "pkcs8",
      "-topk8",
      "-v2",
      "aes-256-cbc",
      "-in",
      "plain.pem",
      "-out",
      "locked.pem",
      "-passout",
      "pass:old horse",
    );
    execFileSync("chmod", ["600", join(dir, "plain.pem"), join(dir, "locked.pem")]);
    const terminal = typing("old horse\r", "correct horse\r", "correct horse\r");
    await onTerminal(terminal, "import", join(dir, "locked.pem"), "--name", "k");
    expect((await documentOf("list"))["keys"]).toMatchObject([{ name: "k", private: "encrypted" }]);
    await expect(keys("import", join(dir, "plain.pem"), "--plain")).rejects.toMatchObject({ message: /is called "k"/ });
  });

  test("refuses a file that others can read, or that holds a public key", async () => {
    const { dir, path } = sshKey("ed25519");
    execFileSync("chmod", ["644", path]);
    await expect(keys("import", path, "--plain")).rejects.toMatchObject({ code: "E_KEY", hint: `chmod 600 ${path}` });
    execFileSync("chmod", ["600", join(dir, "id.pub")]);
    await expect(keys("import", `${path}.pub`, "--plain", "--name", "k")).rejects.toMatchObject({
      code: "E_KEY",
      message: expect.stringContaining("the public half"),
    });
  });
});

describe("keys trust and revoke", () => {
  test("pin a candidate of the checkout by its whole fingerprint, extend it, and revoke it", async () => {
    await keys("new", "ci", "--plain", "--publish");
    const fingerprint = await fingerprintOf("ci");
    vi.stubEnv("KPROV_CONFIG_DIR", join(temporary(), "other"));
    config = process.env["KPROV_CONFIG_DIR"] ?? "";
    expect(await documentOf("list")).toMatchObject({ keys: [], candidates: [{ fingerprint, trusted: null }] });
    await keys(
      "trust",
      fingerprint,
      "--role",
      "runner",
      "--owner",
      "CI",
      "--builder",
      "b:1",
      "--valid-until",
      "2099-01-01T00:00:00Z",
    );
    expect(trustFile().keys).toMatchObject([
      { fingerprint, owner: "CI", roles: ["runner"], builders: ["b:1"], validUntil: "2099-01-01T00:00:00Z" },
    ]);
    expect(statSync(join(config, "trust.json")).mode & 0o777).toBe(0o600);
    const { text } = await keys("trust", fingerprint, "--role", "reviewer", "--owner", "CI");
    expect(text).toContain(`extended  ${fingerprint}`);
    expect(trustFile().keys).toHaveLength(1);
    expect((await keys("list")).text).toContain("trusted as runner, reviewer: CI");
    await keys("revoke", fingerprint, "--reason", "laptop lost", "--vouches-for", "a".repeat(64));
    expect(trustFile().keys).toMatchObject([{ revoked: { reason: "laptop lost" }, vouchesFor: ["a".repeat(64)] }]);
    expect((await keys("list")).text).toContain("revoked; was trusted as runner, reviewer: CI");
    await expect(keys("trust", fingerprint, "--role", "runner", "--owner", "CI")).rejects.toMatchObject({
      code: "E_TRUST",
    });
  });

  test("trust refuses a part of a fingerprint, one that is nowhere, and no role or owner", async () => {
    await keys("new", "ci", "--plain", "--publish");
    const fingerprint = await fingerprintOf("ci");
    const asked = (subject: string, ...more: string[]) => keys("trust", subject, ...more);
    const whom = ["--role", "runner", "--owner", "CI"];
    await expect(asked(fingerprint.slice(0, 30), ...whom)).rejects.toMatchObject({ code: "E_KEY", exit: 2 });
    await expect(asked(fingerprint.slice(7, 20), ...whom)).rejects.toMatchObject({ code: "E_KEY", exit: 2 });
    await expect(asked("ci", ...whom)).rejects.toMatchObject({ code: "E_KEY", exit: 2 });
    await expect(asked(`SHA256:${"A".repeat(43)}`, ...whom)).rejects.toMatchObject({ code: "E_KEY" });
    await expect(asked(fingerprint, "--owner", "CI")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(asked(fingerprint, "--role", "runner")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(asked(fingerprint, "--role", "runner", "--owner", "a\nb")).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining("--owner"),
    });
    await expect(asked(fingerprint, ...whom, "--valid-until", "yesterday")).rejects.toMatchObject({
      code: "E_USAGE",
      message: '"--valid-until" takes a time such as 2026-02-15T20:13:00Z, found "yesterday"',
    });
    expect(existsSync(join(config, "trust.json"))).toBe(false);
  });

  test("trust takes a file only when its fingerprint was compared, and shows it first", async () => {
    await keys("new", "k", "--plain");
    const fingerprint = await fingerprintOf("k");
    writeFileSync(join(made.dir, "their key.pub"), readFileSync(join(config, "keys/k.pub")));
    const whom = ["--role", "reviewer", "--owner", "Ann Lee"];
    await expect(keys("trust", "their key.pub", ...whom)).rejects.toMatchObject({
      code: "E_KEY",
      exit: 2,
      message: expect.stringContaining(fingerprint),
      hint: expect.stringContaining("'their key.pub' --yes"),
    });
    await keys("trust", "their key.pub", "--yes", ...whom);
    expect(trustFile().keys).toMatchObject([{ fingerprint, owner: "Ann Lee" }]);
  });

  test("a checkout that brings a link, a broken file or a private key among its candidates offers none of them", async () => {
    await keys("new", "k", "--plain");
    mkdirSync(join(made.dir, ".kprov/keys"), { recursive: true });
    symlinkSync(join(config, "keys/k.pub"), join(made.dir, ".kprov/keys/link.pub"));
    writeFileSync(join(made.dir, ".kprov/keys/broken.pub"), "ssh-ed25519 \u001b[2JAAAA");
    writeFileSync(join(made.dir, ".kprov/keys/big.pub"), "a".repeat(100_000));
    const { result, text } = await keys("list");
    expect(result.exitCode).toBe(3);
    expect(result.document).toMatchObject({ candidates: [], keys: [{ published: null }] });
    expect((result.document as { problems: { path: string }[] }).problems.map(({ path }) => path)).toEqual(
      ["big", "broken", "link"].map((name) => `.kprov/keys/${name}.pub`),
    );
    expect(text).not.toContain("\u001b");
  });

  test("--trust names another trust file; one in the checkout is not one's own unless it is named", async () => {
    await keys("new", "k", "--plain");
    const fingerprint = await fingerprintOf("k");
    await keys("trust", fingerprint, "--role", "runner", "--owner", "CI", "--trust", "team.json");
    expect(existsSync(join(config, "trust.json"))).toBe(false);
    expect(JSON.parse(readFileSync(join(made.dir, "team.json"), "utf8")).keys).toHaveLength(1);
    expect(await documentOf("list")).toMatchObject({ trustFile: null, keys: [{ trusted: null }] });
    expect(await documentOf("list", "--trust", "team.json")).toMatchObject({ keys: [{ trusted: { owner: "CI" } }] });
  });

  test("a revocation and many other changes at once: none is lost", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    for (const name of names) await keys("new", name, "--plain");
    const [first = "", ...others] = await Promise.all(names.map(fingerprintOf));
    const trust = (fingerprint: string) => keys("trust", fingerprint, "--role", "runner", "--owner", "CI");
    await trust(first);
    await Promise.all([keys("revoke", first, "--reason", "lost"), ...others.map(trust)]);
    expect(trustFile().keys).toHaveLength(6);
    expect(trustFile().keys[0]).toMatchObject({ fingerprint: first, revoked: { reason: "lost" } });
    expect(readdirSync(config).sort()).toEqual(["keys", "trust.json"]);
  });

  test("changes no trust file of one's own that others may write to", async () => {
    await keys("new", "k", "--plain");
    const fingerprint = await fingerprintOf("k");
    const trust = () => keys("trust", fingerprint, "--role", "runner", "--owner", "CI");
    await trust();
    chmodSync(join(config, "trust.json"), 0o666);
    await expect(trust()).rejects.toMatchObject({ code: "E_TRUST", hint: `chmod go-w ${join(config, "trust.json")}` });
    expect((await keys("list")).result).toMatchObject({ exitCode: 3, document: { keys: [{ trusted: null }] } });
  });

  test("a trust file that is damaged is never written over", async () => {
    await keys("new", "k", "--plain");
    writeFileSync(join(config, "trust.json"), "{");
    const fingerprint = await fingerprintOf("k");
    await expect(keys("trust", fingerprint, "--role", "runner", "--owner", "CI")).rejects.toMatchObject({
      code: "E_TRUST",
    });
    expect(readFileSync(join(config, "trust.json"), "utf8")).toBe("{");
    expect((await keys("list")).result.exitCode).toBe(3);
  });
});

test.each<[string[], RegExp]>([
  [["nwe"], /did you mean "new"/],
  [["toString"], /Unknown action "toString"/],
  [["list", "k"], /Unexpected argument "k"/],
  [["show"], /needs to know which key/],
  [["new", "--fingerprint"], /"--fingerprint" is not for "keys new"/],
  [["list", "--plain"], /"--plain" is not for "keys list"/],
  [["new", "--plain", "--passphrase-fd", "3"], /exclude each other/],
  [["new", "--passphrase-fd", "three"], /takes the number/],
  [["export", "k", "--private", "--format", "ssh"], /leave --format out/],
  [["revoke", "k"], /needs --reason/],
])("keys %j is a mistake that is named", async (argv, message) => {
  await expect(keys(...argv)).rejects.toMatchObject({
    code: "E_USAGE",
    exit: 2,
    message: expect.stringMatching(message),
  });
});
