/**
 * What may bring a file of a developer's own settings, which a Makefile includes where it is there, without saying so by a redirection.
 *
 * @module
 */
import { type Fault, shortened, spotOf } from "./fault.ts";
import { isHeld, isReading } from "./held-runs.ts";
import type { Step } from "./model.ts";
import type { Run } from "./runs.ts";
import { isOfADeveloper } from "./task/make-renewed.ts";
import { isKnownAction } from "./uses.ts";

/** Of the steps up to the gate's own, and of what they run before it; `unless`: files that may not be there. */
export const includedFaults = (
  { steps, runs }: { steps: readonly Step[]; runs: readonly Run[] },
  unless: readonly string[],
): Fault[] => {
  const names = new Set(unless.filter(isOfADeveloper).map(nameOf));
  if (names.size === 0) return [];
  const actions = steps.flatMap(({ uses }) => (uses === undefined || isKnownAction(uses.value) ? [] : [uses]));
  const commands = runs.filter(
    (run) => !isRead(run) && run.argv.slice(1).some((word) => word !== undefined && names.has(nameOf(word))),
  );
  return [
    ...actions.map((uses) => doubt(spotOf(uses), `uses: ${uses.value}`)),
    ...commands.map(({ at, whole }) => doubt(at, whole)),
  ];
};

// --- internal ---

const nameOf = (path: string): string => path.split(/[/=]/).at(-1) ?? "";

const doubt = (at: Fault["at"], written: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, written: shortened(written) },
  why: "whether it makes a file that the Makefile includes is not known",
});

const isRead = (run: Run): boolean => reading.has(run.argv[0] ?? "") || (isHeld(run) && isReading(run));

/** They make no file that is named to them; of those that do, others speak. */
const reading: ReadonlySet<string> = new Set([
  ...[
    "[",
    "[[",
    "test",
    "cat",
    "grep",
    "head",
    "tail",
    "wc",
    "ls",
    "stat",
    "echo",
    "printf",
    "source",
    ".",
    "rm",
    "chmod",
  ],
  ...["touch", "mkdir", "cp", "mv", "ln", "tee", "rsync", "install", "git", "tar", "unzip", "curl", "wget"],
]);
