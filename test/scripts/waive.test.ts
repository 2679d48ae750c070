import { chmodSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Command } from "../../lib/command.ts";
import { dayOf, lastDay } from "../../lib/guard/waivers/index.ts";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import { keepSecrets } from "../../lib/secrecy.ts";
import artifacts from "../../scripts/check-artifacts.ts";
import identity from "../../scripts/check-identity.ts";
import command, { examples } from "../../scripts/waive.ts";
import { asSomebodyElse } from "../fail-open/machine.ts";
import { call } from "../support/call.ts";
import { denyFile, salt } from "../support/deny.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

const config = JSON.stringify({ identity: { name: "acme", forbidden: ["globex"] } });
const list = ".kprov/waivers.json";
const soon = dayOf(Date.now() + 86_400_000);

const fixture = (files: RepoFiles = {}) =>
  repo({ "kprov.config.json": config, "package.json": '{"name":"acme"}', "a.txt": "one\n  by globex inc\n", ...files });

const check = async (cwd: string, gate: Command = identity) => (await call(gate, cwd, [])).result.document as Report;

/** The fingerprint of the only violation. */
const only = async (cwd: string, gate: Command = identity): Promise<string> => {
  const { findings } = await check(cwd, gate);
  expect(findings).toHaveLength(1);
  return findings[0]?.fingerprint ?? "";
};

const waive = (cwd: string, fingerprint: string, ...more: string[]) =>
  call(command, cwd, [fingerprint, "--reason", "they agreed", "--owner", "mara", "--until", soon, ...more]);

const waived = async (files: TestRepo, gate: Command = identity): Promise<void> => {
  await waive(files.dir, await only(files.dir, gate));
  files.git("add", list);
  expect(await check(files.dir, gate)).toMatchObject({ verdict: "proved", findings: [] });
};

