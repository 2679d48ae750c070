import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWriter, rebuildCatalog } from "../../../../../lib/catalog/index.ts";
import { exampleLocation, exampleRun, exampleRuns, stateOfCatalog, writeCatalog } from "../../../../support/catalog.ts";
import { endOf } from "../../../../support/command.ts";
import { temporary } from "../../../../support/temporary.ts";

const whole = { check: "ok", altered: [] };

describe("two writers", () => {
  test("take turns: the second one waits, and is told for whom", async () => {
    const file = join(temporary(), "catalog.sqlite");
    const first = await openWriter(file);
    first.put({ location: exampleLocation(1), facts: { run: exampleRun(1) } });
    const told: string[] = [];
    const onWait = (owner: string): void => {
      told.push(owner);
      first.commit();
      first.close();
    };
    const writer = await openWriter(file, { onWait });
    writer.put({ location: exampleLocation(2), facts: { run: exampleRun(2) } });
    writer.commit();
    writer.close();
    expect(told).toEqual([`process ${process.pid}`]);
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 2, ...whole });
  });

  test("say E_CATALOG_LOCKED with the process when it takes too long; readers don't wait", async () => {
    const file = join(temporary(), "catalog.sqlite");
    const first = await openWriter(file);
    first.put({ location: exampleLocation(1), facts: { run: exampleRun(1) } });
    const second = { code: "E_CATALOG_LOCKED", message: expect.stringContaining(`process ${process.pid}`) };
    await expect(openWriter(file, { patience: 30 })).rejects.toMatchObject(second);
    await expect(rebuildCatalog(file, async () => 1, { patience: 30 })).rejects.toMatchObject(second);
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 0, ...whole });
    first.close();
  });
});

