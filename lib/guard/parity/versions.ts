/**
 * Which version of the tool CI runs, and whether it is the tool at all.
 *
 * @module
 */
import { parseSource } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";
import type { ParityContext } from "./context.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
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
  const faults = originFaults(called, context);
  if (call.version !== undefined)
    return call.version === context.version ? faults : [...faults, other(called, context, call.version)];
  const cwd = directoryOf(called);
  if (cwd === undefined) return [...faults, doubt(run, "where the program lies is not known")];
  return [...faults, ...(await installedFaults(called, cwd, context))];
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
  // Also in a cache of npm, from where npx takes it.
  const tracked = beside.paths.find((path) =>
    /(?:^|\/)(?:node_modules\/(?:\.bin\/)?kprovengine|_cacache|_npx)(?:\/|$)/.test(path),
  );
  if (tracked !== undefined)
    faults.push({
      ...doubt(run, "git tracks a program of the tool's name, which may run in its place"),
      written: tracked,
    });
  // Only what npm and its kin run finds the installed package by its name.
  const isFound = run.via.some(({ argv: [program] }) => /^(?:npm|pnpm|yarn|bun)$/.test(program ?? ""));
  if (call.program === "kprovengine" && !isFound)
    faults.push(doubt(run, "which program of that name is on PATH is known only when it runs"));
  return faults;
};

/** Whose packages are searched: where it runs, or what stands before `node_modules`. */
const directoryOf = ({ call: { program = "" }, run: { cwd } }: Called): string | undefined => {
  if (cwd === undefined) return undefined;
  return joined(cwd, program.replace(/(?:node_modules\/\.bin\/)?kprovengine$/, ""));
};

const installedFaults = async (called: Called, cwd: string, context: ParityContext): Promise<Fault[]> => {
  const { run } = called;
  const { version } = context;
  const installed = await installedVersion(cwd, context);
  if (installed === undefined) {
    const why = "no file says which version of the tool it is";
    return [
      different(run, why, { expected: version, fix: `npm install --save-dev --save-exact kprovengine@${version}` }),
    ];
  }
  if (installed === "itself") return [doubt(run, "the repository has a program of that name itself")];
  if (installed.value === version) return [];
  const at = spotOf(installed);
  if (/^\d+\.\d+\.\d+[\w.+-]*$/.test(installed.value)) return [other(called, context, installed.value, { at })];
  return [
    different(run, "which version of the tool it is, is decided when it is installed", {
      at,
      written: installed.value,
      expected: version,
    }),
  ];
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

/** What the lock file or the manifest says of us; of the manifest's ranges, the range. `itself`: it is of that name. */
const installedVersion = async (
  cwd: string,
  { beside }: ParityContext,
): Promise<Located<string> | "itself" | undefined> => {
  const inside = cwd === "" ? "" : `${cwd}/`;
  const lock = `${inside}package-lock.json`;
  const manifest = `${inside}package.json`;
  const text = await beside.text(manifest);
  if (text === undefined) return undefined;
  const tree = await parseSource(manifest, text);
  // npx prefers what the package itself brings: docs.npmjs.com, "npx".
  if (tree.text(["name"])?.value === "kprovengine" || tree.get(["bin", "kprovengine"]) !== undefined) return "itself";
  const written = tree.text(["devDependencies", "kprovengine"]) ?? tree.text(["dependencies", "kprovengine"]);
  // What is named by an address or under another name may be anything, whatever its version.
  if (written === undefined || /^\d|[:/]/.test(written.value)) return written;
  const locked = await beside.text(lock);
  if (locked === undefined) return written;
  return (await parseSource(lock, locked)).text(["packages", "node_modules/kprovengine", "version"]) ?? written;
};
