import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { reportRefusal, withReports } from "../../../lib/output/index.ts";
import { repo, type TestRepo } from "../../support/repo.ts";
import { memory } from "../../support/run.ts";

let fixture: TestRepo;
let stdout: ReturnType<typeof memory>;
beforeEach(() => {
  fixture = repo({ "tracked.sarif": "mine", "sub/a": "1" });
  stdout = memory();
  vi.spyOn(process, "cwd").mockReturnValue(fixture.dir);
});
afterEach(() => {
  vi.restoreAllMocks();
  fixture.dispose();
});

/** What this program leaves behind. */
const older = '{\n  "schema": "kprov.report/v1",\n  "check": "check-artifacts",\n  "verdict": "proved"\n}\n';
const error = new KprovError("E_USAGE", 'Unknown flag "--nope"');
const refuse = (...argv: string[]) =>
  reportRefusal({ argv, error, name: "check-artifacts", env: {}, stdout: () => stdout });
const read = (file: string) => readFileSync(join(fixture.dir, file), "utf8");

describe("reportRefusal", () => {
  test.each<[string, string[]]>([
    ["behind a flag that nobody knows", ["--nope", "--report", "sarif=old.sarif"]],
    ["before it", ["--report", "sarif=old.sarif", "--nope"]],
    ["with a sign of equality", ["--report=sarif=old.sarif", "--nope"]],
    ["beside a form that nobody knows", ["--report", "foo=x", "--report", "sarif=old.sarif"]],
    ["beside a report without a value", ["--report", "sarif=old.sarif", "--report"]],
    ["behind a report without a value", ["--report", "--report", "sarif=old.sarif"]],
    ["beside a place that can't be meant", ["--report", "junit=tracked.sarif", "--report", "sarif=old.sarif"]],
    ["twice", ["--report", "sarif=old.sarif", "--report", "junit=./old.sarif"]],
    ["over a link above it", ["--report", "sarif=link/old.sarif"]],
    ["from another directory", ["--cwd", "sub", "--report", "sarif=../old.sarif"]],
    ["from another directory, with a sign of equality", ["--cwd=sub", "--report", "sarif=../old.sarif"]],
    ["by its whole path, when nobody knows from where", ["--cwd", "--report", "sarif=TOP/old.sarif"]],
    ["by its whole path, from two directories", ["--cwd=a", "--cwd=b", "--report=sarif=TOP/old.sarif"]],
    ["as what a flag before it lacks", ["--only", "--report", "sarif=old.sarif"]],
  ])("writes the error to the place of a report that stands %s", async (_, argv) => {
    fixture.write({ "old.sarif": older });
    symlinkSync(".", join(fixture.dir, "link"));
    expect(await refuse(...argv.map((word) => word.replace("TOP", fixture.dir)))).toEqual([]);
    const report = JSON.parse(read("old.sarif"));
    expect(report.runs[0].results).toMatchObject([{ ruleId: "E_USAGE", level: "error" }]);
    expect(read("tracked.sarif")).toBe("mine");
  });

  it("writes every form, and makes what is missing", async () => {
    await refuse("--report", "junit=new/a.xml", "--report", "gitlab=new/a.json", "--report", "lines=-", "--nope");
    expect(read("new/a.xml")).toContain('errors="1"');
    expect(read("new/a.json")).toContain("E_USAGE");
    expect(stdout.text()).toContain("could not decide");
  });

  test.each<[string, string[]]>([
    ["of another command", ["--", "--report", "sarif=old.sarif"]],
    ["of another flag's value", ["--only=--report", "sarif=old.sarif"]],
    ["without a form", ["--report", "old.sarif"]],
    ["that is misspelt", ["--reprot", "sarif=old.sarif"]],
    ["from a directory that nobody knows", ["--cwd", "--report", "sarif=old.sarif"]],
    ["from two directories", ["--cwd", ".", "--cwd", "sub", "--report", "sarif=old.sarif"]],
    ["where another flag's file is", ["--expect-receipt", "./old.sarif", "--report", "sarif=old.sarif"]],
    ["where another flag's file is, over a link", ["--config=link/old.sarif", "--report", "sarif=old.sarif"]],
  ])("leaves alone what could be the place of a report %s", async (_, argv) => {
    fixture.write({ "old.sarif": older });
    symlinkSync(".", join(fixture.dir, "link"));
    await refuse(...argv);
    expect(read("old.sarif")).toBe(older);
  });

  it("never takes the place of anything else", async () => {
    fixture.write({ mine: "mine", "old.sarif": older });
    mkdirSync(join(fixture.dir, "dir"));
    symlinkSync("old.sarif", join(fixture.dir, "l.sarif"));
    const places = ["tracked.sarif", "mine", "dir", "l.sarif", ".git/x.sarif", "mine/x"];
    expect(await refuse(...places.map((place) => `--report=sarif=${place}`))).toEqual([]);
    expect([read("tracked.sarif"), read("mine"), read("old.sarif")]).toEqual(["mine", "mine", older]);
    expect(existsSync(join(fixture.dir, ".git/x.sarif"))).toBe(false);
  });

  it("prints one document at most", async () => {
    await refuse("--report", "json=-", "--report", "sarif=-");
    expect(JSON.parse(stdout.text())).toMatchObject({ schema: "kprov.error/v1" });
    stdout = memory();
    await refuse("--report", "json=-", "--json");
    expect(stdout.text()).toBe("");
  });

  it("says what could not be written", async () => {
    writeFileSync(join(fixture.dir, "old.sarif"), older);
    const fails = () => {
      throw new Error("closed");
    };
    const refusal = { argv: ["--report", "lines=-"], error, name: "x", env: {}, stdout: fails };
    expect(await reportRefusal(refusal)).toEqual([expect.stringContaining("closed")]);
  });

  it("does nothing about an error that reports tell already", async () => {
    const options = {
      ...{ name: "check-artifacts", version: "0", cwd: fixture.dir, env: {}, talk: undefined },
      stdout: () => stdout,
    };
    const broken = new KprovError("E_GIT", "git failed");
    const work = () => Promise.reject(broken);
    await expect(withReports({ report: ["json=a.json"] }, options, work)).rejects.toBe(broken);
    writeFileSync(join(fixture.dir, "a.json"), older);
    const argv = ["--report", "json=a.json"];
    await reportRefusal({ argv, error: broken, name: "x", env: {}, stdout: () => stdout });
    expect(read("a.json")).toBe(older);
  });
});
