/**
 * What check-runtime decides.
 *
 * @module
 */
export { type CheckRuntimeOptions, checkRuntime } from "./check-runtime.ts";
export type { Interpreter } from "./interpreter.ts";
export { refusedRange } from "./policy.ts";
export type { RuntimeContext, RuntimeRule } from "./rule.ts";
export { runtimeRules } from "./rules.ts";
export { type RuntimeSelfTestOptions, selfTestRuntime } from "./self-test.ts";
