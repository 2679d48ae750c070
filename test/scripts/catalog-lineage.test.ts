import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-lineage.ts";
import { call } from "../support/call.ts";
import { writeCatalog } from "../support/catalog.ts";
import { bundleOf, runOf } from "../support/lineage.ts";
import { temporary } from "../support/temporary.ts";

const workplace = async (): Promise<string> => {
  const cwd = temporary({ "model.csv": "model", "mine/manifest.json": "{}" });
  const facts = [
    runOf("clean", 0, { reads: ["raw"], makes: ["table"] }),
    runOf("train", 1, { reads: ["table"], makes: ["model"] }),
    runOf("report", 2, { reads: ["model"] }),
  ];
  await writeCatalog(facts, `${cwd}/catalog.sqlite`);
  return cwd;
};
const catalog = ["--catalog", "catalog.sqlite"];

describe("catalog lineage", () => {
  test("shows what a file came from, and what was made of it", async () => {
    const cwd = await workplace();
    const { result, text } = await call(command, cwd, ["model.csv", ...catalog]);
    expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.lineage/v1", direction: "both" } });
    expect(text).toMatch(/^model\.csv {2}sha256:/);
    expect(text).toMatch(/\nupstream: 2 runs it depends on\n└─ train .*\n {3}└─ clean .*table\.csv\n/);
    expect(text).toMatch(/\ndownstream: 1 run depends on it\n└─ report/);
  });

  test.each([
    [
      ["train-id", "--upstream"],
      ["train", "clean"],
    ],
    [
      ["train-id", "--downstream"],
      ["train", "report"],
    ],
    [
      ["train-id", "--upstream", "--downstream"],
      ["train", "clean", "report"],
    ],
    [
      ["report-id", "--depth", "1"],
      ["report", "train"],
    ],
    [
      ["report-id", "--limit", "2"],
      ["report", "train"],
    ],
    [[bundleOf("clean").slice(0, 12), "--upstream"], ["clean"]],
  ])("%j names %j", async (argv, steps) => {
    const { result } = await call(command, await workplace(), [...argv, ...catalog]);
    expect((result.document as { runs: { step: string }[] }).runs.map(({ step }) => step)).toEqual(steps);
  });

  test("draws a flowchart, and a picture", async () => {
    const cwd = await workplace();
    expect((await call(command, cwd, ["train-id", "--mermaid", ...catalog])).text).toMatch(/^flowchart LR\n/);
    const { text } = await call(command, cwd, ["train-id", "--svg", ...catalog]);
    expect(text).toMatch(/^<svg xmlns="[^"]+"[^>]*><style>/);
    expect(text).toContain('aria-label="3 runs, joined by what they made and read"');
  });

  test.each<[string, string[], string]>([
    ["two forms", ["train-id", "--mermaid", "--svg"], "E_USAGE"],
    ["a depth of nothing", ["train-id", "--depth", "0"], "E_USAGE"],
    ["a limit that is no number", ["train-id", "--limit", "1e9"], "E_USAGE"],
    ["what is nothing", ["nothing"], "E_NO_SUCH_RUN"],
    ["a bundle that the catalog does not know", ["mine"], "E_NO_SUCH_RUN"],
    ["the beginning of several", [""], "E_NO_SUCH_RUN"],
  ])("refuses %s", async (_, argv, code) => {
    await expect(call(command, await workplace(), [...argv, ...catalog])).rejects.toMatchObject({ code });
  });

  test("says that there is no catalog", async () => {
    await expect(call(command, temporary(), ["x"])).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
  });

  test("says in its help what it takes", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Show what a run or a file came from, and what was made of it (kprovengine
      catalog lineage)

      USAGE kprovengine catalog lineage [OPTIONS] <SUBJECT>

      ARGUMENTS

        SUBJECT=<WHAT>    A file (here, or as a run has it), a bundle, the beginning
                          of a run id or of a digest (Required)

      OPTIONS

              --upstream    Only what it came from
            --downstream    Only what was made of it
             --depth=<N>    Go so many runs far; default: as far as it goes
             --limit=<N>    Stop at so many runs; default 10000
               --mermaid    Print a Mermaid flowchart, for Markdown
                   --svg    Print a picture
        --catalog=<FILE>    Use this catalog; default: catalog.file of the
                            configuration, else .kprov/catalog.sqlite
                 --local    Read and show times in local time instead of UTC
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

        kprovengine catalog lineage outputs/model.bin
        kprovengine catalog lineage 2026-02-15T20-13-00Z-1f3a9c42 --downstream
        kprovengine catalog lineage sha256:9f86d081 --svg > lineage.svg
      "
    `);
  });
});
