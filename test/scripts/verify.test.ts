import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Command, Result, Talk } from "../../lib/command.ts";
import { sha256 } from "../../lib/digest.ts";
import { formatEnvelope, layout } from "../../lib/evidence/index.ts";
import { parseFlags } from "../../lib/flags.ts";
import { formatHelp } from "../../lib/help.ts";
import { keysDirectory, saveKey } from "../../lib/sign/index.ts";
import {
  type BundleVerdict,
  type VerificationSet,
  verifyBundle,
  verifyDirectory,
  verifyPaths,
} from "../../lib/verify/index.ts";
import command, { examples } from "../../scripts/verify.ts";
import { commit, failed, filesOf, inputOf, writeBundle } from "../support/bundle.ts";
import { programArgv } from "../support/command.ts";
import { envelopeOf, makeKey, signRun, testResult, trustFile, trusting } from "../support/sign.ts";
import { temporary } from "../support/temporary.ts";

const silent: Talk = {
  note: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  progress: () => undefined,
};
const runId = "2026-02-15T20-13-00Z-0000000a";

// Nobody's own trust file decides here.
beforeEach(() => void vi.stubEnv("KPROV_CONFIG_DIR", temporary()));
afterEach(() => void vi.unstubAllEnvs());

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

const spawn = (cwd: string, ...argv: string[]) =>
  spawnSync(process.execPath, programArgv("verify", ...argv), { cwd, encoding: "utf8" });

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

        PATHS=<BUNDLE>    A bundle, a tar made by export, a directory of bundles and
                          their chain (only an expected head shows that its newest was
                          removed), or a file with signed statements (Required)

      OPTIONS

        --trust=<FILE>
            Believe whom this trust file names, instead of your own
        --integrity
            Ask for integrity alone, not for who made the bundle
        --root=<DIR>
            Re-hash recorded inputs and outputs where they lie, relative to this
            directory
        --expect-step=<STEP>
            The run must be of this step, or of another one given (may be repeated)
        --expect-builder=<ID>
            The run must name this builder, or another one given (may be repeated)
        --expect-commit=<COMMIT>
            The run must start from a clean checkout of it, or of another one given
            (may be repeated)
        --expect-outcome=<succeeded|failed|timed-out|signalled|interrupted>
            How the run must have ended; succeeded when left out
        --max-age=<AGE>
            The run must have ended within this time, such as 30d
        --require-statement=<TYPE>
            A trusted owner must have signed a statement of this predicate type, or a
            result of the check of this name, such as preflight, and it must not say
            no (may be repeated)
        --require-review
            Reviewers must have approved it: as many as the trust file asks for, at
            least one
        --expect-head=<DIGEST>
            This review must be there: none after it was removed
        --attestation=<FILE>
            Hand over an envelope about the bundle, its outputs or its commit (may be
            repeated)
        --artifact=<FILE>
            The signed statement must be about this file (may be repeated)
        --digest=<ALG:HEX>
            The signed statement must be about this digest (may be repeated)
        --expect-verifier=<ID>
            The verification summary must be by this verifier
        --expect-resource=<URI>
            The verification summary must be about this resource
        --expect-level=<LEVEL>
            The verification summary must reach this level (may be repeated)
        --trusted-root=<FILE>
            Judge Sigstore certificates under this trusted root
        --explain
            Say for each claim what would change it
        --vsa-out=<FILE>
            Write a signed verification summary of the bundle to this new file
        --key=<SIGNER>
            Sign with this: a key's name or fingerprint, ssh:FILE, ssh-agent,
            exec:COMMAND or keyless (may be repeated)
        --passphrase-fd=<N>
            Read the key's passphrase from this file descriptor instead of asking
        --json
            Print exactly one JSON document on stdout
        --cwd=<DIR>
            Work in this directory instead of the current one
        -q, --quiet
            No talk on stderr, and no text when all is proved
        -v, --verbose
            Show details of what passed as well
        --debug
            Show stack traces and what is being done
        -h, --help
            Show this help
        -V, --version
            Show the version

      EXAMPLES

        kprovengine verify runs/2026-02-15T20-13-00Z-1f3a9c42
        kprovengine verify --trust trust.json --expect-step train --require-review run.tar
        kprovengine verify --integrity --root . runs/2026-02-15T20-13-00Z-1f3a9c42
        kprovengine verify --trust trust.json --artifact model.bin model.intoto.jsonl
      "
    `);
  });
});

describe("verify under a trust file", () => {
  const ann = makeKey();
  const prepared = (): { cwd: string; dir: string } => {
    const cwd = temporary({ "trust.json": JSON.stringify(trustFile([trusting(ann, "Ann", ["runner", "release"])])) });
    return { cwd, dir: signRun(writeBundle(cwd), [ann]) };
  };
  const under = (cwd: string, ...argv: string[]) => verify(cwd, "--trust", "trust.json", ...argv);

  it("exits 0 only when every claim is proved", async () => {
    const { cwd } = prepared();
    const { exitCode, document } = await under(cwd, runId);
    expect(exitCode).toBe(0);
    expect((document as BundleVerdict).claims.every((claim) => claim.verdict === "proved")).toBe(true);
  });

  it("finds the user's own trust file, and believes nobody without one", async () => {
    const { cwd, dir } = prepared();
    const away = temporary();
    const home = temporary({ "trust.json": readFileSync(join(cwd, "trust.json")) });
    vi.stubEnv("KPROV_CONFIG_DIR", home);
    expect((await verify(away, dir)).exitCode).toBe(0);
    vi.stubEnv("KPROV_CONFIG_DIR", temporary());
    expect((await verify(away, dir)).exitCode).toBe(3);
  });

  it.each<[number, string[]]>([
    [0, ["--expect-step", "train"]],
    [0, ["--expect-step", "other", "--expect-step", "train"]],
    [1, ["--expect-step", "other"]],
    [0, ["--expect-builder", "pkg:npm/kprovengine#builder/workstation/v1"]],
    [1, ["--expect-builder", "other"]],
    [0, ["--expect-commit", commit]],
    [1, ["--expect-commit", "f".repeat(40)]],
    [0, ["--expect-outcome", "succeeded"]],
    [1, ["--expect-outcome", "failed"]],
    [1, ["--max-age", "1h"]],
    [0, ["--max-age", "99999d"]],
    [0, ["--require-statement", "https://slsa.dev/provenance/v1"]],
    [3, ["--require-statement", "https://example.com/x"]],
    [3, ["--require-review"]],
    [1, ["--expect-head", "0".repeat(64)]],
    [1, ["--attestation", "beside.jsonl"]],
    [0, ["--explain"]],
  ])("exits %i with %j", async (exitCode, flags) => {
    const { cwd } = prepared();
    const foreign = testResult({ sha256: "0".repeat(64) });
    writeFileSync(join(cwd, "beside.jsonl"), formatEnvelope(envelopeOf(foreign, [ann])));
    expect((await under(cwd, ...flags, runId)).exitCode).toBe(exitCode);
  });

  it("judges a file with signed statements", async () => {
    const { cwd } = prepared();
    writeFileSync(join(cwd, "model.bin"), "m");
    writeFileSync(join(cwd, "s.jsonl"), formatEnvelope(envelopeOf(testResult({ sha256: sha256("m") }), [ann])));
    const proved = await under(cwd, "--artifact", "model.bin", "s.jsonl");
    expect(proved).toMatchObject({ exitCode: 0, document: { schema: "kprov.signed-file-verification/v1" } });
    expect((await under(cwd, "--digest", `sha256:${sha256("m")}`, "s.jsonl")).exitCode).toBe(0);
    expect((await under(cwd, "--artifact", "trust.json", "s.jsonl")).exitCode).toBe(1);
    expect((await under(cwd, "s.jsonl")).exitCode).toBe(3);
    expect(await proved.text({ colour: false, width: 80, verbose: false })).toContain("✓ subject  proved: model.bin");
  });

  it.each<[string[]]>([
    [["--integrity", "--expect-step", "train", runId]],
    [["--artifact", "trust.json", runId]],
    [["--expect-level", "SLSA_BUILD_LEVEL_1", runId]],
    [["--root", ".", "s.jsonl"]],
    [["--require-review", "s.jsonl"]],
    [["s.jsonl", runId]],
    [["--key", "x", runId]],
  ])("refuses %j: nobody would answer it", async (argv) => {
    const { cwd } = prepared();
    writeFileSync(join(cwd, "s.jsonl"), formatEnvelope(envelopeOf(testResult({ sha256: sha256("m") }), [ann])));
    await expect(under(cwd, ...argv)).rejects.toMatchObject({ code: "E_USAGE" });
  });

  it("writes a signed summary that verify then judges, and never replaces a file", async () => {
    const { cwd } = prepared();
    const home = temporary();
    vi.stubEnv("KPROV_CONFIG_DIR", home);
    const options = { cwd, env: { KPROV_CONFIG_DIR: home } };
    await saveKey(keysDirectory(options), {
      name: "rel",
      object: ann.privateKey,
      passphrase: null,
      created: "2026-01-01T00:00:00Z",
    });
    expect((await under(cwd, "--vsa-out", "vsa.jsonl", "--key", "rel", runId)).exitCode).toBe(0);
    await expect(under(cwd, "--vsa-out", "vsa.jsonl", "--key", "rel", runId)).rejects.toMatchObject({ code: "E_IO" });
    const asked = ["--expect-verifier", "pkg:npm/kprovengine#verifier/v1", "--expect-resource", `kprov:run/${runId}`];
    const judge = (...more: string[]) => under(cwd, ...asked, ...more, "vsa.jsonl");
    const manifest = join(runId, layout.manifest);
    const good = await judge(
      "--expect-level",
      "SLSA_BUILD_LEVEL_1",
      "--artifact",
      manifest,
      "--artifact",
      `${runId}/outputs/a.csv`,
    );
    expect(good.exitCode).toBe(0);
    expect((await judge("--expect-level", "SLSA_BUILD_LEVEL_2", "--artifact", manifest)).exitCode).toBe(1);
    expect(
      (await judge("--expect-level", "SLSA_BUILD_LEVEL_1", "--artifact", `${runId}/run_summary.json`)).exitCode,
    ).toBe(1);
    expect((await under(cwd, "--expect-step", "x", "--vsa-out", "bad.jsonl", "--key", "rel", runId)).exitCode).toBe(1);
    expect(
      (await under(cwd, ...asked, "--expect-level", "SLSA_BUILD_LEVEL_1", "--artifact", manifest, "bad.jsonl"))
        .exitCode,
    ).toBe(1);
  });

  it("asks for a trust file when there is only a trusted root", async () => {
    const { cwd } = prepared();
    await expect(verify(cwd, "--trusted-root", "root.json", runId)).rejects.toMatchObject({ code: "E_TRUST" });
  });

  it("summarises a failed run as FAILED, whatever was expected", async () => {
    const { cwd } = prepared();
    const home = temporary();
    vi.stubEnv("KPROV_CONFIG_DIR", home);
    await saveKey(keysDirectory({ cwd, env: { KPROV_CONFIG_DIR: home } }), {
      name: "rel",
      object: ann.privateKey,
      passphrase: null,
      created: "2026-01-01T00:00:00Z",
    });
    const dir = signRun(writeBundle(join(cwd, "other"), { outcome: failed }), [ann]);
    const judged = await under(cwd, "--expect-outcome", "failed", "--vsa-out", "vsa.jsonl", "--key", "rel", dir);
    expect(judged.exitCode).toBe(0);
    const [line = ""] = readFileSync(join(cwd, "vsa.jsonl"), "utf8").split("\n");
    const { payload } = JSON.parse(line) as { payload: string };
    expect(JSON.parse(Buffer.from(payload, "base64").toString("utf8"))).toMatchObject({
      predicate: { verificationResult: "FAILED", verifiedLevels: ["FAILED"] },
    });
  });

  it.each(["-", `${runId}/vsa.jsonl`, `${runId}/attestations/vsa.jsonl`])(
    "refuses to write a summary to %j, before anything is judged",
    async (path) => {
      const { cwd, dir } = prepared();
      const before = filesOf(dir);
      await expect(under(cwd, "--vsa-out", path, "--key", "x", runId)).rejects.toMatchObject({ code: "E_USAGE" });
      expect(filesOf(dir)).toEqual(before);
    },
  );

  it("refuses a trusted root that can't be used, though no certificate is judged", async () => {
    const { cwd } = prepared();
    writeFileSync(join(cwd, "broken.json"), "x");
    for (const root of ["gone.json", "broken.json", "."])
      await expect(under(cwd, "--trusted-root", root, runId)).rejects.toMatchObject({ code: "E_TRUST" });
  });

  it("writes no summary of what followed no trust file, nor of several bundles", async () => {
    const { cwd } = prepared();
    vi.stubEnv("KPROV_CONFIG_DIR", temporary());
    await expect(verify(cwd, "--vsa-out", "v.jsonl", "--key", "x", runId)).rejects.toMatchObject({ code: "E_TRUST" });
    await expect(under(cwd, "--vsa-out", "v.jsonl", "--key", "x", runId, runId)).rejects.toMatchObject({
      code: "E_USAGE",
    });
    expect(existsSync(join(cwd, "v.jsonl"))).toBe(false);
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
