/**
 * A lineage as runs with their files, the form in which the house draws graphs.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import type { Lineage, LineageRun } from "./model.ts";
import { nearest } from "./nearest.ts";

export interface PictureFile {
  name: string;
  sha256: string;
}

export interface PictureRun {
  label: string;
  note: string;
  tone: "good" | "bad" | "open";
  inputs: PictureFile[];
  outputs: PictureFile[];
}

export interface Picture {
  /** In the order of time. */
  runs: PictureRun[];
  /** One sentence: what is to be seen, and what is not. */
  label: string;
}

/** The nearest runs, at most `most`, with the files that join them, what was asked for among these. */
export const pictureOf = (lineage: Lineage, most = 60): Picture => {
  const { runs, links, isCut } = nearest(lineage, { runs: most, links: most * 5 });
  const drawn = new Map(runs.map((run) => [run.bundleDigest, pictureRunOf(run)]));
  for (const { from, to, files } of links)
    for (const { digest, made, read } of files) {
      drawn.get(from)?.outputs.push({ name: made, sha256: digest });
      drawn.get(to)?.inputs.push({ name: read, sha256: digest });
    }
  const { start } = lineage;
  if (start.kind === "content") {
    const file = { name: start.name ?? start.digest.slice(0, 12), sha256: start.digest };
    for (const digest of start.madeBy) drawn.get(digest)?.outputs.push(file);
    for (const digest of start.readBy) drawn.get(digest)?.inputs.push(file);
  }
  const inOrder = [...runs].sort(byTime).flatMap(({ bundleDigest }) => drawn.get(bundleDigest) ?? []);
  const count = isCut
    ? `The nearest ${runs.length} of ${lineage.runs.length} runs`
    : `${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  return { runs: inOrder.map(once), label: `${count}, joined by what they made and read` };
};

// --- internal ---

const byTime = (a: LineageRun, b: LineageRun): number =>
  compareBytes(a.startedAt, b.startedAt) || compareBytes(a.bundleDigest, b.bundleDigest);

const pictureRunOf = ({ step, outcome, project, review }: LineageRun): PictureRun => ({
  label: step,
  note: project === null ? outcome : `${outcome}, ${project}`,
  tone: outcome !== "succeeded" || review === "rejected" ? "bad" : review === "approved" ? "good" : "open",
  inputs: [],
  outputs: [],
});

/** An output goes to many readers and is one file. */
const once = (run: PictureRun): PictureRun => ({
  ...run,
  inputs: distinct(run.inputs),
  outputs: distinct(run.outputs),
});

const distinct = (files: readonly PictureFile[]): PictureFile[] => [
  ...new Map(files.map((file) => [file.sha256, file])).values(),
];
