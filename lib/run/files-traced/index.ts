/**
 * Files that a step really opened, seen by a tracer beside it.
 *
 * @module
 */

import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../../evidence/index.ts";
import type { RecordedFile } from "../inputs.ts";
import type { RunOptions } from "../options.ts";
import type { ToolchainCapture } from "../toolchain/index.ts";
import type { Source } from "./commit.ts";
import { createPlaces } from "./known.ts";
import type { Scope } from "./scope.ts";
import { type FilesTraced, settleFiles } from "./settle.ts";
import type { Strace } from "./strace.ts";
import { createTracer, type FileTracer } from "./tracer.ts";

export { shownBytes, toBytes } from "./byte-path.ts";
export type { Source } from "./commit.ts";
export { createScope, type Scope } from "./scope.ts";
export type { FilesTraced } from "./settle.ts";
export { findStrace, type Strace } from "./strace.ts";
export type { FileTracer } from "./tracer.ts";

/** A tracer with what it needs to know of the place. */
export interface Tracing {
  tracer: FileTracer;
  scope: Scope;
}

/** A tracer for one step that declares `inputs`. Throws `E_TRACER` when there can be none. */
export const openTracing = async (
  strace: Strace,
  { scope, inputs }: { scope: Scope; inputs: readonly RecordedFile[] },
  { cwd, clock }: RunOptions,
): Promise<Tracing> => {
  const places = createPlaces();
  // What is declared was looked at before the step.
  const declared = new Set(inputs.flatMap(({ absolute, link }) => places(absolute, link !== null)));
  const isWatched = (path: string): boolean => scope.isWatched(path) && !declared.has(path);
  return { tracer: await createTracer(strace, { cwd: realpathSync(cwd), isWatched, startedAt: clock.now() }), scope };
};

/** What is said of the files. */
export const settleTracing = async (
  { tracer, scope }: Tracing,
  known: {
    cwd: string;
    inputs: readonly RecordedFile[];
    outputs: readonly RecordedFile[];
    changed: readonly string[];
    toolchain: ToolchainCapture;
    source: Source | null;
  },
  onProgress: (bytes: number) => void,
): Promise<FilesTraced> => {
  const { cwd, inputs, outputs, changed, toolchain, source } = known;
  const lockFiles = toolchain.document.lockFiles.map(({ path }) => join(cwd, path));
  const tools = toolchain.located.map(({ path }) => path);
  scope.know(tools);
  return settleFiles(
    tracer,
    { inputs, outputs, changed: new Set(changed), lockFiles, tools, source },
    { scope, onProgress },
  );
};

/** Why the run has failed under `--strict-inputs`. */
export const strictFindings = ({ readNotDeclared, limits }: FilesTraced): Outcome["findings"] => [
  ...readNotDeclared.map((subject) => ({ code: "INPUT_UNDECLARED", subject })),
  ...limits.filter((limit) => unseen.has(limit)).map((subject) => ({ code: "READS_UNSEEN", subject })),
];

// --- internal ---

/** With these something may have been read that nobody saw; with the others the step only behaves otherwise. */
const unseen: ReadonlySet<string> = new Set(["io_uring", "namespace", "outlived", "unreadable", "unresolved"]);
