import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { sha256 } from "../../lib/digest.ts";
import { layout } from "../../lib/evidence/index.ts";
import { formats } from "../../lib/exchange/index.ts";
import { formatHelp } from "../../lib/help.ts";
import type { ExportReport } from "../../lib/verify/index.ts";
import command, { examples } from "../../scripts/export.ts";
import sign from "../../scripts/sign.ts";
import { writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { program, programArgv } from "../support/command.ts";
import { asNobody, makeKey } from "../support/nobody.ts";
import { makeKey as otherKey, trustFile, trusting } from "../support/sign.ts";
import { temporary } from "../support/temporary.ts";

asNobody();

const runId = "2026-02-15T20-13-00Z-0000000a";
const hidden = (dir: string): string[] => readdirSync(dir).filter((name) => name.startsWith("."));

describe("export", () => {
  it("writes the tar, says its digest and size, and the next command", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    const { result, text } = await call(command, cwd, [runId, "-o", "x.tar"]);
    const tar = readFileSync(join(cwd, "x.tar"));
    expect(result.exitCode).toBe(0);
    expect((result.document as ExportReport).archive).toEqual({
      path: "x.tar",
      size: tar.length,
      sha256: sha256(tar),
      files: 11,
    });
    expect(text).toContain(sha256(tar));
    expect(text).toContain(`${tar.length} bytes`);
    expect(text).toMatch(/verify +kprovengine verify x\.tar$/);
    expect(hidden(cwd)).toEqual([]);
  });

  it.each<[string, number, (dir: string) => void, string]>([
    ["a changed bundle", 1, (dir) => writeFileSync(join(dir, layout.stdout), "x"), "MEMBER_CHANGED"],
    ["an unlisted file", 1, (dir) => writeFileSync(join(dir, "extra"), ""), "MEMBER_EXTRA"],
    ["no bundle", 3, (dir) => void spawnSync("sh", ["-c", "rm -r *"], { cwd: dir }), "NOT_A_BUNDLE"],
  ])("refuses %s with exit %i, its findings, and without writing", async (_, exitCode, spoil, code) => {
    const cwd = temporary();
    spoil(writeBundle(cwd));
    const { result, text } = await call(command, cwd, [runId, "-o", "x.tar"]);
    expect(result).toMatchObject({ exitCode, document: { schema: "kprov.verification/v1", findings: [{ code }] } });
    expect(text).toContain(code);
    expect(text.endsWith("\nnothing was written")).toBe(true);
    expect(readdirSync(cwd)).toEqual([runId]);
    const streamed = await call(command, cwd, [runId, "-o", "-"]);
    expect(streamed).toMatchObject({ stdout: "", result: { exitCode, stream: "stderr" } });
  });

  it("never overwrites, and gives the same bytes under another name", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    await call(command, cwd, [runId, "-o", "x.tar"]);
    await expect(call(command, cwd, [runId, "-o", "x.tar"])).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
    await call(command, cwd, [`./${runId}/`, "--output", "y.tar"]);
    expect(readFileSync(join(cwd, "y.tar")).equals(readFileSync(join(cwd, "x.tar")))).toBe(true);
  });

  it("refuses --json for stdout, an empty bundle and a missing output", async () => {
    const cwd = writeBundle(temporary());
    await expect(call(command, cwd, [".", "-o", "-", "--json"])).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(call(command, cwd, ["", "-o", "../x.tar"])).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(call(command, cwd, [".", "-o", ""])).rejects.toMatchObject({ code: "E_USAGE" });
    await expect((async () => call(command, cwd, ["."]))()).rejects.toMatchObject({ code: "E_USAGE" });
  });

  it("knows the forms of lib/exchange, and the tar", () => {
    const { format } = command.args as { format: { options: string[] } };
    expect(format.options).toEqual(["tar", ...formats]);
  });

  it("writes the same tar when the form is named, and other forms by their name", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    await call(command, cwd, [runId, "-o", "x.tar"]);
    await call(command, cwd, [runId, "--format", "tar", "-o", "y.tar"]);
    expect(readFileSync(join(cwd, "y.tar")).equals(readFileSync(join(cwd, "x.tar")))).toBe(true);
    const { result, text } = await call(command, cwd, [runId, "--format", "openlineage", "-o", "x.jsonl"]);
    expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.exchange/v1", format: "openlineage" } });
    expect(text).toContain(sha256(readFileSync(join(cwd, "x.jsonl"))));
    const streamed = await call(command, cwd, ["x.tar", "--format=openlineage", "-o", "-"]);
    expect(streamed.stdout).toBe(readFileSync(join(cwd, "x.jsonl"), "utf8"));
    expect(streamed.result.stream).toBe("stderr");
  });

  it.each<[string, string[], string]>([
    ["several bundles for a tar", [runId, runId, "-o", "x"], "takes one bundle"],
    ["several bundles for a form of one", [runId, runId, "--format", "dsse", "-o", "x"], "takes one bundle"],
    ["a directory on stdout", [runId, "--format", "ro-crate", "-o", "-"], "can't go to stdout"],
    ["an unknown form", [runId, "--format", "spdx", "-o", "x"], "takes one of tar, in-toto"],
    ["--root for a tar", [runId, "--root", ".", "-o", "x"], '"--root" means nothing for "--format tar"'],
    [
      "--expires for an SBOM",
      [runId, "--format", "cyclonedx", "--expires", "2040-01-01", "-o", "x"],
      '"--expires" means',
    ],
    ["--key for lineage", [runId, "--format", "openlineage", "--key", "k", "-o", "x"], '"--key" means nothing'],
    ["--namespace for a crate", [runId, "--format", "ro-crate", "--namespace", "n", "-o", "x"], '"--namespace" means'],
    ["--vouch for what nobody signs", [runId, "--format", "dsse", "--vouch", "-o", "x"], '"--vouch" means nothing'],
    ["--trust for a tar", [runId, "--trust", "t.json", "-o", "x"], '"--trust" means nothing for "--format tar"'],
    [
      "--vouch and --trust",
      [runId, "--format", "in-toto", "--vouch", "--trust", "t.json", "-o", "x"],
      "exclude each other",
    ],
    ["--root that is missing", [runId, "--format", "cyclonedx", "--root", "no", "-o", "x"], "expected a directory"],
    ["--root that is empty", [runId, "--format", "cyclonedx", "--root", "", "-o", "x"], "needs a value"],
    ["two keys", [runId, "--format", "in-toto", "--key", "a", "--key", "b", "-o", "x"], '"--key" is given twice'],
  ])("refuses %s", async (_, argv, message) => {
    const cwd = temporary();
    writeBundle(cwd);
    await expect((async () => call(command, cwd, argv))()).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(message),
    });
    expect(readdirSync(cwd)).toEqual([runId]);
  });

  it.each(["x.tar", "./x.tar"])("says that %s is a tar already, and that other forms take it", async (path) => {
    const cwd = temporary();
    writeBundle(cwd);
    await call(command, cwd, [runId, "-o", "x.tar"]);
    await expect(call(command, cwd, [path, "-o", "y.tar"])).rejects.toMatchObject({
      code: "E_USAGE",
      message: `"${path}" is a tar already`,
      hint: expect.stringContaining("--format"),
    });
    expect(readdirSync(cwd).sort()).toEqual([runId, "x.tar"]);
  });

  it("signs for whom the trust file proves, or when its owner vouches, and for nobody else", async () => {
    const cwd = temporary();
    const { document } = await makeKey("ann");
    await call(sign, cwd, [writeBundle(cwd).slice(cwd.length + 1)]);
    const owner = { fingerprint: document.fingerprint, publicKey: document.publicKey, owner: "ann" };
    writeFileSync(join(cwd, "owner.json"), JSON.stringify(trustFile([{ ...owner, roles: ["runner"] }])));
    writeFileSync(join(cwd, "other.json"), JSON.stringify(trustFile([trusting(otherKey(), "eve")])));
    const argv = [runId, "--format", "in-toto", "-o", "x", "--expires", "2090-01-01"];
    const { result, text } = await call(command, cwd, [...argv, "--trust", "other.json"]);
    expect(result).toMatchObject({ exitCode: 3, document: { integrity: "proved", verdict: "undecided" } });
    expect(text).toMatch(/\nnothing was written: your signature would say more than is proved\n.*--vouch$/);
    expect(readdirSync(cwd)).not.toContain("x");
    const proved = await call(command, cwd, [...argv, "--trust", "owner.json"]);
    expect(proved.text).not.toContain("vouches");
    rmSync(join(cwd, "x"), { recursive: true });
    expect((await call(command, cwd, argv)).result).toMatchObject({ exitCode: 3 });
    expect((await call(command, cwd, [...argv, "--vouch"])).text).toMatch(/note +The origin .* vouches/);
  });

  it("gives the findings of a bundle that is not whole for every form", async () => {
    const cwd = temporary();
    writeFileSync(join(writeBundle(cwd), "extra"), "");
    for (const format of formats) {
      const { result, text } = await call(command, cwd, [runId, "--format", format, "-o", "x"]);
      expect(result).toMatchObject({ exitCode: 1, document: { schema: "kprov.verification/v1" } });
      expect(text.endsWith("\nnothing was written")).toBe(true);
    }
    expect(readdirSync(cwd)).toEqual([runId]);
  });

  it("shows its usage", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Hand a bundle to others: as a tar, or in a form that other tools read
      (kprovengine export)

      USAGE kprovengine export [OPTIONS] <BUNDLE> --output=<PATH>

      ARGUMENTS

        BUNDLE=<BUNDLE>    A bundle's directory; a tar made by export does for other
                           forms than tar. in-toto joins several (Required)

      OPTIONS

        -o, --output=<PATH>
            Write this new file, or this new directory (in-toto, ro-crate); - for
            stdout (Required)
        --format=<tar|in-toto|dsse|sigstore|cyclonedx|ro-crate|openlineage>
            The form. Default: tar, which verify takes
        --expires=<DATE>
            in-toto: when the layout expires. Default: a year after the last run ended
        --root=<DIR>
            cyclonedx: read the recorded lock files in this directory, and list what
            they pin
        --namespace=<NAME>
            openlineage: the job's and the files' namespace. Default: the project's
            name
        --key=<SIGNER>
            in-toto: sign with this Ed25519 key: its name or fingerprint, ssh:FILE,
            ssh-agent or exec:COMMAND. Default: your own
        --passphrase-fd=<N>
            Read the key's passphrase from this file descriptor instead of asking
        --trust=<FILE>
            in-toto: the origin has to be proved under this trust file. Default: your
            own
        --vouch
            in-toto: sign for bundles whose origin is not proved: the key's owner
            vouches
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

        kprovengine export runs/2026-02-15T20-13-00Z-1f3a9c42 -o run.tar
        kprovengine export runs/2026-02-15T20-13-00Z-1f3a9c42 -o - > run.tar
        kprovengine export --format in-toto --key laptop runs/prepare runs/train -o supply-chain
        kprovengine export --format cyclonedx --root . runs/2026-02-15T20-13-00Z-1f3a9c42 -o sbom.json
      "
    `);
  });
});

describe("export as a process", () => {
  test("streams the same bytes to stdout, and talks on stderr", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    const written = await program(cwd, ["export", runId, "-o", "x.tar", "--json"]);
    expect(written).toMatchObject({ status: 0, stderr: "" });
    const { archive } = JSON.parse(written.stdout) as ExportReport;
    const { stdout, stderr, status } = spawnSync(process.execPath, programArgv("export", runId, "-o", "-"), { cwd });
    expect(status).toBe(0);
    expect(sha256(stdout)).toBe(archive.sha256);
    expect(stderr.toString()).toContain(archive.sha256);
  });

  test("exits 3 when whoever reads its stdout is gone", () => {
    const cwd = temporary();
    writeBundle(cwd, { outputs: { "large.bin": Buffer.alloc(2 ** 22) } });
    const quoted = programArgv("export", runId, "-o", "-").map((word) => `'${word}'`);
    const script = `{ '${process.execPath}' ${quoted.join(" ")}; echo $? > status; } | head -c 100 > /dev/null`;
    spawnSync("sh", ["-c", script], { cwd });
    expect(readFileSync(join(cwd, "status"), "utf8")).toBe("3\n");
  });
});
