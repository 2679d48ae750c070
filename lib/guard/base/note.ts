/**
 * What a report says about the base: who judged, and what the candidate would change.
 *
 * @module
 */
import { directions, type LoadedConfig, plainConfig, type ResolvedConfig } from "../../config/index.ts";
import { sha256 } from "../../digest.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import type { BaseNote } from "../../report.ts";
import { type Change, compareChanges } from "../governance/change.ts";
import { compareConfigurations } from "../governance/compare.ts";
import { entriesOf } from "../governance/compare-key.ts";
import { tokenNames } from "../governance/tokens.ts";
import { defaultValues, valuesOf } from "../governance/values.ts";
import type { Waiver } from "../waivers/waiver.ts";
import type { Base, Policy } from "./open.ts";

/**
 * The differences of the candidate's configuration and token list from the base's: reported, and honoured only where it gives up an exception or a waiver. Throws `E_CONFIG`
 * when one of the lists can't be read.
 */
export const noteOf = async (
  { name, from, commit, policy }: Base,
  candidate: Policy,
  { cwd, now }: { cwd: string; now: number },
): Promise<BaseNote> => {
  const note = { ref: name, from, commit };
  if (policy === null) return { ...note, judge: "candidate", changes: [] };
  const own = await sideOf(candidate);
  const differences = async (judge: Policy) => compareConfigurations(await sideOf(judge), own, defaultValues());
  // What is no difference any more to what really judges, is honoured.
  const open = new Set((await differences(withoutGivenUp(policy, candidate))).map(({ message }) => message));
  const configured = (await differences(policy)).map((change) => ({
    ...change,
    isHonoured: !open.has(change.message),
  }));
  const changes = [...configured, ...(await waiverChanges(policy, candidate, { cwd, now }))].sort(compareChanges);
  return {
    ...{ ...note, judge: "base" },
    changes: changes.map(({ kind, key, message, isHonoured }) => ({
      ...{ kind, key, message },
      ...(isHonoured && { honoured: true }),
    })),
  };
};

/**
 * The base's policy without the exceptions that the candidate has given up itself. Asking for more of oneself is always
 * honoured: else nobody could remove an exception together with what it was for.
 */
export const withoutGivenUp = (policy: Policy, candidate: Policy): Policy => {
  const [base, own] = [policy.loaded, candidate.loaded];
  const [config, wanted] = [plainConfig(base.config), plainConfig(own.config)];
  const kept = structuredClone(config);
  for (const [key, direction] of Object.entries(directions)) {
    if (direction.way !== "allowances") continue;
    const exceptions = at(kept, key);
    if (!Array.isArray(exceptions)) continue;
    const left = entriesOf(at(wanted, key) ?? null, direction);
    for (const item of exceptions.splice(0)) {
      const [name = ""] = entriesOf([item], direction).keys();
      if (left.has(name)) exceptions.push(item);
    }
  }
  if (canonicalJson(kept) === canonicalJson(config)) return policy;
  // Functions of rules are the base's own.
  const judged = { ...(kept as unknown as ResolvedConfig), rules: base.config.rules };
  return { ...policy, loaded: { ...base, config: judged, digest: digestOf(base, judged) } };
};

// --- internal ---

/** By fingerprint, never by number: one waiver less and another one more is not the same list. */
const waiverChanges = async (
  policy: Policy,
  candidate: Policy,
  { cwd, now }: { cwd: string; now: number },
): Promise<(Change & { isHonoured: boolean })[]> => {
  const { loadWaivers, shortFingerprint, waiversPath } = await import("../waivers/index.ts");
  const inForce = async ({ loaded: { root, config }, policyRoot }: Policy) => {
    const { entries } = await loadWaivers({ cwd, root, policyRoot, now, maxDays: config.waivers.maxDays });
    return new Map(entries.map((waiver) => [waiver.fingerprint, waiver]));
  };
  const [before, after] = await Promise.all([inForce(policy), inForce(candidate)]);
  const change = (kind: Change["kind"], { fingerprint, code }: Waiver, what: string): Change => ({
    ...{ kind, key: "waivers", path: waiversPath },
    message: `the waiver ${shortFingerprint(fingerprint)} of ${code} ${what}`,
  });
  const gone = [...before.values()].filter(({ fingerprint }) => !after.has(fingerprint));
  const here = [...after.values()].flatMap((is): Change[] => {
    const was = before.get(is.fingerprint);
    if (was === undefined) return [change("loosened", is, `is new, until ${is.until}`)];
    const what = `ends on ${is.until}, not on ${was.until}`;
    if (is.until > was.until) return [change("loosened", is, what)];
    if (is.until < was.until) return [change("tightened", is, what)];
    return canonicalJson(is) === canonicalJson(was) ? [] : [change("words", is, "has other words")];
  });
  return [
    ...gone.map((was) => ({ ...change("tightened", was, "is gone"), isHonoured: true })),
    ...here.map((one) => ({ ...one, isHonoured: false })),
  ];
};

const sideOf = async ({ loaded, policyRoot }: Policy) => ({
  path: loaded.digest?.path ?? null,
  values: valuesOf(loaded.config, await tokenNames(loaded.config.identity.forbidden, policyRoot)),
});

/** The file's bytes are the base's; what took effect is less. */
const digestOf = ({ digest }: LoadedConfig, config: ResolvedConfig): LoadedConfig["digest"] =>
  digest && { ...digest, effective: sha256(canonicalJson(plainConfig(config))) };

/** What stands at `key`, such as `artifacts.allow`; a section may be switched off. */
const at = (value: JsonValue, key: string): JsonValue | undefined =>
  key
    .split(".")
    .reduce<JsonValue | undefined>((below, part) => (below as { [key: string]: JsonValue } | null)?.[part], value);
