import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canary, formsOfCanary, holdsOne, needlesOf, searchBelow } from "../../support/canaries.ts";
import { endOf, program, startProgram } from "../../support/command.ts";
import { until } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

/** One in a variable, one in a file that the configuration lists, one in JSON, one that unlocks our own keys. */
const inFile = "file-Canary-93b1/=x";
const inJson = "json-Canary-\"5d\\7e'";
const passphrase = "password";
const needles = [canary, inFile, inJson].flatMap(needlesOf);

/** Writes what it is given to both streams by turns, in pieces of three bytes and with pauses. */
const loud = `
const [, , code, ...texts] = process.argv;
const streams = [process.stdout, process.stderr];
const pieces = texts.join(" | ").match(/[^]{1,3}/gu);
const say = async () => {
  for (const piece of pieces) {
    for (const stream of streams) stream.write(piece);
    if (Math.random() < 0.2) await new Promise((done) => setTimeout(done, 2));
  }
  require("node:fs").writeFileSync("made.txt", texts.join("\\n"));
  require("node:fs").writeFileSync("env.txt", JSON.stringify(process.env));
  process.exitCode = Number(code);
};
say();
`;

const checkout = () => {
  const dir = temporary({
    "loud.cjs": loud,
    "kprov.config.json": JSON.stringify({ run: { secretFiles: [".env", "secrets/*.json"], recordEnv: ["PATH"] } }),
    ".env": `# what it needs\nexport DEPLOY_KEY="${inFile}"\n`,
    "secrets/a.json": JSON.stringify({ deep: [{ value: inJson }] }),
  });
  const env = {
    MY_TOKEN: canary,
    KPROV_PASSPHRASE: passphrase,
    HOME: join(dir, "home"),
    TMPDIR: join(dir, "tmp"),
    KPROV_CACHE_DIR: join(dir, "cache"),
  };
  for (const place of [env.HOME, env.TMPDIR, env.KPROV_CACHE_DIR]) mkdirSync(place);
  /** Everywhere that we write. */
  const found = () =>
    searchBelow(
      ["runs", "home", "tmp", "cache", ".kprov"].map((name) => join(dir, name)),
      needles,
    );
  return { dir, env, found };
};

const spoken = (): string[] => [canary, inFile, inJson].flatMap((value) => Object.values(formsOfCanary(value)));

describe("canaries on disk", () => {
  test.each([
    ["success", 0, [], 0],
    ["failure", 3, [], 3],
    ["--debug", 0, ["--debug"], 0],
    ["collected outputs", 0, ["--collect", "--output", "made.txt"], 125],
  ])("a child that prints all of them in pieces: %s", async (_, code, flags, exit) => {
    const { dir, env, found } = checkout();
    const argv = ["run", ...flags, "--", process.execPath, "loud.cjs", String(code), ...spoken()];
    const { status, stdout } = await program(dir, argv, { env });
    expect(status).toBe(exit);
    expect(stdout, "the child's own output is passed through as it is").toContain(canary);
    expect(holdsOne(readFileSync(join(dir, "made.txt")), needles), "the search finds them").toBe(true);
    expect(found()).toEqual([]);
    const [bundle = ""] = readdirSync(join(dir, "runs")).filter((name) => !name.startsWith("."));
    const summary = JSON.parse(readFileSync(join(dir, "runs", bundle, "run_summary.json"), "utf8"));
    expect(summary.redactions.map(({ name }: { name: string }) => name)).toEqual([
      ".env",
      "MY_TOKEN",
      "secrets/a.json",
    ]);
    for (const log of ["stdout.log", "stderr.log"])
      expect(readFileSync(join(dir, "runs", bundle, "logs", log), "utf8")).toContain("[redacted:secrets/a.json]");
    expect(readFileSync(join(dir, "env.txt"), "utf8")).not.toContain("KPROV_PASSPHRASE");
  });

  test("kill -9 while the child talks, while outputs are copied and while the pipeline works", async () => {
    const cases: [string[], (hidden: string) => boolean][] = [
      [["--", process.execPath, "loud.cjs", "0", ...spoken()], (dir) => existsSync(join(dir, "logs/stdout.log"))],
      [
        [
          "--collect",
          "--output",
          "made.txt",
          "--output",
          "z-big",
          "--",
          process.execPath,
          "loud.cjs",
          "0",
          ...spoken(),
        ],
        (dir) => existsSync(join(dir, "outputs/z-big")),
      ],
      [["leaks.txt", "z-big"], (dir) => existsSync(join(dir, "outputs/z-big"))],
    ];
    const kill = async ([argv, isDue]: (typeof cases)[number], left = 4): Promise<void> => {
      const { dir, env, found } = checkout();
      writeFileSync(join(dir, "leaks.txt"), spoken().join("\n"));
      writeFileSync(join(dir, "z-big"), "many words\n".repeat(8_000_000));
      const child = startProgram(dir, ["run", ...argv], { env });
      const ended = endOf(child);
      const hidden = (): string | undefined =>
        existsSync(join(dir, "runs"))
          ? readdirSync(join(dir, "runs")).find((name) => name.startsWith(".kprov-run"))
          : "";
      await until(() => child.exitCode !== null || isDue(join(dir, "runs", hidden() ?? "-")), "it works");
      child.kill("SIGKILL");
      const { signal } = await ended;
      // On a busy machine it may be done before anybody has seen it begin.
      if (signal === null && left > 0) return kill([argv, isDue], left - 1);
      expect(signal, "it was killed in the middle").toBe("SIGKILL");
      expect(hidden()).toMatch(/^\.kprov-run-/);
      expect(found()).toEqual([]);
    };
    // At once, because most of the time goes into starting the processes.
    await Promise.all(cases.map((each) => kill(each)));
  });
});

