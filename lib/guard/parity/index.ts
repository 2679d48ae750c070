/**
 * What check-parity decides.
 *
 * @module
 */
export { type CheckParityOptions, checkParity } from "./check-parity.ts";
export { plants } from "./plants.ts";
export { type ParitySelfTestOptions, selfTestParity } from "./self-test.ts";
