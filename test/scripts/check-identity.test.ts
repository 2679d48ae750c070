import { describe, expect, it } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import command, { examples } from "../../scripts/check-identity.ts";
import { call } from "../support/call.ts";
import { type RepoFiles, repo } from "../support/repo.ts";

const identity = { name: "claims-etl", display: { name: "Claims ETL", allow: ["README.md"] } };
const config = JSON.stringify({ identity });

describe("check-identity", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Fail when names, URLs, labels or words are not the project's (kprovengine
      check-identity)

      USAGE kprovengine check-identity [OPTIONS] [MORE]

      ARGUMENTS

        MORE=<FILE>    Further packages, as a shell makes them of --package dist/*

      OPTIONS

              --package=<FILE>    Judge this built package instead of the repository:
                                  a wheel, a source distribution, an npm tarball; or a
                                  glob (may be repeated)
             --history=<RANGE>    Look for forbidden tokens in these commits, too, as
                                  in origin/main..HEAD: messages, people, branches,
                                  tags, notes; all: everything
            --salt-file=<FILE>    The salt of the private list, outside of the
                                  repository; default: KPROV_DENY_SALT
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

        kprovengine check-identity
        kprovengine check-identity --history origin/main..HEAD
        kprovengine check-identity --package dist/claims_etl-1.0-py3-none-any.whl
        kprovengine check-identity --attest
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

  it("takes upper and lower case for one where the configuration says so, in files and in history", async () => {
    const judged = async (forbidden: object) => {
      const config = { "kprov.config.json": JSON.stringify({ identity: { forbidden } }), "words.txt": "acme-corp\n" };
      using fixture = repo({ ...config, "a.txt": "see ACME-Corp\n" });
      fixture.git("commit", "--quiet", "--allow-empty", "--message", "for Acme-Corp");
      const { result } = await call(command, fixture.dir, ["--history", "HEAD"]);
      return (result.document as Report).findings.map(({ code, path }) => `${code} ${path ?? ""}`);
    };
    expect(await judged({ file: "words.txt" })).toEqual([]);
    expect(await judged({ file: "words.txt", ignoreCase: false })).toEqual([]);
    expect(await judged({ file: "words.txt", ignoreCase: true })).toEqual([
      "FORBIDDEN_IN_MESSAGE ",
      "FORBIDDEN_TOKEN a.txt",
    ]);
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

describe("check-identity over every kind of manifest", () => {
  const url = "https://github.com/acme/claims-etl";
  const whole = JSON.stringify({ identity: { name: "claims-etl", repository: url } });
  const setup = "from setuptools import setup\n";
  const module = { "src/claims/main.py": "def run(): ...\n" };
  const judge = async (files: RepoFiles, remote = "git@github.com:Acme/claims-etl.git") => {
    using fixture = repo({ "kprov.config.json": whole, ...files });
    fixture.git("remote", "add", "origin", remote);
    const { result, text } = await call(command, fixture.dir, []);
    return { exitCode: result.exitCode, text };
  };

  it.each<[string, string]>([
    [
      "pyproject.toml",
      `[project]\nname = "Claims.ETL"\n[project.urls]\nSource = "${url}.git"\n[project.scripts]\nclaims_etl = "claims.main:run"\n`,
    ],
    [
      "setup.cfg",
      `[metadata]\nname = claims_etl\nproject_urls =\n  Source = ${url}/\n[options.entry_points]\nconsole_scripts =\n  claims-etl = claims.main:run\n`,
    ],
    [
      "setup.py",
      `${setup}setup(name="claims_etl", url="${url}", entry_points={"console_scripts": ["claims-etl=claims.main:run"]})\n`,
    ],
    [
      "package.json",
      `{ "name": "@acme/claims-etl", "repository": "github:acme/claims-etl", "homepage": "${url}#readme", "bugs": "${url}/issues", "bin": "cli.js" }\n`,
    ],
    ["Cargo.toml", `[package]\nname = "claims_etl"\nrepository = "${url}"\n[[bin]]\nname = "claims-etl"\n`],
    ["go.mod", "module github.com/acme/claims-etl/v2\n"],
    ["CITATION.cff", `title: "claims-etl: claims"\nrepository-code: "${url}"\n`],
    ["README.md", `git clone ssh://git@github.com/acme/claims-etl.git\n`],
  ])("proves %s by its ecosystem's rules", async (path, text) => {
    expect(await judge({ ...module, [path]: text })).toMatchObject({ exitCode: 0 });
  });

  it.each<[string, string, string, string]>([
    ["NAME_MISMATCH", "pyproject.toml", '[project]\nname = "planted"\n', "2:8"],
    ["NAME_MISMATCH", "pyproject.toml", '[tool.poetry]\nname = "planted"\n', "2:8"],
    ["NAME_MISMATCH", "setup.cfg", "[metadata]\nname = planted\n", "2:8"],
    ["NAME_MISMATCH", "setup.py", `${setup}setup(name="planted")\n`, "2:12"],
    ["NAME_MISMATCH", "package.json", '{ "name": "@acme/planted" }\n', "1:11"],
    ["NAME_MISMATCH", "Cargo.toml", '[package]\nname = "planted"\n', "2:8"],
    ["NAME_MISMATCH", "go.mod", "module github.com/acme/claims-etl/planted/v2\n", "1:8"],
    ["NAME_MISMATCH", "CITATION.cff", "title: Planted\n", "1:8"],
    ["URL_MISMATCH", "pyproject.toml", '[project.urls]\nRepository = "https://github.com/acme/planted"\n', "2:14"],
    ["URL_MISMATCH", "setup.cfg", "[metadata]\nurl = https://github.com/planted/claims-etl\n", "2:7"],
    ["URL_MISMATCH", "setup.py", `${setup}setup(url="https://github.com/planted/claims-etl")\n`, "2:11"],
    ["URL_MISMATCH", "package.json", '{ "repository": "planted/claims-etl" }\n', "1:17"],
    ["URL_MISMATCH", "package.json", '{ "homepage": "https://github.com/acme/planted#readme" }\n', "1:15"],
    ["URL_MISMATCH", "package.json", '{ "bugs": { "url": "https://github.com/planted/claims-etl/issues" } }\n', "1:20"],
    ["URL_MISMATCH", "Cargo.toml", '[package]\nrepository = "https://gitlab.com/acme/claims-etl"\n', "2:14"],
    ["URL_MISMATCH", "go.mod", "module gitlab.com/acme/claims-etl\n", "1:8"],
    ["URL_MISMATCH", "CITATION.cff", "repository-code: https://github.com/planted/claims-etl\n", "1:18"],
    ["DIRECTORY_MISMATCH", "package.json", `{ "repository": { "url": "${url}", "directory": "planted" } }\n`, "1:77"],
    ["ENTRY_POINT_MISMATCH", "pyproject.toml", '[project.scripts]\nplanted = "claims.main:run"\n', "2:1"],
    ["ENTRY_POINT_MISMATCH", "pyproject.toml", '[project.scripts]\nclaims-etl = "planted:run"\n', "2:14"],
    [
      "ENTRY_POINT_MISMATCH",
      "setup.cfg",
      "[options.entry_points]\nconsole_scripts =\n  planted = claims.main:run\n",
      "3:3",
    ],
    [
      "ENTRY_POINT_MISMATCH",
      "setup.py",
      `${setup}setup(entry_points={"console_scripts": ["claims-etl=planted:run"]})\n`,
      "2:41",
    ],
    ["ENTRY_POINT_MISMATCH", "package.json", '{ "bin": { "planted": "cli.js" } }\n', "1:12"],
    ["ENTRY_POINT_MISMATCH", "Cargo.toml", '[[bin]]\nname = "planted"\n', "2:8"],
    ["README_URL_MISMATCH", "README.md", "git clone https://github.com/planted/claims-etl\n", "1:11"],
  ])("reports %s in %s: %j", async (code, path, text, place) => {
    const found = await judge({ ...module, [path]: text });
    expect(found.exitCode).toBe(1);
    expect(found.text).toContain(`${code}  `);
    expect(found.text).toContain(`${path}:${place}: `);
  });

  it("reports a remote of somebody else", async () => {
    const found = await judge(module, "https://github.com/planted/claims-etl");
    expect(found).toMatchObject({ exitCode: 1, text: expect.stringContaining("URL_MISMATCH") });
  });

  it.each([`${setup}setup(name=read())\n`, `${setup}setup(url=read())\n`, `${setup}setup(**read())\n`])(
    "could not decide about what a program makes: %j",
    async (text) => {
      const found = await judge({ ...module, "setup.py": text });
      expect(found).toMatchObject({ exitCode: 3, text: expect.stringContaining("VALUE_COMPUTED") });
    },
  );
});
