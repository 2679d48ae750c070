/**
 * The result of a check in the forms that other programs read: code scanning, test reports, annotations, pages.
 *
 * @module
 */
import type { Refusal } from "../flags.ts";

export { isSameFile, whyNoPlace } from "./other-place.ts";
export { formats, type OutputMeta, outputMetas } from "./registry.ts";
export { refuseReports, reportArgs, withReports } from "./with-reports.ts";

/** See `refused.ts`; loaded when a call is refused. */
export const reportRefusal = async (refusal: Refusal): Promise<string[]> =>
  (await import("./refused.ts")).reportRefusal(refusal);
