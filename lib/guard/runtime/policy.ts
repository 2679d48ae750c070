/**
 * The configuration's `runtime`, understood.
 *
 * @module
 */
import type { ResolvedConfig } from "../../config/index.ts";
import { KprovError } from "../../errors.ts";
import { type Grammar, parseRange } from "./ranges.ts";
import type { Policy } from "./rule.ts";
import { type Runtime, runtimes } from "./version.ts";
import type { VersionSet } from "./version-set.ts";

/**
 * What may run: Python by PEP 440 (blanks may separate), the others as semver ranges; a bare version is its line.
 * Throws `E_CONFIG` for a value that can't be understood or allows nothing.
 */
export const parsePolicy = (config: ResolvedConfig["runtime"]): Policy => {
  const policy = new Map<Runtime, VersionSet>();
  for (const runtime of runtimes) {
    const text = config[runtime];
    if (text === null) continue;
    const set = parseRange(grammars[runtime], text);
    if ("why" in set) {
      throw new KprovError("E_CONFIG", `Cannot use "runtime.${runtime}": "${text}" can't be understood: ${set.why}`);
    }
    policy.set(runtime, set);
  }
  return policy;
};

/** Why the configuration's `runtime` could not take `text`; undefined when it can. */
export const refusedRange = (runtime: Runtime, text: string): string | undefined => {
  const set = parseRange(grammars[runtime], text);
  return "why" in set ? set.why : undefined;
};

// --- internal ---

const grammars: Readonly<Record<Runtime, Grammar>> = { python: "policy", node: "semver", go: "semver", rust: "semver" };
