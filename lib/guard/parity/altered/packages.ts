/**
 * What package managers install, and what they are told, by which the gate is another one.
 *
 * docs.npmjs.com "npm-install", "npm-config", "npm-pkg"; pnpm.io, yarnpkg.com and bun.com, the same commands.
 *
 * @module
 */
import { effectOf } from "../variables.ts";
import { parted, valuesOf } from "./options.ts";
import type { Aim } from "./touched.ts";

export const managers: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn", "bun"]);

/** `words` are those behind the manager's name; `version` is the tool's, `asks` what the gate's task asks its environment for. */
export const packageAims = (
  words: readonly string[],
  { version, asks }: { version: string; asks: ReadonlySet<string> },
): readonly Aim[] => {
  const all = parted(words, valued);
  const [command = "", ...rest] = all.operands[0] === "global" ? all.operands.slice(1) : all.operands;
  const [directory = "."] = valuesOf(all, "prefix", "C", "dir", "cwd");
  if (floats(command, rest, words)) return [certain("the versions that a lock file names")];
  if (installing.has(command)) return rest.flatMap((name) => installed(name, version));
  const changes = (file: string): Aim => ({ word: `${directory}/${file}`, how: "written" });
  if (rewriting.has(command) || (command === "version" && rest.length > 0)) return [changes("package.json")];
  if (command === "pkg") return ["set", "delete", "fix"].includes(rest[0] ?? "") ? [changes("package.json")] : [];
  const settings = settingsOf(command, rest);
  return settings.flatMap(([name, value]) => {
    if (name === "version") return [changes(".yarnrc.yml"), changes("package.json")];
    return isPlain(name, value, asks) ? [] : [certain(`the setting ${name}`)];
  });
};

/** `pip config set` and its like say from where packages come. */
export const pipAims = (words: readonly string[]): readonly Aim[] => {
  const { operands } = parted(words);
  const changes =
    operands[0] === "config" && ["set", "edit"].includes(operands[1] ?? "") && !ofPip.test(operands[2] ?? "");
  return changes ? [certain(`the setting ${operands[2] ?? ""}`)] : [];
};

/** Our own commands that write what says how is judged. */
export const ownAims = (command: string, args: readonly (string | undefined)[]): readonly Aim[] => {
  const writes =
    (command === "waive" && !args.includes("--list")) ||
    command === "init" ||
    (command === "deny" && args.some((word) => word === "add" || word === "remove")) ||
    (command === "governance" && args.includes("update"));
  return writes ? [certain("what the gate judges by")] : [];
};

// --- internal ---

/** Nothing that says from where, or where to. */
const ofPip =
  /\.(?:(?:default-)?timeout|retries|disable-pip-version-check|(?:no-)?cache-dir|progress-bar|no-input|root-user-action|break-system-packages|require-virtualenv|quiet)$/;

const certain = (word: string): Aim => ({ word, how: "certain" });

/** Options whose value is the next word. */
const valued = [
  ...["prefix", "C", "dir", "cwd", "registry", "cache", "userconfig", "globalconfig", "modules-dir", "store-dir", "L"],
  ...["workspace", "w", "filter", "F", "tag", "omit", "include", "loglevel", "location", "network-timeout", "before"],
  ...["cache-folder", "mutex", "modules-folder", "otp", "access"],
];

const installing: ReadonlySet<string> = new Set([
  ...[
    "install",
    "i",
    "in",
    "ins",
    "inst",
    "insta",
    "instal",
    "isnt",
    "isnta",
    "isntal",
    "isntall",
    "add",
    "a",
    "link",
    "ln",
  ],
  ...[
    "install-test",
    "it",
    "update",
    "up",
    "upgrade",
    "udpate",
    "dedupe",
    "ddp",
    "uninstall",
    "un",
    "unlink",
    "remove",
  ],
  ...["rm", "r", "rebuild", "rb", "patch", "patch-commit", "import", "audit-fix", "edit", "bin-links"],
]);

/** It installs others than those of the lock file. */
const floats = (command: string, rest: readonly string[], words: readonly string[]): boolean =>
  (/^(?:update|up|upgrade|udpate)$/.test(command) && rest.every((name) => name.startsWith("kprovengine"))) ||
  (installing.has(command) &&
    words.some((word) => /^--(?:no-(?:package-lock|lockfile|shrinkwrap)|package-lock=false)$/.test(word)));

const rewriting: ReadonlySet<string> = new Set(["init", "innit", "create", "set-script"]);

const installed = (name: string, version: string): readonly Aim[] => {
  if (name === `kprovengine@${version}`) return [];
  return /kprovengine/.test(name) || elsewhere.test(name) ? [certain(name)] : [];
};

/** A package that is named by its place, or by another name, may have any name and any programs. */
const elsewhere =
  /^(?:~|\.{1,2}(?:\/|$)|\/|(?:file|link|portal|workspace|exec|patch|git|github|gitlab|bitbucket|gist)(?::|\+)|git@|[\w+]+:\/\/|[\w.-]+\/[\w.-]+(?:#|$))|@npm:|\.t(?:ar\.)?gz$/;

const settingsOf = (command: string, rest: readonly string[]): (readonly [name: string, value: string])[] => {
  const isConfig = ["config", "c"].includes(command);
  if (!isConfig && command !== "set") return [];
  const [first = "", ...others] = rest;
  if (isConfig && first === "edit") return [["edit", ""]];
  if (isConfig && first !== "set") return [];
  const [name = "", value] = isConfig ? others : rest;
  const texts = isConfig ? others : rest;
  if (name.includes("=")) return texts.map((one) => [one.replace(/=.*/s, ""), one.replace(/^[^=]*=?/s, "")] as const);
  return name === "" ? [] : [[name, value ?? ""]];
};

const registry = /^https:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/?$/;

/** Settings by which packages are fetched and kept, and by which the same are installed and run. */
const ofKeeping =
  /^(?:\/\/.*|@[\w.-]+:registry|npmAuthToken|npmScopes\..*|(?:store|cache|global-bin|virtual-store)-(?:dir|folder)|cacheFolder|enable(?:GlobalCache|Telemetry|ProgressBars|ImmutableInstalls)|network-?(?:timeout|Timeout|concurrency|Concurrency)|httpTimeout|httpRetry|_auth(?:Token)?|always-auth|email|init[.-].*|sign-git-tag|message|git-tag-version|tag-version-prefix)$/;

const isPlain = (name: string, value: string, asks: ReadonlySet<string>): boolean => {
  if (name === "registry" || name === "npmRegistryServer") return registry.test(value);
  const variable = `npm_config_${name}`;
  if (asks.has(variable.toLowerCase().replaceAll("-", "_"))) return false;
  return ofKeeping.test(name) || effectOf(variable) === undefined;
};
