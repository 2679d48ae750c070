/**
 * What the receipt says of the host's own rules. Apart from what asks for them, which is seldom needed.
 *
 * @module
 */
import type { Finding, Report } from "../../report.ts";

/** Until the host was asked. */
export const hostUnasked = "the host's own rules, asked with --remote only";

type Judged = Pick<Report, "findings" | "coverage">;

/** What was judged here, and on top what the host was `asked`. */
export const withHost = ({ findings, coverage }: Judged, asked: readonly Finding[]): Judged => ({
  findings: [...findings, ...asked],
  coverage: coverage.map((receipt) => {
    const { [hostUnasked]: own, ...skipped } = receipt.skipped;
    return own === undefined ? receipt : { ...receipt, examined: receipt.examined + own, skipped };
  }),
});
