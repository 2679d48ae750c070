/**
 * RUNTIME_UNTESTED: a promise that no CI job looks at.
 *
 * Of each range at the repository's top the lowest line must be tested (Python 3.11, Node 20); of the policy the
 * lowest, and the highest where it has an end. Only where nothing says a range, what pins pick must be tested.
 * Lines, not patches: CI installs the newest patch of a line. When CI's versions are unknown, or a part of CI that
 * may test more was not looked at, that is a doubt.
 *
 * @module
 */
import type { Finding } from "../../../report.ts";
import { fingerprintOf } from "../../fingerprint.ts";
import type { Located } from "../../sources/tree.ts";
import type { Declaration, Statement } from "../declaration.ts";
import { context, pythonPolicy, say } from "../planted.ts";
import {
  declarationsOf,
  hereText,
  placeIn,
  policyText,
  type RuntimeContext,
  type RuntimeRule,
  unseenText,
} from "../rule.ts";
import { isAtTop } from "../scope.ts";
import { lineOf, type Runtime, runtimes, toolNames } from "../version.ts";
import { highestLine, linesOf, minimumOf, type VersionSet } from "../version-set.ts";

export const untested: RuntimeRule = {
  code: "RUNTIME_UNTESTED",
  level: "violation",
  planted: () =>
    context({
      hasCi: true,
      policy: pythonPolicy(">=3.11,<3.13"),
      statements: [say("range", ">=3.11"), say("tested", "3.12")],
    }),
  judge: (facts) => (facts.hasCi ? runtimes.flatMap((runtime) => judgeRuntime(runtime, facts)) : []),
};

// --- internal ---

/** One line that CI must test. */
interface Promised {
  line: string;
  /** Who says so. */
  by: string;
  /** Where; none for the policy. */
  at?: Located<string>;
  /** What it is read from. */
  set: VersionSet;
  actual: string;
}

const judgeRuntime = (runtime: Runtime, facts: RuntimeContext): Finding[] => {
  const said = facts.statements.filter((statement) => statement.runtime === runtime);
  const sets = said.flatMap((one) => (one.where === "ci" && one.kind === "tested" ? [one.set] : []));
  const tested = new Set(sets.flatMap((set) => onlyLine(runtime, set) ?? []));
  const isHidden = sets.length === 0 || said.some(isUnclearCi) || facts.unseen.length > 0;
  const isVague = isHidden || sets.some((set) => onlyLine(runtime, set) === undefined);
  const [unseen] = facts.unseen;
  const aside = unseen === undefined ? "" : `; ${unseenText(unseen)} was not looked at`;
  const known = [...tested].join(", ");
  return promises(runtime, facts)
    .filter(({ line }) => !tested.has(line))
    .map(({ line, by, at, set, actual, isEnd }): Finding => {
      const name = `${toolNames[runtime]} ${line}`;
      // "3.x" takes the newest: surely not a lowest line, perhaps a highest one.
      const level = (isEnd ? isVague : isHidden) ? "undecided" : "violation";
      const message =
        level === "violation"
          ? `${by} promises ${name}, which CI does not test`
          : `${by} promises ${name}, and CI does not show that it is tested${aside}`;
      return {
        code: "RUNTIME_UNTESTED",
        level,
        ...(at !== undefined && placeIn(at)),
        fingerprint: fingerprintOf("RUNTIME_UNTESTED", [
          runtime,
          line,
          set.text,
          at === undefined ? "policy" : "declared",
        ]),
        message,
        expected: `${name} in a CI job (${actual})`,
        actual: known === "" ? "no version" : known,
        fix: `add ${name} to the versions that CI sets up, or raise the bound`,
      };
    });
};

const promises = (runtime: Runtime, facts: RuntimeContext): (Promised & { isEnd: boolean })[] => {
  const policy = facts.policy.get(runtime);
  const of = declarationsOf(facts).filter((one) => one.runtime === runtime && one.kind !== "tested");
  const ranges = preferTop(of.filter(({ kind }) => kind === "range"));
  const pins = ranges.length === 0 && policy === undefined ? of : [];
  return [
    ...policyLines(runtime, policy),
    ...ranges.flatMap((range) => fromDeclaration(range, lowestLine(runtime, range.set))),
    ...pins.flatMap((pin) => fromDeclaration(pin, onlyLine(runtime, pin.set))),
  ];
};

const policyLines = (runtime: Runtime, policy: VersionSet | undefined): (Promised & { isEnd: boolean })[] => {
  if (policy === undefined) return [];
  const [low, high] = [lowestLine(runtime, policy), highestLine(runtime, policy)];
  const by = policyText(runtime);
  const actual = `"${policy.text}"`;
  return [
    ...(low === undefined ? [] : [{ line: low, by, set: policy, actual, isEnd: false }]),
    ...(high === undefined || high === low ? [] : [{ line: high, by, set: policy, actual, isEnd: true }]),
  ];
};

const fromDeclaration = (declaration: Declaration, line: string | undefined): (Promised & { isEnd: boolean })[] => {
  if (line === undefined) return [];
  const { located: at, set } = declaration;
  return [{ line, by: hereText(declaration), at, set, actual: `"${set.text}"`, isEnd: false }];
};

/** Projects below the top count where the top itself says nothing. */
const preferTop = (ranges: readonly Declaration[]): readonly Declaration[] => {
  const top = ranges.filter(({ located }) => isAtTop(located.path));
  return top.length > 0 ? top : ranges;
};

const lowestLine = (runtime: Runtime, set: VersionSet): string | undefined => {
  const lowest = minimumOf(set);
  return lowest === undefined ? undefined : lineOf(runtime, lowest);
};

const onlyLine = (runtime: Runtime, set: VersionSet): string | undefined => {
  const lines = [...linesOf(runtime, set)];
  return lines.length === 1 ? lines[0] : undefined;
};

const isUnclearCi = ({ kind, where }: Statement): boolean => kind === "unclear" && where === "ci";
