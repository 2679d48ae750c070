import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { gatherPage, policy } from "../../../lib/page/index.ts";
import { formatReportPage } from "../../../lib/page/report-page.ts";
import type { PageView, RunView } from "../../../lib/page/run-view.ts";
import type { VerifyOptions } from "../../../lib/verify/index.ts";
import { type BundleOptions, failed, inputOf, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const viewOf = async (bundles: readonly BundleOptions[], more: Partial<VerifyOptions> = {}): Promise<PageView> => {
  const cwd = temporary();
  for (const options of bundles) writeBundle(cwd, options);
  const paths = bundles.length === 1 ? [bundles[0]?.runId ?? "2026-02-15T20-13-00Z-0000000a"] : ["."];
  const { view } = await gatherPage(paths, { integrityOnly: true, statements: [], ...more, cwd });
  return view;
};
/** The same run as if it had made so many files. */
const withOutputs = (view: PageView, count: number): PageView => {
  const digests = Array.from({ length: count }, (_, index) => sha256(String(index)));
  const subject = digests.map((digest, index) => ({ name: `part/${index}.csv`, digest: { sha256: digest } }));
  const members = digests.map((digest, index) => ({
    ...{ path: `outputs/part/${index}.csv`, size: 5, sha256: digest, stability: "stable" as const },
  }));
  const runs = view.runs.map((run) =>
    run.details === null
      ? run
      : { ...run, details: { ...run.details, members, provenance: { ...run.details.provenance, subject } } },
  );
  return { ...view, runs };
};
const pageOf = (view: PageView): string => formatReportPage(view, "1.2.3");
const bodyOf = (page: string): string => page.slice(page.indexOf("<body>") + 6);
const firstLine = (page: string): string =>
  bodyOf(page)
    .replace(/<[^>]*>/g, "")
    .trim()
    .split("\n")[0] ?? "";

describe("formatReportPage", () => {
  test("is one document with a strict policy, no script and nothing to load", async () => {
    const page = pageOf(await viewOf([{}]));
    expect(page.startsWith("<!doctype html>\n")).toBe(true);
    expect(page).toContain(`content="${policy.replaceAll("'", "&#39;")}"`);
    const [, css = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    expect(policy).toContain(`'sha256-${Buffer.from(sha256(css), "hex").toString("base64")}'`);
    expect(page).not.toMatch(
      /<script|<iframe|<object|<img|<form|\ssrc=|\sstyle=|\son\w+=|url\(|@import|href="(?!#|data:image\/svg)/i,
    );
  });

  test.each<[string, BundleOptions, Partial<VerifyOptions>, RegExp]>([
    ["whole, integrity asked alone", {}, {}, /^✓ Integrity proved/],
    ["nobody vouches for it", {}, { integrityOnly: false }, /^\? Not proved/],
    ["the run failed", { outcome: failed }, {}, /^✓ Integrity proved ✕ the run failed \(exit 3\)whole/],
    [
      "nobody vouches for it, and it failed",
      { outcome: failed },
      { integrityOnly: false },
      /^\? Not proved ✕ the run failed \(exit 3\)whole/,
    ],
    [
      "something was withheld",
      { withheld: [{ path: "outputs/x", secrets: ["T"] }], incomplete: true },
      {},
      /^✕ Not proved/,
    ],
  ])("says first what is proved: %s", async (_, options, more, expected) => {
    expect(firstLine(pageOf(await viewOf([options], more)))).toMatch(expected);
  });

  test.each<[string, readonly BundleOptions[], string, string, string]>([
    [
      "all succeeded",
      [{}, { runId: "second", day: "2026-02-16" }],
      "good",
      "✓ Integrity proved ✓ 2 of 2 runs succeededwhole",
      "Integrity proved · 2 of 2 runs succeeded",
    ],
    [
      "one failed",
      [{}, { runId: "second", day: "2026-02-16", outcome: failed }],
      "bad",
      "✓ Integrity proved ✕ 1 of 2 runs succeededwhole",
      "Integrity proved · 1 of 2 runs succeeded",
    ],
    [
      "one is damaged, whatever it says",
      [{}, { runId: "second", day: "2026-02-16", withheld: [{ path: "outputs/x", secrets: ["T"] }], incomplete: true }],
      "bad",
      "✕ Not proved ? 1 of 2 runs succeeded",
      "Not proved · 1 of 2 runs succeeded",
    ],
    [
      "the only one failed",
      [{ outcome: failed }],
      "bad",
      "✓ Integrity proved ✕",
      "Integrity proved: train failed (exit 3)",
    ],
  ])("says how many runs succeeded, and is green only when all did: %s", async (_, bundles, tone, words, title) => {
    const cwd = temporary();
    const names = bundles.map((options) => basename(writeBundle(cwd, options)));
    const page = pageOf((await gatherPage(names, { cwd, integrityOnly: true, statements: [] })).view);
    expect(firstLine(page).startsWith(words)).toBe(true);
    expect(/<header class="outcome (\w+)"/.exec(page)?.[1]).toBe(tone);
    expect(/<title>(.*?)<\/title>/.exec(page)?.[1]).toBe(title);
    expect(/rel="icon" href="([^"]*)"/.exec(page)?.[1]?.includes("17683a")).toBe(tone === "good");
  });

  test("tells runs of one step apart, in the list, the menu, the graph and the headings", async () => {
    const ids = ["2026-02-15T20-13-00Z-0000000a", "2026-02-16T20-13-00Z-0000000b"];
    const page = pageOf(await viewOf(ids.map((runId, index) => ({ runId, day: `2026-02-1${5 + index}` }))));
    for (const [index, label] of ["train 0000000a", "train 0000000b"].entries()) {
      expect(page).toContain(`<a href="#run-${index + 1}">${label} succeeded</a>`);
      expect(page).toContain(`<a href="#run-${index + 1}">${label}</a>`);
      expect(page).toMatch(new RegExp(`<text class="name"[^>]*>${label}</text>`));
      expect(page).toContain(`<h2 id="run-${index + 1}">${label} succeeded</h2>`);
    }
    expect(page).toContain("<h1>2 runs: train</h1>");
  });

  test("says in its headline how the run ended, and by whose word", async () => {
    const headline = (page: string) => /<h1[^>]*>(.*?)<\/h1>/.exec(page)?.[1]?.replace(/<[^>]*>/g, "");
    expect(headline(pageOf(await viewOf([{}])))).toBe("train succeeded");
    expect(headline(pageOf(await viewOf([{ outcome: failed }])))).toBe("train failed (exit 3)");
    const incomplete = await viewOf([{ withheld: [{ path: "outputs/x", secrets: ["T"] }], incomplete: true }]);
    expect(headline(pageOf(incomplete))).toBe("train, by its own word, succeeded");
  });

  test("says first of several which one is not proved, and why", async () => {
    const cwd = temporary();
    const names = ["2026-02-15", "2026-02-16"].map((day) => basename(writeBundle(cwd, { runId: `run-${day}`, day })));
    const first = async (paths: readonly string[], integrityOnly: boolean) =>
      firstLine(pageOf((await gatherPage(paths, { cwd, integrityOnly, statements: [] })).view));
    expect(await first(names, true)).toBe(
      "✓ Integrity proved ✓ 2 of 2 runs succeededwhole and unchanged; who made them was not asked",
    );
    expect(await first(names, false)).toMatch(
      /^\? Not proved ✓ 2 of 2 runs succeeded0 of 2 bundles proved; train run-2026-02-15 succeeded, whole and unchanged, but origin: the bundle has no signature/,
    );
    // What is wrong with the chain is worse than a doubt.
    expect(await first(["."], false)).toContain(
      "✕ Not proved ✓ 2 of 2 runs succeeded0 of 2 bundles proved; run-2026-02-16: It is the first of a chain",
    );
  });

  test("shows nothing of documents that can't be used", async () => {
    const view = await viewOf([{}]);
    const damaged = { ...view, runs: view.runs.map((run) => ({ ...run, details: null })) };
    const page = pageOf(damaged);
    expect(page).toContain("nothing else that they say is repeated here");
    expect(page).not.toContain("python3 train.py");
  });

  test("tells several runs in the order of time, and joins them in one graph", async () => {
    const made = { "clean.csv": "a\n" };
    const view = await viewOf([
      { runId: "b-second", day: "2026-02-16", inputs: [inputOf("clean.csv", "a\n")] },
      { runId: "z-first", day: "2026-02-15", outputs: made },
    ]);
    const page = pageOf(view);
    expect(view.runs.map(({ name }) => name)).toEqual(["z-first", "b-second"]);
    expect(page.match(/<svg class="graph"/g)).toHaveLength(1);
    expect(page.match(/class="file"[^>]*>clean\.csv/g)).toHaveLength(1);
    expect(page).toContain('<a href="#run-2">train b-second</a>');
    expect(page.match(/<h1/g)).toHaveLength(1);
  });

  test("has no anchor twice, and leads nowhere that is not there", async () => {
    const single = pageOf(await viewOf([{}]));
    const several = pageOf(await viewOf([{}, { runId: "second", day: "2026-02-16", outcome: failed }]));
    for (const page of [single, several]) {
      const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
      for (const [, target] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(target);
    }
  });

  test("gives the same bytes for the same bundles, in whatever order they are named", async () => {
    const cwd = temporary();
    for (const [runId, day] of [
      ["a", "2026-02-16"],
      ["b", "2026-02-15"],
    ] as const)
      writeBundle(cwd, { runId, day });
    const render = async (...paths: string[]) =>
      pageOf((await gatherPage(paths, { integrityOnly: true, statements: [], cwd })).view);
    expect(await render("a", "b")).toBe(await render("./b/", `${cwd}/a`));
  });

  test("bounds long lists and many runs, and says so: 10,000 members on 2 MB", async () => {
    const view = withOutputs(await viewOf([{}]), 10_000);
    const page = pageOf(view);
    expect(Buffer.byteLength(page)).toBeLessThan(2e6);
    expect(page).toContain("The first 4,000 of 10,000 outputs; all stand in <code>provenance.json</code>");
    expect(page).toContain("The first 200 of 10,000 members");
    expect(page).toContain("9,992 more files");
    const [run] = view.runs as [RunView];
    const many = pageOf({ ...view, runs: Array.from({ length: 60 }, () => ({ ...run })) });
    expect(Buffer.byteLength(many)).toBeLessThan(3e6);
    expect(many.match(/<article/g)).toHaveLength(25);
    expect(many).toContain("The last 25 are told in full below");
    expect(many).toContain("The last 30 of 60 runs are drawn");
    expect(many).toContain("The first 160 of 10,000 outputs");
  });
});

test("shows both ends of a command line, and of values, that are longer than anybody reads", async () => {
  const view = await viewOf([{}]);
  const [run] = view.runs;
  const details = run?.details;
  if (run === undefined || details === null || details === undefined)
    throw new Error("expected a bundle that can be used");
  const huge = `begin-${"x".repeat(1e6)}-end`;
  const { predicate } = details.provenance;
  const { buildDefinition } = predicate;
  const externalParameters = { ...buildDefinition.externalParameters, argv: ["sh", huge] };
  const provenance = {
    ...details.provenance,
    predicate: { ...predicate, buildDefinition: { ...buildDefinition, externalParameters } },
  };
  const summary = { ...details.summary, tags: { huge }, environment: { HUGE: huge } };
  const page = pageOf({ ...view, runs: [{ ...run, details: { ...details, provenance, summary } }] });
  expect(page.length).toBeLessThan(60_000);
  expect(page.match(/begin-x+…x+-end/g)).toHaveLength(3);
  expect(page).toMatch(/<code>sh begin-x+…x+-end<\/code>/);
});

describe("every value is text", () => {
  const evil = `"'><img src=x onerror=alert(1)></style><script>alert(2)</script>&lt;\u202egpj\u001b[2J\n`;
  /** Words of ours that are looked up in tables; everything else of a view comes from somebody. */
  const fixed = new Set([
    "verdict",
    "level",
    "code",
    "status",
    "origin",
    "integrity",
    "kind",
    "over",
    "schema",
    "decision",
    "state",
    "kprov_role",
    "role",
    "kprov_completeness",
  ]);
  const spoil = (value: unknown, key = ""): unknown => {
    if (typeof value === "string") return fixed.has(key) ? value : `${value}${evil}`;
    if (Array.isArray(value)) return value.map((entry) => spoil(entry, key));
    if (value instanceof Map) return value;
    if (typeof value !== "object" || value === null) return value;
    const spoilKeys = key === "tags" || key === "environment";
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [spoilKeys ? `${name}${evil}` : name, spoil(entry, name)]),
    );
  };

  test.each([1, 2])("on a page of %i runs", async (count) => {
    const bundles = [
      { inputs: [inputOf("in.csv", "x")], outcome: failed },
      { runId: "second", day: "2026-02-16" },
    ];
    const plain = await viewOf(bundles.slice(0, count), { integrityOnly: false });
    const page = pageOf(spoil(plain) as PageView);
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(page).not.toMatch(/<img|<script|<\/style>[\s\S]*<\/style>|\u202e|\u001b/);
    // Every attribute stands in double quotes, and none was smuggled in.
    for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi))
      expect(tag.replace(/"[^"]*"/g, "")).toMatch(/^<[\w\s=:-]*\/?>$/);
    const tags = (text: string) =>
      [...new Set([...bodyOf(text).matchAll(/<([a-z0-9]+)/gi)].map(([, name]) => name))].sort();
    expect(tags(page)).toEqual(tags(pageOf(plain)));
  });
});