describe("a process", () => {
  /** Puts 400 runs, 20 in a batch, and says so after each. */
  const work = `
    import { openWriter, rebuildCatalog, openCatalog, logicalDigest } from "./lib/catalog/index.ts";
    import { exampleRun, exampleLocation } from "./test/support/catalog-facts.ts";
    const [file, mode] = process.argv.slice(2);
    const fill = async (writer) => {
      for (let n = 0; n < 400; n += 1) {
        writer.put({ location: exampleLocation(n), facts: { run: exampleRun(n) } });
        if (n % 20 === 19) { writer.commit(); process.stdout.write((n + 1) + "\\n"); }
      }
    };
    const write = async () => {
      if (mode === "rebuild") return await rebuildCatalog(file, fill);
      const writer = await openWriter(file, { patience: 60_000 });
      try { await fill(writer); } finally { writer.close(); }
    };
    const read = async () => {
      const reader = await openCatalog(file);
      process.stdout.write(logicalDigest(reader));
      if (mode === "warn") process.emitWarning("SQLite is fine", "ExperimentalWarning");
      reader.close();
    };
    (mode === "read" || mode === "warn" ? read() : write()).catch((error) => { console.error(error.code + ": " + error.message + "; " + error.hint); process.exitCode = 3; });`;
  let dir = "";
  beforeAll(() => {
    const top = fileURLToPath(new URL("../../../../..", import.meta.url));
    mkdirSync(join(top, "node_modules/.cache"), { recursive: true });
    dir = mkdtempSync(join(top, "node_modules/.cache/catalog-"));
    chmodSync(dir, 0o755);
    const stdin = { contents: work, resolveDir: top, loader: "ts" as const };
    buildSync({
      ...{
        stdin,
        bundle: true,
        external: ["@photostructure/sqlite"],
        outfile: join(dir, "work.mjs"),
        format: "esm",
        platform: "node",
      },
      target: "node20",
    });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const start = (file: string, mode = "write", options = {}) =>
    spawn(process.execPath, [join(dir, "work.mjs"), file, mode], { stdio: ["ignore", "pipe", "pipe"], ...options });

  /** Kill it when it has said `lines` lines; what it had said then. */
  const killAfter = async (child: ReturnType<typeof start>, lines: number): Promise<number> => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split("\n").length > lines) child.kill("SIGKILL");
    });
    await new Promise((done) => child.once("close", done));
    return Number(said.trim().split("\n").at(-1));
  };

  test.each([1, 6, 13])(
    "killed after %i batches loses nothing that was committed, and the next one goes on",
    async (lines) => {
      const file = join(temporary(), "catalog.sqlite");
      const said = await killAfter(start(file), lines);
      const { runs, ...rest } = await stateOfCatalog(file);
      expect(rest).toMatchObject(whole);
      expect([runs % 20, runs >= said]).toEqual([0, true]);
      const next = await endOf(start(file));
      expect([next.status, next.stderr]).toEqual([0, ""]);
      expect(await stateOfCatalog(file)).toEqual(await stateOfCatalog(await writeCatalog(exampleRuns(400))));
      await expect.poll(() => readdirSync(dirname(file)).filter((name) => name.includes("lock"))).toEqual([]);
    },
  );

  test("killed while it rebuilds leaves the old one, and what it began does not disturb the next one", async () => {
    const file = await writeCatalog([exampleRun(1)]);
    const before = await stateOfCatalog(file);
    await killAfter(start(file, "rebuild"), 4);
    expect(await stateOfCatalog(file)).toEqual(before);
    const left = (): string[] => readdirSync(dirname(file)).filter((name) => /-new|lock/.test(name));
    expect(left()).toHaveLength(3);
    (await openWriter(file)).close();
    await expect.poll(left).toEqual([]);
    expect((await endOf(start(file, "rebuild"))).status).toBe(0);
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 400, ...whole });
    await expect.poll(left).toEqual([]);
  });

  test("and another one write the same catalog one after the other, while a third reads", async () => {
    const file = await writeCatalog([]);
    const writers = [start(file), start(file)].map(endOf);
    const readers = [start(file, "read"), start(file, "read")].map(endOf);
    for (const { status, stderr } of await Promise.all([...writers, ...readers]))
      expect([status, stderr]).toEqual([0, ""]);
    expect(await stateOfCatalog(file)).toMatchObject({ runs: 400, ...whole });
  });

  test("says nothing of Node's own SQLite being experimental, and leaves other warnings alone", async () => {
    const file = await writeCatalog([]);
    const { stderr } = await endOf(start(file, "warn"));
    expect(stderr.match(/.*Warning.*/g)).toEqual([expect.stringContaining("ExperimentalWarning: SQLite is fine")]);
  });

  test("needs no package where Node has SQLite, and names it where it has not", async () => {
    const file = await writeCatalog([]);
    const alone = join(temporary(), "work.mjs");
    copyFileSync(join(dir, "work.mjs"), alone);
    const { status, stderr } = await endOf(
      spawn(process.execPath, [alone, file, "read"], { stdio: ["ignore", "pipe", "pipe"] }),
    );
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const isBuiltin = major > 22 || (major === 22 && minor >= 16);
    const missing = "npm install --save-dev @photostructure/sqlite@1";
    expect([status, stderr]).toEqual(
      isBuiltin ? [0, ""] : [3, expect.stringMatching(`E_CATALOG_ENGINE: .*${missing}`)],
    );
  });

  const isRoot = process.getuid?.() === 0;

  test.skipIf(!isRoot)("of a user who may only read, reads", async () => {
    const file = await writeCatalog(exampleRuns(3));
    const { digest } = await stateOfCatalog(file);
    chmodSync(dirname(file), 0o755);
    const nobody = { uid: 65_534, gid: 65_534, env: { PATH: process.env["PATH"] } };
    const read = await endOf(start(file, "read", nobody));
    expect([read.stderr, read.stdout]).toEqual(["", digest]);
    const write = await endOf(start(file, "write", nobody));
    expect([write.status, write.stderr]).toEqual([3, expect.stringContaining("E_IO")]);
  });

  test.skipIf(!isRoot)("on a full disk says E_CATALOG_FULL; what was committed stays and can be read", async () => {
    const mount = temporary();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1500k", "tmpfs", mount]);
    } catch {
      return console.warn("\nNOT TESTED: a full disk; nothing can be mounted here\n");
    }
    try {
      const file = join(mount, "catalog.sqlite");
      const { status, stderr, stdout } = await endOf(start(file));
      expect([status, stderr]).toEqual([
        3,
        expect.stringContaining(`E_CATALOG_FULL: No room for the catalog "${file}"`),
      ]);
      const committed = Number(stdout.trim().split("\n").at(-1));
      expect(committed).toBeGreaterThan(0);
      expect(await stateOfCatalog(file)).toMatchObject({ runs: committed, ...whole });
    } finally {
      execFileSync("umount", ["-l", mount]);
    }
  });
});
