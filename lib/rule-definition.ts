/**
 * What a rule is, built in or a project's own: something that judges, and what shows that it can.
 *
 * Types, and one function that only helps the editor.
 *
 * @module
 */
import type { Level } from "./report.ts";
import type { GitFacts, Place, Repository, RepositoryFile } from "./repository.ts";

/** What a rule has to say about one place. */
export interface Fault {
  /** One sentence, without a final full stop. */
  readonly message: string;
  /** Anything of the model that has a place, or a path. Left out: the file that is judged; for `judgeAll`, the repository. */
  readonly at?: Place;
  readonly expected?: string;
  readonly actual?: string;
  /** The exact command or edit that mends it. */
  readonly fix?: string;
  /** Default `violation`; `undecided` when the rule can't tell. */
  readonly level?: Level;
}

/**
 * How a rule judges: it names every fault, and says `[]` when there is none.
 *
 * Pure: it keeps nothing of what it gets, and changes nothing. Throwing, any other value, and a promise that does not come
 * to an end mean that it could not decide.
 */
export type Judge<Subject, Context extends readonly unknown[] = [], Said extends Fault = Fault> = (
  subject: Subject,
  ...context: Context
) => readonly Said[];

/** What a file of a fixture is: its text; or bytes, a link, an ignored file. */
export type FixtureFile =
  | string
  | { readonly text?: string; readonly base64?: string; readonly link?: string; readonly ignored?: boolean };

/** A small repository, held in memory. */
export interface Fixture {
  /** Path → content. */
  readonly files: Readonly<Record<string, FixtureFile>>;
  /** Default: a first commit on `main`, without tags. */
  readonly git?: Partial<GitFacts>;
}

interface RuleWords {
  /** Permanent, unique in the configuration, such as `no-print`. */
  readonly name: string;
  /** What must hold, in a few words. */
  readonly title: string;
  /** Why it matters. */
  readonly why?: string;
  /** How to mend it, where a fault does not say so itself. */
  readonly fix?: string;
  /** Globs of the tracked files that the rule is about. Each must match something, or the rule could not decide. */
  readonly files: readonly string[];
  /** Why it may be that a glob matches nothing. */
  readonly allowEmpty?: string;
  /** Repositories in which the rule must find nothing. */
  readonly passing: Fixture | readonly Fixture[];
  /** Repositories in which the rule must find a violation. */
  readonly failing: Fixture | readonly Fixture[];
}

type Sooner<J> = J extends (...given: infer Given) => infer Said ? (...given: Given) => Said | Promise<Said> : never;

/** Called once for each file that `files` match. */
export interface FileRule extends RuleWords {
  readonly judge: Sooner<Judge<RepositoryFile>>;
  readonly judgeAll?: never;
}

/** Called once, with all files that `files` match. */
export interface RepositoryRule extends RuleWords {
  readonly judgeAll: Sooner<Judge<Repository>>;
  readonly judge?: never;
}

/** A rule of a project's own, as its configuration has it. */
export type RuleDefinition = FileRule | RepositoryRule;

/**
 * Does nothing at run time: the editor knows the model by the type.
 *
 * @example
 * defineRule({
 *   name: "no-print",
 *   title: "Library code does not print",
 *   files: ["src/**\/*.py"],
 *   judge: (file) => file.find(/^\s*print\(/m).map((at) => ({ at, message: "print() in library code" })),
 *   passing: { files: { "src/a.py": "import logging\n" } },
 *   failing: { files: { "src/a.py": "print(1)\n" } },
 * })
 */
export const defineRule = (rule: RuleDefinition): RuleDefinition => rule;
