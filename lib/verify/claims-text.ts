/**
 * Claims as a person wants them: one line each, with a mark; why and what would change it when that was asked.
 *
 * @module
 */
import type { View } from "../command.ts";
import { visible } from "../text.ts";
import { paint, type Style } from "./findings-text.ts";
import type { SignatureEntry } from "./signatures.ts";
import type { Claim } from "./trust/types.ts";

/** One line for each claim; under `explain` one more that says what would make it proved. */
export const formatClaimLines = (claims: readonly Claim[], view: View, explain: boolean): string[] => {
  const width = Math.max(0, ...claims.filter(({ claim }) => claim.length <= widest).map(({ claim }) => claim.length));
  return claims.flatMap(({ claim, verdict, detail, change }) => {
    const [mark, style] = marks[verdict];
    const line = `  ${paint(view, style, mark)} ${visible(claim).padEnd(width)}  ${paint(view, style, verdict)}: ${visible(detail)}`;
    return [
      line,
      ...(explain && change !== undefined ? [paint(view, "dim", `      to change it: ${visible(change)}`)] : []),
    ];
  });
};

/** What a signature by somebody unknown is worth: a line, never silence. */
export const formatSignatureNotes = (signatures: readonly SignatureEntry[], view: View): string[] => {
  const others = signatures.filter(({ status }) => status === "untrusted" || status === "unjudged");
  const shown = view.verbose
    ? signatures.map(({ path, status, owner, why }) => `${path}: ${status}, ${owner ?? "unknown"}${why && `: ${why}`}`)
    : others.length === 0
      ? []
      : [`signatures that do not count: ${others.length}, by nobody in the trust file (--json lists them)`];
  return shown.map((line) => paint(view, "dim", visible(line)));
};

// --- internal ---

/** Longer names, such as those of predicate types, do not push all the others to the right. */
const widest = 20;

const marks = {
  proved: ["✓", "green"],
  failed: ["✗", "red"],
  unverified: ["?", "yellow"],
} as const satisfies Record<Claim["verdict"], readonly [string, Style]>;
