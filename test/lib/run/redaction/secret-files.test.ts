import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KprovError } from "../../../../lib/errors.ts";
import { createRedactor, readSecretFiles, redactWords, secretsOf } from "../../../../lib/run/redaction/index.ts";
import { maxSecretFileBytes } from "../../../../lib/run/redaction/secret-files.ts";
import { temporary } from "../../../support/temporary.ts";

const valuesIn = (content: string | Buffer): string[] =>
  readSecretFiles({ root: temporary({ f: content }), patterns: ["f"] }).map(({ value }) => String(value));

const refusal = (root: string, ...patterns: string[]): KprovError => {
  try {
    readSecretFiles({ root, patterns });
  } catch (error) {
    if (error instanceof KprovError) return error;
  }
  throw new Error("It was accepted");
};

describe("readSecretFiles", () => {
  test.each([
    ["a whole file", "  s3cr3t-whole\n", ["s3cr3t-whole"]],
    ["a line of a shell", "export KEY='quoted value'\n", ["quoted value"]],
    ["a line with a comment", "KEY=abcdefgh # old\n", ["abcdefgh"]],
    ["a quoted value with a hash", 'KEY="abc #defgh"  # c\n', ["abc #defgh"]],
    ["an escaped value", 'KEY="abc\\ndefgh"\n', ["abc\ndefgh", "abc\\ndefgh"]],
    ["INI", "[a]\nkey = some value\n", ["some value"]],
    ["YAML", "key: some-value\nlist:\n  - x\n", ["some-value"]],
    ["an .npmrc", "//registry.example/:_authToken=npm_abcdefgh\n", ["npm_abcdefgh"]],
    ["a .netrc", "machine a.b login me password s3cr3t-s3cr3t\n", ["s3cr3t-s3cr3t"]],
    [
      "a list of passwords",
      "first-pw\n\ntwo short words\nc2hvcnQxMg==\n",
      ["first-pw", "two short words", "c2hvcnQxMg=="],
    ],
    ["a list in YAML", "- item-one\n- 'item two'\n", ["item-one", "item two"]],
    ["a key in PEM", "-----BEGIN KEY-----\nMIIEvQIB\n-----END KEY-----\n", ["MIIEvQIB"]],
    ["JSON", '{"a":[{"b":"deep value"}],"n":123456789}', ["deep value", "123456789"]],
    ["a line of JSON", '{\n  "a": "line value",\n', ["line value"]],
    ["Windows", "\ufeffKEY=abcdefgh\r\nB=ijklmnop\r\n", ["abcdefgh", "ijklmnop"]],
  ])("takes the values of %s", (_, content, wanted) => {
    const found = valuesIn(content);
    for (const value of [...wanted, content.replace("\ufeff", "").trim()]) expect(found).toContain(value);
    for (const value of found) expect(Buffer.byteLength(value)).toBeGreaterThanOrEqual(8);
  });

  test("a line of its own is found in every form", () => {
    const redactor = createRedactor(
      readSecretFiles({ root: temporary({ f: "hunter2!?\nother-word\n" }), patterns: ["f"] }),
    );
    const line = Buffer.from("hunter2!?");
    for (const form of [line.toString("hex"), line.toString("base64"), encodeURIComponent("hunter2!?")])
      expect(redactor.text(form)).toBe("[redacted:f]");
  });

  test.each([
    ["the frame of PEM", "-----BEGIN KEY-----\nx\n", "-----BEGIN KEY-----"],
    ["a section of INI", "[default]\nx=1\n", "[default]"],
    ["a section of YAML", "services:\n  - x\n", "services:"],
    ["an opening of JSON", '{\n  "services": {\n', '"services": {'],
    ["a setting", "DEBUG=true\nB=1\n", "DEBUG=true"],
  ])("leaves out %s", (_, content, line) => {
    expect(valuesIn(content)).not.toContain(line);
  });

  test("leaves out what is short, and what the caller calls harmless", () => {
    expect(valuesIn("A=short\n")).toEqual([]);
    expect(valuesIn("")).toEqual([]);
    const root = temporary({ f: "HOST=localhost\nKEY=abcdefgh\n" });
    const found = readSecretFiles({ root, patterns: ["f"] }, (value) => value === "localhost");
    expect(found.map(({ value }) => value)).not.toContain("localhost");
    expect(found.map(({ value }) => value)).toContain("abcdefgh");
  });

  test("a file that is no text counts as a whole: as it is, hex and base64", () => {
    const bytes = Buffer.from([0, 255, 1, 254, 2, 253, 3, 252, 4]);
    const redactor = createRedactor(readSecretFiles({ root: temporary({ "a.key": bytes }), patterns: ["*.key"] }));
    for (const form of [bytes, Buffer.from(bytes.toString("hex")), Buffer.from(`x${bytes.toString("base64")}x`)])
      expect(redactor.sweepBytes(form)).toEqual(["a.key"]);
    expect(redactor.sweepBytes(Buffer.from("nothing of it"))).toEqual([]);
  });

  test("paths, directories and globs, named by their path", () => {
    const root = temporary({ ".env": "A=aaaaaaaa", "s/b": "bbbbbbbb", "s/c.json": '"cccccccc"' });
    const names = readSecretFiles({ root, patterns: [".env", "s"] }).map(({ name }) => name);
    expect([...new Set(names)]).toEqual([".env", "s/b", "s/c.json"]);
    expect(readSecretFiles({ root, patterns: ["s/*.json"] }).map(({ name }) => name)).toContain("s/c.json");
  });

  test("E_SECRET_FILE names everything that is missing, too large, or no file", () => {
    const root = temporary({ big: Buffer.alloc(maxSecretFileBytes + 1, "x"), fine: "abcdefgh" });
    const error = refusal(root, "big", "gone", "no/*.env", "fine");
    expect(error).toMatchObject({ code: "E_SECRET_FILE", exit: 3 });
    for (const word of ["big", '"gone" matches nothing', '"no/*.env" matches nothing'])
      expect(error.message).toContain(word);
    expect(error.message).not.toContain("fine");
    mkdirSync(join(root, "empty"));
    expect(refusal(root, "empty").code).toBe("E_SECRET_FILE");
  });

  test("E_SECRET_FILE for more values than can be searched for", () => {
    const lines = Array.from({ length: 1200 }, (_, index) => `K${index}=value-${index}-abc`).join("\n");
    expect(refusal(temporary({ f: lines }), "f").message).toMatch(/at most 1000 values/);
  });
});

