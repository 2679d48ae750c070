import { describe, expect, it } from "vitest";
import lines from "../../../../lib/output/drivers/lines.ts";
import matcher, { problemMatcher } from "../../../../lib/output/drivers/matcher.ts";
import { obeyed } from "../../../support/actions-log.ts";
import { everything, hostile, outcomeFrom, reportOf } from "../../../support/outcome.ts";

const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };

/** As the runner does: actions/runner, IssueMatcher.cs. */
const matched = (log: string) => {
  const [{ regexp, ...groups }] = problemMatcher.problemMatcher[0].pattern;
  const pattern = new RegExp(regexp);
  return log.split("\n").flatMap((line) => {
    const match = pattern.exec(line);
    return match === null
      ? []
      : [Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, match[group as number]]))];
  });
};

describe("lines", () => {
  it("is one line for each finding, and the verdict", async () => {
    expect(await lines.format(everything(), options)).toMatchInlineSnapshot(`
      "kprov.config.json:1:1: error: could not decide: The entry "x" exempts nothing [ALLOW_UNUSED]
      pyproject.toml:2:8: error: [project] name is not the project's name: expected "new", found "old" [NAME_MISMATCH]
      kprov.config.json:1:1: error: The command "test" failed: expected exit 0, found exit 1 [COMMAND_FAILED]
      data/big.bin:1:1: notice: Too large (waived until 2026-12-31 by data team: moves to LFS) [FILE_TOO_LARGE]
      vendor/lib.so:1:1: notice: Allowed by "vendor/**" (exempted by the configuration: upstream ships it) [COMPILED_FILE]
      preflight: violated; skipped: build
      "
    `);
  });

  it("is one line when all is proved, which no matcher takes for a finding", async () => {
    const text = await lines.format(outcomeFrom(reportOf()), options);
    expect(text).toBe("check-artifacts: proved\n");
    expect(matched(text)).toEqual([]);
  });

  it("holds nothing that the runner obeys, and one line for each finding whatever names are like", async () => {
    const text = await lines.format(hostile(), options);
    expect(obeyed(text)).toEqual([]);
    expect(text.trimEnd().split("\n")).toHaveLength(7);
  });
});

describe("matcher", () => {
  it("is the document that the runner reads", async () => {
    expect(JSON.parse(await matcher.format(everything(), options))).toEqual(problemMatcher);
  });

  it("finds every finding of lines, with its place, and with severities that the runner knows", async () => {
    const found = matched(await lines.format(everything(), options));
    expect(found).toHaveLength(5);
    expect(found[1]).toEqual({
      file: "pyproject.toml",
      line: "2",
      column: "8",
      severity: "error",
      message: '[project] name is not the project\'s name: expected "new", found "old"',
      code: "NAME_MISMATCH",
    });
    for (const { severity } of found) expect(["error", "warning", "notice"]).toContain(severity);
  });
});
