#!/usr/bin/env node
/**
 * Traces: shown as a timeline, judged by themselves, compared, handed to viewers of traces.
 *
 * Reads what is named; export writes one new file or stdout. No configuration, no network; nothing existing is overwritten.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings, View } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { closest } from "../lib/suggest.ts";
import {
  exitOfRefusal,
  expectHead,
  exportTrace,
  formatExported,
  formatJudged,
  formatRefusal,
  formatTimeline,
  judgeChain,
  type RefusedBundle,
  showTrace,
  type TraceSource,
  withTrace,
} from "../lib/trace/index.ts";

const command = defineCommand({
  meta: { name: "trace", description: "Show, judge, compare and export the trace of a run" },
  args: {
    action: {
      ...{ type: "positional", required: true, valueHint: "ACTION" },
      description: "show, verify, export or diff",
    },
    paths: {
      ...{ type: "positional", multiple: true, required: true, valueHint: "TRACE" },
      description: "A bundle, a tar made by export, or a trace.jsonl; diff takes two",
    },
    otlp: { type: "boolean", description: "export: for an OpenTelemetry collector, JSON lines" },
    chrome: { type: "boolean", description: "export: for Perfetto and chrome://tracing" },
    output: {
      ...{ type: "string", alias: "o", valueHint: "FILE" },
      description: "export: write to this new file; - for stdout",
    },
    "expect-head": {
      ...{ type: "string", valueHint: "DIGEST" },
      description: "verify: exit 1 when the last line is not this one",
    },
    volatile: { type: "boolean", description: "diff: compare times as well" },
    markdown: { type: "boolean", description: "diff: print Markdown, for a pull request" },
    "fail-on-diff": { type: "boolean", description: "diff: exit 1 when they differ" },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const action = actionOf(args.action);
    const paths = listOf(args, "paths");
    assertFlags(args.action, action, { args, paths });
    const { talk, stdout } = data as Surroundings;
    const onProgress = (bytes: number) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`);
    return action.act({ args, paths, stdout, options: { cwd: String(args.cwd), onProgress } });
  },
});

export const examples = [
  "kprovengine trace show runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine trace verify trace.jsonl",
  "kprovengine trace export runs/2026-02-15T20-13-00Z-1f3a9c42 --chrome -o trace.json",
  "kprovengine trace diff runs/before runs/after --fail-on-diff",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

type Args = Record<string, unknown>;

interface Call {
  args: Args;
  paths: string[];
  stdout: NodeJS.WritableStream;
  options: { cwd: string; onProgress: (bytes: number) => void };
}

interface Action {
  paths: number;
  flags: readonly string[];
  act: (call: Call) => Promise<Result>;
}

const show = async ({ paths: [path = ""], options }: Call): Promise<Result> => {
  const drawn = await withTrace(path, options, showTrace);
  if ("refused" in drawn) return refusal(drawn);
  const { document } = drawn;
  return {
    exitCode: exitOfVerdict(document.verdict),
    document,
    text: (view) => formatTimeline(drawn, view),
  };
};

const verify = async ({ args, paths: [path = ""], options }: Call): Promise<Result> => {
  const expected = args["expect-head"] === undefined ? undefined : String(args["expect-head"]);
  if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected))
    throw usage(`Cannot use the head "${expected}": expected 64 lower-case hexadecimal digits`);
  const found = await withTrace(path, options, (source) => judgeChain(source));
  if ("refused" in found) return refusal(found);
  const judged = expected === undefined ? found : expectHead(found, expected);
  return { exitCode: exitOfVerdict(judged.verdict), document: judged, text: (view) => formatJudged(judged, view) };
};

const exportIt = async ({ args, paths: [path = ""], stdout, options }: Call): Promise<Result> => {
  const output = String(args["output"]);
  const format = args["otlp"] === true ? "otlp" : "chrome";
  const isStreamed = output === "-";
  const written = await withTrace(path, options, (source) =>
    exportTrace(source, { format, cwd: options.cwd, output: isStreamed ? stdout : output }),
  );
  const stream = isStreamed ? "stderr" : "stdout";
  if ("refused" in written) return { ...refusal(written), stream };
  const text = (view: View): string =>
    written.exported === null ? `${formatJudged(written, view)}\n${formatExported(written)}` : formatExported(written);
  return { exitCode: exitOfVerdict(written.verdict), document: written, text, stream };
};

const diff = async ({ args, paths, options }: Call): Promise<Result> => {
  const compare = await import("../lib/compare/index.ts");
  const sides = [];
  for (const path of paths) {
    const side = await withTrace(path, options, (source) => summarise(source, compare.createTraceSummary()));
    if ("refused" in side) return refusal(side);
    const { judged, summary } = side;
    if (judged.verdict !== "proved")
      return { exitCode: exitOfVerdict(judged.verdict), document: judged, text: (view) => formatJudged(judged, view) };
    sides.push({ name: path, summary });
  }
  const [before, after] = sides;
  if (before === undefined || after === undefined) throw usage('"trace diff" needs two traces');
  const difference = compare.compareTraces(before, after, { volatile: args["volatile"] === true });
  return {
    exitCode: args["fail-on-diff"] === true && !difference.equal ? exits.violated : exits.proved,
    document: difference,
    text: (view) =>
      args["markdown"] === true
        ? compare.formatDifferenceMarkdown(difference)
        : compare.formatDifference(difference, view),
  };
};

const actions = {
  show: { paths: 1, flags: [], act: show },
  verify: { paths: 1, flags: ["expect-head"], act: verify },
  export: { paths: 1, flags: ["otlp", "chrome", "output"], act: exportIt },
  diff: { paths: 2, flags: ["volatile", "markdown", "fail-on-diff"], act: diff },
} satisfies Readonly<Record<string, Action>>;

function summarise<T>(source: TraceSource, summary: { add(event: never): void; end(): T }) {
  const judged = judgeChain(source, (event) => summary.add(event as never));
  return { judged, summary: summary.end() };
}

function refusal(refused: RefusedBundle): Result {
  return {
    exitCode: exitOfRefusal(refused),
    document: refused.refused,
    text: (view) => formatRefusal(refused, view),
  };
}

function actionOf(name: string): Action {
  if (Object.hasOwn(actions, name)) return actions[name as keyof typeof actions];
  const near = closest(name, Object.keys(actions));
  throw usage(`Unknown action "${name}"${near === undefined ? "" : `, did you mean "${near}"?`}`);
}

function usage(message: string): KprovError {
  return new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });
}

function assertFlags(name: string, action: Action, { args, paths }: { args: Args; paths: readonly string[] }): void {
  const known = new Set(["_", "action", "paths", ...Object.keys(commonArgs), ...action.flags]);
  const stray = Object.keys(args).find((flag) => args[flag] !== undefined && !known.has(flag));
  if (stray !== undefined) throw usage(`"--${stray}" is not for "trace ${name}"`);
  if (paths.length !== action.paths) {
    const wanted = action.paths === 1 ? "one trace" : "two traces";
    throw usage(`"trace ${name}" takes ${wanted}, found ${paths.length}`);
  }
  if (args["markdown"] === true && args["json"] === true) throw usage('"--markdown" and "--json" exclude each other');
  if (name !== "export") return;
  if ((args["otlp"] === true) === (args["chrome"] === true))
    throw usage('"trace export" needs a format: --otlp or --chrome');
  if (args["output"] === undefined) throw usage('"trace export" needs --output FILE, or - for stdout');
  if (args["output"] === "-" && args["json"] === true)
    throw usage('"--json" and "--output -" exclude each other: both are for stdout');
}
