/**
 * Every parser of what others wrote.
 *
 * @module
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readReceipt } from "../../lib/adopt/receipt.ts";
import { loadConfig } from "../../lib/config/index.ts";
import { decodeBase64, formatEnvelope, parseEnvelopes } from "../../lib/evidence/envelope.ts";
import { parseReview, parseSignedFile, parseStatement, parseTestResult } from "../../lib/evidence/index.ts";
import { createTarReader } from "../../lib/evidence/tar/index.ts";
import { parseFlags } from "../../lib/flags.ts";
import { compileGlobs } from "../../lib/glob.ts";
import { readerOf } from "../../lib/guard/runtime/declarations/index.ts";
import {
  parseDockerfile,
  parseGoMod,
  parseSetup,
  parseSource,
  parseToolVersions,
} from "../../lib/guard/sources/index.ts";
import { canonicalJson, parseJson } from "../../lib/json.ts";
import { createRedactor, readSecretFiles } from "../../lib/run/redaction/index.ts";
import { parseKeyDocument } from "../../lib/sign/keys/document.ts";
import { parseOpenssh } from "../../lib/sign/keys/openssh.ts";
import { parsePublicKey } from "../../lib/sign/public-key.ts";
import { guarded, guardedJson, visible } from "../../lib/text.ts";
import { parseDuration, parseTags } from "../../lib/values.ts";
import { verifyBundle, verifySignedFile } from "../../lib/verify/index.ts";
import { readTrustFile } from "../../lib/verify/trust/file.ts";
import { filesOf, reseal, writeBundle } from "../support/bundle.ts";
import { sayAnything } from "./events.ts";
import { assert, type Target } from "./exercise.ts";

/** Call it when all is done: targets work in a temporary directory. */
export const cleanUp = (): void => {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  scratch = undefined;
};

let scratch: string | undefined;

/** A place for `name` that is written anew for each input. */
const place = (name: string): string => {
  scratch ??= mkdtempSync(join(tmpdir(), "kprov-fuzz-"));
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
};

const written = (name: string, bytes: Buffer): string => {
  const path = place(name);
  writeFileSync(path, bytes);
  return path;
};

const source = (name: string, path: string, read: (path: string, text: string) => unknown): Target => ({
  name,
  run: (bytes) => read(path, bytes.toString("utf8")),
});

const declared = (name: string, path: string): Target =>
  source(name, path, async (given, text) => {
    const reader = readerOf(given);
    assert(reader !== undefined, `${given} has a reader`);
    await reader.read(given, text, { paths: [given], text: async () => undefined, unseen: () => undefined });
    if (/\.(?:toml|json|ya?ml|cfg|ini)$/.test(given)) await parseSource(given, text);
  });

const flags = {
  json: { type: "boolean" },
  level: { type: "string" },
  many: { type: "string", multiple: true },
  kind: { type: "enum", options: ["a", "b"] },
  "code-config": { type: "boolean", default: true },
  path: { type: "positional", multiple: true },
  "--": { type: "positional" },
} as const;

