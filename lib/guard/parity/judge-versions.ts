/**
 * Both versions of the repository, judged: as git publishes it, and as it lies in the work tree where that differs.
 *
 * @module
 */
import type { Exemption, Finding } from "../../report.ts";
import { createBeside } from "../ci/index.ts";
import { acrossVersions } from "../fingerprint.ts";
import { gatherStatements } from "../runtime/gather.ts";
import { openPublished, type Published, type Version } from "../sources/index.ts";
import type { Snapshot } from "../surface/index.ts";
import { findBlindness } from "./canaries.ts";
import type { Known } from "./context.ts";
import { type Judged as JudgedVersion, judgeParity } from "./judge.ts";

/** Plain data. */
export interface Judged extends Pick<JudgedVersion, "coverage" | "checks"> {
  findings: Finding[];
  exemptions: Exemption[];
}

/** Judge by rules that have just found what was planted for them. Throws as `judgeParity` does. */
export const judgeVersions = async (cwd: string, snapshot: Snapshot, known: Known): Promise<Judged> => {
  const published = await openPublished(cwd, snapshot);
  const blind = await findBlindness(known.version);
  const declared = createDeclared(published);
  const judge = async (from: Version["from"]) => {
    const { beside, differs } = createBeside(published, from);
    const judged = await judgeParity({ ...known, beside, declared: () => declared.of(from) });
    return { ...judged, differs: differs() || declared.differs() };
  };
  const index = await judge("index");
  const lying = index.differs ? await judge("work tree") : undefined;
  const { listed, coverage, checks } = lying ?? index;
  const findings = [...blind, ...acrossVersions([index.findings, lying?.findings ?? []])];
  return { findings, exemptions: listed.exemptions(), coverage, checks };
};

// --- internal ---

/** What the repository's files declare of runtimes, read when somebody asks. */
const createDeclared = (published: Published) => {
  let gathering: ReturnType<typeof gatherStatements> | undefined;
  let isOther = false;
  return {
    of: async (from: Version["from"]) => {
      gathering ??= gatherStatements(published);
      const { views } = await gathering;
      isOther = views.length > 1;
      return views.at(from === "index" ? 0 : -1)?.statements ?? [];
    },
    /** Whether that is another thing in the work tree. */
    differs: () => isOther,
  };
};
