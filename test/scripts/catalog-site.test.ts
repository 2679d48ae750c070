import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import type { SiteReport } from "../../lib/site/index.ts";
import command, { examples } from "../../scripts/catalog-site.ts";
import index from "../../scripts/index.ts";
import { writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { exampleRefused, exampleRuns, writeCatalog } from "../support/catalog.ts";
import { temporary } from "../support/temporary.ts";

const desk = async (): Promise<string> => {
  const cwd = temporary();
  await writeCatalog([...exampleRuns(30), exampleRefused(0)], join(cwd, "c.sqlite"));
  return cwd;
};
const asked = ["--catalog", "c.sqlite", "-o", "site"];
const headOf = (cwd: string): string => {
  const data = readdirSync(join(cwd, "site")).find((name) => name.startsWith("data-")) ?? "";
  return readFileSync(join(cwd, "site", data, "head.js"), "utf8");
};

describe("catalog site", () => {
  it("writes pages about all runs, the same bytes every time, and says how many", async () => {
    const cwd = await desk();
    const { result, text } = await call(command, cwd, asked);
    const report = result.document as SiteReport;
    expect(result.exitCode).toBe(0);
    expect(report).toMatchObject({
      schema: "kprov.site-report/v1",
      runs: 30,
      refused: 1,
      reports: null,
      site: { path: "site", isReplaced: false },
    });
    expect(text).toMatch(
      /^site: pages about 30 runs and 1 refused bundle, \d+ files, [\d.]+ kB\nopen site\/index.html in a browser/,
    );
    const again = (await call(command, cwd, asked)).result.document as SiteReport;
    expect(again.site).toEqual({ ...report.site, isReplaced: true });
    expect(readdirSync(join(cwd, "site")).sort()).toEqual([`data-${report.site.sha256.slice(0, 16)}`, "index.html"]);
  });

  it("writes about the runs that were chosen, and the page says how", async () => {
    const cwd = await desk();
    const { result } = await call(command, cwd, [...asked, "step:train", "--project", "risk-model"]);
    expect(result.document).toMatchObject({
      runs: [...exampleRuns(30)].filter(({ step, project }) => step === "train" && project === "risk-model").length,
    });
    expect(headOf(cwd)).toContain('"filter":"step:train --project risk-model"');
  });

  it("writes pages about no run at all", async () => {
    const cwd = await desk();
    const { text } = await call(command, cwd, [...asked, "-step:*"]);
    expect(text).toContain("pages about 0 runs");
  });

  it.each<[string, readonly string[], string, string]>([
    ["there is no catalog", ["-o", "site"], "E_CATALOG_MISSING", "c"],
    ["refused bundles are asked for", [...asked, "--refused"], "E_USAGE", "refused"],
    ["a word is given for a field", [...asked, "train"], "E_USAGE", "train"],
    ["trust is given without reports", [...asked, "--trust", "t.json"], "E_USAGE", "--trust"],
    ["integrity is asked of nothing", [...asked, "--integrity"], "E_USAGE", "--integrity"],
    ["the place is somebody's", ["--catalog", "c.sqlite", "-o", "."], "E_USAGE", "it holds"],
  ])("refuses when %s, and writes nothing", async (_, argv, code, words) => {
    const cwd = await desk();
    await expect(call(command, cwd, argv)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(existsSync(join(cwd, "site"))).toBe(false);
  });

  it("says for how many runs the bundle is not there any more", async () => {
    const cwd = await desk();
    const { result, text } = await call(command, cwd, [...asked, "--reports", "--integrity"]);
    expect(result.document).toMatchObject({ reports: { made: 0, missing: 30 } });
    expect(text).toContain("30 runs without a report: the bundle is not where it was");
  });

  it("adds the report of each bundle that is where it was, judged again", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"));
    await call(index, cwd, ["runs", "--catalog", "c.sqlite", "--integrity"]);
    const { result } = await call(command, cwd, [...asked, "--reports", "--integrity"]);
    expect(result.document).toMatchObject({ runs: 1, reports: { made: 1, missing: 0 } });
    const { site } = result.document as SiteReport;
    const data = join(cwd, "site", `data-${site.sha256.slice(0, 16)}`);
    const name = readdirSync(data).find((file) => file.startsWith("report-")) ?? "";
    expect(readFileSync(join(data, "runs-0.js"), "utf8")).toContain(`"report":"${name}"`);
    expect(readFileSync(join(data, name), "utf8")).toContain("Integrity proved");
    appendFileSync(join(cwd, "runs", "2026-02-15T20-13-00Z-0000000a", "logs/stdout.log"), "more");
    const changed = await call(command, cwd, [...asked, "--reports", "--integrity"]);
    expect(changed.result.document).toMatchObject({ reports: { made: 1 } });
    const [again = ""] = readdirSync(join(cwd, "site")).filter((file) => file.startsWith("data-"));
    expect(readFileSync(join(cwd, "site", again, name), "utf8")).toContain("Not proved");
  });

  it("takes the report from another copy when something else lies at the first place by now", async () => {
    const cwd = temporary();
    const name = basename(writeBundle(join(cwd, "a")));
    cpSync(join(cwd, "a"), join(cwd, "b"), { recursive: true });
    await call(index, cwd, ["a", "b", "--catalog", "c.sqlite", "--integrity"]);
    writeFileSync(join(cwd, "a", name, "manifest.json"), "{}");
    const { result } = await call(command, cwd, [...asked, "--reports", "--integrity"]);
    expect(result.document).toMatchObject({ runs: 1, reports: { made: 1, missing: 0 } });
  });

  it("shows its help", async () => {
    const help = await formatHelp(command as Command, examples);
    expect(help).toContain("--reports");
    for (const example of examples) expect(help).toContain(example);
  });
});
