/**
 * What a rule of check-runtime is: one function over all declarations, with a finding of its own.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { cutShort } from "../../secrecy.ts";
import type { Located } from "../sources/tree.ts";
import { type Declaration, placeText, type Statement, type Unseen } from "./declaration.ts";
import type { Interpreter } from "./interpreter.ts";
import { type Runtime, toolNames } from "./version.ts";
import type { VersionSet } from "./version-set.ts";

/** The configuration's `runtime`, understood. */
export type Policy = ReadonlyMap<Runtime, VersionSet>;

/** All that is known. References are resolved. */
export interface RuntimeContext {
  statements: readonly Statement[];
  /** Parts of CI that nobody looked at. */
  unseen: readonly Unseen[];
  policy: Policy;
  /** The repository has a CI of a kind that is read here. */
  hasCi: boolean;
  interpreters: readonly Interpreter[];
}

/** `judge` is pure and synchronous. One that throws could not decide; it does not stop the others. */
export interface RuntimeRule {
  /** Permanent; `kprovengine explain` has its words. */
  code: Finding["code"];
  /** Of what it finds in `planted`. */
  level: Finding["level"];
  /** Something that it must find. */
  planted: () => RuntimeContext;
  judge: (context: RuntimeContext) => Finding[];
}

/** Every statement that is understood. */
export const declarationsOf = ({ statements }: RuntimeContext): Declaration[] =>
  statements.flatMap((statement) => ("set" in statement ? [statement] : []));

/** Where a finding about a value stands. */
export const placeIn = ({ path, line, column }: Located<string>): Pick<Finding, "path" | "line" | "column"> => ({
  ...{ path, line, column },
});

/** `requires-python at 3:19`, for a sentence about the file itself. */
export const hereText = ({ source, located }: Statement): string => `${source} at ${located.line}:${located.column}`;

/** `requires-python at pyproject.toml:3:19`, for a sentence about another file. */
export const thereText = ({ source, located }: Statement): string => `${source} at ${placeText(located)}`;

/** `include "ci/x.yml" at .gitlab-ci.yml:3:4`, for a sentence about what it names. */
export const unseenText = ({ source, located }: Unseen): string =>
  `${source} "${cutShort(located.value, 80)}" at ${placeText(located)}`;

/** What the configuration says, as a sentence names it. */
export const policyText = (runtime: Runtime): string => `runtime.${runtime} of the configuration`;

/** `Python 3.12`, or `"node:18-slim"` where more than a version is written. */
export const writtenText = ({ runtime, set }: Declaration): string =>
  /^[\dv<>=^~!*]/.test(set.text) ? `${toolNames[runtime]} ${set.text}` : `"${set.text}"`;
