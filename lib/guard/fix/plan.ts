/**
 * What surely mends what was found, and what of it may be written here.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import { git, splitNul } from "../../git.ts";
import { compareBytes, type Finding, type Report } from "../../report.ts";
import { type Replacement, replaceWords } from "./literal.ts";
import { type Entry, lookAt, readTracked, type TrackedState } from "./tracked-state.ts";

/** A file that becomes another one, in the work tree. */
export interface Change {
  /** From the repository's top. */
  path: string;
  before: string;
  after: string;
}

export interface FixPlan {
  /** The repository's top, absolute. */
  root: string;
  /** Sorted by path. */
  changes: Change[];
  /** Paths that git is to forget; the files stay. Sorted. */
  untracked: string[];
  /** What could be mended but for something here, sorted by path. */
  refused: { path: string; why: string }[];
}

/** What is looked at: reports of checks, or a preflight. */
export type Fixable = Pick<Report, "findings"> | { checks: readonly Pick<Report, "findings">[] };

/**
 * Reads only. A file with unstaged changes is nobody's to change but its author's: then what is written could not be told
 * from what was there. Throws as `git` does.
 */
export const planFixes = async (document: Fixable, cwd: string): Promise<FixPlan> => {
  const reports = "checks" in document ? document.checks : [document];
  const findings = reports.flatMap((report) => report.findings).filter(isMendable);
  const plan: FixPlan = { root: "", changes: [], untracked: [], refused: [] };
  if (findings.length === 0) return plan;
  const state = await readTracked(cwd);
  const byPath = groupByPath(findings);
  for (const [path, found] of [...byPath].sort(([a], [b]) => compareBytes(a, b))) {
    const why = await planFile(path, found, state, plan);
    if (why !== undefined) plan.refused.push({ path, why });
  }
  return { ...plan, root: state.root };
};

// --- internal ---

/** The rule is about the path itself, and the list of the configuration says what may not be there. */
const untrackable: ReadonlySet<Finding["code"]> = new Set(["ARTIFACT_TRACKED", "ARTIFACT_IGNORED"]);

const isMendable = (finding: Finding): boolean =>
  finding.level === "violation" && finding.path !== undefined && (untrackable.has(finding.code) || isEdit(finding));

type Edit = Finding & Required<Pick<Finding, "line" | "column" | "edit">>;

/** Without a place nothing would be changed. */
const isEdit = ({ line, column, edit }: Finding): boolean =>
  line !== undefined && column !== undefined && edit !== undefined;

const groupByPath = (findings: readonly Finding[]): Map<string, Finding[]> => {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const path = finding.path ?? "";
    groups.set(path, [...(groups.get(path) ?? []), finding]);
  }
  return groups;
};

const planFile = async (
  path: string,
  findings: readonly Finding[],
  state: TrackedState,
  plan: FixPlan,
): Promise<string | undefined> => {
  const entry = state.entries.get(path);
  if (entry === undefined) return "git tracks no such file";
  const why = whyNot(entry, state, path);
  if (why !== undefined) return why;
  if (findings.some(({ code }) => untrackable.has(code))) {
    if (entry.kind === "submodule") return "it is a submodule";
    plan.untracked.push(path);
    return undefined;
  }
  if (entry.kind !== "file") return "it is no regular file";
  const bytes = lookAt(state.root, path);
  if ("why" in bytes) return bytes.why;
  if (!isUtf8(bytes.content)) return "it is not UTF-8";
  // Nothing else is mendable.
  const edits = findings as readonly Edit[];
  const doubt = await dependents(edits, path, state);
  if (doubt !== undefined) return doubt;
  const before = bytes.content.toString("utf8");
  const replaced = await replaceWords(path, before, replacementsOf(edits));
  if ("why" in replaced) return replaced.why;
  plan.changes.push({ path, before, after: replaced.text });
  return undefined;
};

const whyNot = (entry: Entry, { unstaged }: TrackedState, path: string): string | undefined => {
  if (entry.isConflicted) return "it is in a merge conflict";
  if (entry.isHidden) return "git was told to look away from it (assume-unchanged or skip-worktree)";
  return unstaged.has(path) ? "it has unstaged changes" : undefined;
};

const replacementsOf = (edits: readonly Edit[]): Replacement[] => {
  const all = edits.map(({ line, column, edit }) => ({ line, column, ...edit }));
  // Two rules may want the same.
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
};

/** Why the words can't be changed here alone: a lock file, or another manifest, goes by them. */
const dependents = async (
  edits: readonly Edit[],
  path: string,
  { root, entries }: TrackedState,
): Promise<string | undefined> => {
  const beside = (name: string): string => posix.join(posix.dirname(path), name);
  const locks = ["uv.lock", "poetry.lock", "pdm.lock", "pixi.lock"].map(beside).filter((lock) => entries.has(lock));
  const isRange = edits.some(({ code }) => code === "RUNTIME_MISMATCH");
  if (isRange && posix.basename(path) === "pyproject.toml" && locks[0] !== undefined)
    return `"${locks[0]}" goes by it: change it with the tool that writes that file`;
  for (const { code, edit } of edits) {
    if (code !== "NAME_MISMATCH") continue;
    const asked = ["grep", "--cached", "-l", "-z", "-F", "-w", "-I", "-e", edit.from, "--", ...manifests];
    const found = splitNul(await git(asked, { cwd: root, accept: [0, 1] })).filter((other) => other !== path);
    if (found[0] !== undefined) return `"${found[0]}" goes by the name "${edit.from}", too`;
  }
  return undefined;
};

/** Where a package is referred to by its name. */
const manifests = [
  ...["package.json", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "noxfile.py", "pnpm-workspace.yaml"],
  ...["lerna.json", "nx.json", "turbo.json", "*.lock", "*-lock.json", "*-lock.yaml", "npm-shrinkwrap.json"],
  ...["requirements*.txt", "constraints*.txt", "environment*.yml", "environment*.yaml"],
].map((name) => `:(glob)**/${name}`);
