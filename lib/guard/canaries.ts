/**
 * Live canaries: every run shows each rule something that it must find, and doubts a rule that doesn't.
 *
 * @module
 */
import type { Finding } from "../report.ts";
import { judgeFile } from "./judge.ts";
import { headSize, type Planted, type Rule, type RuleContext, type TrackedFile } from "./rule.ts";
import { samplePath } from "./sample.ts";

/**
 * One undecided finding for each rule that misses its planted violation or finds one where there is none, and for each of
 * the user's deny globs that misses a path made for it, or that no tracked path can ever match.
 */
export const findBlindness = (
  rules: readonly Rule[],
  context: RuleContext,
  denyGlobs: readonly string[],
): Finding[] => {
  const blind = rules.flatMap((rule) => {
    if (!judgeFile(plantedFile(rule.failing(context)), [rule], context).some(isViolation))
      return [missed(`The rule ${rule.code} did not find its planted violation`)];
    // Without the user's globs, which may well match it.
    const found = judgeFile(plantedFile(rule.passing(context)), [rule], { ...context, denied: () => undefined });
    return found.length === 0 ? [] : [missed(`The rule ${rule.code} finds fault with what is as it must be`)];
  });
  return [...blind, ...denyGlobs.flatMap((glob) => doubtAbout(glob, context))];
};

/** What a planted violation looks like to a rule. */
export const plantedFile = ({ path, content = "", size, ignore }: Planted): TrackedFile => {
  const bytes = Buffer.from(content);
  return {
    path,
    kind: "file",
    ignored: ignore !== undefined,
    contents: [{ from: "index", size: size ?? bytes.length, head: bytes.subarray(0, headSize) }],
  };
};

// --- internal ---

const isViolation = ({ level }: Finding): boolean => level === "violation";

const doubtAbout = (glob: string, context: RuleContext): Finding[] => {
  const sample = samplePath(glob);
  if (sample === undefined) return [missed(`The glob "${glob}" of artifacts.deny can never match a tracked path`)];
  return context.denied(sample) === undefined
    ? [missed(`The glob "${glob}" of artifacts.deny did not match "${sample}", which was made for it`)]
    : [];
};

const missed = (message: string): Finding => ({ code: "RULE_CANARY_MISSED", level: "undecided", message });
