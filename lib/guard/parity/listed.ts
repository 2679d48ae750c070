/**
 * `parity.ciOnly`: what CI runs and preflight does not, and which of it was met.
 *
 * @module
 */
import type { Exemption } from "../../report.ts";
import type { ParityContext } from "./context.ts";

export interface Listed {
  /** Whether an entry names the command, or all of what it is a part of; it is counted as met. */
  hasCommand: (named: Named, path: string) => boolean;
  /** The same for `uses:`; `name` is `owner/action` or what an include names. */
  hasUse: (name: string, path: string) => boolean;
  /** The same for `workflow:`. */
  hasWorkflow: (path: string) => boolean;
  /** Entries that nothing has met, by their place in the list. */
  unmet: () => string[];
  exemptions: () => Exemption[];
}

/** How a command may be named. */
export interface Named {
  /** As written: words of one command. */
  text?: string;
  /** Several commands, as written: in these `*` stands for nothing that goes beyond one of them. */
  whole?: string;
}

/** A command with single blanks: how it is broken into lines does not count. */
export const normalised = (text: string): string => text.replace(/\\\n/g, " ").trim().replace(/\s+/g, " ");

/** Entries compare as texts in which `*` stands for anything within a command. */
export const createListed = (entries: ParityContext["parity"]["ciOnly"]): Listed => {
  const all = entries.map(({ run, reason }) => {
    const [, kind = "run", rest = run] = /^(uses|workflow):(.*)/s.exec(run) ?? [];
    return {
      run,
      reason,
      kind,
      matches: matcherOf(rest),
      matchesAll: matcherOf(rest, separator),
      met: new Set<string>(),
    };
  });
  type Entry = (typeof all)[number];
  const find = (kind: string, isMet: (entry: Entry) => boolean, path: string): boolean => {
    const found = all.filter((entry) => entry.kind === kind && isMet(entry));
    for (const { met } of found) met.add(path);
    return found.length > 0;
  };
  return {
    hasCommand: ({ text, whole }, path) => {
      const [one, several] = [text && normalised(text), whole && normalised(marked(whole))];
      const isMet = ({ matches, matchesAll }: Entry): boolean =>
        (one !== undefined && matches(one)) || (several !== undefined && matchesAll(several));
      return find("run", isMet, path);
    },
    hasUse: (name, path) => find("uses", ({ matches }) => matches(name) || matches(name.replace(/@.*/s, "")), path),
    hasWorkflow: (path) => find("workflow", ({ matches }) => matches(path), path),
    unmet: () => all.filter(({ met }) => met.size === 0).map(({ run }) => run),
    exemptions: () =>
      all.map(({ run, reason, met }) => ({
        glob: run,
        reason,
        exempted: [...met].sort().map((path) => ({ path, code: "PARITY_UNCOVERED" as const })),
      })),
  };
};

/**
 * Whether a text is what `pattern` says, in which `*` stands for anything but what `stop` finds: in one pass, whatever the number
 * of stars. Without a star the end of a line in the text is a blank of the pattern.
 */
export const matcherOf = (pattern: string, stop?: RegExp): ((text: string) => boolean) => {
  const parts = normalised(pattern).split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  return (text) => {
    const isOne = (from: number, to: number): boolean => stop === undefined || !stop.test(text.slice(from, to));
    if (last === undefined) return text.replaceAll(lineEnd, " ") === first;
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found === -1 || !isOne(at, found)) return false;
      at = found + part.length;
    }
    const end = text.length - last.length;
    return end >= at && text.endsWith(last) && isOne(at, end);
  };
};

// --- internal ---

/** Stands for the end of a line where blanks are made one: in no text of a workflow, which YAML keeps free of it. */
const lineEnd = "\u0000";

const marked = (text: string): string =>
  text
    .replace(/\\\n/g, " ")
    .trim()
    .replace(/[^\S\n]*\n\s*/g, lineEnd);

/** What ends a command. */
const separator = new RegExp(`[;&|${lineEnd}]`);
