/**
 * The base branch: whose configuration, waivers and lists judge a candidate.
 *
 * @module
 */
export { type AskedBase, askedBase, baseArgs, baseOfRequest, unjudgedRequest } from "./asked.ts";
export { noteOf, withoutGivenUp } from "./note.ts";
export { type Base, type Policy, withBase } from "./open.ts";
export { isShallow, mendingFetch, resolveBase } from "./resolve.ts";
