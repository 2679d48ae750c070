import { mkdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { currentOwner, formatOwner } from "../../../lib/owner.ts";
import { entriesOf, plainEnv, record, sh } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

const reach = "d=$(ls -d runs/.kprov-run*); ";

describe("a step that reaches into the hidden workspace", () => {
  test.each([
    ["removes a log", 'rm "$d/logs/stdout.log"'],
    ["replaces a log by a link", 'rm "$d/logs/stdout.log"; ln -s /etc/hostname "$d/logs/stdout.log"'],
    ["appends to a log", 'echo more >> "$d/logs/stderr.log"'],
    ["removes the trace", 'rm "$d/trace.jsonl"'],
    ["empties the trace", ': > "$d/trace.jsonl"'],
    ["adds a file", 'echo evil > "$d/extra.sh"'],
    ["adds an output", 'mkdir "$d/outputs"; echo evil > "$d/outputs/x"'],
    ["adds a document", 'echo "{}" > "$d/provenance.json"'],
    ["adds a FIFO", 'mkfifo "$d/logs/pipe"'],
  ])("and %s gets no bundle", async (_, command) => {
    const cwd = temporary();
    await expect(record(cwd, { argv: sh(reach + command) })).rejects.toMatchObject({
      code: "E_EVIDENCE_CHANGED",
      exit: 125,
    });
    expect(entriesOf(`${cwd}/runs`).filter((name) => !name.startsWith("."))).toEqual([]);
  });

  test("and only looks is not disturbed", async () => {
    const { report } = await record(temporary(), { argv: sh(`${reach}cat "$d/trace.jsonl" > /dev/null`) });
    expect(report.exitCode).toBe(0);
  });
});

test("two runs of one id: the later one learns it before its step runs", async () => {
  const cwd = temporary();
  const workspaceOf = (runId: string, pid: number) =>
    mkdir(`${cwd}/runs/.kprov-run-${runId}.${formatOwner({ ...currentOwner(), pid, start: "0" })}`, {
      recursive: true,
    });
  await workspaceOf("same", process.ppid);
  await expect(record(cwd, { runId: "same", argv: sh("touch ran") })).rejects.toMatchObject({
    code: "E_RUN_ID",
    message: expect.stringContaining("under way"),
  });
  expect(entriesOf(cwd)).toEqual(["runs"]);
  expect(entriesOf(`${cwd}/runs`)).toHaveLength(1);
  // What a crashed run left is no run under way.
  await workspaceOf("other", 2 ** 22 + 1);
  expect((await record(cwd, { runId: "other", argv: ["true"] })).report.exitCode).toBe(0);
});

test("what is replaced in the summary itself is counted in it", async () => {
  const env = plainEnv({ MY_API_TOKEN: "supersecretvalue1" });
  const { summary, report } = await record(temporary(), { argv: ["true"], env, tags: { n: "supersecretvalue1" } });
  expect(summary.redactions).toEqual([{ name: "MY_API_TOKEN", count: 1 }]);
  expect(report.redactions).toEqual(summary.redactions);
});

test("a git that fails is said", async () => {
  const cwd = temporary({ "repo/HEAD": "ref: refs/heads/main\n", "repo/objects/x": "", "repo/refs/x": "" });
  const warnings: string[] = [];
  const talk = { note: () => undefined, warn: (text: string) => void warnings.push(text), debug: () => undefined };
  const options = { argv: ["true"] as [string], outDir: `${cwd}/runs`, talk: { ...talk, progress: () => undefined } };
  const { summary } = await record(`${cwd}/repo`, options);
  expect(summary.git.state).toBe("failed");
  expect(warnings).toEqual([expect.stringContaining("the bundle names no commit, because git failed")]);
});
