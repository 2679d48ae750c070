import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import type { Result } from "../../../lib/command.ts";
import { KprovError } from "../../../lib/errors.ts";
import { formats } from "../../../lib/output/registry.ts";
import { type ReportOptions, refuseReports, reportArgs, withReports } from "../../../lib/output/with-reports.ts";
import { exitOfVerdict, type Report } from "../../../lib/report.ts";
import { reportOf, violation } from "../../support/outcome.ts";
import { repo, type TestRepo } from "../../support/repo.ts";
import { memory } from "../../support/run.ts";

let fixture: TestRepo;
let stdout: ReturnType<typeof memory>;
let said: string[] = [];
beforeEach(() => {
  fixture = repo({ a: "1" });
  stdout = memory();
  said = [];
});
afterEach(() => fixture.dispose());

const note = (message: string) => void said.push(message);
const optionsOf = (more: Partial<ReportOptions> = {}): ReportOptions => ({
  ...{ name: "check-artifacts", version: "0.0.0", cwd: fixture.dir, env: {} },
  talk: { note, warn: note, debug: note, progress: () => undefined },
  stdout: () => stdout,
  ...more,
});
const resultOf = (report: Report): Result => ({
  ...{ exitCode: exitOfVerdict(report.verdict), document: report },
  text: () => "page",
});
const read = (file: string) => readFileSync(join(fixture.dir, file), "utf8");
const proved = async () => resultOf(reportOf());
const violated = async () => resultOf(reportOf([violation]));
const broken = async (): Promise<Result> => {
  throw new KprovError("E_GIT", "git failed");
};

