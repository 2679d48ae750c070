import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { version } from "../../lib/version.ts";
import { commands } from "../../scripts/kprovengine.ts";
import { program, programArgv } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const run = (...argv: string[]) => program(temporary(), argv);

describe("kprovengine", () => {
  test("alone shows every command on one screen", async () => {
    const [alone, help] = await Promise.all([run(), run("--help")]);
    expect(alone).toMatchObject({ status: 2, stderr: "" }); // Nothing was asked, and nothing is proved.
    expect(help.status).toBe(0);
    expect(help.stdout).toBe(alone.stdout);
    const lines = alone.stdout.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const name of Object.keys(commands).flatMap((words) => words.split(" ")))
      expect(alone.stdout.split(/[\s,]+/)).toContain(name);
  });

  test("--version is the version and nothing else", async () => {
    expect(await run("--version")).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("an unknown command or flag exits 2 with a suggestion; under --json as one line of JSON on stderr", async () => {
    const [near, flag, json] = await Promise.all([run("verfy"), run("--jsn"), run("rnu", "--json")]);
    expect(near).toMatchObject({ status: 2, stdout: "" });
    expect(near.stderr).toBe(
      'error E_USAGE: Unknown command "verfy", did you mean "verify"?\n  kprovengine alone lists the commands\n',
    );
    expect(flag).toMatchObject({ status: 2 });
    expect(json).toMatchObject({ status: 2, stdout: "" });
    expect(JSON.parse(json.stderr)).toMatchObject({ schema: "kprov.error/v1", code: "E_USAGE" });
    expect(json.stderr.trimEnd()).not.toContain("\n");
  });

  test("an unknown command, and an unknown flag, leave no older report behind that would pass for theirs", async () => {
    const older = '{\n  "schema": "kprov.report/v1",\n  "verdict": "proved"\n}\n';
    const dir = temporary({ "a.json": older, "b.json": older });
    const ends = await Promise.all([
      program(dir, ["check-artifcats", "--report", "json=a.json"]),
      program(dir, ["check-artifacts", "--nope", "--report", "json=b.json"]),
    ]);
    expect(ends.map(({ status, stdout }) => [status, stdout])).toEqual([
      [2, ""],
      [2, ""],
    ]);
    for (const name of ["a.json", "b.json"])
      expect(JSON.parse(readFileSync(join(dir, name), "utf8"))).toMatchObject({ code: "E_USAGE" });
  });

  test("half a command of two words, or a wrong second one, exits 2 and names what there is", async () => {
    const [half, help, near] = await Promise.all([run("catalog"), run("catalog", "--help"), run("catalog", "lst")]);
    expect(half).toMatchObject({ status: 2, stderr: "" });
    expect(help).toMatchObject({ status: 0, stdout: half.stdout });
    for (const name of Object.keys(commands).filter((words) => words.startsWith("catalog ")))
      expect(half.stdout).toContain(`  ${name} `);
    expect(near).toMatchObject({ status: 2, stdout: "" });
    expect(near.stderr).toContain("expected one of: catalog list, catalog show");
    expect(near.stderr).toContain('Unknown command "catalog lst", did you mean "catalog list"?');
  });

  test("what can't be delivered is not a success, and no stack", () => {
    for (const argv of [["--version"], ["run", "--help"]]) {
      const started = ["-c", '"$0" "$@" >/dev/full', process.execPath, ...programArgv(...argv)];
      const failed = expect.objectContaining({ status: 3, stderr: Buffer.alloc(0) });
      expect(() => execFileSync("sh", started, { stdio: "pipe" })).toThrow(failed);
    }
  });

  test("a directory that is gone is said, and is no defect", () => {
    for (const more of [[], ["--cwd", "sub"]]) {
      const started = ["-c", 'rmdir "$PWD"; exec "$0" "$@"', process.execPath, ...programArgv("preflight", ...more)];
      const gone = /^error E_USAGE: Cannot work in the directory .* it is gone\n {2}cd to one that is there/;
      const failed = expect.objectContaining({ status: 2, stderr: expect.stringMatching(gone) });
      const options = { cwd: temporary(), stdio: "pipe", encoding: "utf8" } as const;
      expect(() => execFileSync("sh", started, options)).toThrow(failed);
    }
  });
});

test("every command has a help page with examples", async () => {
  const { formatHelp } = await import("../../lib/help.ts");
  for (const [name, { load }] of Object.entries(commands)) {
    const { default: command, examples = [] } = (await load()) as Awaited<ReturnType<(typeof commands)["run"]["load"]>>;
    const page = await formatHelp(command, examples);
    expect(examples.length, name).toBeGreaterThan(0);
    for (const example of examples) expect(page).toContain(`  ${example}`);
    expect(page).toContain("--json");
  }
});
