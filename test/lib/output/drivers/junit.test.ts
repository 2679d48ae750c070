import { describe, expect, it } from "vitest";
import junit from "../../../../lib/output/drivers/junit.ts";
import { doubt, everything, outcomeFrom, preflightOf, reportOf, violation } from "../../../support/outcome.ts";

const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };

describe("junit", () => {
  it("is this for one of everything, byte for byte", async () => {
    expect(await junit.format(everything(), options)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="kprovengine preflight" tests="9" failures="2" errors="1">
        <testsuite name="check-artifacts" tests="4" failures="1" errors="1" skipped="2">
          <testcase classname="kprovengine.check-artifacts" name="ALLOW_UNUSED 5626b7f5">
            <error type="ALLOW_UNUSED" message="Could not decide: The entry &quot;x&quot; exempts nothing">The entry &quot;x&quot; exempts nothing</error>
          </testcase>
          <testcase classname="kprovengine.check-artifacts" name="NAME_MISMATCH pyproject.toml aaaaaaaa">
            <failure type="NAME_MISMATCH" message="[project] name is not the project&apos;s name: expected &quot;new&quot;, found &quot;old&quot;">pyproject.toml:2:8
      [project] name is not the project&apos;s name: expected &quot;new&quot;, found &quot;old&quot;
      write &quot;new&quot; there</failure>
          </testcase>
          <testcase classname="kprovengine.check-artifacts" name="FILE_TOO_LARGE data/big.bin bbbbbbbb">
            <skipped type="FILE_TOO_LARGE" message="Too large (waived until 2026-12-31 by data team: moves to LFS)"/>
          </testcase>
          <testcase classname="kprovengine.check-artifacts" name="COMPILED_FILE vendor/lib.so 2d1c7c78">
            <skipped type="COMPILED_FILE" message="Allowed by &quot;vendor/**&quot; (exempted by the configuration: upstream ships it)"/>
          </testcase>
        </testsuite>
        <testsuite name="check-identity" tests="1" failures="0" errors="0" skipped="0">
          <testcase classname="kprovengine.check-identity" name="proved"/>
        </testsuite>
        <testsuite name="lint" tests="1" failures="0" errors="0" skipped="0">
          <testcase classname="kprovengine.lint" name="proved"/>
        </testsuite>
        <testsuite name="test" tests="1" failures="1" errors="0" skipped="0">
          <testcase classname="kprovengine.test" name="COMMAND_FAILED 909123b5">
            <failure type="COMMAND_FAILED" message="The command &quot;test&quot; failed: expected exit 0, found exit 1">The command &quot;test&quot; failed: expected exit 0, found exit 1
      npm test</failure>
          </testcase>
        </testsuite>
        <testsuite name="build" tests="1" failures="0" errors="0" skipped="1">
          <testcase classname="kprovengine.build" name="proved">
            <skipped message="skipped by a flag"/>
          </testcase>
        </testsuite>
        <testsuite name="check-runtime" tests="1" failures="0" errors="0" skipped="1">
          <testcase classname="kprovengine.check-runtime" name="proved">
            <skipped message="not configured (needs runtime)"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it.each([
    ["proved", outcomeFrom(reportOf()), 'tests="1" failures="0" errors="0"'],
    ["violated", outcomeFrom(reportOf([violation])), 'tests="1" failures="1" errors="0"'],
    ["undecided", outcomeFrom(reportOf([doubt])), 'tests="1" failures="0" errors="1"'],
    ["of nothing", preflightOf({ verdict: "undecided" }), 'tests="1" failures="0" errors="1"'],
    ["worse than its verdict", outcomeFrom(reportOf(), 3), 'tests="2" failures="0" errors="1"'],
    [
      "undecided without a finding",
      outcomeFrom({ ...reportOf(), verdict: "undecided" }),
      'tests="1" failures="0" errors="1"',
    ],
  ])("counts when it is %s", async (_, outcome, counts) => {
    expect(await junit.format(outcome, options)).toContain(
      `<testsuites name="kprovengine ${outcome.command}" ${counts}>`,
    );
  });

  it("gives a finding that only moved the same name", async () => {
    const names = async (line: number) =>
      (await junit.format(outcomeFrom(reportOf([{ ...violation, line }])), options)).match(/ name="[^"]+"/g);
    expect(await names(3)).toEqual(await names(99));
  });
});