describe("withReports", () => {
  it("only does the work when nothing is asked for", async () => {
    const result = await withReports({}, optionsOf(), proved);
    expect(await result.text({ colour: false, width: 80, verbose: false })).toBe("page");
  });

  it("writes several forms at once and prints the usual page", async () => {
    const report = ["sarif=o/a.sarif", "junit=o/a.xml", "json=o/a.json"];
    const result = await withReports({ report }, optionsOf(), violated);
    expect(result.exitCode).toBe(1);
    expect(await result.text({ colour: false, width: 80, verbose: false })).toBe("page");
    expect(read("o/a.sarif")).toContain("NAME_MISMATCH");
    expect(read("o/a.xml")).toContain('failures="1"');
    expect(JSON.parse(read("o/a.json"))).toEqual(reportOf([violation]));
  });

  it("prints the form in the place of the page for a dash", async () => {
    const result = await withReports({ report: ["lines=-"] }, optionsOf(), violated);
    expect(await result.text({ colour: false, width: 80, verbose: false })).toBe("");
    expect(stdout.text()).toContain("[NAME_MISMATCH]");
  });

  it("judges nothing when a report can't be written where it was asked for", async () => {
    let isCalled = false;
    const work = async () => {
      isCalled = true;
      return proved();
    };
    for (const report of [["sarif=."], ["nope=x"], ["sarif=a"]])
      await expect(withReports({ report }, optionsOf(), work)).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(withReports({ report: ["json=-"], json: true }, optionsOf(), work)).rejects.toMatchObject({
      code: "E_USAGE",
    });
    expect(isCalled).toBe(false);
  });

  it.each([
    ["--receipt", { receipt: "r.json" }, "r.json"],
    ["--receipt", { receipt: "./r.json" }, "link/r.json"],
    ["--expect-receipt", { "expect-receipt": "r.json" }, "r.json"],
    ["--package", { package: ["a.whl", "r.json"] }, "r.json"],
    ["--package", { package: ["a.whl"], more: ["r.json"] }, "r.json"],
    ["--salt-file", { "salt-file": "r.json" }, "r.json"],
    ["--config", { config: "r.json" }, "r.json"],
  ])("judges nothing when %s is about the same file", async (flag, flags, file) => {
    symlinkSync(".", join(fixture.dir, "link"));
    const work = async () => Promise.reject(new Error("judged"));
    await expect(withReports({ ...flags, report: [`json=${file}`] }, optionsOf(), work)).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(`"${flag}"`),
    });
  });

  it("removes an older report before the work, so that a crash can't leave it", async () => {
    writeFileSync(
      join(fixture.dir, "old.xml"),
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kprovengine x"/>',
    );
    await withReports({ report: ["junit=old.xml"] }, optionsOf(), async () => {
      expect(existsSync(join(fixture.dir, "old.xml"))).toBe(false);
      return proved();
    });
    expect(read("old.xml")).toContain("<testsuites");
  });

  it("writes reports that say so when the work fails, and throws what it threw", async () => {
    const report = ["junit=a.xml", "sarif=a.sarif", "gitlab=a.json", "markdown=a.md", "lines=-"];
    await expect(withReports({ report }, optionsOf(), broken)).rejects.toMatchObject({ code: "E_GIT" });
    for (const file of ["a.xml", "a.sarif", "a.json", "a.md"]) expect(read(file)).toContain("git failed");
    expect(read("a.xml")).toContain('errors="1"');
    expect(stdout.text()).toContain("could not decide");
  });

  it("says a defect in the report, too", async () => {
    const work = async (): Promise<Result> => {
      throw new TypeError("x is undefined");
    };
    await expect(withReports({ report: ["junit=a.xml"] }, optionsOf(), work)).rejects.toThrow(TypeError);
    expect(read("a.xml")).toContain("E_BUG");
  });

  it("says in the report, too, that a disk is full", async () => {
    const work = async (): Promise<Result> => {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    };
    await expect(withReports({ report: ["junit=a.xml"] }, optionsOf(), work)).rejects.toThrow("ENOSPC");
    expect(read("a.xml")).toContain("the disk is full");
  });

  it("ends a proved result with E_IO when a report can't be written, and writes the others", async () => {
    const report = ["sarif=/dev/full", "junit=a.xml"];
    await expect(withReports({ report }, optionsOf(), proved)).rejects.toMatchObject({ code: "E_IO", exit: 3 });
    expect(read("a.xml")).toContain("<testsuites");
  });

  it("keeps what was found when a report can't be written, and says that on stderr", async () => {
    const result = await withReports({ report: ["sarif=/dev/full"] }, optionsOf(), violated);
    expect(result.exitCode).toBe(1);
    expect(said.join()).toContain("ENOSPC");
  });

  it("ends a proved result with E_IO when nobody reads stdout", async () => {
    const closed = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    closed.on("error", () => undefined);
    const options = optionsOf({ stdout: () => closed });
    await expect(withReports({ report: ["lines=-"] }, options, proved)).rejects.toMatchObject({ code: "E_IO" });
  });

  it("refuses a result that is no report", async () => {
    const work = async (): Promise<Result> => ({ exitCode: 0, document: { schema: "kprov.other/v1" }, text: () => "" });
    await expect(withReports({ report: ["lines=-"] }, optionsOf(), work)).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("github, in a step", () => {
  const inStep = (more: NodeJS.ProcessEnv = {}) =>
    optionsOf({ env: { GITHUB_STEP_SUMMARY: join(fixture.dir, "summary.md"), ...more } });

  it("appends the page to the summary of the step", async () => {
    writeFileSync(join(fixture.dir, "summary.md"), "before\n");
    await withReports({ report: ["github=-"] }, inStep(), violated);
    expect(read("summary.md")).toMatch(/^before\n## ❌ check-artifacts: violated\n/);
  });

  it("leaves the list out when the summary has no room for it, and still says the verdict", async () => {
    writeFileSync(join(fixture.dir, "summary.md"), "x".repeat(2 ** 20 - 100));
    await withReports({ report: ["github=-"] }, inStep(), violated);
    expect(read("summary.md")).toMatch(/## check-artifacts: violated\n\nThe list is too long for this page\.\n$/);
  });

  it("ends a proved result with E_IO when the summary can't be written", async () => {
    const options = inStep({ GITHUB_STEP_SUMMARY: "/dev/full" });
    await expect(withReports({ report: ["github=-"] }, options, proved)).rejects.toMatchObject({ code: "E_IO" });
  });

  it("writes no summary for another form", async () => {
    await withReports({ report: ["lines=-"] }, inStep(), violated);
    expect(existsSync(join(fixture.dir, "summary.md"))).toBe(false);
  });

  it("names files from the workspace, below which the repository was checked out", async () => {
    const up = join(fixture.dir, "..");
    await withReports({ report: ["github=-"] }, optionsOf({ env: { GITHUB_WORKSPACE: up } }), violated);
    const name = fixture.dir.split("/").at(-1);
    expect(stdout.text()).toContain(`::error file=${name}/pyproject.toml,`);
  });

  it.each([[""], ["/somewhere/else"]])("names them from the top when the workspace is %j", async (workspace) => {
    await withReports({ report: ["github=-"] }, optionsOf({ env: { GITHUB_WORKSPACE: workspace } }), violated);
    expect(stdout.text()).toContain("::error file=pyproject.toml,");
  });
});

test("the flag names every form", () => {
  for (const format of formats) expect(reportArgs.report.description).toMatch(new RegExp(`\\b${format}\\b`));
});

describe("refuseReports", () => {
  it("throws when a report was asked for", () => {
    expect(() => refuseReports({ report: ["sarif=x"] }, "--self-test")).toThrow(
      expect.objectContaining({ code: "E_USAGE" }),
    );
    expect(() => refuseReports({}, "--self-test")).not.toThrow();
  });
});
