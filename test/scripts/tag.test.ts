import { cpSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openWriter } from "../../lib/catalog/index.ts";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import { identifyBundle } from "../../lib/note/index.ts";
import { keepSecrets } from "../../lib/secrecy.ts";
import command, { examples } from "../../scripts/tag.ts";
import { writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { exampleRun } from "../support/catalog.ts";
import { program } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const runId = "2026-02-15T20-13-00Z-0000000a";
const tag = (cwd: string, ...argv: string[]) => call(command as Command, cwd, argv);
const notesIn = (dir: string): number => readdirSync(join(dir, ".kprov-notes", runId)).length;

/** Two copies of one bundle, and a catalog that knows both. */
const scene = async () => {
  const cwd = temporary({ "kprov.config.json": "{}" });
  const [one, two] = [join(cwd, "one"), join(cwd, "two")];
  writeBundle(one);
  cpSync(one, two, { recursive: true });
  const { bundleDigest } = identifyBundle(join(one, runId), "/");
  const writer = await openWriter(join(cwd, ".kprov/catalog.sqlite"));
  for (const source of [one, two])
    writer.put({
      location: { source, name: runId, stamp: "" },
      facts: { run: exampleRun(1, { bundleDigest, runId }) },
    });
  writer.commit();
  writer.close();
  return { cwd, one, two };
};

describe("tag", () => {
  test("writes beside the bundle that a path names", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"));
    const { result, text } = await tag(cwd, `runs/${runId}`, "release=2026-Q1", "golden", "--author", "ann");
    expect(result).toMatchObject({
      exitCode: 0,
      document: {
        schema: "kprov.tag/v1",
        runId,
        now: {
          tags: [
            { key: "golden", value: "" },
            { key: "k", value: "v" },
            { key: "release", value: "2026-Q1" },
          ],
        },
      },
    });
    expect(text).toBe(
      [
        `${runId}: 2 notes written`,
        "  tags: golden  k=v  release=2026-Q1",
        "  kprovengine index runs/ brings it into the catalog",
      ].join("\n"),
    );
    const again = await tag(cwd, `runs/${runId}`, "golden");
    expect(again.text).toContain("nothing to write, it is so already");
    expect((await tag(cwd, `runs/${runId}`, "--remove", "k", "--remove=golden")).text).toContain(
      "tags: release=2026-Q1",
    );
  });

  test("finds the bundle by the end of its run id, and tags every copy that is still there", async () => {
    const { cwd, one, two } = await scene();
    await tag(cwd, "0000000a", "a=1");
    expect([notesIn(one), notesIn(two)]).toEqual([1, 1]);
    rmSync(join(two, runId), { recursive: true });
    await tag(cwd, runId, "a=2");
    expect([notesIn(one), notesIn(two)]).toEqual([2, 1]);
    // Another bundle has taken the place of the one that was indexed.
    rmSync(join(one, runId), { recursive: true });
    writeBundle(one, { outputs: { "other.csv": "1" } });
    await expect(tag(cwd, runId, "a=3")).rejects.toMatchObject({ code: "E_NOTHING" });
  });

  test("says what is wrong before it writes", async () => {
    const { cwd, one } = await scene();
    await expect(tag(cwd, "ffffffff", "a=1")).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
    await expect(tag(cwd, "nowhere/at/all", "a=1")).rejects.toMatchObject({ code: "E_NOTHING" });
    await expect(tag(cwd, runId)).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(tag(cwd, runId, "a=1", "a=2")).rejects.toThrow('The tag "a" is given twice');
    await expect(tag(cwd, runId, "a=1", "--remove", "a")).rejects.toThrow('The tag "a" is given twice');
    for (const bad of ["=1", "", "a b=c"])
      await expect(tag(cwd, runId, bad)).rejects.toMatchObject({
        code: "E_USAGE",
        message: expect.stringContaining("as a tag"),
      });
    await expect(tag(cwd, runId, "--remove", "nothing")).rejects.toMatchObject({ code: "E_USAGE" });
    rmSync(join(cwd, ".kprov"), { recursive: true });
    await expect(tag(cwd, runId, "a=1")).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
    expect(readdirSync(one)).toEqual([runId]);
  });

  test("refuses what the configuration calls a secret", async () => {
    const secret = "correct-horse-battery-staple";
    const cwd = temporary({
      ".env": `UNSUSPICIOUS=${secret}\n`,
      "kprov.config.json": JSON.stringify({ run: { secretFiles: [".env"], secrets: ["CODENAME"] } }),
    });
    writeBundle(join(cwd, "runs"));
    vi.stubEnv("CODENAME", "operation-bluebird-9");
    onTestFinished(() => {
      vi.unstubAllEnvs();
      keepSecrets(() => (text) => text);
    });
    for (const bad of [`login=${secret}`, "login=operation-bluebird-9"])
      await expect(tag(cwd, `runs/${runId}`, bad)).rejects.toMatchObject({ code: "E_NOTE" });
    expect(readdirSync(join(cwd, "runs"))).toEqual([runId]);
  });

  test("takes a link to a bundle, and ends with 0 or an error as a process", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"));
    symlinkSync(runId, join(cwd, "runs/latest"));
    const ended = await program(cwd, ["tag", "runs/latest", "a=b", "--json"]);
    expect([ended.status, ended.stderr]).toEqual([0, ""]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ schema: "kprov.tag/v1", runId });
    expect(notesIn(join(cwd, "runs"))).toBe(1);
    const refused = await program(cwd, ["tag", "runs/latest", "secret=hunter2-hunter2"], {
      env: { MY_PASSWORD: "hunter2-hunter2" },
    });
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain("E_NOTE");
    expect(refused.stderr).not.toContain("hunter2");
  });

  test("help", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Tag a run after it has ended, beside its bundle (kprovengine tag)

      USAGE kprovengine tag [OPTIONS] <RUN> [TAGS]

      ARGUMENTS

                 RUN=<RUN>    A bundle's path, or the beginning of a run id or digest
                              (Required)
        TAGS=<KEY[=VALUE]>    A tag to set; one of that key is replaced

      OPTIONS

          --remove=<KEY>    Take this tag away (may be repeated)
         --author=<NAME>    Who says so; default: your user name. Nobody signs it
        --catalog=<FILE>    Use this catalog; default: catalog.file of the
                            configuration, else .kprov/catalog.sqlite
         --config=<FILE>    Use this configuration instead of searching for
                            kprov.config.*
        --no-code-config    Refuse a configuration that is code; accept JSON only
                  --json    Print exactly one JSON document on stdout
             --cwd=<DIR>    Work in this directory instead of the current one
             -q, --quiet    No talk on stderr, and no text when all is proved
           -v, --verbose    Show details of what passed as well
                 --debug    Show stack traces and what is being done
              -h, --help    Show this help
           -V, --version    Show the version

      EXAMPLES

        kprovengine tag runs/2026-02-15T20-13-00Z-1f3a9c42 release=2026-Q1 golden
        kprovengine tag 2026-02-15T20-13 release=2026-Q2
        kprovengine tag 1f3a9c42 --remove golden
      "
    `);
  });
});
