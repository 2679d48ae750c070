/**
 * One bundle, judged and turned into facts.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import type { Entry, FindingFact, RefusedFacts, RunFacts } from "../catalog/index.ts";
import { KprovError } from "../errors.ts";
import { applyNotes, readNotes } from "../note/index.ts";
import type { Redactor } from "../run/index.ts";
import { judgeBundle, type LoadedTrust, type Tree } from "../verify/index.ts";
import { factsOf, type OwnFacts } from "./facts.ts";
import type { Setup } from "./setup.ts";
import { createTexts } from "./texts.ts";

/** A bundle to be judged. */
export interface Task {
  /** Its directory, absolute. */
  dir: string;
  /** Name in its source. */
  name: string;
  /** Absolute path of the directory that it and its notes lie in. */
  source: string;
  /** What lies in `dir`, when somebody has just looked. */
  tree?: Tree;
}

export type JudgedTask = Entry["facts"];

/** Verifies before it believes: what is not proved to be whole becomes a refusal with its reasons. Any bytes give an answer. */
export type Judge = (task: Task) => Promise<JudgedTask>;

/** Throws `E_CONFIG` for globs and `E_SECRET_FILE` for secrets that can't be used. */
export const createJudge = async (setup: Setup, trust: LoadedTrust | null): Promise<Judge> => {
  let loaded = setup.searchable.length === 0 ? null : await redactorOf(setup);
  const redactor = loaded ?? nothingToRedact;
  // Loaded only for those who have something to keep: what records runs is large.
  const clean = async <T>(said: T): Promise<T> => {
    loaded ??= await redactorOf(setup);
    return loaded.json(said);
  };
  const takeTexts = createTexts(setup.searchable, redactor);
  return async ({ dir, name, source, tree }) => {
    if (isLink(dir)) return { refused: unjudgedLink(name) };
    const judged = await judgeBundle(dir, { integrityOnly: false, trust, now: setup.now, cwd: setup.cwd }, tree);
    const facts = factsOf(name, judged, trust);
    if ("refused" in facts) return facts;
    try {
      const members = judged.opened?.evidence.members ?? [];
      const texts = takeTexts(dir, facts.run.bundleDigest, members);
      return { run: { ...(await withNotes(facts.run, { source, clean })), texts } };
    } catch (error) {
      if (!(error instanceof KprovError) || error.code !== "E_IO") throw error;
      return { refused: changedMeanwhile(name, facts.run, error) };
    }
  };
};

// --- internal ---

/** What people added later, which says more of the run and nothing of its evidence. */
const withNotes = async (
  run: OwnFacts,
  { source, clean }: { source: string; clean: <T>(said: T) => Promise<T> },
): Promise<Omit<RunFacts, "texts">> => {
  const { notes, faults } = readNotes(source, run.runId, run.bundleDigest);
  if (notes.length === 0 && faults.length === 0) return { ...run, annotations: [] };
  const said = faults.map(({ path, message }): FindingFact => ({ code: "E_NOTE", level: "undecided", path, message }));
  // Whoever wrote them by another program, or elsewhere, was not asked for secrets.
  const { tags, annotations, findings } = await clean({ ...applyNotes(run.tags, notes), findings: said });
  return { ...run, tags, annotations, findings: [...run.findings, ...findings] };
};

/** As `verify` has it: what lies elsewhere is named there. */
const unjudgedLink = (name: string): RefusedFacts => ({
  ...{ name, verdict: "undecided", bundleDigest: null, runId: null, project: null, step: null },
  findings: [
    {
      ...{ code: "ENTRY_UNJUDGED", level: "undecided", path: null },
      message: "It is a symbolic link that leads out of the directory, or nowhere",
    },
  ],
});

const isLink = (dir: string): boolean => {
  try {
    return lstatSync(dir).isSymbolicLink();
  } catch {
    return false; // Judging it says why.
  }
};

const changedMeanwhile = (name: string, run: OwnFacts, { message }: KprovError): RefusedFacts => ({
  name,
  verdict: "undecided",
  bundleDigest: run.bundleDigest,
  runId: run.runId,
  project: run.project,
  step: run.step,
  findings: [{ code: "MEMBER_UNREADABLE", level: "undecided", path: null, message }],
});

const redactorOf = async ({ secrets, secretFiles }: Setup): Promise<Redactor> => {
  const { createRedactor, secretsOf } = await import("../run/index.ts");
  return createRedactor(secretsOf({ env: process.env, secrets, secretFiles }));
};

/** Never used: without globs no text is taken. */
const nothingToRedact: Pick<Redactor, "stream"> = {
  stream: () => ({ push: (chunk) => Buffer.from(chunk), end: () => Buffer.alloc(0) }),
};
