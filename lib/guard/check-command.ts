/**
 * What every `check-*` command does around its gate.
 *
 * @module
 */
import { cacheRoot } from "../cache.ts";
import { commonArgs, configArgs, configOptions, reportResult, signerArgs } from "../cli.ts";
import type { Result, Talk } from "../command.ts";
import { loadConfig } from "../config/index.ts";
import { exits } from "../errors.ts";
import type { FlagDefs } from "../flags.ts";
import { version } from "../version.ts";
import { attestArgs, openAttest, refuseAttest } from "./attestation.ts";
import type { Gate } from "./gate.ts";

/** Flags of the checks and of preflight. */
export const judgeArgs = {
  ...attestArgs,
  ...signerArgs,
  ...configArgs,
  ...commonArgs,
} as const satisfies FlagDefs;

/** Flags of the checks. */
export const checkArgs = {
  "self-test": {
    type: "boolean",
    description: "Plant every violation in a temporary repository; all must be caught",
  },
  ...judgeArgs,
} as const satisfies FlagDefs;

interface CheckArgs {
  "self-test"?: boolean | undefined;
  cwd?: string | undefined;
  config?: string | undefined;
  "code-config"?: boolean | undefined;
  attest?: boolean | undefined;
  key?: unknown;
}

/**
 * Run `gate` as a command of its own. Throws what `loadConfig`, `openAttest` and the gate throw.
 */
export const runCheckCommand = async (gate: Gate, args: CheckArgs, talk: Talk | undefined): Promise<Result> => {
  const load = () => loadConfig(configOptions(args));
  const { env } = process;
  if (args["self-test"] === true) {
    refuseAttest(args);
    const document = await gate.selfTest({ version, env, config: async () => (await load()).config });
    const { formatSelfTest } = await import("./trials.ts");
    const exitCode = document.passed ? exits.proved : exits.undecided;
    return { exitCode, document, text: () => formatSelfTest(document) };
  }
  const loaded = await load();
  const { config, digest, path, root } = loaded;
  const cwd = args.cwd ?? process.cwd();
  const attest = await openAttest(args, { cwd, loaded, version, talk });
  const report = await gate.run({
    ...{ cwd, config, digest, version, path, root, policyRoot: root, env, cacheDir: cacheRoot() },
    onProgress: (bytes) => talk?.progress(`searching: ${Math.round(bytes / 1e6)} MB`),
  });
  return attest(reportResult(report));
};
