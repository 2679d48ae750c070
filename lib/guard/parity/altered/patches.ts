/**
 * Patches that patch-package applies before the gate: what they change stands in them, and not in their names.
 *
 * github.com/ds300/patch-package: it takes the files below `--patch-dir`, or `patches`, beside the nearest package.json.
 *
 * @module
 */
import { SourceError } from "../../sources/index.ts";
import { beforeRun } from "../before.ts";
import type { ParityContext } from "../context.ts";
import { placeOf } from "../deciding.ts";
import { type Fault, type Spot, shortened, spotOf } from "../fault.ts";
import { upwards } from "../installed.ts";
import type { Step } from "../model.ts";
import type { Run } from "../runs.ts";
import { joined } from "../shell/state.ts";
import { type Before, targetsIn } from "../written.ts";
import { type AimsContext, aimsOf } from "./aims.ts";
import { programsOf } from "./index.ts";
import { linkedOf } from "./linked.ts";
import { patchedPaths } from "./patch-text.ts";
import type { Aim } from "./touched.ts";

/** Of the gate that `run` calls in `step`. Throws `E_SOURCE` for a patch that can't be read. */
export const patchFaults = async (
  step: Step,
  run: Run,
  { beside, branch, version }: Pick<ParityContext, "beside" | "branch" | "version">,
): Promise<Fault[]> => {
  const { steps } = step.job;
  const before = beforeRun(steps.slice(0, steps.indexOf(step) + 1), run);
  const patching = [...before.runs, run].filter(isPatching);
  if (patching.length === 0) return [];
  const faults = new Map<string, Fault>();
  const places = new Map<string, Place>();
  for (const one of patching)
    for (const place of placesOf(one, beside)) {
      const why = "from where patch-package takes its patches is not known";
      if (place === undefined) faults.set(JSON.stringify(one.at), doubt(one.at, one.text, why));
      else places.set(JSON.stringify(place), place);
    }
  const patched: Patched[] = [];
  for (const place of places.values()) patched.push(...(await patchedIn(place, beside)));
  const aiming = { branch, version, asks: new Set<string>(), linked: before.linked };
  for (const one of before.runs.filter((each) => isBringing(each, [...places.values()], aiming)))
    faults.set(JSON.stringify(one.at), doubt(one.at, one.whole, "patch-package finds patches that git does not track"));
  const programs = programsOf(run);
  const linked = await linkedOf([...new Set(patched.flatMap(({ packages = [] }) => packages))], beside);
  const isSound = ({ packages }: Patched): boolean =>
    packages?.every((name) => name !== ".bin" && !programs.has(name) && !linked.has(name)) === true;
  for (const { at, written } of patched.filter((one) => !isSound(one)).reverse())
    faults.set(at.path, doubt(at, written, "patch-package changes what the gate runs or judges before it"));
  return [...faults.values()];
};

// --- internal ---

type Files = ParityContext["beside"];

const doubt = (at: Spot, written: string, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(at), written: shortened(written), why },
});

/** However it is called. */
const isPatching = (run: Run): boolean => wordsOf(run).some((word) => /(?<![\w.-])patch-package(?![\w.-])/.test(word));

const wordsOf = ({ argv, raws }: Run): string[] => raws.map((raw, index) => argv[index] ?? raw);

interface Place {
  /** With the package.json. */
  top: string;
  /** From the top of the repository. */
  directory: string;
}

