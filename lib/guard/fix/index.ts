/**
 * Mending what checks find, where that is certain.
 *
 * @module
 */
export { type FixArgs, type FixOptions, fixArgs, withFix } from "./args.ts";
