#!/usr/bin/env node
/**
 * Which bundles, files, toolchains, statements and reviews refer to a digest or a file.
 *
 * Reads the catalog, opened so that it cannot be written, and a file that is named. No network, no writes.
 *
 * @module
 */
import { defineCommand } from "citty";
import { askCatalog, catalogArgs, formatRefs, type Refs, refsOf, subjectOf } from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";

const command = defineCommand({
  meta: { name: "catalog refs", description: "Show what refers to a digest or a file" },
  args: {
    subject: {
      type: "positional",
      required: true,
      valueHint: "WHAT",
      description: "A file (here, or as a run has it), a bundle, the beginning of a run id or of a digest",
    },
    limit: { type: "string", valueHint: "N", description: "Name so many of each kind, the newest; default 20" },
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    const limit = limitOf(args.limit);
    const refs = await askCatalog(args, data as Surroundings, async (reader): Promise<Refs> => {
      const subject = await subjectOf(reader, args.subject, String(args.cwd));
      if (subject.kind === "content" && subject.said !== null) talk.note(subject.said);
      const groups = reader.snapshot(() => refsOf(reader, subject.digest, { limit }));
      const name = subject.kind === "content" ? subject.name : null;
      return { schema: "kprov.refs/v1", digest: subject.digest, name, groups };
    });
    return { exitCode: exits.proved, document: refs, text: (view) => formatRefs(refs, view) };
  },
});

export const examples = [
  "kprovengine catalog refs data/claims.csv",
  "kprovengine catalog refs sha256:9f86d081",
  "kprovengine catalog refs 2026-02-15T20-13-00Z-1f3a9c42 --json",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const limitOf = (text: string | undefined): number => {
  const limit = text === undefined ? 20 : /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 10_000) return limit;
  throw new KprovError("E_USAGE", `"--limit" takes a number from 1 to 10000, found "${text}"`);
};
