import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { subjectOf } from "../../../../lib/catalog/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { catalogOf } from "../../../support/catalog.ts";
import { bundleOf, fileOf, runOf } from "../../../support/lineage.ts";
import { temporary } from "../../../support/temporary.ts";

const manifest = '{"members":[]}';
const facts = [
  runOf("clean", 0, { makes: ["a"] }, { bundleDigest: sha256(manifest) }),
  runOf("train", 1, { reads: ["a"] }, { runId: "2026-01-02T00-00-00Z-0a0b0c0d" }),
];

describe("subjectOf", () => {
  test("hashes a file, whatever it is called", async () => {
    const reader = await catalogOf(...facts);
    const name = bundleOf("train").slice(0, 8);
    const cwd = temporary({ [name]: "a", "deep/a.csv": "a" });
    const content = { kind: "content", digest: sha256("a"), said: null };
    expect(await subjectOf(reader, "deep/a.csv", cwd)).toEqual({ ...content, name: "deep/a.csv" });
    expect(await subjectOf(reader, name, cwd)).toEqual({ ...content, name });
    expect(await subjectOf(reader, `sha256:${name}`, cwd)).toEqual({ kind: "run", digest: bundleOf("train") });
  });

  test("knows a bundle by its manifest, and a directory that is none not at all", async () => {
    const reader = await catalogOf(...facts);
    const cwd = temporary({ "runs/x/manifest.json": manifest });
    expect(await subjectOf(reader, "runs/x", cwd)).toEqual({ kind: "run", digest: sha256(manifest) });
    await expect(subjectOf(reader, "runs", cwd)).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
  });

  test("finds runs by beginnings of ids and digests, contents by beginnings of digests", async () => {
    const reader = await catalogOf(...facts);
    const cwd = temporary();
    const train = { kind: "run", digest: bundleOf("train") };
    expect(await subjectOf(reader, "2026-01-02T00-00", cwd)).toEqual(train);
    expect(await subjectOf(reader, bundleOf("train").toUpperCase(), cwd)).toEqual(train);
    for (const word of [sha256("a"), sha256("a").slice(0, 9), `sha256:${sha256("a").slice(0, 4)}`])
      expect(await subjectOf(reader, word, cwd)).toEqual({
        kind: "content",
        digest: sha256("a"),
        name: null,
        said: null,
      });
  });

  test("takes a whole digest that the catalog has never seen, and refuses the beginning of none", async () => {
    const reader = await catalogOf(...facts);
    const cwd = temporary();
    expect(await subjectOf(reader, sha256("?"), cwd)).toEqual({
      kind: "content",
      digest: sha256("?"),
      name: null,
      said: null,
    });
    for (const word of ["0000dead", "nothing", "", "sha256:", "*", "%"])
      await expect(subjectOf(reader, word, cwd)).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
  });

  test("takes a path that is not here as the newest run has it, whole or after a slash, and says which run that is", async () => {
    const at = (n: number, role: "input" | "output", path: string, content: string) =>
      runOf(`s${n}`, n, {}, { files: [{ ...fileOf(role, content), path }] });
    const reader = await catalogOf(
      at(0, "output", "out/report.md", "old"),
      at(2, "input", "out/report.md", "new"),
      at(1, "output", "xreport.md", "other"),
    );
    const newest = { kind: "content", digest: sha256("new"), name: "out/report.md" };
    for (const word of ["report.md", "out/report.md", "./out/report.md"]) {
      const subject = await subjectOf(reader, word, temporary());
      expect(subject).toEqual({ ...newest, said: expect.stringContaining('s2 s2-id, read as "out/report.md"') });
    }
    expect(await subjectOf(reader, "xreport.md", temporary())).toMatchObject({ digest: sha256("other") });
    for (const word of ["eport.md", "report.m", "%", "out/%", "sha256:report.md", "."])
      await expect(subjectOf(reader, word, temporary())).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
  });

  test("lists the contents that begin alike", async () => {
    const files = ["0", "1"].map((last) => ({
      ...{ role: "output" as const, path: last, size: 1, mediaType: "text/plain" },
      digest: `abcdef${"0".repeat(57)}${last}`,
    }));
    const reader = await catalogOf(runOf("a", 0, {}, { files }));
    await expect(subjectOf(reader, "abcdef", temporary())).rejects.toMatchObject({
      code: "E_AMBIGUOUS_RUN",
      hint: expect.stringContaining(`sha256:abcdef${"0".repeat(57)}1`),
    });
  });

  test("says of a file that can't be read that it can't be", async () => {
    const reader = await catalogOf(...facts);
    const cwd = temporary();
    writeFileSync(join(cwd, "x"), "");
    for (const word of ["x/y", "a\u0000b", "long".repeat(2000)])
      await expect(subjectOf(reader, word, cwd)).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
    await expect(subjectOf(reader, "/dev/null", cwd)).rejects.toMatchObject({ code: "E_IO" });
  });
});
