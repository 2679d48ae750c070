import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Command, Result, Talk } from "../../lib/command.ts";
import { sha256 } from "../../lib/digest.ts";
import { layout } from "../../lib/evidence/index.ts";
import { parseFlags } from "../../lib/flags.ts";
import { formatHelp } from "../../lib/help.ts";
import {
  type BundleVerdict,
  type VerificationSet,
  verifyBundle,
  verifyDirectory,
  verifyPaths,
} from "../../lib/verify/index.ts";
import command, { examples } from "../../scripts/verify.ts";
import { filesOf, inputOf, writeBundle } from "../support/bundle.ts";
import { temporary } from "../support/temporary.ts";

const silent: Talk = {
  note: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  progress: () => undefined,
};
const runId = "2026-02-15T20-13-00Z-0000000a";

const verify = (cwd: string, ...argv: string[]): Promise<Result> => {
  const args = { ...parseFlags(argv, (command as Command).args as never), cwd };
  return Promise.resolve(
    (command as Command).run?.({
      args: { _: [], ...args },
      rawArgs: argv,
      cmd: command,
      data: { talk: silent },
    } as never) as Promise<Result>,
  );
};

const spawn = (cwd: string, ...argv: string[]) => {
  const loader = import.meta.resolve("tsx");
  const script = fileURLToPath(new URL("../../scripts/verify.ts", import.meta.url));
  return spawnSync(process.execPath, ["--import", loader, script, ...argv], { cwd, encoding: "utf8" });
};

