import { expect, test } from "vitest";
import { formatPage, html, type Page } from "../../../lib/page/index.ts";

const page: Page = {
  title: "</title><script>",
  tone: "bad",
  head: html`<header><h1>x</h1></header>`,
  links: [["logs", "<Logs>"]],
  body: html`<section></section>`,
  foot: "foot & more",
  generator: '"x"',
};

test("formatPage puts everything in its place, as text", () => {
  const made = formatPage(page);
  expect(made).toContain("<title>&lt;/title&gt;&lt;script&gt;</title>");
  expect(made).toContain('<meta name="generator" content="&quot;x&quot;">');
  expect(made).toContain('<li><a href="#logs">&lt;Logs&gt;</a></li>');
  expect(made).toContain("<footer>foot &amp; more</footer>");
  expect(made.indexOf("<h1>")).toBeLessThan(made.indexOf("<nav"));
  expect(made.indexOf("Content-Security-Policy")).toBeLessThan(made.indexOf("<style>"));
});

test("formatPage marks the tab by the tone", () => {
  const icon = (tone: Page["tone"]) => /rel="icon" href="([^"]*)"/.exec(formatPage({ ...page, tone }))?.[1];
  expect(new Set([icon("good"), icon("bad"), icon("open")]).size).toBe(3);
});
