import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { createTarReader, planTar, type TarEntry, tarEnd, tarHeader } from "../../../../lib/evidence/index.ts";
import { makeTar, readTar } from "../../../support/tar.ts";
import { temporary } from "../../../support/temporary.ts";

const long = `${"d".repeat(60)}/${"e".repeat(60)}/${"f".repeat(60)}`;
const files = {
  "run-1/b.txt": "bytes\n",
  "run-1/a-b": "",
  "run-1/a/deep/x.bin": Buffer.alloc(1500, 7),
  "run-1/a.b": "1",
  "VERIFY.txt": "how\n",
};

/** Blocks as text, without what is empty. */
const shown = (tar: Buffer): string[] =>
  Array.from({ length: tar.length / 512 }, (_, index) =>
    tar
      .subarray(index * 512, index * 512 + 512)
      .toString("latin1")
      .replace(/\0+/g, "·"),
  ).filter((block) => block !== "·");

describe("a canonical tar", () => {
  test("has these bytes, for ever", () => {
    expect(shown(makeTar({ "run-1/ü.txt": "hi\n", "VERIFY.txt": "x" }))).toMatchInlineSnapshot(`
      [
        "VERIFY.txt·0000644·0000000·0000000·00000000001·02263523000·010770· 0·ustar·00·0000000·0000000·",
        "x·",
        "run-1/·0000755·0000000·0000000·00000000000·02263523000·010176· 5·ustar·00·0000000·0000000·",
        "PaxHeaders/entry·0000644·0000000·0000000·00000000025·02263523000·012451· x·ustar·00·0000000·0000000·",
        "21 path=run-1/Ã¼.txt
      ·",
        "run-1/_.txt·0000644·0000000·0000000·00000000003·02263523000·011146· 0·ustar·00·0000000·0000000·",
        "hi
      ·",
      ]
    `);
    expect(sha256(makeTar(files))).toMatchInlineSnapshot(
      `"a9fffa7270b0484558fb85cac2afce30b34bcff98b9b15d2eb5349d335691549"`,
    );
  });

  test("is sorted by bytes, directories with their slash and before what lies in them", () => {
    expect(planTar([...Object.keys(files)].map((path) => ({ path, size: 0 }))).map(({ path }) => path)).toEqual([
      "VERIFY.txt",
      "run-1",
      "run-1/a-b",
      "run-1/a.b",
      "run-1/a",
      "run-1/a/deep",
      "run-1/a/deep/x.bin",
      "run-1/b.txt",
    ]);
  });

  test("does not depend on the order in which files are found", () => {
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(makeTar(reversed).equals(makeTar(files))).toBe(true);
  });

  test("is what GNU tar makes of the same files, byte for byte", () => {
    const all = { ...files, [`run-1/${long}`]: "long" };
    const cwd = temporary(all);
    const plan = planTar(Object.keys(all).map((path) => ({ path, size: 0 })));
    execFileSync("chmod", ["-R", "u=rwX,go=rX", "."], { cwd });
    const list = plan.map(({ path, kind }) => `${path}${kind === "directory" ? "/" : ""}\n`).join("");
    const flags = ["--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@315532800"];
    const made = execFileSync("tar", ["-c", ...flags, "--no-recursion", "-T", "-"], { cwd, input: list });
    expect(makeTar(all).equals(made)).toBe(true);
  });

  test.each([
    "a".repeat(100),
    `${"p".repeat(155)}/${"n".repeat(100)}`,
    long,
    `${long}/${long}`,
    "x".repeat(101),
    `${"p".repeat(156)}/n`,
    `p/${"n".repeat(101)}`,
    "ünï côde/日本語.txt",
    "tab\there",
    "line\nbreak",
    `${"p".repeat(99)}/${"n".repeat(100)}`,
    `${"d".repeat(120)}/x`,
  ])("says the name %j so that our reader, GNU tar and Python read it", (path) => {
    const tar = makeTar({ [`r/${path}`]: "content" });
    expect(readTar(tar).entries.at(-1)).toEqual({ path: `r/${path}`, kind: "file", size: 7, content: "content" });
    const cwd = temporary({ "x.tar": tar });
    expect(unpackedBy(cwd, "tar", ["-xf", "x.tar"], path)).toEqual({ said: "", status: 0, content: "content" });
    const python = "import tarfile; tarfile.open('x.tar').extractall('.')";
    expect(unpackedBy(cwd, "python3", ["-W", "ignore", "-c", python], path)).toMatchObject({
      status: 0,
      content: "content",
    });
    if (spawnSync("bsdtar", ["--version"]).error === undefined)
      expect(unpackedBy(cwd, "bsdtar", ["-xf", "x.tar"], path)).toEqual({ said: "", status: 0, content: "content" });
  });

  test("says sizes beyond 8 GiB, which GNU tar, Python and we read", () => {
    const cwd = temporary();
    const size = 8 ** 11 + 512;
    const entry: TarEntry = { path: "r/large", kind: "file", size };
    const header = tarHeader(entry);
    const fd = openSync(join(cwd, "x.tar"), "w");
    writeSync(fd, header);
    ftruncateSync(fd, header.length + size + tarEnd(header.length + size).length);
    closeSync(fd);
    expect(execFileSync("tar", ["-tvf", "x.tar"], { cwd, encoding: "utf8" })).toContain(`${size} `);
    const python = "import tarfile; print([m.size for m in tarfile.open('x.tar')])";
    expect(execFileSync("python3", ["-c", python], { cwd, encoding: "utf8" })).toBe(`[${size}]\n`);
    let content = 0;
    const sink = {
      onEntry: (read: TarEntry) => expect(read).toEqual(entry),
      onContent: (piece: Buffer) => {
        content += piece.length;
      },
      onFileEnd: () => undefined,
    };
    const reader = createTarReader("x.tar", sink);
    const zeros = Buffer.alloc(2 ** 24);
    reader.push(header);
    for (let left = size; left > 0; left -= zeros.length) reader.push(zeros.subarray(0, Math.min(left, zeros.length)));
    reader.push(Buffer.alloc(1024));
    reader.end();
    expect(content).toBe(size);
  });
});

const unpackedBy = (cwd: string, command: string, args: readonly string[], path: string) => {
  const dir = join(cwd, `by-${command}`);
  mkdirSync(dir);
  writeFileSync(join(dir, "x.tar"), readFileSync(join(cwd, "x.tar")));
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const { status, stderr, stdout } = spawnSync(command, args, { cwd: dir, encoding: "utf8", env });
  const target = join(dir, "r", path);
  expect(dirname(target).startsWith(dir)).toBe(true);
  return { said: `${stdout}${stderr}`, status, content: readFileSync(target, "utf8") };
};
