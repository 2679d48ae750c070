import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import { type ReportOptions, writeReport } from "../../../lib/page/index.ts";
import * as verify from "../../../lib/verify/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { withFullDisk } from "../../support/full-disk.ts";
import { temporary } from "../../support/temporary.ts";

const write = (cwd: string, more: Partial<ReportOptions> = {}) =>
  writeReport(["bundle"], {
    cwd,
    integrityOnly: true,
    statements: [],
    output: { path: join(cwd, "r.html"), shown: "r.html" },
    ...more,
  });

describe("writeReport", () => {
  test.each<[string, (cwd: string) => void, string, string[]]>([
    [
      "a bundle changes while it is read",
      (cwd) => writeFileSync(join(cwd, "bundle", layout.summary), "{}\n"),
      "E_IO",
      ["bundle"],
    ],
    [
      "the file appears meanwhile",
      (cwd) => writeFileSync(join(cwd, "r.html"), "mine"),
      "E_USAGE",
      ["bundle", "r.html"],
    ],
  ])("writes nothing when %s", async (_, interfere, code, left) => {
    const cwd = temporary();
    writeBundle(cwd, { runId: "bundle" });
    const real = verify.verifyPaths;
    const spy = vi.spyOn(verify, "verifyPaths");
    spy.mockImplementation((paths, options) =>
      real(paths, {
        ...options,
        onBundle: async (judged) => {
          interfere(cwd);
          await options.onBundle?.(judged);
        },
      }),
    );
    await expect(write(cwd)).rejects.toMatchObject({ code });
    spy.mockRestore();
    expect(readdirSync(cwd)).toEqual(left);
    if (left.includes("r.html")) expect(readFileSync(join(cwd, "r.html"), "utf8")).toBe("mine");
  });

  test("says so when the reader of a stream is gone", async () => {
    const cwd = temporary();
    writeBundle(cwd, { runId: "bundle" });
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    await expect(write(cwd, { output })).rejects.toMatchObject({ code: "E_IO" });
  });

  test("says so when the disk is full, and leaves nothing", async () => {
    const cwd = temporary();
    writeBundle(cwd, { runId: "bundle" });
    await withFullDisk(() => expect(write(cwd)).rejects.toMatchObject({ code: "E_IO" }));
    expect(readdirSync(cwd)).toEqual(["bundle"]);
  });

  test("writes nothing about what is no bundle", async () => {
    const cwd = temporary();
    mkdirSync(join(cwd, "bundle"));
    expect(await write(cwd)).toMatchObject({ verification: { verdict: "undecided" } });
    expect(readdirSync(cwd)).toEqual(["bundle"]);
  });
});
