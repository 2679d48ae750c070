/**
 * A real browser, as the system has it.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

/** Path of Chromium, or null when there is none: said loudly, and an error in CI. */
export const findChromium = (): string | null => {
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (process.env["TESTED_IN_CI"]) throw new Error(`Chromium is missing: looked for ${places.join(", ")}`);
  console.warn("\nNOT TESTED in a browser: there is no Chromium\n");
  return null;
};

/** Start it with what it does by itself switched off: whatever is asked of the network then comes from the page. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...quiet] });

export interface Visit {
  page: Page;
  /** Everything that the page did and that a page without scripts doesn't do: messages, errors, dialogs, requests. */
  said: string[];
}

export interface VisitOptions {
  width?: number;
  scheme?: "light" | "dark";
}

/** Open `url` in a window of its own. */
export const visit = async (browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> => {
  const { width = 1280, scheme = "light" } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const said: string[] = [];
  page.on("console", (message) => said.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) said.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, said };
};

/** Open every `details`. What is evaluated is text: the tests are checked without the types of a browser. */
export const openFolds = (page: Page): Promise<void> =>
  page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');

/** Rules of axe-core that are broken, and where. Its source is evaluated from outside: the page's policy allows no script. */
export const axeFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const violations = await page.evaluate<Violation[]>("axe.run().then(({ violations }) => violations)");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
};

// --- internal ---

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const quiet = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
