/**
 * Everything that refers to a digest, as a document and in words.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";

/** In which way something refers to it. */
export type Relation =
  | "bundle"
  | "stable"
  | "output"
  | "input"
  | "member"
  | "toolchain"
  | "tool"
  | "configuration"
  | "review"
  | "review of it"
  | "statement about it"
  | "run after it"
  | "rerun of it"
  | "refused";

export interface Reference {
  /** Path, tool, reviewer; null where the relation says everything. */
  detail: string | null;
  /** Null for a bundle that is refused: what it claims is no fact. */
  run: {
    bundleDigest: string;
    runId: string;
    project: string | null;
    step: string;
    startedAt: string;
    outcome: string;
  } | null;
}

export interface ReferenceGroup {
  relation: Relation;
  count: number;
  /** There are more than were counted. */
  isMore: boolean;
  /** The newest of them. */
  references: Reference[];
}

/** The document of `catalog refs`. */
export interface Refs {
  schema: "kprov.refs/v1";
  digest: string;
  /** The file that was asked about, or null. */
  name: string | null;
  groups: ReferenceGroup[];
}

export const formatRefs = ({ digest, name, groups }: Refs, view: View): string => {
  const head = name === null ? `sha256:${digest}` : `${visible(name)}  sha256:${digest}`;
  if (groups.length === 0) return `${head}\nnothing in the catalog refers to it`;
  return [head, ...groups.flatMap((group) => ["", ...formatGroup(group, view)])].join("\n");
};

// --- internal ---

const words: Readonly<Record<Relation, string>> = {
  bundle: "It is the bundle of",
  stable: "What is stable in the bundle of",
  output: "Made by",
  input: "Read by",
  member: "Member of the bundle of",
  toolchain: "The toolchain of",
  tool: "A tool in",
  configuration: "The configuration of",
  review: "A review of",
  "review of it": "Reviews of it",
  "statement about it": "Statements about it",
  "run after it": "The next run in its directory",
  "rerun of it": "Runs that repeated it",
  refused: "Claimed by bundles that can't be believed",
};

const formatGroup = ({ relation, count, isMore, references }: ReferenceGroup, view: View): string[] => {
  const title = `${words[relation]} (${isMore ? `more than ${count}` : count})`;
  const rest = count - references.length;
  return [
    view.colour ? `\u001b[1m${title}\u001b[0m` : title,
    ...references.map(lineOf),
    ...(rest > 0 || isMore ? [`  … and ${isMore ? "more" : `${rest} more`}: --limit names more of them`] : []),
  ];
};

const lineOf = ({ run, detail }: Reference): string => {
  const about = detail === null ? [] : [visible(detail)];
  if (run === null) return `  ${about.join("")}`;
  const project = run.project === null ? [] : [`[${visible(run.project)}]`];
  return `  ${[visible(run.step), visible(run.runId), visible(run.outcome), ...project, ...about].join("  ")}`;
};
