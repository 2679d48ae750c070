/**
 * What the configuration allows: never silently, and only as long as it is needed.
 *
 * @module
 */
import { compileGlobs } from "../glob.ts";
import { compareBytes, compareFindings, type Exemption, type Finding } from "../report.ts";

export interface AllowEntry {
  glob: string;
  /** Why, for the person who reads the report. */
  reason: string;
}

/** Findings that still count, and what was exempted from them under which entry. */
export interface Allowance {
  findings: Finding[];
  exemptions: Exemption[];
}

/**
 * Take out of `findings` the violations whose path `allow` names. Doubts are never exempted. An entry that
 * exempts nothing becomes a doubt itself, `ALLOW_UNUSED`: it would hide the next file.
 */
export const applyAllow = (findings: readonly Finding[], allow: readonly AllowEntry[]): Allowance => {
  const entries = allow.map(({ glob, reason }) => ({
    matches: compileGlobs([glob]),
    exemption: { glob, reason, exempted: [] } as Exemption,
  }));
  const counted = findings.filter(({ level, path, code }) => {
    if (level !== "violation" || path === undefined) return true;
    const allowing = entries.filter(({ matches }) => matches(path));
    for (const { exemption } of allowing) exemption.exempted.push({ path, code });
    return allowing.length === 0;
  });
  const exemptions = entries.map(({ exemption }) => exemption);
  for (const { exempted } of exemptions) exempted.sort(compareExempted);
  return { findings: [...counted, ...exemptions.filter(isUnused).map(doubt)].sort(compareFindings), exemptions };
};

// --- internal ---

type Exempted = Exemption["exempted"][number];

const compareExempted = (a: Exempted, b: Exempted): number =>
  compareBytes(a.path, b.path) || compareBytes(a.code, b.code);

const isUnused = ({ exempted }: Exemption): boolean => exempted.length === 0;

const doubt = ({ glob }: Exemption): Finding => ({
  code: "ALLOW_UNUSED",
  level: "undecided",
  message: `The entry "${glob}" of artifacts.allow exempts nothing`,
  fix: `remove "${glob}" from artifacts.allow, or correct it`,
});
