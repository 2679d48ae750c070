/**
 * From bundles on disk to what a page shows: judged first, then read, and what is read is what was judged.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import {
  dependenciesOf,
  type FileTrace,
  layout,
  type Provenance,
  parseTestResult,
  type RunSummary,
  type TestResult,
  type Toolchain,
} from "../evidence/index.ts";
import { compareBytes } from "../report.ts";
import {
  type BundleVerdict,
  type JudgedBundle,
  openProved,
  type ProvedBundle,
  statusOf,
  type VerificationSet,
  type VerifyOptions,
  verifyPaths,
} from "../verify/index.ts";
import { createLogCollector } from "./log-excerpt.ts";
import type { PageView, RunDetails, RunView } from "./run-view.ts";
import { labelsOf, onceEach } from "./runs.ts";
import { createTimeline, type Timeline, type TimelineEvent } from "./timeline.ts";

export interface GatherOptions extends Omit<VerifyOptions, "onBundle" | "cwd"> {
  cwd: string;
  /** Statements that runs refer to, by their bytes, with the names that they were given by. */
  statements: readonly { name: string; bytes: Buffer }[];
}

export interface Gathered {
  view: PageView;
  verification: BundleVerdict | VerificationSet;
}

/**
 * Judge whatever `paths` name as `verifyPaths` does, and read it. Throws as that does, `E_IO` for a bundle that changes
 * meanwhile, and `E_STATEMENT` for a statement that no run refers to.
 */
export const gatherPage = async (paths: readonly string[], options: GatherOptions): Promise<Gathered> => {
  const { statements, cwd, ...asked } = options;
  const handed = new Map(
    statements.map(({ name, bytes }) => [sha256(bytes), { name, result: parseTestResult(bytes, name) }]),
  );
  const found: Omit<RunView, "label">[] = [];
  const verification = await verifyPaths(paths, {
    ...asked,
    cwd,
    onBundle: async (judged) => {
      const details = judged.isCoherent ? await readDetails(judged, { options, handed }) : null;
      found.push({ name: basename(resolve(cwd, judged.verdict.bundle)), verdict: judged.verdict, details });
    },
  });
  assertReferred(found, handed);
  const once = onceEach(found.sort(compareRuns), ({ verdict }) => verdict);
  const labels = labelsOf(once);
  const runs = once.map((run, index): RunView => ({ ...run, label: labels[index] ?? run.name }));
  const set = verification.schema === "kprov.verification-set/v1" ? verification : null;
  const view: PageView = {
    verdict: verification.verdict,
    runs,
    chain: set?.chain ?? [],
    notJudged: [...(set?.leftovers ?? []), ...(set?.ignored ?? [])],
  };
  return { view, verification };
};

// --- internal ---

type Handed = ReadonlyMap<string, { name: string; result: TestResult }>;

const readDetails = async (
  { dir, verdict }: JudgedBundle,
  { options, handed }: { options: GatherOptions; handed: Handed },
): Promise<RunDetails | null> => {
  const { bundleDigest, integrity } = verdict;
  if (bundleDigest === null) return null;
  const bundle = openProved(dir, bundleDigest);
  const provenance = bundle.document<Provenance>(layout.provenance);
  const isAsked = !options.integrityOnly && integrity === "proved";
  const reviews = isAsked ? await statusOf(dir, { trust: options.trust ?? null, cwd: options.cwd, verdict }) : null;
  const own = dependenciesOf(provenance, "preflight").flatMap(({ digest }): [string, TestResult][] => {
    const statement = handed.get(digest?.["sha256"] ?? "");
    return statement === undefined ? [] : [[digest?.["sha256"] ?? "", statement.result]];
  });
  return {
    provenance,
    summary: bundle.document<RunSummary>(layout.summary),
    toolchain: bundle.document<Toolchain>(layout.toolchain),
    members: bundle.members,
    timeline: readTimeline(bundle),
    logs: readLogs(bundle),
    fileTrace: has(bundle, layout.fileTrace) ? bundle.document<FileTrace>(layout.fileTrace) : null,
    reviews: reviews?.status ?? null,
    statements: new Map(own),
  };
};

const has = ({ members }: ProvedBundle, path: string): boolean => members.some((member) => member.path === path);

/** The lines were judged: each is an event. */
const readTimeline = (bundle: ProvedBundle): Timeline => {
  const timeline = createTimeline();
  bundle.lines(layout.trace, 2 ** 20, (line) => {
    if (line !== null) timeline.add(JSON.parse(line.toString("utf8")) as TimelineEvent);
  });
  return timeline.end();
};

const readLogs = (bundle: ProvedBundle): RunDetails["logs"] =>
  (["stdout", "stderr"] as const).flatMap((name) => {
    const path = layout[name];
    if (!has(bundle, path)) return [];
    const log = createLogCollector();
    bundle.pieces(path, (piece) => log.add(piece));
    return [{ name, path, excerpt: log.end() }];
  });

/** A statement that changes nothing would be an answer that nobody gave. */
const assertReferred = (runs: readonly Pick<RunView, "details">[], handed: Handed): void => {
  const known = new Set(runs.flatMap(({ details }) => [...(details?.statements.keys() ?? [])]));
  for (const [digest, { name }] of handed) {
    if (known.has(digest)) continue;
    throw new KprovError("E_STATEMENT", `No run refers to the statement "${name}", sha256:${digest}`, {
      hint: "name the very file that the preflight left, or leave it out",
    });
  }
};

/** In the order of time by their own account; those that can't be read come last. */
const compareRuns = (a: Omit<RunView, "label">, b: Omit<RunView, "label">): number =>
  compareBytes(keyOf(a), keyOf(b)) ||
  compareBytes(a.verdict.runId ?? "", b.verdict.runId ?? "") ||
  compareBytes(a.name, b.name);

const keyOf = ({ details }: Pick<RunView, "details">): string => details?.summary.startedAt ?? "~";
