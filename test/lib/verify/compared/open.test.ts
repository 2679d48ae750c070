import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Difference } from "../../../../lib/compare/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { layout } from "../../../../lib/evidence/index.ts";
import { type DiffOptions, diffPaths } from "../../../../lib/verify/index.ts";
import { type BundleOptions, editDocument, filesOf, reseal, writeBundle } from "../../../support/bundle.ts";
import { makeTar } from "../../../support/tar.ts";
import { temporary } from "../../../support/temporary.ts";

const options = (cwd: string, more: Partial<DiffOptions> = {}): DiffOptions => ({
  ...{ cwd, volatile: false, whole: false, roots: [] },
  ...more,
});
const diff = async (cwd: string, more: Partial<DiffOptions> = {}): Promise<Difference> => {
  const diffed = await diffPaths("a", "b", options(cwd, more));
  if ("refused" in diffed) throw new Error(diffed.refused.findings.map(({ code }) => code).join(" "));
  return diffed.difference;
};
const outputsOf = ({ sections }: Difference) => sections.find(({ name }) => name === "outputs");

const bundleTar = (dir: string): Buffer =>
  makeTar(Object.fromEntries(filesOf(dir).map((path) => [`a/${path}`, readFileSync(join(dir, path))])));

/** More members than are judged without being asked. */
const many = (changed: Record<string, string> = {}): Record<string, string> => ({
  ...Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`f${String(index).padStart(4, "0")}.txt`, `${index}\n`]),
  ),
  ...changed,
});
const pair = (before: BundleOptions, after: BundleOptions): string => {
  const cwd = temporary();
  writeBundle(cwd, { ...before, runId: "a" });
  writeBundle(cwd, { ...after, runId: "b" });
  return cwd;
};
let large: string;
beforeAll(() => {
  large = realpathSync(mkdtempSync(join(tmpdir(), "kprov-test-")));
  writeBundle(large, { runId: "a", outputs: many() });
  writeBundle(large, { runId: "b", outputs: many({ "f0500.txt": "other\n" }) });
});
afterAll(() => rmSync(large, { recursive: true, force: true }));

/** The same two again, of which the second may be spoilt. */
const largePair = (): string => {
  const cwd = temporary();
  symlinkSync(join(large, "a"), join(cwd, "a"));
  cpSync(join(large, "b"), join(cwd, "b"), { recursive: true });
  return cwd;
};

describe("diffPaths of bundles", () => {
  test("judges small ones whole", async () => {
    const difference = await diff(pair({ outputs: { "x.txt": "1\n" } }, { outputs: { "x.txt": "2\n" } }));
    expect(difference).toMatchObject({ changes: 1, checked: { how: "whole" } });
  });

  test("of large ones judges what it reads, and says so", async () => {
    const cwd = largePair();
    const difference = await diff(cwd);
    expect(difference).toMatchObject({ changes: 1, checked: { how: "read" } });
    expect(outputsOf(difference)).toMatchObject({
      same: 999,
      changes: [{ name: "f0500.txt", content: { added: 1, removed: 1 } }],
    });
    // It is the answer that judging all of it gives.
    expect(await diff(cwd, { whole: true })).toEqual({
      ...difference,
      checked: expect.objectContaining({ how: "whole" }),
    });
  });

  test.each<[string, string, (dir: string) => void]>([
    [
      "an output that both sides list differently",
      "MEMBER_CHANGED",
      (dir) => appendFileSync(join(dir, "outputs/f0500.txt"), "x"),
    ],
    ["a changed provenance", "MEMBER_CHANGED", (dir) => appendFileSync(join(dir, layout.provenance), " ")],
    ["a manifest that its sums don't name", "SUMS_MISMATCH", (dir) => appendFileSync(join(dir, layout.manifest), " ")],
    ["a manifest that is cut short", "DOCUMENT_MALFORMED", (dir) => truncateSync(join(dir, layout.manifest), 5000)],
    ["no sums", "MEMBER_MISSING", (dir) => rmSync(join(dir, layout.sums))],
    ["no summary", "MEMBER_MISSING", (dir) => rmSync(join(dir, layout.summary))],
    [
      "a provenance without its fields",
      "DOCUMENT_INVALID",
      (dir) => {
        editDocument(dir, layout.provenance, (document) => {
          document.predicate.buildDefinition = {};
        });
        reseal(dir);
      },
    ],
    [
      "a link among the directories",
      "MEMBER_SPECIAL",
      (dir) => {
        const outside = temporary({ "f0500.txt": "other\n" });
        rmSync(join(dir, "outputs"), { recursive: true });
        symlinkSync(outside, join(dir, "outputs"));
      },
    ],
  ])("refuses a large one with %s as verification does", async (_, code, spoil) => {
    const cwd = largePair();
    spoil(join(cwd, "b"));
    const diffed = await diffPaths("a", "b", options(cwd));
    expect("refused" in diffed && diffed.refused.findings.map((finding) => finding.code)).toContain(code);
    expect("refused" in diffed && diffed.refused.bundle).toBe("b");
  });

  test("an output that both list alike need not be there in a large one; --whole asks for it", async () => {
    const cwd = largePair();
    rmSync(join(cwd, "b/outputs/f0001.txt"));
    expect(await diff(cwd)).toMatchObject({ changes: 1 });
    await expect(diff(cwd, { whole: true })).rejects.toThrow("MEMBER_MISSING");
  });

  test("refuses a small one in which any member is changed", async () => {
    const cwd = pair({}, {});
    appendFileSync(join(cwd, "a", layout.stdout), "x");
    await expect(diff(cwd)).rejects.toThrow("MEMBER_CHANGED");
  });

  test("opens tars, and leaves nothing of them behind", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd, { runId: "a", outputs: { "x.json": '{"a":1}' } });
    writeFileSync(join(cwd, "a.tar"), bundleTar(dir));
    writeBundle(cwd, { runId: "b", outputs: { "x.json": '{"a":2}' } });
    const diffed = await diffPaths("a.tar", "b", options(cwd));
    expect("difference" in diffed && diffed.difference).toMatchObject({ before: { name: "a.tar" }, changes: 1 });
    writeFileSync(join(cwd, "a.tar"), bundleTar(dir).subarray(0, 3000));
    await expect(diffPaths("a.tar", "b", options(cwd))).rejects.toMatchObject({ code: "E_ARCHIVE" });
  });

  test.each([
    ["what is not there", "nowhere", "BUNDLE_UNREADABLE"],
    ["a directory that is no bundle", "empty", "NOT_A_BUNDLE"],
  ])("%s is refused", async (_, path, code) => {
    const cwd = pair({}, {});
    mkdirSync(join(cwd, "empty"));
    const diffed = await diffPaths("a", path, options(cwd));
    expect("refused" in diffed && diffed.refused).toMatchObject({ verdict: "undecided", findings: [{ code }] });
  });
});

