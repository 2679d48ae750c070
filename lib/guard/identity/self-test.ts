/**
 * Proof that check-identity can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { git } from "../../git.ts";
import { runTrials, type SelfTest } from "../trials.ts";
import { checkIdentity } from "./check-identity.ts";
import { type Plant, plants, sound } from "./plants.ts";
import { type IdentityRules, identityRules } from "./rules.ts";

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
    attempts: plants.map((plant) => ({ ...plant, isCaught: isCaught(plant) })),
    judge: async (cwd, plant) => {
      const { remote, identity, forbidden } = plant ?? sound;
      await git(["config", "remote.origin.url", remote], { cwd });
      const options = { declaredIn: nowhere, config: null, cacheDir: null };
      return checkIdentity({ ...{ cwd, identity, forbidden, version, rules }, ...options });
    },
  });

// --- internal ---

const nowhere = { name: [], tokens: [] };

const isCaught =
  ({ code, path }: Plant) =>
  (finding: { code: string; path?: string }): boolean =>
    finding.code === code && (finding.path ?? "") === path;
