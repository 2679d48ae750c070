import { execFileSync } from "node:child_process";
import {
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { layout } from "../../../lib/evidence/index.ts";
import type { Finding } from "../../../lib/report.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";
import { judgeMembers } from "../../../lib/verify/members.ts";
import { readTree } from "../../../lib/verify/tree.ts";
import { membersOf, sealMembers, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const findingsOf = async (dir: string): Promise<Finding[]> =>
  (await verifyBundle(dir, { integrityOnly: true })).findings;
const shape = (findings: readonly Finding[]) => findings.map(({ code, level, path }) => `${level} ${code} ${path}`);

describe("judgeMembers", () => {
  it("reports MEMBER_MISSING with the digest and size expected", async () => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, "outputs/a.csv"));
    expect(await findingsOf(dir)).toEqual([
      {
        code: "MEMBER_MISSING",
        level: "violation",
        path: "outputs/a.csv",
        message: "The file is missing",
        expected: `sha256:${sha256("1,2\n")}, 4 bytes`,
      },
    ]);
  });

  it("reports MEMBER_CHANGED with both digests and sizes", async () => {
    const dir = writeBundle(temporary());
    writeFileSync(join(dir, "outputs/a.csv"), "1,3\n5,6\n");
    expect(await findingsOf(dir)).toMatchObject([
      {
        code: "MEMBER_CHANGED",
        path: "outputs/a.csv",
        expected: `sha256:${sha256("1,2\n")}, 4 bytes`,
        actual: `sha256:${sha256("1,3\n5,6\n")}, 8 bytes`,
      },
    ]);
  });

  it("reports MEMBER_CHANGED for both of two swapped members", async () => {
    const dir = writeBundle(temporary());
    const [a, b] = [join(dir, "outputs/a.csv"), join(dir, "outputs/deep/b.csv")];
    const kept = readFileSync(a);
    cpSync(b, a);
    writeFileSync(b, kept);
    expect(shape(await findingsOf(dir))).toEqual([
      "violation MEMBER_CHANGED outputs/a.csv",
      "violation MEMBER_CHANGED outputs/deep/b.csv",
    ]);
  });

  it("reports one MEMBER_RENAMED for a member under another name, and MEMBER_MISSING for a second of the same bytes", async () => {
    const dir = writeBundle(temporary(), { outputs: { a: "same", b: "same", c: "other" } });
    renameSync(join(dir, "outputs/a"), join(dir, "outputs/z"));
    rmSync(join(dir, "outputs/b"));
    renameSync(join(dir, "outputs/c"), join(dir, "c"));
    const findings = await findingsOf(dir);
    expect(shape(findings)).toEqual([
      "violation MEMBER_RENAMED outputs/a",
      "violation MEMBER_MISSING outputs/b",
      "violation MEMBER_RENAMED outputs/c",
    ]);
    expect(findings[0]).toMatchObject({ expected: "outputs/a", actual: "outputs/z" });
  });

  it.each([
    ["a file at the top", "notes.txt"],
    ["a hidden file", ".DS_Store"],
    ["a file among outputs", "outputs/deep/c.csv"],
    ["a file in a new directory", "more/of/it.txt"],
    ["a file called like the attestations", "attestations.txt"],
    ["a file called like a member in another case", "Manifest.json"],
    ["a file with a newline in its name", "outputs/a\nb"],
  ])("reports MEMBER_EXTRA for %s", async (_, path) => {
    const dir = writeBundle(temporary());
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), "x");
    expect(shape(await findingsOf(dir))).toEqual([`violation MEMBER_EXTRA ${path}`]);
  });

  it("reports MEMBER_EXTRA for empty directories and for a file called attestations", async () => {
    const dir = writeBundle(temporary());
    mkdirSync(join(dir, "outputs/empty/below"), { recursive: true });
    writeFileSync(join(dir, "attestations"), "x");
    expect(shape(await findingsOf(dir))).toEqual([
      "violation MEMBER_EXTRA attestations",
      "violation MEMBER_EXTRA outputs/empty/below",
    ]);
  });

  it("reports MEMBER_EXTRA for a name that is not UTF-8, by its bytes", async () => {
    const dir = writeBundle(temporary());
    writeFileSync(Buffer.concat([Buffer.from(`${dir}/outputs/x`), Buffer.from([0xff])]), "x");
    expect(shape(await findingsOf(dir))).toEqual(["violation MEMBER_EXTRA outputs/x\\xff"]);
  });

  it("reports MEMBER_CHANGED for a right digest beside a wrong size", async () => {
    const dir = writeBundle(temporary());
    sealMembers(
      dir,
      membersOf(dir).map((member) => (member.path === "outputs/a.csv" ? { ...member, size: 5 } : member)),
    );
    expect(shape(await findingsOf(dir))).toContain("violation MEMBER_CHANGED outputs/a.csv");
  });

  it("is undecided with MEMBER_UNREADABLE about a file that is another one than was looked at", async () => {
    const dir = writeBundle(temporary());
    const tree = readTree(dir);
    renameSync(join(dir, "outputs/a.csv"), join(dir, "kept"));
    cpSync(join(dir, "kept"), join(dir, "outputs/a.csv"));
    const { findings, coverage } = await judgeMembers({
      dir,
      tree,
      members: membersOf(dir).slice(0, -1),
      read: new Map(),
    });
    expect(shape(findings)).toContain("undecided MEMBER_UNREADABLE outputs/a.csv");
    expect(coverage.skipped).toMatchObject({ unreadable: 1 });
  });

  it("gives a receipt that adds up, whatever is wrong", async () => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, "outputs/a.csv"));
    rmSync(join(dir, layout.stdout));
    mkdirSync(join(dir, layout.stdout));
    const judge = async () => (await verifyBundle(dir, { integrityOnly: true })).coverage[0];
    expect(await judge()).toEqual({
      unit: "members",
      considered: 11,
      examined: 9,
      skipped: { missing: 1, "not a plain file": 1 },
    });
    rmSync(join(dir, layout.manifest));
    expect(await judge()).toEqual({
      unit: "members",
      considered: 7,
      examined: 0,
      skipped: { missing: 1, "without a usable manifest": 6 },
    });
  });

  it("accepts a hard link, which is the same file", async () => {
    const dir = writeBundle(temporary());
    linkSync(join(dir, "outputs/a.csv"), join(temporary(), "link"));
    expect(await findingsOf(dir)).toEqual([]);
  });
});

