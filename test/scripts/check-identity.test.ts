import { describe, expect, it } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/check-identity.ts";
import { call } from "../support/call.ts";
import { repo } from "../support/repo.ts";

const identity = { name: "claims-etl", display: { name: "Claims ETL", allow: ["README.md"] } };
const config = JSON.stringify({ identity });

describe("check-identity", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Fail when names, URLs, labels or words are not the project's (kprovengine
      check-identity)

      USAGE kprovengine check-identity [OPTIONS]

      OPTIONS

             --self-test    Plant every violation in a temporary repository; all must
                            be caught
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

        kprovengine check-identity
        kprovengine check-identity --self-test
      "
    `);
  });

  it("proves a repository that is called the same everywhere: exit 0, one line", async () => {
    using fixture = repo({
      "kprov.config.json": config,
      "README.md": "# Claims ETL\n",
      "package.json": '{"name":"claims-etl"}',
    });
    const { result, text } = await call(command, fixture.dir, []);
    expect(result.exitCode).toBe(0);
    expect(text).toBe("check-identity: proved (3 tracked files)");
  });

  it("reports what is called otherwise: exit 1, with place and mending", async () => {
    using fixture = repo({
      "kprov.config.json": config,
      "README.md": "",
      "package.json": '{\n  "name": "claims"\n}\n',
    });
    const { result, text } = await call(command, fixture.dir, []);
    expect(result.exitCode).toBe(1);
    expect(text).toMatchInlineSnapshot(`
      "NAME_MISMATCH  A manifest calls the project by another name (1)
        package.json
          package.json:2:11: "name" is not the project's name by the rules of npm: expected "claims-etl", found "claims"
          write "claims-etl" there, or correct identity.name

      check-identity: violated (1 violation, 3 tracked files)"
    `);
  });

  it("could not decide without a configuration: exit 3", async () => {
    using fixture = repo({ "package.json": '{"name":"claims"}' });
    const { result, text } = await call(command, fixture.dir, []);
    expect(result.exitCode).toBe(3);
    expect(text).toMatchInlineSnapshot(`
      "NOTHING_EXAMINED  Nothing was examined (1)
        The configuration says nothing about who this project is
          write identity.name, identity.repository, identity.display, identity.forbidden or identity.docker into kprov.config.*

      check-identity: could not decide (1 undecided)"
    `);
  });

  it("throws E_CONFIG for a file of forbidden tokens that is missing", async () => {
    using fixture = repo({ "kprov.config.json": JSON.stringify({ identity: { forbidden: { file: "no.txt" } } }) });
    await expect(call(command, fixture.dir, [])).rejects.toMatchObject({ code: "E_CONFIG" });
  });

  it("--self-test catches every planted violation, and touches nothing: exit 0", async () => {
    using fixture = repo({ "kprov.config.json": config });
    const { result, text } = await call(command, fixture.dir, ["--self-test"]);
    expect(result.exitCode).toBe(0);
    expect(text).toMatch(/^check-identity --self-test: passed \((\d+) of \1 planted violations caught\)$/);
    expect(fixture.git("status", "--porcelain")).toBe("");
  });
});
