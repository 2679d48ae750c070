/**
 * How the gate is started: the options of what fetches it, and the base that it is given.
 *
 * @module
 */
import { type Fault, shortened } from "./fault.ts";
import type { Run } from "./runs.ts";
import type { ToolCall } from "./tool.ts";

/** `branch` is the default branch. */
export const launchFaults = (call: ToolCall, run: Run, branch: string): Fault[] => [
  ...runnerFaults(call, run),
  ...baseFaults(call, run, branch),
];

/** Options of npx and its kin that bring the same program in another way, or say less. */
export const inert =
  /^(?:-y|--yes|--no|--no-install|-q|--quiet|-s|--silent|--offline|--prefer-offline|--prefer-online|--bun|--)$/;

// --- internal ---

const fault = ({ at, text }: Run, kind: "different" | "unread", why: string, written = text): Fault => ({
  ...{ kind, level: kind === "different" ? "violation" : "undecided", at, why },
  written: shortened(written),
});

const runnerFaults = ({ runner = [], isOpen, args }: ToolCall, run: Run): Fault[] => {
  const words = runner.map((word) => word ?? "");
  const packages = words.flatMap((word, index) => {
    if (!isPackage(word)) return [];
    return word.includes("=") ? [word.slice(word.indexOf("=") + 1)] : [words[index + 1] ?? ""];
  });
  const options = words.filter((word, index) => !isPackage(word) && !/^(?:-p|--package)$/.test(words[index - 1] ?? ""));
  const faults = options.flatMap((word) => optionFaults(word, run));
  if (packages.length > 1 || packages.some((name) => !/^kprovengine(?:@.+)?$/.test(name)))
    faults.push(fault(run, "unread", "which package the program comes from is not sure"));
  // Without -- npm takes options wherever they stand.
  if (isOpen === true && args.some((word) => word === undefined || word.startsWith("-")))
    faults.push(fault(run, "unread", "npm takes the options for its own: they need -- before the program"));
  return faults;
};

const isPackage = (word: string): boolean => /^(?:-p|--package)(?:=|$)/.test(word);

const optionFaults = (word: string, run: Run): Fault[] => {
  if (inert.test(word)) return [];
  if (/^(?:-h|--help|-v|-V|--version|--versions)$/.test(word))
    return [fault(run, "different", `${word} only shows a text`)];
  return [fault(run, "unread", `what ${word} does to the gate is not known`)];
};

const baseFaults = ({ args }: ToolCall, run: Run, branch: string): Fault[] => {
  const raws = run.raws.slice(run.raws.length - args.length);
  return raws.flatMap((raw, index): Fault[] => {
    const word = args[index] ?? unquoted(raw);
    if (word !== "--base" && !word.startsWith("--base=")) return [];
    const given = word === "--base" ? raws[index + 1] : word.slice(7);
    if (given === undefined) return [fault(run, "unread", "which base it is given is not said")];
    const each = unquoted(given).split("||");
    const kinds = each.map((one) => kindOfBase(each.length > 1 ? braced(one) : one, branch));
    if (kinds.includes("head"))
      return [fault(run, "different", "the base that it is given is the change itself", `--base ${given}`)];
    if (kinds.includes(undefined))
      return [fault(run, "unread", "whether the base that it is given is the target is not known", `--base ${given}`)];
    // The first that is not empty counts, and in a pull request such a base is not.
    const first = kinds.find((kind) => kind !== "queue");
    if (first !== "before") return [];
    const why = "in a pull request the base that it is given is the change itself, before its last push";
    return [{ ...fault(run, "different", why, `--base ${given}`), events: ["change"] }];
  });
};

const unquoted = (raw: string): string => raw.replace(/["']/g, "");

/** A part of `${{ a || b }}` as an expression of its own. */
const braced = (part: string): string => `\${{ ${part.replace(/\$\{\{|\}\}/g, "")} }}`;

/** `before`: in a push the target, in a pull request the change. `queue`: the target, and empty outside of a merge queue. */
type KindOfBase = "head" | "base" | "before" | "queue";

const kindOfBase = (given: string, branch: string): KindOfBase | undefined => {
  const name = given.replace(/^(?:refs\/remotes\/)?origin\//, "").replace(/^refs\/heads\//, "");
  if (name === branch) return "base";
  const shell = /^\$(?:(\w+)|\{(\w+)\})$/.exec(name);
  const variable = shell?.[1] ?? shell?.[2];
  const expression = /^\$\{\{\s*([\w.]+)\s*\}\}$/.exec(name)?.[1];
  if (variable !== undefined)
    return headVariables.test(variable) ? "head" : baseVariables.test(variable) ? "base" : undefined;
  if (expression === "github.event.before") return "before";
  if (expression === "github.event.merge_group.base_sha") return "queue";
  if (expression !== undefined)
    return headExpressions.test(expression) ? "head" : baseExpressions.test(expression) ? "base" : undefined;
  const isHead =
    /^(?:HEAD|@|)$/.test(name) || /^(?:\$\(|`)\s*git rev-parse (?:--verify )?(?:HEAD|@)\s*[)`]$/.test(name);
  return isHead ? "head" : undefined;
};

const headVariables = /^(?:GITHUB_(?:SHA|HEAD_REF|REF|REF_NAME)|CI_COMMIT_\w+|CI_MERGE_REQUEST_SOURCE_\w+)$/;
const baseVariables =
  /^(?:GITHUB_BASE_REF|CI_DEFAULT_BRANCH|CI_MERGE_REQUEST_(?:DIFF_BASE_SHA|TARGET_BRANCH_(?:NAME|SHA)))$/;
const headExpressions =
  /^github\.(?:sha|head_ref|ref|ref_name|event\.after|event\.(?:pull_request|merge_group)\.head[\w.]*)$/;
const baseExpressions =
  /^github\.(?:base_ref|event\.repository\.default_branch|event\.pull_request\.base\.(?:ref|sha))$/;
