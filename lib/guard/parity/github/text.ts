/**
 * Values of a workflow where a text is wanted.
 *
 * @module
 */
export { textOf } from "../../ci/index.ts";
