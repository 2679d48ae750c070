/**
 * The result of a check in the forms that other programs read: code scanning, test reports, annotations, pages.
 *
 * @module
 */
export { whyNoPlace } from "./other-place.ts";
export { formats, type OutputMeta, outputMetas } from "./registry.ts";
export { refuseReports, reportArgs, withReports } from "./with-reports.ts";
