/**
 * Which version of the tool CI runs, and whether it is the tool at all.
 *
 * @module
 */
import { textOf } from "../ci/index.ts";
import { parseSource } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";
import type { ParityContext } from "./context.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
import { installedVersion, replacements, upwards } from "./installed.ts";
import type { Run } from "./runs.ts";
import { joined } from "./shell/state.ts";
import type { ToolCall } from "./tool.ts";

export interface Called {
  call: ToolCall;
  run: Run;
  /** By our own action, whose commit decides about the version when none is asked for. */
  isAction?: boolean;
}

/** The gate in CI is another one. */
export const different = ({ at, text }: Called["run"], why: string, more: Partial<Fault> = {}): Fault => ({
  ...{ kind: "different", level: "violation", at, written: shortened(text), why },
  ...more,
});

/** Everything in which the program that CI calls is another one than `context.version`. */
export const versionFaults = async (called: Called, context: ParityContext): Promise<Fault[]> => {
  const { call, run, isAction } = called;
  if (isAction === true)
    return call.version === undefined || call.version === context.version ? [] : [other(called, context, call.version)];
  if (call.from === "vendored") return vendoredFaults(called, context);
  const directories = directoriesOf(called);
  const faults = [...originFaults(called, context), ...(await replacedFaults(directories ?? [], context))];
  if (call.version !== undefined)
    return call.version === context.version ? faults : [...faults, other(called, context, call.version)];
  // It fetches the newest, whatever is installed.
  if (run.argv[1] === "dlx")
    return [...faults, different(run, "which version of the tool it is, is decided when it is fetched")];
  if (directories === undefined) return [...faults, doubt(run, "where the program lies is not known")];
  return [...faults, ...(await installedFaults(called, directories, context))];
};

// --- internal ---

const other = ({ run }: Called, { version }: ParityContext, found: string, more: Partial<Fault> = {}): Fault =>
  different(run, "it is another version of the tool than the one that runs here", {
    written: found,
    expected: version,
    ...more,
  });

const doubt = ({ at, text }: Run, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, written: shortened(text), why },
});

/** What has our name and may be another program. */
const originFaults = ({ call, run }: Called, { beside }: ParityContext): Fault[] => {
  const faults: Fault[] = [];
  const tracked = beside.paths.find((path) => inPlace.test(path));
  if (tracked !== undefined)
    faults.push({
      ...doubt(run, "git tracks a program of the tool's name, which may run in its place"),
      written: tracked,
    });
  if (call.program === "kprovengine" && startsOf(run).length === 0)
    faults.push(doubt(run, "which program of that name is on PATH is known only when it runs"));
  return faults;
};

/** Also in a cache of npm, from where npx takes it; through a link or a submodule, which git tracks as one path; as a patch. */
const inPlace =
  /(?:^|\/)(?:node_modules(?:$|\/\.bin$|\/(?:\.bin\/)?kprovengine(?:@[^/]*)?(?:\/|$))|(?:_cacache|_npx)(?:\/|$)|kprovengine[+@][^/]*\.patch$)/;

/** Where the scripts of npm and its kin begin that lead to it, the last first: only they find the installed package by its name. */
const startsOf = (run: Run): (string | undefined)[] =>
  run.via
    .flatMap(({ argv: [program] }, index) =>
      /^(?:npm|pnpm|yarn|bun)$/.test(program ?? "") ? [(run.via[index + 1] ?? run).start] : [],
    )
    .reverse();

/** Whose packages are searched, one after the other: from where it runs upwards, or what stands before `node_modules`. */
const directoriesOf = ({ call: { program = "" }, run }: Called): string[] | undefined => {
  const { cwd } = run;
  if (cwd === undefined) return undefined;
  const starts = program === "kprovengine" ? startsOf(run) : [];
  if (starts.length > 0) return starts.flatMap((start) => upwards(start ?? ""));
  if (!program.includes("/")) return upwards(cwd);
  const directory = joined(cwd, program.slice(0, -"node_modules/.bin/kprovengine".length));
  return directory === undefined ? undefined : [directory];
};

const replacedFaults = async (directories: readonly string[], context: ParityContext): Promise<Fault[]> =>
  (await replacements([...new Set(directories)], context)).map(({ located, why }) => ({
    ...{ kind: "unread", level: "undecided", at: spotOf(located), why },
    written: shortened(textOf(located.value)),
  }));

/** The first has to say it; those above may be met where nothing was installed in the first. */
const installedFaults = async (
  called: Called,
  [first = "", ...above]: readonly string[],
  context: ParityContext,
): Promise<Fault[]> => {
  const { run } = called;
  const { version } = context;
  const installed = await installedVersion(first, context);
  if (installed === undefined) {
    const why = "no file says which version of the tool it is";
    return [
      different(run, why, { expected: version, fix: `npm install --save-dev --save-exact kprovengine@${version}` }),
    ];
  }
  const others = await Promise.all(above.map((directory) => installedVersion(directory, context)));
  return [installed, ...others].flatMap((one) =>
    typeof one !== "object" || one.value === version ? [] : [otherInstalled(called, one, context)],
  );
};

const otherInstalled = (called: Called, installed: Located<string>, context: ParityContext): Fault => {
  const at = spotOf(installed);
  if (/^\d+\.\d+\.\d[\w.+-]*$/.test(installed.value)) return other(called, context, installed.value, { at });
  return different(called.run, "which version of the tool it is, is decided when it is installed", {
    at,
    written: installed.value,
    expected: context.version,
  });
};

const vendoredPath = ".kprov/kprov.mjs";

const vendoredFaults = async (called: Called, context: ParityContext): Promise<Fault[]> => {
  const { call, run } = called;
  const { beside, version } = context;
  const path = ".kprov/adopted.json";
  const text = await beside.text(path);
  const isOurs = run.cwd !== undefined && joined(run.cwd, call.program ?? "") === vendoredPath;
  if (text === undefined || !isOurs || !beside.paths.includes(vendoredPath)) {
    return [
      different(run, "git does not track the vendored tool and what it was vendored from", { level: "undecided" }),
    ];
  }
  const found = (await parseSource(path, text)).text(["version"]);
  if (found?.value === version) return [];
  return [other(called, context, found?.value ?? "nothing", { at: found === undefined ? run.at : spotOf(found) })];
};
