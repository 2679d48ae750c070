/**
 * The project's own commands, one after the other, and what they do to the tree that was judged.
 *
 * @module
 */
import { withoutOwnSecrets } from "../../exec.ts";
import { type Finding, verdictOf } from "../../report.ts";
import { withoutSecrets } from "../../secrecy.ts";
import { createTail, runProjectCommand } from "./commands.ts";
import { outputUnsaid } from "./output-unsaid.ts";
import type { PreflightOptions } from "./preflight.ts";
import type { CommandReport } from "./report.ts";
import { trackedState } from "./tree-id.ts";

/** In the environment of our commands: where preflight runs already. */
export const marker = "KPROV_PREFLIGHT";

/** Run `commands` in order, whatever fails on the way. Throws as `git` does. */
export const runCommands = async (
  commands: readonly [string, readonly string[]][],
  options: PreflightOptions,
): Promise<CommandReport[]> => {
  const ends: CommandReport[] = [];
  let state = commands.length > 0 ? await trackedState(options.cwd) : "";
  for (const [name, argv] of commands) {
    options.talk.progress(await withoutSecrets(`${name}: ${argv.join(" ")}`));
    const end = await runCommand(name, argv, options);
    const now = await trackedState(options.cwd);
    const findings = state === now ? end.findings : [...end.findings, changedBy(name)];
    ends.push({ ...end, findings, verdict: verdictOf(findings) });
    state = now;
  }
  return ends;
};

// --- internal ---

const changedBy = (name: string): Finding => ({
  code: "COMMAND_CHANGED_TREE",
  level: "undecided",
  message: `Tracked files changed while the command "${name}" ran: what the checks say is about others`,
  fix: "git diff",
});

const runCommand = async (name: string, argv: readonly string[], options: PreflightOptions): Promise<CommandReport> => {
  const { root, env, onOutput = () => undefined, onFailure } = options;
  // Of what may be said: a cut through a secret would leave a part of it that nobody knows.
  const tail = createTail();
  const said = await outputUnsaid((chunk) => {
    onOutput(chunk);
    tail.write(chunk);
  });
  const end = await runProjectCommand({
    name,
    argv,
    cwd: root,
    env: { ...withoutOwnSecrets(env), [marker]: root },
    onOutput: said.write,
  });
  said.end();
  const findings = end.finding === null ? [] : [end.finding];
  if (end.finding !== null) onFailure?.(await withoutSecrets(name), tail.text());
  return { name, argv, exitCode: end.exitCode, signal: end.signal, verdict: verdictOf(findings), findings };
};
