/**
 * What a person sees of the files that a step opened or changed.
 *
 * @module
 */
import { visible } from "../text.ts";
import type { RunReport } from "./options.ts";

/** Notes: nothing of it fails a run. What fails one is a finding, and said as such. */
export const watchNotes = ({ files, scan, findings }: RunReport): string[] => {
  const isSaid = findings.some(({ code }) => code === "INPUT_UNDECLARED");
  return [
    ...(files === undefined
      ? []
      : [
          ...(files.byCommit === 0
            ? []
            : [`  note: read as the commit has it: ${files.byCommit} file${files.byCommit === 1 ? "" : "s"}`]),
          ...(isSaid ? [] : note("read but not declared", files.readNotDeclared)),
          ...note("declared but not read", files.declaredNotRead),
          ...(scan === undefined ? note("OUTPUT_UNDECLARED written", files.writtenNotDeclared) : []),
          ...note("the tracer may not have seen everything", files.limits),
        ]),
    ...(scan === undefined
      ? []
      : [
          ...note("OUTPUT_UNDECLARED created", scan.created),
          ...note("OUTPUT_UNDECLARED changed", scan.changed),
          ...note("OUTPUT_UNDECLARED deleted", scan.deleted),
        ]),
  ];
};

// --- internal ---

const shown = 5;

const note = (what: string, names: readonly string[]): string[] => {
  if (names.length === 0) return [];
  const more = names.length > shown ? ` and ${names.length - shown} more` : "";
  return [`  note: ${what}: ${names.slice(0, shown).map(visible).join(", ")}${more}`];
};
