import {
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { bundleDigest, layout, stableDigest } from "../../../lib/evidence/index.ts";
import { type BundleVerdict, verifyBundle } from "../../../lib/verify/index.ts";
import { failed, filesOf, inputOf, membersOf, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const judge = (dir: string): Promise<BundleVerdict> => verifyBundle(dir, { integrityOnly: true });
const codesOf = ({ findings }: BundleVerdict): string[] => findings.map(({ code }) => code);

/** Every file of a bundle, the lists included. */
const allFiles = listFiles();

describe("verifyBundle", () => {
  it("proves the integrity of a valid bundle and states both digests", async () => {
    const dir = writeBundle(temporary());
    const verdict = await judge(dir);
    expect(verdict).toMatchObject({
      schema: "kprov.verification/v1",
      bundle: dir,
      verdict: "proved",
      integrity: "proved",
      origin: "not-asked",
      files: "not-asked",
      runId: basename(dir),
      step: "train",
      outcome: { status: "succeeded" },
      stableDigest: stableDigest(membersOf(dir)),
      bundleDigest: bundleDigest(readFileSync(join(dir, layout.manifest))),
      findings: [],
      coverage: [{ unit: "members", considered: allFiles.length, examined: allFiles.length, skipped: {} }],
    });
  });

  it("proves the integrity of a failed run's bundle and says that it failed", async () => {
    const verdict = await judge(writeBundle(temporary(), { outcome: failed }));
    expect(verdict).toMatchObject({ verdict: "proved", outcome: { status: "failed", exitCode: 3 } });
  });

  it.each([
    ["without outputs", { outputs: {} }],
    ["with outputs left in place", { subjects: [{ name: "m.bin", digest: { sha256: sha256("m") } }] }],
    [
      "with an output called like the empty list",
      { subjects: [{ name: "outputs.list", digest: { sha256: sha256("[]") } }] },
    ],
    ["without logs", { logs: null }],
    [
      "with inputs and references",
      { inputs: [inputOf("in.csv", "x")], references: [`s3://b/k@sha256:${sha256("k")}`] },
    ],
    ["with names in any script", { outputs: { "Ü ber/数据.csv": "1", "a\nb": "2", "c\rd": "3", "'$(x)'": "4" } }],
  ])("proves a bundle %s", async (_, options) => {
    expect((await judge(writeBundle(temporary(), options))).findings).toEqual([]);
  });

  it("proves the same bundle copied to another directory and name", async () => {
    const dir = writeBundle(temporary());
    const copy = join(temporary(), "e-mailed");
    cpSync(dir, copy, { recursive: true });
    expect((await judge(copy)).verdict).toBe("proved");
  });

  it("leaves origin unproved without --integrity and says why", async () => {
    const verdict = await verifyBundle(writeBundle(temporary()), { integrityOnly: false });
    expect(verdict).toMatchObject({ verdict: "undecided", integrity: "proved", origin: "unproved" });
    expect(verdict.findings).toMatchObject([{ code: "ORIGIN_UNPROVED", level: "undecided" }]);
    expect(verdict.findings[0]?.message).toContain("the bundle has no signature, and no trust file was given");
  });

  it("resolves relative paths against cwd and a link that the person named", async () => {
    const parent = temporary();
    const dir = writeBundle(parent);
    symlinkSync(dir, join(parent, "latest"));
    expect(await verifyBundle("latest", { integrityOnly: true, cwd: parent })).toMatchObject({
      bundle: "latest",
      verdict: "proved",
    });
  });

  it.each([
    ["BUNDLE_UNREADABLE", "a missing directory", () => join(temporary(), "gone")],
    ["BUNDLE_UNREADABLE", "a link in a loop", () => makeLoop(temporary())],
    ["NOT_A_BUNDLE", "a file", () => join(temporary({ "file.txt": "x" }), "file.txt")],
    ["NOT_A_BUNDLE", "an empty directory", () => temporary()],
    ["NOT_A_BUNDLE", "a directory of other things", () => temporary({ "README.md": "x" })],
  ])("is undecided with %s for %s", async (code, _, make) => {
    const verdict = await verifyBundle(make(), { integrityOnly: false, root: temporary() });
    expect(verdict).toMatchObject({ verdict: "undecided", integrity: "undecided", files: "undecided", runId: null });
    expect(codesOf(verdict)).toEqual([code]);
  });

  it("refuses a root that is no directory with E_USAGE", async () => {
    const dir = writeBundle(temporary());
    await expect(verifyBundle(dir, { integrityOnly: true, root: join(dir, "gone") })).rejects.toMatchObject({
      code: "E_USAGE",
    });
  });

  it("reports everything at once", async () => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, "outputs/a.csv"));
    writeFileSync(join(dir, "outputs/extra.csv"), "extra");
    writeFileSync(join(dir, layout.stdout), "other");
    writeFileSync(join(dir, layout.toolchain), "{}\n");
    const found = codesOf(await judge(dir));
    for (const code of ["MEMBER_MISSING", "MEMBER_EXTRA", "MEMBER_CHANGED", "DOCUMENT_INVALID"])
      expect(found).toContain(code);
  });

  it("judges the documents even when the manifest is lost", async () => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, layout.manifest));
    writeFileSync(join(dir, layout.review), "{}\n");
    const found = codesOf(await judge(dir));
    expect(found).toContain("MEMBER_MISSING");
    expect(found).toContain("DOCUMENT_INVALID");
  });
});

