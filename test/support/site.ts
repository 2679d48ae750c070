/**
 * Sites of a catalog, and what the pages of one show in a browser.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { everything, openCatalog, type RefusedFacts, type RunFacts } from "../../lib/catalog/index.ts";
import type { Row } from "../../lib/site/client/store.ts";
import { makeSite, type SiteReport } from "../../lib/site/index.ts";
import { writeCatalog } from "./catalog.ts";

/** Write a catalog of `facts`, and its site beside it. */
export const siteOf = async (
  facts: Iterable<RunFacts | RefusedFacts>,
  dir: string,
): Promise<{ file: string; site: string; report: SiteReport }> => {
  const file = await writeCatalog(facts, join(dir, "catalog.sqlite"));
  const reader = await openCatalog(file);
  const site = join(dir, "site");
  try {
    const output = { path: site, shown: "site" };
    return { file, site, report: await makeSite(reader, { output, filter: everything, words: "", reports: null }) };
  } finally {
    reader.close();
  }
};

export interface SiteVisit {
  page: Page;
  /** Everything that pages of a site don't do: messages, errors, dialogs, requests of anything but their data. */
  said: string[];
  /** Names of files that were loaded. */
  loaded: string[];
}

export const visitSite = async (
  browser: Browser,
  site: string,
  { hash = "#/", width = 1280, scheme = "light" as "light" | "dark" } = {},
): Promise<SiteVisit> => {
  const top = site.startsWith("http") ? `${site}/` : `${pathToFileURL(site).href}/`;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const [said, loaded]: [string[], string[]] = [[], []];
  page.on("console", (message) => said.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url().replace(/#.*/s, "");
    const [, name] = /^data-[0-9a-f]{16}\/([a-z]+(?:-[0-9a-f]+)?\.js)$/.exec(url.slice(top.length)) ?? [];
    if (url.startsWith(top) && name !== undefined) loaded.push(name);
    else if (url !== `${top}index.html` && !url.startsWith("data:")) said.push(`request: ${url}`);
  });
  await page.goto(`${top}index.html${hash}`);
  await page.waitForSelector("#title, .fault");
  return { page, said, loaded };
};

/** Wait until `expression` is true in the page: its policy lets nothing else evaluate text there. */
export const until = async (page: Page, expression: string): Promise<void> => {
  for (let turn = 0; turn < 400; turn += 1) {
    if ((await page.evaluate(expression)) === true) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`This never became true: ${expression}`);
};

export const listIsShown = 'document.querySelector(".count")?.dataset.of === location.hash';

/** How many runs the list at this address says that it shows. */
export const countShown = async (page: Page, hash: string): Promise<number> => {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await until(
    page,
    `document.querySelector(".fault") !== null || ${listIsShown} && !document.querySelector(".count").textContent.startsWith("Looking")`,
  );
  const fault = await page.locator(".fault").allTextContents();
  if (fault.length > 0) throw new Error(fault.join());
  const text = (await page.locator(".count").textContent()) ?? "";
  return Number(/^[\d,]+/.exec(text)?.[0].replaceAll(",", ""));
};

/** A row of the list as the page has it. */
export const rowOf = (changes: Partial<Row>): Row => ({
  ...{ at: 0, digest: "0".repeat(16), runId: "r", project: "p", step: "s", startedAt: 0, durationMs: 1, exitCode: 0 },
  ...{ outcome: "succeeded", origin: "proved", review: "pending", checks: "none", commit: "", branch: "", trust: "" },
  ...{ tags: [], toolchain: 0, inputs: 0, inputBytes: 0, outputs: 0, outputBytes: 0, reviewers: [], types: [] },
  ...{ isIncomplete: false, isDirty: false, isRerun: false },
  ...changes,
});
