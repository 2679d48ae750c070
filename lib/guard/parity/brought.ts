/**
 * Files that caches and artifacts put into a job's place before the gate: over those that git tracks or keeps for itself, and over
 * programs and their settings.
 *
 * @module
 */
import { compileGlobs } from "../../glob.ts";
import { textOf } from "../ci/index.ts";
import type { Located } from "../sources/tree.ts";
import { searched } from "./deciding.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
import type { Step } from "./model.ts";
import { isDecidingOutside } from "./outside.ts";
import { joined } from "./shell/state.ts";

/** Whether `pattern`, from the top, may stand for a tracked file, for what git keeps for itself, or for what runs or says what runs. */
export const isBringing = (pattern: string, paths: readonly string[]): boolean => {
  const below = pattern.trim().replace(workspace, "");
  if (around.test(below) || isDecidingOutside(below)) return true;
  const path = joined("", below);
  // Somewhere else, or where only a run knows.
  if (path === undefined || /\$/.test(path)) return false;
  if (searched.test(path) || isOfGit(path, paths)) return true;
  try {
    // Without a name it is everything, which no pattern says.
    const isIn = compileGlobs([path, `${path}/**`]);
    return [...paths, ...paths.flatMap(besideOf), ...unsaid].some(
      (one) => isIn(one) && !/(?:^|\/)\.git(?:keep|ignore)$/.test(one),
    );
  } catch {
    return true;
  }
};

export const broughtWhy =
  "a file that git tracks or keeps for itself, a program or what says which one runs may be another one, which was kept or handed on";

export const broughtFix = "name other paths, or bring it behind the gate or in a job of its own";

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
  // With ! they are left out.
  const lines = input("path")
    .split(/\n\s*/)
    .filter((line) => !line.startsWith("!"));
  const usual = name.toLowerCase() === "cache" ? [] : [unpackedAt(input)];
  const found = (input("path") === "" ? usual : lines).find((line) => isBringing(line, paths));
  if (found === undefined) return [];
  const written = shortened(`uses: ${uses.value}, ${found}`);
  return [
    {
      ...{ kind: "unread", level: "undecided", at: spotOf(inputs.get("path") ?? uses), written },
      ...{ why: broughtWhy, fix: broughtFix },
    },
  ];
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
  if (directory === undefined) return [];
  const settings = path.endsWith("package.json") ? ofNpm : [];
  return [".env", ".env.local", ...settings].map((name) => `${directory}${name}`);
};

/** From which npm and its kin take by what they run, and which git does not have to track. */
const ofNpm = [".npmrc", ".yarnrc.yml", ".pnpmfile.cjs"];

/** What is there whatever git tracks. */
const unsaid = [
  ...ofNpm,
  ...["HEAD", "index", "config", "packed-refs", "refs/heads/main", "refs/remotes/origin/main"].map(
    (one) => `.git/${one}`,
  ),
  ...["objects/00/0", "info/attributes", "hooks/post-checkout", "modules/a/config"].map((one) => `.git/${one}`),
];

/** Git's own directory, here or in a directory that git tracks something in. What git-lfs keeps there goes by its digest. */
const isOfGit = (path: string, paths: readonly string[]): boolean => {
  const [, directory] = /^((?:.*?\/)?)\.git(?!\/lfs(?:\/|$))(?:\/|$)/.exec(path) ?? [];
  if (directory === undefined) return false;
  const own = directory.slice(0, -1);
  return /[*?[{]/.test(own) || directory === "" || paths.some((one) => one === own || one.startsWith(directory));
};

/** Where `actions/download-artifact` puts what it brings, when it is told no path: several each in a directory of their name. */
const unpackedAt = (input: (key: string) => string): string => {
  const isApart =
    ["name", "artifact-ids"].every((key) => input(key) === "") && /^(?:false)?$/.test(input("merge-multiple"));
  // Any other pattern may be the name of any directory.
  return isApart && /^[\w-]+$/.test(input("pattern")) ? input("pattern") : ".";
};

/** By its variables, or where GitHub's runners have it. */
const workspace =
  /^(?:\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\{\{\s*github\.workspace\s*\}\})|(?:\/home\/runner\/work|\/__w|\/[^\s*?[{]*\/_work)\/[^/*?[{]+\/[^/*?[{]+|\/github\/workspace)(?:\/|$)/;

/** Directories that hold the whole of it. */
const around = /^(?:(?:\.\.\/*)+|(?:\/home\/runner\/work|\/__w|\/github)(?:\/[^/]+)?\/*)$/;
