import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { sha256 } from "../../lib/digest.ts";
import { layout } from "../../lib/evidence/index.ts";
import { formatHelp } from "../../lib/help.ts";
import type { PageReport } from "../../lib/page/index.ts";
import command, { examples } from "../../scripts/report.ts";
import { failed, writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { person, signRun, trusting, writeTrust } from "../support/people.ts";
import { temporary } from "../support/temporary.ts";

const runId = "2026-02-15T20-13-00Z-0000000a";

const signed = async (): Promise<{ cwd: string; trust: string }> => {
  const cwd = temporary();
  const ann = await person("Ann");
  await signRun(writeBundle(cwd), ann);
  return { cwd, trust: writeTrust([trusting(ann, ["runner"])]) };
};

describe("report", () => {
  it("writes the page and says what is proved", async () => {
    const { cwd, trust } = await signed();
    const { result, text } = await call(command, cwd, [runId, "-o", "r.html", "--trust", trust]);
    const page = readFileSync(join(cwd, "r.html"));
    expect(result.exitCode).toBe(0);
    expect(result.document).toMatchObject({
      schema: "kprov.page/v1",
      page: { path: "r.html", size: page.length, sha256: sha256(page), bundles: 1 },
      verification: { schema: "kprov.verification/v1", verdict: "proved" },
    });
    expect(text).toBe(
      `r.html: a page about 1 bundle, ${page.length} bytes\nproved: 1 of 1 bundle; 1 of 1 run succeeded`,
    );
    expect(page.toString()).toContain("signed by Ann");
    expect(readdirSync(cwd).sort()).toEqual([runId, "r.html"]);
  });

  it.each<[string, readonly string[], number, string]>([
    [
      "is proved by nobody",
      [],
      3,
      "not proved: 0 of 1 bundle; 1 of 1 run succeeded; next: kprovengine verify --explain --trust ",
    ],
    [
      "is asked for integrity alone",
      ["--integrity"],
      0,
      "proved: 1 of 1 bundle; 1 of 1 run succeeded; origin not asked",
    ],
  ])("exits as verify does, and writes all the same, when it %s", async (_, flags, exitCode, words) => {
    const cwd = temporary();
    writeBundle(cwd);
    const trust = flags.length === 0 ? ["--trust", writeTrust([trusting(await person("Eve"), ["runner"])])] : [];
    const { result, text } = await call(command, cwd, [runId, "-o", "r.html", ...flags, ...trust]);
    expect(result.exitCode).toBe(exitCode);
    expect(text.split("\n")[1]).toContain(words);
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("train succeeded");
  });

  it("makes a page about a damaged bundle that says so, and exits 1", async () => {
    const cwd = temporary();
    appendFileSync(join(writeBundle(cwd), layout.stdout), "x");
    const { result, text } = await call(command, cwd, [runId, "-o", "r.html", "--integrity"]);
    const page = readFileSync(join(cwd, "r.html"), "utf8");
    expect(result.exitCode).toBe(1);
    expect(text).toContain(`next: kprovengine verify --explain --integrity ${runId}`);
    expect(page).toContain("<title>Not proved: train, by its own word, succeeded</title>");
    expect(page).toContain("MEMBER_CHANGED");
    expect(page).not.toContain("train.py");
  });

  it("exits 1 for a failed run under a trust file that wants success", async () => {
    const cwd = temporary();
    const ann = await person("Ann");
    await signRun(writeBundle(cwd, { outcome: failed }), ann);
    const trust = writeTrust([trusting(ann, ["runner"])]);
    const { result } = await call(command, cwd, [runId, "-o", "r.html", "--trust", trust]);
    expect(result.exitCode).toBe(1);
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("train failed (exit 3)");
  });

  it("joins several bundles in one page", async () => {
    const cwd = temporary();
    for (const [id, day] of [
      ["a", "2026-02-15"],
      ["b", "2026-02-16"],
    ] as const)
      writeBundle(cwd, { runId: id, day });
    const { result, text } = await call(command, cwd, ["a", "b", "-o", "r.html", "--integrity"]);
    expect((result.document as PageReport).page.bundles).toBe(2);
    expect(text).toContain("a page about 2 bundles");
    expect(text).toContain("\nproved: 2 of 2 bundles; 2 of 2 runs succeeded; origin not asked");
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("<h1>2 runs: train</h1>");
  });

  it("says on its last line how many of the runs succeeded", async () => {
    const cwd = temporary();
    writeBundle(cwd, { runId: "a" });
    writeBundle(cwd, { runId: "b", day: "2026-02-16", outcome: failed });
    const { result, text } = await call(command, cwd, ["a", "b", "-o", "r.html", "--integrity"]);
    expect(result.exitCode).toBe(0);
    expect(text).toContain("\nproved: 2 of 2 bundles; 1 of 2 runs succeeded; origin not asked");
  });

  it("counts a bundle that is named twice once, by its digest, and never in the place of a damaged copy", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    const { result, text } = await call(command, cwd, [runId, `./${runId}`, "-o", "r.html", "--integrity"]);
    expect((result.document as PageReport).page.bundles).toBe(1);
    expect(text).toContain("\nproved: 1 of 1 bundle; 1 of 1 run succeeded");
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("<title>Integrity proved: train succeeded</title>");
    cpSync(dir, join(cwd, "copy"), { recursive: true });
    appendFileSync(join(cwd, "copy", layout.stdout), "x");
    const copied = await call(command, cwd, [runId, "copy", "-o", "r2.html", "--integrity"]);
    expect(copied.result.exitCode).toBe(1);
    expect(copied.text).toContain("\nnot proved: 1 of 2 bundles; 1 of 2 runs succeeded");
  });

  it.each<[string, string]>([
    ["nodir/x.html", 'Cannot write "nodir/x.html": the directory "nodir" does not exist'],
    ["file/x.html", 'Cannot write "file/x.html": a part of its path is not a directory'],
  ])("says in words why it can't write %s", async (name, message) => {
    const cwd = temporary({ file: "" });
    writeBundle(cwd);
    const asked = call(command, cwd, [runId, "-o", name, "--integrity"]);
    await expect(asked).rejects.toMatchObject({ code: "E_IO", message, hint: expect.any(String) });
  });

  it.each<[string, readonly string[]]>([
    ["nothing that is there", ["missing"]],
    ["a directory that is no bundle", ["empty"]],
  ])("writes nothing about %s", async (_, paths) => {
    const cwd = temporary();
    spawnSync("mkdir", [join(cwd, "empty")]);
    const { result, text } = await call(command, cwd, [...paths, "-o", "r.html", "--integrity"]);
    expect(result).toMatchObject({ exitCode: 3, document: { schema: "kprov.verification/v1" } });
    expect(text.endsWith("\nnothing was written")).toBe(true);
    expect(readdirSync(cwd)).toEqual(["empty"]);
  });

  it("never overwrites, also not by a link, and not what somebody else wrote meanwhile", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    writeFileSync(join(cwd, "r.html"), "mine");
    symlinkSync("nowhere", join(cwd, "link.html"));
    for (const name of ["r.html", "link.html"])
      await expect(call(command, cwd, [runId, "-o", name, "--integrity"])).rejects.toMatchObject({
        code: "E_USAGE",
        message: expect.stringContaining("never overwritten"),
      });
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toBe("mine");
  });

  it("refuses to write into a bundle, and may write beside bundles", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    await expect(call(command, cwd, [runId, "-o", `${runId}/r.html`, "--integrity"])).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining("inside the bundle"),
    });
    expect((await call(command, cwd, [".", "-o", "r.html", "--integrity"])).result.exitCode).toBe(0);
    expect((await call(command, cwd, [".", "-o", "r2.html", "--integrity"])).result.exitCode).toBe(0);
  });

  it("streams the same bytes to stdout", async () => {
    const cwd = temporary();
    writeBundle(cwd);
    await call(command, cwd, [runId, "-o", "r.html", "--integrity"]);
    const { stdout, result } = await call(command, cwd, [runId, "-o", "-", "--integrity"]);
    expect(stdout).toBe(readFileSync(join(cwd, "r.html"), "utf8"));
    expect(result).toMatchObject({ stream: "stderr", exitCode: 0 });
  });

  it.each<[string, readonly string[], string]>([
    ["--json for stdout", ["-o", "-", "--json"], "E_USAGE"],
    ["--trust with --integrity", ["-o", "r.html", "--integrity", "--trust", "t.json"], "E_USAGE"],
    ["--attestation with --integrity", ["-o", "r.html", "--integrity", "--attestation", "a"], "E_USAGE"],
    ["--trusted-root with --integrity", ["-o", "r.html", "--integrity", "--trusted-root", "a"], "E_USAGE"],
    ["a missing trust file", ["-o", "r.html", "--trust", "missing.json"], "E_TRUST"],
    ["a missing statement", ["-o", "r.html", "--integrity", "--statement", "missing.json"], "E_IO"],
    ["a directory for a statement", ["-o", "r.html", "--integrity", "--statement", "."], "E_IO"],
    ["a place that is not there", ["-o", "no/where.html", "--integrity"], "E_IO"],
  ])("refuses %s, and leaves nothing", async (_, flags, code) => {
    const cwd = temporary();
    writeBundle(cwd);
    await expect(call(command, cwd, [runId, ...flags])).rejects.toMatchObject({ code });
    expect(readdirSync(cwd)).toEqual([runId]);
  });

  it("judges an attestation that is handed over", async () => {
    const { cwd, trust } = await signed();
    writeFileSync(join(cwd, "foreign.jsonl"), "{}\n");
    const asked = call(command, cwd, [runId, "-o", "r.html", "--trust", trust, "--attestation", "foreign.jsonl"]);
    await expect(asked).rejects.toMatchObject({ code: "E_ENVELOPE" });
    rmSync(join(cwd, "foreign.jsonl"));
  });

  test("shows its usage", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Write one page about bundles, to be read in any browser (kprovengine report)

      USAGE kprovengine report [OPTIONS] <PATHS> --output=<FILE>

      ARGUMENTS

        PATHS=<BUNDLE>    A bundle, a tar made by export, or a directory of bundles;
                          several are joined in one page (Required)

      OPTIONS

          -o, --output=<FILE>    Write the page to this new file; - for stdout
                                 (Required)
               --trust=<FILE>    Believe whom this trust file names, instead of your
                                 own
        --trusted-root=<FILE>    Judge Sigstore certificates under this trusted root
                  --integrity    Ask for integrity alone, not for who made the bundles
         --attestation=<FILE>    Hand over an envelope about a bundle, its outputs or
                                 its commit (may be repeated)
           --statement=<FILE>    Show what this statement of a preflight says, which a
                                 run refers to by its digest (may be repeated)
                       --json    Print exactly one JSON document on stdout
                  --cwd=<DIR>    Work in this directory instead of the current one
                  -q, --quiet    No talk on stderr, and no text when all is proved
                -v, --verbose    Show details of what passed as well
                      --debug    Show stack traces and what is being done
                   -h, --help    Show this help
                -V, --version    Show the version

      EXAMPLES

        kprovengine report runs/2026-02-15T20-13-00Z-1f3a9c42 -o report.html
        kprovengine report --trust trust.json clean.tar train.tar -o report.html
        kprovengine report --integrity runs/ -o - > report.html
      "
    `);
  });
});
