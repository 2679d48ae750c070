/**
 * What the checks of one run judge, and by which configuration.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { configOptions } from "../cli.ts";
import { systemClock } from "../clock.ts";
import type { Talk } from "../command.ts";
import { assertUntouched, type LoadedConfig, type LoadOptions, loadConfig } from "../config/index.ts";
import { KprovError } from "../errors.ts";
import type { FlagDefs } from "../flags.ts";
import type { BaseNote } from "../report.ts";
import { askedBase, baseArgs, unjudgedRequest } from "./base/asked.ts";
import type { Policy } from "./base/open.ts";
import { recordPath } from "./governance/record-path.ts";
import { denyOptions } from "./private/args.ts";
import type { Snapshot } from "./surface/index.ts";
import { leftOut, listLeftOut } from "./surface/left-out.ts";
import { keepPrivateTokens } from "./unsaid.ts";
import { waiversPath } from "./waivers/waiver.ts";

/** Flags that say what is judged. */
export const subjectArgs = {
  staged: {
    type: "boolean",
    description: "Judge what is staged and nothing else, for a hook before a commit",
  },
  ...baseArgs,
} as const satisfies FlagDefs;

export interface Subject {
  loaded: LoadedConfig;
  /** Where the lists are read that the configuration names. */
  policyRoot: string;
  /** Of what is staged; without one, all is judged: the index, and the work tree where it differs. */
  snapshot?: Snapshot;
  /** Where a base judges: what it is, and the candidate's own configuration and lists. */
  base?: { commit: string; name: string; candidate: Policy; note: BaseNote };
}

export interface SubjectArgs {
  cwd?: string | undefined;
  config?: string | undefined;
  "code-config"?: boolean | undefined;
  staged?: boolean | undefined;
  base?: string | undefined;
  "base-branch"?: boolean | undefined;
  fix?: boolean | undefined;
  "salt-file"?: unknown;
}

/**
 * Do `work` about what `args` ask for; what was made for it is gone afterwards. In a pull request, and with `--base`, the
 * base's configuration and lists judge. Throws `E_USAGE` for `--fix` with `--staged`, what `loadConfig`, with `--staged`
 * `withStaged`, `withBase` and `assertUntouched` throw. `talk` hears where a merge request's target can't judge.
 */
export const withSubject = async <T>(
  args: SubjectArgs,
  env: NodeJS.ProcessEnv,
  work: (subject: Subject) => Promise<T>,
  talk?: Talk,
): Promise<T> => {
  const unjudged = unjudgedRequest(args, env);
  if (unjudged !== undefined) talk?.note(unjudged);
  const judged = async (candidate: Subject): Promise<T> => {
    const said = await withJudge(candidate, { args, env }, work);
    assertUntouched();
    return said;
  };
  if (args.staged === true) {
    if (args.fix === true)
      throw new KprovError("E_USAGE", '"--fix" mends the work tree, and "--staged" does not look at it', {
        hint: "run --fix alone, and stage what it mended",
      });
    const { withStaged } = await import("./staged/index.ts");
    return withStaged({ ...configOptions(args), env }, judged);
  }
  const loaded = await loadHere(configOptions(args));
  return judged({ loaded, policyRoot: loaded.root });
};

/** Throws `E_USAGE` when a self-test is to judge something: it judges planted files. */
export const refuseSubject = (args: SubjectArgs): void => {
  const flag = args.staged === true ? "--staged" : args.base !== undefined ? "--base" : undefined;
  if (flag !== undefined)
    throw new KprovError("E_USAGE", `"--self-test" judges planted files: "${flag}" means nothing beside it`);
};

// --- internal ---

/** Throws what `loadConfig` throws, and `E_CONFIG` for a configuration, or what lies beside it, that a sparse checkout leaves out. */
const loadHere = async (options: LoadOptions): Promise<LoadedConfig> => {
  const { cwd, file } = options;
  if (file !== undefined) {
    if ((await listLeftOut(cwd, [`:(literal)${file}`])).length > 0) throw leftOut(file);
    return loadConfig(options);
  }
  const hidden = await listLeftOut(cwd, [":(top,glob)**/kprov.config.*", ":(top,glob)**/.kprov/*.json"]);
  const loaded = await loadConfig(options);
  // What lies further up than the configuration that is used would not be used either.
  const from = relative(resolve(cwd), loaded.root);
  const isUsed = (path: string) =>
    path === join(from, waiversPath) ||
    path === join(from, recordPath) ||
    (/^(?:\.\.\/)*kprov\.config\.(?:m?ts|mjs|json)$/.test(path) &&
      (loaded.path === null || dirname(path).length <= Math.max(1, from.length)));
  const used = hidden.find(isUsed);
  if (used !== undefined) throw leftOut(used);
  return loaded;
};

/** The candidate as it is, or by the base's policy where one is asked for. */
const withJudge = async <T>(
  candidate: Subject,
  { args, env }: { args: SubjectArgs; env: NodeJS.ProcessEnv },
  work: (subject: Subject) => Promise<T>,
): Promise<T> => {
  const asked = askedBase(args, env);
  if (asked === null) return work(candidate);
  const { config, root } = candidate.loaded;
  const { policyRoot } = candidate;
  // What goes wrong on the way to the base may quote a token.
  await keepPrivateTokens({ cwd: args.cwd ?? process.cwd(), config, root, policyRoot, env, deny: denyOptions(args) });
  const { noteOf, withBase, withoutGivenUp } = await import("./base/index.ts");
  return withBase(asked, configOptions(args), async (base) => {
    const { commit, name, policy } = base;
    const { cwd } = configOptions(args);
    const note = await noteOf(base, candidate, { cwd, now: systemClock.now() });
    const judge = policy === null ? candidate : withoutGivenUp(policy, candidate);
    return work({ ...candidate, ...judge, base: { commit, name, candidate, note } });
  });
};
