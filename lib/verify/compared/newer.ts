/**
 * Traces of runs that a directory of runs does not hold: the head that names one, and what killed runs left.
 *
 * @module
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { KprovError } from "../../errors.ts";
import { isRunId } from "../../evidence/index.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { parseOwner, stateOfOwner } from "../../owner.ts";
import { compareBytes } from "../../report.ts";
import { readDocument } from "../read.ts";
import type { ListedRun } from "./listing.ts";

/** A bundle as `run` names it. */
export interface HeadLink {
  runId: string;
  bundleDigest: string;
}

/** The bundle that the head of a directory's chain names; null for none; a remark when it can't be read. */
export type Head = { link: HeadLink | null } | { remark: string };

/**
 * Read the head, before the directory is listed: a run that ends meanwhile is not missed then. One that can't be read proves
 * nothing either way: `run` makes it anew, and whoever damages it could as well remove it.
 */
export const readHead = (outDir: string): Head => {
  const document = readDocument(join(outDir, headName), longestHead);
  if ("failed" in document) return document.failed === "ENOENT" ? { link: null } : { remark: unreadableHead };
  const link = linkOf(document.bytes);
  return link === undefined ? { remark: unreadableHead } : { link };
};

/** Throws `E_COMPARE` when the head names a run, of whatever step, that is not among `runs`. */
export const assertHead = (head: Head, runs: readonly ListedRun[], where: string): void => {
  if ("remark" in head || head.link === null) return;
  const { runId, bundleDigest } = head.link;
  if (runs.some((run) => run.bundleDigest === bundleDigest)) return;
  throw new KprovError("E_COMPARE", `The newest run in "${where}" is gone: "${headName}" says that it is "${runId}"`, {
    hint: "put it back, or name two bundles",
  });
};

/** What killed runs left since `startedAt`: any of them may have been a run of the step. */
export const leftoversSince = (outDir: string, startedAt: string): string[] =>
  readdirSync(outDir)
    .sort(compareBytes)
    .filter((name) => name.startsWith(leftoverPrefix) && !isUnderWay(name))
    .filter((name) => {
      const stats = statSync(join(outDir, name), { throwIfNoEntry: false });
      return stats !== undefined && !(stats.mtimeMs <= Date.parse(startedAt));
    });

// --- internal ---

/** As `run` calls it. */
const headName = ".kprov-head.json";
const leftoverPrefix = ".kprov-run-";

/** Bytes. */
const longestHead = 4096;

const unreadableHead = `"${headName}" can't be read: whether the newest run is gone can't be told; the next run makes it anew`;

/** The bundle that was whole for sure; null before the first; undefined when it is no head. */
const linkOf = (bytes: Buffer): HeadLink | null | undefined => {
  try {
    const head = parseJson(bytes, { name: headName });
    if (typeof head !== "object" || head === null || Array.isArray(head)) return undefined;
    const { current } = head;
    return current === null ? null : asLink(current);
  } catch {
    return undefined;
  }
};

const asLink = (value: JsonValue | undefined): HeadLink | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { runId, bundleDigest } = value;
  if (typeof runId !== "string" || !isRunId(runId)) return undefined;
  return typeof bundleDigest === "string" && /^[0-9a-f]{64}$/.test(bundleDigest) ? { runId, bundleDigest } : undefined;
};

/** Another host's runs can't be asked: they are named. */
const isUnderWay = (name: string): boolean => {
  const owner = parseOwner(name.split(".").slice(-3).join("."));
  return owner !== undefined && stateOfOwner(owner) === "alive";
};
