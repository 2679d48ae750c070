/**
 * Files that caches and artifacts put into a job's place before the gate, over those that git tracks.
 *
 * @module
 */
import { compileGlobs } from "../../glob.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
import type { Step } from "./model.ts";
import { joined } from "./shell/state.ts";
import { searched } from "./written.ts";

/** Whether `pattern`, from the top, may stand for a tracked file, or for what says what runs. */
export const isBringing = (pattern: string, paths: readonly string[]): boolean => {
  const path = joined("", pattern.replace(workspace, "").trim());
  // Somewhere else, or where only a run knows.
  if (path === undefined || /\$/.test(path)) return false;
  if (searched.test(path)) return true;
  try {
    // Without a name it is everything, which no pattern says.
    const isIn = compileGlobs([path, `${path}/**`]);
    return paths.some((one) => isIn(one) && !/(?:^|\/)\.git(?:keep|ignore)$/.test(one));
  } catch {
    return true;
  }
};

export const broughtWhy =
  "a file that git tracks, or that says what runs, may be another one, which was kept or handed on";

/** Of a step of GitHub: docs of actions/cache and actions/download-artifact. */
export const actionFaults = ({ uses, inputs }: Step, paths: readonly string[]): Fault[] => {
  const [, name] = /^actions\/(cache|download-artifact)(?:[/@]|$)/i.exec(uses?.value ?? "") ?? [];
  if (uses === undefined || name === undefined) return [];
  const path = inputs?.get("path") ?? { ...uses, value: "" };
  // Without a name each artifact has a directory of its own.
  const isApart = path.value === "" && (name.toLowerCase() === "cache" || inputs?.has("name") !== true);
  const lines = typeof path.value === "string" && !isApart ? path.value.split("\n") : [];
  const found = lines.find((line, index) => (line.trim() !== "" || index === 0) && isBringing(line, paths));
  if (found === undefined) return [];
  const written = shortened(`uses: ${uses.value}, ${found}`);
  return [{ kind: "unread", level: "undecided", at: spotOf(path), written, why: broughtWhy }];
};

// --- internal ---

const workspace = /^\s*\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\{\{\s*github\.workspace\s*\}\})(?:\/|$)/;
