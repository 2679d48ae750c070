/**
 * Where a trace comes from: a bundle, a tar with one in it, or a file by itself.
 *
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { View } from "../command.ts";
import { KprovError } from "../errors.ts";
import { layout, type RunSummary } from "../evidence/index.ts";
import { exitOfVerdict } from "../report.ts";
import { whyNotRead } from "../system-words.ts";
import {
  type BundleVerdict,
  formatVerification,
  isSignedFile,
  type JudgedBundle,
  openProved,
  verifyPaths,
} from "../verify/index.ts";

/** What the rest of the bundle says of the run. */
export type RunOfTrace = Pick<RunSummary, "runId" | "project" | "step" | "startedAt" | "trace"> & {
  status: string;
  bundleDigest: string;
};

export interface TraceSource {
  /** As the person named it. */
  shown: string;
  /** Of the trace itself, absolute. */
  path: string;
  /** How findings name it. */
  member: string;
  /** Null for a file by itself: nothing says when it was. */
  run: RunOfTrace | null;
}

/** A bundle that is not whole: nothing of it is shown or handed on. */
export interface RefusedBundle {
  refused: BundleVerdict;
}

export interface SourceOptions {
  cwd: string;
  onProgress?: (bytes: number) => void;
}

/**
 * Do `work` with the trace that `shown` names. A bundle is judged first, without asking for its origin, and one that is not
 * whole is refused; a file by itself is for `work` to judge.
 *
 * Throws `E_NOTHING` when there is no trace, `E_IO` when it can't be read, and what reading archives throws.
 */
export const withTrace = async <T>(
  shown: string,
  options: SourceOptions,
  work: (source: TraceSource) => Promise<T> | T,
): Promise<T | RefusedBundle> => {
  const { cwd } = options;
  const path = resolve(cwd, shown);
  const isDirectory = kindOf(path, shown) === "directory";
  if (isDirectory && !existsSync(join(path, layout.trace))) throw nothing(shown, "directory");
  if (!isDirectory && (await isSignedFile(shown, cwd)))
    return work({ shown, path, member: basename(shown), run: null });
  let result: { value: T } | undefined;
  const verdict = await verifyPaths([shown], {
    ...options,
    integrityOnly: true,
    onBundle: async (judged) => {
      if (judged.verdict.integrity === "proved") result = { value: await work(sourceOf(judged, shown)) };
    },
  });
  if (result !== undefined) return result.value;
  if (verdict.schema !== "kprov.verification/v1") throw nothing(shown, "archive");
  return { refused: verdict };
};

/** What `verify` says of it. */
export const formatRefusal = async ({ refused }: RefusedBundle, view: View): Promise<string> =>
  `${await formatVerification(refused, view)}\nthe bundle is not whole: nothing was done with its trace`;

export const exitOfRefusal = ({ refused }: RefusedBundle): number => exitOfVerdict(refused.integrity);

// --- internal ---

const accepted = "name a bundle, a tar made by export, or a trace.jsonl";

const kindOf = (path: string, shown: string): "directory" | "file" => {
  try {
    return statSync(path).isDirectory() ? "directory" : "file";
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read "${shown}": ${whyNotRead(cause)}`, { cause, hint: accepted });
  }
};

const nothing = (shown: string, what: string): KprovError =>
  new KprovError("E_NOTHING", `There is no trace in the ${what} "${shown}"`, {
    hint: accepted,
  });

const sourceOf = ({ dir, verdict }: JudgedBundle, shown: string): TraceSource => {
  const bundleDigest = verdict.bundleDigest ?? "";
  const summary = openProved(dir, bundleDigest).document<RunSummary>(layout.summary);
  const { runId, project, step, startedAt, trace, outcome } = summary;
  const run = { runId, project, step, startedAt, trace, status: outcome.status, bundleDigest };
  return { shown, path: join(dir, layout.trace), member: layout.trace, run };
};
