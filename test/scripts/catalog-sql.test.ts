import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-sql.ts";
import { call } from "../support/call.ts";
import { exampleRun, exampleRuns, writeCatalog } from "../support/catalog.ts";
import { temporary } from "../support/temporary.ts";

const workplace = async (facts = [...exampleRuns(9)]): Promise<string> => {
  const cwd = temporary();
  await writeCatalog(facts, `${cwd}/catalog.sqlite`);
  return cwd;
};
const catalog = ["--catalog", "catalog.sqlite"];
const counting = "SELECT step, count(*) AS runs FROM runs GROUP BY step ORDER BY step";

describe("catalog sql", () => {
  test("shows a table, records, lines, and one document", async () => {
    const cwd = await workplace();
    const { result, text } = await call(command, cwd, [counting, ...catalog]);
    expect(result).toMatchObject({
      exitCode: 0,
      document: {
        schema: "kprov.query/v1",
        columns: ["step", "runs"],
        rows: [
          ["clean", 3],
          ["report", 3],
          ["train", 3],
        ],
      },
    });
    expect(text).toBe("step    runs\nclean      3\nreport     3\ntrain      3\n\n3 rows");
    expect((await call(command, cwd, [counting, "--csv", ...catalog])).text).toBe(
      "step,runs\nclean,3\nreport,3\ntrain,3\n",
    );
    expect(await call(command, cwd, [counting, "--ndjson", "--limit", "2", ...catalog])).toMatchObject({
      text: '{"step":"clean","runs":3}\n{"step":"report","runs":3}\n',
      stderr: "there are more rows than 2: --limit shows more\n",
    });
  });

  test("lists the views with their columns", async () => {
    const { result, text } = await call(command, await workplace(), ["--views", ...catalog]);
    expect(result.document).toMatchObject({ views: { tags: ["bundle_digest", "key", "value"] } });
    expect(text).toMatch(/^runs\n {2}bundle_digest, stable_digest, run_id, /);
    expect(text).not.toContain("run_fts");
  });

  test("lets no value leave its cell, or be a formula", async () => {
    const cwd = await workplace([exampleRun(1, { step: "=cmd()\n\u001b[2J\u202e" })]);
    const { text } = await call(command, cwd, ["SELECT step, 'x' AS \"a\u001b\" FROM runs", ...catalog]);
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.split("\n")).toHaveLength(4);
    expect((await call(command, cwd, ["SELECT step FROM runs", "--csv", ...catalog])).text).toContain("'=cmd()");
  });

  test.each<[string, string[]]>([
    ["no query", []],
    ["a query beside --views", ["SELECT 1", "--views"]],
    ["two forms", ["SELECT 1", "--csv", "--ndjson"]],
    ["a limit of nothing", ["SELECT 1", "--limit", "0"]],
    ["a timeout that is no number", ["SELECT 1", "--timeout", "soon"]],
    ["what would write", ["DELETE FROM runs"]],
  ])("refuses %s", async (_, argv) => {
    await expect(call(command, await workplace([]), [...argv, ...catalog])).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test("says in its help what it takes", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Ask the catalog's views in SQL that can only read (kprovengine catalog sql)

      USAGE kprovengine catalog sql [OPTIONS] [QUERY]

      ARGUMENTS

        QUERY=<SQL>    One SELECT over the views, such as "SELECT step, count(*) AS
                       runs FROM runs GROUP BY step"

      OPTIONS

                    --views    List the views and their columns
                --limit=<N>    Rows at most; default 1000, at most 1000000
        --timeout=<SECONDS>    Stop it after so long; default 10, at most 3600
                      --csv    Print CSV that no spreadsheet takes for formulas
                   --ndjson    Print one JSON object on a line for each row
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

        kprovengine catalog sql --views
        kprovengine catalog sql "SELECT step, count(*) AS runs FROM runs GROUP BY step"
        kprovengine catalog sql "SELECT path, size FROM files WHERE role = 'output' ORDER BY size DESC" --csv
      "
    `);
  });
});
