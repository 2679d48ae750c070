/**
 * What the conditions of a job or step mean for the gate in it.
 *
 * @module
 */
import type { JobPlace, Scope } from "../../ci/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { events } from "../model.ts";
import { asksForStatus, evaluateCondition, type Outcome, type Situation } from "./expression.ts";
import { allNeededBy, ofJob, withNeeds } from "./needs.ts";
import { valuesIn, withValues } from "./scope.ts";
import type { GithubSituation } from "./situations.ts";
import { textOf } from "./text.ts";

/** Why the step in `scope`, or the step of a caller there, may not run; `found` is its condition. */
export const stepConditionFaults = (
  found: Located<unknown> | undefined,
  scope: Scope,
  situations: readonly GithubSituation[],
): Fault[] => {
  return conditionFaults(found, situations, (one) => withNeeds(withValues(one, scope), scope.job));
};

/** Why a job may not run. One that needs a job which is left out is left out itself, and GitHub takes that for a success. */
export const jobConditionFaults = (job: JobPlace, situations: readonly GithubSituation[]): Fault[] => {
  const { tree, keys } = job;
  const own = tree.get([...keys, "if"]);
  // What became of the others is in its condition then.
  const needed = asksForStatus(textOf(own?.value)) ? [] : allNeededBy(tree, `${keys[1]}`);
  return [
    ...ownFaults(job, situations),
    ...needed.flatMap((name) =>
      ownFaults({ ...job, keys: ["jobs", name] }, situations).map(
        (fault): Fault => ({ ...fault, why: `it needs "${name}", and of that ${fault.why}` }),
      ),
    ),
  ];
};

/** Why a failure under `continue-on-error` does not count. */
export const continueFaults = (found: Located<unknown> | undefined, scope: Scope): Fault[] => {
  if (found === undefined || found.value === null) return [];
  const base = { kind: "masked" as const, at: spotOf(found), written: `continue-on-error: ${textOf(found.value)}` };
  const values = valuesIn(scope, found);
  const texts = new Set("why" in values ? [] : values.map(({ value }) => textOf(value)));
  const [only] = texts.size === 1 ? texts : [];
  if (only === "false") return [];
  if (only === "true") return [{ ...base, level: "violation", why: "CI goes on and is green whatever comes of it" }];
  const why = texts.has("true")
    ? "in some of its jobs CI is green whatever comes of it"
    : "whether CI is green when it fails is known only when it runs";
  return [{ ...base, level: "undecided", why }];
};

/** What becomes of a step that others do not wait for is up to them: one of them may cancel it. */
export const backgroundFaults = (found: Located<unknown> | undefined): Fault[] => {
  if (found === undefined || found.value === null || found.value === false) return [];
  const why = "what becomes of a step in the background is not followed";
  return [
    { kind: "masked", level: "undecided", at: spotOf(found), written: `background: ${textOf(found.value)}`, why },
  ];
};

/** Conditions that nobody can read: GitHub refuses the workflow, whichever job they stand in. */
export const brokenConditions = (tree: Tree): Fault[] =>
  tree.names(["jobs"]).flatMap(({ value: job }) => {
    const steps = tree.items(["jobs", job, "steps"]).map((_, index) => ["jobs", job, "steps", index]);
    const conditions = [["jobs", job], ...steps].flatMap((keys) => tree.get([...keys, "if"]) ?? []);
    return conditions.flatMap((found): Fault[] => {
      const text = textOf(found.value);
      // What stands behind a call is not read here.
      const isRead =
        text.trim() === "" || /\)\s*[.[]/.test(text) || evaluateCondition(text, unknownSituation) !== undefined;
      if (isRead) return [];
      const why = "its condition can't be understood, and GitHub runs nothing of a file with one that it can't read";
      return [{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(`if: ${text}`), why }];
    });
  });

// --- internal ---

const unknownSituation: Situation = { name: "any", valueOf: () => "" };

const ownFaults = (job: JobPlace, situations: readonly GithubSituation[]): Fault[] =>
  conditionFaults(job.tree.get([...job.keys, "if"]), situations, (one) => ofJob(one, job));

const conditionFaults = (
  found: Located<unknown> | undefined,
  situations: readonly GithubSituation[],
  inside: (situation: Situation) => Situation,
): Fault[] => {
  if (found === undefined) return [];
  const text = textOf(found.value);
  const base = { kind: "skipped" as const, at: spotOf(found), written: shortened(`if: ${text}`) };
  const judged: Judged[] = [];
  for (const situation of situations) {
    const outcome = evaluateCondition(text, inside(situation));
    if (outcome === undefined) return [{ ...base, level: "undecided", why: "its condition can't be understood" }];
    judged.push({ situation, outcome });
  }
  return events.flatMap((event) => {
    const fault = faultFor(judged.filter(({ situation }) => situation.event === event));
    return fault === undefined ? [] : [{ ...base, ...fault, events: [event] }];
  });
};

interface Judged {
  situation: GithubSituation;
  outcome: Outcome;
}

const faultFor = (judged: readonly Judged[]): Pick<Fault, "level" | "why"> | undefined => {
  const out = judged.filter(({ outcome }) => "truth" in outcome && !outcome.truth);
  if (out.length > 0) {
    return { level: "violation", why: `it is left out for ${out.map(({ situation }) => situation.name).join(", ")}` };
  }
  const unknown = judged.flatMap(({ outcome }) => ("unknown" in outcome ? [outcome.unknown] : []));
  const theirs = unknown.find(({ isTheirs }) => isTheirs);
  if (theirs !== undefined) {
    return { level: "violation", why: `whoever proposes a change decides about it, by ${theirs.unknown}` };
  }
  const [first] = unknown;
  return first && { level: "undecided", why: `whether it runs depends on ${first.unknown}` };
};
