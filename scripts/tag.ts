#!/usr/bin/env node
/**
 * Give a run tags, or take them away, after it has ended.
 *
 * Reads the bundle's manifest and summary, or the catalog to find them; writes one new file for each tag, beside the bundle and
 * not in it. No network.
 *
 * @module
 */
import { defineCommand } from "citty";
import { authorOf, catalogArgs, noteArgs, notedResult, subjectsOf } from "../lib/catalog/index.ts";
import { commonArgs, configOptions, runScript } from "../lib/cli.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { addNotes, type NoteContent } from "../lib/note/index.ts";
import { keepKnownSecrets } from "../lib/run/index.ts";

const { local: _, ...whereArgs } = catalogArgs;

const command = defineCommand({
  meta: { name: "tag", description: "Tag a run after it has ended, beside its bundle" },
  args: {
    run: {
      type: "positional",
      required: true,
      valueHint: "RUN",
      description: "A bundle's path, or the beginning of a run id or digest",
    },
    tags: {
      type: "positional",
      multiple: true,
      valueHint: "KEY[=VALUE]",
      description: "A tag to set; one of that key is replaced",
    },
    remove: { type: "string", multiple: true, valueHint: "KEY", description: "Take this tag away" },
    ...noteArgs,
    ...whereArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { clock = systemClock } = data as Surroundings & { clock?: Clock };
    const contents = contentsOf(listOf(args, "tags"), listOf(args, "remove"));
    const { config, root } = await loadConfig(configOptions(args));
    const { secrets, secretFiles } = config.run;
    keepKnownSecrets({ env: process.env, secrets, secretFiles: { root, patterns: secretFiles } });
    const subjects = await subjectsOf(String(args.run), args, data as Surroundings);
    const added = await addNotes(subjects, contents, { author: authorOf(args.author), now: clock.now() });
    return notedResult("tag", added, { subjects, cwd: String(args.cwd) });
  },
});

export const examples = [
  "kprovengine tag runs/2026-02-15T20-13-00Z-1f3a9c42 release=2026-Q1 golden",
  "kprovengine tag 2026-02-15T20-13 release=2026-Q2",
  "kprovengine tag 1f3a9c42 --remove golden",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const contentsOf = (tags: readonly string[], removed: readonly string[]): NoteContent[] => {
  const contents: NoteContent[] = [...tags.map(tagOf), ...removed.map((key): NoteContent => ({ kind: "untag", key }))];
  const keys = contents.map((content) => ("key" in content ? content.key : ""));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new KprovError("E_USAGE", `The tag "${twice}" is given twice`);
  if (contents.length > 0) return contents;
  throw new KprovError("E_USAGE", "There is no tag: expected KEY=VALUE, KEY, or --remove KEY");
};

const tagOf = (text: string): NoteContent => {
  const at = text.indexOf("=");
  return at === -1
    ? { kind: "tag", key: text, value: "" }
    : { kind: "tag", key: text.slice(0, at), value: text.slice(at + 1) };
};
