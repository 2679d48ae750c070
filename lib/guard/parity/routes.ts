/**
 * The ways on which CI comes to the gate, and what is wrong with each.
 *
 * @module
 */
import { textOf } from "../ci/index.ts";
import type { Located } from "../sources/tree.ts";
import { patchFaults } from "./altered/patches.ts";
import { bare } from "./bare.ts";
import type { ParityContext } from "./context.ts";
import { differencesOf } from "./differences.ts";
import { type Event, type Fault, shortened, spotOf, unlessUnread } from "./fault.ts";
import { launchFaults } from "./launch.ts";
import { miseFaults } from "./mise/index.ts";
import { type Ci, events, type Job, type Step } from "./model.ts";
import { npmrcFaults } from "./npmrc.ts";
import type { Run } from "./runs.ts";
import { joined } from "./shell/state.ts";
import { surroundingFaults } from "./surroundings.ts";
import { type ToolCall, toolCallOf } from "./tool.ts";

/** One place of CI that runs the gate. */
export interface Route {
  ci: Ci;
  job: Job;
  step: Step;
  faults: readonly Fault[];
}

/** Every route of `ci`, whether it counts or not. */
export const routesOf = async (ci: Ci, context: ParityContext): Promise<Route[]> => {
  const routes: Route[] = [];
  for (const job of ci.jobs) {
    for (const step of job.steps) {
      for (const faults of await gatesIn(step, context)) {
        routes.push({ ci, job, step, faults: [...step.faults, ...job.otherTree, ...faults, ...textFaults(job)] });
      }
    }
  }
  return routes;
};

/**
 * What is wrong with all routes together: for each event none, where one route is without fault; else all that stand in
 * the way. A fault of every event is said once.
 */
export const faultsOfRoutes = (routes: readonly Route[]): { event: Event; faults: readonly Fault[] }[] =>
  events.map((event) => {
    const each = routes.map(({ faults }) => faults.filter((fault) => fault.events?.includes(event) ?? true));
    return { event, faults: each.some((faults) => faults.length === 0) ? [] : each.flat() };
  });

/** Those without fault for some event: the checks of their jobs count. */
export const countingRoutes = (routes: readonly Route[]): readonly Route[] => {
  const good = routes.filter(({ faults }) =>
    events.some((event) => faults.every((fault) => fault.events !== undefined && !fault.events.includes(event))),
  );
  return good.length > 0 ? good : routes;
};

/** The jobs of these, each once. */
export const jobsOf = (routes: readonly Route[]): Job[] => [...new Set(routes.map(({ job }) => job))];

/** Our own composite action, by its name: `owner/kprovengine@commit`. */
export const isOwnAction = ({ uses }: Pick<Step, "uses">): boolean => /^[^/@\s]+\/kprovengine@/.test(uses?.value ?? "");

/** Anybody can give an action its name. Only whose repository is judged here is known. */
export const ownerFaults = (uses: Located<string>, { repository }: ParityContext): Fault[] => {
  const [owner, own] = [uses.value, repository ?? ""].map((name) => name.split("/")[0]?.toLowerCase());
  if (owner === own) return [];
  const why = `whether "${uses.value.split("@")[0]}" is this tool's action is not known: its owner is another than that of the repository`;
  const fix = 'run "npx kprovengine preflight", or use a copy of the action that the repository\'s owner has';
  return [{ kind: "unread", level: "undecided", at: spotOf(uses), why, written: uses.value, fix }];
};

// --- internal ---

/** For each call of the gate in a step, its faults. */
const gatesIn = async (step: Step, context: ParityContext): Promise<(readonly Fault[])[]> => {
  if (isOwnAction(step)) return [await actionFaults(step, context)];
  const found: (readonly Fault[])[] = [];
  for (const run of step.followed?.runs ?? []) {
    const call = toolCallOf(run.argv);
    if (call?.command !== "preflight" || run.isBeside) continue;
    found.push([
      ...run.faults,
      ...(await differencesOf({ call, run }, context)),
      ...launchFaults(call, run, context.branch),
      ...(await unlessUnread(() => npmrcFaults(run, context))),
      ...surroundingFaults(step, run, context),
      ...(await unlessUnread(() => patchFaults(step, run, context))),
      ...(await unlessUnread(() => miseFaults(step, run, context))),
      ...flagFaults(run),
      ...openFaults(run),
      ...namesakeFaults(run, context),
    ]);
  }
  return found;
};

