/**
 * Targets that make takes for files, and for done when such a file is there.
 *
 * GNU make's manual, "Phony Targets", "Directory Search", "Chains of Implicit Rules".
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { joined } from "../shell/state.ts";
import { isOpen } from "./make-expand.ts";
import { type MakeRule, matches, type RecipeLine } from "./make-rules.ts";
import type { Makefile } from "./makefile.ts";
import type { TaskFiles } from "./task.ts";

/** What `.PHONY` says. */
export interface Phony {
  names: ReadonlySet<string>;
  /** Nothing else of it is known only when it runs. */
  isSure: boolean;
}

export const phonyOf = ({ rules }: Makefile): Phony => {
  const declared = rules.get(".PHONY") ?? [];
  const sure = declared.filter(({ isConditional }) => !isConditional);
  const names = new Set(sure.flatMap(({ prerequisites }) => prerequisites));
  return { names, isSure: sure.length === declared.length && ![...names].some(isOpen) };
};

/** A target that is made. */
export interface Timed {
  target: string;
  /** The file, from the top, that keeps make from running its recipe; none where something is never done. Empty for one elsewhere. */
  path: string | undefined;
  needed: readonly string[];
  line: RecipeLine | undefined;
  isGoal: boolean;
}

interface Around {
  makefile: Makefile;
  phony: Phony;
  files: TaskFiles;
  cwd: string;
}

export const timedBy = (
  { phony, cwd }: Around,
  { target, rules, isGoal }: { target: string; rules: readonly MakeRule[]; isGoal: boolean },
): Timed => {
  const needed = rules.flatMap(({ renewing }) => renewing);
  const [line] = rules.flatMap(({ recipe }) => recipe);
  const isPhony = [target, ...needed].some((name) => phony.names.has(name));
  return { target, path: isPhony ? undefined : (joined(cwd, target) ?? ""), needed, line, isGoal };
};

/** Make runs no recipe for a file that is there, unless something that it needs is newer. */
export const timeFaults = (
  { makefile, files, phony }: Around,
  { target, path, needed, line, isGoal }: Timed,
): Fault[] => {
  if (path === undefined || line === undefined) return [];
  const isThere = files.paths.some((one) => one === path || one.startsWith(`${path}/`));
  const isElsewhere =
    makefile.searched.some((pattern) => isOpen(pattern) || matches(pattern, target)) &&
    files.paths.some((one) => `/${one}/`.includes(`/${target}/`));
  const isBetween = !isGoal && [".SECONDARY", ".INTERMEDIATE"].some((name) => makefile.rules.has(name));
  if (!isThere && !isElsewhere && !isBetween) return [];
  const isSure = isThere && needed.length === 0 && phony.isSure;
  const why = `make takes "${target}" for the file of that name, which is there: it needs .PHONY`;
  const at = line.file.places(line.at);
  return [{ kind: "skipped", level: isSure ? "violation" : "undecided", at, why, written: target }];
};
