import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DeterminismReport } from "../../lib/run/determinism/index.ts";
import { verifyBundle } from "../../lib/verify/index.ts";
import command from "../../scripts/run.ts";
import { call } from "../support/call.ts";
import { asNobody, makeKey } from "../support/nobody.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

asNobody();

const fresh = (script: string) => {
  const made = repo({ "step.sh": script, ".gitignore": "runs\n" });
  onTestFinished(() => made.dispose());
  return made.dir;
};

const check = (dir: string, ...argv: string[]) =>
  call(command, dir, ["--check-determinism", ...argv, "--", "sh", "step.sh"]);

describe("run --check-determinism", () => {
  test("exits 0 for equal runs; stdout has the first one's words alone", async () => {
    const dir = fresh("echo hi; echo a >out.txt");
    const { result, text, stdout } = await check(dir, "--output", "out.txt");
    expect([result.exitCode, result.stream, stdout]).toEqual([0, "stderr", "hi\n"]);
    expect(text).toContain("deterministic: two runs in clean copies gave the same 1 output");
    const { run } = result.document as DeterminismReport;
    expect(run.bundle).toBe(`runs/${run.runId}`);
    expect(existsSync(join(dir, "out.txt"))).toBe(false);
  });

  test("exits 1 for runs that differ, and shows both values and the cause", async () => {
    const { result, text } = await check(fresh("date +%s%N >out.txt"), "--output", "out.txt");
    expect(result.exitCode).toBe(1);
    expect(result.document).toMatchObject({ schema: "kprov.determinism/v1", verdict: "violated" });
    expect(text).toMatch(
      /NOT deterministic: .*\n {2}different around the second run: .*\n {2}out\.txt: byte \d+, line 1, column \d+\n {4}first {3}\d+\n {4}second {2}\d+\n {4}likely {2}a time stamp/,
    );
  });

  test("signs the first bundle when asked to", async () => {
    await makeKey();
    const dir = fresh("true");
    const { result } = await check(dir, "--sign");
    const { run } = result.document as DeterminismReport;
    expect(run.signedBy).toHaveLength(1);
    expect(readdirSync(join(dir, "runs", run.runId, "attestations")).length).toBeGreaterThan(1);
    expect(await verifyBundle(join(dir, "runs", run.runId), { integrityOnly: true })).toMatchObject({
      integrity: "proved",
    });
  });

  test.each([
    [["--no-evidence"], '"--no-evidence" leaves nothing that could be compared'],
    [["--tty"], "nothing could be compared"],
  ])("with %j is a usage error", async (argv, sentence) => {
    await expect(check(fresh("true"), ...argv)).rejects.toMatchObject({
      code: "E_USAGE",
      exit: 2,
      message: expect.stringContaining(sentence),
    });
  });

  test("outside of a repository is 125 with a command, 3 without", async () => {
    const dir = temporary({ "a.csv": "1\n" });
    await expect(check(dir)).rejects.toMatchObject({ code: "E_NO_REPOSITORY", exit: 125 });
    await expect(call(command, dir, ["--check-determinism", "a.csv"])).rejects.toMatchObject({ exit: 3 });
    expect(existsSync(join(dir, "runs"))).toBe(false);
  });
});
