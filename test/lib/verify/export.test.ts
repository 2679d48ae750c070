import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { layout } from "../../../lib/evidence/index.ts";
import { currentOwner, formatOwner } from "../../../lib/owner.ts";
import { type BundleVerdict, exportBundle, formatExport, verifyBundle } from "../../../lib/verify/index.ts";
import { type BundleOptions, failed, filesOf, writeBundle } from "../../support/bundle.ts";
import { withFullDisk } from "../../support/full-disk.ts";
import { createSigner, signWith } from "../../support/signer.ts";
import { makeTar, readTar } from "../../support/tar.ts";
import { temporary } from "../../support/temporary.ts";

const runId = "2026-02-15T20-13-00Z-0000000a";
const golden = new URL("../../fixtures/golden/v1/", import.meta.url).pathname;

const judged = async (more: BundleOptions = {}) => {
  const cwd = temporary();
  const dir = writeBundle(cwd, more);
  return { cwd, dir, verdict: await verifyBundle(dir, { integrityOnly: true }) };
};
const pack = (verdict: BundleVerdict, dir: string, path: string) =>
  exportBundle(verdict, { dir, output: { path, shown: "x.tar" } });

describe("exportBundle", () => {
  test("packs every file of the bundle, below its run id, and says what it wrote", async () => {
    const { cwd, dir, verdict } = await judged();
    await signWith(dir, [createSigner("ed25519")]);
    const report = await pack(verdict, dir, join(cwd, "x.tar"));
    const tar = readFileSync(join(cwd, "x.tar"));
    const { entries } = readTar(tar);
    const files = entries.filter(({ kind, path }) => kind === "file" && path !== "VERIFY.txt");
    expect(files.map(({ path }) => path)).toEqual(filesOf(dir).map((path) => `${runId}/${path}`));
    for (const { path, content } of files) expect(content).toBe(readFileSync(join(cwd, path), "latin1"));
    expect(report).toEqual({
      schema: "kprov.export/v1",
      bundle: dir,
      runId,
      bundleDigest: verdict.bundleDigest,
      archive: { path: "x.tar", size: tar.length, sha256: sha256(tar), files: files.length },
    });
    expect(tar.length % 10240).toBe(0);
  });

  test.each([
    ["2026-02-15T20-13-00Z-0000000a", "44a2fa92916cbb32b4aece6347e75e161c600eeae4e9de699308400d6770b732"],
    ["2026-02-15T20-14-00Z-0000000b", "11fbfeaa55c0564dbc045b3ce3fc26f58ba8e54f2b537a6013484bfbe0a00021"],
  ])("gives the golden bundle %s these bytes, for ever, beside the words of VERIFY.txt", async (name, digest) => {
    const dir = join(golden, name);
    const path = join(temporary(), "x.tar");
    await pack(await verifyBundle(dir, { integrityOnly: true }), dir, path);
    const files = Object.fromEntries(filesOf(dir).map((file) => [`${name}/${file}`, readFileSync(join(dir, file))]));
    expect(sha256(makeTar(files))).toBe(digest);
    const recipe = execFileSync("tar", ["-xOf", path, "VERIFY.txt"]);
    expect(makeTar({ ...files, "VERIFY.txt": recipe }).equals(readFileSync(path))).toBe(true);
  });

  test("gives the same bytes whatever the time, the owner's mask and the directory's order", async () => {
    const { cwd, dir, verdict } = await judged();
    const first = await pack(verdict, dir, join(cwd, "x.tar"));
    for (const path of filesOf(dir).reverse()) {
      const bytes = readFileSync(join(dir, path));
      rmSync(join(dir, path));
      writeFileSync(join(dir, path), bytes, { mode: 0o600 });
      utimesSync(join(dir, path), 1, 1);
    }
    expect((await pack(verdict, dir, join(cwd, "y.tar"))).archive.sha256).toBe(first.archive.sha256);
  });

  test("packs a run that failed: that is evidence, too", async () => {
    const { cwd, dir, verdict } = await judged({ outcome: failed });
    expect((await pack(verdict, dir, join(cwd, "x.tar"))).archive.files).toBe(11);
  });

  test("waits for a slow stream and reuses no memory under it", async () => {
    const { dir, verdict } = await judged({ outputs: { "large.bin": Buffer.alloc(3 * 2 ** 20, "abc") } });
    const pieces: Buffer[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (piece: Buffer, _, done) => void setTimeout(() => done(void pieces.push(Buffer.from(piece))), 1),
    });
    const { archive } = await exportBundle(verdict, { dir, output: slow });
    expect(archive.path).toBeNull();
    expect(sha256(Buffer.concat(pieces))).toBe(archive.sha256);
  });

  test("is E_IO when the reader of a stream is gone", async () => {
    const { dir, verdict } = await judged();
    const broken = new Writable({
      write: (_, __, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    });
    await expect(exportBundle(verdict, { dir, output: broken })).rejects.toMatchObject({
      code: "E_IO",
      message: "Cannot write the archive to stdout: EPIPE",
    });
  });
});

