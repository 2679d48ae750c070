import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { withScratch, withUndo } from "../../lib/undo.ts";
import { temporary } from "../support/temporary.ts";

afterEach(() => void vi.unstubAllEnvs());
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const listeners = (): number => [...signals, "exit"].reduce((sum, name) => sum + process.listenerCount(name), 0);

describe("withUndo", () => {
  test("undoes at the end and after an error, and leaves no listener", async () => {
    const before = listeners();
    const undo = vi.fn();
    expect(await withUndo(undo, async () => listeners() - before)).toBe(4);
    expect(undo).toHaveBeenCalledTimes(1);
    await expect(
      withUndo(undo, async () => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(undo).toHaveBeenCalledTimes(2);
    expect(listeners()).toBe(before);
  });

  test("leaves the meaning of a signal to whoever listens, too", async () => {
    const [undo, heard] = [vi.fn(), vi.fn()];
    process.on("SIGHUP", heard);
    try {
      await withUndo(undo, async () => void process.emit("SIGHUP", "SIGHUP"));
    } finally {
      process.off("SIGHUP", heard);
    }
    expect(heard).toHaveBeenCalledTimes(1);
    expect(undo).toHaveBeenCalledTimes(2);
  });

  test.each<[string, readonly [number | null, string | null]]>([
    ...signals.map((signal) => [`process.kill(process.pid, "${signal}")`, [null, signal]] as const),
    ["process.exit(7)", [7, null]],
    [
      `process.kill = process._kill = () => { throw new Error("closed") };
       (await import("node:child_process")).execSync("kill -TERM " + process.pid)`,
      [null, "SIGTERM"],
    ],
  ] as [string, readonly [number | null, string | null]][])(
    "undoes at %s, which keeps its effect",
    async (end, ended) => {
      const cwd = temporary({ file: "" });
      const module = fileURLToPath(new URL("../../lib/undo.ts", import.meta.url));
      const script = `
      import { rmSync } from "node:fs";
      import { withUndo } from ${JSON.stringify(module)};
      await withUndo(() => rmSync("file", { force: true }), async () => {
        ${end};
        await new Promise((done) => setTimeout(done, 10_000));
      });`;
      writeFileSync(join(cwd, "main.mjs"), script);
      const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), "main.mjs"], {
        cwd,
        stdio: "ignore",
      });
      expect(await once(child, "close")).toEqual(ended);
      expect(existsSync(join(cwd, "file"))).toBe(false);
    },
  );
});

describe("withScratch", () => {
  test("gives a directory for nobody else and removes it with all in it", async () => {
    const parent = temporary();
    vi.stubEnv("TMPDIR", parent);
    const seen = await withScratch("x-", async (dir) => {
      writeFileSync(join(dir, "a"), "1");
      expect(dir.startsWith(join(parent, "x-"))).toBe(true);
      return statSync(dir).mode & 0o777;
    });
    expect(seen).toBe(0o700);
    expect(readdirSync(parent)).toEqual([]);
  });

  test("says where it could not be made", async () => {
    vi.stubEnv("TMPDIR", join(temporary(), "gone"));
    await expect(withScratch("x-", async () => undefined)).rejects.toMatchObject({
      code: "E_IO",
      hint: "set TMPDIR to a directory that can be written to",
    });
  });
});
