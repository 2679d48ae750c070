/**
 * Variables that mise sets for all that comes behind its action: `[env]`, files that it names, and PATH.
 *
 * mise.jdx.dev "Environments", `env._` directives.
 *
 * @module
 */
import { textOf } from "../../ci/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { treacherous } from "../github/environment.ts";
import { joined } from "../shell/state.ts";
import { areOfJobs } from "../task/make-flags.ts";
import { isInstalled, pathEffect, variableFaults } from "../variables.ts";
import type { Judging } from "./table.ts";

/** Of `[env]`, which may be several tables. */
export const variablesFaults = async (tree: Tree, judging: Judging): Promise<Fault[]> => {
  const several = tree.items(["env"]).map((_, index): Keys => ["env", index]);
  const faults: Fault[] = [];
  for (const keys of several.length > 0 ? several : [["env"]]) {
    for (const name of tree.names(keys)) {
      const value = tree.get([...keys, name.value])?.value;
      const given = isMap(value) ? value["value"] : value;
      if (name.value !== "_") faults.push(...setFaults(name, typeof given === "string" ? given : undefined, judging));
    }
    for (const directive of tree.names([...keys, "_"]))
      faults.push(...(await directiveFaults(directive, tree.get([...keys, "_", directive.value])?.value, judging)));
  }
  return faults;
};

/** Files with variables, of which each line begins with a name. `.env` is asked for where it is made. */
export const filesFaults = async (at: Located<string>, value: unknown, judging: Judging): Promise<Fault[]> => {
  const faults: Fault[] = [];
  for (const one of listOf(value)) {
    const path = joined("", textOf(one).replace(root, "")) ?? "";
    if (/(?:^|\/)\.env$/.test(path) && !judging.beside.paths.includes(path)) continue;
    // What is not there says nothing that could be read.
    const text = (await judging.beside.text(path)) ?? "=";
    const lines = text.split(/\r\n|\n|\r/).filter((line) => !/^\s*(?:#|$)/.test(line));
    const settings = lines.map((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? []);
    if (settings.some(({ length }) => length === 0)) faults.push(doubt(at, textOf(one), unsaid));
    else faults.push(...settings.flatMap(([, name = "", value]) => setFaults({ ...at, value: name }, value, judging)));
  }
  return faults;
};

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One or several; each may be a table that names its path. */
export const listOf = (value: unknown): unknown[] =>
  [isMap(value) && "path" in value ? value["path"] : value]
    .flat()
    .map((one: unknown) => (isMap(one) && "path" in one ? one["path"] : one));

// --- internal ---

const unsaid = "which variables mise takes from there is not followed";

const doubt = (at: Located<string>, written: string, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(at), written: shortened(written), why },
});

const root = /^\{\{\s*(?:config_root|cwd)\s*\}\}\//;

/** As a shell writes it, where mise has templates. */
const asShell = (value: string): string =>
  value.replace(/\{\{\s*env\.(\w+)\s*\}\}/g, "$$$1").replace(/\{\{\s*config_root\s*\}\}/g, "$$PWD");

const setFaults = (name: Located<string>, value: string | undefined, { beside, asks }: Judging): Fault[] => {
  const given = value === undefined ? undefined : asShell(value);
  if (treacherous.test(name.value)) {
    if (name.value === "MAKEFLAGS" && areOfJobs(given ?? "")) return [];
    const why = "the variable can keep make or a shell from failing";
    return [{ ...doubt(name, name.value, why), kind: "masked" }];
  }
  if (asks.has(name.value)) return [doubt(name, name.value, "what the gate's task runs depends on the variable")];
  if (name.value === "PATH" && given !== undefined && isInstalled(given, { paths: beside.paths, isHere: true }))
    return [];
  return variableFaults(name.value.toUpperCase(), given, name, name.value);
};

/** `_.path`, `_.file`, `_.source`, `_.python.venv`, and those of plugins. */
const directiveFaults = async (at: Located<string>, value: unknown, judging: Judging): Promise<Fault[]> => {
  if (at.value === "file") return filesFaults(at, value, judging);
  if (at.value === "path") return listOf(value).flatMap((one) => pathFaults(at, textOf(one), judging));
  const venv =
    at.value === "python" && isMap(value) && Object.keys(value).join() === "venv" ? value["venv"] : undefined;
  if (venv !== undefined) return listOf(venv).flatMap((one) => pathFaults(at, `${textOf(one)}/bin`, judging));
  return [doubt(at, `_.${at.value}`, unsaid)];
};

const pathFaults = (at: Located<string>, written: string, { beside }: Judging): Fault[] => {
  const path = asShell(written);
  const placed = /^[~$/]/.test(path) ? path : `$PWD/${path.replace(/^\.\//, "")}`;
  return isInstalled(placed, { paths: beside.paths, isHere: true })
    ? []
    : [{ ...pathEffect, at: spotOf(at), written: shortened(written) }];
};
