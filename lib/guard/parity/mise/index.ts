/**
 * What mise does for a job before the gate: its action reads the files of the repository, installs what they name, runs their
 * hooks, and hands on their variables.
 *
 * mise.jdx.dev "Configuration", "Hooks", "Environments"; github.com/jdx/mise-action, inputs.
 *
 * @module
 */
import { textOf } from "../../ci/index.ts";
import { SourceError } from "../../sources/index.ts";
import type { Located } from "../../sources/tree.ts";
import { programsOf } from "../altered/index.ts";
import type { ParityContext } from "../context.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { upwards } from "../installed.ts";
import type { Step } from "../model.ts";
import type { Run } from "../runs.ts";
import { joined } from "../shell/state.ts";
import { lockFaults } from "./lock.ts";
import { isPlainSetting } from "./settings.ts";
import { configFaults, isVersion, type Judging, versionFaults } from "./table.ts";

/** Of the gate that `run` calls in `step`, where an action of mise stands before it. */
export const miseFaults = async (
  step: Step,
  run: Run,
  { beside, version }: Pick<ParityContext, "beside" | "version">,
): Promise<Fault[]> => {
  const { steps } = step.job;
  const uses = steps.slice(0, steps.indexOf(step)).filter((one) => action.test(one.uses?.value ?? ""));
  if (uses.length === 0) return [];
  const runs = [...run.via, run];
  const judging: Judging = {
    beside,
    version,
    programs: programsOf(run),
    asks: new Set(runs.flatMap(({ asks }) => asks)),
  };
  const directories = [...runs.map(({ cwd }) => cwd), ...uses.map(directoryOf)].map((one) => one && upwards(one));
  const isRead = (directory: string): boolean =>
    directories.some((one) => one === undefined || one.includes(directory));
  const faults = uses.flatMap(settingFaults);
  for (const use of uses) faults.push(...(await inputFaults(use, judging)));
  for (const path of beside.paths) {
    const [, directory] = file.exec(path) ?? [];
    if (directory !== undefined && isRead(directory.replace(/\/$/, "")))
      faults.push(...(await fileFaults(path, judging)));
  }
  return faults;
};

// --- internal ---

const action = /^jdx\/mise-action[/@]/i;

/** Behind the directory that it is for. What `MISE_ENV` chooses between counts as well. */
const file =
  /^((?:.*?\/)??)(?:\.?(?:mise|rtx)(?:\.[\w-]+)*\.toml|\.?mise\/(?:config[^/]*|conf\.d\/[^/]+)\.toml|\.config\/mise(?:\.[\w-]+)*\.toml|\.config\/mise\/(?:[^/]+|conf\.d\/[^/]+)\.toml|\.?(?:config\/)?miserc\.toml|\.tool-versions|(?:\.?mise\/|\.config\/mise\/)?mise(?:\.[\w-]+)*\.lock)$/;

const input = ({ inputs }: Step, name: string): Located<unknown> | undefined => inputs?.get(name);

/** Undefined where only a run knows it; "" stands for the top. */
const directoryOf = (use: Step): string | undefined => {
  const found = textOf(input(use, "working_directory")?.value ?? "");
  return found.includes("${{") ? undefined : joined("", found);
};

const fileFaults = async (path: string, judging: Judging): Promise<Fault[]> => {
  const text = await judging.beside.text(path);
  if (text === undefined) throw new SourceError(path, { line: 1, column: 1 }, "it is a symbolic link or submodule");
  if (path.endsWith(".lock")) return lockFaults(path, text, judging.programs);
  return path.endsWith(".tool-versions") ? versionFaults(path, text, judging) : configFaults(path, text, judging);
};

/** Inputs with the text of a file. */
const written = [
  ["mise_toml", "mise.toml", configFaults],
  ["tool_versions", ".tool-versions", versionFaults],
] as const;

/** What the action itself writes into such files, and what else it is told to run. */
const inputFaults = async (use: Step, judging: Judging): Promise<Fault[]> => {
  const faults: Fault[] = [];
  for (const [name, path, judge] of written) {
    const found = input(use, name);
    if (found === undefined) continue;
    const said = await judge(path, textOf(found.value), judging);
    faults.push(...said.map((fault) => ({ ...fault, at: spotOf(found) })));
  }
  const boot = input(use, "bootstrap");
  const isBooting = boot !== undefined && !/^(?:false)?$/.test(textOf(boot.value));
  return isBooting
    ? [...faults, doubt(boot, `bootstrap: ${textOf(boot.value)}`, "what mise sets up is not followed")]
    : faults;
};

/** Settings that its variables make. */
const settingFaults = ({ variables }: Step): Fault[] =>
  variables.flatMap((name) => {
    const [, setting] = /^MISE_(\w+)$/.exec(name.value) ?? [];
    if (setting === undefined || isPlainSetting(setting.toLowerCase())) return [];
    if (/^[A-Z]+_VERSION$/.test(setting) && isVersion(name.text ?? "${")) return [];
    return [doubt(name, name.value, "what the setting of mise does to the gate is not known")];
  });

const doubt = (at: Located<unknown>, written: string, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(at), written: shortened(written), why },
});
