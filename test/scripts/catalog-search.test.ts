import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-search.ts";
import { call } from "../support/call.ts";
import { exampleRun, writeCatalog } from "../support/catalog.ts";
import { program } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const texts = [{ path: "logs/stdout.log", text: "writing failed: disk full", isCut: false }];
const scene = async (): Promise<string[]> => [
  "--catalog",
  await writeCatalog([exampleRun(0, { texts }), exampleRun(1)]),
];
const search = (...argv: string[]) => call(command as Command, temporary(), argv);

describe("catalog search", () => {
  test("takes words and fields, together or apart, and flags", async () => {
    const catalog = await scene();
    for (const question of [
      ["disk full"],
      ["disk", "full"],
      ["disk full step:clean"],
      ["disk", "--step", "clean"],
      ["disk", "-draft", "-step:train"],
    ]) {
      const { result } = await search(...question, ...catalog);
      expect(result).toMatchObject({ exitCode: 0, document: { hits: [{ runId: exampleRun(0).runId }] } });
    }
    expect((await search("disk", "--step", "train", ...catalog)).text).toContain("No run has these words.");
    expect((await search("disk", "-full", ...catalog)).text).toContain("No run has these words.");
    await expect(search("disk", "-explain", ...catalog)).rejects.toThrow('did you mean "--explain"?');
    expect((await search("disk", "--explain", ...catalog)).text).toContain("nearness 1");
    expect((await search("disk", ...catalog)).text).not.toContain("nearness");
  });

  test.each<[string, string[], string]>([
    ["an empty question", [" "], "the question is empty"],
    ["a question of signs", ["💥 *"], 'Cannot search for "💥 *": expected a word'],
    ["a question of signs and a field", ["💥", "step:clean"], 'Cannot search for "💥": expected a word'],
    ["a limit of nothing", ["x", "--limit", "0"], '"--limit" takes a number from 1 to 1000, found "0"'],
    ["a limit that is no number", ["x", "--limit", "1e3"], 'found "1e3"'],
    ["refused bundles", ["x", "--refused"], "runs that are believed"],
    ["a quote that does not end", ['"x'], "a double quote is not closed"],
    ["a field that is nearly one", ["stpe:x"], 'did you mean "step:"?'],
  ])("refuses %s", async (_, argv, message) => {
    await expect(search(...argv, ...(await scene()))).rejects.toThrow(message);
  });

  test("as a process: text, JSON, and an error where there is no catalog", async () => {
    const [flag = "", file = ""] = await scene();
    const cwd = temporary();
    const json = await program(cwd, ["catalog", "search", "disk full", flag, file, "--json"]);
    expect([json.status, json.stderr]).toEqual([0, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: "kprov.catalog-search/v1", hits: [{ isPartial: false }] });
    const missing = await program(cwd, ["catalog", "search", "disk"]);
    expect([missing.status, missing.stdout]).toEqual([3, ""]);
    expect(missing.stderr).toContain("E_CATALOG_MISSING");
  });

  test("help", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Find runs by words in names, tags, annotations and searchable texts (kprovengine
      catalog search)

      USAGE kprovengine catalog search [OPTIONS] <WORDS>

      ARGUMENTS

        WORDS=<WORDS>    Words; "in this order", -without, begin*, and fields such as
                         step:train tool:python>=3.12 (Required)

      OPTIONS

                         --limit=<N>    Show so many runs at most; default 20, at most
                                        1000
                           --explain    Say of each run why it stands where it stands
                      --since=<DATE>    Started then or later: 2026-01-31, 2026-01,
                                        7d, today
                      --until=<DATE>    Started then or earlier, that whole day or
                                        month included
                     --before=<DATE>    Started before that day or month began
                    --project=<NAME>    Of this project; * and ? stand for others,
                                        here and below (may be repeated)
                       --step=<NAME>    Of this step (may be repeated)
                 --outcome=<OUTCOME>    Ended so: succeeded, failed, timed-out,
                                        signalled or interrupted (may be repeated)
                 --tag=<KEY[=VALUE]>    Has this tag (may be repeated)
                       --type=<TYPE>    Has an input of this media type, such as
                                        text/csv or image/* (may be repeated)
                --tool=<NAME[RANGE]>    Ran with this tool, such as 'python>=3.12,<4'
                                        (may be repeated)
        --distribution=<NAME[RANGE]>    Ran with this installed package, such as
                                        'numpy~=2.1' (may be repeated)
                   --commit=<COMMIT>    At this commit; four digits or more (may be
                                        repeated)
                     --branch=<NAME>    On this branch (may be repeated)
                   --reviewer=<NAME>    Has a review by this person (may be repeated)
                    --review=<STATE>    Its reviews stand so: pending, approved or
                                        rejected (may be repeated)
                     --check=<STATE>    Its checks say so: proved, violated, undecided
                                        or none; NAME=STATE for one of them (may be
                                        repeated)
                    --origin=<STATE>    Who made it is so: proved, violated, undecided
                                        or unproved (may be repeated)
                   --digest=<DIGEST>    Is, or has a file with, this SHA-256; four
                                        digits or more (may be repeated)
                           --refused    Bundles that can't be believed, with the
                                        reasons, instead of runs
                    --catalog=<FILE>    Use this catalog; default: catalog.file of the
                                        configuration, else .kprov/catalog.sqlite
                             --local    Read and show times in local time instead of
                                        UTC
                     --config=<FILE>    Use this configuration instead of searching
                                        for kprov.config.*
                    --no-code-config    Refuse a configuration that is code; accept
                                        JSON only
                              --json    Print exactly one JSON document on stdout
                         --cwd=<DIR>    Work in this directory instead of the current
                                        one
                         -q, --quiet    No talk on stderr, and no text when all is
                                        proved
                       -v, --verbose    Show details of what passed as well
                             --debug    Show stack traces and what is being done
                          -h, --help    Show this help
                       -V, --version    Show the version

      EXAMPLES

        kprovengine catalog search 'out of memory'
        kprovengine catalog search 'disk full' step:train outcome:failed since:30d
        kprovengine catalog search '"row 17" -draft' --explain
      "
    `);
  });
});
