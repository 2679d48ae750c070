/**
 * Live canaries: every run shows each rule of check-identity a violation, and doubts one that doesn't see it.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import type { Finding } from "../../report.ts";
import type { Located } from "../sources/tree.ts";
import type { Address, Remote } from "./remotes.ts";
import type { IdentityRules } from "./rules.ts";
import { formatRepositoryUrl, type RepositoryUrl } from "./urls.ts";

export interface CanaryContext {
  name: string | null;
  display: string | null;
  repository: RepositoryUrl | undefined;
}

/** One undecided finding for each rule that misses its planted violation, or fails over it. */
export const findBlindRules = (rules: IdentityRules, context: CanaryContext): Finding[] =>
  canariesFor(context).flatMap(({ code, what, judge }) => {
    let why = "";
    try {
      if (
        judge(rules).some(
          (finding) => finding?.code === code && (finding.level === "violation" || code === "LABEL_UNRESOLVED"),
        )
      )
        return [];
    } catch (error) {
      why = `: ${messageOf(error)}`;
    }
    return [{ code: "RULE_CANARY_MISSED", level: "undecided", message: `The rule ${code} did not find ${what}${why}` }];
  });

// --- internal ---

interface Canary {
  code: Finding["code"];
  /** What was planted, for people. */
  what: string;
  judge: (rules: IdentityRules) => (Finding | undefined)[];
}

const at = (value: string): Located<string> => ({ value, path: "planted", line: 1, column: 1 });

const addressOf = (url: string): Address => ({ written: url, url });

/** With what the configuration says, so that a value which blinds a rule shows; else with made-up values. */
const canariesFor = (context: CanaryContext): Canary[] => {
  const name = context.name ?? "planted";
  const display = context.display ?? "Planted Name";
  const repository = context.repository ?? madeUpRepository;
  const wrongUrl = `https://${repository.host}/planted-owner/${repository.path.split("/").at(-1)}`;
  const here = addressOf(formatRepositoryUrl(repository));
  const elsewhere = addressOf(wrongUrl);
  const findingsOn = (rules: IdentityRules, remote: Omit<Remote, "name">) =>
    rules.judgeRemotes([{ name: "origin", ...remote }], repository).map(({ finding }) => finding);
  const labels = { labels: { vendor: "planted" }, name, display, repository };
  const label = (key: string, value: string, unresolved: string[] = []) => ({
    key: `org.opencontainers.image.${key}`,
    value: at(value),
    unresolved,
  });
  return [
    ...(["Python", "npm", "Cargo", "Go"] as const).map(
      (ecosystem): Canary => ({
        code: "NAME_MISMATCH",
        what: `another name by the rules of ${ecosystem}`,
        judge: (rules) => [rules.judgeName({ ecosystem, key: "name", name: at(`${name}-planted`) }, name)],
      }),
    ),
    {
      code: "NAME_MISMATCH",
      what: "a title without the name",
      judge: (rules) => [rules.judgeTitle(at("?"), [name, display])],
    },
    {
      code: "ENTRY_POINT_MISMATCH",
      what: "commands without the name",
      judge: (rules) => [rules.judgeEntryPointNames({ key: "planted", entryPoints: [{ name: at("?") }] }, name)],
    },
    {
      code: "ENTRY_POINT_MISMATCH",
      what: "a module that is not tracked",
      judge: (rules) => [rules.judgeReference({ name: at(name), reference: at("planted.module:main") }, [])],
    },
    {
      code: "DIRECTORY_MISMATCH",
      what: "another directory",
      judge: (rules) => [rules.judgeDirectory(at("planted"))],
    },
    ...(["repository", "page", "home", "module"] as const).map(
      (role): Canary => ({
        code: "URL_MISMATCH",
        what: `another owner in the URL of a ${role}`,
        judge: (rules) => {
          const verdict = rules.judgeUrl(
            { key: role, url: at(role === "module" ? wrongUrl.slice("https://".length) : wrongUrl), role },
            repository,
          );
          return verdict === "none" ? [] : [verdict];
        },
      }),
    ),
    {
      code: "URL_MISMATCH",
      what: "a remote elsewhere",
      judge: (rules) => findingsOn(rules, { fetched: [elsewhere], pushed: [] }),
    },
    {
      code: "URL_MISMATCH",
      what: "a remote that pushes elsewhere",
      judge: (rules) => findingsOn(rules, { fetched: [here], pushed: [elsewhere] }),
    },
    {
      code: "README_URL_MISMATCH",
      what: "a clone command of another owner",
      judge: (rules) => rules.judgeReadme("planted", `git clone ${wrongUrl}.git`, repository).findings,
    },
    {
      code: "DISPLAY_NAME_MISPLACED",
      what: "the display name",
      judge: (rules) => [rules.judgeDisplay("planted", `… ${display} …`, { display, name, repository })],
    },
    { code: "LABEL_MISSING", what: "a missing label", judge: (rules) => rules.judgeLabels("planted", [], labels) },
    {
      code: "LABEL_MISMATCH",
      what: "another source",
      judge: (rules) => rules.judgeLabels("planted", [label("source", wrongUrl)], labels),
    },
    {
      code: "LABEL_MISMATCH",
      what: "a value of the wrong type",
      judge: (rules) => rules.judgeLabels("planted", [label("created", "yesterday")], labels),
    },
    {
      code: "LABEL_UNKNOWN",
      what: "an unknown label",
      judge: (rules) => rules.judgeLabels("planted", [label("planted", "x")], labels),
    },
    {
      code: "LABEL_UNRESOLVED",
      what: "a value without default",
      judge: (rules) => rules.judgeLabels("planted", [label("version", "", ["PLANTED"])], labels),
    },
  ];
};

const madeUpRepository: RepositoryUrl = { host: "github.com", port: "", isWeb: true, path: "owner/planted" };
