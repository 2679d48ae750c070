/**
 * Variables of a job that change which gate it runs, on which commit, or whether its failure counts.
 *
 * @module
 */
import type { GitlabConfig, Pipeline } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, spotOf } from "../fault.ts";
import type { SetVariable } from "../model.ts";
import { areOfJobs } from "../task/make-flags.ts";
import { variableFaults } from "../variables.ts";
import { rulesOf, variablesOfRules } from "./rule-list.ts";
import { hasInput, isMap, isText, referredBy, textOf } from "./text.ts";

/** Of all that sets variables for `job`, and of what is passed on to its pipeline. */
export const settingFaults = ({ config, triggers }: Pick<Pipeline, "config" | "triggers">, job: string): Fault[] => {
  const [parent, ...above] = triggers.map((trigger) => faultsIn(trigger.config, trigger.job));
  const faults = [
    ...faultsIn(config, job),
    ...(parent ?? []),
    // Only some of these are passed on again.
    ...above.flat().map((fault): Fault => ({ ...fault, level: "undecided" })),
  ];
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
};

/** Names of all that are set for `job`, also by what starts its pipeline. */
export const settingNames = ({ config, triggers }: Pick<Pipeline, "config" | "triggers">, job: string): SetVariable[] =>
  [{ config, job }, ...triggers].flatMap((one) =>
    settingsOf(one.config, one.job).map(({ name, found }) => ({
      ...{ ...found, value: name },
      text: isText(found.value) ? textOf(found.value) : undefined,
    })),
  );

interface Setting {
  name: string;
  found: Located<unknown>;
}

/** Of the job and those that it extends, of the top, and of rules. */
export const settingsOf = (config: GitlabConfig, job: string): Setting[] => {
  const owners = config.lineage(job);
  const ofJob = namesIn([
    ...owners.map((name) => config.find(name, ["variables"])),
    ...owners.flatMap((name) => config.names([name, "variables"])),
  ]).flatMap((name) => settingAt(name, config.find(job, ["variables", name])));
  const ofMatrix = matrixOf(config, job);
  const own = new Set([...ofJob, ...ofMatrix].map(({ name }) => name));
  const ofTop = namesIn([config.top(["variables"]), ...config.names(["variables"])]).flatMap((name) =>
    own.has(name) || !isInherited(config, job, name) ? [] : settingAt(name, config.top(["variables", name])),
  );
  const rules = [...rulesOf(config, job), ...rulesOf(config, "workflow")];
  const ofRules = variablesOfRules(config, rules).map(([name, found]) => ({ name, found }));
  return [...ofJob, ...ofMatrix, ...ofTop, ...ofRules, ...secretsOf(config, job)];
};

/** What `parallel:matrix` sets, every value of it. */
export const matrixOf = (config: GitlabConfig, job: string): Setting[] =>
  config.items(job, ["parallel", "matrix"]).flatMap((entry) =>
    Object.entries(isMap(entry.value) ? entry.value : {}).flatMap(([name, value]) =>
      (Array.isArray(value) && referredBy(config, value) === undefined ? value : [value]).map((one: unknown) => ({
        name,
        found: { ...entry, value: one },
      })),
    ),
  );

/** Whether the job takes a variable from the top: docs.gitlab.com "CI/CD YAML syntax reference", `inherit:variables`. */
export const isInherited = (config: GitlabConfig, job: string, name: string): boolean => {
  const said = config.find(job, ["inherit", "variables"])?.value ?? true;
  return Array.isArray(said) ? said.includes(name) : said !== false;
};

/** Whether the job takes what all jobs have: the same, `inherit:default`. */
export const takesDefault = (config: GitlabConfig, job: string, key: string): boolean => {
  const said = config.find(job, ["inherit", "default"])?.value ?? true;
  return Array.isArray(said) ? said.includes(key) : said === true;
};

/** What a reference or an input in `inherit` stands for is not followed. */
export const inheritFaults = (config: GitlabConfig, job: string): Fault[] =>
  ["default", "variables"].flatMap((key): Fault[] => {
    const found = config.find(job, ["inherit", key]);
    const isPlain =
      !Array.isArray(found?.value) || (found.value.every(isText) && referredBy(config, found.value) === undefined);
    if (found === undefined || (isPlain && !hasInput(found.value))) return [];
    const why = "which of what is said of all jobs it takes is not known";
    return [{ kind: "unread", level: "undecided", at: spotOf(found), written: `inherit: ${key}`, why }];
  });

// --- internal ---

const faultsIn = (config: GitlabConfig, job: string): Fault[] =>
  settingsOf(config, job).flatMap(({ name, found }) => [
    ...checkoutFaults(name, found),
    ...variableFaults(name, typeof found.value === "string" ? found.value : undefined, found, name),
    ...(flags.has(name) && !(name === "MAKEFLAGS" && isText(found.value) && areOfJobs(textOf(found.value)))
      ? [flagFault(name, found)]
      : []),
  ]);

/** What only a run knows the value of: `secrets`, `id_tokens`. */
const secretsOf = (config: GitlabConfig, job: string): Setting[] =>
  ["secrets", "id_tokens"].flatMap((key) => {
    const isByDefault = config.find(job, [key]) === undefined && takesDefault(config, job, key);
    const owners = isByDefault ? ["default"] : config.lineage(job);
    return namesIn(owners.flatMap((name) => config.names([name, key]))).flatMap((name) =>
      settingAt(name, config.find(isByDefault ? "default" : job, [key, name])),
    );
  });

const settingAt = (name: string, found: Located<unknown> | undefined): Setting[] =>
  found === undefined ? [] : [{ name, found }];

/** Of maps, and names themselves. */
const namesIn = (places: readonly (Located<unknown> | string | undefined)[]): string[] => [
  ...new Set(
    places.flatMap((found) => {
      if (typeof found === "string") return [found];
      return isMap(found?.value) ? Object.keys(found.value) : [];
    }),
  ),
];

const flags = new Set(["GNUMAKEFLAGS", "MAKEFLAGS", "MFLAGS", "MAKEFILES", "BASH_ENV", "SHELLOPTS"]);

const flagFault = (name: string, found: Located<unknown>): Fault => ({
  ...{ kind: "masked", level: "undecided", at: spotOf(found), written: name },
  why: "the variable can keep make or a shell from failing",
});

/** Values that check out the commit itself. */
const checkouts = new Map([
  ["GIT_STRATEGY", /^(?:clone|fetch)$/],
  ["GIT_CHECKOUT", /^true$/],
]);

/** docs.gitlab.com "Configuring runners", Git strategy and Git checkout. */
const checkoutFaults = (name: string, found: Located<unknown>): Fault[] => {
  const harmless = checkouts.get(name);
  const given = isMap(found.value) ? (found.value["value"] ?? found.value) : found.value;
  const value = textOf(given);
  if (harmless === undefined || harmless.test(value)) return [];
  const base = { kind: "different", at: spotOf(found), written: `${name}: ${value}` } as const;
  if (value.includes("$") || (typeof given === "object" && given !== null))
    return [{ ...base, level: "undecided", why: "which commit the job checks out is known only when it runs" }];
  return [{ ...base, level: "violation", why: "the job does not check out the commit that CI is about" }];
};
