import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type RunOptions, recordRun } from "../../../lib/run/index.ts";
import { repo } from "../../support/repo.ts";
import { entriesOf, plainEnv, record, runOptions, sh } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

const files = { "in/a.csv": "1\n", "in/b": "2\n", "requirements.txt": "x==1\n" };

const fresh = () => {
  const made = repo(files);
  onTestFinished(() => made.dispose());
  return made;
};

const stableMembers = (bundle: string): Record<string, string> => {
  const { members } = JSON.parse(readFileSync(join(bundle, "manifest.json"), "utf8")) as {
    members: { path: string; stability: string }[];
  };
  const stable = members.filter(({ stability }) => stability === "stable");
  return Object.fromEntries(stable.map(({ path }) => [path, readFileSync(join(bundle, path), "utf8")]));
};

/** Bytes of every file below, hidden ones too, with the paths. */
const everything = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((path) => path + (statSync(join(dir, path)).isFile() ? readFileSync(join(dir, path), "latin1") : ""))
    .join("\n");

describe("the stable digest", () => {
  const step: Partial<RunOptions> = {
    argv: sh("cat in/* >out.txt"),
    inputs: ["in/**"],
    outputs: ["out.txt"],
    collect: true,
    step: "join",
  };

  test("is equal whatever the place, time, zone, locale, umask, home, tags, run id and untracked files", async () => {
    const [one, two] = [fresh(), fresh()];
    const first = await record(one.dir, step);
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    two.write({ untracked: "x" });
    const later = { now: () => Date.UTC(2031, 0, 1), monotonic: () => process.hrtime.bigint() };
    const env = plainEnv({ TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", LC_ALL: "C", HOME: temporary(), USER: "somebody" });
    const given = { ...step, env, clock: later, tags: { a: "b" }, runId: "mine", project: "p", outDir: temporary() };
    const second = await record(two.dir, given);
    expect(stableMembers(second.bundle)).toEqual(stableMembers(first.bundle));
    expect(second.report.stableDigest).toBe(first.report.stableDigest);
    expect(second.report.bundleDigest).not.toBe(first.report.bundleDigest);
  });

  test.each([
    ["argv", { argv: sh("cat in/* >out.txt;") }],
    ["the step's name", { step: "other" }],
    ["inputs", { inputs: ["in/a.csv"] }],
    ["the outcome", { argv: sh("cat in/* >out.txt; exit 1") }],
    ["the trust mode", { env: plainEnv({ CI: "1" }) }],
    ["recorded variables' names", { recordEnv: ["PATH", "LANG"] }],
    ["the timeout", { timeout: 60_000 }],
  ])("is another one with other %s", async (_name, other) => {
    const [one, two] = [fresh(), fresh()];
    const [first, second] = [await record(one.dir, step), await record(two.dir, { ...step, ...other })];
    expect(second.report.stableDigest).not.toBe(first.report.stableDigest);
  });

  test("is equal for the built-in pipeline too", async () => {
    const [one, two] = [fresh(), fresh()];
    const [first, second] = [await record(one.dir, { inputs: ["in"] }), await record(two.dir, { inputs: ["in"] })];
    expect(stableMembers(second.bundle)).toEqual(stableMembers(first.bundle));
  });
});

describe("secrets", () => {
  const canary = "canary-8d2f61a7c0";
  const env = plainEnv({ MY_TOKEN: canary });

  test("are nowhere in the output directory: argv, split output, tags, steps, remotes, recorded variables", async () => {
    const { dir, git } = fresh();
    git("remote", "add", "origin", `https://x:${canary}@host/${canary}`);
    const script = `printf canary-8d2f; sleep 0.1; printf '61a7c0\\n'; echo ${canary} >&2; exit 3`;
    const { report, member } = await record(dir, {
      argv: sh(script),
      env,
      tags: { note: canary },
      step: canary,
      recordEnv: ["PATH", "MY_TOKEN"],
      outputs: [`${canary}.txt`],
    });
    expect(report.exitCode).toBe(3);
    expect(report.redactions).toMatchObject([{ name: "MY_TOKEN" }]);
    expect(member("logs/stdout.log")).toBe("[redacted:MY_TOKEN]\n");
    expect(everything(join(dir, "runs"))).not.toContain(canary);
  });

  test("a collected file that holds one is withheld: 125, incomplete", async () => {
    const cwd = temporary();
    const argv = sh("mkdir m; printf %s $MY_TOKEN >m/key; echo fine >m/ok");
    const { report, summary } = await record(cwd, { argv, env, outputs: ["m"], collect: true });
    expect(report).toMatchObject({ exitCode: 125, outcome: { status: "succeeded" } });
    expect(report.findings).toMatchObject([{ code: "MEMBER_WITHHELD", path: "outputs/m/key" }]);
    expect(summary).toMatchObject({ exitCode: 125, incomplete: true, withheld: [{ secrets: ["MY_TOKEN"] }] });
    expect(everything(join(cwd, "runs"))).not.toContain(canary);
  });

  test("the pipeline's outputs are withheld as well", async () => {
    const cwd = temporary({ "in.txt": `a ${canary}\n` });
    const { report } = await record(cwd, { inputs: ["in.txt"], env });
    expect(report.exitCode).toBe(125);
    expect(everything(join(cwd, "runs"))).not.toContain(canary);
  });

  test("a run id that holds one is refused before anything is written", async () => {
    const cwd = temporary();
    writeFileSync(join(cwd, "x"), "");
    const running = recordRun(runOptions(cwd, { argv: ["true"], runId: `r-${canary}`, env }));
    await expect(running).rejects.toMatchObject({ code: "E_SECRET_LEFT", exit: 2 });
    expect(entriesOf(join(cwd, "runs"))).toEqual([]);
  });
});
