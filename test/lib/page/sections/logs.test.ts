import { describe, expect, test } from "vitest";
import { markupText } from "../../../../lib/page/html.ts";
import { formatLogs } from "../../../../lib/page/sections/logs.ts";
import { type BundleOptions, failed } from "../../../support/bundle.ts";
import { place, viewOf, withSummary, words } from "../../../support/page.ts";

describe("logs", () => {
  test("stand open when a step failed, and folded when it did not", async () => {
    const logs = { stdout: "out\n", stderr: "err\n" };
    const of = async (options: BundleOptions) =>
      markupText(formatLogs((await viewOf({ ...options, logs })).details, place));
    expect(await of({ outcome: failed })).toMatch(/<details open><summary><code>stderr/);
    expect(await of({})).not.toContain("<details open>");
  });

  test("that were not recorded, or may lack something, say so", async () => {
    const { details } = await viewOf({ logs: null });
    expect(words(formatLogs(details, place))).toBe("Logs No logs were recorded: the terminal was left to the step.");
    const held = withSummary(details, { logs: { recorded: true, stdoutBytes: 0, stderrBytes: 0, complete: false } });
    expect(words(formatLogs(held, place))).toMatch(/The logs were withheld\. .*may lack what it wrote/);
  });
});