describe("judgeMembers reports MEMBER_SPECIAL", () => {
  const replace = (make: (path: string) => void) => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, "outputs/a.csv"));
    make(join(dir, "outputs/a.csv"));
    return dir;
  };

  it.each([
    [
      "a link to its own bytes elsewhere",
      (path: string) => symlinkSync(join(temporary({ copy: "1,2\n" }), "copy"), path),
      "a symbolic link",
    ],
    ["a FIFO", (path: string) => void execFileSync("mkfifo", [path]), "a FIFO"],
    ["a directory", (path: string) => void mkdirSync(path), "a directory"],
    ["a link to a device", (path: string) => symlinkSync("/dev/zero", path), "a symbolic link"],
  ])("for %s in a member's place, without waiting or following", async (_, make, kind) => {
    const findings = await findingsOf(replace(make));
    expect(shape(findings)).toEqual(["violation MEMBER_SPECIAL outputs/a.csv"]);
    expect(findings[0]?.message).toContain(kind);
  });

  it("for a socket", async () => {
    const dir = writeBundle(temporary());
    const server = createServer();
    await new Promise<void>((listening) => server.listen(join(dir, "s"), listening));
    const findings = await findingsOf(dir);
    server.close();
    expect(shape(findings)).toEqual(["violation MEMBER_SPECIAL s"]);
  });

  it("for a linked directory, whose files it does not take for members", async () => {
    const dir = writeBundle(temporary());
    const elsewhere = join(temporary(), "outputs");
    renameSync(join(dir, "outputs"), elsewhere);
    symlinkSync(elsewhere, join(dir, "outputs"));
    expect(shape(await findingsOf(dir))).toEqual([
      "violation MEMBER_SPECIAL outputs",
      "violation MEMBER_MISSING outputs/a.csv",
      "violation MEMBER_MISSING outputs/deep/b.csv",
    ]);
  });

  it("for a document that is a FIFO", async () => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, layout.provenance));
    execFileSync("mkfifo", [join(dir, layout.provenance)]);
    expect(shape(await findingsOf(dir))).toEqual(["violation MEMBER_SPECIAL provenance.json"]);
  });
});

describe("verifyBundle at size", () => {
  it("judges 20,000 members and finds the one that is wrong", async () => {
    const outputs = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`d${index % 100}/f${index}`, `${index}`]),
    );
    const dir = writeBundle(temporary(), { outputs });
    writeFileSync(join(dir, "outputs/d7/f7"), "8");
    expect(shape(await findingsOf(dir))).toEqual(["violation MEMBER_CHANGED outputs/d7/f7"]);
  });

  it("judges a sparse log of 400 MiB without reading it into memory", async () => {
    const dir = writeBundle(temporary());
    truncateSync(join(dir, layout.stdout), 400 * 2 ** 20);
    const before = process.memoryUsage().rss;
    const findings = await findingsOf(dir);
    expect(shape(findings)).toEqual(["violation MEMBER_CHANGED logs/stdout.log"]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20);
  });
});
