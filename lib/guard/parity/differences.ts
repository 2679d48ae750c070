/**
 * Whether the gate in CI is the gate that runs here: its version, its configuration, all of its checks.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import type { ParityContext } from "./context.ts";
import { type Fault, unlessUnread } from "./fault.ts";
import { upwards } from "./installed.ts";
import { joined } from "./shell/state.ts";
import { flagOf, hasFlag } from "./tool.ts";
import { type Called, different, versionFaults } from "./versions.ts";

/** Everything in which the gate that CI calls is another one. */
export const differencesOf = async (called: Called, context: ParityContext): Promise<Fault[]> => [
  ...partFaults(called),
  ...(await unlessUnread(() => configFaults(called, context))),
  ...(await unlessUnread(() => versionFaults(called, context))),
];

// --- internal ---

const partFaults = ({ call, run }: Called): Fault[] => {
  if (hasFlag(call, "--help", "-h", "--version", "-V")) return [different(run, "it only shows a text")];
  if (hasFlag(call, "--only", "--skip"))
    return [different(run, "it runs a part of the checks", { fix: "take out --only and --skip" })];
  if (hasFlag(call, "--no-base-branch"))
    return [
      different(run, "the change itself decides by which rules it is judged", { fix: "take out --no-base-branch" }),
    ];
  if (hasFlag(call, "--fix")) return [different(run, "it mends the checkout, and then judges what it mended")];
  if (hasFlag(call, "--staged")) return [different(run, "it judges what is staged, and not what is there")];
  const raws = run.raws.slice(run.raws.length - call.args.length);
  const isLost = call.args.some(
    (word, index) => word === undefined && !isValue(call.args[index - 1] ?? "", raws[index] ?? ""),
  );
  return isLost ? [different(run, "which flags it is given is known only when it runs", { level: "undecided" })] : [];
};

/** What stands behind such a flag and is one word is its value, whatever it is. Of --base the word itself is judged. */
const isValue = (flag: string, raw: string): boolean =>
  flag === "--base" || (/^--(?:report|expect-receipt|receipt|key|history)$/.test(flag) && isOneWord(raw));

/** Unquoted, `$X` may become several words, and what GitHub fills in may hold quotes: flags could be among them. */
const isOneWord = (raw: string): boolean => {
  const rest = raw.replace(/\$(?:(\w+)|\{(\w+)\}|\{\{\s*([\w.]+)\s*\}\})/g, (whole, ...names: unknown[]) =>
    names.some((name) => blankless.has(`${name}`)) ? "" : whole,
  );
  return !rest.includes("${{") && !/[$`]/.test(rest.replace(/'[^']*'|"[^"]*"/g, ""));
};

/** Places, commits and counts that the CI system itself names. */
const blankless = new Set([
  ...["RUNNER_TEMP", "GITHUB_RUN_ID", "GITHUB_SHA", "GITHUB_WORKSPACE"],
  ...["runner.temp", "github.run_id", "github.sha", "github.workspace"],
  ...["CI_COMMIT_SHA", "CI_JOB_ID", "CI_PIPELINE_ID", "CI_PROJECT_DIR"],
]);

const configFaults = async (
  { call, run }: Called,
  { configPath, configDigest, beside }: ParityContext,
): Promise<Fault[]> => {
  const directory = flagOf(call, "cwd");
  const given = flagOf(call, "config");
  if (run.cwd === undefined || directory === null || given === null) {
    return [
      different(run, "in which directory and by which configuration it runs is known only then", {
        level: "undecided",
      }),
    ];
  }
  const cwd = directory === undefined ? run.cwd : joined(run.cwd, directory);
  if (cwd === undefined) return [different(run, "it judges a directory outside of the repository")];
  if (configPath === null || configPath === undefined) {
    return [different(run, "the configuration that judges here is none of the repository's files")];
  }
  const found = given === undefined ? searched(cwd, [configPath, ...beside.paths]) : joined(cwd, given);
  if (found !== configPath) {
    return [
      different(run, "it goes by another configuration", {
        written: given ?? (cwd === "" ? "." : cwd),
        expected: configPath,
      }),
    ];
  }
  if (configDigest === null) return [];
  const text = await beside.text(configPath);
  if (text !== undefined && sha256(text) === configDigest) return [];
  const why =
    text === undefined
      ? "git does not track the configuration that judges here"
      : "git has other bytes of the configuration than those that judge here";
  return [
    different({ ...run, at: { path: configPath, line: 1, column: 1 } }, why, {
      written: configPath,
      fix: `git add ${configPath}`,
    }),
  ];
};

/** Of `paths`, the configuration that is met first from `cwd` upwards. */
const searched = (cwd: string, paths: readonly string[]): string | undefined => {
  for (const directory of upwards(cwd)) {
    const inside = directory === "" ? "" : `${directory}/`;
    const found = paths.find((path) => path.startsWith(inside) && isSearched.test(path.slice(inside.length)));
    if (found !== undefined) return found;
  }
  return undefined;
};

const isSearched = /^kprov\.config\.(?:ts|mts|mjs|json)$/;
