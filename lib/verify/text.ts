/**
 * A verification as a person wants it: how the run ended, what is wrong, and what to type next.
 *
 * @module
 */
import type { View } from "../command.ts";
import type { Completeness, Outcome } from "../evidence/index.ts";
import type { Coverage, Finding, Verdict } from "../report.ts";
import { compareBytes } from "../report.ts";
import { shellQuote, visible } from "../text.ts";
import { formatClaimLines, formatSignatureNotes } from "./claims-text.ts";
import { formatFindings, paint, verdictStyle, worst } from "./findings-text.ts";
import type { BundleVerdict, VerificationSet } from "./verdict.ts";

/** One screen about one bundle or several; the last line gives the verdict and the next command. */
export const formatVerification = (
  result: BundleVerdict | VerificationSet,
  view: View,
  { explain = false }: { explain?: boolean } = {},
): string =>
  (result.schema === "kprov.verification/v1" ? formatBundle(result, view, explain) : formatSet(result, view)).join(
    "\n",
  );

/** How the run ended, in a few words. */
export const describeOutcome = (outcome: Outcome | null): string => {
  if (outcome === null) return "how the run ended is not known";
  const { status, exitCode, signal, findings } = outcome;
  const reasons = [...new Set(findings.map(({ code }) => code))].sort(compareBytes);
  const details = [
    ...(exitCode === null ? [] : [`exit ${exitCode}`]),
    ...(signal === null ? [] : [signal]),
    ...reasons,
  ];
  return `the run ${words[status]}${status === "succeeded" ? "" : ` (${details.join(", ")})`}`;
};

// --- internal ---

const words = {
  succeeded: "succeeded",
  failed: "failed",
  "timed-out": "ran out of time",
  signalled: "was ended by a signal",
  interrupted: "was interrupted",
} as const satisfies Record<Outcome["status"], string>;

/** A bundle never names more than it could know. */
const completenessWords = {
  declared: "a step may read more",
  scanned: "a step may read more; the work tree was compared before and after",
  traced: "what the step opened was seen",
} as const satisfies Record<Completeness, string>;

const formatBundle = (verdict: BundleVerdict, view: View, explain: boolean): string[] => {
  const {
    bundle,
    step,
    runId,
    findings,
    coverage,
    bundleDigest,
    stableDigest,
    claims,
    signatures,
    trust,
    completeness,
  } = verdict;
  const digests = [
    ...(bundleDigest === null ? [] : [`  bundle digest ${bundleDigest}`]),
    ...(stableDigest === null ? [] : [`  stable digest ${stableDigest}`]),
  ];
  return [
    formatHeading(verdict, view),
    ...(step === null || runId === null ? [] : [`  step ${visible(step)}, run ${visible(runId)}`]),
    ...(completeness === null ? [] : [`  completeness ${completeness}: ${completenessWords[completeness]}`]),
    ...(view.verbose || verdict.verdict === "proved" ? digests : []),
    ...(trust !== null || explain ? formatClaimLines(claims, view, explain) : []),
    "",
    ...formatFindings(findings, view),
    ...(trust === null ? [] : formatSignatureNotes(signatures, view)),
    ...coverage.map((receipt) => paint(view, "dim", formatCoverage(receipt))),
    ...(verdict.files === "not-asked"
      ? [paint(view, "dim", "inputs and outputs outside the bundle were not asked: --root DIR re-hashes them")]
      : []),
    [paint(view, verdictStyle[verdict.verdict], formatClaims(verdict)), ...nextCommand(verdict, bundle)].join("; "),
  ];
};

/**
 * A run that did not succeed is said loudly: a whole bundle of it is easily taken for a good one. What a
 * damaged bundle says is only a claim.
 */
const formatHeading = ({ bundle, outcome, integrity }: BundleVerdict, view: View): string => {
  const words = visible(describeOutcome(outcome));
  if (outcome === null) return `${visible(bundle)}: ${paint(view, "yellow", words)}`;
  const style = outcome.status !== "succeeded" ? "red" : integrity === "proved" ? "bold" : "yellow";
  if (integrity !== "proved") return `${visible(bundle)}: ${paint(view, style, `claims that ${words}`)}`;
  const whole = outcome.status === "succeeded" ? "" : "whole; ";
  return `${visible(bundle)}: ${whole}${paint(view, style, words)}`;
};

const noFiles = "the bundle records no inputs or outputs outside itself";

const formatClaims = ({ integrity, origin, files }: BundleVerdict): string => {
  const said = integrity === "undecided" ? "could not be decided" : integrity;
  const ofFiles = files === "not-asked" ? [] : [filesWords[files]];
  return [`integrity ${said}`, originWords[origin], ...ofFiles].join("; ");
};

const originWords = {
  "not-asked": "origin not asked",
  unproved: "origin unproved",
  proved: "origin proved",
  violated: "origin violated",
  undecided: "origin could not be decided",
} as const satisfies Record<BundleVerdict["origin"], string>;

