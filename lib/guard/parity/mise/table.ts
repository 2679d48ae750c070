/**
 * A file of mise, and what of it sets variables, runs something or brings programs of the gate's name.
 *
 * mise.jdx.dev "Configuration", "Hooks", "Backends".
 *
 * @module
 */
import { textOf } from "../../ci/index.ts";
import { parseSource, parseToolVersions } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import type { ParityContext } from "../context.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { filesFaults, isMap, listOf, variablesFaults } from "./env.ts";
import { isPlainSetting } from "./settings.ts";

/** What a file is judged by. */
export interface Judging extends Pick<ParityContext, "beside" | "version"> {
  /** Names of the programs that lead to the gate. */
  programs: ReadonlySet<string>;
  /** Variables that decide what the gate's task runs. */
  asks: ReadonlySet<string>;
}

/** Of `mise.toml` and its kin. Throws `E_SOURCE`. */
export const configFaults = async (path: string, text: string, judging: Judging): Promise<Fault[]> => {
  const tree = await parseSource(path, text);
  const faults = templateFaults(path, text);
  for (const top of tree.names([])) {
    const names = tree.names([top.value]);
    if (top.value === "env") faults.push(...(await variablesFaults(tree, judging)));
    else if (top.value === "settings") faults.push(...(await settingsFaults(tree, names, judging)));
    else if (top.value === "hooks") faults.push(...names.flatMap(hookFaults));
    else if (top.value === "tools")
      faults.push(...names.flatMap((name) => toolFaults(name, tree.get(["tools", name.value])?.value, judging)));
    else if (/^(?:plugins|(?:tool_)?alias)$/.test(top.value))
      faults.push(...names.flatMap((name) => sourceFaults(name, tree.get([top.value, name.value])?.value, judging)));
    else if (!silent.has(top.value)) faults.push(doubt(top, "what it makes mise do is not known"));
  }
  return faults;
};

/** Of `.tool-versions`. Throws `E_SOURCE`. */
export const versionFaults = async (path: string, text: string, judging: Judging): Promise<Fault[]> => [
  ...templateFaults(path, text),
  ...[...parseToolVersions(path, text)].flatMap(([name, [first, ...others]]) => {
    if (first === undefined) return [];
    const values = [first, ...others].map(({ value }) => value);
    return toolFaults({ ...first, value: name }, values, judging);
  }),
];

/** Whether a version is one, and no directory. */
export const isVersion = (text: string): boolean => /^(?:(?:prefix|sub-[\w.]+):)?[\w.*^~<>=@/ |+-]+$/.test(text);

// --- internal ---

const doubt = (at: Located<string>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(at), written: shortened(at.value), why },
});

const runDoubt = (at: Located<string>): Fault => ({ ...doubt(at, runs), fix: instead });

const runs = "mise runs a command before the gate, which may change what that runs or judges";
const brings = "mise brings another program of the gate's name";
const instead = "run it in a step of its own, where it can be read";

/** What a job runs, sets up or shows only when it is told to. */
const silent: ReadonlySet<string> = new Set([
  ...["tasks", "task_config", "task_templates", "vars", "min_version", "redactions", "shell_alias", "watch_files", "_"],
  ...["monorepo", "monorepo_root", "experimental_monorepo_root"],
]);

/** A template runs its commands when the file is read. */
const templateFaults = (path: string, text: string): Fault[] =>
  text.split(/\r\n|\n|\r/).flatMap((line, index): Fault[] => {
    const column = line.search(/\{[{%][^#]*\bexec\s*\(/) + 1;
    return column === 0 ? [] : [runDoubt({ path, line: index + 1, column, value: line })];
  });

/** The others need a shell that mise was activated in. */
const hookFaults = (name: Located<string>): Fault[] =>
  /^(?:cd|enter|leave)$/.test(name.value) ? [] : [runDoubt({ ...name, value: `hooks: ${name.value}` })];

const nameOf = (tool: string): string => tool.replace(/\[.*/s, "").split(/[/:]/).at(-1) ?? "";

const toolFaults = (name: Located<string>, value: unknown, judging: Judging): Fault[] => {
  const values = Array.isArray(value) ? value : [value];
  const options = values.filter(isMap);
  const isGates = judging.programs.has(nameOf(name.value));
  const others = options.flatMap((one) => Object.entries(one)).filter(([key]) => !/^(?:version|os|depends)$/.test(key));
  const isNamed = /[[,]\s*\w*(?:exe|bin)\w*\s*=/.test(name.value) || others.some((one) => isNaming(one, judging));
  const versions = values.map((one) => (isMap(one) ? one["version"] : one));
  const isUsual = others.length === 0 && versions.every((one) => isVersion(textOf(one)));
  return [
    ...(others.some(([key]) => key === "postinstall") ? [runDoubt(name)] : []),
    ...(isNamed || (isGates && !(isUsual && isMakers(name.value, versions, judging))) ? [doubt(name, brings)] : []),
  ];
};

/** An option by which a tool's program gets such a name. */
const isNaming = ([key, value]: [string, unknown], { programs }: Judging): boolean =>
  key !== "postinstall" && listOf(value).some((one) => programs.has(nameOf(textOf(one)).replace(/\.exe$/, "")));

/** mise's own list knows those who make them; the tool's package is of its own version. */
const isMakers = (tool: string, versions: readonly unknown[], { version }: Judging): boolean =>
  makers.test(tool) || (tool === "npm:kprovengine" && versions.every((one) => one === version));

const makers =
  /^(?:core:)?(?!kprovengine$)[\w-]+$|^npm:(?:npm|pnpm|yarn|bun|corepack)$|^(?:aqua|ubi|github):(?:casey\/just|pnpm\/pnpm|oven-sh\/bun)$/;

/** `[plugins]` and `[alias]`: from where a tool comes. Versions have other names, too. */
const sourceFaults = (name: Located<string>, value: unknown, { programs }: Judging): Fault[] => {
  const from = isMap(value) ? value["backend"] : value;
  if (from === undefined) return [];
  const isOurs = [name.value, textOf(from)].some((one) => programs.has(nameOf(one)));
  if (isOurs) return [doubt(name, brings)];
  return /^(?:[\w+-]+:|git@|[\w-]+$)/.test(textOf(from)) ? [] : [doubt(name, runs)];
};

const settingsFaults = async (tree: Tree, names: readonly Located<string>[], judging: Judging): Promise<Fault[]> => {
  const faults: Fault[] = [];
  for (const name of names) {
    const value = tree.get(["settings", name.value])?.value;
    if (/^env_files?$/.test(name.value)) faults.push(...(await filesFaults(name, value, judging)));
    else if (!flattened(name.value, value).every(isPlainSetting))
      faults.push(doubt(name, "what the setting of mise does to the gate is not known"));
  }
  return faults;
};

/** `node.compile` and the like, however they are written. */
const flattened = (name: string, value: unknown): string[] =>
  isMap(value) ? Object.entries(value).flatMap(([key, below]) => flattened(`${name}_${key}`, below)) : [name];
