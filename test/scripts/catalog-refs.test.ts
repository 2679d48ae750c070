import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-refs.ts";
import { call } from "../support/call.ts";
import { writeCatalog } from "../support/catalog.ts";
import { runOf } from "../support/lineage.ts";
import { temporary } from "../support/temporary.ts";

const workplace = async (): Promise<string> => {
  const cwd = temporary({ "table.csv": "table", "other.csv": "other" });
  const facts = [runOf("clean", 0, { makes: ["table"] }), runOf("train", 1, { reads: ["table"] })];
  await writeCatalog(facts, `${cwd}/catalog.sqlite`);
  return cwd;
};
const catalog = ["--catalog", "catalog.sqlite"];

describe("catalog refs", () => {
  test("names what made a file and what read it", async () => {
    const { result, text } = await call(command, await workplace(), ["table.csv", ...catalog]);
    expect(result).toMatchObject({
      exitCode: 0,
      document: { schema: "kprov.refs/v1", name: "table.csv", groups: [{ relation: "output" }, { relation: "input" }] },
    });
    expect(text).toMatch(
      /\n\nMade by \(1\)\n {2}clean {2}clean-id {2}succeeded {2}table\.csv\n\nRead by \(1\)\n {2}train/,
    );
  });

  test("says that nothing refers to a file, which is no error", async () => {
    const { result, text } = await call(command, await workplace(), ["other.csv", ...catalog]);
    expect(result.exitCode).toBe(0);
    expect(text).toContain("nothing in the catalog refers to it");
  });

  test("names what refers to a bundle, called by its run id", async () => {
    const { text } = await call(command, await workplace(), ["clean-id", ...catalog]);
    expect(text).toContain("It is the bundle of (1)");
    expect(text).toContain("Statements about it (1)");
  });

  test.each([
    ["a limit of nothing", ["table.csv", "--limit", "0"], "E_USAGE"],
    ["what is nothing", ["missing.csv"], "E_NO_SUCH_RUN"],
  ])("refuses %s", async (_, argv, code) => {
    await expect(call(command, await workplace(), [...argv, ...catalog])).rejects.toMatchObject({ code });
  });

  test("says in its help what it takes", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Show what refers to a digest or a file (kprovengine catalog refs)

      USAGE kprovengine catalog refs [OPTIONS] <SUBJECT>

      ARGUMENTS

        SUBJECT=<WHAT>    A file (here, or as a run has it), a bundle, the beginning
                          of a run id or of a digest (Required)

      OPTIONS

             --limit=<N>    Name so many of each kind, the newest; default 20
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

        kprovengine catalog refs data/claims.csv
        kprovengine catalog refs sha256:9f86d081
        kprovengine catalog refs 2026-02-15T20-13-00Z-1f3a9c42 --json
      "
    `);
  });
});
