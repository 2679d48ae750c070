/**
 * From the flags of `verify` to what is expected.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import { type FlagValues, listOf } from "../flags.ts";
import type { Expectations } from "./expectations.ts";

/** Throws `E_USAGE` for a flag that would change nothing. `signed`: which of the paths are files with statements. */
export const assertAsked = (given: object, signed: readonly boolean[]): void => {
  const values = given as FlagValues;
  if (values["integrity"] === true)
    assertUnused(given, onlyOrigin, "asks who made the bundle, and --integrity asks not to");
  if (values["vsa-out"] === undefined) assertUnused(given, ["key", "passphrase-fd"], "signs the summary of --vsa-out");
  if (!signed.includes(true))
    return assertUnused(given, onlyFiles, "is about a file with signed statements, not about a bundle");
  if (signed.length > 1)
    throw new KprovError("E_USAGE", "A file with signed statements is judged by itself: name one path");
  assertUnused(given, onlyBundles, "is about a bundle, not about a file with signed statements");
};

/** What a person wants to be true of what is judged. */
export const expectationsOf = (given: object): Expectations => {
  const values = given as FlagValues;
  const list = (flag: string, name: string) => (values[flag] === undefined ? {} : { [name]: listOf(given, flag) });
  return {
    ...list("expect-step", "steps"),
    ...list("expect-builder", "builders"),
    ...list("expect-commit", "commits"),
    ...list("require-statement", "statements"),
    ...(values["expect-outcome"] !== undefined && { outcome: values["expect-outcome"] as "failed" }),
    ...(values["max-age"] !== undefined && { maxAge: String(values["max-age"]) }),
    ...(values["require-review"] === true && { review: true }),
    ...(values["expect-head"] !== undefined && { head: String(values["expect-head"]) }),
  };
};

// --- internal ---

/** Flags that mean nothing for a bundle, and those that mean nothing for a file with statements. */
const onlyFiles = ["artifact", "digest", "expect-verifier", "expect-resource", "expect-level"];
const onlyBundles = ["integrity", "root", "max-age", "require-review", "expect-head", "attestation", "vsa-out"];
const onlyOrigin = [
  ...["trust", "expect-step", "expect-builder", "expect-commit", "expect-outcome", "max-age", "require-statement"],
  ...["require-review", "expect-head", "attestation", "trusted-root", "vsa-out"],
];

/** A flag that changes nothing would be a question that nobody answers. */
const assertUnused = (given: object, names: readonly string[], why: string): void => {
  const name = names.find((flag) => (given as FlagValues)[flag] !== undefined);
  if (name !== undefined) throw new KprovError("E_USAGE", `"--${name}" ${why}`);
};
