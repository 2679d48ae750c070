/**
 * Reading one file of CI, with all that its scripts run.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { gitlabMain } from "../ci/index.ts";
import { SourceError } from "../sources/index.ts";
import type { ParityContext } from "./context.ts";
import { followScript } from "./follow.ts";
import { readGithub } from "./github/read.ts";
import { githubSituations } from "./github/situations.ts";
import { readGitlab } from "./gitlab/read.ts";
import { surroundingOf } from "./ignoring.ts";
import type { Ci } from "./model.ts";

/** Read the file at `path`; a finding where it, or a file that it brings in, can't be read. */
export const readCi = async (path: string, context: ParityContext): Promise<Ci | { finding: Finding }> => {
  try {
    const ci = await parseCi(path, context);
    if (ci === undefined) {
      const message = "Is no file with a text of its own, but a symbolic link or submodule";
      return { finding: { code: "PARITY_UNREAD", level: "undecided", path, message } };
    }
    await followSteps(ci, context);
    return ci;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { reason, line, column } = error;
    const message = `It can't be read: ${reason}`;
    return { finding: { code: "PARITY_UNREAD", level: "undecided", path: error.path, line, column, message } };
  }
};

// --- internal ---

const parseCi = async (path: string, { beside: files, branch, repository }: ParityContext): Promise<Ci | undefined> => {
  const beside = { ...files, unseen: () => undefined };
  const text = await files.text(path);
  if (text === undefined) return undefined;
  if (gitlabMain.test(path)) return readGitlab(path, text, { beside, branch });
  return readGithub(path, text, { beside, branch, situations: githubSituations(branch, repository) });
};

const followSteps = async ({ jobs }: Ci, { beside }: ParityContext): Promise<void> => {
  for (const step of jobs.flatMap((job) => job.steps)) {
    const how = step.script?.how;
    if (how !== undefined && "text" in how) step.followed = await followScript(how, beside, surroundingOf(step));
  }
};
