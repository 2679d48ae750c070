import { describe, expect, test } from "vitest";
import { entriesOf, record, sh } from "../../support/run.ts";
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
