/**
 * What the conditions of a job or step mean for the gate in it.
 *
 * @module
 */
import { expressionValues, type Scope } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Event, type Fault, shortened, spotOf } from "../fault.ts";
import { evaluateCondition, type Situation, type Value } from "./expression.ts";
import type { GithubSituation } from "./situations.ts";

/** Why what stands under the condition `found` may not run. */
export const conditionFaults = (
  found: Located<unknown> | undefined,
  scope: Scope,
  situations: readonly GithubSituation[],
): Fault[] => {
  if (found === undefined || found.value === true) return [];
  const base = { kind: "skipped" as const, at: spotOf(found), written: shortened(`if: ${found.value}`) };
  const outcomes = situations.map((situation) => ({
    situation,
    outcome: evaluateCondition(`${found.value}`, inScope(situation, scope)),
  }));
  if (outcomes.some(({ outcome }) => outcome === undefined)) {
    return [{ ...base, level: "undecided", why: "its condition can't be understood" }];
  }
  return (["push", "change"] as const).flatMap((event) => faultsFor(event, outcomes, base));
};

/** Why a failure under `continue-on-error` does not count. */
export const continueFaults = (found: Located<unknown> | undefined, scope: Scope): Fault[] => {
  if (found === undefined || found.value === false || found.value === null) return [];
  const base = { kind: "masked" as const, at: spotOf(found), written: `continue-on-error: ${found.value}` };
  const values = expressionValues(scope, found);
  const texts = "why" in values ? [] : values.map(({ value }) => `${value}`.trim());
  if (texts.length > 0 && texts.every((text) => text === "false" || text === "")) return [];
  if (texts.length > 0 && texts.every((text) => text === "true")) {
    return [{ ...base, level: "violation", why: "CI goes on and is green whatever comes of it" }];
  }
  const why = texts.includes("true")
    ? "in some of its jobs CI is green whatever comes of it"
    : "whether CI is green when it fails is known only when it runs";
  return [{ ...base, level: "undecided", why }];
};

// --- internal ---

interface Judged {
  situation: GithubSituation;
  outcome: ReturnType<typeof evaluateCondition>;
}

const faultsFor = (
  event: Event,
  outcomes: readonly Judged[],
  base: Pick<Fault, "kind" | "at" | "written">,
): Fault[] => {
  const mine = outcomes.filter(({ situation }) => situation.event === event);
  const out = mine.filter(({ outcome }) => outcome?.truth === false).map(({ situation }) => situation.name);
  if (out.length > 0) {
    return [{ ...base, level: "violation", events: [event], why: `it is left out for ${out.join(", ")}` }];
  }
  const unknown = mine.flatMap(({ outcome }) => (outcome?.truth === undefined ? (outcome?.unknown ?? []) : []));
  const theirs = unknown.find(({ isTheirs }) => isTheirs);
  if (theirs !== undefined) {
    const why = `whoever proposes a change decides about it, by ${theirs.unknown}`;
    return [{ ...base, level: "violation", events: [event], why }];
  }
  const [first] = unknown;
  if (first === undefined) return [];
  return [{ ...base, level: "undecided", events: [event], why: `whether it runs depends on ${first.unknown}` }];
};

/** Inputs, matrix and variables as far as the repository says them; what other jobs say is known only when they run. */
const inScope = (situation: Situation, scope: Scope): Situation => ({
  ...situation,
  valueOf: (path, written): Value => {
    if (/^needs\.[\w-]+\.result$/.test(path)) return "success";
    if (!/^(?:matrix|inputs|env)\./.test(path)) return situation.valueOf(path, written);
    const name = { path: "", line: 1, column: 1, value: `\${{ ${written} }}` };
    const values = expressionValues(scope, name);
    if ("why" in values) return { unknown: written, isTheirs: false };
    const [only, ...others] = new Set(values.map(({ value }) => value));
    if (values.length === 0) return "";
    const isPlain = ["string", "number", "boolean"].includes(typeof only);
    return others.length === 0 && isPlain ? (only as Value) : { unknown: written, isTheirs: false };
  },
});
