#!/usr/bin/env node
/**
 * The dispatcher behind `npx kprovengine <command>`.
 *
 * Loads only the command that is asked for.
 *
 * @module
 */
import { realpathSync, writeSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { beginProcess, endProcess } from "../lib/end-process.ts";
import { version } from "../lib/version.ts";
import { areas, commands, type Entry } from "./_commands.ts";

/** Run one command line, without the program's name. Returns the exit code. */
export const dispatch = async (argv: readonly string[]): Promise<number> => {
  const { name, rest } = nameOf(argv);
  // Nothing was asked, as by a variable that is empty: that must not pass for a gate.
  if (name === undefined) return print(await overview()) || 2;
  if (name === "--help" || name === "-h" || name === "help") return print(await overview());
  // Before anything is loaded: the answer is a constant.
  if (name === "--version" || name === "-V") return print(version);
  if (actionsOf(name).length > 0 && (rest[0] === undefined || /^(?:--help|-h|help)$/.test(rest[0])))
    return print(await overview(name)) || (rest[0] === undefined ? 2 : 0);
  const entry: Entry | undefined = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : undefined;
  if (entry === undefined) return refuse(name, rest);
  const [{ default: command, examples }, { runCommand }] = await Promise.all([entry.load(), loadCli()]);
  return runCommand(command, rest, examples);
};

const main = async (): Promise<void> => {
  const started = process.argv[1];
  // Imported by a test it must not act.
  if (started === undefined || realpathSync(started) !== fileURLToPath(import.meta.url)) return;
  beginProcess();
  const argv = process.argv.slice(2);
  const keepCode = await cachedCode(nameOf(argv).name ?? "");
  endProcess(await dispatch(argv));
  await keepCode?.();
};
// Nothing but a part of the program that can't be loaded ends here; 1 would say that a gate has found something.
main().catch((error: unknown) => {
  writeSync(2, `error E_BUG: ${JSON.stringify(String(error))}\n`);
  endProcess(3);
});

// --- internal ---

/** Two words where there is such a command: `catalog list`. */
function nameOf([first, second, ...others]: readonly string[]): { name: string | undefined; rest: string[] } {
  if (first === undefined || second === undefined) return { name: first, rest: [] };
  const both = `${first} ${second}`;
  return Object.hasOwn(commands, both) ? { name: both, rest: others } : { name: first, rest: [second, ...others] };
}

/** An error may quote what it was given, whichever command it is: the known secrets are looked for when there is one. */
async function loadCli(): Promise<typeof import("../lib/cli.ts")> {
  const [cli, { keepSecrets }] = await Promise.all([import("../lib/cli.ts"), import("../lib/secrecy.ts")]);
  keepSecrets(async () => {
    const known = (await import("../lib/run/index.ts")).redactWords(process.env);
    const refused = (await import("../lib/config/index.ts")).refusedConfig();
    if (refused === undefined) return known;
    const tokens = await (await import("../lib/guard/index.ts")).redactRefused(refused, process.env);
    return (text) => tokens(known(text));
  });
  return cli;
}

/** Only the package has files that Node compiles one by one; what is no command needs none of them. */
async function cachedCode(command: string): Promise<(() => Promise<void>) | undefined> {
  const file = fileURLToPath(import.meta.url);
  if (!file.endsWith(".cjs") || !Object.hasOwn(commands, command)) return undefined;
  const { useCodeCache } = await import("../lib/code-cache.ts");
  return useCodeCache({ dir: join(dirname(file), "..", sep), command: command.replace(" ", "-") });
}

/** Synchronously, because setting up `process.stdout` costs more than all else here. What could not be delivered is not a success. */
function print(text: string): number {
  try {
    const bytes = Buffer.from(`${text}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
    return 0;
  } catch {
    return 3;
  }
}

async function overview(family?: string): Promise<string> {
  const { formatFamily, formatOverview } = await import("../lib/overview.ts");
  const all = Object.entries<Entry>(commands);
  return family === undefined ? formatOverview(all, areas) : formatFamily(family, all);
}

/** Commands of two words that begin with `name`. */
function actionsOf(name: string): string[] {
  return Object.keys(commands).filter((one) => one.startsWith(`${name} `));
}

async function refuse(name: string, rest: readonly string[]): Promise<number> {
  const [{ printError }, { KprovError }, { closest }] = await Promise.all([
    import("../lib/print.ts"),
    import("../lib/errors.ts"),
    import("../lib/suggest.ts"),
    loadCli(),
  ]);
  const actions = actionsOf(name);
  const [asked = name, known] = actions.length > 0 ? [[name, ...rest.slice(0, 1)].join(" "), actions] : [];
  const near = closest(asked, known ?? Object.keys(commands));
  const what = name.startsWith("-") ? `Unknown flag "${name}" before the command` : `Unknown command "${asked}"`;
  const error = new KprovError("E_USAGE", `${what}${near === undefined ? "" : `, did you mean "${near}"?`}`, {
    hint: known === undefined ? "kprovengine alone lists the commands" : `expected one of: ${known.join(", ")}`,
  });
  const argv = [name, ...rest];
  const { reportRefusal } = await import("../lib/output/index.ts");
  const refusal = { argv, error, name: "kprovengine", env: process.env, stdout: () => process.stdout };
  for (const line of await reportRefusal(refusal)) writeSync(2, `${JSON.stringify(line)}\n`);
  return printError(error, { json: argv.includes("--json"), debug: argv.includes("--debug") });
}
