/**
 * PARITY_MATRIX: the versions on which the gate runs are those of the configuration's `runtime`.
 *
 * Lines of releases, not patches. What has to be there: the policy's lowest line, and its highest where it has an end.
 * Those between may have ended; what the policy refuses must not be there.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { Declaration, Statement } from "../runtime/declaration.ts";
import { statementsOfGitlabJob } from "../runtime/declarations/gitlab.ts";
import { parsePolicy } from "../runtime/policy.ts";
import { resolveReferences } from "../runtime/resolve.ts";
import { lineOf, type Runtime, toolNames } from "../runtime/version.ts";
import { readVersionFiles } from "../runtime/version-file.ts";
import { highestLine, linesOf, minimumOf, placeOf, type VersionSet } from "../runtime/version-set.ts";
import type { ParityContext } from "./context.ts";
import { type GithubRuntimes, type InForce, inForceAt } from "./github/set-up.ts";
import type { GitlabRuntimes } from "./gitlab/read.ts";
import type { Job, Step } from "./model.ts";

/** A step that runs the gate. */
export interface Gate {
  job: Job;
  step: Pick<Step, "setUp">;
}

/** Judge the versions that are in force where the gate runs. Throws `E_CONFIG` for a policy that can't be understood. */
export const judgeRuntimes = async (gates: readonly Gate[], context: ParityContext): Promise<Finding[]> => {
  const policy = parsePolicy(context.runtime);
  const [first] = gates;
  if (policy.size === 0 || first === undefined) return [];
  const { statements, vague } = await statementsOf(gates, context);
  return [...policy].flatMap(([runtime, set]) => {
    const said = statements.filter((one) => one.runtime === runtime);
    return [
      ...outside(runtime, set, said),
      ...missing(runtime, set, { said, isVague: vague.has(runtime), job: first.job }),
    ];
  });
};

// --- internal ---

const statementsOf = async (gates: readonly Gate[], { beside: files, declared }: ParityContext): Promise<InForce> => {
  const beside = { ...files, unseen: () => undefined };
  const found = gates.map(({ job: { system, runtimes }, step }): InForce => {
    if (system === "github") return inForceAt(runtimes as GithubRuntimes, step.setUp ?? 0, beside);
    const { config, job } = runtimes as GitlabRuntimes;
    return { statements: statementsOfGitlabJob(config, job, beside), vague: new Set() };
  });
  const vague = new Set(found.flatMap((one) => [...one.vague]));
  const own = await readVersionFiles(
    found.flatMap(({ statements }) => statements),
    beside,
  );
  if (!own.some(({ kind }) => kind === "reference")) return { statements: own, vague };
  const isOwn = new Set(own.map(keyOf));
  const statements = resolveReferences([...own, ...(await declared())]).filter((one) => isOwn.has(keyOf(one)));
  return { statements, vague };
};

const keyOf = ({ runtime, source, located }: Statement): string => JSON.stringify([runtime, source, located]);

const outside = (runtime: Runtime, policy: VersionSet, said: readonly Statement[]): Finding[] =>
  said.flatMap((one): Finding[] => {
    if (!isTested(one) || placeOf(runtime, one.set, policy) !== "outside") return [];
    const { path, line, column, value } = one.located;
    return [
      {
        ...{ code: "PARITY_MATRIX", level: "violation", path, line, column },
        fingerprint: fingerprintOf("PARITY_MATRIX", [runtime, value, policy.text]),
        message: `The gate runs on ${toolNames[runtime]} ${value}, which runtime.${runtime} of the configuration refuses`,
        expected: `"${policy.text}"`,
        actual: `"${value}"`,
        fix: "take the version out of CI, or widen the configuration's runtime",
      },
    ];
  });

const isTested = (statement: Statement): statement is Declaration => statement.kind === "tested";

interface Shown {
  said: readonly Statement[];
  /** Another version may be in force. */
  isVague: boolean;
  /** Where it is missing. */
  job: Job;
}

const missing = (runtime: Runtime, policy: VersionSet, { said, job, ...shown }: Shown): Finding[] => {
  const sets = said.filter(isTested).map(({ set }) => set);
  const lines = sets.flatMap((set) => {
    const own = [...linesOf(runtime, set)];
    return own.length === 1 ? own : [];
  });
  const isVague =
    shown.isVague || sets.length === 0 || lines.length < sets.length || said.some(({ kind }) => kind === "unclear");
  return promisedLines(runtime, policy)
    .filter((line) => shown.isVague || !lines.includes(line))
    .map((line): Finding => {
      const name = `${toolNames[runtime]} ${line}`;
      const level = isVague ? "undecided" : "violation";
      return {
        ...{ code: "PARITY_MATRIX", level, path: job.at.path, line: job.at.line, column: job.at.column },
        fingerprint: fingerprintOf("PARITY_MATRIX", [runtime, line, policy.text]),
        message: `The configuration's runtime.${runtime} promises ${name}, and ${isVague ? "CI does not show that the gate runs" : "the gate does not run"} on it`,
        expected: `${name} in a job that runs the gate ("${policy.text}")`,
        actual: [...new Set(lines)].join(", ") || "no version",
        fix: `add ${name} to the versions of the job "${job.name}", or narrow the configuration's runtime`,
      };
    });
};

const promisedLines = (runtime: Runtime, policy: VersionSet): string[] => {
  const lowest = minimumOf(policy);
  const low = lowest === undefined ? undefined : lineOf(runtime, lowest);
  const high = highestLine(runtime, policy);
  return [low, high].filter((line) => line !== undefined);
};
