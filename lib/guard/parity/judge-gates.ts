/**
 * Whether each CI system runs the gate for every change, so that its failure counts, and what asks for its checks.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { SourceError } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";
import type { ParityContext } from "./context.ts";
import type { Fault } from "./fault.ts";
import type { Ci, Job, System } from "./model.ts";
import { countingRoutes, faultsOfRoutes, isOwnAction, jobsOf, ownerFaults, type Route, routesOf } from "./routes.ts";
import { brokenRuleset, judgeRuleset, requiredChecks } from "./ruleset.ts";
import { judgeRuntimes } from "./runtimes.ts";
import { isOpenStep, type StepsContext } from "./steps.ts";
import { isOver, judgeUmbrellas } from "./umbrellas.ts";

/** Names of the gate's checks on GitHub; or why they are not known. */
export type GateChecks = readonly string[] | { why: string };

export interface JudgedGates {
  findings: Finding[];
  checks: GateChecks;
}

/** Judge the definitions of CI that decide about changes. Throws `E_CONFIG` for a runtime policy that can't be understood. */
export const judgeGates = async (all: readonly Ci[], steps: StepsContext): Promise<JudgedGates> => {
  const findings: Finding[] = [];
  const { parity: context } = steps;
  const gates: Route[] = [];
  let checks: GateChecks = { why: "no workflow of GitHub runs the gate" };
  const systems = [...new Set(all.map(({ system }) => system))];
  if (systems.length === 0) findings.push(noGate(undefined, all, steps));
  for (const system of systems) {
    const own = all.filter((ci) => ci.system === system);
    const routes: Route[] = [];
    for (const ci of own) routes.push(...(await routesOf(ci, context)));
    if (routes.length === 0) {
      findings.push(noGate(system, own, steps));
      continue;
    }
    for (const { faults } of faultsOfRoutes(routes)) findings.push(...faults.map(faultFinding));
    const counts = countingRoutes(routes);
    gates.push(...counts);
    if (system === "github") {
      const counting = jobsOf(counts);
      const unknown = counting.map((job) => job.checks).find((one) => "why" in one);
      checks = unknown ?? counting.flatMap((job) => job.checks as readonly string[]);
    }
  }
  for (const uses of all.flatMap(usesIn)) {
    // An action of this name may be anything: beside a sound gate it is one more thing that CI runs.
    if (isOwnAction({ uses }) && !steps.listed.hasUse(uses.value, uses.path))
      findings.push(...ownerFaults(uses, context).map(faultFinding));
  }
  findings.push(...(await judgeRuntimes(gates, context)), ...(await protection(all, jobsOf(gates), checks, context)));
  return { findings: [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()], checks };
};

// --- internal ---

const usesIn = ({ jobs }: Ci): Located<string>[] =>
  jobs.flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));

const protection = async (
  all: readonly Ci[],
  gates: readonly Job[],
  checks: GateChecks,
  context: ParityContext,
): Promise<Finding[]> => {
  const github = all.filter(({ system }) => system === "github");
  if (github.length === 0) return [];
  try {
    const required = await requiredChecks(context);
    const own = github.flatMap(({ jobs }) => jobs.map((job) => job.checks));
    const reported = own.some((one) => "why" in one) ? undefined : own.flatMap((one) => one as readonly string[]);
    const umbrellas = github.flatMap((ci) => ci.umbrellas);
    const standing = umbrellas.filter((one) => one.isFaithful && gates.every((gate) => isOver(one, gate)));
    const stands = standing.some(
      ({ job }) =>
        !("why" in job.checks) && job.checks.every((name) => required?.checks.some(({ value }) => value === name)),
    );
    const wanted = stands ? [] : checks;
    return [
      ...(required === undefined ? [] : judgeRuleset(required, wanted, reported)),
      ...judgeUmbrellas(
        umbrellas,
        gates,
        required?.checks.map(({ value }) => value),
      ),
    ];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [brokenRuleset(error)];
  }
};

const names: Readonly<Record<System, string>> = { github: "GitHub Actions", gitlab: "GitLab CI" };

const noGate = (system: System | undefined, all: readonly Ci[], context: StepsContext): Finding => {
  const isOpen = all.some(
    ({ jobs, unseen }) =>
      unseen.length > 0 || jobs.some(({ steps }) => steps.some((step) => isOpenStep(step, context))),
  );
  const [first] = all;
  const isAdopted = context.parity.beside.paths.includes(".kprov/adopted.json");
  return {
    ...{ code: "PARITY_NO_GATE", level: isOpen ? "undecided" : "violation" },
    ...(first !== undefined && { path: first.file }),
    fingerprint: fingerprintOf("PARITY_NO_GATE", [system ?? "none"]),
    message:
      system === undefined
        ? "Nothing that git tracks makes CI judge a change"
        : `${names[system]} runs no preflight${isOpen ? " that could be found" : ""}`,
    expected: "a step that runs the gate for every push and every change",
    fix: `kprovengine init ${isAdopted ? "--update" : `--ci ${system ?? "github"}`}`,
  };
};

const words = {
  masked: ["PARITY_MASKED", "The gate can fail without CI failing"],
  skipped: ["PARITY_SKIPPED", "CI can leave the gate out"],
  different: ["PARITY_DIFFERENT", "CI runs another gate"],
  unread: ["PARITY_UNREAD", "Which gate CI runs can't be told"],
} as const;

const faultFinding = ({ kind, level, at, why, written, expected, fix }: Fault): Finding => {
  const [code, sentence] = words[kind];
  return {
    ...{ code, level, path: at.path, line: at.line, column: at.column },
    // Without a fingerprint no waiver can name it: who waives a mask of the gate waives all that the gate says.
    ...(kind !== "masked" && { fingerprint: fingerprintOf(code, [kind, written ?? ""]) }),
    message: `${sentence}: ${why}`,
    ...(expected !== undefined && { expected }),
    ...(written !== undefined && written !== "" && { actual: written }),
    ...(fix !== undefined && { fix }),
  };
};
