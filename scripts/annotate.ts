#!/usr/bin/env node
/**
 * Write down something about a run, for whoever searches later.
 *
 * Reads the bundle's manifest and summary, or the catalog to find them, and the text from stdin when it is "-"; writes one new file,
 * beside the bundle and not in it. No network.
 *
 * @module
 */
import type { Readable } from "node:stream";
import { defineCommand } from "citty";
import { authorOf, catalogArgs, noteArgs, notedResult, subjectsOf } from "../lib/catalog/index.ts";
import { commonArgs, configOptions, runScript } from "../lib/cli.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { KprovError } from "../lib/errors.ts";
import { addNotes } from "../lib/note/index.ts";
import { keepKnownSecrets } from "../lib/run/index.ts";

const { local: _, ...whereArgs } = catalogArgs;

const command = defineCommand({
  meta: { name: "annotate", description: "Write down something about a run, beside its bundle" },
  args: {
    run: {
      type: "positional",
      required: true,
      valueHint: "RUN",
      description: "A bundle's path, or the beginning of a run id or digest",
    },
    text: {
      type: "positional",
      required: true,
      valueHint: "TEXT",
      description: "What there is to say; - to read it from stdin",
    },
    ...noteArgs,
    ...whereArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { clock = systemClock, stdin } = data as Surroundings & { clock?: Clock; stdin?: Readable };
    const given = String(args.text) === "-" ? await readText(stdin ?? process.stdin) : String(args.text);
    const text = given.replace(/\r\n?/g, "\n").trim();
    if (text === "") throw new KprovError("E_USAGE", "The text is empty: there is nothing to write down");
    const { config, root } = await loadConfig(configOptions(args));
    const { secrets, secretFiles } = config.run;
    keepKnownSecrets({ env: process.env, secrets, secretFiles: { root, patterns: secretFiles } });
    const subjects = await subjectsOf(String(args.run), args, data as Surroundings);
    const about = { author: authorOf(args.author), now: clock.now() };
    const added = await addNotes(subjects, [{ kind: "annotation", text }], about);
    return notedResult("annotate", added, { subjects, cwd: String(args.cwd) });
  },
});

export const examples = [
  "kprovengine annotate runs/2026-02-15T20-13-00Z-1f3a9c42 'row 17 is counted twice; see the ledger'",
  "kprovengine annotate 1f3a9c42 - < remarks.txt",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

/** More than any annotation may have. */
const mostBytes = 64 * 1024;

const readText = async (stdin: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin as AsyncIterable<Uint8Array | string>) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes)
      throw new KprovError("E_USAGE", `Cannot read the text: expected at most ${mostBytes} bytes on stdin`);
    chunks.push(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new KprovError("E_USAGE", "Cannot read the text: stdin is not valid UTF-8", { cause });
  }
};
