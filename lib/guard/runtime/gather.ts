/**
 * Every declaration of the repository, in each version of its files.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import type { Coverage, Finding } from "../../report.ts";
import { type Published, SourceError } from "../sources/index.ts";
import type { Statement } from "./declaration.ts";
import { type Reader, readerOf } from "./declarations/index.ts";
import { resolveReferences } from "./resolve.ts";

export interface Gathered {
  /**
   * One list for what a commit would publish; a second for the work tree, when a file differs there. They are never
   * mixed: a version that is being changed everywhere would disagree with itself.
   */
  views: Statement[][];
  hasCi: boolean;
  /** Of files that could not be read. */
  findings: Finding[];
  coverage: Coverage;
}

/** Read every tracked file that may declare a runtime. Never throws for a file: that is a finding. */
export const gatherStatements = async (published: Pick<Published, "paths" | "versions">): Promise<Gathered> => {
  const index: Statement[] = [];
  const workTree: Statement[] = [];
  const findings: Finding[] = [];
  const skipped: Record<string, number> = {};
  const skip = (reason: string) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  let [considered, differs, hasCi] = [0, false, false];
  for (const path of published.paths) {
    const reader = readerOf(path);
    if (reader === undefined) continue;
    considered += 1;
    if (isForeign(path)) skip("vendored, a fixture or a template");
    else {
      if (reader.isCi === true) hasCi = true;
      const file = await readFile(path, reader, published);
      findings.push(...file.findings);
      if (file.failed !== undefined) skip(file.failed);
      index.push(...(file.index ?? []));
      workTree.push(...(file.workTree ?? file.index ?? []));
      if (file.workTree !== undefined) differs = true;
    }
  }
  const failed = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return {
    views: (differs ? [index, workTree] : [index]).map(resolveReferences),
    hasCi,
    findings,
    coverage: { unit: "runtime files", considered, examined: considered - failed, skipped },
  };
};

// --- internal ---

interface ReadFile {
  index?: Statement[];
  workTree?: Statement[];
  findings: Finding[];
  failed?: string;
}

/** What others wrote, or what is written for others: it says nothing about this project's own runtime. */
const isForeign = (path: string): boolean =>
  /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|__fixtures__|testdata|templates)\//.test(path);

const readFile = async (path: string, reader: Reader, { versions }: Pick<Published, "versions">): Promise<ReadFile> => {
  const file: ReadFile = { findings: [] };
  try {
    const texts = await versions(path);
    if (texts.length === 0) file.failed = "no regular file";
    for (const { from, text } of texts) {
      const statements = await reader.read(path, text);
      // Several during a merge: all of them may be published.
      if (from === "index") file.index = [...(file.index ?? []), ...statements];
      else file.workTree = statements;
    }
  } catch (error) {
    const isMalformed = error instanceof SourceError;
    file.failed = isMalformed ? "malformed" : "unreadable";
    file.findings.push(
      isMalformed
        ? {
            code: "SOURCE_MALFORMED",
            level: "undecided",
            path,
            message: `At ${error.line}:${error.column}: ${error.reason}`,
          }
        : { code: "FILE_UNREADABLE", level: "undecided", path, message: `Cannot be read: ${messageOf(error)}` },
    );
  }
  return file;
};