describe("secretsOf and redactWords", () => {
  test("variables, names that are given, files, and what unlocks our own keys, plain word or not", () => {
    const root = temporary({ ".env": "A=from-a-file\n" });
    const env = { MY_TOKEN: "from-a-token", OTHER: "from-a-name", KPROV_PASSPHRASE: "password", PLAIN: "from-nowhere" };
    const known = { env, secrets: ["OTHER"], secretFiles: { root, patterns: [".env"] } };
    expect(new Set(secretsOf(known).map(({ value }) => value))).toEqual(
      new Set(["from-a-token", "from-a-name", "password", "from-a-file", "A=from-a-file"]),
    );
    expect(redactWords(env, known)("password from-a-file from-a-name from-nowhere")).toBe(
      "[redacted:KPROV_PASSPHRASE] [redacted:.env] [redacted:OTHER] from-nowhere",
    );
  });

  test("what unlocked a key is secret, whatever the environment says", () => {
    const known = { env: {}, secrets: [], secretFiles: { root: temporary(), patterns: [] } };
    expect(redactWords({}, { ...known, passphrases: ["from-a-descriptor"] })("from-a-descriptor")).toBe(
      "[redacted:passphrase]",
    );
  });

  test("redactWords knows the environment when a file is gone", () => {
    const known = {
      env: { MY_TOKEN: "from-a-token" },
      secrets: [],
      secretFiles: { root: temporary(), patterns: ["x"] },
    };
    expect(redactWords(known.env, known)("from-a-token")).toBe("[redacted:MY_TOKEN]");
  });
});

test("a file that is written during the run is read before it", () => {
  const root = temporary({ f: "before-before" });
  const redactor = createRedactor(readSecretFiles({ root, patterns: ["f"] }));
  writeFileSync(join(root, "f"), "after-after");
  expect(redactor.text("before-before after-after")).toBe("[redacted:f] after-after");
});
