import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";

const command = {
  meta: { name: "demo", description: "Show a page of help" },
  args: {
    files: {
      type: "positional",
      multiple: true,
      valueHint: "FILE",
      description: "Files, directories or globs to read",
    },
    "long-name": {
      type: "string",
      multiple: true,
      valueHint: "NAME",
      description: "A description that is much too long for one line of eighty columns, so it goes on below",
    },
    mode: { type: "string", default: "fast", description: "How it works" },
    json: { type: "boolean", description: "Print JSON" },
    "--": { type: "positional", required: false, description: "" },
  },
} as unknown as Command;

const example = `kprovengine demo ${"very-long-name/".repeat(8)}`;

describe("formatHelp", () => {
  test("lays the page out for 80 columns", async () => {
    expect(await formatHelp(command, ["kprovengine demo a"], 80)).toMatchInlineSnapshot(`
      "Show a page of help (kprovengine demo)

      USAGE kprovengine demo [OPTIONS] [FILES] [-- COMMAND [ARG...]]

      ARGUMENTS

        FILES=<FILE>    Files, directories or globs to read

      OPTIONS

        --long-name=<NAME>    A description that is much too long for one line of
                              eighty columns, so it goes on below (may be repeated)
             --mode=<mode>    How it works (Default: fast)
                    --json    Print JSON

      EXAMPLES

        kprovengine demo a
      "
    `);
  });

  test.each([40, 60, 80, 100, 140])(
    "keeps to %i columns, without trailing blanks, and says every word",
    async (width) => {
      const page = await formatHelp(command, [example], width);
      const lines = page.split("\n").filter((line) => line !== `  ${example}`);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
      expect(page.replaceAll(/\s+/g, " ")).toContain("columns, so it goes on below (may be repeated)");
    },
  );

  test("never breaks an example", async () => {
    expect(await formatHelp(command, [example], 40)).toContain(`  ${example}\n`);
  });
});