describe("canaries in what we say", () => {
  /** Words of a command line that quote one each, and the exit code that is expected. */
  const refused: [string, string[], number][] = [
    ["an unknown flag", [`--nope=${canary}`, "--", "true"], 2],
    ["an unknown flag's name", [`--${canary}`, "--", "true"], 2],
    ["an argument too many", [inFile, "--", "true"], 2],
    ["an input that is not there", ["--input", canary, "--", "true"], 125],
    ["an input of the pipeline that is not there", [canary], 3],
    ["a reference", ["--input-ref", canary, "--", "true"], 2],
    ["a run id", ["--run-id", canary, "--", "true"], 2],
    ["a duration", ["--timeout", canary, "--", "true"], 2],
    ["a tag", ["--tag", canary, "--", "true"], 2],
    ["a configuration", ["--config", canary, "--", "true"], 2],
    ["a directory", ["--cwd", canary, "--", "true"], 2],
    ["an output directory that is a file", ["--out", `.env/${canary}`, "--", "true"], 125],
  ];
  test.each(refused)("refusing %s", async (what, argv, exit) => {
    const { dir, env, found } = checkout();
    const flags = refused.findIndex(([name]) => name === what) % 2 === 0 ? ["--debug"] : ["--json", "--debug"];
    const { status, stdout, stderr } = await program(dir, ["run", ...flags, ...argv], { env });
    expect(status).toBe(exit);
    expect(stderr).toMatch(/E_[A-Z]+/);
    // Said without the value, or with its name in its place.
    expect(stderr).toMatch(/\[redacted:|"--nope"|value of MY_TOKEN/);
    expect(holdsOne(Buffer.from(stdout + stderr), needles), stderr).toBe(false);
    expect(found()).toEqual([]);
  });

  test("an unknown command", async () => {
    const { dir, env } = checkout();
    const { status, stderr } = await program(dir, [canary, "--debug"], { env });
    expect([status, stderr.includes("[redacted:MY_TOKEN]")]).toEqual([2, true]);
    expect(holdsOne(Buffer.from(stderr), needles), stderr).toBe(false);
  });

  test("step, tags, names of inputs and outputs, argv, notes: text, --json, --debug", async () => {
    const name = `x${inFile.replaceAll("/", "")}`.slice(0, 40);
    const { dir, env, found } = checkout();
    const own = { ...env, NAME_TOKEN: name };
    writeFileSync(join(dir, `in-${name}`), "\0");
    const script = `echo 1 >'out-${name}'; exit 4`;
    const hidden = [...needles, ...needlesOf(name)];
    const declared = ["--input", `in-${name}`, "--output", `out-${name}`, "--output", `not-${name}`];
    for (const flags of [["--debug"], ["--json"]]) {
      const argv = ["run", ...flags, "--step", canary, "--tag", `note=${inJson}`, ...declared];
      const ended = await program(dir, [...argv, "--", "/bin/sh", "-c", script, canary], { env: own });
      expect(ended.status).toBe(4);
      expect(holdsOne(Buffer.from(ended.stdout + ended.stderr), hidden), ended.stdout + ended.stderr).toBe(false);
      expect(ended.stdout + ended.stderr).toContain("not-[redacted:NAME_TOKEN]");
    }
    const pipeline = await program(dir, ["run", "--debug", `in-${name}`], { env: own });
    expect(holdsOne(Buffer.from(pipeline.stdout + pipeline.stderr), hidden), pipeline.stderr).toBe(false);
    expect(found()).toEqual([]);
  });
});