const filesWords = {
  none: noFiles,
  proved: "files proved",
  violated: "files violated",
  undecided: "files could not be decided",
} as const satisfies Record<Exclude<BundleVerdict["files"], "not-asked">, string>;

/** Nothing when all that can be asked is proved. */
const nextCommand = ({ verdict, integrity, origin, files, findings }: BundleVerdict, bundle: string): string[] => {
  const path = visible(shellQuote(bundle));
  if (verdict === "proved")
    return files === "not-asked" && origin === "not-asked"
      ? [`next: kprovengine verify --integrity --root . ${path}`]
      : [];
  // That it is whole is no answer to who made it.
  if (integrity === "proved" && origin === "unproved" && verdict !== "violated")
    return [`next: kprovengine verify --trust FILE ${path}`];
  return [`next: kprovengine explain ${worst(findings)?.code ?? "E_NOTHING"}`];
};

const formatCoverage = ({ unit, considered, examined, skipped }: Coverage): string => {
  const reasons = Object.entries(skipped).map(([reason, count]) => `, ${count} ${reason}`);
  return `${unit}: ${examined} of ${considered} examined${reasons.join("")}`;
};

/** Bundles with something to say come out whole, as far as a screen goes; the others are counted. */
const formatSet = (set: VerificationSet, view: View): string[] => {
  const { bundles, chain, verdict } = set;
  const limit = view.verbose ? Number.POSITIVE_INFINITY : 10;
  const count = (wanted: Verdict): number => bundles.filter((bundle) => bundle.verdict === wanted).length;
  const isPlain = ({ verdict: judged, integrity, outcome }: BundleVerdict): boolean =>
    judged !== "violated" && integrity === "proved" && outcome?.status === "succeeded";
  const loud = bundles.filter((bundle) => !isPlain(bundle));
  const shown = [...loud, ...bundles.filter(isPlain)].slice(0, limit);
  const findings = [...chain, ...bundles.flatMap(labelled)];
  return [
    ...shown.map(
      (bundle) =>
        `${paint(view, verdictStyle[bundle.verdict], bundle.verdict.padEnd(9))}  ${formatHeading(bundle, view)}`,
    ),
    "",
    ...formatFindings(findings, view),
    ...notesOf(set, bundles.length - shown.length).map((note) => paint(view, "dim", note)),
    `${paint(view, verdictStyle[verdict], verdict === "undecided" ? "could not decide" : verdict)}: ${bundles.length} bundle${bundles.length === 1 ? "" : "s"}, ${count("proved")} proved, ${count("violated")} violated, ${count("undecided")} undecided; ${[originOf(bundles), ...nextOfSet(set, findings)].join("; ")}`,
  ];
};

const notesOf = ({ bundles, leftovers, ignored }: VerificationSet, hidden: number): string[] => [
  ...withoutFiles(bundles),
  ...(bundles.some(({ files }) => files === "not-asked")
    ? ["inputs and outputs outside the bundles were not asked: --root DIR re-hashes them"]
    : []),
  ...(hidden > 0 ? [`… and ${hidden} more bundles: --verbose or --json shows all`] : []),
  ...(leftovers.length > 0
    ? [
        `leftovers of runs, no bundles (kprovengine clean removes those of crashed ones): ${leftovers.map(visible).join(", ")}`,
      ]
    : []),
  ...(ignored.length > 0 ? [`not judged: ${ignored.map(visible).join(", ")}`] : []),
  "removing the newest bundle can't be seen without an expected head",
];

const withoutFiles = (bundles: readonly BundleVerdict[]): string[] => {
  const count = bundles.filter(({ files }) => files === "none").length;
  return count === 0
    ? []
    : [`bundles that record no inputs or outputs outside themselves: ${count} of ${bundles.length}`];
};

/** In a set, a finding's path begins with its bundle. That nobody vouches for any of them is said once, at the end. */
const labelled = ({ bundle, findings }: BundleVerdict): Finding[] =>
  findings
    .filter(({ code }) => code !== "ORIGIN_UNPROVED")
    .map((finding) => ({ ...finding, path: finding.path === undefined ? bundle : `${bundle}: ${finding.path}` }));

const originOf = (bundles: readonly BundleVerdict[]): string => {
  if (bundles.some(({ origin }) => origin === "unproved")) return "origin unproved, no trust file was given";
  if (bundles.every(({ origin }) => origin === "not-asked")) return "origin not asked";
  return `origin proved for ${bundles.filter(({ origin }) => origin === "proved").length} of ${bundles.length}`;
};

const nextOfSet = ({ verdict }: VerificationSet, findings: readonly Finding[]): string[] => {
  if (verdict === "proved") return [];
  const first = worst(findings);
  return [
    first === undefined
      ? "next: the same with --trust FILE, which says whom to believe"
      : `next: kprovengine explain ${first.code}`,
  ];
};

/** As a shell reads it back. A path with controls is only shown, and can't be pasted by accident. */
