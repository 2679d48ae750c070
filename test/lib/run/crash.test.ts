import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { currentOwner, formatOwner } from "../../../lib/owner.ts";
import { cleanLeftovers } from "../../../lib/run/index.ts";
import { verifyDirectory } from "../../../lib/verify/index.ts";
import { endOf, startProgram } from "../../support/command.ts";
import { entriesOf, record, sh } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

const canary = "canary-4f1d9c77e0b2";

/** Name of the run's hidden directory, once it is there. */
const hiddenIn = (outDir: string): string | undefined =>
  existsSync(outDir) ? readdirSync(outDir).find((name) => name.startsWith(".kprov-run-")) : undefined;

/** Turns true at the moment of the kill. */
const moments: Record<string, (outDir: string) => boolean> = {
  "inputs are hashed": (outDir) => hiddenIn(outDir) !== undefined,
  "the child runs": (outDir) => existsSync(join(outDir, "../ready")),
  "documents are written": (outDir) => existsSync(join(outDir, hiddenIn(outDir) ?? "-", "provenance.json")),
  "the manifest is written": (outDir) => existsSync(join(outDir, hiddenIn(outDir) ?? "-", "manifest.json")),
  "the rename is announced": (outDir) => /"pending":\{/.test(textOf(join(outDir, ".kprov-head.json"))),
  "the bundle has its name": (outDir) =>
    existsSync(outDir) && readdirSync(outDir).some((name) => !name.startsWith(".") && name !== "first"),
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Kill our process, and only that, as soon as `isDue`; false when it ended before. */
const killWhen = async (cwd: string, isDue: () => boolean): Promise<void> => {
  const argv = ["run", "--input", "big", "--", ...sh("echo $MY_TOKEN; touch ready; sleep 0.2; echo $MY_TOKEN")];
  const child = startProgram(cwd, argv, { env: { MY_TOKEN: canary } });
  const ended = endOf(child);
  while (child.exitCode === null && child.signalCode === null && !isDue())
    await new Promise((done) => setTimeout(done, 1));
  child.kill("SIGKILL");
  await ended;
};

describe("kill -9 of a run", () => {
  test("at any moment: no half bundle, clean finds the rest, the next run is chained", async () => {
    // At once, because most of the time goes into starting the processes.
    const places = Object.keys(moments).map((moment) => ({
      moment,
      cwd: temporary({ big: Buffer.alloc(20_000_000, 7) }),
    }));
    await Promise.all(places.map(({ moment, cwd }) => crashAndRecover(moment, cwd)));
  });
});

const crashAndRecover = async (moment: string, cwd: string): Promise<void> => {
  const outDir = join(cwd, "runs");
  await record(cwd, { argv: ["true"], runId: "first" });
  await killWhen(cwd, () => moments[moment]?.(outDir) === true);
  for (const path of readdirSync(outDir, { recursive: true, encoding: "utf8" }))
    expect(textOf(join(outDir, path)), moment).not.toContain(canary);
  const judged = await verifyDirectory(outDir, { integrityOnly: true });
  expect(judged.verdict, moment).toBe("proved");
  const preview = cleanLeftovers(outDir, { directory: "runs", remove: false });
  expect(preview.kept, moment).toEqual([]);
  const hidden = preview.leftovers.filter((name) => name.startsWith(".kprov-run-"));
  expect(hidden.length + judged.bundles.length, moment).toBe(2);
  for (const name of preview.leftovers) expect(existsSync(join(outDir, name)), moment).toBe(true);
  expect(cleanLeftovers(outDir, { directory: "runs", remove: true }).leftovers).toEqual(preview.leftovers);
  await record(cwd, { argv: ["true"], runId: "zz-next" });
  const after = await verifyDirectory(outDir, { integrityOnly: true });
  expect(after, moment).toMatchObject({ verdict: "proved", leftovers: [] });
  expect(after.bundles, moment).toHaveLength(judged.bundles.length + 1);
  expect(
    entriesOf(outDir).filter((name) => name.startsWith(".")),
    moment,
  ).toEqual([]);
};

describe("cleanLeftovers", () => {
  const owner = (given: object) => formatOwner({ ...currentOwner(), ...given });

  test("removes what dead processes left, and nothing else", async () => {
    const cwd = temporary({ "runs/.kprov-run-mine/x": "", "runs/.hidden": "", "runs/notes.txt": "" });
    const outDir = join(cwd, "runs");
    const { report } = await record(cwd, { argv: ["true"] });
    const [dead, alive, far] = [
      `.kprov-run-a.${owner({ pid: 4_194_303 })}`,
      `.kprov-run-b.with.dots.${owner({})}`,
      `.kprov-run-c.${owner({ host: "00000000" })}`,
    ];
    for (const name of [dead, alive, far]) mkdirSync(join(outDir, name, "logs"), { recursive: true });
    writeFileSync(join(outDir, ".kprov-lock.0123456789ab"), "");
    const found = cleanLeftovers(outDir, { directory: "runs", remove: true });
    expect(found).toEqual({
      schema: "kprov.clean/v1",
      directory: "runs",
      leftovers: [dead],
      kept: [
        { name: alive, why: "under way" },
        { name: far, why: "another host" },
      ],
      removed: true,
    });
    expect(readdirSync(outDir).sort()).toEqual(
      [
        ".hidden",
        ".kprov-head.json",
        ".kprov-lock.0123456789ab",
        ".kprov-run-mine",
        alive,
        far,
        report.runId,
        "notes.txt",
      ].sort(),
    );
  });

  test("leaves a run under way alone", async () => {
    const cwd = temporary();
    const { report } = await record(cwd, { argv: sh("ls -d runs/.kprov-run-*") });
    expect(report.exitCode).toBe(0);
    const running = record(cwd, { argv: ["sleep", "0.3"] });
    await new Promise((done) => setTimeout(done, 100));
    const found = cleanLeftovers(join(cwd, "runs"), { directory: "runs", remove: true });
    expect(found).toMatchObject({ leftovers: [], kept: [{ why: "under way" }] });
    expect((await running).report.exitCode).toBe(0);
  });

  test("half-made lock and head files go when no run is under way", () => {
    const outDir = temporary({
      ".kprov-lock.0123456789ab": "",
      ".kprov-head.json.0123456789ab": "",
      ".kprov-head.json": "{}",
    });
    const { leftovers } = cleanLeftovers(outDir, { directory: ".", remove: true });
    expect(leftovers).toEqual([".kprov-head.json.0123456789ab", ".kprov-lock.0123456789ab"]);
    expect(readdirSync(outDir)).toEqual([".kprov-head.json"]);
  });

  test("a directory that is not there is not clean", () => {
    expect(() => cleanLeftovers(join(temporary(), "missing"), { directory: "x", remove: false })).toThrow(
      /no directory/,
    );
  });
});
