import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Command, Result } from "../../lib/command.ts";
import type { RunSummary } from "../../lib/evidence/index.ts";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import { formatHelp } from "../../lib/help.ts";
import type { RunOptions } from "../../lib/run/index.ts";
import type { RerunReport } from "../../lib/run/rerun/index.ts";
import { exportBundle, verifyBundle } from "../../lib/verify/index.ts";
import command, { examples } from "../../scripts/rerun.ts";
import { programArgv } from "../support/command.ts";
import { type Person, person, signRun, trusting, writeTrust } from "../support/people.ts";
import { type RepoFiles, repo, runGit } from "../support/repo.ts";
import { memory, plainEnv, record, sh, until } from "../support/run.ts";
import { temporary } from "../support/temporary.ts";

/** A terminal on which somebody types `answers`. */
const typing = (...answers: string[]) => {
  const [input, output] = [new PassThrough(), memory()];
  for (const answer of answers) input.write(`${answer}\n`);
  if (answers.length === 0) input.end();
  return { input, output };
};

interface Scene {
  dir: string;
  git: (...args: string[]) => string;
  write: (files: RepoFiles) => void;
  bundle: string;
  rita: Person;
  trust: string;
  recorded: RunSummary;
}

const files = { "sum.sh": "cat data/* >out.txt\n", "data/a": "1\n", "data/b": "2\n" };
const step: Partial<RunOptions> = {
  argv: ["sh", "sum.sh"],
  step: "sum",
  inputs: ["data"],
  outputs: ["out.txt"],
  collect: true,
};

/** A signed run in a repository, and whom to trust. */
const scene = async (given: Partial<RunOptions> = step, more: RepoFiles = {}): Promise<Scene> => {
  const made = repo({ ".gitignore": "runs\n", ...files, ...more });
  onTestFinished(() => made.dispose());
  const rita = await person("rita");
  const { bundle, summary } = await record(made.dir, given);
  await signRun(bundle, rita);
  rmSync(join(made.dir, "out.txt"), { force: true });
  return { ...made, bundle, rita, trust: writeTrust([trusting(rita, ["runner"])]), recorded: summary };
};

interface Given {
  terminal?: ReturnType<typeof typing> | null;
  env?: NodeJS.ProcessEnv;
  said?: string[];
}

const call = async (
  cwd: string,
  argv: readonly string[],
  { terminal = null, env, said = [] }: Given = {},
): Promise<Result> => {
  const args = { _: [], ...parseFlags(argv, (command as Command).args as FlagDefs), cwd };
  const note = (message: string) => void said.push(message);
  const talk = { note, warn: note, debug: () => undefined, progress: () => undefined };
  const data = {
    talk,
    stdout: memory(),
    stderr: memory(),
    env: plainEnv({ KPROV_CONFIG_DIR: temporary(), ...env }),
    terminal,
  };
  return (await command.run?.({ rawArgs: argv, args, cmd: command, data } as never)) as Result;
};

const again = ({ dir, bundle, trust }: Scene, argv: readonly string[] = [], given: Given = {}) =>
  call(dir, [bundle, "--trust", trust, "--yes", ...argv], given) as Promise<Result & { document: RerunReport }>;

const textOf = async (result: Result): Promise<string> => result.text({ colour: false, width: 80, verbose: false });
const bundlesIn = (dir: string): string[] => readdirSync(join(dir, "runs")).filter((name) => !name.startsWith("."));

