#!/usr/bin/env node
/**
 * The dispatcher behind `npx kprovengine <command>`.
 *
 * Knows every command's name and loads only the one that is asked for.
 *
 * @module
 */
import { realpathSync, writeSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "../lib/command.ts";
import { beginProcess, endProcess } from "../lib/end-process.ts";
import type { FlagDefs } from "../lib/flags.ts";
import type { Area, Listed } from "../lib/overview.ts";
import { version } from "../lib/version.ts";

interface Entry extends Listed {
  load: () => Promise<{ default: Command; examples?: readonly string[] }>;
}

const inArea =
  (area?: Area) =>
  (summary: string, load: Entry["load"]): Entry => ({ summary, ...(area && { area }), load });
const everyday = inArea();
const evidence = inArea("evidence");
const catalog = inArea("catalog");
const gates = inArea("gates");
const governance = inArea("governance");
const tool = inArea("tool");

/** Every published command, in the order of the overview. */
export const commands = {
  init: everyday("Adopt this repository: targets, configuration, CI, governance", () => import("./init.ts")),
  preflight: everyday("Run every check and the project's own commands as one gate", () => import("./preflight.ts")),
  run: everyday("Run a step and leave a bundle that proves what happened", () => import("./run.ts")),
  verify: everyday("Judge bundles: whole, unchanged, and by whom", () => import("./verify.ts")),
  report: everyday("Show runs on one page that needs no network", () => import("./report.ts")),
  diff: everyday("Say what differs between two runs, in words", () => import("./diff.ts")),
  sign: evidence("Sign a bundle that is whole, for whoever trusts the key", () => import("./sign.ts")),
  review: evidence("Approve or reject a bundle, or show what was decided", () => import("./review.ts")),
  export: evidence("Hand a bundle to others: as a tar, or in a form they read", () => import("./export.ts")),
  rerun: evidence("Run a recorded step again, and compare what it makes", () => import("./rerun.ts")),
  trace: evidence("Show, check, compare and export what happened when", () => import("./trace.ts")),
  index: catalog("Make every run findable: bundles of several projects in one catalog", () => import("./index.ts")),
  "catalog list": catalog(
    "List runs by date, tag, step, outcome, tool, review and more",
    () => import("./catalog-list.ts"),
  ),
  "catalog show": catalog("Show everything about one run", () => import("./catalog-show.ts")),
  "catalog search": catalog("Find runs by words in what they said, read and made", () => import("./catalog-search.ts")),
  "catalog lineage": catalog(
    "Show what a file came from, and what was made of it",
    () => import("./catalog-lineage.ts"),
  ),
  "catalog refs": catalog("Show what refers to a digest or a file", () => import("./catalog-refs.ts")),
  "catalog stats": catalog(
    "Count runs, failures, durations, storage and open reviews",
    () => import("./catalog-stats.ts"),
  ),
  "catalog sql": catalog("Ask the catalog's views in SQL that can only read", () => import("./catalog-sql.ts")),
  "catalog site": catalog("Write the catalog as web pages that need no server", () => import("./catalog-site.ts")),
  "catalog export": catalog(
    "Write the catalog as Parquet, CSV, OpenLineage or RO-Crate",
    () => import("./catalog-export.ts"),
  ),
  tag: catalog("Tag a run that is finished, beside its bundle", () => import("./tag.ts")),
  annotate: catalog("Say something about a run that is finished, beside its bundle", () => import("./annotate.ts")),
  "check-identity": gates(
    "Fail when names, URLs, labels or words are not the project's",
    () => import("./check-identity.ts"),
  ),
  "check-artifacts": gates(
    "Fail when build output or secrets are tracked by git",
    () => import("./check-artifacts.ts"),
  ),
  "check-runtime": gates(
    "Fail when declared, tested and present runtimes disagree",
    () => import("./check-runtime.ts"),
  ),
  "check-parity": gates(
    "Fail when CI does not run the same gate, or does not fail with it",
    () => import("./check-parity.ts"),
  ),
  "check-rules": gates("Fail when one of the project's own rules is violated", () => import("./check-rules.ts")),
  "check-governance": gates(
    "Fail when rules change without a record and a version step",
    () => import("./check-governance.ts"),
  ),
  vendor: gates("Prove that a vendored file is what its version ships", () => import("./vendor.ts")),
  deny: governance("Keep forbidden tokens as keyed digests", () => import("./deny.ts")),
  governance: governance("Record what governs; show it, say what differs", () => import("./governance.ts")),
  rules: governance("Try the project's own rules on their fixtures, or list them", () => import("./rules.ts")),
  waive: governance("Keep one violation from counting until a day", () => import("./waive.ts")),
  keys: tool("Make, show and exchange keys, and say whose are believed", () => import("./keys.ts")),
  clean: tool("Remove what crashed runs left in an output directory", () => import("./clean.ts")),
  explain: tool("Say what a code of a finding or an error means", () => import("./explain.ts")),
  completion: tool("Print a completion script for bash, zsh or fish", loadCompletion),
};

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

async function loadCompletion(): Promise<Awaited<ReturnType<Entry["load"]>>> {
  const { completionCommand, examples, inFamilies } = await import("../lib/completion.ts");
  const describe = async () => {
    const described = Object.entries<Entry>(commands).map(async ([name, { summary, load }]) => ({
      ...{ name, summary },
      args: ((await load()).default.args ?? {}) as FlagDefs,
    }));
    return inFamilies(await Promise.all(described));
  };
  return { default: completionCommand(describe), examples };
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
  return family === undefined ? formatOverview(all) : formatFamily(family, all);
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
