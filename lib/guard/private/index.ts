/**
 * Private tokens: forbidden words that the repository holds as keyed digests only.
 *
 * @module
 */
export { type DenyOptions, denyArgs, denyOptions } from "./args.ts";
export { addTokens } from "./command/add.ts";
export { checkText } from "./command/check.ts";
export { listTokens } from "./command/list.ts";
export { removeTokens } from "./command/remove.ts";
export { makeSalt } from "./command/salt.ts";
export { openPrivateList, type PrivateList } from "./list.ts";
export { createMask, type Mask, maskFinding } from "./mask.ts";
export { plantedList } from "./planted.ts";
export { scanPrivate } from "./scan.ts";
