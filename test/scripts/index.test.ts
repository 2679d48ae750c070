import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { layout } from "../../lib/evidence/index.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/index.ts";
import { writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { temporary } from "../support/temporary.ts";

describe("index", () => {
  it("makes the catalog where the configuration says, and exits 0", async () => {
    const cwd = temporary({ "kprov.config.json": JSON.stringify({ catalog: { file: "all/runs.sqlite" } }) });
    writeBundle(join(cwd, "runs"));
    const { result, text } = await call(command, cwd, ["--integrity"]);
    expect(result.exitCode).toBe(0);
    expect(result.document).toMatchObject({ schema: "kprov.index/v1", verdict: "proved", sources: [{ added: 1 }] });
    expect(text).toContain(`${join(cwd, "runs")}: 1 bundle (1 added)`);
    expect(existsSync(join(cwd, "all/runs.sqlite"))).toBe(true);
  });

  it("exits 1 for a tampered bundle and says why, also with --check", async () => {
    const cwd = temporary();
    const dir = writeBundle(join(cwd, "runs"));
    await call(command, cwd, ["runs", "--integrity"]);
    appendFileSync(join(dir, layout.stdout), "x");
    const checked = await call(command, cwd, ["--check", "--integrity"]);
    expect(checked.result.exitCode).toBe(1);
    expect(checked.text).toContain("the catalog says something else of it");
    const { result, text } = await call(command, cwd, ["--integrity"]);
    expect(result.exitCode).toBe(1);
    expect(text).toContain("logs/stdout.log: The bytes are not the recorded ones");
    expect((await call(command, cwd, ["--check", "--integrity"])).result.exitCode).toBe(0);
  });

  it("judges by the trust file that is named", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"));
    writeFileSync(join(cwd, "trust.json"), "{}");
    await expect(call(command, cwd, ["runs", "--trust", "trust.json"])).rejects.toMatchObject({ code: "E_TRUST" });
    expect(existsSync(join(cwd, ".kprov/catalog.sqlite"))).toBe(false);
  });

  it.each([
    ["E_USAGE", ["--check", "--rebuild"]],
    ["E_USAGE", ["--integrity", "--trust", "x"]],
    ["E_IO", ["--integrity", "missing"]],
  ])("throws %s for %j", async (code, argv) => {
    await expect(call(command, temporary(), argv)).rejects.toMatchObject({ code });
  });
});

test("index --help", async () => {
  expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
    "Make every run findable: bundles of several projects in one catalog (kprovengine
    index)

    USAGE kprovengine index [OPTIONS] [PATHS]

    ARGUMENTS

      PATHS=<DIR>    Directories of bundles, or bundles; default: those that the
                     catalog knows, else run.out

    OPTIONS

        --trust=<FILE>    Believe whom this trust file names, instead of your own
           --integrity    Believe nobody: signatures and reviews are listed and none
                          counts
             --rebuild    Make the catalog anew, from bundles alone; it is replaced
                          at the end
               --check    Judge everything again and say where the catalog differs;
                          write nothing
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

      kprovengine index runs/ ../other/runs
      kprovengine index
      kprovengine index --rebuild --trust trust.json runs/
      kprovengine index --check
    "
  `);
});
