/**
 * Files that caches and artifacts put into a job's place before the gate, over those that git tracks.
 *
 * @module
 */
import { compileGlobs } from "../../glob.ts";
import { textOf } from "../ci/index.ts";
import type { Located } from "../sources/tree.ts";
import { searched } from "./deciding.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
import type { Step } from "./model.ts";
import { joined } from "./shell/state.ts";

/** Whether `pattern`, from the top, may stand for a tracked file, or for what says what runs. */
export const isBringing = (pattern: string, paths: readonly string[]): boolean => {
  const path = joined("", pattern.replace(workspace, "").trim());
  // Somewhere else, or where only a run knows.
  if (path === undefined || /\$/.test(path)) return false;
  if (searched.test(path)) return true;
  try {
    // Without a name it is everything, which no pattern says.
    const isIn = compileGlobs([path, `${path}/**`]);
    return [...paths, ...paths.flatMap(besideOf)].some(
      (one) => isIn(one) && !/(?:^|\/)\.git(?:keep|ignore)$/.test(one),
    );
  } catch {
    return true;
  }
};

export const broughtWhy =
  "a file that git tracks, or that says what runs, may be another one, which was kept or handed on";

/** Of a step of GitHub: docs of actions/cache and actions/download-artifact. */
export const actionFaults = (
  { uses, inputs = new Map<string, Located<unknown>>() }: Step,
  paths: readonly string[],
): Fault[] => {
  if (uses === undefined) return [];
  const [, name] = /^actions\/(cache|download-artifact|setup-node)[/@]/i.exec(uses.value) ?? [];
  if (name === undefined) return [];
  if (name.toLowerCase() === "setup-node") return registryFaults(inputs);
  const input = (key: string): string => textOf(inputs.get(key)?.value ?? "").trim();
  const lines = input("path").split(/\n\s*/);
  const usual = name.toLowerCase() === "cache" ? [] : [unpackedAt(input)];
  const found = (input("path") === "" ? usual : lines).find((line) => isBringing(line, paths));
  if (found === undefined) return [];
  const written = shortened(`uses: ${uses.value}, ${found}`);
  return [{ kind: "unread", level: "undecided", at: spotOf(inputs.get("path") ?? uses), written, why: broughtWhy }];
};

// --- internal ---

/** Of a scope it says nothing of other packages: docs of actions/setup-node, "registry-url". */
const registryFaults = (inputs: ReadonlyMap<string, Located<unknown>>): Fault[] => {
  const [url, scope] = ["registry-url", "scope"].map((key) => inputs.get(key));
  if (url === undefined || textOf(url.value).trim() === "") return [];
  const isUsual = /^\s*https:\/\/registry\.npmjs\.org\/?\s*$/.test(textOf(url.value));
  // Without a name it takes that of the repository's owner, for one registry alone.
  const isOfScope =
    /^@?[\w.-]+$/.test(textOf(scope?.value ?? "").trim()) || /\bnpm\.pkg\.github\.com\b/.test(textOf(url.value));
  if (isUsual || isOfScope) return [];
  const why = "npm and its kin bring what they run from another registry";
  return [
    {
      kind: "unread",
      level: "undecided",
      at: spotOf(url),
      written: shortened(`registry-url: ${textOf(url.value)}`),
      why,
    },
  ];
};

/** What git tracks seldom, and what reads it takes variables from: a Makefile that includes it, just, bun. */
const besideOf = (path: string): string[] => {
  const [, directory] = /^((?:.*\/)?)(?:GNUmakefile|[Mm]akefile|\.?justfile|package\.json)$/i.exec(path) ?? [];
  return directory === undefined ? [] : [`${directory}.env`, `${directory}.env.local`];
};

/** Where `actions/download-artifact` puts what it brings, when it is told no path: several each in a directory of their name. */
const unpackedAt = (input: (key: string) => string): string => {
  const isApart =
    ["name", "artifact-ids"].every((key) => input(key) === "") && /^(?:false)?$/.test(input("merge-multiple"));
  // Any other pattern may be the name of any directory.
  return isApart && /^[\w-]+$/.test(input("pattern")) ? input("pattern") : ".";
};

const workspace = /^\s*\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\{\{\s*github\.workspace\s*\}\})(?:\/|$)/;
