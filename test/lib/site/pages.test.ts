import { mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countSiteRuns, openCatalog, parseQuery, type SiteFacts, whereOf } from "../../../lib/catalog/index.ts";
import { listAddress } from "../../../lib/site/client/route.ts";
import { formatSiteDocument, makeData } from "../../../lib/site/index.ts";
import { writeSite } from "../../../lib/site/write.ts";
import { axeFaults, findChromium, openBrowser, openFolds } from "../../support/browser.ts";
import { exampleRefused, exampleRun, exampleStart } from "../../support/catalog-facts.ts";
import { countShown, listIsShown, siteOf, until, visitSite } from "../../support/site.ts";

const evil = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>&lt;\u202egpj\u001b[2J`;
/** What wants to be markup, to leave the page, or to be read in another order, wherever somebody else's words stand. */
const hostile = exampleRun(130, {
  ...{
    step: `step${evil}`,
    project: `project${evil}`,
    branch: `branch${evil}`,
    argv: ["sh", "-c", evil],
    signal: evil,
  },
  ...{
    runId: "hostile",
    startedAt: exampleStart + 130 * 3_600_000,
    trustMode: evil,
    builder: `javascript:${evil}`,
    recorder: evil,
    outcome: `odd${evil}`,
  },
  tags: [{ key: `key${evil}`, value: `javascript:alert(1)${evil}` }],
  annotations: [{ at: 9e15, author: evil, text: `note${evil}` }],
  texts: [{ path: evil, text: `${evil}\n</pre>\u001b[31m\u2028`, isCut: true }],
  findings: [{ code: evil, level: "violation", path: evil, message: evil }],
  signatures: [{ path: evil, over: "statement", predicateType: evil, status: evil, owner: evil, fingerprint: evil }],
  reviews: [{ decision: "approve", reviewer: evil, isCounted: true, at: null, comment: evil, digest: "ab".repeat(32) }],
  checks: [{ name: evil, verdict: "proved", isTrusted: false }],
  files: [
    { role: "input", path: `in${evil}`, size: null, digest: "cd".repeat(32), mediaType: evil },
    { role: "output", path: `out${evil}`, size: 1, digest: null, mediaType: evil },
  ],
});
const spelled = (text: string): string => text.replaceAll("\u202e", "\\u{202e}").replaceAll("\u001b", "\\u{1b}");

const chromium = findChromium();
/** One every hour. */
const example = (n: number) => exampleRun(n, { startedAt: exampleStart + n * 3_600_000 });
const last = example(129);
const run = (digest: string, rest = ""): string => `#/run/${digest.slice(0, 16)}${rest}`;

describe.skipIf(chromium === null)("a site in a real browser", () => {
  let browser: Browser;
  let dir: string;
  let site: string;
  let file: string;
  beforeAll(async () => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), "kprov-site-")));
    const facts = [...Array.from({ length: 130 }, (_, n) => example(n)), hostile];
    const refused = exampleRefused(0, {
      name: evil,
      step: evil,
      findings: [{ code: evil, level: "violation", path: evil, message: evil }],
    });
    ({ site, file } = await siteOf([...facts, refused], dir));
    browser = await openBrowser(chromium ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const text = async (page: Page, selector: string): Promise<string> =>
    ((await page.locator(selector).first().textContent()) ?? "").trim();

  test("opens from a disk, loads only what it shows, and says nothing", async () => {
    const { page, said, loaded } = await visitSite(browser, site);
    expect(await text(page, "h1")).toMatch(/^131 runs/);
    expect(loaded.sort()).toEqual(["head.js", "rows-0.js"]);
    await page.evaluate(`location.hash = ${JSON.stringify(run(last.bundleDigest))}`);
    await page.waitForSelector("#verify");
    expect(loaded.filter((name) => name.startsWith("runs-"))).toHaveLength(1);
    expect(said).toEqual([]);
    await page.close();
  });

  test("works the same from a web server", async () => {
    const server = createServer((request, response) => {
      const path = join(site, decodeURIComponent(new URL(request.url ?? "", "http://x").pathname));
      response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "text/html");
      response.end(readFileSync(path));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const top = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { page, said } = await visitSite(browser, top, { hash: run(last.bundleDigest) });
    expect(await text(page, "h1")).toBe("clean failed (exit 3)");
    expect(said).toEqual([]);
    await page.close();
    await new Promise((done) => server.close(done));
  });

  test.each([
    ["the list", "#/"],
    ["a run", run(hostile.bundleDigest)],
    ["its lineage", `#/lineage/${hostile.bundleDigest.slice(0, 16)}`],
    ["a file", `#/file/${"cd".repeat(32)}`],
    ["what was refused", "#/refused"],
    ["a question", `#/?q=${encodeURIComponent(evil)}&step=${encodeURIComponent(evil)}`],
    ["an address", `#/run/${encodeURIComponent(evil)}`],
  ])("shows hostile words as text: %s", async (_, hash) => {
    const { page, said } = await visitSite(browser, site, { hash });
    await openFolds(page);
    await page.waitForTimeout(50);
    expect(said).toEqual([]);
    expect(await page.locator("img, iframe, object, embed, form, script[src]").count()).toBe(0);
    expect(
      await page.evaluate("/[\\u202e\\u001b\\u2028]/.test(document.documentElement.outerHTML + document.title)"),
    ).toBe(false);
    const addresses = await page.evaluate<string[]>(
      '[...document.querySelectorAll("a")].map((a) => a.getAttribute("href"))',
    );
    expect(addresses.filter((address) => !address.startsWith("#"))).toEqual([]);
    await page.close();
  });

  test("tells a run by the very words of its bundle", async () => {
    const { page } = await visitSite(browser, site, { hash: run(hostile.bundleDigest) });
    expect(await text(page, "h1")).toContain(`${spelled(`step${evil}`)} odd"'`);
    expect(await text(page, "section:has(> #inputs) tbody th")).toBe(spelled(`in${evil}`));
    expect(await text(page, "section:has(> #notes) li")).toContain("not known");
    await page.close();
  });

  test("its policy stops what got in all the same", async () => {
    const { page, said } = await visitSite(browser, site);
    const thrown = await page.evaluate(`(() => {
      const image = new Image();
      image.src = "http://evil.test/pixel.png";
      document.body.append(image);
      document.body.setAttribute("style", "display: none");
      const made = [];
      try { document.body.innerHTML = "<b>"; } catch (error) { made.push(error.name); }
      try { document.createElement("script").src = "data-0000000000000000/x.js"; } catch (error) { made.push(error.name); }
      try { trustedTypes.createPolicy("kprov", {}); } catch (error) { made.push(error.name); }
      return made;
    })()`);
    await page.waitForTimeout(50);
    expect(thrown).toEqual(["TypeError", "TypeError", "TypeError"]);
    expect(said.filter((line) => line.includes("img-src")).length).toBeGreaterThan(0);
    expect(await page.locator("h1").isVisible()).toBe(true);
    await page.close();
  });

  test("answers questions as the catalog does", async () => {
    const { page, said } = await visitSite(browser, site);
    const reader = await openCatalog(file);
    const digest = exampleRun(5).files[0]?.digest ?? "";
    const questions = [
      ...[
        "step:train",
        "step:train step:clean",
        "-outcome:succeeded",
        "outcome:failed project:risk*",
        "tag:team=risk",
        "tag:release",
      ],
      ...[
        "-tag:release",
        "tool:python>=3.11",
        "tool:python==3.10.*",
        "distribution:numpy<2.2",
        "review:approved",
        "reviewer:ada",
      ],
      ...[
        "type:text/csv",
        "input:data/before.csv",
        "output:*.md",
        "file:*part-?.parquet",
        "check:violated",
        "check:preflight=proved",
      ],
      ...[
        "finding:OUTPUT_MISSING",
        "is:dirty",
        "is:rerun",
        "exit:3",
        "duration:>1s",
        "before:2026-01-01T10:00Z",
        "since:2026-01-01T20:00Z",
        "on:2026-01-01",
      ],
      ...[
        "branch:feature/x",
        "origin:proved",
        "trust:signed",
        "run:2026-01-01T0",
        `commit:${last.commit?.slice(0, 8)}`,
      ],
      ...[`sha256:${digest.slice(0, 12)}`, `sha256:${last.bundleDigest}`, "step:none"],
    ];
    const found: Record<string, number> = {};
    const expected: Record<string, number> = {};
    for (const question of questions) {
      found[question] = await countShown(page, listAddress({ q: question }));
      const { filter } = parseQuery(question, { now: exampleStart, isLocal: false });
      expected[question] = countSiteRuns(reader, whereOf(filter, reader));
    }
    reader.close();
    expect(found).toEqual(expected);
    expect(new Set(Object.values(found)).size).toBeGreaterThan(10);
    expect(said).toEqual([]);
    await page.close();
  });

  test("finds words in names, tags, notes and arguments, and says what it can't read", async () => {
    const { page } = await visitSite(browser, site);
    const count = (q: string) => countShown(page, listAddress({ q }));
    expect(await count("baseline")).toBe(10);
    expect(await count("BASELINE -117")).toBe(9);
    expect(await count('"baseline number 117"')).toBe(1);
    expect(await count("train.py")).toBe(43);
    await page.evaluate('location.hash = "#/?q=stpe:train"');
    await page.waitForSelector(".fault");
    expect(await text(page, ".fault")).toBe('Unknown field "stpe", did you mean "step:"?');
    await page.close();
  });

  test("what is chosen stands in the address, and an address chooses it", async () => {
    const { page } = await visitSite(browser, site);
    await page.locator("#q").fill("team");
    await until(page, 'location.hash === "#/?q=team"');
    expect(await page.evaluate("history.length")).toBe(2);
    await page.locator("#step").selectOption("train");
    await page.locator("#sort").selectOption("longest");
    await until(page, listIsShown);
    const hash = await page.evaluate<string>("location.hash");
    expect(hash).toBe("#/?q=team&step=train&sort=longest");
    const rows = await page.locator(".runs tbody th > a").allTextContents();
    const again = await visitSite(browser, site, { hash });
    await again.page.waitForSelector(".runs");
    expect(await again.page.locator(".runs tbody th > a").allTextContents()).toEqual(rows);
    expect(await again.page.locator("#step").inputValue()).toBe("train");
    await page.goBack();
    expect(await page.locator("#sort").inputValue()).toBe("");
    await again.page.close();
    await page.close();
  });

  test("the timeline chooses days, and takes them back", async () => {
    const { page } = await visitSite(browser, site);
    await page.locator(".chart g .ok").first().click();
    await until(page, 'location.hash === "#/?from=2026-01-01&to=2026-01-01"');
    await until(page, listIsShown);
    expect(await text(page, ".count")).toMatch(/^24 runs of 131/);
    expect(await page.locator(".chart g.out").count()).toBeGreaterThan(0);
    await page.locator(".chart g .ok").first().click();
    await until(page, 'location.hash === "#/"');
    await page.close();
  });

  test("everything is reached by keyboard: the list, its lines, a run and back", async () => {
    const { page } = await visitSite(browser, site);
    const focused = () => page.evaluate<string>("document.activeElement.textContent");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("To the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
    await page.locator(".runs tbody th > a").nth(1).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    const href = await page.evaluate<string>('document.activeElement.getAttribute("href")');
    await page.keyboard.press("Enter");
    await page.waitForSelector("#verify");
    expect(page.url()).toContain(href);
    expect(await page.evaluate("document.activeElement.id")).toBe("title");
    await page.goBack();
    await until(page, `document.activeElement.getAttribute("href") === ${JSON.stringify(href)}`);
    await page.close();
  });

  test("leads from a run to its maker, to a file, and to a part of the page", async () => {
    const reader = exampleRun(128);
    const { page } = await visitSite(browser, site, { hash: run(reader.bundleDigest, "/outputs") });
    expect(await page.evaluate("document.activeElement.id")).toBe("outputs");
    await page.locator(".graph a").first().click();
    await until(page, `document.title.startsWith("train")`);
    await page.locator("section:has(> #outputs) a").first().click();
    await until(page, 'location.hash.startsWith("#/file/")');
    await page.waitForSelector("main h2");
    const made = await page.locator("main section").first().textContent();
    const read = await page.locator("main section").nth(1).textContent();
    expect(made).toMatch(/^Made by 1 run/);
    expect(read).toMatch(/^Read by 1 run/);
    await page.close();
  });

  test("says so when an address leads nowhere, and when a file is missing", async () => {
    const { page } = await visitSite(browser, site, { hash: "#/run/0000000000000000" });
    expect(await text(page, "h1")).toBe("Nothing is here");
    const data = await page.locator("meta[name=kprov-data]").getAttribute("content");
    renameSync(join(site, data ?? "", "refused.js"), join(dir, "refused.js"));
    await page.evaluate('location.hash = "#/refused"');
    await page.waitForSelector(".fault");
    expect(await text(page, ".fault")).toBe(
      'Cannot load "refused.js": the site was made anew, or is not complete; reload the page',
    );
    renameSync(join(dir, "refused.js"), join(site, data ?? "", "refused.js"));
    await page.close();
  });

  test.each([
    ["#/", "light", 1280],
    ["#/?q=team", "dark", 390],
    [run(last.bundleDigest), "light", 320],
    [run(hostile.bundleDigest), "dark", 1280],
    [`#/lineage/${last.bundleDigest.slice(0, 16)}`, "light", 1280],
    [`#/file/${exampleRun(128).files[0]?.digest}`, "dark", 390],
    ["#/refused", "light", 768],
  ] as const)("%s is accessible: %s, %i px", async (hash, scheme, width) => {
    const { page } = await visitSite(browser, site, { hash, scheme, width });
    await page.waitForTimeout(200);
    await openFolds(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.close();
  });

  test("a narrow page shows the run that a graph is about", async () => {
    const { page } = await visitSite(browser, site, { hash: run(example(64).bundleDigest), width: 390 });
    const box = await page.locator(".graph > .node:not(.files) > rect").first().boundingBox();
    expect(box?.x).toBeGreaterThan(0);
    expect(box?.x).toBeLessThan(300);
    await page.close();
  });

  test("fits from 320 to 1920 px", async () => {
    const { page } = await visitSite(browser, site);
    for (const hash of ["#/", run(hostile.bundleDigest), `#/lineage/${last.bundleDigest.slice(0, 16)}`, "#/refused"]) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.waitForTimeout(150);
      await openFolds(page);
      for (const width of [320, 390, 768, 1024, 1152, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        const wide =
          '[...document.querySelectorAll("body *")].filter((e) => !e.closest(".scroll, thead, caption, .hidden") && e.getBoundingClientRect().right > innerWidth + 1)';
        expect(
          await page.evaluate(`${wide}.map((e) => e.outerHTML.slice(0, 120)).slice(0, 3)`),
          `${hash} ${width} px`,
        ).toEqual([]);
        expect(
          await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth"),
          `${hash} ${width} px`,
        ).toBeLessThanOrEqual(0);
      }
    }
    await page.close();
  });

  test("is good at 10,000 runs: opened, asked and turned in little time, from a few files", async () => {
    const path = join(dir, "large");
    const count = 10_000;
    const told = (n: number): SiteFacts => ({
      ...{ facts: exampleRun(n), checks: "proved", inputBytes: 1, outputBytes: 1 },
      places: [{ source: "/runs", name: String(n) }],
    });
    const runs = (function* () {
      for (let n = 0; n < count; n += 1) yield told(n);
    })();
    const source = { count, runs, refused: [], version: "1", filter: "", reports: new Map() };
    await writeSite(
      { path, shown: "large" },
      {
        make: (put) => void makeData(source, (name, text) => put(`${name}.js`, text)),
        pageOf: (directory) => formatSiteDocument({ directory, runs: count, refused: 0, version: "1" }),
      },
    );
    const begun = performance.now();
    const { page, said, loaded } = await visitSite(browser, path);
    await page.waitForSelector(".runs");
    const opened = performance.now();
    expect(await countShown(page, listAddress({ q: "step:train outcome:failed tool:python>=3.11" }))).toBe(167);
    const asked = performance.now();
    expect(await countShown(page, listAddress({ q: "baseline 9997" }))).toBe(1);
    await page.evaluate(`location.hash = ${JSON.stringify(run(exampleRun(5000).bundleDigest))}`);
    await page.waitForSelector("#verify");
    expect([opened - begun < 5000, asked - opened < 3000]).toEqual([true, true]);
    expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(2000);
    expect(loaded.filter((name) => name.startsWith("runs-"))).toHaveLength(1);
    expect(said).toEqual([]);
    await page.close();
  });
});
