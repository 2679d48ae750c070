import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-export.ts";
import { call } from "../support/call.ts";
import { exampleRuns, writeCatalog } from "../support/catalog.ts";
import { temporary } from "../support/temporary.ts";

const workplace = async (): Promise<string> => {
  const cwd = temporary();
  await writeCatalog(exampleRuns(30), join(cwd, "catalog.sqlite"));
  return cwd;
};

const catalog = ["--catalog", "catalog.sqlite"];

describe("catalog export", () => {
  it("writes the chosen runs, and says how to read them", async () => {
    const cwd = await workplace();
    const argv = ["--format", "csv", "-o", "out dir", ...catalog, "--project", "claims-etl", "-outcome:failed"];
    const { result, text } = await call(command, cwd, argv);
    expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.catalog-export/v1", runs: 9 } });
    expect(text).toMatch(/^9 runs exported as csv\n {2}directory {2}out dir, 13 files, [\d.]+ kB\n/);
    expect(text).toMatch(/ {2}read {7}cd 'out dir' && sqlite3 .+$/);
    expect(existsSync(join(cwd, "out dir/runs.csv"))).toBe(true);
  });

  it.each([
    ["a flag that changes nothing", ["--format", "csv", "-o", "x", "--namespace", "n"], "E_USAGE"],
    ["refused bundles, which are no runs", ["--format", "csv", "-o", "x", "--refused"], "E_USAGE"],
    ["a word that is no field", ["--format", "csv", "-o", "x", "loss"], "E_USAGE"],
    ["runs that there are none of", ["--format", "csv", "-o", "x", "step:none"], "E_EXPORT"],
    ["what is there already", ["--format", "csv", "-o", "taken"], "E_USAGE"],
  ])("refuses %s, and writes nothing", async (_, argv, code) => {
    const cwd = await workplace();
    writeFileSync(join(cwd, "taken"), "mine");
    await expect(call(command, cwd, [...argv, ...catalog])).rejects.toMatchObject({ code });
    expect(existsSync(join(cwd, "x"))).toBe(false);
  });

  it("says that there is no catalog, and that a damaged one can be made again", async () => {
    const cwd = temporary({ "broken.sqlite": "SQLite format 3\u0000 and then nothing" });
    const argv = (file: string) => ["--format", "parquet", "-o", "x", "--catalog", file];
    await expect(call(command, cwd, argv("none.sqlite"))).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
    await expect(call(command, cwd, argv("broken.sqlite"))).rejects.toMatchObject({
      code: expect.stringMatching(/^E_CATALOG_(DAMAGED|PLACE)$/),
    });
    expect(existsSync(join(cwd, "x"))).toBe(false);
  });

  it("shows its forms and examples in its help", async () => {
    const help = await formatHelp(command as Command, examples);
    expect(help).toContain("parquet|csv|openlineage|ro-crate");
    for (const example of examples) expect(help).toContain(example);
  });
});