/** A script of the job, or of what that runs, sets such a variable for itself, or through GITHUB_ENV for what follows. */
const textFaults = ({ steps }: Job): Fault[] =>
  steps.flatMap(({ at, script, followed }) => {
    const below = followed?.runs.find(
      ({ via, whole, assignments }) => via.length > 0 && [whole, ...assignments].some(isTreacherous),
    );
    const spots = [...(isTreacherous(script?.text ?? "") ? [at] : []), ...(below === undefined ? [] : [below.at])];
    return spots.map(
      (spot): Fault => ({
        ...{ kind: "masked", level: "undecided", at: spot, written: "MAKEFLAGS, BASH_ENV or SHELLOPTS" },
        why: "a script of the job speaks of a variable that can keep make or a shell from failing",
      }),
    );
  });

/** One may begin behind the `\n` of a printf. */
const isTreacherous = (text: string): boolean =>
  [text.replaceAll("\\n", "\n"), bare(text)].some((one) => /\b(?:(?:GNU)?MAKEFLAGS|BASH_ENV|SHELLOPTS)\b/.test(one));

/** Flags of make in its surroundings could keep it from failing or from running. */
const flagFaults = ({ assignments, via, at }: NonNullable<Step["followed"]>["runs"][number]): Fault[] => {
  const set = [...via.flatMap((run) => run.assignments), ...assignments].find((one) =>
    /^(?:GNU)?(?:MAKEFLAGS|MFLAGS)=/.test(one),
  );
  if (set === undefined) return [];
  return [
    {
      kind: "masked",
      level: "undecided",
      at,
      written: set,
      why: "it sets flags of make, which could keep it from failing or from running",
    },
  ];
};

/** Not that of a shell, but of what runs it: it comes before the shell reads the script, with `|| true` or `#` in it. */
const openFaults = (run: Run): Fault[] =>
  [...run.via, run].flatMap(({ open, loose, at, text }) => [
    ...open.map((written) => ({
      ...{ kind: "unread" as const, level: "undecided" as const, at, written: shortened(written) },
      why: "what only a run knows is put into the script, and may be another command",
    })),
    ...loose.map((word) => ({
      ...{ kind: "unread" as const, level: "undecided" as const, at, written: shortened(text) },
      why: `other words may stand in the place of ${shortened(word)} when it runs`,
    })),
  ]);

/** What no shell expands is a directory of that name: PATH='$HOME/bin' searches the repository. */
const namesakeFaults = ({ at }: Run, { beside }: ParityContext): Fault[] => {
  const [, found] = beside.paths.map((path) => namesake.exec(path)).find((match) => match !== null) ?? [];
  if (found === undefined) return [];
  const why = `git tracks a directory "${found}", which variables of the gate may name`;
  return [{ kind: "unread", level: "undecided", at, why, written: found }];
};

const namesake = /(?:^|\/)(~|\$\{?(?:HOME|PATH|CONDA)\}?)\//;

const actionFaults = async (step: Step, context: ParityContext): Promise<readonly Fault[]> => {
  const { uses, inputs } = step;
  if (uses === undefined) return [];
  // GitHub takes names of inputs in any case, and an empty one for none.
  const input = (name: string) =>
    [...(inputs ?? [])].find(([key, { value }]) => key.toLowerCase() === name && value !== "" && value !== null)?.[1];
  const [config, version, directory] = [input("config"), input("version"), input("working-directory")];
  const run: Run = {
    ...{
      argv: [],
      raws: [],
      fronts: [],
      loose: [],
      text: uses.value,
      whole: uses.value,
      at: spotOf(version ?? config ?? uses),
    },
    ...{ cwd: directory === undefined ? "" : knownDirectory(directory.value), faults: [], isAsked: false, via: [] },
    ...{ assignments: [], asks: [], unless: [], open: [], isTask: false, start: undefined },
    ...{ around: [], past: { text: "", places: () => spotOf(uses) } },
  };
  const call: ToolCall = {
    ...{ command: "preflight", from: "fetched" },
    args: config === undefined ? [] : ["--config", asText(config.value)],
    // Its commit says which version it is; the pin of that is judged with the others.
    ...(version !== undefined && { version: textOf(version.value) }),
  };
  return [
    ...(await differencesOf({ call, run, isAction: true }, context)),
    ...surroundingFaults(step, run, context),
    ...(await unlessUnread(() => patchFaults(step, run, context))),
    ...(await unlessUnread(() => miseFaults(step, run, context))),
    ...ownerFaults(uses, context),
    ...namesakeFaults(run, context),
  ];
};

const knownDirectory = (value: unknown): string | undefined => {
  const text = asText(value);
  return text === undefined ? undefined : joined("", text);
};

const asText = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text.includes("${{") ? undefined : text;
};
