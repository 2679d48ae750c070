/**
 * Runs, steps and reviews as entities of a research object.
 *
 * Source: RO-Crate 1.1, Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5), schema.org.
 *
 * @module
 */
import type { NamedContent, RowOf } from "../catalog/index.ts";
import { formatTime } from "../clock.ts";
import { encodeSegment, namedInformation } from "../exchange/index.ts";
import { shellQuote } from "../text.ts";
import { argvOf, endOf, text } from "./row.ts";

/** One entity of the graph. */
export type Entity = { "@id": string; "@type": string | string[] } & Record<string, unknown>;

export const ref = (id: string): { "@id": string } => ({ "@id": id });

export const idOfFile = ({ digest, path }: Pick<NamedContent, "digest" | "path">): string =>
  namedInformation(digest, path);

export const idOfRun = (run: RowOf): string => `#run/${run["bundle_digest"]}`;

/** The profile's shape knows no `Z`. */
export const timeOf = (milliseconds: number): string => formatTime(milliseconds).replace(/Z$/, "+00:00");

export const stepOf = (run: RowOf): Entity => ({
  "@id": idOfStep(run),
  "@type": "SoftwareApplication",
  name: String(run["step"]),
  description: `Step of ${text(run, "project") ?? "a project without a name"}`,
});

export const actionOf = (
  run: RowOf,
  { files, reviews }: { files: readonly RowOf[]; reviews: readonly Entity[] },
): Entity => {
  const isGood = run["outcome"] === "succeeded";
  return {
    "@id": idOfRun(run),
    "@type": "CreateAction",
    name: `Run ${run["run_id"]}`,
    description: argvOf(run).map(shellQuote).join(" "),
    identifier: `sha256:${run["bundle_digest"]}`,
    startTime: timeOf(Number(run["started_at"])),
    endTime: timeOf(Number(run["finished_at"])),
    instrument: ref(idOfStep(run)),
    ...listed("object", idsOf(files, "input")),
    ...listed("result", idsOf(files, "output")),
    // The profile has it as a text, where schema.org has a reference.
    actionStatus: `http://schema.org/${isGood ? "Completed" : "Failed"}ActionStatus`,
    ...(!isGood && { error: endOf(run) }),
    ...listed(
      "subjectOf",
      reviews.map((review) => review["@id"]),
    ),
  };
};

/** What was decided, and by whom; a stranger has no name. */
export const reviewsOf = (run: RowOf, rows: readonly RowOf[]): { reviews: Entity[]; people: Entity[] } => {
  const people: Entity[] = [];
  const reviews = rows.map((row, index): Entity => {
    const [reviewer, comment, at] = [text(row, "reviewer"), text(row, "comment"), row["decided_at"] ?? null];
    if (reviewer !== null) people.push({ "@id": idOfPerson(reviewer), "@type": "Person", name: reviewer });
    return {
      "@id": `${idOfRun(run)}/review/${index + 1}`,
      "@type": "Review",
      name: String(row["decision"]),
      identifier: `sha256:${row["digest"]}`,
      itemReviewed: ref(idOfRun(run)),
      ...(comment !== null && { reviewBody: comment }),
      ...(reviewer !== null && { author: ref(idOfPerson(reviewer)) }),
      ...(at !== null && { dateCreated: timeOf(Number(at)) }),
    };
  });
  return { reviews, people };
};

// --- internal ---

const idOfStep = (run: RowOf): string =>
  `#step/${encodeSegment(text(run, "project") ?? "")}/${encodeSegment(String(run["step"]))}`;

const idOfPerson = (name: string): string => `#person/${encodeSegment(name)}`;

/** What has no content, such as a directory, has no name by its content. */
const idsOf = (files: readonly RowOf[], role: "input" | "output"): string[] =>
  files.flatMap((file) => {
    const digest = text(file, "digest");
    return file["role"] === role && digest !== null ? [idOfFile({ digest, path: String(file["path"]) })] : [];
  });

/** A property of references: none, the only one by itself, or all. */
const listed = (name: string, ids: readonly string[]): Record<string, unknown> => {
  const refs = [...new Set(ids)].map(ref);
  return refs.length === 0 ? {} : { [name]: refs.length === 1 ? refs[0] : refs };
};
