import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { Result } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import command, { examples } from "../../scripts/check-artifacts.ts";
import { programArgv } from "../support/command.ts";
import { repo, type TestRepo } from "../support/repo.ts";

const view = { colour: false, width: 80, verbose: false };

/** Call the command as the runner does, and look at the value. */
const call = async (args: Record<string, unknown>): Promise<Result & { document: Report }> =>
  (await command.run?.({ args: { _: [], "code-config": true, ...args }, rawArgs: [], cmd: command } as never)) as never;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const spawnScript = async (fixture: TestRepo, ...args: string[]): Promise<Ended> => {
  const argv = programArgv("check-artifacts", "--cwd", fixture.dir, ...args);
  const options = { env: { ...process.env, NO_COLOR: "1" }, cwd: join(import.meta.dirname, "../..") };
  return promisify(execFile)(process.execPath, argv, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
};

describe("check-artifacts", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Fail when build output or secrets are tracked by git (kprovengine
      check-artifacts)

      USAGE kprovengine check-artifacts [OPTIONS] [MORE]

      ARGUMENTS

        MORE=<FILE>    Further packages, as a shell makes them of --package dist/*

      OPTIONS

              --package=<FILE>    Judge this built package instead of the repository:
                                  a wheel, a source distribution, an npm tarball; or a
                                  glob (may be repeated)
                   --self-test    Plant every violation in a temporary repository; all
                                  must be caught
                      --staged    Judge what is staged and nothing else, for a hook
                                  before a commit
                  --base=<REF>    Let this commit's configuration, waivers and lists
                                  judge; in a pull request, its target does
              --no-base-branch    Let the candidate's own judge, also in a pull
                                  request
        --report=<FORMAT=FILE>    Also write text, json, sarif, junit, github, gitlab,
                                  markdown, lines or matcher; - is stdout (may be
                                  repeated)
                         --fix    Mend what is certain: show it as a patch, then ask;
                                  alone it writes nothing without a terminal
                         --yes    With --fix: write without asking
                      --attest    Leave the result as an in-toto test-result statement
                                  in .kprov/attestations/
                --key=<SIGNER>    Sign with this: a key's name or fingerprint,
                                  ssh:FILE, ssh-agent, exec:COMMAND or keyless (may be
                                  repeated)
           --passphrase-fd=<N>    Read the key's passphrase from this file descriptor
                                  instead of asking
               --config=<FILE>    Use this configuration instead of searching for
                                  kprov.config.*
              --no-code-config    Refuse a configuration that is code; accept JSON
                                  only
                        --json    Print exactly one JSON document on stdout
                   --cwd=<DIR>    Work in this directory instead of the current one
                   -q, --quiet    No talk on stderr, and no text when all is proved
                 -v, --verbose    Show details of what passed as well
                       --debug    Show stack traces and what is being done
                    -h, --help    Show this help
                 -V, --version    Show the version

      EXAMPLES

        kprovengine check-artifacts
        kprovengine check-artifacts --package 'dist/*'
        kprovengine check-artifacts --attest
        kprovengine check-artifacts --self-test
      "
    `);
  });

  it("proves a clean repository without a configuration: exit 0, one line", async () => {
    using fixture = repo({ "README.md": "# A\n" });
    const result = await call({ cwd: fixture.dir });
    expect(result.exitCode).toBe(0);
    expect(await result.text(view)).toBe("check-artifacts: proved (1 tracked file)");
  });

  it("reports ARTIFACT_TRACKED for a tracked run by artifacts.deny, with the configuration's digest: exit 1", async () => {
    const config = { artifacts: { deny: ["runs/**"], maxFileSize: "1 KB" } };
    using fixture = repo({ "kprov.config.json": JSON.stringify(config), "runs/a.json": "{}", big: "x".repeat(1025) });
    const { exitCode, document } = await call({ cwd: fixture.dir });
    expect(exitCode).toBe(1);
    expect(document.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "FILE_TOO_LARGE big",
      "ARTIFACT_TRACKED runs/a.json",
    ]);
    expect(document.config?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes artifacts.allow from the file that --config names", async () => {
    const allow = [{ glob: "a.log", reason: "a fixture" }];
    using fixture = repo({ "a.log": "x", "other.json": JSON.stringify({ artifacts: { allow } }) });
    expect((await call({ cwd: fixture.dir })).exitCode).toBe(1);
    const result = await call({ cwd: fixture.dir, config: "other.json" });
    expect(result.exitCode).toBe(0);
    expect(await result.text(view)).toContain("allowed: a.log (1 finding): a fixture");
  });

  it("--self-test catches every planted violation, the configuration's globs too: exit 0", async () => {
    using fixture = repo({ "kprov.config.json": JSON.stringify({ artifacts: { deny: ["runs/**"] } }), "a.log": "x" });
    const result = await call({ cwd: fixture.dir, "self-test": true });
    expect(result.exitCode).toBe(0);
    expect(await result.text(view)).toContain("passed (6 of 6 planted violations caught)");
    expect(fixture.git("status", "--porcelain")).toBe("");
  });

  it("as a process: the report on stdout, nothing on stderr, exit 1", async () => {
    using fixture = repo({ "src/.env": "A=1\n", "src/__pycache__/a.pyc": "x" });
    const { code, stdout, stderr } = await spawnScript(fixture);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "ARTIFACT_TRACKED  Build output, a cache or a log is tracked (1)
        src/__pycache__/a.pyc  Looks like Python bytecode: matches "**/__pycache__/**"
          git rm --cached -- src/__pycache__/a.pyc

      SECRET_FILE_TRACKED  A file that holds secrets is tracked (1)
        src/.env  Looks like environment variables
          git rm --cached -- src/.env  # and rotate the secret: it stays in history

      check-artifacts: violated (2 violations, 2 tracked files)
      "
    `);
  });

  it("as a process: --json prints one document; nothing tracked exits 3", async () => {
    using fixture = repo();
    const { code, stdout, stderr } = await spawnScript(fixture, "--json");
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ schema: "kprov.report/v1", verdict: "undecided" });
  });
});
