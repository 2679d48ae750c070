import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Command } from "../../../../lib/command.ts";
import { loadConfig } from "../../../../lib/config/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { formatTestResult, parseTestResult } from "../../../../lib/evidence/index.ts";
import { requirePreflight } from "../../../../lib/guard/attest/required.ts";
import { requirePreflight as requireWhenAsked } from "../../../../lib/guard/index.ts";
import { version } from "../../../../lib/version.ts";
import checkArtifacts from "../../../../scripts/check-artifacts.ts";
import preflight from "../../../../scripts/preflight.ts";
import { call } from "../../../support/call.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

const path = ".kprov/attestations/preflight.test-result.json";
const config = { preflight: { commands: { lint: ["true"] } } };
const now = 1_800_000_000_000;

/** A repository with a proved preflight. */
const proved = async (): Promise<TestRepo> => {
  const made = repo({ "kprov.config.json": JSON.stringify(config), "a.txt": "a\n" });
  onTestFinished(made.dispose);
  await attest(made);
  return made;
};
const attest = (made: TestRepo, ...argv: string[]) => call(preflight as Command, made.dir, ["--attest", ...argv]);
const require = async (
  made: TestRepo,
  given: { maxAge?: number; version?: string; cwd?: string } = {},
  ask = requirePreflight,
) => {
  const { digest, path: file, root } = await loadConfig({ cwd: made.dir, allowCode: false, cacheDir: null });
  const where = { path: file, root, outDir: join(made.dir, "runs"), cwd: given.cwd ?? made.dir };
  const { maxAge = null } = given;
  return ask({ ...where, maxAge, config: digest, version: given.version ?? version, now });
};
const refusal = async (made: TestRepo, given?: Parameters<typeof require>[1]): Promise<string> =>
  require(made, given).then(
    () => "accepted",
    (error) => {
      expect(error).toMatchObject({ code: "E_PREFLIGHT", exit: 3, hint: "kprovengine preflight --attest" });
      return error.message;
    },
  );