describe.each(allFiles)("verifyBundle refuses %s", (path) => {
  const spoiled: [string, (file: string) => void][] = [
    ["deleted", (file) => rmSync(file)],
    ["truncated", (file) => truncateSync(file, Math.max(0, readFileSync(file).length - 1))],
    ["emptied", (file) => truncateSync(file, 0)],
    ["appended to", (file) => writeFileSync(file, "\n", { flag: "a" })],
    ["with a flipped bit", (file) => writeFileSync(file, flipBit(readFileSync(file), 3))],
    ["renamed", (file) => renameSync(file, `${file}.old`)],
    ["renamed in case", (file) => renameSync(file, join(dirname(file), swapCase(basename(file))))],
    [
      "replaced by a link to its own bytes",
      (file) => renameSync(file, `${file}.moved`) ?? symlinkSync(`${file}.moved`, file),
    ],
    ["replaced by a link to nowhere", (file) => rmSync(file) ?? symlinkSync("/nonexistent", file)],
    ["replaced by /dev/null", (file) => rmSync(file) ?? symlinkSync("/dev/null", file)],
  ];

  it.each(spoiled)("%s", async (how, spoil) => {
    const dir = writeBundle(temporary(), { logs: { stdout: "out\n", stderr: "err\n" } });
    spoil(join(dir, path));
    const verdict = await judge(dir);
    expect(verdict, how).toMatchObject({ verdict: "violated", integrity: "violated" });
    expect(verdict.findings.some((finding) => finding.path?.startsWith(path.slice(0, 4)))).toBe(true);
  });

  it("set back to that of an older run", async () => {
    const [parent, other] = [temporary(), temporary()];
    const dir = writeBundle(parent, { logs: { stdout: "out\n", stderr: "err\n" } });
    const older = writeBundle(other, {
      runId: "2025-01-01T00-00-00Z-0000000b",
      outcome: failed,
      outputs: { "a.csv": "9", "deep/b.csv": "8" },
      logs: { stdout: "1", stderr: "2" },
    });
    cpSync(join(older, path), join(dir, path));
    const isEqual = path === layout.toolchain || path === layout.review;
    expect((await judge(dir)).verdict).toBe(isEqual ? "proved" : "violated");
  });
});

describe("verifyBundle gives a verdict for any bytes", () => {
  it.each(allFiles)("of %s", async (path) => {
    const random = createRandom(path);
    const dir = writeBundle(temporary(), { logs: { stdout: "out\n", stderr: "err\n" } });
    const original = readFileSync(join(dir, path));
    for (let round = 0; round < 40; round += 1) {
      const bytes = mutate(original, random);
      if (bytes.equals(original)) continue;
      writeFileSync(join(dir, path), bytes);
      const verdict = await judge(dir);
      expect(verdict.verdict, `${path}: ${bytes.toString("latin1").slice(0, 2000)}`).toBe("violated");
    }
  });
});

function listFiles(): string[] {
  const parent = mkdtempSync(join(tmpdir(), "kprov-test-"));
  try {
    return filesOf(writeBundle(parent));
  } finally {
    rmSync(parent, { recursive: true });
  }
}

function makeLoop(parent: string): string {
  symlinkSync("loop", join(parent, "loop"));
  return join(parent, "loop");
}

function flipBit(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ 1;
  return copy;
}

function swapCase(name: string): string {
  return name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
}

/** Numbers below `limit` that are the same in every run of the test (mulberry32). */
function createRandom(seed: string): (limit: number) => number {
  let state = Number.parseInt(sha256(seed).slice(0, 8), 16);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const fragments = [
  "{",
  "}",
  "[",
  '"',
  "\\ud800",
  "\u0000",
  "\xff",
  "__proto__",
  "1e999",
  "-0",
  "9007199254740993",
  "null",
  ",,",
  "\n\n",
  "../../x",
];

function mutate(bytes: Buffer, random: (limit: number) => number): Buffer {
  const at = random(bytes.length + 1);
  const kind = random(5);
  if (kind === 0) return bytes.subarray(0, at);
  if (kind === 1) return flipBit(bytes, at);
  if (kind === 2)
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(fragments[random(fragments.length)] ?? "", "latin1"),
      bytes.subarray(at),
    ]);
  if (kind === 3) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(16))]);
  return Buffer.concat([bytes, bytes.subarray(at)]);
}
