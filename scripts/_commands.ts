/**
 * Every command by its name, without loading any.
 *
 * @module
 */
import type { Command } from "../lib/command.ts";
import type { FlagDefs } from "../lib/flags.ts";

export interface Entry {
  summary: string;
  /** Where the overview names it; what everybody needs is shown with its summary. Default `everyday`. */
  area?: keyof typeof areas;
  load: () => Promise<{ default: Command; examples?: readonly string[] }>;
}

/** What the overview says of commands that it only names. */
export const areas = {
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
    load: loadCompletion,
  },
} satisfies Record<string, Entry>;

// --- internal ---

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