describe("waive", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Keep one violation from counting until a day (kprovengine waive)

      USAGE kprovengine waive [OPTIONS] [FINGERPRINT]

      ARGUMENTS

        FINGERPRINT=<FINGERPRINT>    Of the violation, as --verbose and --json show
                                     it; its first 8 digits are enough

      OPTIONS

           --reason=<TEXT>    Why; shown in every report
            --owner=<NAME>    The person or team that answers for it
             --until=<DAY>    The last day on which it is waived, as 2026-12-31, in
                              UTC
                    --list    Show all waivers, and what is wrong with them
                  --remove    Take the waiver of FINGERPRINT away
         --history=<RANGE>    Look for forbidden tokens in these commits, too, as in
                              origin/main..HEAD: messages, people, branches, tags,
                              notes; all: everything
        --salt-file=<FILE>    The salt of the private list, outside of the repository;
                              default: KPROV_DENY_SALT
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

        kprovengine waive 3f9c1a2b7d04 --reason 'renamed with 2.0' --owner mara@acme.example --until 2026-12-31
        kprovengine waive --list
        kprovengine waive --remove 3f9c1a2b7d04
      "
    `);
  });

  it("writes a waiver that counts as soon as git tracks it, says so, and never stages it", async () => {
    using files = fixture();
    const fingerprint = await only(files.dir);
    const { result, text } = await waive(files.dir, fingerprint.slice(0, 12));
    expect(result).toMatchObject({
      exitCode: 0,
      document: { schema: "kprov.waive/v1", action: "added", waiver: { fingerprint, check: "check-identity" } },
    });
    expect(text).toBe(
      [
        `waived until ${soon}: FORBIDDEN_TOKEN  a.txt`,
        '  a.txt:2:6: Forbidden token "globex"',
        "  they agreed (mara)",
        "git add .kprov/waivers.json",
      ].join("\n"),
    );
    expect(files.git("status", "--porcelain")).toBe("?? .kprov/");
    expect((await check(files.dir)).findings.map(({ code }) => code)).toEqual(["WAIVERS_UNTRACKED", "FORBIDDEN_TOKEN"]);
    files.git("add", list);
    expect(await check(files.dir)).toMatchObject({
      verdict: "proved",
      findings: [],
      waived: [
        {
          fingerprint,
          path: "a.txt",
          line: 2,
          column: 6,
          waiver: { reason: "they agreed", owner: "mara", until: soon },
        },
      ],
    });
    expect((await call(identity, files.dir, [])).text).toContain(
      `waived until ${soon} by mara: FORBIDDEN_TOKEN  a.txt:2:6: they agreed`,
    );
  });

  it("decides anew about what is waived already", async () => {
    using files = fixture();
    const fingerprint = await only(files.dir);
    await waive(files.dir, fingerprint);
    files.git("add", list);
    const { result } = await waive(files.dir, fingerprint.slice(0, 8));
    expect(result.document).toMatchObject({ action: "renewed" });
    expect(JSON.parse(readFileSync(join(files.dir, list), "utf8")).waivers).toHaveLength(1);
  });

  it("writes beside the configuration, and says where that is from here", async () => {
    using files = repo({ a: "", "pkg/kprov.config.json": config, "pkg/src/b": "globex" });
    const cwd = `${files.dir}/pkg/src`;
    const { text } = await waive(cwd, await only(cwd));
    expect(text.split("\n").at(-1)).toBe("git add ../.kprov/waivers.json");
    expect((await check(cwd)).findings.map(({ path, fix }) => [path, fix])).toEqual([
      [`pkg/${list}`, `git add pkg/${list}`],
      ["pkg/src/b", expect.anything()],
    ]);
    files.git("add", "pkg");
    expect((await check(cwd)).verdict).toBe("proved");
  });

  it("refuses what is not there, and days that no waiver may have, before anything is written", async () => {
    using files = fixture();
    await expect(waive(files.dir, "f".repeat(32))).rejects.toMatchObject({ code: "E_USAGE" });
    const argv = [await only(files.dir), "--reason", "x", "--owner", "y", "--until"];
    const over = dayOf(Date.now() - 86_400_000);
    const far = lastDay(Date.now(), 200);
    for (const day of [over, far, "2026-02-30", ""]) {
      await expect(call(command, files.dir, [...argv, day])).rejects.toMatchObject({ code: "E_USAGE" });
    }
    expect(files.git("status", "--porcelain")).toBe("");
  });

  it("lets waivers.maxDays decide how far ahead", async () => {
    using files = fixture({
      "kprov.config.json": JSON.stringify({ ...JSON.parse(config), waivers: { maxDays: 400 } }),
    });
    const argv = [await only(files.dir), "--reason", "x", "--owner", "y", "--until", lastDay(Date.now(), 399)];
    expect((await call(command, files.dir, argv)).result.exitCode).toBe(0);
    files.git("add", list);
    expect((await check(files.dir)).verdict).toBe("proved");
    files.write({ "kprov.config.json": config });
    expect((await check(files.dir)).findings.map(({ code }) => code)).toEqual(["WAIVER_TOO_LONG", "FORBIDDEN_TOKEN"]);
  });

  it.each([
    ["nothing", []],
    ["a fingerprint alone", ["0123456789ab"]],
    ["no owner", ["0123456789ab", "--reason", "x", "--until", soon]],
    ["--list with a fingerprint", ["0123456789ab", "--list"]],
    ["--list with --remove", ["--list", "--remove"]],
    ["--list with a reason", ["--list", "--reason", "x"]],
    ["--list with a history", ["--list", "--history", "HEAD"]],
    ["--remove alone", ["--remove"]],
    ["--remove with a salt", ["--remove", "0123456789ab", "--salt-file", "x"]],
    ["--remove with a day", ["--remove", "0123456789ab", "--until", soon]],
  ])("refuses %s", async (_, argv) => {
    using files = fixture();
    await expect(call(command, files.dir, argv)).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("waive --list and --remove", () => {
  it("show what is in force, and what is wrong: exit 0, then 1", async () => {
    using files = fixture();
    expect((await call(command, files.dir, ["--list"])).text).toBe("waivers: 0 in force");
    await waived(files);
    const listed = await call(command, files.dir, ["--list"]);
    expect(listed.result.exitCode).toBe(0);
    expect(listed.text).toMatch(
      new RegExp(
        `^until ${soon}  [0-9a-f]{12}  FORBIDDEN_TOKEN  a.txt\n    they agreed \\(mara\\)\nwaivers: 1 in force$`,
      ),
    );
    files.write({ [list]: readFileSync(join(files.dir, list), "utf8").replace(soon, "2020-01-01") });
    const wrong = await call(command, files.dir, ["--list"]);
    expect(wrong.result).toMatchObject({
      exitCode: 1,
      document: { schema: "kprov.waive/v1", action: "listed", waivers: [], findings: [{ code: "WAIVER_EXPIRED" }] },
    });
    expect(wrong.text).toContain(
      'WAIVER_EXPIRED  The waiver of FORBIDDEN_TOKEN that "mara" answers for ended on 2020-01-01',
    );
  });

  it("show how many there are, and no text, while the private list's salt is another one's", async () => {
    using files = fixture();
    await waived(files);
    files.write({
      "list.json": denyFile(["acme-corp"]),
      "kprov.config.json": '{"identity":{"forbidden":{"private":"list.json"}}}',
    });
    files.git("add", "list.json");
    vi.stubEnv("KPROV_DENY_SALT", `${salt}x`);
    onTestFinished(() => void vi.unstubAllEnvs());
    onTestFinished(() => keepSecrets(() => (text) => text));
    const { text } = await call(command, files.dir, ["--list"]);
    expect(text).toMatch(new RegExp(`^until ${soon} .* FORBIDDEN_TOKEN  \\(not shown: .*\nwaivers: 1 in force$`, "s"));
    expect(text).not.toMatch(/a\.txt|agreed|mara/);
  });

  it("know nothing outside of a repository: E_NO_REPOSITORY, with a list there or without", async () => {
    for (const files of [{}, { [list]: '{"schema":"kprov.waivers/v1","waivers":[]}' }]) {
      const dir = temporary(files);
      await expect(call(command, dir, ["--list"])).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    }
  });

  it("say that the list can't be written: E_IO, and it stays as it is", async () => {
    using files = fixture();
    const fingerprint = await only(files.dir);
    await waived(files);
    const before = readFileSync(join(files.dir, list), "utf8");
    chmodSync(join(files.dir, ".kprov"), 0o555);
    const remove = () => call(command, files.dir, ["--remove", fingerprint]);
    await expect(asSomebodyElse(files.dir, remove)).rejects.toMatchObject({ code: "E_IO" });
    expect(readFileSync(join(files.dir, list), "utf8")).toBe(before);
  });

  it("take a waiver away, and the violation counts again", async () => {
    using files = fixture();
    const fingerprint = await only(files.dir);
    await waived(files);
    const { result, text } = await call(command, files.dir, ["--remove", fingerprint.slice(0, 12)]);
    expect(result).toMatchObject({ exitCode: 0, document: { action: "removed", waivers: [{ fingerprint }] } });
    expect(text).toBe("removed: FORBIDDEN_TOKEN  a.txt  they agreed\ngit add .kprov/waivers.json");
    expect(await only(files.dir)).toBe(fingerprint);
  });
});

describe("a waiver of a token", () => {
  it("follows the line to another file and place", async () => {
    using files = fixture();
    await waived(files);
    mkdirSync(join(files.dir, "deep"));
    renameSync(join(files.dir, "a.txt"), join(files.dir, "deep/b.md"));
    files.commit({ "deep/b.md": "# New\n\n\tby globex inc\n\nmore\n" });
    expect(await check(files.dir)).toMatchObject({ verdict: "proved", waived: [{ path: "deep/b.md", line: 3 }] });
  });

  it("counts once while lines are moved in the work tree", async () => {
    using files = fixture();
    await waived(files);
    files.write({ "a.txt": "\n\n\none\n  by globex inc\n" });
    expect(await check(files.dir)).toMatchObject({ verdict: "proved", waived: [{ path: "a.txt", line: 2 }] });
  });

  it.each<[string, RepoFiles]>([
    ["a copy in another file", { "b.txt": "  by globex inc\n" }],
    ["a copy in the same file", { "a.txt": "one\n  by globex inc\n  by globex inc\n" }],
    ["another line of the same file", { "a.txt": "one\n  by globex inc\nglobex\n" }],
    ["the line in other words", { "a.txt": "one\n  by globex ltd\n" }],
    ["the same file, binary", { "a.txt": Buffer.from("one\n  by globex inc\n\0") }],
  ])("does not cover %s, staged or not", async (_, more) => {
    using files = fixture();
    await waived(files);
    files.write(more);
    const inWorkTree = await check(files.dir);
    // What git does not track yet is not judged.
    const isNew = !("a.txt" in more);
    expect(inWorkTree.verdict).toBe(isNew ? "proved" : "violated");
    files.git("add", "--all");
    const { verdict, findings } = await check(files.dir);
    expect(verdict).toBe("violated");
    expect(findings.some(({ code }) => code === "FORBIDDEN_TOKEN")).toBe(true);
  });

  it("is left over when the token is gone, and says how to remove it", async () => {
    using files = fixture();
    await waived(files);
    files.commit({ "a.txt": "one\n" });
    const { findings } = await check(files.dir);
    expect(findings).toMatchObject([{ code: "WAIVER_UNUSED", path: list }]);
    const fix = (findings[0]?.fix ?? "").replace("kprovengine waive ", "").split(" ");
    expect((await call(command, files.dir, fix)).result.exitCode).toBe(0);
    // A commit of what is staged would still have it.
    expect((await check(files.dir)).findings).toMatchObject([{ code: "WAIVER_UNUSED", fix: `git add -- ${list}` }]);
    files.git("add", list);
    expect((await check(files.dir)).verdict).toBe("proved");
  });

  it("does not make the list itself a violation by a token in the path", async () => {
    using files = fixture({ "a.txt": "one\n", "globex.txt": "x" });
    await waived(files);
    expect(readFileSync(join(files.dir, list), "utf8")).not.toContain("globex");
  });
});

describe("a waiver of a file", () => {
  const env = { "a.txt": "", ".env": "A=1\n" };

  it("follows the file, and covers neither a copy nor an edit, added or not", async () => {
    using files = fixture(env);
    await waived(files, artifacts);
    files.git("mv", ".env", ".env.local");
    expect((await check(files.dir, artifacts)).verdict).toBe("proved");
    files.write({ ".env.local": "A=2\n" });
    expect((await check(files.dir, artifacts)).findings.map(({ code }) => code)).toEqual([
      "SECRET_FILE_TRACKED",
      "WAIVER_UNUSED",
    ]);
    files.write({ ".env.local": "A=1\n" });
    expect((await check(files.dir, artifacts)).verdict).toBe("proved");
    files.commit({ "x/.env": "A=1\n" });
    expect((await check(files.dir, artifacts)).findings).toMatchObject([
      { code: "SECRET_FILE_TRACKED", path: "x/.env" },
    ]);
  });

  it("is known by the target of a link", async () => {
    using files = fixture({ "a.txt": "", node_modules: { link: "elsewhere" } });
    await waived(files, artifacts);
    files.commit({ "a.txt": "x" });
    expect((await check(files.dir, artifacts)).verdict).toBe("proved");
    files.git("rm", "--quiet", "node_modules");
    files.commit({ node_modules: { link: "other" } });
    expect((await check(files.dir, artifacts)).verdict).toBe("violated");
  });
});

describe("a waiver of a declared value", () => {
  it("follows the value through the manifest, and covers no other one", async () => {
    using files = fixture({ "a.txt": "", "package.json": '{"name":"other"}' });
    await waived(files);
    files.commit({ "package.json": '{\n  "private": true,\n  "name": "other"\n}\n' });
    expect(await check(files.dir)).toMatchObject({ verdict: "proved", waived: [{ line: 3 }] });
    files.write({ "package.json": '{\n  "private": true,\n  "name": "third"\n}\n' });
    expect((await check(files.dir)).findings.map(({ code }) => code)).toContain("NAME_MISMATCH");
  });
});

describe("a waiver of something in the history", () => {
  it("is found with --history, counts with it, and is not left over without", async () => {
    using files = fixture({ "a.txt": "" });
    files.git("commit", "--quiet", "--allow-empty", "--message", "for globex");
    const asked = async () => (await call(identity, files.dir, ["--history", "HEAD"])).result.document as Report;
    const { findings } = await asked();
    expect(findings.map(({ code }) => code)).toEqual(["FORBIDDEN_IN_MESSAGE"]);
    const fingerprint = findings[0]?.fingerprint ?? "";
    await expect(waive(files.dir, fingerprint)).rejects.toMatchObject({ code: "E_USAGE" });
    await waive(files.dir, fingerprint, "--history", "HEAD");
    files.git("add", list);
    expect(await asked()).toMatchObject({ verdict: "proved", waived: [{ code: "FORBIDDEN_IN_MESSAGE" }] });
    expect(await check(files.dir)).toMatchObject({ verdict: "proved", findings: [] });
  });
});
