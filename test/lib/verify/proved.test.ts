import { appendFileSync, existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { layout, type RunSummary } from "../../../lib/evidence/index.ts";
import {
  exportBundle,
  type JudgedBundle,
  openProved,
  verifyBundle,
  verifyDirectory,
  verifyPaths,
} from "../../../lib/verify/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const open = async (dir: string) => {
  const { bundleDigest } = await verifyBundle(dir, { integrityOnly: true });
  return openProved(dir, bundleDigest ?? "");
};
const text = (read: (onPiece: (piece: Buffer) => void) => void): string => {
  const pieces: Buffer[] = [];
  read((piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces).toString("utf8");
};

describe("openProved", () => {
  test("hands out documents, lines and pieces as they were judged", async () => {
    const bundle = await open(writeBundle(temporary()));
    expect(bundle.document<RunSummary>(layout.summary).step).toBe("train");
    expect(bundle.members.map(({ path }) => path)).toContain("outputs/a.csv");
    expect(text((onPiece) => bundle.pieces("outputs/a.csv", onPiece))).toBe("1,2\n");
    const lines: (string | null)[] = [];
    bundle.lines(layout.stdout, 3, (line) => lines.push(line?.toString("utf8") ?? null));
    expect(lines).toEqual([null]);
  });

  test.each<[string, (path: string) => void]>([
    ["was changed", (path) => appendFileSync(path, "x")],
    ["is gone", (path) => rmSync(path)],
    [
      "became a link",
      (path) => {
        renameSync(path, `${path}.moved`);
        symlinkSync(`${path}.moved`, path);
      },
    ],
  ])("refuses a member that %s since", async (_, spoil) => {
    const dir = writeBundle(temporary());
    const bundle = await open(dir);
    for (const path of [layout.summary, layout.stdout, layout.trace]) spoil(join(dir, path));
    const wanted = expect.objectContaining({ code: "E_IO", exit: 3 });
    expect(() => bundle.document(layout.summary)).toThrow(wanted);
    expect(() => bundle.pieces(layout.stdout, () => undefined)).toThrow(wanted);
    expect(() => bundle.lines(layout.trace, 2 ** 20, () => undefined)).toThrow(wanted);
  });

  test("refuses what the manifest does not list, and another manifest", async () => {
    const dir = writeBundle(temporary());
    const bundle = await open(dir);
    writeFileSync(join(dir, "extra.json"), "{}\n");
    expect(() => bundle.document("extra.json")).toThrow("changed");
    expect(() => bundle.document("../outside.json")).toThrow("changed");
    expect(() => openProved(dir, "0".repeat(64))).toThrow(`"${layout.manifest}" was changed`);
  });
});

describe("onBundle", () => {
  const seen = () => {
    const judged: (JudgedBundle & { isThere: boolean })[] = [];
    const onBundle = async (one: JudgedBundle): Promise<void> => {
      await new Promise(setImmediate);
      judged.push({ ...one, isThere: existsSync(join(one.dir, layout.manifest)) });
    };
    return { judged, onBundle };
  };

  test("is awaited for each bundle of a directory, while it lies there", async () => {
    const cwd = temporary();
    for (const runId of ["b", "a"]) writeBundle(cwd, { runId });
    const { judged, onBundle } = seen();
    const { bundles } = await verifyDirectory(".", { integrityOnly: true, cwd, onBundle });
    expect(judged.map(({ dir }) => basename(dir))).toEqual(["a", "b"]);
    expect(judged.map(({ verdict }) => verdict)).toEqual(bundles);
    expect(judged.every(({ isThere, isCoherent }) => isThere && isCoherent)).toBe(true);
  });

  test("sees what a tar holds, under the tar's name, before it is removed", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    const path = join(cwd, "x.tar");
    await exportBundle(await verifyBundle(dir, { integrityOnly: true }), { dir, output: { path, shown: path } });
    const { judged, onBundle } = seen();
    await verifyPaths(["x.tar"], { integrityOnly: true, cwd, onBundle });
    expect(judged).toMatchObject([{ isThere: true, verdict: { bundle: "x.tar", verdict: "proved" } }]);
    expect(existsSync(judged[0]?.dir ?? "")).toBe(false);
  });

  test.each<[string, boolean, (dir: string) => void]>([
    ["a changed log", false, (dir) => writeFileSync(join(dir, layout.stdout), "x")],
    ["an unlisted file", false, (dir) => writeFileSync(join(dir, "extra"), "x")],
    ["no bundle at all", false, (dir) => rmSync(dir, { recursive: true })],
    ["nothing wrong", true, () => undefined],
  ])("says of %s whether its documents can be used: %s", async (_, isCoherent, spoil) => {
    const dir = writeBundle(temporary());
    spoil(dir);
    const { judged, onBundle } = seen();
    await verifyBundle(dir, { integrityOnly: true, onBundle });
    expect(judged).toMatchObject([{ isCoherent }]);
  });

  test("takes a bundle that says rightly that it is incomplete for coherent", async () => {
    const dir = writeBundle(temporary(), {
      logs: { stdout: "hello\n", stderr: "" },
      withheld: [{ path: "outputs/secret.txt", secrets: ["TOKEN"] }],
      incomplete: true,
    });
    const { judged, onBundle } = seen();
    await verifyBundle(dir, { integrityOnly: true, onBundle });
    expect(judged).toMatchObject([{ isCoherent: true, verdict: { integrity: "violated" } }]);
  });
});
