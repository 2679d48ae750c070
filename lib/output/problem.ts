/**
 * Everything an outcome has to tell, as one flat list: what counts, what is waived, what is exempted.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import type { Code } from "../errors.ts";
import type { Exemption, Finding, Level, Report, WaivedFinding } from "../report.ts";
import { guardedJson, visible } from "../text.ts";
import type { Outcome } from "./outcome.ts";

/** One thing that was found. Its words are made visible: no control, no newline, nothing that reorders a line. */
export interface Problem {
  /** The check or command that found it. */
  source: string;
  level: Level;
  code: Code;
  /** `code`, and behind a slash the project's own rule. */
  id: string;
  /** From the repository's top, as git has it; not made visible. Undefined when it is about no file. */
  path: string | undefined;
  line: number | undefined;
  column: number | undefined;
  /** One sentence, with what was expected and found. */
  message: string;
  fix: string | undefined;
  /** 32 hex digits, of which no two in a list are equal. */
  fingerprint: string;
  /** Why it does not count: undefined when it does. */
  aside: Aside | undefined;
}

/** Somebody answers for it: in `.kprov/waivers.json` until a day, or in the configuration. */
export interface Aside {
  kind: "waived" | "exempted";
  reason: string;
  owner?: string;
  /** The last day, `YYYY-MM-DD` in UTC. */
  until?: string;
}

/** The source of what is about the command itself, not about one of its checks. */
export const ownSource = "kprovengine";

/** In the order of the report: what counts of each part, then what does not. */
export const problemsOf = (outcome: Outcome): Problem[] => {
  const troubles = outcome.trouble === undefined ? [] : [troubleOf(outcome)];
  const counted = [...outcome.checks.map(fromCheck), ...outcome.commands.map(fromCommand)];
  return numbered([...troubles, ...counted.flat(), ...outcome.checks.flatMap(asideOf)]);
};

/** The worst first, and of those one of each kind before a second: what is cut off at the end is more of the same. */
export const byWeight = (problems: readonly Problem[]): Problem[] => {
  const seen = new Map<string, number>();
  const weighed = problems.map((problem) => {
    const kind = `${problem.source} ${problem.id}`;
    const turn = seen.get(kind) ?? 0;
    seen.set(kind, turn + 1);
    return { problem, weight: weightOf(problem), turn };
  });
  return weighed.sort((a, b) => a.weight - b.weight || a.turn - b.turn).map(({ problem }) => problem);
};

/** Those that count, and those that do not. */
export const split = (problems: readonly Problem[]): { counted: Problem[]; aside: Problem[] } => ({
  counted: problems.filter(({ aside }) => aside === undefined),
  aside: problems.filter(({ aside }) => aside !== undefined),
});

/** `waived until 2026-12-31 by infra: why`. */
export const asideText = ({ kind, reason, owner, until }: Aside): string =>
  kind === "waived" ? `waived until ${until} by ${owner}: ${reason}` : `exempted by the configuration: ${reason}`;

/** `src/a.py:3:7`, as far as it is known. Made visible. */
export const placeOf = ({ path, line, column }: Pick<Problem, "path" | "line" | "column">): string =>
  path === undefined
    ? ""
    : `${visible(path)}${line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`}`;

/**
 * A line that a log of GitHub Actions shows and does not obey. The runner takes what begins with `::`, behind white space
 * too, for a command, and `##[` anywhere (actions/runner, ActionCommand.cs): a file may be called so.
 */
export const inert = (line: string): string => line.replace(/^(\s*):(?=:)/, "$1\\u{3a}").replaceAll("##[", "#\\u{23}[");

/** A document as JSON, in which the same words are escaped, and every character that a terminal could misread. */
export const inertJson = (document: unknown): string =>
  `${guardedJson(JSON.stringify(document, null, 2)).replaceAll("##[", "#\\u0023[")}\n`;

/** `3 findings`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

// --- internal ---

type Draft = Omit<Problem, "fingerprint"> & { fingerprint: string | undefined };

const fromCheck = ({ check, findings }: Report): Draft[] => findings.map((finding) => fromFinding(check, finding));

const fromCommand = ({ name, findings }: Outcome["commands"][number]): Draft[] =>
  findings.map((finding) => fromFinding(name, finding));

const fromFinding = (source: string, finding: Finding): Draft => {
  const { code, level, rule, path, line, column, expected, actual, fix, fingerprint } = finding;
  const details = [expected !== undefined && `expected ${expected}`, actual !== undefined && `found ${actual}`];
  const known = details.filter((detail) => detail !== false);
  const sentence = withoutPlace(finding);
  return {
    ...{ source: visible(source), level, code, path, line, column, fingerprint },
    id: rule === undefined ? code : `${code}/${visible(rule)}`,
    message: visible(known.length > 0 ? `${sentence}: ${known.join(", ")}` : sentence),
    fix: fix === undefined ? undefined : visible(fix),
    aside: undefined,
  };
};

/** Sentences that begin with their place, for whoever has nothing else to show it by. */
const withoutPlace = ({ message, path, line, column }: Finding): string => {
  const begin = [`${path}:${line}:${column}: `, `${path}:${line}: `, `${path}: `].find((place) =>
    message.startsWith(place),
  );
  return path === undefined || begin === undefined ? message : message.slice(begin.length);
};

const asideOf = (report: Report): Draft[] => [
  ...(report.waived ?? []).map((finding) => fromWaived(report.check, finding)),
  ...(report.exemptions ?? []).flatMap((exemption) => fromExemption(report.check, exemption)),
];

const fromWaived = (source: string, finding: WaivedFinding): Draft => {
  const { reason, owner, until } = finding.waiver;
  const aside: Aside = { kind: "waived", reason: visible(reason), owner: visible(owner), until: visible(until) };
  return { ...fromFinding(source, finding), aside };
};

const fromExemption = (source: string, { glob, reason, exempted }: Exemption): Draft[] =>
  exempted.map(({ path, code }) => ({
    ...fromFinding(source, { code, level: "violation", path, message: `Allowed by "${glob}"` }),
    aside: { kind: "exempted", reason: visible(reason) },
  }));

const troubleOf = ({ trouble }: Outcome): Draft => ({
  source: ownSource,
  level: "undecided",
  code: trouble?.code ?? "E_BUG",
  id: trouble?.code ?? "E_BUG",
  ...{ path: undefined, line: undefined, column: undefined, fingerprint: undefined, aside: undefined },
  message: visible(trouble?.message ?? ""),
  fix: trouble?.hint === undefined ? undefined : visible(trouble.hint),
});

/** What has no fingerprint of its own gets one of its words; readers drop all but one of those that are equal. */
const numbered = (drafts: readonly Draft[]): Problem[] => {
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    const { source, id, path = null, message, aside } = draft;
    const own = draft.fingerprint ?? digest([source, id, path, message, aside === undefined]);
    const turn = (seen.get(own) ?? 0) + 1;
    seen.set(own, turn);
    return { ...draft, fingerprint: turn === 1 ? own : digest([own, turn]) };
  });
};

const digest = (parts: readonly unknown[]): string => sha256(JSON.stringify(parts)).slice(0, 32);

const weightOf = ({ aside, level }: Problem): number => (aside !== undefined ? 2 : level === "violation" ? 0 : 1);
