/**
 * Proof that check-parity can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { join } from "node:path";
import { loadConfig } from "../../config/index.ts";
import type { Finding, Report } from "../../report.ts";
import { runTrials, type SelfTest } from "../trials.ts";
import { checkParity } from "./check-parity.ts";
import { plantedConfig, plantedPath, plantedWorkflow, plants } from "./plants.ts";

export interface ParitySelfTestOptions {
  version: string;
  /** Default: {@link checkParity}. */
  check?: typeof checkParity;
}

/** Plant each violation; the clean repository's workflow is sound. */
export const selfTestParity = ({ version, check = checkParity }: ParitySelfTestOptions): Promise<SelfTest> =>
  runTrials({
    ...{ check: "check-parity", version },
    attempts: plants(version).map((plant) => ({
      code: plant.code,
      files: { ...plant.files, [plantedPath]: plantedConfig },
      path: Object.keys(plant.files).join(", "),
      isCaught: ({ code, level }: Finding) => code === plant.code && level === plant.level,
    })),
    clean: { ".github/workflows/ci.yml": plantedWorkflow(version), [plantedPath]: plantedConfig },
    judge: (cwd) => judge(cwd, version, check),
  });

// --- internal ---

const judge = async (cwd: string, version: string, check: typeof checkParity): Promise<Report> => {
  const { config, digest } = await loadConfig({ cwd, allowCode: false, cacheDir: null });
  return check({
    ...{ cwd, config, digest, version, path: join(cwd, plantedPath), checks: ["check-artifacts"] },
    ...{ isBased: false, env: {}, remote: false },
  });
};
