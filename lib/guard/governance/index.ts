/**
 * The versioning contract of governance.
 *
 * @module
 */
export type { Change, Kind, Step } from "./change.ts";
export { type CheckGovernanceOptions, checkGovernance } from "./check-governance.ts";
export { compareConfigurations, compareSurfaces } from "./compare.ts";
export { type GovernanceRecord, isGivenUp, recordPath } from "./record.ts";
export { selfTestGovernance } from "./self-test.ts";
export { formatDiff, formatRecordText, formatUpdate } from "./text.ts";
export { type GovernanceUpdate, updateGovernance } from "./update.ts";
export { defaultValues, valuesOf } from "./values.ts";
export { diffGovernance, type GovernanceDiff, readGovernance } from "./view.ts";
