/**
 * Toolchains as a catalog keeps them: once for all runs that had the same.
 *
 * @module
 */
import type { DistributionFact, ToolchainFact } from "../catalog/index.ts";
import type { Toolchain } from "../evidence/index.ts";

/** `digest` is that of the document's bytes. Runs of one process share what they have in common: it may have 500 distributions. */
export const toolchainFact = (toolchain: Toolchain, digest: string): ToolchainFact => {
  const known = recent.get(digest);
  if (known !== undefined) return known;
  const fact: ToolchainFact = {
    digest,
    os: toolchain.platform.os,
    architecture: toolchain.platform.architecture,
    tools: toolchain.tools.map(({ name, role, version, sha256 }) => ({ name, role, version, digest: sha256 })),
    distributions: distributionsOf(toolchain),
  };
  if (recent.size >= mostRecent) recent.clear();
  recent.set(digest, fact);
  return fact;
};

// --- internal ---

const mostRecent = 64;
const recent = new Map<string, ToolchainFact>();

/** Two interpreters of one version may see the same distribution. */
const distributionsOf = ({ python }: Toolchain): DistributionFact[] => {
  const found = new Map<string, DistributionFact>();
  for (const { implementation, version, distributions } of python) {
    const interpreter = `${implementation} ${version}`;
    for (const { name, version: its } of distributions)
      found.set(JSON.stringify([interpreter, name, its]), { interpreter, name, version: its });
  }
  return [...found.values()];
};
