/**
 * A bundle that may be repeated: it verifies under the trust file, and it says enough.
 *
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { KprovError } from "../../errors.ts";
import { type HumanReview, layout, type Provenance, type RunSummary, type Toolchain } from "../../evidence/index.ts";
import {
  type BundleVerdict,
  isSignedFile,
  type JudgedBundle,
  openProved,
  type VerifyOptions,
  verifyBundle,
  verifyPaths,
} from "../../verify/index.ts";
import { findWayBack, spellingOfTop, withoutEnvironment } from "../copy/index.ts";
import type { Recorded } from "./types.ts";

/**
 * Verify the bundle, a directory or a tar, and hand it to `use` while it lies there. Integrity and origin must be proved; a run
 * that did not succeed is repeated like any other. Otherwise the verdict is all there is.
 *
 * Throws `E_USAGE` for what is no single bundle, `E_NOT_REPEATABLE` when it does not say enough, and what verification throws.
 */
export const withRecorded = async <T>(
  path: string,
  options: Omit<VerifyOptions, "integrityOnly" | "onBundle"> & { cwd: string },
  use: (recorded: Recorded) => Promise<T>,
): Promise<{ verdict: BundleVerdict; used: T | null }> => {
  if (await isSignedFile(path, options.cwd))
    throw new KprovError("E_USAGE", `Cannot run "${path}" again: expected a bundle, found another kind of file`);
  const first = await judge(path, options, use);
  const { used, verdict } = first;
  const status = verdict.outcome?.status;
  // Asked for by name, a run that failed is proved to have failed.
  if (used !== null || verdict.integrity !== "proved" || status === undefined || status === "succeeded") return first;
  return judge(path, { ...options, expect: { ...options.expect, outcome: status } }, use);
};

/** Throws `E_NOT_REPEATABLE` for a run that can't be executed again from what is recorded. */
export const assertRepeatable = ({ provenance, summary }: Recorded): void => {
  const { externalParameters: asked, internalParameters } = provenance.predicate.buildDefinition;
  const names = summary.redactions.map(({ name }) => name);
  const words = [...(asked.argv ?? []), ...asked.inputs, ...asked.outputs, ...asked.inputRefs, asked.step];
  const taken = names.filter((name) => words.some((word) => word.includes(`[redacted:${name}]`)));
  if (taken.length > 0)
    throw new KprovError(
      "E_NOT_REPEATABLE",
      `Cannot run it again: the value of ${taken.join(", ")} was taken out of its command line`,
      {
        hint: "give secrets in the environment, and run the step anew",
      },
    );
  if (asked.argv?.length === 0 || (asked.argv === null && asked.pipeline === null))
    throw new KprovError("E_NOT_REPEATABLE", "Cannot run it again: no command is recorded");
  if (internalParameters.git !== null && internalParameters.git.before.commit === null)
    throw new KprovError("E_NOT_REPEATABLE", "Cannot run it again: it ran before there was a commit");
};

/**
 * Throws `E_NOT_REPEATABLE` for an absolute path into the work tree, that of then or `top`, the one of now: the step would read and
 * write there, and not in the copy.
 */
export const assertNoWayBack = ({ provenance, summary }: Recorded, top: string | null): void => {
  const { externalParameters: asked } = provenance.predicate.buildDefinition;
  const words = [...withoutEnvironment(asked.argv ?? []), ...asked.inputs, ...asked.outputs];
  const tops = [spellingOfTop(summary.workingDirectory, asked.workingDirectory), ...(top === null ? [] : [top])];
  const word = findWayBack(words, tops);
  if (word === undefined) return;
  throw new KprovError(
    "E_NOT_REPEATABLE",
    `Cannot run it again in a clean copy: "${word}" is an absolute path into the repository itself`,
    { hint: "record the step anew with paths relative to the repository" },
  );
};

// --- internal ---

const judge = async <T>(
  path: string,
  options: Omit<VerifyOptions, "integrityOnly"> & { cwd: string },
  use: (recorded: Recorded) => Promise<T>,
): Promise<{ verdict: BundleVerdict; used: T | null }> => {
  let used: T | null = null;
  const onBundle = async (judged: JudgedBundle): Promise<void> => {
    if (judged.verdict.verdict === "proved") used = await use(read(judged));
  };
  const asked = { ...options, integrityOnly: false, onBundle };
  // A directory of bundles names no run.
  const isDirectory = statSync(resolve(options.cwd, path), { throwIfNoEntry: false })?.isDirectory() === true;
  const verdict = isDirectory ? await verifyBundle(path, asked) : await verifyPaths([path], asked);
  if (verdict.schema !== "kprov.verification/v1")
    throw new KprovError("E_USAGE", `Cannot run "${path}" again: expected one bundle, found several`);
  return { verdict, used };
};

const read = ({ dir, verdict }: JudgedBundle): Recorded => {
  const bundle = openProved(dir, verdict.bundleDigest ?? "");
  return {
    dir,
    verdict,
    provenance: bundle.document<Provenance>(layout.provenance),
    summary: bundle.document<RunSummary>(layout.summary),
    toolchain: bundle.document<Toolchain>(layout.toolchain),
    review: bundle.document<HumanReview>(layout.review),
  };
};
