import { describe, expect, it } from "vitest";
import { KprovError } from "../../../../lib/errors.ts";
import github, { mostAnnotations } from "../../../../lib/output/drivers/github.ts";
import { type Outcome, outcomeOfError } from "../../../../lib/output/outcome.ts";
import type { Finding } from "../../../../lib/report.ts";
import { obeyed } from "../../../support/actions-log.ts";
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
} from "../../../support/outcome.ts";

const view = { colour: false, width: 80, verbose: false };
const commands = async (outcome: Outcome, prefix = "") => obeyed(await github.format(outcome, { view, prefix }));

const many = (code: Finding["code"], number: number, level: Finding["level"] = "violation"): Finding[] =>
  Array.from({ length: number }, (_, index) => ({ code, level, path: `${code}/${index}.txt`, message: `no ${index}` }));

describe("github", () => {
  it("is the page, which the runner obeys in nothing, and then annotations", async () => {
    expect(await github.format(everything(), { view, prefix: "" })).toMatchInlineSnapshot(`
      "::stop-commands::kprovengine-2efd8dca401cef4d54ec217f0c210e18
      page of preflight
      ::kprovengine-2efd8dca401cef4d54ec217f0c210e18::
      ::error file=pyproject.toml,line=2,col=8,title=NAME_MISMATCH::[project] name is not the project's name: expected "new", found "old"%0Awrite "new" there
      ::error file=kprov.config.json,line=1,title=COMMAND_FAILED::The command "test" failed: expected exit 0, found exit 1%0Anpm test
      ::warning file=kprov.config.json,line=1,title=ALLOW_UNUSED::Could not decide: The entry "x" exempts nothing
      ::notice file=data/big.bin,line=1,title=FILE_TOO_LARGE::Too large (waived until 2026-12-31 by data team: moves to LFS)
      ::notice file=vendor/lib.so,line=1,title=COMPILED_FILE::Allowed by "vendor/**" (exempted by the configuration: upstream ships it)
      "
    `);
  });

  it("annotates with place, code and mend", async () => {
    const [error] = await commands(everything());
    expect(error).toEqual({
      name: "error",
      properties: { file: "pyproject.toml", line: "2", col: "8", title: "NAME_MISMATCH" },
      data: '[project] name is not the project\'s name: expected "new", found "old"\nwrite "new" there',
    });
  });

  it("puts files below a checkout that is not the workspace's top where they are", async () => {
    const [error] = await commands(everything(), "sub/dir/");
    expect(error?.properties["file"]).toBe("sub/dir/pyproject.toml");
  });

  it("stays within 10 errors, 10 warnings and 10 notices, one of each kind first, and counts the rest", async () => {
    const findings = [
      ...many("FILE_TOO_LARGE", 40),
      ...many("SECRET_FILE_TRACKED", 2),
      ...many("FILE_UNREADABLE", 13, "undecided"),
    ];
    const aside = Array.from({ length: 12 }, (_, index) => ({ ...waived, path: `w${index}`, fingerprint: `${index}` }));
    const found = await commands(outcomeFrom(reportOf(findings, { waived: aside })));
    const of = (name: string) => found.filter((command) => command.name === name);
    expect([of("error").length, of("warning").length, of("notice").length]).toEqual([10, 10, 10]);
    expect(
      of("error")
        .map(({ properties }) => properties["title"])
        .slice(0, 4),
    ).toEqual(["FILE_TOO_LARGE", "SECRET_FILE_TRACKED", "FILE_TOO_LARGE", "SECRET_FILE_TRACKED"]);
    expect(of("notice")[0]?.data).toBe(
      "35 more findings and 3 more that are waived or exempted: see the summary of this step",
    );
    expect(mostAnnotations).toBe(10);
  });

  it("has no notice of more when there is none", async () => {
    const found = await commands(outcomeFrom(reportOf(many("FILE_TOO_LARGE", 10))));
    expect(found.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, () => "error"));
  });

  it("obeys nothing that names, texts or the page hold", async () => {
    const page = `${evil}\n::error::forged\n  ::add-mask::x\nx ##[warning]forged\n::stop-commands::y\n::y::\n::error::again`;
    const outcome = { ...hostile(), text: () => page };
    const found = await commands(outcome);
    expect(found.every(({ name }) => ["error", "warning", "notice"].includes(name))).toBe(true);
    expect(found).toHaveLength(6);
    expect(found.some(({ data }) => data === "forged")).toBe(false);
    expect(
      found.every(({ properties }) =>
        Object.keys(properties).every((key) => ["file", "line", "col", "title"].includes(key)),
      ),
    ).toBe(true);
  });

  it("shows a name with colons, commas and percent signs as it is", async () => {
    const path = "a:b,c=d%0Ae::f.txt";
    const [error] = await commands(outcomeFrom(reportOf([{ ...violation, path, message: "100% wrong %0A: a,b" }])));
    expect(error?.properties["file"]).toBe("a:b,c=d%0Ae::f.txt");
    expect(error?.data).toContain("100% wrong %0A: a,b");
  });

  it("warns about doubts, at the configuration when they are about no file", async () => {
    const found = await commands(outcomeFrom(reportOf([doubt])));
    expect(found).toMatchObject([{ name: "warning", properties: { file: "kprov.config.json", line: "1" } }]);
    expect(found[0]?.data).toMatch(/^Could not decide: /);
  });

  it("names no file when the command stopped before the configuration was read", async () => {
    const error = new KprovError("E_CONFIG", "kprov.config.json: unknown key");
    const found = await commands(await outcomeOfError(error, { name: "preflight", version: "0.0.0" }), "sub/");
    expect(found).toMatchObject([{ name: "warning", properties: { title: "E_CONFIG" } }]);
    expect(Object.keys(found[0]?.properties ?? {})).toEqual(["title"]);
  });

  it("has no annotation of a proved run", async () => {
    expect(await commands(preflightOf({ verdict: "proved", checks: [reportOf()] }))).toEqual([]);
  });

  it("cuts what is longer than GitHub takes", async () => {
    const [error] = await commands(outcomeFrom(reportOf([{ ...violation, message: "x".repeat(100_000) }])));
    expect(Buffer.byteLength(error?.data ?? "")).toBeLessThan(64 * 1024);
  });
});