describe("rerun", () => {
  test("gives the same outputs, in a bundle of its own that names the first", async () => {
    const made = await scene();
    const said: string[] = [];
    const result = await again(made, [], { said });
    expect(result).toMatchObject({ exitCode: 0, stream: "stderr" });
    const { recorded } = made;
    expect(result.document).toMatchObject({
      schema: "kprov.rerun/v1",
      verdict: "proved",
      rerunOf: { runId: recorded.runId },
      step: "sum",
      argv: ["sh", "sum.sh"],
      commit: made.git("rev-parse", "HEAD"),
      drift: [],
      stableDigest: { recorded: recorded.stableDigest, now: recorded.stableDigest, equal: true },
      compared: { outputs: 1 },
      findings: [],
    });
    expect(said.join("\n")).toContain("command    sh sum.sh");
    expect(await textOf(result)).toContain("the same again: 1 output");
    const dir = join(made.dir, result.document.run?.bundle ?? "");
    expect(await verifyBundle(dir, { integrityOnly: true })).toMatchObject({ integrity: "proved" });
    const summary = JSON.parse(readFileSync(join(dir, "run_summary.json"), "utf8")) as RunSummary;
    const { bundleDigest } = await verifyBundle(made.bundle, { integrityOnly: true });
    expect(summary).toMatchObject({ rerunOf: { runId: recorded.runId, bundleDigest }, drift: [] });
    expect(existsSync(join(made.dir, "out.txt"))).toBe(false);
    expect(made.git("status", "--porcelain")).toBe("");
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith("kprov-copy-"));
    expect(left.filter((name) => name.includes(`.${process.pid}.`))).toEqual([]);
  });

  test("is at the recorded commit, whatever lies there now", async () => {
    const made = await scene();
    made.write({ "sum.sh": "echo other >out.txt\n", "data/a": "9\n" });
    expect(await again(made)).toMatchObject({ exitCode: 0 });
    made.git("commit", "--quiet", "--all", "--message", "later");
    made.git("checkout", "--quiet", "--orphan", "empty");
    expect(await again(made)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(made.dir, "data/a"), "utf8")).toBe("9\n");
  });

  test("names what differs and why, and exits 1", async () => {
    const made = await scene({ ...step, argv: sh("date +%s%N >out.txt"), inputs: [] });
    const result = await again(made);
    expect(result.exitCode).toBe(1);
    expect(result.document.findings).toMatchObject([{ code: "OUTPUT_DIFFERS", path: "out.txt" }]);
    expect(result.document.differences).toMatchObject([{ difference: { cause: { kind: "time-stamp" } } }]);
    expect(await textOf(result)).toMatch(/NOT the same again\n {2}out\.txt: byte \d+/);
    // Not collected and gone: the digests alone.
    const plain = await scene({ ...step, argv: sh("date +%s%N >out.txt"), inputs: [], collect: false });
    const bare = await again(plain);
    expect(bare).toMatchObject({ exitCode: 1, document: { differences: [{ difference: null }] } });
    expect(await textOf(bare)).toContain("no cause is named");
  });

  test("another end of the step is a finding", async () => {
    const flag = join(temporary(), "flag");
    const made = await scene({ argv: sh(`test ! -e ${flag}`) });
    writeFileSync(flag, "");
    const result = await again(made);
    expect(result).toMatchObject({ exitCode: 1, document: { findings: [{ code: "OUTCOME_DIFFERS" }] } });
  });

  test("a run that failed is repeated like any other: 0 when it fails the same way", async () => {
    const made = await scene({ ...step, argv: sh("cat data/* >out.txt; exit 7") });
    const result = await again(made);
    expect(result).toMatchObject({ exitCode: 0, document: { verdict: "proved", run: { exitCode: 7 } } });
  });

  test("the built-in pipeline, without a command", async () => {
    const made = await scene({ inputs: ["data/a"] });
    const result = await again(made);
    expect(result).toMatchObject({ exitCode: 0, stream: "stdout", document: { argv: null, verdict: "proved" } });
    expect(result.document.compared.outputs).toBeGreaterThan(0);
  });

  test("a bundle in another machine's tar, in another clone, from another directory", async () => {
    const made = await scene();
    const verdict = await verifyBundle(made.bundle, { integrityOnly: true });
    const tar = join(temporary(), "run.tar");
    await exportBundle(verdict, { dir: made.bundle, output: { path: tar, shown: tar } });
    const clone = join(temporary(), "clone");
    runGit("/", ["clone", "--quiet", made.dir, clone]);
    rmSync(made.dir, { recursive: true });
    const cwd = temporary();
    const result = await call(cwd, [tar, "--trust", made.trust, "--yes", "--repo", clone, "--out", "mine"]);
    expect(result).toMatchObject({
      exitCode: 0,
      document: { bundle: tar, verdict: "proved", stableDigest: { equal: true } },
    });
    expect(readdirSync(cwd)).toEqual(["mine"]);
    expect(runGit(clone, ["status", "--porcelain"])).toBe("");
  });

  test("a run outside of any repository, from its inputs alone", async () => {
    const rita = await person("rita");
    const [cwd, elsewhere] = [temporary({ "in/a": "1\n", "step.sh": "cat in/a >out" }), temporary()];
    const { bundle } = await record(cwd, { argv: ["sh", "step.sh"], inputs: ["in", "step.sh"], outputs: ["out"] });
    await signRun(bundle, rita);
    const trust = writeTrust([trusting(rita, ["runner"])]);
    const result = await call(elsewhere, [bundle, "--trust", trust, "--yes", "--root", cwd]);
    expect(result).toMatchObject({ exitCode: 0, document: { commit: null, verdict: "proved" } });
  });
});

