import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import type { ResourceDescriptor, Subject } from "../../../lib/evidence/index.ts";
import { type BundleVerdict, verifyBundle } from "../../../lib/verify/index.ts";
import { type BundleOptions, inputOf, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const input = (descriptor: ResourceDescriptor): ResourceDescriptor => ({
  ...descriptor,
  annotations: { kprov_role: "input" },
});
const digestOf = (content: string) => ({ digest: { sha256: sha256(content) } });
const subject = (name: string, content: string): Subject => ({ name, ...digestOf(content) });

const judge = (root: string, options: BundleOptions): Promise<BundleVerdict> =>
  verifyBundle(writeBundle(temporary(), options), { integrityOnly: true, root });
const shape = ({ findings }: BundleVerdict) => findings.map(({ code, level, path }) => `${level} ${code} ${path}`);

describe("judgeFiles", () => {
  it("proves inputs and outputs where they lie, each kind of them", async () => {
    const elsewhere = temporary({ "given absolutely.csv": "abs" });
    const root = temporary({ "data/in.csv": "in", "m.bin": "model", "sub/x": "x" });
    symlinkSync("nowhere", join(root, "dangling"));
    symlinkSync("data/in.csv", join(root, "through"));
    const options = {
      inputs: [
        inputOf("data/in.csv", "in"),
        inputOf("through", "in"),
        inputOf(relative(root, join(elsewhere, "given absolutely.csv")), "abs"),
        input({ name: "dangling", ...digestOf("nowhere"), mediaType: "inode/symlink" }),
        input({ uri: pathToFileURL(join(elsewhere, "given absolutely.csv")).href, ...digestOf("abs") }),
      ],
      references: [`s3://b/k@sha256:${sha256("k")}`],
      subjects: [subject("m.bin", "model"), subject("sub/x", "x")],
    };
    const verdict = await judge(root, options);
    expect(shape(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ verdict: "proved", files: "proved" });
    expect(verdict.coverage[1]).toEqual({
      unit: "inputs and outputs outside the bundle",
      considered: 8,
      examined: 7,
      skipped: { "declared by reference, not checked": 1 },
    });
  });

  it("reports FILE_CHANGED for inputs and outputs with both digests", async () => {
    const root = temporary({ "in.csv": "new", "m.bin": "new" });
    const verdict = await judge(root, { inputs: [inputOf("in.csv", "old")], subjects: [subject("m.bin", "old")] });
    expect(shape(verdict)).toEqual(["violation FILE_CHANGED in.csv", "violation FILE_CHANGED m.bin"]);
    expect(verdict).toMatchObject({ verdict: "violated", integrity: "proved", files: "violated" });
    expect(verdict.findings[0]).toMatchObject({
      expected: `sha256:${sha256("old")}`,
      actual: `sha256:${sha256("new")}`,
    });
  });

  it("reports FILE_MISSING, also below what is a file now", async () => {
    const root = temporary({ dir: "a file" });
    const verdict = await judge(root, { inputs: [inputOf("gone.csv", "x"), inputOf("dir/in.csv", "x")] });
    expect(shape(verdict)).toEqual(["violation FILE_MISSING dir/in.csv", "violation FILE_MISSING gone.csv"]);
    expect(verdict.coverage[1]).toMatchObject({ considered: 2, examined: 0, skipped: { missing: 2 } });
  });

  it("reports FILE_SPECIAL for a directory, a FIFO or a device, without waiting", async () => {
    const root = temporary();
    mkdirSync(join(root, "dir"));
    execFileSync("mkfifo", [join(root, "fifo")]);
    symlinkSync("/dev/zero", join(root, "zero"));
    const verdict = await judge(root, { inputs: ["dir", "fifo", "zero"].map((name) => inputOf(name, "x")) });
    expect(shape(verdict)).toEqual([
      "violation FILE_SPECIAL dir",
      "violation FILE_SPECIAL fifo",
      "violation FILE_SPECIAL zero",
    ]);
  });

  it("judges a recorded link by its target text and does not follow it", async () => {
    const root = temporary({ target: "target" });
    symlinkSync("other", join(root, "moved"));
    writeFileSync(join(root, "plain"), "target");
    const link = (name: string) => input({ name, ...digestOf("target"), mediaType: "inode/symlink" });
    const verdict = await judge(root, { inputs: [link("moved"), link("plain"), link("gone")] });
    expect(shape(verdict)).toEqual([
      "violation FILE_MISSING gone",
      "violation FILE_CHANGED moved",
      "violation FILE_SPECIAL plain",
    ]);
  });

  it.each([
    ["a URI of another host", "file://elsewhere/data"],
    ["a URI of another kind", "https://example.com/data"],
    ["a URI with an encoded slash", "file:///a%2fb"],
    ["a URI with a NUL", "file:///a%00b"],
  ])("is undecided with FILE_UNREADABLE for %s", async (_, uri) => {
    const verdict = await judge(temporary(), { inputs: [input({ uri, ...digestOf("x") })] });
    expect(shape(verdict)).toEqual([`undecided FILE_UNREADABLE ${uri}`]);
    expect(verdict).toMatchObject({ verdict: "undecided", files: "undecided" });
  });

  it("is undecided about a link in a loop and a name that is too long", async () => {
    const root = temporary();
    symlinkSync("loop", join(root, "loop"));
    const verdict = await judge(root, { inputs: [inputOf("loop", "x"), inputOf("n".repeat(300), "x")] });
    expect(verdict.findings.map(({ code, level }) => `${level} ${code}`)).toEqual([
      "undecided FILE_UNREADABLE",
      "undecided FILE_UNREADABLE",
    ]);
  });

  it("has no files to judge when none is recorded outside of the bundle, and proves the rest", async () => {
    const verdict = await judge(temporary(), {});
    expect(verdict).toMatchObject({ verdict: "proved", integrity: "proved", files: "none", findings: [] });
    expect(verdict.coverage.map(({ unit }) => unit)).toEqual(["members"]);
    const open = await verifyBundle(writeBundle(temporary()), { integrityOnly: false, root: temporary() });
    expect(open).toMatchObject({ verdict: "undecided", files: "none" });
  });

  it("does not believe a damaged bundle that it records no files", async () => {
    const dir = writeBundle(temporary());
    writeFileSync(join(dir, "extra"), "");
    expect(await verifyBundle(dir, { integrityOnly: true, root: temporary() })).toMatchObject({ files: "undecided" });
  });

  it.each<[string, BundleOptions]>([
    ["where it lies", { subjects: [subject("io.txt", "new")] }],
    ["where it lies, collected too", { outputs: { "io.txt": "new" } }],
  ])("judges an input that the step rewrote as the output that it became, %s", async (_, options) => {
    const root = temporary({ "io.txt": "new" });
    const verdict = await judge(root, { inputs: [inputOf("io.txt", "old")], ...options });
    expect(verdict).toMatchObject({ verdict: "proved", files: "proved" });
    expect(verdict.coverage[1]).toMatchObject({ considered: 2, examined: 1, skipped: { "rewritten by the step": 1 } });
    for (const content of ["old", "newer"]) {
      writeFileSync(join(root, "io.txt"), content);
      const changed = await judge(root, { inputs: [inputOf("io.txt", "old")], ...options });
      expect(shape(changed)).toEqual(["violation FILE_CHANGED io.txt"]);
    }
  });

  it("judges a rewritten input outside of the working directory by its URI", async () => {
    const elsewhere = temporary({ "io.txt": "new" });
    const uri = pathToFileURL(join(elsewhere, "io.txt")).href;
    const verdict = await judge(temporary({ "io.txt": "other" }), {
      inputs: [input({ uri, ...digestOf("old") }), inputOf("io.txt", "other")],
      subjects: [{ ...subject("io.txt", "new"), uri }],
    });
    expect(verdict).toMatchObject({ files: "proved" });
    expect(verdict.coverage[1]).toMatchObject({ considered: 3, examined: 2, skipped: { "rewritten by the step": 1 } });
  });

  it("leaves collected outputs to the list of members", async () => {
    const verdict = await judge(temporary({ "in.csv": "x" }), {
      inputs: [inputOf("in.csv", "x")],
      outputs: { "a.csv": "not in root" },
    });
    expect(verdict.verdict).toBe("proved");
  });

  it("is undecided about files when provenance can't be used", async () => {
    const dir = writeBundle(temporary(), { inputs: [inputOf("in.csv", "x")] });
    rmSync(join(dir, "provenance.json"));
    expect(await verifyBundle(dir, { integrityOnly: true, root: temporary() })).toMatchObject({
      integrity: "violated",
      files: "undecided",
    });
  });

  it("proves no files by a record that is not proved itself", async () => {
    const dir = writeBundle(temporary(), { inputs: [inputOf("in.csv", "x")] });
    writeFileSync(join(dir, "extra"), "");
    const verdict = await verifyBundle(dir, { integrityOnly: true, root: temporary({ "in.csv": "x" }) });
    expect(verdict).toMatchObject({ integrity: "violated", files: "undecided" });
  });

  it("resolves root against cwd and tells its progress", async () => {
    const cwd = temporary({ "work/in.bin": Buffer.alloc(128 * 2 ** 20) });
    const seen: number[] = [];
    const inputs = [input({ name: "in.bin", digest: { sha256: sha256(Buffer.alloc(128 * 2 ** 20)) } })];
    const options = { integrityOnly: true, cwd, root: "work", onProgress: (bytes: number) => void seen.push(bytes) };
    expect((await verifyBundle(writeBundle(temporary(), { inputs }), options)).verdict).toBe("proved");
    expect(seen.at(-1)).toBeGreaterThan(2 ** 20);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});
