import { describe, expect, test } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/governance.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { baseConfig, configure, governed, recordFile, scopeFile } from "../support/governance.ts";
import { repo } from "../support/repo.ts";

describe("governance", () => {
  test("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Record what governs, with a version of its own; show it, say what differs
      (kprovengine governance)

      USAGE kprovengine governance [OPTIONS] <ACTION>

      ARGUMENTS

        ACTION=<ACTION>    update, show or diff (Required)

      OPTIONS

         --reason=<TEXT>    update: why; it stands in the record for ever
         --author=<NAME>    update: who answers for it; default: git's author
            --base=<REF>    diff: compare with the record of this commit
          --fail-on-diff    diff: exit 1 when there is a difference
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

        kprovengine governance update --reason 'runs/ is build output, too'
        kprovengine governance show
        kprovengine governance diff
        kprovengine governance diff --base origin/main --verbose
      "
    `);
  });

  test("update records, show shows, diff says what differs", async () => {
    using fixture = await governed();
    const run = async (...argv: string[]) => (await call(command, fixture.dir, argv)).text;
    expect(await run("diff")).toBe("governance: no difference from the record (1.0.0)");
    configure(fixture, { artifacts: { ...baseConfig.artifacts, deny: ["out/**"] } });
    fixture.write({ [scopeFile]: "# Other\n" });
    expect(await run("diff")).toMatchInlineSnapshot(`
      "loosened   artifacts.deny no longer has "runs/**"
      tightened  artifacts.deny now has "out/**"
      words      ".kprov/governance/scope.md" has other words

      governance: 3 differences from the record (1.0.0), a major step"
    `);
    const verbose = await program(fixture.dir, ["governance", "diff", "--verbose"]);
    expect(verbose.stdout).toContain('~ artifacts.deny.0: "runs/**" → "out/**"');
    expect(await run("update", "--reason", "out/ it is called now", "--author", "Ann Lee")).toMatchInlineSnapshot(`
      "loosened   artifacts.deny no longer has "runs/**"
      tightened  artifacts.deny now has "out/**"
      words      ".kprov/governance/scope.md" has other words
      governance 1.0.0 → 2.0.0 (major): recorded in .kprov/governance.lock.json
      next: git add .kprov/governance.lock.json"
    `);
    const shown = await run("show");
    expect(
      shown
        .replaceAll(/\d{4}-\d\d-\d\d/g, "<date>")
        .replace(/\(\d+ keys\)/, "(<n> keys)")
        .replace(/rules \(\d+ of .*\)/, "rules (<n>)"),
    ).toMatchInlineSnapshot(`
      "governance 2.0.0
      configuration kprov.config.json (<n> keys)
      documents (1)
      workflows (1)
      files (1)
      rules (<n>)

      2.0.0  major  <date>  Ann Lee
        out/ it is called now
        loosened: artifacts.deny no longer has "runs/**"
      1.0.0  first  <date>  Ann Lee
        planted"
    `);
    expect(await run("update", "--reason", "again", "--author", "Ann Lee")).toBe(
      "governance 2.0.0: nothing changed, nothing recorded",
    );
  });

  test("diff --base compares with another commit's record; --fail-on-diff exits 1", async () => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    await call(command, fixture.dir, ["update", "--reason", "words", "--author", "Ann"]);
    fixture.commit();
    const { result, text } = await call(command, fixture.dir, ["diff", "--base", "HEAD~1", "--fail-on-diff"]);
    expect(result.exitCode).toBe(1);
    expect(text).toContain("1 difference from HEAD~1 (1.0.0), a patch step");
    expect((await call(command, fixture.dir, ["diff", "--base", "HEAD~1"])).result.exitCode).toBe(0);
    expect((await call(command, fixture.dir, ["diff", "--fail-on-diff"])).result.exitCode).toBe(0);
    await expect(call(command, fixture.dir, ["diff", "--base", "nowhere"])).rejects.toMatchObject({ code: "E_BASE" });
  });

  test.each<[string[], string]>([
    [["update"], "E_USAGE"],
    [["update", "--reason", ""], "E_USAGE"],
    [["update", "--reason", "r", "--base", "main"], "E_USAGE"],
    [["show", "--reason", "r"], "E_USAGE"],
    [["show", "--fail-on-diff"], "E_USAGE"],
    [["forget"], "E_USAGE"],
    [["diff", "--base", "-x"], "E_USAGE"],
  ])("%j is %s", async (argv, code) => {
    using fixture = await governed();
    await expect(call(command, fixture.dir, argv)).rejects.toMatchObject({ code });
  });

  test("show and diff without a record are E_GOVERNANCE, exit 3", async () => {
    using fixture = repo({ "kprov.config.json": '{"governance":{}}' });
    for (const action of ["show", "diff"])
      await expect(call(command, fixture.dir, [action])).rejects.toMatchObject({ code: "E_GOVERNANCE", exit: 3 });
  });

  test("as a process: the author is git's, --json prints one document", async () => {
    using fixture = repo({ "kprov.config.json": '{"governance":{}}' });
    fixture.git("config", "user.name", "Ann Lee");
    fixture.git("config", "user.email", "ann@example.com");
    const { status, stdout, stderr } = await program(fixture.dir, [
      "governance",
      "update",
      "--reason",
      "Begin",
      "--json",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "kprov.governance-update/v1",
      version: "1.0.0",
      path: recordFile,
    });
    fixture.git("add", recordFile);
    const shown = await program(fixture.dir, ["governance", "show", "--json"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      schema: "kprov.governance-lock/v1",
      changes: [{ author: "Ann Lee <ann@example.com>", reason: "Begin" }],
    });
  });
});