describe("rerun asks", () => {
  test("and shows what will run; no leaves nothing", async () => {
    const made = await scene();
    const terminal = typing("maybe", "no");
    const refused = call(made.dir, [made.bundle, "--trust", made.trust], { terminal });
    await expect(refused).rejects.toMatchObject({ code: "E_INTERRUPTED", exit: 3 });
    expect(terminal.output.text()).toMatch(
      /again: sum, recorded .*\n {2}command {4}sh sum\.sh\n {2}in {9}a clean copy of [0-9a-f]{40}, \.\n/,
    );
    expect(bundlesIn(made.dir)).toHaveLength(1);
    const accepted = await call(made.dir, [made.bundle, "--trust", made.trust], { terminal: typing("yes") });
    expect(accepted.exitCode).toBe(0);
  });

  test("and without a terminal does not run without --yes: 2", async () => {
    const made = await scene();
    await expect(call(made.dir, [made.bundle, "--trust", made.trust])).rejects.toMatchObject({
      code: "E_USAGE",
      exit: 2,
    });
    expect(bundlesIn(made.dir)).toHaveLength(1);
  });

  test("and shows words that try to look like something else as what they are", async () => {
    const made = await scene({ ...step, argv: ["sh", "sum.sh", "\u001b[2Kecho\nfine \u202e"] });
    const terminal = typing("no");
    await call(made.dir, [made.bundle, "--trust", made.trust], { terminal }).catch(() => undefined);
    expect(terminal.output.text()).toContain("'\\u{1b}[2Kecho\\u{a}fine \\u{202e}'");
  });
});

