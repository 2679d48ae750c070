/**
 * One thing that was asked, with what speaks against it.
 *
 * @module
 */
import { type Finding, verdictOf } from "../../report.ts";
import type { Claim } from "../trust/types.ts";

export interface Asked {
  claim: Claim;
  findings: Finding[];
}

/**
 * Settle a claim. `basis` is what it stands on: what nobody signed is at most unverified, however well it looks.
 *
 * What is wrong outweighs what is missing.
 */
export const settle = (
  name: string,
  { findings, detail, change, basis }: { findings: Finding[]; detail: string; change: string; basis: Asked | true },
): Asked => {
  const own = verdictOf(findings);
  const [first] = [...findings.filter(({ level }) => level === "violation"), ...findings];
  if (first !== undefined)
    return {
      claim: { claim: name, verdict: own === "violated" ? "failed" : "unverified", detail: first.message, change },
      findings,
    };
  if (basis !== true && basis.claim.verdict !== "proved") {
    const { claim, change: below } = basis.claim;
    const missing = `${detail}, by its own word; ${claim} is not proved`;
    return {
      claim: { claim: name, verdict: "unverified", detail: missing, ...(below !== undefined && { change: below }) },
      findings,
    };
  }
  return { claim: { claim: name, verdict: "proved", detail }, findings };
};
