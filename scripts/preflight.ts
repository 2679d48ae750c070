#!/usr/bin/env node
/**
 * Run every configured check and the project's own commands as one gate.
 *
 * Reads the repository; what the project's commands do is their own. --attest writes the result into .kprov/attestations/.
 * No network of its own.
 *
 * @module
 */
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { configOptions, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { listOf } from "../lib/flags.ts";
import { exitOfPreflight, formatPreflight, judgeArgs, openAttest, runPreflight } from "../lib/guard/index.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "preflight", description: "Run every check and the project's own commands as one gate" },
  args: {
    only: {
      type: "string",
      multiple: true,
      valueHint: "NAME",
      description: "Run only this check or command; the verdict is then partial at best",
    },
    skip: {
      type: "string",
      multiple: true,
      valueHint: "NAME",
      description: "Leave out this check or command; the verdict is then partial at best",
    },
    ...judgeArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk, stderr } = data as Surroundings;
    const loaded = await loadConfig(configOptions(args));
    const { config, digest, path, root } = loaded;
    const cwd = args.cwd ?? process.cwd();
    const attest = await openAttest(args, { cwd, loaded, version, talk });
    const report = await runPreflight({
      ...{ cwd, root, path, config, digest, version, env: process.env, talk },
      cacheDir: cacheRoot(),
      only: listOf(args, "only"),
      skip: listOf(args, "skip"),
      // What a command printed is talk: it must not mix with the result.
      ...(args.verbose === true && { onOutput: (chunk: Buffer) => stderr.write(chunk) }),
      ...(args.verbose !== true && {
        onFailure: (name: string, tail: string) => {
          talk.progress(null);
          stderr.write(`── ${name}\n${tail}${tail === "" || tail.endsWith("\n") ? "" : "\n"}`);
        },
      }),
    });
    return attest({
      exitCode: exitOfPreflight(report),
      document: report,
      text: (view) => formatPreflight(report, view),
    });
  },
});

export const examples = [
  "kprovengine preflight",
  "kprovengine preflight --only check-artifacts",
  "kprovengine preflight --skip test",
  "kprovengine preflight --attest --key laptop",
];
export default command;
runScript(import.meta.url, command, examples);
