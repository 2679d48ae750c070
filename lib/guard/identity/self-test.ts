/**
 * Proof that check-identity can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { git } from "../../git.ts";
import type { Finding } from "../../report.ts";
import { plantedList } from "../private/index.ts";
import { runTrials, type SelfTest } from "../trials.ts";
import { checkIdentity } from "./check-identity.ts";
import { type Plant, plants, sound } from "./plants.ts";
import { type IdentityRules, identityRules } from "./rules.ts";
import { plantHistory, soundHistory, type TokenPlant, tokenPlants } from "./token-plants.ts";

/** Plant each rule's violation in a project with which nothing else is wrong. */
export const selfTestIdentity = ({
  version,
  rules = identityRules,
}: {
  version: string;
  rules?: IdentityRules;
}): Promise<SelfTest> =>
  runTrials({
    ...{ check: "check-identity", version, clean: sound.files },
    attempts: [...plants, ...tokenPlants].map((plant) => ({ ...plant, isCaught: isCaught(plant) })),
    judge: async (cwd, attempt) => {
      const plant: Plant | TokenPlant = attempt ?? soundHistory;
      const { remote, identity } = plant;
      await git(["config", "remote.origin.url", remote], { cwd });
      const options = { declaredIn: nowhere, config: null, cacheDir: null };
      return checkIdentity({ ...{ cwd, identity, version, rules }, ...options, ...(await tokensOf(plant, cwd)) });
    },
  });

// --- internal ---

const nowhere = { name: [], tokens: [] };

/** The same tokens in one list or the other. */
const tokensOf = async (plant: Plant | TokenPlant, cwd: string) => {
  if (!("history" in plant)) return { forbidden: plant.forbidden };
  await plantHistory(plant, cwd);
  const history = { history: "HEAD" };
  if (!plant.isPrivate) return { ...history, forbidden: plant.forbidden };
  return { ...history, forbidden: [], privateTokens: { list: plantedList(plant.forbidden), doubts: [] } };
};

const isCaught =
  ({ code, path }: Plant) =>
  (finding: Finding): boolean =>
    finding.code === code && (path === "" || finding.path === path);
