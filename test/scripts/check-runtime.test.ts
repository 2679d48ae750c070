import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { Result } from "../../lib/command.ts";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import command, { examples } from "../../scripts/check-runtime.ts";
import { programArgv } from "../support/command.ts";
import { repo, type TestRepo } from "../support/repo.ts";

const view = { colour: false, width: 80, verbose: false };
const engines = (node: string) => JSON.stringify({ engines: { node } });

/** Call the command as the runner does, and look at the value. */
const call = async (args: Record<string, unknown>): Promise<Result & { document: Report }> =>
  (await command.run?.({ args: { _: [], "code-config": true, ...args }, rawArgs: [], cmd: command } as never)) as never;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const spawnScript = async (fixture: TestRepo, ...args: string[]): Promise<Ended> => {
  const argv = programArgv("check-runtime", "--cwd", fixture.dir, ...args);
  const env = { ...process.env, NO_COLOR: "1", PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };
  return promisify(execFile)(process.execPath, argv, { env, cwd: join(import.meta.dirname, "../..") }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
};

describe("check-runtime", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Fail when declared, tested and present runtimes disagree (kprovengine
      check-runtime)

      USAGE kprovengine check-runtime [OPTIONS]

      OPTIONS

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

        kprovengine check-runtime
        kprovengine check-runtime --attest
        kprovengine check-runtime --self-test
      "
    `);
  });

  it("proves a repository whose Node is the one that runs here: exit 0, one line", async () => {
    using fixture = repo({ "package.json": engines(">=18") });
    const result = await call({ cwd: fixture.dir });
    expect(result.exitCode).toBe(0);
    expect(await result.text(view)).toBe("check-runtime: proved (1 runtime file)");
  });

  it("holds the repository against runtime of the configuration, and names its digest: exit 1", async () => {
    const config = JSON.stringify({ runtime: { node: ">=18.1" } });
    using fixture = repo({ "kprov.config.json": config, "package.json": engines(">=18") });
    const { exitCode, document } = await call({ cwd: fixture.dir });
    expect(exitCode).toBe(1);
    expect(document.findings.map(({ code, path }) => `${code} ${path}`)).toEqual(["RUNTIME_MISMATCH package.json"]);
    expect(document.config?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("--self-test catches every planted violation: exit 0", async () => {
    using fixture = repo({ a: "x" });
    const result = await call({ cwd: fixture.dir, "self-test": true });
    expect(result.exitCode).toBe(0);
    expect(await result.text(view)).toBe("check-runtime --self-test: passed (10 of 10 planted violations caught)");
    expect(fixture.git("status", "--porcelain")).toBe("");
  });

  it("as a process: the report on stdout, nothing on stderr, exit 1", async () => {
    using fixture = repo({ "package.json": engines(">=18"), Dockerfile: "FROM node:16-alpine\n" });
    const { code, stdout, stderr } = await spawnScript(fixture);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "RUNTIME_MISMATCH  Two declarations of a runtime can't both be right (1)
        Dockerfile
          FROM at 1:6 picks "node:16-alpine", which engines.node at package.json:1:20 refuses: expected ">=18" (package.json:1:20), found "node:16-alpine" (Dockerfile:1:6)
          make Dockerfile:1:6 and package.json:1:20 agree

      check-runtime: violated (1 violation, 2 runtime files)
      "
    `);
  });

  it("as a process: --json prints one document; nothing declared exits 3", async () => {
    using fixture = repo({ "README.md": "# A\n" });
    const { code, stdout, stderr } = await spawnScript(fixture, "--json");
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ schema: "kprov.report/v1", verdict: "undecided" });
  });
});
