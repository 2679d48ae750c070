import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CatalogReader, everything, parseQuery } from "../../../lib/catalog/index.ts";
import { formatSite, makeSite, mostRuns, type SiteReport } from "../../../lib/site/index.ts";
import { catalogOf, exampleRefused, exampleRun, exampleStart } from "../../support/catalog.ts";
import { temporary } from "../../support/temporary.ts";

const optionsOf = (dir: string) => ({
  ...{ output: { path: join(dir, "site"), shown: "site" }, filter: everything },
  ...{ words: "", reports: null },
});

describe("makeSite", () => {
  test("gives the same bytes for the same runs, and others for others", async () => {
    const digestOf = async (...numbers: number[]): Promise<string> => {
      const reader = await catalogOf(...numbers.map((n) => exampleRun(n)));
      return (await makeSite(reader, optionsOf(temporary()))).site.sha256;
    };
    const once = await digestOf(1, 2);
    expect(await digestOf(1, 2)).toBe(once);
    expect(await digestOf(1, 3)).not.toBe(once);
  });

  test("refuses more runs than a browser can list, before anything is written", async () => {
    const dir = temporary();
    const reader = {
      get: () => ({ count: mostRuns + 1 }),
      snapshot: (use: () => unknown) => use(),
    } as unknown as CatalogReader;
    await expect(makeSite(reader, optionsOf(dir))).rejects.toMatchObject({
      code: "E_CATALOG_TOO_MUCH",
      message: "Cannot make pages about 100001 runs: expected 100000 at most",
    });
    expect(existsSync(join(dir, "site"))).toBe(false);
  });

  test("with a filter publishes no refused bundle that it does not let through", async () => {
    const dir = temporary();
    const reader = await catalogOf(exampleRun(0), { ...exampleRefused(0), project: "secret-project" });
    const siteFor = async (question: string): Promise<[SiteReport, string]> => {
      const { filter } = parseQuery(question, { now: exampleStart, isLocal: false });
      const report = await makeSite(reader, { ...optionsOf(dir), filter, words: "" });
      const files = readdirSync(join(dir, "site"), { recursive: true, encoding: "utf8" });
      return [report, readFileSync(join(dir, "site", files.find((name) => name.endsWith("refused.js")) ?? ""), "utf8")];
    };
    expect((await siteFor("project:secret-project"))[1]).toContain("secret-project");
    const [other, none] = [await siteFor("project:other"), await siteFor("outcome:succeeded")];
    expect([other[0].refused, none[0].refused]).toEqual([0, null]);
    expect(other[1] + none[1]).not.toContain("secret-project");
    expect(formatSite(none[0])).toContain("refused bundles are left out");
  });

  test("makes a page with a strict policy, one program and nothing to load by itself", async () => {
    const dir = temporary();
    await makeSite(await catalogOf(exampleRun(0)), optionsOf(dir));
    const page = readFileSync(join(dir, "site/index.html"), "utf8");
    const [data] = readdirSync(join(dir, "site")).filter((name) => name.startsWith("data-"));
    expect(page).toContain(`<meta name="kprov-data" content="${data}">`);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(
      /<script src|<iframe|<object|<form|<link(?! rel="icon")|\sstyle=|\son\w+="|url\(|@import|unsafe-/.exec(
        page.replace(/<script>.*<\/script>/s, ""),
      ),
    ).toBe(null);
    for (const rule of [
      "default-src &#39;none&#39;",
      "base-uri &#39;none&#39;",
      "form-action &#39;none&#39;",
      "require-trusted-types-for",
      "trusted-types kprov",
    ])
      expect(page).toContain(rule);
  });
});

test("formatSite says what was written, and spells out what a place is called", () => {
  const report: SiteReport = {
    ...{ schema: "kprov.site-report/v1", runs: 1, refused: 0, reports: { made: 1, missing: 1 } },
    site: { path: "a\u001b[2J", size: 1500, files: 3, sha256: "0".repeat(64), isReplaced: true },
  };
  expect(formatSite(report)).toBe(
    "a\\u{1b}[2J: pages about 1 run and 0 refused bundles, 1 report, 3 files, 1.5 kB, in place of an older site\n1 run without a report: the bundle is not where it was, or is another one by now\nopen a\\u{1b}[2J/index.html in a browser, or put the directory on any web server",
  );
});
