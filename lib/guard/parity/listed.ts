/**
 * `parity.ciOnly`: what CI runs and preflight does not, and which of it was met.
 *
 * @module
 */
import type { Exemption } from "../../report.ts";
import type { ParityContext } from "./context.ts";

export interface Listed {
  /** Whether an entry names the command; it is counted as met. */
  hasCommand: (texts: readonly string[], path: string) => boolean;
  /** The same for `uses:`; `name` is `owner/action` or what an include names. */
  hasUse: (name: string, path: string) => boolean;
  /** The same for `workflow:`. */
  hasWorkflow: (path: string) => boolean;
  /** Entries that nothing has met, by their place in the list. */
  unmet: () => string[];
  exemptions: () => Exemption[];
}

/** A command with single blanks: how it is broken into lines does not count. */
export const normalised = (text: string): string => text.replace(/\\\n/g, " ").trim().replace(/\s+/g, " ");

/** Entries compare as texts in which `*` stands for anything. */
export const createListed = (entries: ParityContext["parity"]["ciOnly"]): Listed => {
  const all = entries.map(({ run, reason }) => {
    const [, kind = "run", rest = run] = /^(uses|workflow):(.*)/s.exec(run) ?? [];
    return { run, reason, kind, matches: matcherOf(rest), met: new Set<string>() };
  });
  const find = (kind: string, texts: readonly string[], path: string): boolean => {
    const found = all.filter((entry) => entry.kind === kind && texts.some(entry.matches));
    for (const { met } of found) met.add(path);
    return found.length > 0;
  };
  return {
    hasCommand: (texts, path) => find("run", texts.map(normalised), path),
    hasUse: (name, path) => find("uses", [name, name.replace(/@.*/s, "")], path),
    hasWorkflow: (path) => find("workflow", [path], path),
    unmet: () => all.filter(({ met }) => met.size === 0).map(({ run }) => run),
    exemptions: () =>
      all.map(({ run, reason, met }) => ({
        glob: run,
        reason,
        exempted: [...met].sort().map((path) => ({ path, code: "PARITY_UNCOVERED" as const })),
      })),
  };
};

/** Whether a text is what `pattern` says, in which `*` stands for anything: in one pass, whatever the number of stars. */
export const matcherOf = (pattern: string): ((text: string) => boolean) => {
  const parts = normalised(pattern).split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  return (text) => {
    if (last === undefined) return text === first;
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
};
