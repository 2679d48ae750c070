/**
 * Clean copies: a checkout of one commit with the declared inputs in it, where a step can run again.
 *
 * @module
 */
export { type Checkout, type CheckoutOptions, checkOut } from "./checkout.ts";
export { below, type CopyInputs, copyInputs, findInputs, relativePatterns } from "./inputs.ts";
export { findWayBack, spellingOfTop, withoutEnvironment } from "./inward.ts";
export { isFileAt, namedPaths } from "./named.ts";
export { outputsBelow, removeOutputs } from "./outputs.ts";
export { type CopyPlace, withCopyPlace } from "./place.ts";
export { copyEnvironment, say } from "./surroundings.ts";
