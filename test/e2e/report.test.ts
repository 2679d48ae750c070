import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFaults, findChromium, openBrowser, openFolds, visit } from "../support/browser.ts";
import { bundlesIn, type Ended, kprov } from "./support.ts";

/** Names and words that want to be markup, to leave the page, or to be read in another order. */
const hostile = [
  "<img src=x onerror=alert(1)>.csv",
  `"quoted" & 'single' \`tick\`.csv`,
  "photo\u202egpj.exe",
  "two\nlines.csv",
  "javascript:alert(1)",
];
const script = String.raw`printf '\033[31mred\033[0m \033]8;;http://evil.test\033\\link\033]8;;\033\\ <script>alert(1)</script>\n'
printf '</pre></body><img src=http://evil.test/x onerror=alert(2)>\n' >&2
printf ' 10%%\r 99%%\rdone\n'
cat *.csv > clean.out`;

let top: string;
let bundles: string[] = [];
const at = (...parts: string[]): string => join(top, ...parts);
const run = (args: readonly string[]): Promise<Ended> =>
  kprov(args, {
    cwd: at("desk"),
    env: { HOME: at("home"), XDG_CONFIG_HOME: at("home/.config"), DB_PASSWORD: "s3cr3t-Pa55w0rd!" },
  });
const expectOk = async (args: readonly string[], status = 0): Promise<Ended> => {
  const ended = await run(args);
  expect(ended.status, ended.stdout + ended.stderr).toBe(status);
  return ended;
};
const url = (name: string): string => pathToFileURL(at("desk", name)).href;

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "kprov-report-")));
  for (const dir of ["desk", "home"]) mkdirSync(at(dir));
  execFileSync("git", ["init", "-q"], { cwd: at("desk") });
  for (const name of hostile) writeFileSync(at("desk", name), `${name.length}\n`);
  const inputs = hostile.flatMap((name) => ["--input", `./${name}`]);
  const clean = ["--step", "clean <b>", "--tag", "note=<i>&\"'", ...inputs, "--output", "clean.out"];
  await expectOk(["run", ...clean, "--", "sh", "-c", script]);
  await expectOk("run --step train --input clean.out --output model --collect -- cp clean.out model".split(" "));
  await expectOk(["run", "--step", "broken", "--input", "model", "--", "sh", "-c", "echo no >&2; exit 7"], 7);
  await expectOk(["keys", "new", "laptop", "--plain"]);
  bundles = bundlesIn(at("desk/runs")).map((name) => `runs/${name}`);
  for (const bundle of bundles) await expectOk(["sign", bundle]);
  await expectOk([
    "keys",
    "trust",
    at("home/.config/kprovengine/keys/laptop.pub"),
    "--yes",
    "--role",
    "runner",
    "--owner",
    "Ann <a>",
    "--trust",
    at("trust.json"),
  ]);
  const trusted = ["report", "--trust", at("trust.json")];
  await expectOk([...trusted, bundles[0] ?? "", "-o", "one.html"]);
  await expectOk([...trusted, ...bundles, "-o", "all.html"], 1);
  await expectOk(["report", bundles[2] ?? "", "-o", "unproved.html"], 3);
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

test("the same bundles and trust give the same bytes, from another directory, from a tar of the same name, and on stdout", async () => {
  const [bundle = ""] = bundles;
  const trust = ["--trust", at("trust.json")];
  const { stdout } = await expectOk(["report", ...trust, at("desk", bundle), "-o", "-"]);
  expect(stdout).toBe(readFileSync(at("desk/one.html"), "utf8"));
  await expectOk(["report", ...trust, ...[...bundles].reverse(), "-o", "again.html"], 1);
  expect(readFileSync(at("desk/again.html")).equals(readFileSync(at("desk/all.html")))).toBe(true);
  await expectOk(["export", bundle, "-o", "x.tar"]);
  await expectOk(["report", ...trust, "x.tar", "-o", "tar.html"]);
  const named = (page: string, name: string): string => page.replaceAll(name, "NAME");
  const shown = named(readFileSync(at("desk/tar.html"), "utf8"), "x.tar");
  expect(shown).toContain("kprovengine verify --trust trust.json NAME");
});

const chromium = findChromium();

