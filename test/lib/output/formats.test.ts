/** What holds for every form. */
import { describe, expect, it, test } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { outcomeOfError } from "../../../lib/output/outcome.ts";
import { formats, loadDriver, outputMetas } from "../../../lib/output/registry.ts";
import { formatReport } from "../../../lib/report-text.ts";
import { guarded } from "../../../lib/text.ts";
import { obeyed } from "../../support/actions-log.ts";
import {
  doubt,
  everything,
  evil,
  hostile,
  outcomeFrom,
  preflightOf,
  reportOf,
  violation,
  waived,
} from "../../support/outcome.ts";

const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };
/** Those that say what was found; the matcher is about their form. */
const telling = formats.filter((format) => format !== "matcher");
const asked = { name: "preflight", version: "0.0.0" };

describe.each(formats)("%s", (format) => {
  it("has no character that a terminal could misread, whatever others wrote, and ends with a newline", async () => {
    for (const outcome of [everything(), hostile(), outcomeFrom(reportOf())]) {
      const text = await (await loadDriver(format)).format(outcome, options);
      // Commands to GitHub's runner are what that form is for; what is in them is made harmless by its driver.
      const words = format === "github" ? text.replaceAll(/^::|##(?=\[)/gm, "") : text;
      expect(guarded(words, { colour: false })).toBe(words);
      expect(text.endsWith("\n")).toBe(true);
    }
  });

  it("holds nothing that the runner of GitHub Actions obeys, wherever it is printed", async () => {
    const found = obeyed(await (await loadDriver(format)).format({ ...hostile(), text: () => evil }, options));
    expect(found.filter(({ data }) => data === "forged" || data === "x")).toEqual([]);
    if (format !== "github") expect(found).toEqual([]);
  });

  it("is the same for the same outcome, and holds no absolute path", async () => {
    const { format: write } = await loadDriver(format);
    const text = await write(everything(), options);
    expect(await write(everything(), options)).toBe(text);
    expect(text).not.toContain(process.cwd());
  });

  it("knows again what it wrote, so that a later report may take its place", async () => {
    const driver = await loadDriver(format);
    const error = new KprovError("E_GIT", "git failed", { hint: "run git fsck" });
    const page = async () => formatReport(reportOf([violation]), options.view);
    const outcomes = [everything(), hostile(), outcomeFrom(reportOf()), outcomeFrom(reportOf([doubt]))];
    for (const outcome of [...outcomes.map((one) => ({ ...one, text: page })), await outcomeOfError(error, asked)])
      expect(driver.wrote(await driver.format(outcome, options))).toBe(true);
    for (const other of [
      "",
      "[]",
      "{}\n",
      "x\n",
      "a.py:1: error: x [arg]\n",
      '[\n  {\n    "description": "x"\n  }\n]\n',
    ])
      expect(driver.wrote(other)).toBe(false);
  });

  it("carries its own name", async () => {
    expect((await loadDriver(format)).meta.name).toBe(format);
  });
});

/** Names are met in the text form by way of the page, which is made elsewhere. */
describe.each(telling.filter((format) => format !== "text"))("%s", (format) => {
  it("tells every finding, its place and its mend, and what is waived with reason, owner and day", async () => {
    const text = await (await loadDriver(format)).format(everything(), options);
    for (const code of ["NAME_MISMATCH", "ALLOW_UNUSED", "FILE_TOO_LARGE", "COMPILED_FILE", "COMMAND_FAILED"])
      expect(text).toContain(code);
    for (const words of ["moves to LFS", "data team", "2026-12-31", "upstream ships it", "pyproject.toml"])
      expect(text).toContain(words);
  });

  it("keeps what forged lines say on the line of what they are in", async () => {
    const text = await (await loadDriver(format)).format(hostile(), options);
    expect(text.split("\n").filter((line) => /^\s*(?:::error file=a|##\[error\]|FORGED)/.test(line))).toEqual([]);
  });
});

describe.each(telling)("%s", (format) => {
  const write = async (
    outcome: Parameters<typeof loadDriver>[0] extends never ? never : ReturnType<typeof everything>,
  ) => (await loadDriver(format)).format(outcome, options);

  it("of an error never looks like the form of a proved run", async () => {
    const error = new KprovError("E_GIT", "git failed: index is corrupt", { hint: "run git fsck" });
    const text = await write(await outcomeOfError(error, asked));
    expect(text).toContain("E_GIT");
    expect(text).toContain("index is corrupt");
    expect(text).not.toBe(await write(preflightOf({ verdict: "proved", checks: [reportOf()] })));
  });

  it("says when something was left out", async () => {
    const proved = { checks: [reportOf()] };
    const partial = await write(preflightOf({ verdict: "partial", ...proved, skipped: ["test"], text: "partial" }));
    expect(partial).not.toBe(await write(preflightOf({ verdict: "proved", ...proved })));
  });
});

test("a result that ends worse than its verdict is never shown as proved", async () => {
  const outcome = outcomeFrom(reportOf(), 3);
  expect(outcome.verdict).toBe("undecided");
  for (const format of ["sarif", "junit", "github", "gitlab", "markdown", "lines"] as const) {
    const text = await (await loadDriver(format)).format(outcome, options);
    expect(text).toContain("exit code 3");
  }
});

test("a waived finding alone leaves the verdict proved, and is shown", async () => {
  const outcome = outcomeFrom(reportOf([], { waived: [waived] }));
  expect(outcome.verdict).toBe("proved");
  const junit = await (await loadDriver("junit")).format(outcome, options);
  expect(junit).toContain('tests="2" failures="0" errors="0"');
  expect(junit).toContain("moves to LFS");
});

test("a violation that several checks report has a name of its own in each", async () => {
  const twice = preflightOf({
    verdict: "violated",
    checks: [reportOf([violation]), reportOf([violation], { check: "check-identity" })],
  });
  const gitlab = JSON.parse(await (await loadDriver("gitlab")).format(twice, options)) as { fingerprint: string }[];
  expect(new Set(gitlab.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test("outputMetas has the words of every driver", async () => {
  expect((await outputMetas()).map(({ name }) => name)).toEqual(formats);
});