describe("outputs that were not collected", () => {
  const subject = (content: string) => ({ name: "out/m.txt", digest: { sha256: sha256(content) } });
  const cwdOf = () => pair({ subjects: [subject("one\n")] }, { subjects: [subject("two\n")] });
  const contentOf = async (cwd: string, roots: string[]) =>
    outputsOf(await diff(cwd, { roots: roots.map((root) => join(cwd, root)) }))?.changes[0]?.content;

  test("are found below a directory each", async () => {
    const cwd = cwdOf();
    for (const [root, text] of [
      ["before", "one\n"],
      ["after", "two\n"],
    ] as const) {
      mkdirSync(join(cwd, root, "out"), { recursive: true });
      writeFileSync(join(cwd, root, "out/m.txt"), text);
    }
    expect(await contentOf(cwd, ["before", "after"])).toMatchObject({
      kind: "text",
      first: [{ before: "one", after: "two" }],
    });
    expect(await contentOf(cwd, ["before"])).toMatchObject({
      kind: "unseen",
      why: expect.stringContaining("not the recorded one"),
    });
    expect(await contentOf(cwd, ["after"])).toMatchObject({
      kind: "unseen",
      why: expect.stringContaining("not the recorded one"),
    });
    expect(await contentOf(cwd, ["a", "after"])).toMatchObject({
      kind: "unseen",
      why: expect.stringContaining("it is not in"),
    });
    expect(await contentOf(cwd, [])).toMatchObject({ kind: "unseen", why: expect.stringContaining("--root DIR") });
  });

  test("never leave the directory by their name", async () => {
    const leaving = (content: string) => ({ name: "../m.txt", digest: { sha256: sha256(content) } });
    const cwd = pair({ subjects: [leaving("one\n")] }, { subjects: [leaving("two\n")] });
    writeFileSync(join(cwd, "m.txt"), "one\n");
    expect(await contentOf(cwd, ["a"])).toMatchObject({ kind: "unseen", why: "its name leads nowhere here" });
  });
});

describe("diffPaths of other things", () => {
  test("compares traces, and refuses one whose lines don't follow each other", async () => {
    const cwd = pair({}, { runId: "b" });
    const paths = ["a/trace.jsonl", "b/trace.jsonl"] as const;
    const diffed = await diffPaths(...paths, options(cwd));
    expect("difference" in diffed && diffed.difference).toMatchObject({ kind: "trace", equal: true });
    const text = readFileSync(join(cwd, paths[1]), "utf8");
    writeFileSync(join(cwd, paths[1]), text.replace('"tools":1', '"tools":2'));
    await expect(diffPaths(...paths, options(cwd))).rejects.toMatchObject({
      ...{ code: "E_COMPARE", exit: 1 },
      message: expect.stringContaining("TRACE_BROKEN"),
    });
  });

  test("refuses two kinds, an empty path, and what is no file", async () => {
    const cwd = pair({}, {});
    writeFileSync(join(cwd, "report.json"), '{"schema":"kprov.report/v1"}');
    await expect(diffPaths("a", "a/trace.jsonl", options(cwd))).rejects.toMatchObject({
      message: "Cannot compare a bundle with a trace",
    });
    await expect(diffPaths("report.json", "a", options(cwd))).rejects.toMatchObject({ code: "E_COMPARE" });
    await expect(diffPaths("", "a", options(cwd))).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(diffPaths("/dev/null", "a", options(cwd))).rejects.toMatchObject({ code: "E_COMPARE" });
    await expect(diffPaths("report.json", "report.json", options(cwd))).rejects.toMatchObject({ code: "E_COMPARE" });
  });
});
