/**
 * What a mutation report leaves open once the explained survivors are taken out.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Mutant as Made } from "./instrument.ts";
import type { Journal } from "./journal.ts";

/** The parts that are read of a report in the format of mutation-testing-report-schema 2. */
export interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}

interface Mutant {
  mutatorName: string;
  replacement?: string;
  status: string;
  location: { start: Position; end: Position };
}

/** From 1 on. */
interface Position {
  line: number;
  column: number;
}

/** A survivor that a person has looked at: found again by what it changes, wherever the line has moved. */
export interface Explained {
  file: string;
  /** The line that it begins in, without the space around it. */
  code: string;
  original: string;
  replacement: string;
  why: string;
}

export interface Survivor extends Omit<Explained, "why"> {
  line: number;
  mutator: string;
  status: string;
}

/** Of the files in `report` alone. `idle`: explanations of what is killed or gone. */
export const judgeMutants = (report: Report, explained: readonly Explained[]) => {
  const reasons = new Map(explained.map((entry) => [keyOf(entry), entry]));
  const met = new Set<string>();
  const unexplained: Survivor[] = [];
  let killed = 0;
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const lines = source.split("\n");
    for (const mutant of mutants) {
      if (mutant.status === "Killed" || mutant.status === "Timeout") killed += 1;
      if (!open.has(mutant.status)) continue;
      const survivor = survivorOf(file, lines, mutant);
      if (reasons.has(keyOf(survivor))) met.add(keyOf(survivor));
      else unexplained.push(survivor);
    }
  }
  const idle = explained.filter((entry) => entry.file in report.files && !met.has(keyOf(entry)));
  return { unexplained, idle, killed, explained: met.size };
};

/** What is only reached while a module is loaded is left out: no test can be told to load it again. */
export const reportOf = (made: readonly Made[], journal: Journal, sourceOf: (file: string) => string): Report => {
  const report: Report = { files: {} };
  for (const { id, fileName, location, ...mutant } of made) {
    const file = report.files[fileName] ?? { source: sourceOf(fileName), mutants: [] };
    file.mutants.push({ ...mutant, status: statusOf(id, journal), location: fromOne(location) });
    report.files[fileName] = file;
  }
  return report;
};

/** The ids of those that somebody explained. */
export const explainedAmong = (
  made: readonly Made[],
  explained: readonly Explained[],
  sourceOf: (file: string) => string,
): string[] => {
  const known = new Set(explained.map(keyOf));
  const sources = new Map(made.map(({ fileName }) => [fileName, ""]));
  for (const file of sources.keys()) sources.set(file, sourceOf(file));
  const isKnown = ({ fileName, location, mutatorName, replacement }: Made) => {
    const mutant = { mutatorName, replacement, status: "", location: fromOne(location) };
    return known.has(keyOf(survivorOf(fileName, (sources.get(fileName) ?? "").split("\n"), mutant)));
  };
  return made.filter(isKnown).map(({ id }) => id);
};

export const readExplained = (dir = "test/mutants/explained"): Explained[] =>
  readdirSync(dir)
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(`${dir}/${name}`, "utf8")) as Explained[]);

// --- internal ---

const fromOne = ({ start, end }: Mutant["location"]): Mutant["location"] => {
  const [first, last] = [start, end].map(({ line, column }) => ({ line: line + 1, column: column + 1 }));
  return { start: first, end: last } as Mutant["location"];
};

/** Nobody ran it, or nobody noticed. */
const open: ReadonlySet<string> = new Set(["Survived", "NoCoverage", "RuntimeError", "CompileError"]);

const statusOf = (id: string, journal: Journal): string => {
  if (journal.has("killed", id)) return "Killed";
  if (journal.has("timeout", id)) return "Timeout";
  if (journal.has("reached", id)) return "Survived";
  return journal.has("load", id) ? "Ignored" : "NoCoverage";
};

const keyOf = ({ file, code, original, replacement }: Omit<Explained, "why">): string =>
  JSON.stringify([file, code, original, replacement]);

const survivorOf = (file: string, lines: readonly string[], { location, ...mutant }: Mutant): Survivor => {
  const { start, end } = location;
  const within = lines.slice(start.line - 1, end.line);
  const last = (within.at(-1) ?? "").slice(0, end.column - 1);
  const original = [...within.slice(0, -1), last].join("\n").slice(start.column - 1);
  return {
    file,
    line: start.line,
    mutator: mutant.mutatorName,
    status: mutant.status,
    code: (lines[start.line - 1] ?? "").trim(),
    original,
    replacement: mutant.replacement ?? "",
  };
};
