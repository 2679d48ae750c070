import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordRun } from "../../../../lib/run/index.ts";
import { entriesOf, plainEnv, runOptions } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";

describe("without a tracer that works", () => {
  const ran = (cwd: string): boolean => entriesOf(cwd).includes("ran");

  test("nothing is started when strace is not installed", async () => {
    const cwd = temporary();
    const options = runOptions(cwd, {
      argv: ["/bin/touch", "ran"],
      traceFiles: true,
      env: plainEnv({ PATH: "/nowhere" }),
    });
    await expect(recordRun(options)).rejects.toMatchObject({
      code: "E_TRACER",
      hint: expect.stringContaining("strace"),
    });
    expect(ran(cwd)).toBe(false);
    expect(entriesOf(join(cwd, "runs"))).toEqual([]);
  });

  test.each([
    ["refuses", "echo 'strace: ptrace: Operation not permitted' >&2; exit 1", /Operation not permitted/],
    ["says nothing", "exit 0", /can't trace here/],
    [
      "runs the command untraced",
      'echo "strace -- version 6.1"; while [ "$1" != -- ]; do shift; done; shift; exec "$@"',
      /can't trace here/,
    ],
    [
      "is older than what we need",
      "echo 'strace: unrecognized option --seccomp-bpf' >&2; exit 1",
      /unrecognized option/,
    ],
  ])("nothing is started when strace %s", async (_name, script, why) => {
    const cwd = temporary({ "bin/strace": `#!/bin/sh\n${script}\n` });
    chmodSync(join(cwd, "bin/strace"), 0o755);
    const env = plainEnv({ PATH: `${cwd}/bin:${process.env["PATH"]}` });
    const options = runOptions(cwd, { argv: ["/bin/touch", "ran"], traceFiles: true, env });
    await expect(recordRun(options)).rejects.toMatchObject({ code: "E_TRACER", message: expect.stringMatching(why) });
    expect(ran(cwd)).toBe(false);
    expect(entriesOf(join(cwd, "runs"))).toEqual([]);
  });
});
