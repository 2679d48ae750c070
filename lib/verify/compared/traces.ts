/**
 * Two traces in files of their own: refused when a line does not follow the one before it.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { compareTraces, createTraceSummary, type TraceSide } from "../../compare/index.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import { exitOfVerdict, verdictOf } from "../../report.ts";
import { readTraceFile } from "../trace.ts";
import type { Diffed, DiffOptions } from "./open.ts";

/** Throws `E_COMPARE` with what is wrong first, and exits as verification would. */
export const diffTraces = (before: string, after: string, { cwd, volatile }: DiffOptions): Diffed => ({
  difference: compareTraces(openTrace(before, cwd), openTrace(after, cwd), { volatile }),
});

// --- internal ---

const openTrace = (path: string, cwd: string): TraceSide => {
  const summary = createTraceSummary();
  const { findings } = readTraceFile(realPath(resolve(cwd, path), path), (event) => summary.add(event), path);
  const [first] = findings;
  if (first === undefined) return { name: path, summary: summary.end() };
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : "";
  throw new KprovError("E_COMPARE", `Cannot compare "${path}": ${first.code}, ${first.message}${more}`, {
    exit: exitOfVerdict(verdictOf(findings)),
    hint: "kprovengine trace verify FILE shows everything that is wrong",
  });
};

/** A link is followed: a person named it. */
const realPath = (absolute: string, shown: string): string => {
  try {
    return realpathSync(absolute);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot read "${shown}": ${errnoOf(cause) ?? String(cause)}`, { cause });
  }
};
