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
import { runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { listOf } from "../lib/flags.ts";
import {
  denyArgs,
  denyOptions,
  exitOfPreflight,
  formatPreflight,
  judgeArgs,
  openAttest,
  receiptArgs,
  runPreflight,
  type Subject,
  type SubjectArgs,
  withFix,
  withSubject,
} from "../lib/guard/index.ts";
import { withReports } from "../lib/output/index.ts";
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
    ...receiptArgs,
    ...denyArgs,
    ...judgeArgs,
  },
  run({ args, data }): Promise<Result> {
    const surroundings = data as Surroundings;
    const cwd = args.cwd ?? process.cwd();
    const { talk } = surroundings;
    const reporting = { name: "preflight", version, cwd, env: process.env, talk, stdout: () => surroundings.stdout };
    const work = (checksOnly: boolean) =>
      withSubject(args, process.env, (subject) => judge({ ...subject, args, checksOnly }, surroundings), talk);
    const fixing = { cwd, talk, ...(args.fix === true && { draft: () => work(true) }) };
    return withReports(args, reporting, () => withFix(args, fixing, () => work(false)));
  },
});

export const examples = [
  "kprovengine preflight",
  "kprovengine preflight --only check-artifacts",
  "kprovengine preflight --skip test",
  "kprovengine preflight --history origin/main..HEAD",
  "kprovengine preflight --staged",
  "kprovengine preflight --fix",
  "kprovengine preflight --report sarif=kprov.sarif --report junit=kprov.xml",
  "kprovengine preflight --attest --key laptop",
  "kprovengine preflight --staged --receipt receipt.json",
  "kprovengine preflight --expect-receipt receipt.json",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface PreflightArgs extends SubjectArgs {
  history?: string | undefined;
  "salt-file"?: string | undefined;
  verbose?: boolean | undefined;
}

type Judging = Subject & { args: PreflightArgs; checksOnly: boolean };

const judge = async (judging: Judging, { talk, stderr }: Surroundings): Promise<Result> => {
  const { args, loaded, policyRoot, snapshot, base, checksOnly } = judging;
  const { config, digest, path, root } = loaded;
  const cwd = args.cwd ?? process.cwd();
  const attest = await openAttest(args, { cwd, loaded, version, talk, ...(snapshot && { snapshot }) });
  const report = await runPreflight({
    ...{ cwd, root, path, config, digest, version, env: process.env, talk, policyRoot, checksOnly },
    ...(snapshot && { snapshot }),
    ...(base && { base }),
    cacheDir: cacheRoot(),
    deny: denyOptions(args),
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
};
