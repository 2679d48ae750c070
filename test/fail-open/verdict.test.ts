/** Silent passes of a gate that found something and did not say so by its exit code. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaults } from "../../lib/config/defaults.ts";
import { program, programArgv } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";
import { checkArtifacts, checkIdentity, elf, project, runPreflight } from "./support.ts";

const allow = (...globs: string[]) => ({ artifacts: { allow: globs.map((glob) => ({ glob, reason: "meant" })) } });

describe("row 13: what is excused", () => {
  test("is listed in every report, with each kind of finding that it hides", async () => {
    const fixture = project(allow("a.log"), { "a.log": "x" });
    const before = await program(fixture.dir, ["check-artifacts"]);
    expect([before.status, before.stdout]).toEqual([0, expect.stringContaining("allowed: a.log (1 finding): meant")]);
    fixture.commit({ "a.log": "-----BEGIN RSA PRIVATE KEY-----\n" });
    const after = await program(fixture.dir, ["check-artifacts"]);
    expect(after.stdout).toContain("allowed: a.log (2 findings): meant");
  });

  test("is never a doubt, nor a token", async () => {
    const config = { ...allow("a"), identity: { forbidden: ["acme-corp"] } };
    const fixture = project(config, { a: Buffer.concat([elf, Buffer.from("acme-corp")]) });
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 0, codes: [] });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
  });
});

describe("row 14: one exit code for each outcome, as a process", () => {
  test.each([
    ["proved", 0, {}, { a: "x" }, []],
    ["violated", 1, {}, { "a.log": "x" }, []],
    ["a wrong configuration, beside a violation", 2, { artifcats: {} }, { "a.log": "x" }, []],
    ["wrong usage, beside a violation", 2, {}, { "a.log": "x" }, ["--fast"]],
    ["undecided", 3, allow("b"), { a: "x" }, []],
  ])("%s: %i", async (_, status, config, files, argv) => {
    expect(await program(project(config, files).dir, ["check-artifacts", ...argv])).toMatchObject({ status });
  });

  test("outside of a repository, without git, and for a command that there is not: never 0 nor 1", async () => {
    const dir = temporary({ "a.log": "x" });
    const fixture = project({}, { "a.log": "x" });
    expect((await program(dir, ["check-artifacts"])).status).toBe(3);
    expect((await program(fixture.dir, ["check-artifacts"], { env: { PATH: temporary() } })).status).toBe(3);
    expect((await program(fixture.dir, ["check-artefacts"])).status).toBe(2);
  });
});

describe("row 16: the documentation says what the code does", () => {
  test("the default size is where the verdict turns", async () => {
    expect(defaults.artifacts.maxFileSize).toBe("5 MB");
    const fixture = project({}, { data: Buffer.alloc(5_000_000) });
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 0, codes: [] });
    fixture.commit({ data: Buffer.alloc(5_000_001) });
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes: ["FILE_TOO_LARGE data"] });
  });
});

describe("rows 17 and 22: findings, and green all the same", () => {
  const fixture = () => project({ preflight: { commands: { lint: ["true"] } } }, { "a.log": "x" });

  test.each([[[]], [["--json"]], [["--quiet"]], [["--verbose"]], [["--json", "--quiet"]]])(
    "no flag is needed to fail, and %j is none to pass",
    async (argv) => {
      const { dir } = fixture();
      for (const gate of ["check-artifacts", "preflight"]) {
        const { status, stdout } = await program(dir, [gate, ...argv]);
        expect([status, stdout]).toEqual([1, expect.stringContaining("a.log")]);
      }
    },
  );

  test.each(["SKIP", "CI", "LEFTHOOK", "HUSKY", "NO_COLOR", "KPROV_SKIP", "KPROV_PREFLIGHT", "DEBUG", "NODE_ENV"])(
    "the variable %s switches nothing off",
    async (name) => {
      const { dir } = fixture();
      for (const value of ["0", "1", "check-artifacts"]) {
        process.env[name] = value;
        try {
          expect((await runPreflight(dir)).exit).toBe(1);
        } finally {
          delete process.env[name];
        }
      }
    },
  );

  test("nor does a reader who has gone away", async () => {
    const { dir } = fixture();
    const argv = programArgv("check-artifacts", "--json").map((word) => `'${word}'`);
    const script = `{ sleep 0.2; '${process.execPath}' ${argv.join(" ")}; echo $? >&2; } | true`;
    expect(spawnSync("sh", ["-c", script], { cwd: dir, encoding: "utf8" }).stderr).toMatch(/1\n$/);
  });

  test.each([
    ["fails", ["false"], 1],
    ["is not there", ["no-such-program"], 3],
    ["is a shell's own word", ["exit"], 3],
    ["is killed", ["sh", "-c", "kill -9 $$"], 3],
    ["ends with a status of its own", ["sh", "-c", "exit 9"], 1],
    ["has no right to run", ["./kprov.config.json"], 3],
  ])("a command of the project that %s: exit of preflight", async (_, argv, exit) => {
    const own = project({ preflight: { commands: { lint: argv } } });
    expect((await runPreflight(own.dir)).exit).toBe(exit);
  });
});

test("row 23: one mended and another added is not the same as before", async () => {
  const fixture = project(allow("a.log"), { "a.log": "x" });
  expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 0, codes: [] });
  rmSync(`${fixture.dir}/a.log`);
  fixture.commit({ "b.log": "x" });
  expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 1, codes: ["ALLOW_UNUSED", "ARTIFACT_TRACKED b.log"] });
});

describe("row 25: labels whose value is a variable", () => {
  const repository = "https://github.com/acme/etl";
  const source = "org.opencontainers.image.source";
  const license = "org.opencontainers.image.licenses";
  const title = "LABEL org.opencontainers.image.title=etl";
  const right = `LABEL ${source}=${repository}`;

  test.each([
    ["another repository", 1, "LABEL_MISMATCH", `ARG U=https://github.com/other/etl\nLABEL ${source}=$U`],
    ["another repository, by a declaration before FROM", 1, "LABEL_MISMATCH", `ARG G\nLABEL ${source}=$G`],
    ["no URL", 1, "LABEL", `ARG U=here\nLABEL ${source}=\${U}`],
    ["no licence", 1, "LABEL", `ARG L="all rights"\n${right}\nLABEL ${license}="$L"`],
    ["a value that nobody declares", 3, "LABEL_UNRESOLVED", `LABEL ${source}=$NOWHERE`],
    ["a value that only the build knows", 3, "LABEL_UNRESOLVED", `ARG U\nLABEL ${source}=$U`],
  ])("%s: exit %i", async (_, exit, code, lines) => {
    const config = { identity: { name: "etl", repository, docker: { files: ["Dockerfile"] } } };
    const Dockerfile = `ARG G=https://github.com/other/etl\nFROM a\n${title}\n${lines}\n`;
    const manifest = JSON.stringify({ name: "etl", repository });
    const ended = await checkIdentity(project(config, { Dockerfile, "package.json": manifest }).dir);
    expect([ended.exit, ended.codes.some((found) => found.startsWith(code))]).toEqual([exit, true]);
  });
});
