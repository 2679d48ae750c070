import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import { type BundleVerdict, exportBundle, verifyBundle, verifyPaths } from "../../../lib/verify/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { programArgv } from "../../support/command.ts";
import { withFullDisk } from "../../support/full-disk.ts";
import { makeTar, rawEntry } from "../../support/tar.ts";
import { temporary } from "../../support/temporary.ts";

const options = { integrityOnly: true };
const runId = "2026-02-15T20-13-00Z-0000000a";

/** Where archives are unpacked during a test. Whatever is judged, nothing stays behind there. */
let scratch: string;
beforeEach(() => {
  scratch = temporary();
});
afterEach(() => expect(readdirSync(scratch).filter((name) => name.startsWith("kprov"))).toEqual([]));

const verifyAll: typeof verifyPaths = async (...args) => {
  vi.stubEnv("TMPDIR", scratch);
  try {
    return await verifyPaths(...args);
  } finally {
    vi.unstubAllEnvs();
  }
};

/** A directory with a bundle in it and its exported tar. */
const exported = async (): Promise<{ cwd: string; bundle: string; tar: string }> => {
  const cwd = temporary();
  const bundle = writeBundle(cwd);
  const tar = join(cwd, "x.tar");
  await exportBundle(await verifyBundle(bundle, options), { dir: bundle, output: { path: tar, shown: "x.tar" } });
  return { cwd, bundle, tar };
};
const judge = (path: string): Promise<BundleVerdict> => verifyAll([path], options) as Promise<BundleVerdict>;

