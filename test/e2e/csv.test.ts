import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { bundlesIn, type Ended, execute, kprov, writeCsv } from "./support.ts";
import { flipBytes, tamperings } from "./tamper.ts";

/** A step that a small team would have: 100 MB of CSV in, two files out. */
let cwd: string;

beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), "kprov-csv-")));
  copyFileSync(fileURLToPath(new URL("./clean.py", import.meta.url)), join(cwd, "clean.py"));
  execFileSync("git", ["init", "-q"], { cwd });
  execFileSync("git", ["add", "clean.py"], { cwd });
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t.invalid", "commit", "-qm", "step"], { cwd });
  writeCsv(join(cwd, "raw.csv"), 100);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const step = (
  mode: string,
  flags: readonly string[] = [],
  during?: Parameters<typeof kprov>[1]["during"],
): Promise<Ended> =>
  kprov(
    [
      "run",
      "--step",
      "clean",
      "--input",
      "raw.csv",
      "--output",
      "good.csv",
      "--output",
      "bad.csv",
      ...flags,
      "--",
      "python3",
      "clean.py",
      "raw.csv",
      "good.csv",
      "bad.csv",
      mode,
    ],
    { cwd, ...(during !== undefined && { during }) },
  );

const newest = (): string => join("runs", bundlesIn(join(cwd, "runs")).at(-1) ?? "none");
const outcome = (bundle: string): unknown =>
  JSON.parse(readFileSync(join(cwd, bundle, "provenance.json"), "utf8")).predicate.runDetails.kprov_outcome;

/** Whole by our own word, and by coreutils'. */
const expectWhole = async (bundle: string): Promise<string> => {
  const verified = await kprov(["verify", "--integrity", bundle], { cwd });
  expect(verified.stderr).toBe("");
  expect(verified.stdout).toContain("integrity proved; origin not asked");
  expect(verified.status).toBe(0);
  const sums = await execute("sha256sum", ["--strict", "-c", "SHA256SUMS"], { cwd: join(cwd, bundle) });
  expect(sums.status, sums.stderr).toBe(0);
  return verified.stdout;
};

describe("a Python step over a 100 MB CSV", () => {
  test("succeeds: outputs recorded, log kept, stdout untouched, files on disk proved", async () => {
    const ended = await step("whole");
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/^\d+ rows kept, \d+ rejected\n$/);
    const bundle = newest();
    expect(ended.stderr).toContain(`kprovengine verify --integrity ${bundle}`);
    expect(readFileSync(join(cwd, bundle, "logs/stdout.log"), "utf8")).toBe(ended.stdout);
    expect(outcome(bundle)).toEqual({ status: "succeeded", exitCode: 0, signal: null, findings: [] });
    await expectWhole(bundle);
    const rooted = await kprov(["verify", "--integrity", "--root", ".", bundle], { cwd });
    expect(rooted.status, rooted.stdout).toBe(0);
    const sums = execFileSync("sha256sum", ["bad.csv", "good.csv"], { cwd, encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => line.slice(0, 64));
    const { subject } = JSON.parse(readFileSync(join(cwd, bundle, "provenance.json"), "utf8"));
    expect(subject.map(({ digest }: { digest: { sha256: string } }) => digest.sha256)).toEqual(sums);
  });

  test("without --integrity an unsigned bundle is undecided, and it says why", async () => {
    const ended = await kprov(["verify", newest()], { cwd });
    expect(ended.status).toBe(3);
    expect(ended.stdout).toMatch(/no signature/);
  });

  test("fails with 3: the exit code is the step's, the bundle is whole and says failed", async () => {
    const ended = await step("fail");
    expect(ended.status).toBe(3);
    expect(outcome(newest())).toEqual({ status: "failed", exitCode: 3, signal: null, findings: [] });
    expect(readFileSync(join(cwd, newest(), "logs/stderr.log"), "utf8")).toBe("row 1001 can't be read\n");
    expect(await expectWhole(newest())).toMatch(/failed/);
  });

  test("runs out of time: 124, nothing of it is left running, the bundle is whole", async () => {
    const ended = await step("sleep", ["--timeout", "4s"]);
    expect(ended.status, ended.stderr).toBe(124);
    expect(outcome(newest())).toMatchObject({ status: "timed-out" });
    await expectWhole(newest());
  });

  test("is interrupted by ctrl-C: 130, the bundle is whole and says interrupted", async () => {
    const ended = await step("sleep", [], (child) => {
      child.stdout?.once("data", () => child.kill("SIGINT"));
    });
    expect(ended.status, ended.stderr).toBe(130);
    expect(outcome(newest())).toMatchObject({ status: "interrupted" });
    await expectWhole(newest());
  });

  test("leaves a chain of four that verify judges as one, with a removed one noticed", async () => {
    const whole = await kprov(["verify", "--integrity", "runs"], { cwd });
    expect(whole.status, whole.stdout).toBe(0);
    const copy = join(cwd, "copy");
    cpSync(join(cwd, "runs"), copy, { recursive: true });
    rmSync(join(copy, bundlesIn(copy)[1] ?? "none"), { recursive: true });
    const gap = await kprov(["verify", "--integrity", "copy"], { cwd });
    expect(gap.status).toBe(1);
    expect(gap.stdout).toContain("CHAIN_GAP");
    rmSync(copy, { recursive: true });
  });
});

describe("tampering with a bundle of the installed package", () => {
  type Api = typeof import("../../lib/index.ts");
  const judge = async (bundle: string) => {
    const { verifyBundle } = (await import(
      pathToFileURL(join(inject("installed"), "node_modules/kprovengine/dist/lib/index.js")).href
    )) as Api;
    return verifyBundle(bundle, { integrityOnly: true });
  };
  const copyOf = (bundle: string): string => {
    const copy = mkdtempSync(join(tmpdir(), "kprov-tamper-"));
    cpSync(join(cwd, bundle), copy, { recursive: true });
    return copy;
  };

  test("is refused for each member, in every way", async () => {
    const [bundle = "none", older = "none"] = bundlesIn(join(cwd, "runs")).map((name) => join("runs", name));
    const members = readdirSync(join(cwd, bundle), { recursive: true, encoding: "utf8" }).filter(
      (name) => name !== "logs",
    );
    expect(members.length).toBeGreaterThanOrEqual(9);
    const accepted: string[] = [];
    for (const member of members) {
      for (const [name, tamper] of Object.entries(tamperings)) {
        const copy = copyOf(bundle);
        const changed = tamper(copy, member, join(cwd, older));
        if (changed && (await judge(copy)).verdict === "proved") accepted.push(`${name} ${member}`);
        rmSync(copy, { recursive: true });
      }
    }
    expect(accepted).toEqual([]);
  });

  test("is refused for random byte flips anywhere", async () => {
    const copy = copyOf(newest());
    expect((await judge(copy)).verdict).toBe("proved");
    for (let seed = 1; seed <= 150; seed += 1) {
      const restore = flipBytes(copy, seed);
      expect((await judge(copy)).verdict, `seed ${seed}`).not.toBe("proved");
      restore();
    }
    expect((await judge(copy)).verdict).toBe("proved");
    rmSync(copy, { recursive: true });
  });
});