export const targets: readonly Target[] = [
  {
    name: "json",
    run: (bytes) => {
      const value = parseJson(bytes, { name: "x.json" });
      if (/\\ud[89a-f]/i.test(bytes.toString("latin1"))) return;
      const canonical = canonicalJson(value); // It has no negative zero.
      const again = canonicalJson(parseJson(Buffer.from(canonical), { name: "again" }));
      assert(again === canonical, "canonical JSON says the same");
    },
  },
  {
    name: "envelope",
    run: (bytes) => {
      parseSignedFile(bytes, "x.jsonl");
      for (const envelope of parseEnvelopes(bytes, "x.intoto.jsonl")) {
        const [again] = parseEnvelopes(Buffer.from(formatEnvelope(envelope)), "again");
        assert(isDeepStrictEqual(again, envelope), "an envelope is written as it was read");
      }
    },
  },
  { name: "base64", run: (bytes) => decodeBase64(bytes.toString("utf8"), "payload", "x") },
  {
    name: "public-key",
    run: (bytes) => {
      const key = parsePublicKey(bytes.toString("utf8"), "x.pub");
      for (const form of [key.ssh, key.pem])
        assert(parsePublicKey(form, "again").fingerprint === key.fingerprint, "a key keeps its fingerprint");
    },
  },
  { name: "openssh-key", run: (bytes) => parseOpenssh(bytes.toString("utf8"), "id") },
  { name: "key-document", run: (bytes) => parseKeyDocument(bytes, "x.key.json") },
  { name: "statement", run: (bytes) => parseStatement(bytes, "x") },
  { name: "review", run: (bytes) => parseReview(bytes) },
  { name: "test-result", run: (bytes) => parseTestResult(bytes, "x") },
  { name: "trust", run: (bytes) => readTrustFile(written("trust.json", bytes)) },
  {
    name: "signed-file",
    run: (bytes) => verifySignedFile(written("x.intoto.jsonl", bytes), { trust: null, artifacts: [] }),
  },
  {
    name: "tar",
    run: (bytes, random) => {
      let size = 0;
      const reader = createTarReader("x.tar", {
        onEntry: () => undefined,
        onContent: (piece) => {
          size += piece.length;
        },
        onFileEnd: () => undefined,
      });
      for (let at = 0; at < bytes.length; ) {
        const step = 1 + random(2000);
        reader.push(bytes.subarray(at, at + step));
        at += step;
      }
      reader.end();
      assert(size <= bytes.length, "no byte is made up");
    },
  },
  {
    name: "bundle",
    run: async (bytes, random) => {
      const template = place("template");
      rmSync(place("judged"), { recursive: true, force: true });
      if (bundlePath === undefined || !bundlePath.startsWith(template)) bundlePath = writeBundle(template);
      const dir = place("judged");
      cpSync(bundlePath, dir, { recursive: true });
      const members = filesOf(dir);
      const member = members[random(members.length)] ?? "manifest.json";
      const isSame = readFileSync(join(dir, member)).equals(bytes);
      writeFileSync(join(dir, member), bytes);
      const isResealed = random(2) === 0 && !/^(?:manifest\.json|SHA256SUMS|run_summary\.json)$/.test(member);
      if (isResealed) reseal(dir);
      const { integrity } = await verifyBundle(dir, { integrityOnly: true });
      assert(isResealed || integrity !== "proved" || isSame, `a changed ${member} is not proved`);
    },
  },
  {
    name: "events",
    run: (bytes, random) => sayAnything(bytes, random, place("trace.jsonl")),
  },
  {
    name: "config",
    run: (bytes) => {
      const file = written("config/kprov.config.json", bytes);
      return loadConfig({ cwd: dirname(file), file, allowCode: false, cacheDir: null });
    },
  },
  {
    name: "receipt",
    run: (bytes) => {
      written("adopted/.kprov/adopted.json", bytes);
      return readReceipt(place("adopted"));
    },
  },
  declared("toml", "pyproject.toml"),
  declared("ini", "setup.cfg"),
  declared("tox", "tox.ini"),
  declared("package-json", "package.json"),
  source("jsonc", "tsconfig.json", parseSource),
  declared("workflow", ".github/workflows/ci.yml"),
  declared("gitlab", ".gitlab-ci.yml"),
  declared("pre-commit", ".pre-commit-config.yaml"),
  source("dockerfile", "Dockerfile", async (path, text) => {
    await parseDockerfile(path, text);
    await readerOf(path)?.read(path, text, { paths: [path], text: async () => undefined, unseen: () => undefined });
  }),
  source("go-mod", "go.mod", parseGoMod),
  source("tool-versions", ".tool-versions", parseToolVersions),
  source("setup-py", "setup.py", parseSetup),
  {
    name: "glob",
    run: (bytes) => {
      const matches = compileGlobs(
        bytes
          .toString("utf8")
          .split("\n", 20)
          .filter((glob) => glob !== ""),
      );
      for (const path of ["a/b/c.txt", `${"a".repeat(40)}/${"a".repeat(40)}b`, "é\n", ".git/x"]) matches(path);
    },
  },
  { name: "flags", run: (bytes) => parseFlags(bytes.toString("utf8").split("\n"), flags) },
  { name: "tags", run: (bytes) => parseTags(bytes.toString("utf8").split("\n")) },
  { name: "duration", run: (bytes) => parseDuration(bytes.toString("utf8")) },
  {
    name: "text",
    run: (bytes) => {
      const text = bytes.toString("utf8");
      const shown = visible(text);
      const page = guarded(shown, { colour: true });
      assert(guarded(page, { colour: true }) === page, "what is guarded stays as it is");
      assert(visible(page) === page && !/##\[[\w-]|^\s*::[\w-]/m.test(page), "neither a terminal nor a runner obeys");
      assert(visible(shown) === shown, "twice is once");
      assert(JSON.parse(guardedJson(JSON.stringify(text))) === text, "JSON says the same");
    },
  },
  {
    name: "redaction",
    run: (bytes, random) => {
      // A long secret that repeats itself costs its length for each byte: a stated limit.
      const secrets = readSecretFiles({ root: dirname(written("secret/.env", bytes)), patterns: [".env"] })
        .filter(({ value }) => value.length < 500)
        .slice(0, 50);
      const [whole, cut] = [createRedactor(secrets), createRedactor(secrets)];
      const text = Buffer.concat([bytes.subarray(-500), bytes, Buffer.from(bytes.toString("base64"))]);
      const all = whole.stream();
      const expected = Buffer.concat([all.push(text), all.end()]);
      const stream = cut.stream();
      const pieces: Buffer[] = [];
      for (let at = 0; at < text.length; ) {
        const step = 1 + random(bytes.length);
        pieces.push(Buffer.from(stream.push(text.subarray(at, at + step))));
        at += step;
      }
      pieces.push(stream.end());
      assert(Buffer.concat(pieces).equals(expected), "chunks change nothing");
      assert(isDeepStrictEqual(cut.report(), whole.report()), "nor do they change the counts");
      assert(whole.sweepBytes(expected).length === 0, "nothing is left");
    },
  },
];

let bundlePath: string | undefined;
