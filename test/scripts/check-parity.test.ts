import { describe, expect, test } from "vitest";
import { plantedConfig, plantedPath, plantedWorkflow } from "../../lib/guard/parity/plants.ts";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import { version } from "../../lib/version.ts";
import command, { examples } from "../../scripts/check-parity.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { repo } from "../support/repo.ts";

const workflow = ".github/workflows/ci.yml";
const sound = { [plantedPath]: plantedConfig, [workflow]: plantedWorkflow(version) };
const masked = { ...sound, [workflow]: plantedWorkflow(version, { gate: " || true" }) };

describe("check-parity", () => {
  test("has help that names --remote", async () => {
    const help = await formatHelp(command, examples);
    expect(help.replace(/\s+/g, " ")).toContain(
      "--remote Ask GitHub what the default branch requires; needs GITHUB_TOKEN or GH_TOKEN",
    );
    expect(help).toContain("kprovengine check-parity --self-test");
  });

  test("proves a workflow that runs the same gate: exit 0, one line", async () => {
    using fixture = repo(sound);
    const { result, text } = await call(command, fixture.dir, []);
    expect([result.exitCode, text]).toEqual([0, "check-parity: proved (3 CI steps)"]);
  });

  test("names file, line and column of a mask: exit 1", async () => {
    using fixture = repo(masked);
    const { result } = await call(command, fixture.dir, []);
    expect(result.exitCode).toBe(1);
    const { findings } = result.document as Report;
    const column = plantedWorkflow(version, { gate: " || true" }).split("\n")[9]?.indexOf("true");
    expect(findings).toEqual([
      {
        ...{ code: "PARITY_MASKED", level: "violation", path: workflow, line: 10, column: (column ?? 0) + 1 },
        message: 'The gate can fail without CI failing: "true" behind || takes its place',
        actual: "true",
      },
    ]);
  });

  test("judges the work tree beside the index, and says each thing once", async () => {
    using fixture = repo(sound);
    fixture.write({ [workflow]: masked[workflow] });
    const { result } = await call(command, fixture.dir, []);
    expect((result.document as Report).findings.map(({ code }) => code)).toEqual(["PARITY_MASKED"]);
    fixture.git("add", workflow);
    const { result: staged } = await call(command, fixture.dir, []);
    expect((staged.document as Report).findings.map(({ code }) => code)).toEqual(["PARITY_MASKED"]);
  });

  test("a repository without CI is violated, not proved", async () => {
    using fixture = repo({ [plantedPath]: plantedConfig });
    const { result } = await call(command, fixture.dir, []);
    expect(result.exitCode).toBe(1);
    expect((result.document as Report).findings.map(({ code, level }) => `${code} ${level}`)).toContain(
      "PARITY_NO_GATE violation",
    );
  });

  test("--remote without a token could not decide: exit 3", async () => {
    using fixture = repo(sound);
    const { status, stdout } = await program(fixture.dir, ["check-parity", "--remote"]);
    expect(status).toBe(3);
    expect(stdout).toContain("neither GITHUB_TOKEN nor GH_TOKEN is set");
  });

  test("is a gate of preflight where the configuration asks for it", async () => {
    using fixture = repo(masked);
    const { status, stdout } = await program(fixture.dir, ["preflight", "--only", "check-parity"]);
    expect(status).toBe(1);
    expect(stdout).toContain("PARITY_MASKED");
  });

  test("--self-test catches every planted violation, and fails when the check went blind", async () => {
    using fixture = repo({ a: "x" });
    const { result, text } = await call(command, fixture.dir, ["--self-test"]);
    expect([result.exitCode, text]).toEqual([
      0,
      "check-parity --self-test: passed (13 of 13 planted violations caught)",
    ]);
  });
});