describe("requirePreflight", () => {
  test("accepts one from before git gave the configuration other line ends", async () => {
    const made = repo({ "kprov.config.json": `${JSON.stringify(config)}\n` });
    onTestFinished(made.dispose);
    await attest(made);
    made.git("config", "core.autocrlf", "true");
    rmSync(join(made.dir, "kprov.config.json"));
    made.git("checkout", "--", "kprov.config.json");
    expect(await require(made)).toMatchObject({ path });
  });

  test("gives path and digest of the statement of a green full preflight of this state", async () => {
    const made = await proved();
    const expected = { path, sha256: sha256(readFileSync(join(made.dir, path))) };
    expect(await require(made)).toEqual(expected);
    expect(await require(made, {}, requireWhenAsked)).toEqual(expected);
    mkdirSync(join(made.dir, "sub"));
    expect(await require(made, { cwd: join(made.dir, "sub") })).toEqual(expected);
  });

  test("bundles, ignored files and its own directory do not count", async () => {
    const made = await proved();
    made.write({ "runs/1/manifest.json": "{}" });
    await expect(require(made)).resolves.toBeDefined();
  });

  const stale: [string, (made: TestRepo) => unknown, RegExp][] = [
    ["no statement", (made) => rmSync(join(made.dir, path)), /there is no ".kprov\/attestations\/preflight/],
    ["a changed file", (made) => made.write({ "a.txt": "b\n" }), /state of the tracked files is another one/],
    ["an untracked file", (made) => made.write({ "helper.py": "" }), /neither tracked nor ignored are others/],
    ["a new commit of the same files", (made) => made.commit(), /the commit is another one: \w{12} was judged/],
    [
      "a changed file that git is told to overlook",
      (made) => {
        made.git("update-index", "--assume-unchanged", "a.txt");
        made.write({ "a.txt": "b\n" });
      },
      /state of the tracked files/,
    ],
    [
      "another configuration",
      (made) => made.write({ "kprov.config.json": JSON.stringify({ ...config, project: "p" }) }),
      /the configuration is another one/,
    ],
    ["a partial preflight", (made) => attest(made, "--skip", "lint"), /it was partial: lint left out/],
    [
      "a violated preflight",
      (made) => {
        made.commit({ "a.o": Buffer.from("\x7fELF\x02\x01\x01\0", "latin1") });
        return attest(made);
      },
      /it was violated: check-artifacts/,
    ],
    ["an empty file", (made) => writeFileSync(join(made.dir, path), ""), /Cannot read/],
    [
      "a directory in its place",
      (made) => {
        rmSync(join(made.dir, path));
        mkdirSync(join(made.dir, path));
      },
      /can't be read/,
    ],
    [
      "a file of 2 MiB",
      (made) => writeFileSync(join(made.dir, path), Buffer.alloc(2 ** 21, 0x20)),
      /can't be read: .* at most 1048576 bytes/,
    ],
  ];
  test.each(stale)("refuses %s", async (_, change, reason) => {
    const made = await proved();
    await change(made);
    expect(await refusal(made)).toMatch(reason);
  });

  test("attack: another check's statement under preflight's name", async () => {
    const made = await proved();
    await call(checkArtifacts as Command, made.dir, ["--attest"]);
    const other = readFileSync(join(made.dir, ".kprov/attestations/check-artifacts.test-result.json"));
    writeFileSync(join(made.dir, path), other);
    expect(await refusal(made)).toMatch(/the statement is about "check-artifacts"/);
  });

  test("attack: a result without any test, or with a failed one, that calls itself proved", async () => {
    const made = await proved();
    const result = parseTestResult(readFileSync(join(made.dir, path)), "x");
    const doubts = [
      { passed: [] },
      { failed: ["lint"] },
      { skipped: ["lint"] },
      { failed: ["lint"], skipped: ["test"] },
    ];
    for (const change of doubts) {
      writeFileSync(join(made.dir, path), formatTestResult({ ...result, ...change }));
      expect(await refusal(made)).toMatch(/it was contradictory/);
    }
  });

  test("attack: a result that calls itself something else, in which nothing failed", async () => {
    const made = await proved();
    const result = parseTestResult(readFileSync(join(made.dir, path)), "x");
    for (const verdict of ["violated", "undecided"] as const) {
      writeFileSync(join(made.dir, path), formatTestResult({ ...result, verdict }));
      expect(await refusal(made)).toContain(`it was ${verdict}: `);
    }
  });

  test("attack: the statement of another clone, through a link", async () => {
    const [made, other] = [await proved(), await proved()];
    other.commit({ "a.txt": "other\n" });
    await attest(other);
    rmSync(join(made.dir, path));
    symlinkSync(join(other.dir, path), join(made.dir, path));
    expect(await refusal(made)).toMatch(/the commit is another one/);
  });

  test("refuses a configuration of the same file that came to something else, and names what it was", async () => {
    const made = await proved();
    const result = parseTestResult(readFileSync(join(made.dir, path)), "x");
    const { config: digest } = result;
    if (digest === null) throw new Error("no configuration");
    const other = { ...digest, effective: "1".repeat(64) };
    writeFileSync(join(made.dir, path), formatTestResult({ ...result, config: other }));
    const here = digest.effective.slice(0, 12);
    expect((await refusal(made)).split("\n").slice(1)).toEqual([
      `  the evaluated configuration is another one: 111111111111 was judged, ${here} is here`,
    ]);
    writeFileSync(join(made.dir, path), formatTestResult({ ...result, config: null }));
    expect((await refusal(made)).split("\n").slice(1)).toEqual([
      `  the configuration is another one: none was judged, ${digest.sha256.slice(0, 12)} is here`,
    ]);
  });

  test("without a configuration there is one of none, and one that came later is another", async () => {
    const made = repo({ "a.txt": "a\n" });
    onTestFinished(made.dispose);
    await attest(made);
    await expect(require(made)).resolves.toBeDefined();
    made.write({ ".git/info/exclude": "kprov.config.json\n", "kprov.config.json": "{}" });
    expect((await refusal(made)).split("\n").slice(1)).toEqual([
      expect.stringMatching(/^ {2}the configuration is another one: none was judged, [0-9a-f]{12} is here$/),
    ]);
  });

  test("refuses what could not decide, with what it was about", async () => {
    const made = await proved();
    const result = parseTestResult(readFileSync(join(made.dir, path)), "x");
    writeFileSync(
      join(made.dir, path),
      formatTestResult({ ...result, verdict: "undecided", failed: ["lint", "test"] }),
    );
    expect(await refusal(made)).toMatch(/\n {2}it was undecided: lint, test$/);
  });

  test("refuses another version of the program", async () => {
    expect(await refusal(await proved(), { version: "9.9.9" })).toMatch(/version of kprovengine is another one/);
  });

  test("names every reason at once", async () => {
    const made = await proved();
    made.commit({ "a.txt": "b\n", "kprov.config.json": "{}" });
    made.write({ "new.txt": "" });
    expect((await refusal(made, { version: "9.9.9", maxAge: 1 })).split("\n")).toHaveLength(7);
  });

  test.each([
    ["young enough", 3_599_000, undefined],
    ["a little ahead of our clock", -2_000, undefined],
    ["an hour old", 3_600_000, undefined],
    ["five seconds ahead of our clock", -5_000, undefined],
    ["six seconds ahead", -6_000, /dated in the future/],
    ["too old", 3_601_000, /it is 60 min old, at most 60 min is allowed/],
    ["of the future", -60_000, /dated in the future/],
  ])("an hour at most: %s", async (_, age, reason) => {
    const made = await proved();
    const seconds = (now - age) / 1000;
    utimesSync(join(made.dir, path), seconds, seconds);
    if (reason === undefined) await expect(require(made, { maxAge: 3_600_000 })).resolves.toBeDefined();
    else expect(await refusal(made, { maxAge: 3_600_000 })).toMatch(reason);
    await expect(require(made)).resolves.toBeDefined();
  });

  test.each([
    [119_000, "119 s"],
    [120_000, "2 min"],
    [7_199_000, "120 min"],
    [7_200_000, "2 h"],
    [1_400, "1 s"],
  ])("%i milliseconds are said as %s", async (maxAge, words) => {
    const made = await proved();
    const seconds = now / 1000 - 100_000;
    utimesSync(join(made.dir, path), seconds, seconds);
    expect(await refusal(made, { maxAge })).toContain(`it is 28 h old, at most ${words} is allowed`);
  });

  test("outside a repository there is no state to ask about", async () => {
    const made = await proved();
    rmSync(join(made.dir, ".git"), { recursive: true });
    await expect(require(made)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});
