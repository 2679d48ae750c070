/**
 * Waivers: findings that do not count until a day, for which somebody answers.
 *
 * @module
 */
export { type ApplyWaiversOptions, applyWaivers } from "./apply.ts";
export { dayOf, isDay, lastDay } from "./day.ts";
export { waiversJsonSchema } from "./json-schema.ts";
export { type LoadWaiversOptions, loadWaivers } from "./load.ts";
export { type ParseWaiversOptions, parseWaivers } from "./parse.ts";
export { type PresentOptions, reportsHere } from "./present.ts";
export { type SettleOptions, settleWaivers } from "./settle.ts";
export { formatAdded, formatList, formatRemoved } from "./text.ts";
export { type Added, type AddOptions, addWaiver, assertTerms, removeWaiver, type Terms } from "./waive.ts";
export { noWaivers, shortFingerprint, type Waiver, type WaiverFault, type Waivers, waiversPath } from "./waiver.ts";