describe("exportBundle refuses", () => {
  test("what was not proved whole", async () => {
    const { cwd, dir, verdict } = await judged();
    await expect(pack({ ...verdict, integrity: "undecided" }, dir, join(cwd, "x.tar"))).rejects.toMatchObject({
      code: "E_ARCHIVE",
    });
    expect(existsSync(join(cwd, "x.tar"))).toBe(false);
  });

  test.each(["VERIFY.txt", "verify.TXT"])("the run id %s, which the archive needs itself", async (id) => {
    const { cwd, dir, verdict } = await judged({ runId: id });
    await expect(pack(verdict, dir, join(cwd, "x.tar"))).rejects.toMatchObject({ code: "E_ARCHIVE" });
    expect(readdirSync(cwd)).toEqual([id]);
  });

  test.each<[string, (dir: string) => void]>([
    ["a changed member", (dir) => writeFileSync(join(dir, layout.stdout), "hellO\n")],
    ["a member that grew", (dir) => appendFileSync(join(dir, layout.stdout), "x")],
    ["a member that shrank", (dir) => truncateSync(join(dir, layout.stdout), 1)],
    ["a member that is gone", (dir) => rmSync(join(dir, layout.stdout))],
    ["a changed list", (dir) => appendFileSync(join(dir, layout.manifest), " ")],
    ["changed sums", (dir) => appendFileSync(join(dir, layout.sums), " ")],
    ["changed provenance", (dir) => appendFileSync(join(dir, layout.provenance), " ")],
    [
      "a link in a member's place",
      (dir) => {
        renameSync(join(dir, layout.stdout), join(dir, "../away"));
        symlinkSync("../../away", join(dir, layout.stdout));
      },
    ],
    [
      "a FIFO in a member's place",
      (dir) => {
        rmSync(join(dir, layout.stderr));
        execFileSync("mkfifo", [join(dir, layout.stderr)]);
      },
    ],
    [
      "a directory in a member's place",
      (dir) => {
        rmSync(join(dir, layout.stdout));
        mkdirSync(join(dir, layout.stdout));
      },
    ],
  ])("%s since the judgement, and leaves nothing", async (_, spoil) => {
    const { cwd, dir, verdict } = await judged();
    spoil(dir);
    await expect(pack(verdict, dir, join(cwd, "x.tar"))).rejects.toMatchObject({
      code: "E_ARCHIVE",
      message: expect.stringContaining("was changed since it was judged"),
    });
    expect(readdirSync(cwd).filter((name) => name.includes("tar") || name.startsWith("."))).toEqual([]);
  });

  test.each<[string, (path: string) => void]>([
    ["a file", (path) => writeFileSync(path, "mine")],
    ["a directory", (path) => mkdirSync(path)],
    ["a link that leads nowhere", (path) => symlinkSync("nowhere", path)],
  ])("to overwrite %s", async (_, occupy) => {
    const { cwd, dir, verdict } = await judged();
    occupy(join(cwd, "x.tar"));
    await expect(pack(verdict, dir, join(cwd, "x.tar"))).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
    expect(readdirSync(cwd).sort()).toEqual([runId, "x.tar"]);
    expect(existsSync(join(cwd, "nowhere"))).toBe(false);
  });

  test("to overwrite a file that appears while it packs", async () => {
    const { cwd, dir, verdict } = await judged();
    const path = join(cwd, "x.tar");
    const onProgress = () => void (existsSync(path) || writeFileSync(path, "mine"));
    const output = { path, shown: "x.tar" };
    await expect(exportBundle(verdict, { dir, output, onProgress })).rejects.toMatchObject({ code: "E_USAGE" });
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect(readdirSync(cwd).sort()).toEqual([runId, "x.tar"]);
  });

  test.each([".", "outputs", "link"])("to write into the bundle itself (%s)", async (place) => {
    const { cwd, dir, verdict } = await judged();
    symlinkSync(dir, join(cwd, "link"));
    const target = place === "link" ? join(cwd, place) : join(dir, place);
    await expect(pack(verdict, dir, join(target, "x.tar"))).rejects.toMatchObject({ code: "E_USAGE" });
    expect(filesOf(dir).some((path) => path.includes("tar"))).toBe(false);
  });

  test("a directory that is not there, and a full disk", async () => {
    const { cwd, dir, verdict } = await judged();
    await expect(pack(verdict, dir, join(cwd, "gone/x.tar"))).rejects.toMatchObject({ code: "E_IO", exit: 3 });
    await withFullDisk(async () => {
      await expect(pack(verdict, dir, join(cwd, "x.tar"))).rejects.toMatchObject({
        code: "E_IO",
        message: 'Cannot write "x.tar": ENOSPC',
      });
    });
    expect(readdirSync(cwd)).toEqual([runId]);
  });
});

test("exportBundle removes what a killed process left, and nothing of others", async () => {
  const { cwd, dir, verdict } = await judged();
  const owner = currentOwner();
  const left = `.kprov-export.${formatOwner({ ...owner, pid: 4_194_303 })}`;
  const kept = [`.kprov-export.${formatOwner({ ...owner, host: "00000000" })}`, ".kprov-export.notes"];
  for (const name of [left, ...kept]) writeFileSync(join(cwd, name), "half");
  await pack(verdict, dir, join(cwd, "x.tar"));
  expect(readdirSync(cwd).sort()).toEqual([...kept, runId, "x.tar"].sort());
});

test("formatExport says the size, both digests and the next command", async () => {
  const archive = { path: "a b.tar", size: 10240, sha256: "1".repeat(64), files: 11 };
  const report = {
    schema: "kprov.export/v1" as const,
    bundle: "runs/x\u001b",
    runId: "x",
    bundleDigest: "2".repeat(64),
    archive,
  };
  expect(formatExport(report)).toMatchInlineSnapshot(`
    "runs/x\\u{1b}: packed
      archive        a b.tar, 10240 bytes
      holds          11 files of run x
                     VERIFY.txt: how to check them with sha256sum and openssl alone
      sha256         1111111111111111111111111111111111111111111111111111111111111111
      bundle digest  2222222222222222222222222222222222222222222222222222222222222222
      verify         kprovengine verify 'a b.tar'"
  `);
});