/** Undefined among them for what only a run knows, or what is no place in the repository. */
const placesOf = (run: Run, { paths }: Files): (Place | undefined)[] => {
  const { cwd } = run;
  if (cwd === undefined) return [undefined];
  const words = wordsOf(run);
  const tracked = new Set(paths);
  const manifestOf = (directory: string): string => (directory === "" ? "package.json" : `${directory}/package.json`);
  // What calls it may be told another directory: `--prefix`, `-C`.
  const others = words.flatMap((word) => joined(cwd, word.slice(word.indexOf("=") + 1)) ?? []);
  const tops = [
    upwards(cwd).find((one) => tracked.has(manifestOf(one))) ?? cwd,
    ...others.filter((one) => tracked.has(manifestOf(one))),
  ];
  const inner = words.filter((word) => /\s/.test(word)).map((word) => word.split(/[\s"';&|()]+/));
  const given = [words, ...inner].flatMap(directoriesIn);
  const directories = given.length === 0 ? ["patches"] : given;
  return directories.flatMap((one) =>
    tops.map((top) => {
      const directory = /[$`*?]/.test(one) ? undefined : joined(top, one);
      return directory === undefined ? undefined : { top, directory };
    }),
  );
};

/** What stands behind the option; as it takes it, its own where that is nothing. */
const directoriesIn = (words: readonly string[]): string[] =>
  words.flatMap((word, index) => {
    const [option, given = words[index + 1] ?? ""] = /^--patch-dir(?:=(.*))?$/s.exec(word) ?? [];
    if (option === undefined) return [];
    return [/^(?:$|-)/.test(given) ? "patches" : given];
  });

const isIn = (path: string, directory: string): boolean => directory === "" || `${path}/`.startsWith(`${directory}/`);

/** Whether it writes something where patches are looked for. */
const isBringing = (
  run: Run,
  places: readonly Place[],
  { linked, ...aiming }: AimsContext & Pick<Before, "linked">,
): boolean => {
  const { cwd } = run;
  const aims = aimsOf(wordsOf(run), aiming).filter(({ how }) => bringing.has(how));
  const written = [...aims.map(({ word }) => ({ word, cwd })), ...targetsIn(run.whole, cwd)].flatMap(linked);
  return written.some((target) => {
    const one = placeOf(target.word, target.cwd);
    const path = one === undefined ? undefined : joined(one.cwd ?? "", one.target);
    return path !== undefined && places.some(({ directory }) => isIn(path, directory));
  });
};

const bringing: ReadonlySet<Aim["how"]> = new Set(["written", "filled", "into"]);

/** A path that a patch names. */
interface Patched {
  at: Spot;
  written: string;
  /** Whose it is; undefined where it is no package's. */
  packages: readonly string[] | undefined;
}

/** Throws `E_SOURCE` also where what lies there is a link or a submodule, or no whole patch. */
const patchedIn = async ({ top, directory }: Place, { paths, text }: Files): Promise<Patched[]> => {
  const found: Patched[] = [];
  const unread = (path: string, why: string) => new SourceError(path, { line: 1, column: 1 }, why);
  for (const path of paths) {
    const isBelow = isIn(path, directory);
    if (!isBelow && !isIn(directory, path)) continue;
    const isApplied = isBelow && applied.test(path.slice(directory.length));
    const content = isApplied ? await text(path) : await text(path).catch(() => "");
    if (content === undefined) throw unread(path, "it is a symbolic link or submodule");
    const named = isApplied ? patchedPaths(content) : [];
    if (named === undefined) throw unread(path, "it is no whole patch");
    for (const { path: written, line } of named)
      found.push({ at: { path, line, column: 1 }, written, packages: packagesOf(top, written) });
  }
  return found;
};

/** By its name it has a version: with none it is passed over. */
const applied = /[+:]\s*\d+\.\d+\.\d+.*\.patch$/s;

/** All on the way: `a`, and `b` in `a/node_modules/b`. */
const packagesOf = (top: string, written: string): string[] | undefined => {
  const below = written.replace(/^(?:\.\.\/)+/, "");
  if (/["\\]|^\/|\/\.\.\//.test(below)) return undefined;
  // Some file systems do not tell letters apart by their case.
  const parts = joined(top, written)?.toLowerCase().split("/") ?? [];
  const names = parts.flatMap((part, index) => {
    if (part !== "node_modules") return [];
    const [scope = "", name = ""] = parts.slice(index + 1);
    return [scope.startsWith("@") ? `${scope}/${name}` : scope];
  });
  return names.length === 0 || names.includes("") ? undefined : names;
};