describe("verify", () => {
  it("exits 0 and says so when integrity alone is asked and proved", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    const result = await verify(cwd, "--integrity", runId);
    expect(result.exitCode).toBe(0);
    expect(result.document).toMatchObject({ schema: "kprov.verification/v1", bundle: runId, verdict: "proved" });
    expect(await result.text({ colour: false, width: 80, verbose: false })).toContain(
      "integrity proved; origin not asked",
    );
  });

  it.each<[number, string[], string, (dir: string) => void]>([
    [3, [], "an unsigned bundle", () => undefined],
    [1, [], "a violated bundle, whatever is undecided beside", (dir) => writeFileSync(join(dir, "extra"), "")],
    [1, ["--integrity"], "a violated bundle", (dir) => rmSync(join(dir, layout.provenance))],
    [0, ["--integrity", "--root", "."], "a bundle that records no file outside of itself", () => undefined],
    [3, ["--integrity"], "a bundle that is gone", (dir) => rmSync(dir, { recursive: true })],
  ])("exits %i with %j for %s", async (exitCode, flags, _, spoil) => {
    const cwd = temporary();
    spoil(writeBundle(cwd));
    expect((await verify(cwd, ...flags, runId)).exitCode).toBe(exitCode);
  });

  it("re-hashes recorded files under --root, relative to the working directory", async () => {
    const cwd = temporary({ "data/in.csv": "x" });
    writeBundle(cwd, { inputs: [inputOf("in.csv", "x")] });
    expect(await verify(cwd, "--integrity", "--root", "data", runId)).toMatchObject({
      exitCode: 0,
      document: { files: "proved" },
    });
    writeFileSync(join(cwd, "data/in.csv"), "y");
    expect(await verify(cwd, "--integrity", "--root", "data", runId)).toMatchObject({
      exitCode: 1,
      document: { files: "violated" },
    });
    expect(await verify(cwd, "--integrity", runId)).toMatchObject({ exitCode: 0, document: { files: "not-asked" } });
  });

  it("judges several bundles and directories of bundles as one set", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    writeBundle(join(cwd, "runs"), { runId: "run-0" });
    const { document, exitCode } = await verify(cwd, "--integrity", runId, "runs");
    expect(exitCode).toBe(0);
    expect((document as VerificationSet).schema).toBe("kprov.verification-set/v1");
    expect((document as VerificationSet).bundles.map(({ bundle }) => bundle)).toEqual([runId, "runs/run-0"]);
  });

  it("changes nothing in what it judges", async () => {
    const cwd = temporary({ "kprov.config.mjs": "throw new Error('a configuration of the checkout was read')" });
    const dir = writeBundle(cwd);
    const state = () => filesOf(cwd).map((path) => `${path} ${sha256(readFileSync(join(cwd, path)))}`);
    const before = state();
    expect((await verify(dir, "--integrity", ".")).exitCode).toBe(0);
    expect((await verify(cwd, runId)).exitCode).toBe(3);
    expect(state()).toEqual(before);
  });

  it("shows its usage", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Judge bundles: whole, unchanged, and by whom (kprovengine verify)

      USAGE kprovengine verify [OPTIONS] <PATHS>

      ARGUMENTS

        PATHS=<BUNDLE>    A bundle, or a directory of bundles and their chain; only an
                          expected head shows that its newest was removed (Required)

      OPTIONS

          --integrity    Ask for integrity alone, not for who made the bundle
         --root=<DIR>    Re-hash recorded inputs and outputs where they lie, relative
                         to this directory
               --json    Print exactly one JSON document on stdout
          --cwd=<DIR>    Work in this directory instead of the current one
          -q, --quiet    No talk on stderr, and no text when all is proved
        -v, --verbose    Show details of what passed as well
              --debug    Show stack traces and what is being done
           -h, --help    Show this help
        -V, --version    Show the version

      EXAMPLES

        kprovengine verify --integrity runs/2026-02-15T20-13-00Z-1f3a9c42
        kprovengine verify --integrity --root . runs/2026-02-15T20-13-00Z-1f3a9c42
        kprovengine verify --integrity runs
      "
    `);
  });
});

describe("verify of an empty path", () => {
  it("is E_USAGE, though the working directory is a bundle", async () => {
    const cwd = writeBundle(temporary());
    const options = { integrityOnly: true, cwd };
    const refusal = { code: "E_USAGE", exit: 2 };
    await expect(verifyBundle("", options)).rejects.toMatchObject(refusal);
    await expect(verifyDirectory("", options)).rejects.toMatchObject(refusal);
    await expect(verifyPaths([""], options)).rejects.toMatchObject(refusal);
    await expect(verifyPaths([".", ""], options)).rejects.toMatchObject(refusal);
    await expect(verifyBundle(".", { ...options, root: "" })).rejects.toMatchObject(refusal);
  });
});

describe("verify as a process", () => {
  it("prints one document on stdout under --json and nothing on stderr", () => {
    const cwd = temporary();
    writeBundle(cwd);
    const { status, stdout, stderr } = spawn(cwd, "--json", "--integrity", runId);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect((JSON.parse(stdout) as BundleVerdict).verdict).toBe("proved");
  });

  it("exits 1 with its findings on stdout, neutralised", () => {
    const cwd = temporary();
    writeFileSync(join(writeBundle(cwd), "a\u001b[2Jb"), "");
    const { status, stdout } = spawn(cwd, "--integrity", runId);
    expect(status).toBe(1);
    expect(stdout).toContain("a\\u{1b}[2Jb");
    expect(stdout).not.toContain("\u001b");
  });

  it("exits 3 with E_NOTHING on stderr for a directory of nothing but leftovers", () => {
    const cwd = temporary({ "runs/.kprov-run-x/trace.jsonl": "" });
    const { status, stdout, stderr } = spawn(cwd, "--integrity", "runs");
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toContain("error E_NOTHING");
    expect(existsSync(join(cwd, "runs")) && readdirSync(join(cwd, "runs"))).toEqual([".kprov-run-x"]);
  });

  it("exits 2 without a path, for a root that is no directory, and for an unknown flag", () => {
    const cwd = temporary();
    writeBundle(cwd);
    expect(spawn(cwd).status).toBe(2);
    expect(spawn(cwd, "--integrity", "--root", "gone", runId).status).toBe(2);
    expect(spawn(join(cwd, runId), "--integrity", "").status).toBe(2);
    expect(spawn(cwd, "--integrty", runId).stderr).toContain('did you mean "--integrity"');
  });
});