describe("rerun runs nothing", () => {
  test.each<[string, number, (made: Scene) => void]>([
    ["a member was changed", 1, ({ bundle }) => writeFileSync(join(bundle, "toolchain.json"), "{}")],
    ["nobody has signed it", 3, ({ bundle }) => rmSync(join(bundle, "attestations"), { recursive: true })],
    [
      "it is no bundle",
      3,
      ({ bundle }) => renameSync(join(bundle, "attestations"), `${bundle}-more`) ?? rmSync(bundle, { recursive: true }),
    ],
  ])("when %s: exit %i, as verify says", async (_name, exitCode, spoil) => {
    const made = await scene();
    spoil(made);
    const result = await again(made);
    expect(result).toMatchObject({ exitCode, document: { schema: "kprov.verification/v1" } });
    expect(await textOf(result)).toContain("nothing was run");
  });

  test("when the trust file believes somebody else, or there is none", async () => {
    const made = await scene();
    const trust = writeTrust([trusting(await person("eve"), ["runner"])]);
    expect(await again({ ...made, trust })).toMatchObject({
      document: { schema: "kprov.verification/v1", verdict: expect.not.stringMatching("proved") },
    });
    expect(await call(made.dir, [made.bundle, "--yes"])).toMatchObject({
      exitCode: 3,
      document: { origin: "unproved" },
    });
    expect(bundlesIn(made.dir)).toHaveLength(1);
  });

  test("when inputs are gone or other ones: each is named, exit 3", async () => {
    const other = repo({ ...files, ".gitignore": "runs\nmore\nout.txt\n" });
    onTestFinished(() => other.dispose());
    other.write({ "more/x": "x\n", "more/y": "y\n" });
    const rita = await person("rita");
    const { bundle } = await record(other.dir, { ...step, inputs: ["data", "more"] });
    await signRun(bundle, rita);
    const trust = writeTrust([trusting(rita, ["runner"])]);
    const run = (...argv: string[]) => call(other.dir, [bundle, "--trust", trust, "--yes", ...argv]);
    expect(await run()).toMatchObject({ exitCode: 0 });
    // Found by digest, under another name, in another place.
    const store = temporary({ "deep/renamed": "x\n", "deep/other": "y\n" });
    rmSync(join(other.dir, "more/x"));
    other.write({ "more/y": "changed\n" });
    const refused = await run();
    expect(refused).toMatchObject({ exitCode: 3, document: { verdict: "undecided", run: null } });
    expect((refused.document as RerunReport).findings).toMatchObject([
      { code: "RERUN_DRIFT", path: "more/x", actual: "not there" },
      { code: "RERUN_DRIFT", path: "more/y", actual: expect.stringMatching(/^sha256:/) },
    ]);
    expect(await textOf(refused)).toContain("RERUN_DRIFT input more/y: recorded sha256:");
    expect(await run("--root", store)).toMatchObject({ exitCode: 0, document: { verdict: "proved", drift: [] } });
    expect(readFileSync(join(store, "deep/renamed"), "utf8")).toBe("x\n");
    const bundles = bundlesIn(other.dir).length;
    expect(await run("--root", temporary())).toMatchObject({ exitCode: 3 });
    expect(bundlesIn(other.dir)).toHaveLength(bundles);
  });

  test("when the configuration is another one, but with --allow-drift, which is recorded", async () => {
    const made = await scene();
    made.write({ "kprov.config.json": '{ "project": "x" }' });
    const refused = await again(made);
    expect(refused).toMatchObject({ exitCode: 3, document: { drift: [{ kind: "configuration", recorded: "none" }] } });
    expect(bundlesIn(made.dir)).toHaveLength(1);
    const allowed = await again(made, ["--allow-drift"]);
    expect(allowed).toMatchObject({
      exitCode: 0,
      document: { verdict: "proved", drift: [{ kind: "configuration" }], stableDigest: { equal: false } },
    });
    const summary = JSON.parse(
      readFileSync(join(made.dir, allowed.document.run?.bundle ?? "", "run_summary.json"), "utf8"),
    ) as RunSummary;
    expect(summary.drift).toMatchObject([{ kind: "configuration", subject: "kprov.config.json" }]);
    expect(await textOf(allowed)).toContain("drift   1 difference, as shown; recorded in the bundle");
  });

  test("when a program is another one", async () => {
    const bin = temporary();
    const tool = (text: string) => writeFileSync(join(bin, "tool"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    tool("echo one >out.txt");
    const env = plainEnv({ PATH: `${bin}:${process.env["PATH"]}` });
    const made = await scene({ ...step, argv: ["tool"], env });
    tool("echo two >out.txt");
    const refused = await again(made, [], { env });
    expect(refused).toMatchObject({
      exitCode: 3,
      document: { drift: [{ kind: "toolchain", subject: "command tool" }] },
    });
    const allowed = await again(made, ["--allow-drift"], { env });
    expect(allowed).toMatchObject({
      exitCode: 1,
      document: { differences: [{ difference: { first: "one", second: "two" } }] },
    });
  });

  test("when tracked files were changed that nobody recorded", async () => {
    const made = repo({ ".gitignore": "runs\nout.txt\n", ...files });
    onTestFinished(() => made.dispose());
    made.write({ "sum.sh": "echo changed >out.txt\n", "data/a": "changed\n" });
    const rita = await person("rita");
    const { bundle } = await record(made.dir, step);
    await signRun(bundle, rita);
    const argv = [bundle, "--trust", writeTrust([trusting(rita, ["runner"])]), "--yes"];
    const result = await call(made.dir, argv);
    expect(result).toMatchObject({ exitCode: 3, document: { drift: [{ kind: "git", subject: "sum.sh" }] } });
  });

  test("when the commit is not there: shallow clones are named", async () => {
    const made = await scene();
    const other = repo({ a: "1" });
    onTestFinished(() => other.dispose());
    await expect(again(made, ["--repo", other.dir])).rejects.toMatchObject({ code: "E_COMMIT_MISSING", exit: 3 });
    made.git("commit", "--quiet", "--allow-empty", "--message", "later");
    const clone = join(temporary(), "shallow");
    runGit("/", ["clone", "--quiet", "--depth=1", `file://${made.dir}`, clone]);
    await expect(again(made, ["--repo", clone])).rejects.toMatchObject({
      code: "E_COMMIT_MISSING",
      hint: expect.stringContaining("--unshallow"),
    });
    await expect(again(made, ["--repo", temporary()])).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });

  test("when a secret was taken out of the command line", async () => {
    const env = plainEnv({ MY_TOKEN: "canary-8d2f61a7c0" });
    const made = await scene({ ...step, argv: sh("echo canary-8d2f61a7c0 >out.txt"), collect: false, env });
    await expect(again(made)).rejects.toMatchObject({
      code: "E_NOT_REPEATABLE",
      message: expect.stringContaining("MY_TOKEN"),
    });
  });

  test("when several bundles are named, or something that is none", async () => {
    const made = await scene();
    expect(await call(made.dir, ["runs", "--trust", made.trust, "--yes"])).toMatchObject({
      exitCode: 3,
      document: { schema: "kprov.verification/v1" },
    });
    await expect(call(made.dir, ["sum.sh", "--trust", made.trust, "--yes"])).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(call(made.dir, ["", "--yes"])).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("rerun and the work tree", () => {
  const [argv, outputs] = [["sh", "sum.sh"] as [string, ...string[]], ["out.txt"]];

  test("a committed output does not prove itself", async () => {
    const made = await scene(
      { argv: sh("test ! -e $KEEP && cat data/a >out.txt; true"), outputs, env: plainEnv({ KEEP: "/nosuch" }) },
      { "out.txt": "1\n" },
    );
    expect(await again(made, [], { env: { KEEP: "/nosuch" } })).toMatchObject({
      exitCode: 0,
      document: { stableDigest: { equal: true } },
    });
    const result = await again(made, [], { env: { KEEP: "/" } });
    expect(result).toMatchObject({
      exitCode: 1,
      document: { verdict: "violated", run: { outcome: { findings: [{ code: "OUTPUT_MISSING" }] } } },
    });
  });

  test("absolute paths into it are refused before anything runs", async () => {
    const made = repo({ ".gitignore": "runs\n", ...files });
    onTestFinished(() => made.dispose());
    const rita = await person("rita");
    const trust = writeTrust([trusting(rita, ["runner"])]);
    const out = join(made.dir, "out.txt");
    const rerunOf = async (given: Partial<RunOptions>) => {
      const { bundle } = await record(made.dir, given);
      await signRun(bundle, rita);
      writeFileSync(out, "precious");
      return call(made.dir, [bundle, "--trust", trust, "--yes"]);
    };
    await expect(rerunOf({ argv: sh(`cat data/a >${out}`) })).rejects.toMatchObject({
      code: "E_NOT_REPEATABLE",
      exit: 3,
      message: expect.stringContaining(out),
    });
    expect(readFileSync(out, "utf8")).toBe("precious");
    // Below the working directory a declaration is recorded as a relative path.
    expect(await rerunOf({ argv: sh("cat data/a >out.txt"), outputs: [out] })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(out, "utf8")).toBe("precious");
  });

  test.each(["new.sh", "ignored.sh"])("a script that nobody tracks or declares is drift: %s", async (script) => {
    const made = repo({ ".gitignore": "runs\nignored.sh\n", ...files });
    onTestFinished(() => made.dispose());
    made.write({ [script]: "cat data/a >out.txt\n" });
    const rita = await person("rita");
    const { bundle } = await record(made.dir, { argv: ["sh", script], outputs });
    await signRun(bundle, rita);
    const result = await call(made.dir, [bundle, "--trust", writeTrust([trusting(rita, ["runner"])]), "--yes"]);
    expect(result).toMatchObject({ exitCode: 3, document: { run: null, drift: [{ kind: "git", subject: script }] } });
  });

  test("a changed file that the step makes itself is no drift", async () => {
    const made = repo({ ".gitignore": "runs\n", ...files, "out.txt": "old" });
    onTestFinished(() => made.dispose());
    made.write({ "out.txt": "changed" });
    const rita = await person("rita");
    const { bundle } = await record(made.dir, { argv, outputs });
    await signRun(bundle, rita);
    const result = await call(made.dir, [bundle, "--trust", writeTrust([trusting(rita, ["runner"])]), "--yes"]);
    expect(result).toMatchObject({ exitCode: 0, document: { verdict: "proved", drift: [] } });
  });

  test.each(["--repo", "--root"])("%s must be a directory", async (flag) => {
    const made = await scene();
    for (const dir of ["nosuch", "sum.sh", ""])
      await expect(again(made, [`${flag}=${dir}`])).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
  });

  test("a bundle that is not there is said before anybody is asked", async () => {
    const made = await scene();
    await expect(call(made.dir, ["nosuch", "--trust", made.trust])).resolves.toMatchObject({ exitCode: 3 });
  });
});

describe("rerun gives the step", () => {
  test("recorded variables of its own again, and nothing that says where or who", async () => {
    const recordEnv = ["PATH", "PYTHONHASHSEED", "TZ", "CI"];
    const argv = sh(`echo "$PYTHONHASHSEED $TZ $CI" >out.txt`);
    const made = await scene({ ...step, argv, recordEnv, env: plainEnv({ PYTHONHASHSEED: "7", CI: "" }) });
    const said: string[] = [];
    const result = await again(made, [], { env: { TZ: "Asia/Tokyo", PYTHONHASHSEED: "8" }, said });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(said.join("\n")).toContain("with       PYTHONHASHSEED=7");
    expect(said.join("\n")).toContain("with       TZ taken away");
  });

  test("its directory below the top, and its tags", async () => {
    const made = repo({ ".gitignore": "runs\n", "sub/in": "1\n", "sub/s.sh": "cat in >out" });
    onTestFinished(() => made.dispose());
    mkdirSync(join(made.dir, "runs"));
    const rita = await person("rita");
    const given = { argv: ["sh", "s.sh"] as [string, ...string[]], inputs: ["in"], outputs: ["out"], tags: { a: "b" } };
    const { bundle, report } = await record(join(made.dir, "sub"), { ...given, outDir: join(made.dir, "runs") });
    await signRun(bundle, rita);
    const trust = writeTrust([trusting(rita, ["runner"])]);
    const result = await call(made.dir, [bundle, "--trust", trust, "--yes"]);
    expect(result).toMatchObject({ exitCode: 0, document: { stableDigest: { now: report.stableDigest } } });
  });
});

test("rerun, interrupted: a bundle that says so, no copy, and the signal's exit code", async () => {
  const mark = join(temporary(), "mark");
  const made = await scene({ argv: sh(`test -e ${mark}.on || exit 0; touch ${mark}; sleep 30`) });
  writeFileSync(`${mark}.on`, "");
  const temp = temporary();
  const argv = programArgv("rerun", made.bundle, "--cwd", made.dir, "--trust", made.trust, "--yes");
  const child = spawn(process.execPath, argv, { env: { ...plainEnv(), TMPDIR: temp }, stdio: "ignore" });
  const ended = new Promise((done) => child.once("exit", done));
  await until(() => existsSync(mark), "the step runs");
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
  expect(readdirSync(temp).filter((name) => name.startsWith("kprov-copy-"))).toEqual([]);
  const newer = bundlesIn(made.dir).find((name) => name !== made.recorded.runId) ?? "";
  expect(JSON.parse(readFileSync(join(made.dir, "runs", newer, "run_summary.json"), "utf8"))).toMatchObject({
    outcome: { status: "interrupted" },
    rerunOf: { runId: made.recorded.runId },
  });
});

test("rerun's help", async () => {
  expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
    "Execute a recorded run again in a clean copy, and compare its outputs
    (kprovengine rerun)

    USAGE kprovengine rerun [OPTIONS] <BUNDLE>

    ARGUMENTS

      BUNDLE=<BUNDLE>    The bundle, or a tar made by export; it must verify under
                         the trust file (Required)

    OPTIONS

           --trust=<FILE>    Believe whom this trust file names, instead of your own
                    --yes    Don't ask whether the command that is shown is meant to
                             run
             --repo=<DIR>    The repository that has the recorded commit; default:
                             the one around the working directory
             --root=<DIR>    Find inputs that the commit does not have here, by path
                             or by digest; default: the repository's work tree, by
                             path
            --allow-drift    Run it although inputs, toolchain or configuration
                             differ, and record what differs
              --out=<DIR>    Directory of the new bundle; default: runs, or run.out
                             of the configuration
                   --sign    Sign the new bundle; --key implies it. Default:
                             run.sign of the configuration
           --key=<SIGNER>    Sign with this: a key's name or fingerprint, ssh:FILE,
                             ssh-agent, exec:COMMAND or keyless (may be repeated)
      --passphrase-fd=<N>    Read the key's passphrase from this file descriptor
                             instead of asking
          --config=<FILE>    Use this configuration instead of searching for
                             kprov.config.*
         --no-code-config    Refuse a configuration that is code; accept JSON only
                   --json    Print exactly one JSON document on stdout
              --cwd=<DIR>    Work in this directory instead of the current one
              -q, --quiet    No talk on stderr, and no text when all is proved
            -v, --verbose    Show details of what passed as well
                  --debug    Show stack traces and what is being done
               -h, --help    Show this help
            -V, --version    Show the version

    EXAMPLES

      kprovengine rerun runs/2026-02-15T20-13-00Z-1f3a9c42
      kprovengine rerun --trust trust.json --root /data --yes run.tar
      kprovengine rerun --allow-drift --yes runs/2026-02-15T20-13-00Z-1f3a9c42
    "
  `);
});