describe.skipIf(chromium === null)("in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(chromium ?? "");
  });
  afterAll(() => browser?.close());

  test.each(["one.html", "all.html", "unproved.html"])(
    "%s runs nothing, asks for nothing and says nothing",
    async (name) => {
      const { page, said } = await visit(browser, url(name));
      await openFolds(page);
      await page.waitForTimeout(100);
      expect(said).toEqual([]);
      expect(await page.locator("script, img, iframe, form, object, embed, link:not([rel=icon])").count()).toBe(0);
      expect(await page.evaluate("getComputedStyle(document.body).maxWidth")).not.toBe("none");
      await page.close();
    },
  );

  test("shows hostile names, tags and logs as what they are: text", async () => {
    const { page } = await visit(browser, url("one.html"));
    await openFolds(page);
    const inputs = await page.locator("section:has(> #inputs) tbody th").allTextContents();
    expect(inputs.sort()).toEqual(
      hostile.map((name) => name.replace("\u202e", "\\u{202e}").replace("\n", "\\u{a}")).sort(),
    );
    expect(await page.locator("h1").textContent()).toBe("clean <b> succeeded");
    expect(await page.locator("dd", { hasText: `<i>&"'` }).count()).toBe(1);
    const logs = await page.locator("section:has(> #logs) pre").allTextContents();
    expect(logs).toEqual([
      "red link <script>alert(1)</script>\ndone",
      "</pre></body><img src=http://evil.test/x onerror=alert(2)>",
    ]);
    expect(await page.locator("section:has(> #logs)").textContent()).toContain(
      "4 terminal escapes and 2 pieces of lines",
    );
    await page.close();
  });

  test("its policy would stop what got in all the same", async () => {
    const { page, said } = await visit(browser, url("one.html"));
    await page.evaluate(`{
      const image = new Image();
      image.src = "http://evil.test/pixel.png";
      document.body.append(image);
      const injected = document.createElement("script");
      injected.textContent = "document.title = 'owned'";
      document.body.append(injected);
      document.body.setAttribute("style", "display: none");
    }`);
    await page.waitForTimeout(100);
    expect(said.filter((line) => line.includes("Content Security Policy"))).toHaveLength(3);
    expect(await page.title()).toBe("Proved: clean <b> succeeded");
    expect(await page.locator("h1").isVisible()).toBe(true);
    await page.close();
  });

  test.each([
    ["one.html", "light", 1280],
    ["one.html", "dark", 320],
    ["all.html", "dark", 1920],
    ["all.html", "light", 320],
    ["unproved.html", "light", 768],
  ] as const)("%s is accessible: %s, %i px", async (name, scheme, width) => {
    const { page } = await visit(browser, url(name), { scheme, width });
    await openFolds(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.close();
  });

  test.each(["one.html", "all.html", "unproved.html"])(
    "%s fits from 320 to 1920 px, folds closed and open",
    async (name) => {
      const { page } = await visit(browser, url(name));
      const excess = () => page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
      for (const isOpen of [false, true]) {
        if (isOpen) await openFolds(page);
        for (const width of [320, 390, 768, 1152, 1920]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await excess(), `${width} px`).toBeLessThanOrEqual(0);
        }
      }
      await page.close();
    },
  );

  test("says first whether it is proved, in the tab too, and reaches everything by keyboard", async () => {
    const { page } = await visit(browser, url("unproved.html"));
    expect((await page.locator("body").innerText()).split("\n")[0]).toMatch(/^\? Not proved/);
    expect(await page.title()).toBe("Not proved: broken failed (exit 7)");
    await page.keyboard.press("Tab");
    const focused = () =>
      page.evaluate(`{
        const { tagName, textContent } = document.activeElement;
        ({ tagName, textContent, outlineStyle: getComputedStyle(document.activeElement).outlineStyle });
      }`);
    expect(await focused()).toEqual({ tagName: "A", textContent: "Findings", outlineStyle: "solid" });
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#findings$/);
    await page.close();
  });

  test("prints light, with what is folded opened, on more than no page", async () => {
    const { page } = await visit(browser, url("one.html"), { scheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const isShown = async (selector: string) => ((await page.locator(selector).first().boundingBox())?.height ?? 0) > 0;
    expect(await isShown("details:not([open]):not(.screen) pre")).toBe(true);
    expect(await isShown("nav")).toBe(false);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
    await page.close();
  });
});
