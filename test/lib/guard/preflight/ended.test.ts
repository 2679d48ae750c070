import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runProjectCommand } from "../../../../lib/guard/preflight/commands.ts";
import { endOf, startProgram } from "../../../support/command.ts";
import { repo } from "../../../support/repo.ts";
import { until } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";

const isRunning = (pid: number): boolean => {
  try {
    // A zombie still has a number: somebody else's init may take its time.
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.startsWith("Z") === false;
  } catch {
    return false;
  }
};

test.each([
  ["SIGTERM", []],
  ["SIGHUP", ["--staged"]],
  ["SIGINT", ["--staged"]],
] as const)("%s ends what the project's commands have started, too (preflight %j)", async (signal, flags) => {
  const started = join(temporary(), "started");
  const below = 'echo $$ > "$0.new"; mv "$0.new" "$0"; exec sleep 300';
  const script = `sh -c '${below}' '${started}'; echo done`;
  const config = { preflight: { commands: { slow: ["sh", "-c", script] } } };
  const { dir, dispose } = repo({ "kprov.config.json": JSON.stringify(config), "a.txt": "a\n" });
  onTestFinished(dispose);
  const child = startProgram(dir, ["preflight", ...flags]);
  const ended = endOf(child);
  await until(() => existsSync(started), "the command runs");
  const pid = Number(readFileSync(started, "utf8"));
  expect(isRunning(pid)).toBe(true);
  child.kill(signal);
  expect((await ended).signal).toBe(signal);
  await until(() => !isRunning(pid), "the command's own child has ended");
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "the command is handed %s, and what it ends with is no verdict",
  async (signal) => {
    const dir = temporary();
    // Whoever listens keeps this process from its end.
    const heard = vi.fn();
    process.on(signal, heard);
    onTestFinished(() => void process.off(signal, heard));
    const script = "touch ready; exec sleep 300";
    const end = runProjectCommand({
      ...{ name: "slow", argv: ["sh", "-c", script], cwd: dir, env: process.env, onOutput: () => undefined },
    });
    await until(() => existsSync(join(dir, "ready")), "the command runs");
    process.emit(signal, signal);
    expect(await end).toMatchObject({ exitCode: null, signal, finding: { level: "undecided" } });
    expect(heard).toHaveBeenCalledOnce();
  },
);