describe("verify of a tar", () => {
  test("judges the bundle in it and names the tar", async () => {
    const { cwd, bundle } = await exported();
    const verdict = await verifyAll(["x.tar"], { ...options, cwd });
    expect(verdict).toEqual({ ...(await verifyBundle(bundle, options)), bundle: "x.tar" });
    expect(verdict.verdict).toBe("proved");
  });

  test("knows a tar by what it is, whatever its name", async () => {
    const { tar, cwd } = await exported();
    writeFileSync(join(cwd, "evidence"), readFileSync(tar));
    expect((await judge(join(cwd, "evidence"))).verdict).toBe("proved");
    symlinkSync("x.tar", join(cwd, "link"));
    expect((await judge(join(cwd, "link"))).verdict).toBe("proved");
  });

  test("asks for the files outside of the bundle as of any other", async () => {
    const { tar } = await exported();
    expect(await verifyAll([tar], { ...options, root: temporary() })).toMatchObject({ files: "none" });
    await expect(verifyAll([tar], { ...options, root: "gone" })).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test("judges several, and the others when one is refused", async () => {
    const { tar, cwd, bundle } = await exported();
    writeFileSync(join(cwd, "bad.tar"), "nonsense");
    const set = await verifyAll([tar, join(cwd, "bad.tar"), bundle], options);
    expect(set).toMatchObject({
      schema: "kprov.verification-set/v1",
      verdict: "undecided",
      bundles: [{ bundle: tar, verdict: "proved" }, { verdict: "proved" }],
      chain: [{ code: "NOTHING_EXAMINED", path: join(cwd, "bad.tar") }],
    });
    await expect(verifyAll([tar, bundle], { ...options, root: "gone" })).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test("finds what is wrong with the bundle in it", async () => {
    const { cwd, bundle } = await exported();
    writeFileSync(join(bundle, layout.stdout), "changed\n");
    execFileSync("tar", ["-cf", "y.tar", runId], { cwd });
    expect(await judge(join(cwd, "y.tar"))).toMatchObject({
      verdict: "violated",
      findings: [{ code: "MEMBER_CHANGED", path: layout.stdout }],
    });
  });

  test("says of a tar without a bundle that there is none", async () => {
    const cwd = temporary({ "x.tar": makeTar({ "docs/a.txt": "x" }) });
    expect(await judge(join(cwd, "x.tar"))).toMatchObject({
      bundle: join(cwd, "x.tar"),
      verdict: "undecided",
      findings: [{ code: "NOT_A_BUNDLE" }],
    });
  });

  test("leaves no trace of VERIFY.txt in the judgement, whatever it says", async () => {
    const { cwd } = await exported();
    const files = Object.fromEntries(
      readdirSync(join(cwd, runId), { recursive: true, encoding: "utf8" })
        .filter((path) => statSync(join(cwd, runId, path)).isFile())
        .map((path) => [`${runId}/${path}`, readFileSync(join(cwd, runId, path))]),
    );
    writeFileSync(join(cwd, "y.tar"), makeTar({ ...files, "VERIFY.txt": "Everything is proved, run this: …" }));
    expect((await judge(join(cwd, "y.tar"))).verdict).toBe("proved");
    writeFileSync(join(cwd, "z.tar"), makeTar(files));
    expect((await judge(join(cwd, "z.tar"))).verdict).toBe("proved");
  });

  test("unpacks where nobody else can look, also under a loose umask", async () => {
    const { tar } = await exported();
    const seen: string[] = [];
    const mask = process.umask(0);
    try {
      await verifyAll([tar], {
        ...options,
        onProgress: () => {
          for (const name of readdirSync(scratch)) {
            const mode = (statSync(join(scratch, name)).mode & 0o777).toString(8);
            seen.push(`${name.slice(0, 13)} ${mode}`);
          }
        },
      });
    } finally {
      process.umask(mask);
    }
    expect(new Set(seen)).toEqual(new Set(["kprov-verify- 700"]));
  });
});

describe("verify accepts a bundle packed by", () => {
  test.each<[string, string, string[]]>([
    ["GNU tar", "tar", ["-cf", "y.tar", runId]],
    ["GNU tar, by a path that begins with a dot", "tar", ["-cf", "y.tar", `./${runId}`]],
    ["GNU tar, the POSIX format", "tar", ["--format=posix", "-cf", "y.tar", runId]],
    ["GNU tar, the ustar format", "tar", ["--format=ustar", "-cf", "y.tar", runId]],
    ["GNU tar, large records", "tar", ["-b", "400", "-cf", "y.tar", runId]],
    ["Python", "python3", ["-m", "tarfile", "-c", "y.tar", runId]],
  ])("%s", async (_, command, args) => {
    const cwd = temporary();
    const name = `deep/${"long-".repeat(15)}/${"longer-".repeat(8)}/ünï.csv`;
    writeBundle(cwd, { outputs: { "a.csv": "1\n", [name]: "2\n" } });
    execFileSync(command, args, { cwd });
    expect((await judge(join(cwd, "y.tar"))).verdict).toBe("proved");
  });
});

describe("verify refuses an archive as E_ARCHIVE", () => {
  /** Name, how GNU tar or Python make it in a directory with a bundle, and what is said. */
  test.each<[string, string, string, string[]?]>([
    ["a link that GNU tar packs", "is a symbolic link", "ln -s /etc/passwd $R/outputs/link; tar -cf y.tar $R"],
    ["a link as the bundle", "is a symbolic link", "mv $R real; ln -s real $R; tar -cf y.tar $R real"],
    ["a hard link", "is a hard link", "ln $R/outputs/a.csv $R/outputs/again; tar -cf y.tar $R"],
    ["a FIFO", "is a FIFO", "mkfifo $R/outputs/pipe; tar -cf y.tar $R"],
    ["absolute members", "it is absolute", 'tar -P -cf y.tar "$PWD/$R" 2>&1'],
    ["members that leave", "it leaves its directory", "mkdir d; cd d; tar -P -cf ../y.tar ../$R"],
    ["a sparse file", "is a sparse file", "truncate -s 1M $R/outputs/a.csv; tar --format=gnu -S -cf y.tar $R"],
    [
      "a sparse file of POSIX' kind",
      "GNU.sparse",
      "truncate -s 1M $R/outputs/a.csv; tar --format=posix -S -cf y.tar $R",
    ],
    ["an incremental dump", 'unknown type "D"', "tar -g snapshot -cf y.tar $R"],
    ["an archive of the oldest kind", "not a tar of the POSIX or GNU kind", "tar --format=v7 -cf y.tar $R"],
    ["a label", "it is not a tar of the POSIX or GNU kind", "tar -V label -cf y.tar $R"],
    ["two archives in one", "something follows its end", "tar -cf a.tar $R; cat a.tar a.tar > y.tar"],
    ["a file that was appended", "it is there twice", "tar -cf y.tar $R; tar -rf y.tar $R/manifest.json"],
    ["gzip", "compressed with gzip, expected a plain tar", "tar -czf y.tar $R"],
    ["two bundles", `it holds "${runId}" and "run-2"`, "cp -r $R run-2; tar -cf y.tar $R run-2"],
    ["a file beside the bundle", 'the file "notes" lies beside the bundle', "touch notes; tar -cf y.tar $R notes"],
    ["a directory of VERIFY.txt's name", 'it holds "VERIFY.txt" and', "mkdir VERIFY.txt; tar -cf y.tar VERIFY.txt $R"],
    [
      "VERIFY.txt in other letters",
      '"verify.TXT" lies beside the bundle',
      "touch verify.TXT; tar -cf y.tar verify.TXT $R",
    ],
    [
      "the bundle's members without their directory",
      "it leaves its directory or is not normal",
      "tar -C $R -cf y.tar .",
    ],
    ["nothing but VERIFY.txt", "there is no bundle in it", "touch VERIFY.txt; tar -cf y.tar VERIFY.txt"],
    ["no entry", "there is nothing in it", "tar -cf y.tar -T /dev/null"],
    [
      "a name that a file system can't hold",
      "can't be a file on this system (ENAMETOOLONG)",
      `python3 -c "
import tarfile
t = tarfile.open('y.tar', 'w', format=tarfile.PAX_FORMAT)
t.addfile(tarfile.TarInfo('r/' + 'x' * 300))"`,
    ],
    [
      "a name that Python says in an extension",
      "it leaves its directory",
      `python3 -c "
import tarfile
i = tarfile.TarInfo('run-1/a.txt'); i.pax_headers = {'path': '../../owned'}
t = tarfile.open('y.tar', 'w', format=tarfile.PAX_FORMAT); t.addfile(i)"`,
    ],
    [
      "a name for all that Python says",
      "names or sizes all its entries",
      `python3 -c "
import tarfile
t = tarfile.open('y.tar', 'w', format=tarfile.PAX_FORMAT, pax_headers={'path': 'owned'}); t.addfile(tarfile.TarInfo('r/a'))"`,
    ],
    [
      "a device that Python makes",
      "is a device",
      `python3 -c "
import tarfile
i = tarfile.TarInfo('r/null'); i.type = tarfile.CHRTYPE; i.devmajor = 1; i.devminor = 3
t = tarfile.open('y.tar', 'w'); t.addfile(i)"`,
    ],
    [
      "names that are one on some systems",
      "are one file where case",
      `python3 -c "
import tarfile
t = tarfile.open('y.tar', 'w'); t.addfile(tarfile.TarInfo('r/outputs/a')); t.addfile(tarfile.TarInfo('R/outputs/a'))"`,
    ],
  ])("for %s", async (_, message, script) => {
    const cwd = temporary();
    writeBundle(cwd, { runId });
    execFileSync("sh", ["-c", script], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: cwd, R: runId, LC_ALL: "C.UTF-8" },
    });
    const refused = judge(join(cwd, "y.tar"));
    await expect(refused).rejects.toMatchObject({ code: "E_ARCHIVE", exit: 3 });
    await expect(refused).rejects.toThrow(message);
    expect(existsSync(join(cwd, "owned")) || existsSync(join(scratch, "owned"))).toBe(false);
  });

  test("for every way to cut it short", async () => {
    const { tar } = await exported();
    const { size } = statSync(tar);
    for (const length of [size - 10240, 10240, 5000, 512, 511, 1, 0]) {
      truncateSync(tar, Math.max(0, Math.min(length, statSync(tar).size)));
      await expect(judge(tar), `${length}`).rejects.toMatchObject({ code: "E_ARCHIVE" });
    }
  });

  test("for what follows it", async () => {
    const { tar } = await exported();
    appendFileSync(tar, "x");
    await expect(judge(tar)).rejects.toThrow("something follows its end");
  });
});

describe("verify names what keeps it from reading an archive", () => {
  test("a directory and a FIFO of such a name are no archives", async () => {
    const cwd = temporary();
    mkdirSync(join(cwd, "x.tar"));
    execFileSync("mkfifo", [join(cwd, "y.tar")]);
    for (const name of ["x.tar", "y.tar"])
      expect(await judge(join(cwd, name))).toMatchObject({
        verdict: "undecided",
        findings: [{ code: "NOT_A_BUNDLE" }],
      });
    expect(await judge(join(cwd, "gone.tar"))).toMatchObject({ findings: [{ code: "BUNDLE_UNREADABLE" }] });
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    const { tar } = await exported();
    chmodSync(tar, 0);
    await expect(judge(tar)).rejects.toMatchObject({ code: "E_IO", exit: 3 });
  });

  test("no place to unpack", async () => {
    const { tar } = await exported();
    const place = scratch;
    scratch = join(place, "gone");
    const refused = judge(tar);
    scratch = place;
    await expect(refused).rejects.toMatchObject({ code: "E_IO", exit: 3, hint: expect.stringContaining("TMPDIR") });
  });

  test("a full disk", async () => {
    const { tar } = await exported();
    await withFullDisk(async () => {
      await expect(judge(tar)).rejects.toMatchObject({
        code: "E_IO",
        message: `Cannot unpack the archive "${tar}" into "${scratch}": ENOSPC`,
        hint: "set TMPDIR to a directory with room for it",
      });
    });
  });
});

describe("verify of an archive that is interrupted", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("by %s leaves nothing and dies of it", async (signal) => {
    const size = 2 ** 30;
    const cwd = temporary({ "x.tar": rawEntry({ name: "r/large", size: `0${size.toString(8)}\0` }) });
    truncateSync(join(cwd, "x.tar"), size);
    const child = spawn(process.execPath, programArgv("verify", "--integrity", "x.tar"), {
      cwd,
      stdio: "ignore",
      env: { PATH: process.env["PATH"], HOME: cwd, TMPDIR: scratch },
    });
    const isUnpacking = () => readdirSync(scratch).some((name) => existsSync(join(scratch, name, "r/large")));
    await vi.waitUntil(isUnpacking, { timeout: 30_000, interval: 2 });
    child.kill(signal);
    expect(await once(child, "close")).toEqual([null, signal]);
  });
});
