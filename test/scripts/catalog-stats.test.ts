import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-stats.ts";
import { call } from "../support/call.ts";
import { exampleRefused, exampleRuns, writeCatalog } from "../support/catalog.ts";
import { temporary } from "../support/temporary.ts";

const workplace = async (): Promise<string> => {
  const cwd = temporary();
  await writeCatalog([...exampleRuns(60), exampleRefused(1)], `${cwd}/catalog.sqlite`);
  return cwd;
};
const catalog = ["--catalog", "catalog.sqlite"];

describe("catalog stats", () => {
  test("counts the runs of the catalog", async () => {
    const { result, text } = await call(command, await workplace(), catalog);
    expect(result).toMatchObject({
      exitCode: 0,
      document: { schema: "kprov.stats/v1", runs: 60, outcomes: { failed: 6, succeeded: 54 }, refused: 1, zone: "UTC" },
    });
    expect(text).toMatch(/^60 runs from 2026-01-01 to 2026-01-01\n/);
  });

  test.each<[string[], number]>([
    [["--step", "train"], 20],
    [["step:train", "outcome:failed"], 2],
    [["-step:train", "-outcome:failed"], 36],
    [["--project", "no-such"], 0],
    [["--before", "2026-01-01T01:00Z"], 6],
  ])("counts those that %j lets through", async (argv, runs) => {
    const { result } = await call(command, await workplace(), [...argv, ...catalog]);
    expect(result.document).toMatchObject({ runs });
  });

  test("takes days of this machine when asked for", async () => {
    const { result } = await call(command, await workplace(), ["--local", ...catalog]);
    expect(result.document).toMatchObject({ zone: "local" });
  });

  test.each([
    ["refused bundles, whose claims are no facts", ["--refused"]],
    ["a word that is no field", ["words"]],
    ["a date that is none", ["--since", "someday"]],
  ])("refuses %s", async (_, argv) => {
    await expect(call(command, await workplace(), [...argv, ...catalog])).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test("says in its help what it takes", async () => {
    const help = await formatHelp(command as Command, examples);
    expect(help).toContain("FIELD:VALUE");
    for (const example of examples) expect(help).toContain(example);
  });
});
