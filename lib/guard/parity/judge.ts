/**
 * One version of the repository, judged: everything that check-parity says about it.
 *
 * @module
 */
import type { Coverage, Finding } from "../../report.ts";
import { githubWorkflows, gitlabMain, type Unseen } from "../ci/index.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { ParityContext } from "./context.ts";
import { createCovers } from "./covered.ts";
import { shortened } from "./fault.ts";
import { foreignCi, foreignFinding } from "./foreign.ts";
import { hostUnasked } from "./host-receipt.ts";
import { type GateChecks, judgeGates } from "./judge-gates.ts";
import { createListed, type Listed } from "./listed.ts";
import type { Ci } from "./model.ts";
import { readCi } from "./read-ci.ts";
import { judgeSteps, type StepsContext } from "./steps.ts";
import { pinFinding } from "./uses.ts";

export interface Judged {
  findings: Finding[];
  coverage: Coverage[];
  listed: Listed;
  checks: GateChecks;
}

/** Judge what `context` shows. Throws only `E_CONFIG`, and what reading git throws. */
export const judgeParity = async (context: ParityContext): Promise<Judged> => {
  const listed = createListed(context.parity.ciOnly);
  const covers = await createCovers(context);
  const judging: Judging = {
    parity: context,
    listed,
    covers,
    findings: [],
    files: receipt("CI files"),
    steps: receipt("CI steps"),
  };
  const all: Ci[] = [];
  for (const path of context.beside.paths) {
    if (foreignCi(path) !== undefined) judgeForeign(path, judging);
    else if (githubWorkflows.test(path) || gitlabMain.test(path)) all.push(...(await readFile(path, judging)));
  }
  const deciding = all.filter((ci) => judgeFile(ci, judging));
  const { findings, checks } = await judgeGates(deciding, judging);
  const { files, steps } = judging;
  files.considered += 1;
  skip(files, hostUnasked);
  return {
    findings: [...judging.findings, ...findings, ...unmetFindings(listed, context)],
    // Without any step, that is the finding: not that a receipt is empty.
    coverage: steps.examined > 0 ? [steps, files] : [files],
    ...{ listed, checks },
  };
};

// --- internal ---

interface Judging extends StepsContext {
  findings: Finding[];
  files: Coverage;
  steps: Coverage;
}

const receipt = (unit: string): Coverage => ({ unit, considered: 0, examined: 0, skipped: {} });

const skip = (coverage: Coverage, reason: string, count = 1): void => {
  if (count > 0) coverage.skipped[reason] = (coverage.skipped[reason] ?? 0) + count;
};

const judgeForeign = (path: string, { files, findings, listed }: Judging): void => {
  files.considered += 1;
  skip(files, "of a CI system that is not read here");
  if (!listed.hasWorkflow(path)) findings.push(foreignFinding(path, foreignCi(path) ?? ""));
};

const readFile = async (path: string, { files, findings, parity }: Judging): Promise<Ci[]> => {
  files.considered += 1;
  const ci = await readCi(path, parity);
  if ("finding" in ci) {
    findings.push(ci.finding);
    skip(files, "can't be read");
    return [];
  }
  files.examined += 1;
  return [ci];
};

/** Judge the steps of a file; true when it decides about changes. */
const judgeFile = (ci: Ci, judging: Judging): boolean => {
  const { findings, steps, listed } = judging;
  const isListed = listed.hasWorkflow(ci.file);
  if (!isListed) findings.push(...pinFindings(ci));
  if (isListed || !ci.isJudging) {
    const count = ci.jobs.reduce((sum, job) => sum + job.steps.length, 0);
    steps.considered += count;
    skip(steps, isListed ? "listed as a whole" : "of workflows that judge no change", count);
    return false;
  }
  findings.push(...ci.unseen.flatMap((part) => unseenFinding(part, listed)));
  const judged = judgeSteps(ci, judging);
  findings.push(...judged.findings);
  steps.considered += judged.considered;
  steps.examined += judged.considered - judged.unread;
  skip(steps, "can't be followed", judged.unread);
  return true;
};

const pinFindings = ({ jobs, unseen }: Ci): Finding[] => {
  const uses = [
    ...jobs.flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? [])),
    ...unseen.filter(({ source }) => source === "uses").map(({ located }) => located),
  ];
  const found = uses.flatMap((one) => pinFinding(one) ?? []);
  return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
};

const unseenFinding = ({ located, source, why, isBroken }: Unseen, listed: Listed): Finding[] => {
  const { value, path, line, column } = located;
  const isListed = listed.hasUse(value, path);
  if (!isBroken && isListed) return [];
  const fix = isBroken
    ? "correct what it names, or add the file to git"
    : `list { run: "uses: ${value.replace(/@.*/s, "")}", reason: "…" } under parity.ciOnly`;
  return [
    {
      ...{ code: "PARITY_UNREAD", level: "undecided", path, line, column },
      fingerprint: fingerprintOf("PARITY_UNREAD", [source, value]),
      message: `${source} names a part of CI that can't be looked at: ${why}`,
      actual: shortened(value),
      fix,
    },
  ];
};

const unmetFindings = (listed: Listed, { configPath }: ParityContext): Finding[] =>
  listed.unmet().map((run) => ({
    ...{ code: "PARITY_UNUSED", level: "violation" },
    ...(typeof configPath === "string" && { path: configPath }),
    fingerprint: fingerprintOf("PARITY_UNUSED", [run]),
    message: `The entry "${run}" of parity.ciOnly matches nothing in CI`,
    fix: "correct the entry or take it out",
  }));
