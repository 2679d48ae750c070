/**
 * A bundle's documents and envelopes, each read once and judged by itself.
 *
 * @module
 */
import { completenessOf, layout, type Manifest, stableDigest } from "../evidence/index.ts";
import type { Finding } from "../report.ts";
import type { Evidence } from "./agreement/index.ts";
import { type Attestations, judgeAttestations } from "./attestations.ts";
import { type JudgedDocument, judgeDocument, type ReadMember } from "./documents.ts";
import { oneLine } from "./finding.ts";
import { identityOfBundle } from "./identity.ts";
import { judgeManifest, judgeSums, pathFault } from "./manifest.ts";
import { judgeTrace } from "./trace.ts";
import { readTree, type Tree } from "./tree.ts";
import type { LoadedTrust } from "./trust/file.ts";
import type { Judgement } from "./verdict.ts";

export interface OpenedBundle {
  tree: Tree;
  evidence: Evidence;
  manifest: JudgedDocument<Manifest>;
  /** What was read already, by its path. */
  read: Map<string, ReadMember>;
  /** Faults of the documents, the list and the envelopes in the bundle. */
  findings: Finding[];
  /** Faults of envelopes that were handed over beside it. */
  misplaced: Finding[];
  said: Judgement["said"];
  attestations: Attestations;
}

/** Read everything but outputs and logs. Without `trust` no signature is judged. Any bytes give an answer. */
export const openBundle = async (
  dir: string,
  options: {
    trust: LoadedTrust | null;
    now: number;
    beside: readonly { path: string; bytes: Buffer }[];
    /** What lies in it, when somebody has just looked. */
    tree?: Tree;
  },
): Promise<OpenedBundle> => {
  const { tree = readTree(dir) } = options;
  const { evidence, manifest, provenance, findings, read } = await judgeDocuments(dir, tree);
  const said = sayingsOf(evidence, manifest.read?.sha256 ?? null);
  const attestations = await judgeAttestations(dir, tree.files.keys(), {
    ...options,
    identify: () => identityOfBundle({ evidence, provenance, manifest, read, said }),
  });
  // A member that was named once more stays a member.
  const beside = new Set(options.beside.map(({ path }) => path).filter((path) => !tree.files.has(path)));
  const isBeside = ({ path }: Finding): boolean => path !== undefined && beside.has(path);
  const faults = attestations.findings.map((finding) => ({ ...finding, message: oneLine(finding.message) }));
  const ofMembers = faults.filter((finding) => !isBeside(finding));
  const misplaced = faults.filter(isBeside);
  return { tree, evidence, manifest, read, findings: [...findings, ...ofMembers], misplaced, said, attestations };
};

// --- internal ---

const judgeDocuments = async (dir: string, tree: Tree) => {
  const read = new Map<string, ReadMember>();
  const findings: Finding[] = [];
  const keep = <T extends { findings: Finding[]; read?: ReadMember }>(path: string, judged: T): T => {
    findings.push(...judged.findings);
    if (judged.read !== undefined) read.set(path, judged.read);
    return judged;
  };
  const manifest = keep(layout.manifest, await judgeDocument(dir, tree, layout.manifest, "manifest"));
  const summary = keep(layout.summary, await judgeDocument(dir, tree, layout.summary, "run-summary"));
  const provenance = keep(layout.provenance, await judgeDocument(dir, tree, layout.provenance, "provenance"));
  const toolchain = keep(layout.toolchain, await judgeDocument(dir, tree, layout.toolchain, "toolchain"));
  keep(layout.review, await judgeDocument(dir, tree, layout.review, "human-review"));
  const trace = keep(layout.trace, judgeTrace(dir, tree));
  const fileTrace = keep(layout.fileTrace, await judgeDocument(dir, tree, layout.fileTrace, "file-trace"));
  findings.push(...judgeList(dir, tree, manifest));
  const evidence: Evidence = {
    members: manifest.value?.members.filter(({ path }) => pathFault(path) === undefined),
    summary: summary.value,
    provenance: provenance.value,
    toolchain: toolchain.value,
    trace: trace.facts,
    fileTrace: fileTrace.value,
  };
  return { evidence, manifest, provenance, findings, read };
};

const judgeList = (dir: string, tree: Tree, { value, bytes }: JudgedDocument<Manifest>): Finding[] =>
  value === undefined || bytes === undefined
    ? []
    : [...judgeManifest(value), ...judgeSums(dir, tree, { members: value.members, bytes })];

const sayingsOf = ({ summary, provenance, members }: Evidence, digest: string | null): Judgement["said"] => ({
  runId: summary?.runId ?? null,
  step: provenance?.predicate.buildDefinition.externalParameters.step ?? summary?.step ?? null,
  outcome: provenance?.predicate.runDetails.kprov_outcome ?? summary?.outcome ?? null,
  completeness: provenance === undefined ? null : completenessOf(provenance),
  stableDigest: members === undefined ? null : stableDigest(members),
  bundleDigest: digest,
});
