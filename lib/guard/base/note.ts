/**
 * What a report says about the base: who judged, and what the candidate would change.
 *
 * @module
 */
import { directions, type LoadedConfig, plainConfig, type ResolvedConfig } from "../../config/index.ts";
import { sha256 } from "../../digest.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import { type BaseNote, compareBytes } from "../../report.ts";
import { type Change, compareChanges } from "../governance/change.ts";
import { compareConfigurations } from "../governance/compare.ts";
import { entriesOf } from "../governance/compare-key.ts";
import { tokenNames } from "../governance/tokens.ts";
import { defaultValues, valuesOf } from "../governance/values.ts";
import type { Base, Policy } from "./open.ts";

/**
 * The differences of the candidate's configuration and token list from the base's: reported, not honoured. Throws `E_CONFIG`
 * when one of the lists can't be read.
 */
export const noteOf = async (
  { name, from, commit, policy }: Base,
  candidate: Policy,
  { cwd, now }: { cwd: string; now: number },
): Promise<BaseNote> => {
  const note = { ref: name, from, commit };
  if (policy === null) return { ...note, judge: "candidate", changes: [] };
  const changes = [
    ...(await compareConfigurations(await sideOf(policy), await sideOf(candidate), defaultValues())),
    ...(await waiverChanges(policy, candidate, { cwd, now })),
  ].sort(compareChanges);
  return { ...note, judge: "base", changes: changes.map(({ kind, key, message }) => ({ kind, key, message })) };
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
    const path = key.split(".");
    const [before, after] = [at(config, path), at(wanted, path)];
    if (!Array.isArray(before)) continue;
    const left = entriesOf(after ?? null, direction);
    put(
      kept,
      path,
      before.filter((item) => [...entriesOf([item], direction).keys()].every((name) => left.has(name))),
    );
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
): Promise<Change[]> => {
  const { loadWaivers, shortFingerprint, waiversPath } = await import("../waivers/index.ts");
  const [before, after] = await Promise.all(
    [policy, candidate].map(async ({ loaded: { root, config }, policyRoot }) => {
      const { entries } = await loadWaivers({ cwd, root, policyRoot, now, maxDays: config.waivers.maxDays });
      return new Map(entries.map((waiver) => [waiver.fingerprint, waiver]));
    }),
  );
  const prints = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort(compareBytes);
  return prints.flatMap((print): Change[] => {
    const [was, is] = [before?.get(print), after?.get(print)];
    const { code, until } = is ?? was ?? { code: "", until: "" };
    const change = (kind: Change["kind"], what: string): Change => ({
      ...{ kind, key: "waivers", path: waiversPath },
      message: `the waiver ${shortFingerprint(print)} of ${code} ${what}`,
    });
    if (was === undefined) return [change("loosened", `is new, until ${until}`)];
    if (is === undefined) return [change("tightened", "is gone")];
    if (is.until !== was.until)
      return [change(is.until > was.until ? "loosened" : "tightened", `ends on ${is.until}, not on ${was.until}`)];
    return canonicalJson(is) === canonicalJson(was) ? [] : [change("words", "has other words")];
  });
};

const sideOf = async ({ loaded, policyRoot }: Policy) => ({
  path: loaded.digest?.path ?? null,
  values: valuesOf(loaded.config, await tokenNames(loaded.config.identity.forbidden, policyRoot)),
});

/** The file's bytes are the base's; what took effect is less. */
const digestOf = ({ digest }: LoadedConfig, config: ResolvedConfig): LoadedConfig["digest"] =>
  digest && { ...digest, effective: sha256(canonicalJson(plainConfig(config))) };

type Json = { [key: string]: JsonValue };

const at = (value: JsonValue, [key, ...rest]: readonly string[]): JsonValue | undefined => {
  if (key === undefined) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const below = value[key];
  return below === undefined ? undefined : at(below, rest);
};

const put = (value: Json, path: readonly string[], item: JsonValue): void => {
  const parent = at(value, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent === "object" && parent !== null && !Array.isArray(parent) && key !== undefined) parent[key] = item;
};
