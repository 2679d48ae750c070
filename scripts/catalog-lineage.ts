#!/usr/bin/env node
/**
 * What a run, a file or a digest came from, and what was made of it, across runs and projects.
 *
 * Reads the catalog, opened so that it cannot be written, and a file that is named. No network, no writes.
 *
 * @module
 */
import { defineCommand } from "citty";
import {
  askCatalog,
  catalogArgs,
  type Direction,
  formatLineage,
  formatMermaid,
  type Lineage,
  lineageSource,
  pictureOf,
  runNumber,
  subjectOf,
  traceLineage,
} from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";

const command = defineCommand({
  meta: { name: "catalog lineage", description: "Show what a run or a file came from, and what was made of it" },
  args: {
    subject: {
      type: "positional",
      required: true,
      valueHint: "WHAT",
      description: "A file (here, or as a run has it), a bundle, the beginning of a run id or of a digest",
    },
    upstream: { type: "boolean", description: "Only what it came from" },
    downstream: { type: "boolean", description: "Only what was made of it" },
    depth: { type: "string", valueHint: "N", description: "Go so many runs far; default: as far as it goes" },
    limit: { type: "string", valueHint: "N", description: "Stop at so many runs; default 10000" },
    mermaid: { type: "boolean", description: "Print a Mermaid flowchart, for Markdown" },
    svg: { type: "boolean", description: "Print a picture" },
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    assertUsage(args);
    const limits = {
      depth: args.depth === undefined ? null : countOf("depth", args.depth, 100_000),
      ...(args.limit !== undefined && { runs: countOf("limit", args.limit, 100_000) }),
    };
    const lineage = await askCatalog(args, data as Surroundings, async (reader) => {
      const subject = await subjectOf(reader, args.subject, String(args.cwd));
      if (subject.kind === "content" && subject.said !== null) talk.note(subject.said);
      return reader.snapshot(() => {
        const run = subject.kind === "run" ? runNumber(reader, subject.digest) : undefined;
        if (subject.kind === "run" && run === undefined) throw unknownBundle(args.subject);
        const content = { digest: subject.digest, name: subject.kind === "content" ? subject.name : null };
        const start = run === undefined ? content : { run };
        return traceLineage(lineageSource(reader), start, { direction: directionOf(args), limits });
      });
    });
    return { exitCode: exits.proved, document: lineage, text: (view) => textOf(lineage, args, view) };
  },
});

export const examples = [
  "kprovengine catalog lineage outputs/model.bin",
  "kprovengine catalog lineage 2026-02-15T20-13-00Z-1f3a9c42 --downstream",
  "kprovengine catalog lineage sha256:9f86d081 --svg > lineage.svg",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface Flags {
  upstream?: boolean | undefined;
  downstream?: boolean | undefined;
  mermaid?: boolean | undefined;
  svg?: boolean | undefined;
  json?: boolean | undefined;
}

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

const assertUsage = (args: Flags): void => {
  const forms = (["json", "mermaid", "svg"] as const).filter((form) => args[form] === true);
  if (forms.length > 1) throw usage(`"--${forms[0]}" and "--${forms[1]}" exclude each other`);
};

/** Both flags are what is meant without any. */
const directionOf = ({ upstream, downstream }: Flags): Direction =>
  upstream === downstream ? "both" : upstream === true ? "upstream" : "downstream";

const countOf = (name: string, text: string, most: number): number => {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw usage(`"--${name}" takes a number from 1 to ${most}, found "${text}"`);
};

const unknownBundle = (subject: string): KprovError =>
  new KprovError("E_NO_SUCH_RUN", `The catalog does not know the bundle at "${subject}"`, {
    hint: "bring the catalog up to date with kprovengine index; a bundle that can't be believed is not in it",
  });

/** Drawing loads what pages are made with. */
const textOf = async (lineage: Lineage, args: Flags, view: Parameters<typeof formatLineage>[1]): Promise<string> => {
  if (args.mermaid === true) return formatMermaid(lineage);
  if (args.svg !== true) return formatLineage(lineage, view);
  const { graphDocument, markupText } = await import("../lib/page/index.ts");
  const { runs, label } = pictureOf(lineage);
  return markupText(graphDocument(runs, label));
};
