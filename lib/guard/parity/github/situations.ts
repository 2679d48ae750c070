/**
 * The situations in which the gate has to run: what is pushed to the default branch, and what is proposed to it.
 *
 * @module
 */
import { triggersOf } from "../../ci/index.ts";
import type { Tree } from "../../sources/tree.ts";
import type { Event } from "../fault.ts";
import type { Situation } from "./expression.ts";
import { activitiesOf } from "./triggers.ts";
import { madeUp, type Unknown, type Value } from "./value.ts";

export interface GithubSituation extends Situation {
  event: Event;
  /** Only of workflows that this starts; left out: of all. */
  trigger?: string | undefined;
}

/** Those of a workflow, by what starts it: a job that is left out counts as green, whatever came of it before. */
export const situationsOf = (all: readonly GithubSituation[], tree: Tree): GithubSituation[] => {
  const triggers = triggersOf(tree).map(({ value }) => value);
  return all
    .filter(({ trigger }) => trigger === undefined || triggers.includes(trigger))
    .flatMap((one) => (one.name === plain ? [one, ...activitiesOf(tree).map((type) => activity(one, type))] : [one]));
};

/** Of one workflow; `repository` is `owner/name`, undefined when nothing says it. */
export const githubSituations = (branch: string, repository: string | undefined): readonly GithubSituation[] => {
  const ours = repository ?? unnamed;
  const change = {
    ...{ "github.event_name": "pull_request", "github.ref": `refs/pull/${number}/merge` },
    "github.ref_name": `${number}/merge`,
    ...{ "github.base_ref": branch, "github.ref_type": "branch", "github.event.pull_request.base.ref": branch },
    ...{ "github.event.pull_request.draft": false, "github.event.pull_request.head.repo.fork": false },
    "github.event.pull_request.head.repo.full_name": ours,
    "github.event.pull_request.base.repo.full_name": ours,
    "github.event.pull_request.merged": false,
    ...{ "github.event.head_commit": null, "github.event.commits": null },
    "github.event.action": "synchronize",
    "github.event.pull_request": { unknown: "github.event.pull_request", isTheirs: false, truth: true },
  };
  const push = {
    ...{ "github.event_name": "push", "github.ref": `refs/heads/${branch}`, "github.ref_name": branch },
    ...{ "github.base_ref": "", "github.head_ref": "", "github.ref_type": "branch" },
    ...{ "github.event.pull_request": null, "github.event.deleted": false, "github.event.created": false },
    "github.event.action": null,
  };
  const queue = `gh-readonly-queue/${branch}/pr-${number}`;
  // The commit that a merge queue makes of changes before it merges them: a job that is left out there counts as green.
  const queued = {
    ...{ "github.event_name": "merge_group", "github.event.action": "checks_requested", "github.ref_type": "branch" },
    ...{ "github.base_ref": "", "github.head_ref": "", "github.event.pull_request": null },
    "github.event.merge_group.base_ref": `refs/heads/${branch}`,
    ...{ "github.ref": `refs/heads/${queue}`, "github.ref_name": queue },
    ...{ "github.event.head_commit": null, "github.event.commits": null },
  };
  const ofBot = { "github.actor": bot, "github.triggering_actor": bot, "github.event.sender.login": bot };
  const facts: [string, Event, Readonly<Record<string, Value>>, string?][] = [
    ["a push to the default branch", "push", push],
    [plain, "change", change],
    [
      "a pull request from a fork",
      "change",
      {
        ...change,
        "github.event.pull_request.head.repo.full_name": fork,
        "github.event.pull_request.head.repo.fork": true,
        "github.event.pull_request.head.repo.owner.login": person,
        secrets: null,
      },
    ],
    ["a draft", "change", { ...change, "github.event.pull_request.draft": true }],
    [
      "a pull request of a bot",
      "change",
      {
        ...change,
        ...ofBot,
        "github.event.pull_request.user.login": bot,
        "github.event.sender.type": "Bot",
      },
    ],
    ["a change in the merge queue", "change", queued, "merge_group"],
  ];
  return facts.map(([name, event, known, trigger]) => ({
    ...{ name, event, trigger },
    valueOf: (path) => valueIn(path, { ...people, ...repositoryFacts(repository), ...known }),
    unsure: (a, b, isPart) => unsureOf(a, b, isPart) ?? unsureOf(b, a, isPart),
  }));
};

// --- internal ---

/** One that is pushed to. */
const plain = "a pull request";

/** The same, when something else has happened to it. */
const activity = (change: GithubSituation, type: string): GithubSituation => ({
  ...change,
  name: `${plain} that is ${type.replaceAll("_", " ")}`,
  valueOf: (path, written) => (path === "github.event.action" ? type : change.valueOf(path, written)),
});

/** What no workflow can name: conditions with these characters are not read. */
const [number, person] = madeUp;

/** Of the repository, when nothing says its name; and of a fork. */
const unnamed = `${person}/name`;
const fork = `${person}/fork`;

/** It may as well be another one, or whomever the workflow names. */
const bot = "dependabot[bot]";
const login = /^[\w-]+(?:\[bot\])?$/i;

/** What `known` may be in truth, where it stands for several: a name in the workflow can be the repository's own, or whoever proposes the change. */
const unsureOf = (known: string, other: string, isPart: boolean): Unknown | undefined => {
  if (known === unnamed && other !== unnamed && other !== fork)
    return { unknown: "github.repository", isTheirs: false };
  const whole = known.toLowerCase();
  const shape = other.toLowerCase().replace(/\d+/g, number);
  if (/\d/.test(other) && (isPart ? whole.includes(shape) : whole === shape))
    return { unknown: "the number of the pull request", isTheirs: false };
  const isAnother = known === bot && (isPart ? !bot.includes(other) : other !== bot && login.test(other));
  return isAnother ? { unknown: "github.actor", isTheirs: true } : undefined;
};

/** Somebody whom no workflow names. */
const people: Readonly<Record<string, Value>> = {
  "github.actor": person,
  "github.triggering_actor": person,
  "github.event.pull_request.user.login": person,
  "github.event.sender.login": person,
  "github.event.sender.type": "User",
};

const repositoryFacts = (repository: string | undefined): Readonly<Record<string, Value>> => {
  if (repository === undefined) {
    return {
      "github.repository": unnamed,
      "github.event.repository.full_name": unnamed,
      "github.event.repository.fork": false,
    };
  }
  const [owner = "", name = ""] = repository.split("/");
  return {
    ...{ "github.repository": repository, "github.repository_owner": owner, "github.event.repository.name": name },
    ...{ "github.event.repository.full_name": repository, "github.event.repository.fork": false },
  };
};

/** What whoever proposes a change writes themselves. */
const theirs =
  /^github\.(?:head_ref$|event\.(?:head_commit|commits|pull_request\.(?:title|body|labels|head\.(?:ref|label))|label|comment|issue|review)(?:\.|$))/;

const valueIn = (path: string, known: Readonly<Record<string, Value>>): Value => {
  if (Object.hasOwn(known, path)) return known[path] ?? null;
  // What an event does not have, has no parts.
  if (Object.keys(known).some((name) => known[name] === null && path.startsWith(`${name}.`))) return null;
  return { unknown: path, isTheirs: theirs.test(path) };
};
