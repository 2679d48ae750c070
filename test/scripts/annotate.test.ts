import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Command, Result } from "../../lib/command.ts";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import { formatHelp } from "../../lib/help.ts";
import { identifyBundle, readNotes } from "../../lib/note/index.ts";
import command, { examples } from "../../scripts/annotate.ts";
import { writeBundle } from "../support/bundle.ts";
import { program } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const runId = "2026-02-15T20-13-00Z-0000000a";

const annotate = async (cwd: string, argv: string[], stdin: readonly (string | Buffer)[] = []): Promise<Result> => {
  const args = { _: [], ...parseFlags(argv, (command as Command).args as FlagDefs), cwd };
  const data = { clock: { now: () => Date.UTC(2026, 1, 16) }, stdin: Readable.from(stdin) };
  return (await command.run?.({ rawArgs: argv, args, cmd: command, data } as never)) as Result;
};
const textsIn = (cwd: string): string[] => {
  const { directory, bundleDigest } = identifyBundle(runId, cwd);
  const { notes } = readNotes(directory, runId, bundleDigest);
  return notes.map((note) => (note.kind === "annotation" ? note.text : ""));
};

describe("annotate", () => {
  test("keeps what was said, by whom and when", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    const result = await annotate(cwd, [runId, "row 17 is counted twice", "--author", "ann"]);
    expect(result).toMatchObject({
      exitCode: 0,
      document: {
        schema: "kprov.annotate/v1",
        now: { annotations: [{ at: Date.UTC(2026, 1, 16), author: "ann", text: "row 17 is counted twice" }] },
      },
    });
    expect(textsIn(cwd)).toEqual(["row 17 is counted twice"]);
  });

  test("reads stdin, with the line ends of any system, in any pieces", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    const bytes = Buffer.from("première\r\nligne 😀\r\n");
    await annotate(
      cwd,
      [runId, "-"],
      [...bytes].map((byte) => Buffer.from([byte])),
    );
    expect(textsIn(cwd)).toEqual(["première\nligne 😀"]);
  });

  test.each<[string, (string | Buffer)[], string]>([
    ["nothing", [], "The text is empty"],
    ["blanks", [" \n\t\n"], "The text is empty"],
    ["bytes that are no text", [Buffer.from([0xff, 0xfe])], "stdin is not valid UTF-8"],
    ["a log", [Buffer.alloc(70_000, 0x78)], "expected at most 65536 bytes"],
    ["terminal escapes", ["\u001b[2Jhello"], "Cannot use the text: expected 1 to 10000 characters"],
  ])("refuses %s on stdin", async (_, chunks, message) => {
    const cwd = temporary();
    writeBundle(cwd);
    await expect(annotate(cwd, [runId, "-"], chunks)).rejects.toThrow(message);
    expect(readdirSync(cwd)).toEqual([runId]);
  });

  test("as a process: reads the pipe, and a secret stays out of it", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"));
    const refused = await program(cwd, ["annotate", `runs/${runId}`, "use hunter2-hunter2 to log in"], {
      env: { MY_PASSWORD: "hunter2-hunter2" },
    });
    expect([refused.status, refused.stderr.includes("hunter2")]).toEqual([3, false]);
    const done = await program(cwd, ["annotate", `runs/${runId}`, "looks good"]);
    expect([done.status, done.stderr]).toEqual([0, ""]);
    expect(done.stdout).toContain("1 note written");
  });

  test("help", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Write down something about a run, beside its bundle (kprovengine annotate)

      USAGE kprovengine annotate [OPTIONS] <RUN> <TEXT>

      ARGUMENTS

          RUN=<RUN>    A bundle's path, or the beginning of a run id or digest
                       (Required)
        TEXT=<TEXT>    What there is to say; - to read it from stdin (Required)

      OPTIONS

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

        kprovengine annotate runs/2026-02-15T20-13-00Z-1f3a9c42 'row 17 is counted twice; see the ledger'
        kprovengine annotate 1f3a9c42 - < remarks.txt
      "
    `);
  });
});
