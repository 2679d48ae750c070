import { describe, expect, test } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/catalog-list.ts";
import { call } from "../support/call.ts";
import { exampleRefused, exampleRun, exampleRuns, writeCatalog } from "../support/catalog.ts";
import { temporary } from "../support/temporary.ts";

const list = async (file: string, ...argv: string[]) => call(command, temporary(), ["--catalog", file, ...argv]);

describe("catalog list", () => {
  test("shows runs, newest first, and the command for the next page, which goes on", async () => {
    const file = await writeCatalog([...exampleRuns(5), exampleRefused(1)]);
    const { text, result } = await list(file, "--limit", "2", "--tag", "team", "step:*");
    expect(result).toMatchObject({
      exitCode: 0,
      isLong: true,
      document: { schema: "kprov.catalog-list/v1", sort: "-started", total: null, refused: 1 },
    });
    expect(text).toContain(`${exampleRun(4).runId}  risk-model`);
    const [, more = ""] = /^more: (.*)$/m.exec(text) ?? [];
    expect(more).toMatch(/^kprovengine catalog list 'step:\*' --tag team --limit 2 --catalog \S+ --after [\w-]+$/);
    const words = more.replaceAll("'", "").split(" ").slice(3);
    const next = await call(command, temporary(), words);
    expect(next.text).toContain(exampleRun(2).runId);
    expect(next.text).not.toContain(exampleRun(3).runId);
  });

  test("gives the same facts as JSON lines and as CSV, as many as there are", async () => {
    const file = await writeCatalog([
      ...exampleRuns(60),
      exampleRun(60, { step: '=cmd|"x"', tags: [{ key: "a", value: "\n" }] }),
    ]);
    const lines = (await list(file, "--ndjson")).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(61);
    expect(lines[0]).toMatchObject({
      schema: "kprov.catalog-run/v1",
      runId: exampleRun(60).runId,
      step: '=cmd|"x"',
      tags: [{ key: "a", value: "\n" }],
    });
    const csv = (await list(file, "--csv", "--columns", "run,step,started,duration,tags", "--limit", "2")).stdout;
    expect(csv).toBe(
      `run_id,step,started_at,duration_ms,tags\n${exampleRun(60).runId},"'=cmd|""x""",2026-01-01T10:00:00.000Z,1060,a=\\u{a}\n` +
        `${exampleRun(59).runId},report,2026-01-01T09:50:00.000Z,1059,team=claims\n`,
    );
    expect((await list(file, "--csv")).stdout.split("\n")[0]?.split(",")).toContain("location");
  });

  test("lists refused bundles with their reasons", async () => {
    const file = await writeCatalog([...exampleRuns(2), exampleRefused(1)]);
    const { text, result } = await list(file, "--refused", "--project", "claims-etl");
    expect(text).toContain("violated  /history/runs/bundle-2\n  MEMBER_CHANGED  outputs/a.csv: its digest differs");
    expect(result.document).toMatchObject({ schema: "kprov.catalog-refused/v1", total: 1 });
    expect((await list(file)).text).toContain("1 bundle refused: kprovengine catalog list --refused");
  });

  test("takes a negated field for what it is, as its own help says", async () => {
    const file = await writeCatalog([
      exampleRun(1, { outcome: "succeeded" }),
      exampleRun(2, { outcome: "failed" }),
      exampleRun(3, { outcome: "failed", step: "train" }),
    ]);
    const { result, text } = await list(file, "-outcome:succeeded", "-step:train", "--limit", "1");
    expect(result.document).toMatchObject({ runs: [{ runId: exampleRun(2).runId }], next: null });
    expect(text).toContain("1 run,");
    await expect(list(file, "-sort", "step")).rejects.toThrow('Unknown flag "-sort", did you mean "--sort"?');
  });

  test("lists refused bundles as JSON lines and as CSV", async () => {
    const file = await writeCatalog([exampleRun(1), ...Array.from({ length: 60 }, (_, n) => exampleRefused(n + 1))]);
    const lines = (await list(file, "--refused", "--ndjson")).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(60);
    expect(lines[0]).toMatchObject({
      schema: "kprov.catalog-refusal/v1",
      verdict: "violated",
      findings: [{ code: "MEMBER_CHANGED" }],
    });
    const records = (await list(file, "--refused", "--csv", "--limit", "2")).stdout.trimEnd().split("\n");
    expect(records).toHaveLength(3);
    expect(records[0]).toMatch(/^verdict,name,location,bundle_digest,claimed_run_id/);
    expect(records[1]).toMatch(/^violated,.*"MEMBER_CHANGED outputs\/a\.csv"$/);
  });

  test.each([
    [["--json", "--csv"], '"--json" and "--csv" exclude each other'],
    [["--ndjson", "--columns", "run"], '"--columns" is for tables and CSV'],
    [["--limit", "0"], '"--limit" takes a number from 1 on, found "0"'],
    [["--sort", "colour"], '"--sort" takes one of'],
    [["--after", "x"], "this is no cursor"],
    [["--refused", "--sort", "step"], 'Refused bundles are listed all together by name: "--sort" is for runs'],
    [["--refused", "--csv", "--columns", "step"], '"--columns" is for runs'],
    [["outcome:nope"], '"outcome:" takes one of succeeded, failed, timed-out, signalled, interrupted, found "nope"'],
    [["--refused", "--outcome", "failed"], "can't be asked for"],
    [["train"], 'Unexpected argument "train": expected FIELD:VALUE'],
    [["--since", "soon"], 'Cannot use the date "soon"'],
  ])("refuses %j", async (argv, message) => {
    await expect(list(await writeCatalog([exampleRun(1)]), ...argv)).rejects.toThrow(message);
  });

  test("says so when there is no catalog, and how one is made", async () => {
    await expect(list("/nowhere/catalog.sqlite")).rejects.toMatchObject({ code: "E_CATALOG_MISSING" });
  });

  test("explains itself", async () => {
    const help = await formatHelp(command, examples, 100);
    for (const flag of [
      "--since=<DATE>",
      "--tool=<NAME[RANGE]>",
      "--refused",
      "--sort=<NAME>",
      "--after=<CURSOR>",
      "--csv",
      "--local",
    ])
      expect(help).toContain(flag);
  });
});
