/**
 * What a package must not hold: the rules of check-artifacts, as far as they are about what is released.
 *
 * @module
 */

import { sha256 } from "../../digest.ts";
import type { Exemption, Finding } from "../../report.ts";
import { applyAllow } from "../allowance.ts";
import { artifactRules } from "../artifact-rules.ts";
import { findBlindness } from "../canaries.ts";
import type { ArtifactsConfig } from "../check-artifacts.ts";
import { createDenied } from "../deny.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { judgeFile } from "../judge.ts";
import { type DenyEntry, headSize, type Rule, type RuleContext, type TrackedFile } from "../rule.ts";
import type { Package } from "./open.ts";

/** What was found, by the paths in the package. */
export interface PackageArtifacts {
  findings: Finding[];
  exemptions: Exemption[];
}

/**
 * Judge the members of `found`: no cache, log, secret, oversized or compiled file. What a build makes is meant to be there: the
 * default list's entries about it don't count, and a wheel for one platform may hold compiled code.
 *
 * An entry of `artifacts.allow` that exempts nothing here may exempt something in the repository.
 */
export const judgePackageArtifacts = (found: Package, artifacts: ArtifactsConfig): PackageArtifacts => {
  const context = contextOf(found, artifacts);
  const rules = artifactRules.filter((rule) => counts(rule, found));
  const findings = findBlindness(rules, context, artifacts.deny);
  for (const { path, bytes } of found.members) {
    const file: TrackedFile = {
      // No `.gitignore` speaks about what is released.
      ...{ path, kind: "file", ignored: false },
      contents: [{ from: "index", size: bytes.length, head: bytes.subarray(0, headSize) }],
    };
    for (const finding of judgeFile(file, rules, context)) findings.push(released(finding, bytes));
  }
  const judged = applyAllow(findings, artifacts.allow);
  return {
    findings: judged.findings.filter(({ code }) => code !== "ALLOW_UNUSED"),
    exemptions: judged.exemptions.filter(({ exempted }) => exempted.length > 0),
  };
};

// --- internal ---

/** Made on purpose before a release. */
const built: ReadonlySet<string | undefined> = new Set([
  "Python packaging output",
  "built output",
  "Python build output",
]);

const contextOf = ({ mayHold }: Package, { deny, maxFileSize }: ArtifactsConfig): RuleContext => {
  const isMeant = (what: string | undefined): boolean =>
    built.has(what) || (mayHold.modules && what === "Node packages");
  const denied = createDenied(deny, ({ what }) => !isMeant(what));
  return { denied: (path) => gitOwn.find(([pattern]) => pattern.test(path))?.[1] ?? denied(path), maxFileSize };
};

/** Nobody can track these, so the list does not know them: the whole history, and where a submodule has its own. */
const gitOwn: readonly (readonly [RegExp, DenyEntry])[] = [
  [/(?:^|\/)\.git\//i, { glob: "**/.git/**", what: "git's own directory" }],
  [/(?:^|\/)\.git$/i, { glob: "**/.git", what: "the place of git's own directory" }],
];

const counts = ({ code }: Rule, { mayHold }: Package): boolean => code !== "COMPILED_FILE" || !mayHold.compiled;

const released = (finding: Finding, bytes: Buffer): Finding => ({
  ...finding,
  fingerprint: fingerprintOf(finding.code, ["package", sha256(bytes)]),
  fix: "keep it out of what is packed, or allow it in artifacts.allow, with a reason",
});
