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
import { version } from "../lib/version.ts";

interface Entry {
  summary: string;
  /** Where the overview names it; what everybody needs is shown with its summary. Default `everyday`. */
  area?: keyof typeof areas;
  load: () => Promise<{ default: Command; examples?: readonly string[] }>;
}

/** What the overview says of commands that it only names. */
const areas = {
  evidence: "about a run",
  catalog: "every run",
  gates: "one check",
  governance: "about rules",
  tool: "this tool",
} as const;

/** Every published command, in the order of the overview. */
export const commands = {
  init: { summary: "Adopt this repository: targets, configuration, CI, governance", load: () => import("./init.ts") },
  preflight: {
    summary: "Run every check and the project's own commands as one gate",
    load: () => import("./preflight.ts"),
  },
  run: { summary: "Run a step and leave a bundle that proves what happened", load: () => import("./run.ts") },
  verify: { summary: "Judge bundles: whole, unchanged, and by whom", load: () => import("./verify.ts") },
  report: { summary: "Show runs on one page that needs no network", load: () => import("./report.ts") },
  diff: { summary: "Say what differs between two runs, in words", load: () => import("./diff.ts") },
  sign: {
    summary: "Sign a bundle that is whole, for whoever trusts the key",
    area: "evidence",
    load: () => import("./sign.ts"),
  },
  review: {
    summary: "Approve or reject a bundle, or show what was decided",
    area: "evidence",
    load: () => import("./review.ts"),
  },
  export: {
    summary: "Hand a bundle to others: as a tar, or in a form they read",
    area: "evidence",
    load: () => import("./export.ts"),
  },
  rerun: {
    summary: "Run a recorded step again, and compare what it makes",
    area: "evidence",
    load: () => import("./rerun.ts"),
  },
  trace: {
    summary: "Show, check, compare and export what happened when",
    area: "evidence",
    load: () => import("./trace.ts"),
  },
  index: {
    summary: "Make every run findable: bundles of several projects in one catalog",
    area: "catalog",
    load: () => import("./index.ts"),
  },
  "catalog list": {
    summary: "List runs by date, tag, step, outcome, tool, review and more",
    area: "catalog",
    load: () => import("./catalog-list.ts"),
  },
  "catalog show": {
    summary: "Show everything about one run",
    area: "catalog",
    load: () => import("./catalog-show.ts"),
  },
  "catalog search": {
    summary: "Find runs by words in what they said, read and made",
    area: "catalog",
    load: () => import("./catalog-search.ts"),
  },
  "catalog lineage": {
    summary: "Show what a file came from, and what was made of it",
    area: "catalog",
    load: () => import("./catalog-lineage.ts"),
  },
  "catalog refs": {
    summary: "Show what refers to a digest or a file",
    area: "catalog",
    load: () => import("./catalog-refs.ts"),
  },
  "catalog stats": {
    summary: "Count runs, failures, durations, storage and open reviews",
    area: "catalog",
    load: () => import("./catalog-stats.ts"),
  },
  "catalog sql": {
    summary: "Ask the catalog's views in SQL that can only read",
    area: "catalog",
    load: () => import("./catalog-sql.ts"),
  },
  "catalog site": {
    summary: "Write the catalog as web pages that need no server",
    area: "catalog",
    load: () => import("./catalog-site.ts"),
  },
  "catalog export": {
    summary: "Write the catalog as Parquet, CSV, OpenLineage or RO-Crate",
    area: "catalog",
    load: () => import("./catalog-export.ts"),
  },
  tag: {
    summary: "Tag a run that is finished, beside its bundle",
    area: "catalog",
    load: () => import("./tag.ts"),
  },
  annotate: {
    summary: "Say something about a run that is finished, beside its bundle",
    area: "catalog",
    load: () => import("./annotate.ts"),
  },
  "check-identity": {
    summary: "Fail when names, URLs, labels or words are not the project's",
    area: "gates",
    load: () => import("./check-identity.ts"),
  },
  "check-artifacts": {
    summary: "Fail when build output or secrets are tracked by git",
    area: "gates",
    load: () => import("./check-artifacts.ts"),
  },
  "check-runtime": {
    summary: "Fail when declared, tested and present runtimes disagree",
    area: "gates",
    load: () => import("./check-runtime.ts"),
  },
  "check-parity": {
    summary: "Fail when CI does not run the same gate, or does not fail with it",
    area: "gates",
    load: () => import("./check-parity.ts"),
  },
  "check-rules": {
    summary: "Fail when one of the project's own rules is violated",
    area: "gates",
    load: () => import("./check-rules.ts"),
  },
  "check-governance": {
    summary: "Fail when rules change without a record and a version step",
    area: "gates",
    load: () => import("./check-governance.ts"),
  },
  vendor: {
    summary: "Prove that a vendored file is what its version ships",
    area: "gates",
    load: () => import("./vendor.ts"),
  },
  deny: {
    summary: "Keep forbidden tokens as keyed digests",
    area: "governance",
    load: () => import("./deny.ts"),
  },
  governance: {
    summary: "Record what governs; show it, say what differs",
    area: "governance",
    load: () => import("./governance.ts"),
  },
  rules: {
    summary: "Try the project's own rules on their fixtures, or list them",
    area: "governance",
    load: () => import("./rules.ts"),
  },
  waive: {
    summary: "Keep one violation from counting until a day",
    area: "governance",
    load: () => import("./waive.ts"),
  },
  keys: {
    summary: "Make, show and exchange keys, and say whose are believed",
    area: "tool",
    load: () => import("./keys.ts"),
  },
  clean: {
    summary: "Remove what crashed runs left in an output directory",
    area: "tool",
    load: () => import("./clean.ts"),
  },
  explain: {
    summary: "Say what a code of a finding or an error means",
    area: "tool",
    load: () => import("./explain.ts"),
  },
  completion: {
    summary: "Print a completion script for bash, zsh or fish",
    area: "tool",
    load: () => loadCompletion(),
  },
} satisfies Record<string, Entry>;

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
