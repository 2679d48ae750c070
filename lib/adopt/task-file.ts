/**
 * Makefiles and justfiles as they stand: which one is read, which names are taken.
 *
 * Read, never run: asking make itself would run the `$(shell …)` of a stranger.
 *
 * @module
 */
import { dirname, posix } from "node:path";
import type { Note, TaskFile } from "./facts.ts";
import type { View } from "./view.ts";

/**
 * The Makefile of the top directory, by the order of GNU make (manual, section 3.2): GNUmakefile, makefile, Makefile.
 * Targets of files that it includes by plain name count too.
 */
export const surveyMake = (view: View): TaskFile & { notes: Note[] } => {
  const present = ["GNUmakefile", "makefile", "Makefile"].filter((name) => view.has(name));
  const [path] = present;
  const notes: Note[] = [];
  if (path === undefined) return { path, taken: new Set(), notes };
  if (present.length > 1) notes.push({ path, message: `make reads this one and not ${present.slice(1).join(", ")}` });
  const taken = new Set<string>();
  readMakefile(view, path, { taken, notes, seen: new Set() });
  return { path, taken, notes };
};

/** The justfile of the top directory: `justfile` in any case, or `.justfile` (just manual, "Quick Start"). */
export const surveyJust = (view: View): TaskFile => {
  const path = view.paths.find((name) => /^\.?justfile$/i.test(name));
  const taken = new Set<string>();
  const read = (name: string, depth: number): void => {
    const text = view.text(name);
    if (text === undefined || depth > 8) return;
    for (const line of text.split(/\r?\n/)) {
      const recipe =
        /^alias\s+([\w-]+)\s*:=/.exec(line)?.[1] ?? /^@?([A-Za-z_][\w-]*)(?:\s[^:]*)?:(?!=)/.exec(line)?.[1];
      if (recipe !== undefined) taken.add(recipe);
      const imported = /^import\??\s+['"]([^'"]+)['"]/.exec(line)?.[1];
      if (imported !== undefined) read(posix.join(dirname(name), imported), depth + 1);
    }
  };
  if (path !== undefined) read(path, 0);
  return { path, taken };
};

// --- internal ---

interface Reading {
  taken: Set<string>;
  notes: Note[];
  seen: Set<string>;
}

const readMakefile = (view: View, path: string, reading: Reading): void => {
  if (reading.seen.has(path)) return;
  reading.seen.add(path);
  const lines = (view.text(path) ?? "").replace(/\\\r?\n/g, " ").split(/\r?\n/);
  for (const line of lines) {
    if (line.startsWith("\t") || /^\s*(#|$)/.test(line)) continue;
    const included = /^ *[-s]?include\s+(.+)$/.exec(line)?.[1]?.trim().split(/\s+/);
    if (included === undefined) readLine(line, path, reading);
    for (const name of included ?? []) if (view.has(name)) readMakefile(view, name, reading);
  }
};

const readLine = (line: string, path: string, { taken, notes }: Reading): void => {
  // `target: …` and `a b:: …`; not `x := …`, `x ::= …`, `x = a:b`.
  const targets = /^ *([^\s:=#][^:=#]*?)\s*(?:&:|::?)(?![:=])/.exec(line)?.[1];
  for (const target of targets?.split(/\s+/) ?? []) taken.add(target);
  const isIgnoring = /^ *\.IGNORE\s*:\s*(#.*)?$/.test(line) || ignoringFlags.test(line);
  if (isIgnoring)
    notes.push({ path, message: "it makes make ignore errors, so make would exit 0 whatever the gate found" });
};

/** `MAKEFLAGS += -ik`, `MAKEFLAGS = i`, `MAKEFLAGS += --ignore-errors`. */
const ignoringFlags = /^ *(?:export\s+)?MAKEFLAGS\s*[+:?]*=(?:.*\s)?(?:--ignore-errors|-?[a-zA-Z]*i[a-zA-Z]*)(?:\s|$)/;
