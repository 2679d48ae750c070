/**
 * Live canaries: every run shows the check planted violations, and doubts itself when one is not found.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import type { Finding } from "../../report.ts";
import type { ParityContext } from "./context.ts";
import { judgeParity } from "./judge.ts";
import { livePlants, type Plant, plantedConfig, plantedPath } from "./plants.ts";

/** One undecided finding for each code that is missed. `judge` is replaced in tests. */
export const findBlindness = async (version: string, judge = judgeParity): Promise<Finding[]> => {
  const missed: Finding[] = [];
  for (const { codes, files } of livePlants(version)) {
    const found = await codesIn(files, version, judge);
    for (const code of codes.filter((one) => !found.has(one))) {
      const message = `The rule ${code} did not find its planted violation in ${Object.keys(files).join(", ")}`;
      missed.push({ code: "RULE_CANARY_MISSED", level: "undecided", message });
    }
  }
  return missed;
};

// --- internal ---

const codesIn = async (files: Plant["files"], version: string, judge: typeof judgeParity): Promise<Set<string>> => {
  try {
    const { findings } = await judge(plantedContext(files, version));
    return new Set(findings.map(({ code }) => code));
  } catch {
    return new Set();
  }
};

const plantedContext = (files: Plant["files"], version: string): ParityContext => {
  const all: Readonly<Record<string, string>> = { ...files, [plantedPath]: plantedConfig };
  return {
    beside: { paths: Object.keys(all), text: async (path) => all[path] },
    ...{ branch: "main", repository: undefined, parity: { ciOnly: [] }, commands: { test: ["npm", "test"] } },
    runtime: { python: null, node: ">=20 <23", go: null, rust: null },
    ...{ configPath: plantedPath, configDigest: sha256(plantedConfig), checks: ["check-artifacts"], version },
    declared: async () => [],
  };
};
