import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeWhole } from "../../../lib/verify/new-file.ts";
import { temporary } from "../../support/temporary.ts";

describe("writeWhole", () => {
  test("gives the file its name when all is written, and gives back what was found out", async () => {
    const cwd = temporary();
    const path = join(cwd, "x");
    const result = await writeWhole(path, "x", async (write) => {
      write(Buffer.from("ab"));
      expect(existsSync(path)).toBe(false);
      write(Buffer.from("c"));
      return 3;
    });
    expect(result).toBe(3);
    expect(readFileSync(path, "utf8")).toBe("abc");
    expect(readdirSync(cwd)).toEqual(["x"]);
  });

  test("leaves nothing after an error of whoever writes, and throws it on", async () => {
    const cwd = temporary();
    const error = new Error("mine");
    const failed = writeWhole(join(cwd, "x"), "x", async (write) => {
      write(Buffer.from("half"));
      throw error;
    });
    await expect(failed).rejects.toBe(error);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"])("leaves nothing when %s ends the process", (signal) => {
    const { href } = new URL("../../../lib/verify/new-file.ts", import.meta.url);
    const script = `
      import { writeWhole } from ${JSON.stringify(href)};
      await writeWhole(process.cwd() + "/x", "x", async (write) => {
        write(Buffer.from("half"));
        process.kill(process.pid, "${signal}");
        await new Promise((done) => setTimeout(done, 10_000));
      });`;
    const cwd = temporary({ "main.mjs": script });
    const ended = spawnSync(process.execPath, ["--import", import.meta.resolve("tsx"), "main.mjs"], { cwd });
    expect(ended.signal).toBe(signal);
    expect(readdirSync(cwd)).toEqual(["main.mjs"]);
  });
});
