/**
 * Every declaration of the repository, in each version of its files.
 *
 * @module
 */
import { posix } from "node:path";
import { messageOf } from "../../errors.ts";
import type { Coverage, Finding } from "../../report.ts";
import { type Beside, createBeside } from "../ci/index.ts";
import { type Published, SourceError } from "../sources/index.ts";
import type { Statement, Unseen } from "./declaration.ts";
import { environmentYml } from "./declarations/conda.ts";
import { type Reader, readerOf } from "./declarations/index.ts";
import { resolveReferences } from "./resolve.ts";
import { readVersionFiles } from "./version-file.ts";

/** What one state of the repository says. */
export interface RuntimeView {
  statements: Statement[];
  unseen: Unseen[];
}

export interface Gathered {
  /**
   * One for what a commit would publish; a second for the work tree, when a file differs there. They are never
   * mixed: a version that is being changed everywhere would disagree with itself.
   */
  views: RuntimeView[];
  hasCi: boolean;
  /** Of files that could not be read. */
  findings: Finding[];
  coverage: Coverage;
}

/** Read every tracked file that may declare a runtime. Never throws for a file: that is a finding. */
export const gatherStatements = async (published: Pick<Published, "paths" | "versions">): Promise<Gathered> => {
  const [index, workTree] = [emptyView(), emptyView()];
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
    const left = whyLeft(path, reader, published.paths);
    if (left !== undefined) skip(left);
    else {
      if (reader.isCi === true) hasCi = true;
      const file = await readFile(path, reader, published);
      findings.push(...file.findings);
      if (file.failed !== undefined) skip(file.failed);
      append(index, file.index);
      append(workTree, file.workTree ?? file.index);
      if (file.workTree !== undefined) differs = true;
    }
  }
  const views = differs ? [index, workTree] : [index];
  // Counted like files: somebody has to know that they are there.
  const elsewhere = new Set(views.flatMap(({ unseen }) => unseen.filter((part) => !part.isBroken).map(whereText)));
  for (const _ of elsewhere) skip("brought in from elsewhere");
  considered += elsewhere.size;
  const failed = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return {
    views: views.map((view) => ({ ...view, statements: resolveReferences(unrepeated(view.statements)) })),
    hasCi,
    findings,
    coverage: { unit: "runtime files", considered, examined: considered - failed, skipped },
  };
};

// --- internal ---

interface ReadFile {
  index: RuntimeView;
  /** Only where it differs. */
  workTree?: RuntimeView;
  findings: Finding[];
  failed?: string;
}

const emptyView = (): RuntimeView => ({ statements: [], unseen: [] });

const append = (view: RuntimeView, more: RuntimeView): void => {
  view.statements.push(...more.statements);
  view.unseen.push(...more.unseen);
};

const whyLeft = (path: string, reader: Reader, paths: readonly string[]): string | undefined => {
  if (isForeign(path)) return "vendored, a fixture or a template";
  return isOfProcess(path, reader, paths) ? "the environment of one process of Nextflow" : undefined;
};

/** What others wrote, or what is written for others: it says nothing about this project's own runtime. */
const isForeign = (path: string): boolean =>
  /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|__fixtures__|__tests__|testdata|templates)\//.test(path);

/**
 * Where one process of a pipeline runs, whatever the others run on: nextflow.io/docs, "Modules", `moduleDir` and `conda`. The one at
 * the top is that of all.
 */
const isOfProcess = (path: string, reader: Reader, paths: readonly string[]): boolean =>
  reader === environmentYml && paths.includes(`${posix.dirname(path)}/main.nf`);

const whereText = ({ located, why }: Unseen): string => JSON.stringify([located, why]);

/** A part that several jobs use says the same for each of them. */
const unrepeated = (statements: readonly Statement[]): Statement[] => [
  ...new Map(
    statements.map((one) => [JSON.stringify([one.kind, one.runtime, one.source, one.where, one.located]), one]),
  ).values(),
];

const readFile = async (
  path: string,
  reader: Reader,
  published: Pick<Published, "paths" | "versions">,
): Promise<ReadFile> => {
  const file: ReadFile = { index: emptyView(), findings: [] };
  try {
    const texts = await published.versions(path);
    if (texts.length === 0) {
      file.failed = "no regular file";
      const message = "Is no file with a text of its own, but a symbolic link or submodule";
      file.findings.push({ code: "FILE_UNREADABLE", level: "undecided", path, message });
    }
    const besides = { index: createBeside(published, "index"), "work tree": createBeside(published, "work tree") };
    const indexTexts = texts.filter(({ from }) => from === "index").map(({ text }) => text);
    // Several during a merge: all of them may be published.
    const read = async (text: string, beside: Beside) =>
      readVersionFiles(await reader.read(path, text, beside), beside);
    for (const text of indexTexts) file.index.statements.push(...(await read(text, besides.index.beside)));
    file.index.unseen = besides.index.unseen;
    const lying = texts.find(({ from }) => from === "work tree")?.text;
    if (lying === undefined && !besides.index.differs()) return file;
    const { beside, unseen } = besides["work tree"];
    const statements: Statement[] = [];
    for (const text of lying === undefined ? indexTexts : [lying]) {
      statements.push(...(await read(text, beside)));
    }
    file.workTree = { statements, unseen };
  } catch (error) {
    file.failed = error instanceof SourceError ? "malformed" : "unreadable";
    file.findings.push(findingOf(path, error));
  }
  return file;
};

const findingOf = (path: string, error: unknown): Finding =>
  error instanceof SourceError
    ? {
        code: "SOURCE_MALFORMED",
        level: "undecided",
        path: error.path,
        line: error.line,
        column: error.column,
        message: `At ${error.line}:${error.column}: ${error.reason}`,
      }
    : { code: "FILE_UNREADABLE", level: "undecided", path, message: `Cannot be read: ${messageOf(error)}` };
