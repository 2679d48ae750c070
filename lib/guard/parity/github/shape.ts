/**
 * What a workflow or action of GitHub has to look like for what is read of it: GitHub refuses one of another shape, and runs none of it.
 *
 * github.com/actions/languageservices, `workflow-v1.0.json`. What a name means that is not in it is not known here. Not here: what decides
 * nothing, and what is doubted where it is read.
 *
 * @module
 */
import { triggersOf } from "../../ci/index.ts";
import { mergesIn } from "../../sources/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { brokenConditions } from "./conditions.ts";
import { needsFaults } from "./needs.ts";
import { textOf } from "./text.ts";

/** Everything in the file that has another shape. */
export const shapeFaults = (tree: Tree): Fault[] => [
  ...faultsAt(tree, [], tree.get(["runs"]) === undefined ? workflow : action),
  // github.com/actions/runner/issues/1182: anchors stand for what they name, and nothing is merged.
  ...mergesIn(tree).map((found) => fault(found, "GitHub merges no maps, and runs nothing of such a file")),
  ...needsFaults(tree),
  ...brokenConditions(tree),
  ...tree.names(["jobs"]).flatMap((job) => stepsFaults(tree, job)),
  ...triggersOf(tree)
    .filter(({ value }) => !known.has(value))
    .map((found) =>
      fault(found, "it is not known here that GitHub has such an event, and without it nothing of the file runs"),
    ),
];

// --- internal ---

type Kind = "text" | "list" | "map";

interface Shape {
  kinds: readonly Kind[];
  /** Of some names of a map. */
  names?: Readonly<Record<string, Shape>>;
  /** Of every other value in a map or list. */
  each?: Shape;
  /** Names that differ in their case alone are the same. */
  isFolded?: boolean;
  /** What a map may be: the first that has its name counts. */
  variants?: readonly Variant[];
  /** Other names than these are none. */
  only?: RegExp;
}

interface Variant {
  by: string;
  /** The others that it takes. */
  takes: string;
}

/** docs.github.com "Events that trigger workflows". */
const known: ReadonlySet<string> = new Set(
  [
    "branch_protection_rule check_run check_suite create delete deployment deployment_status discussion discussion_comment",
    "fork gollum image_version issue_comment issues label member merge_group milestone page_build project project_card",
    "project_column public pull_request pull_request_comment pull_request_review pull_request_review_comment",
    "pull_request_target push registry_package release repository_dispatch schedule status watch workflow_call",
    "workflow_dispatch workflow_run",
  ].flatMap((names) => names.split(" ")),
);

const text: Shape = { kinds: ["text"] };
const map = (names: Shape["names"] & {}): Shape => ({ kinds: ["map"], names });

/** A text may be an expression that makes a map. */
const env: Shape = { kinds: ["map", "text"], each: text };
const inputs: Shape = { kinds: ["map"], each: text, isFolded: true };
const settings = map({ run: map({ shell: text, "working-directory": text }) });

const ofSteps = "name id if timeout-minutes continue-on-error env background";

const steps: Shape = {
  kinds: ["list"],
  each: {
    ...map({ run: text, uses: text, shell: text, "working-directory": text, env, with: inputs }),
    variants: [
      { by: "run", takes: `${ofSteps} working-directory shell` },
      { by: "uses", takes: `${ofSteps} with` },
      // What is in it is a doubt of its own.
      { by: "parallel", takes: ofSteps },
      ...["wait", "wait-all", "cancel"].map((by) => ({ by, takes: "name id continue-on-error" })),
    ],
  },
};

const ofJobs = "name needs if permissions concurrency strategy";

const job: Shape = {
  ...map({
    ...{ name: text, uses: text, defaults: settings },
    ...{ env, with: inputs, steps, "runs-on": { kinds: ["text", "list", "map"] } },
    strategy: { ...map({ matrix: { kinds: ["map", "text"] } }), only: /^(?:matrix|fail-fast|max-parallel)$/ },
    container: { kinds: ["map", "text"], names: { image: text, env } },
  }),
  variants: [
    { by: "uses", takes: `${ofJobs} with secrets` },
    {
      by: "runs-on",
      takes: `${ofJobs} timeout-minutes cancel-timeout-minutes continue-on-error container services env environment outputs defaults steps snapshot`,
    },
  ],
};

const events: Shape = { kinds: ["text", "list", "map"], names: { push: map({}), pull_request: map({}) } };

const workflow: Shape = {
  ...map({
    ...{ on: events, env, defaults: settings },
    jobs: { kinds: ["map"], each: job, isFolded: true, only: /^[A-Za-z_][\w-]*$/ },
  }),
  variants: [{ by: "jobs", takes: "on name description run-name defaults env permissions concurrency" }],
};

const action = map({
  inputs: { kinds: ["map"], each: map({ default: text }), isFolded: true },
  runs: map({ using: text, steps }),
});

const kindOf = (value: unknown): Kind => (Array.isArray(value) ? "list" : typeof value === "object" ? "map" : "text");

const faultsAt = (
  tree: Tree,
  keys: Keys,
  { kinds, names = {}, each, isFolded = false, variants = [], only = /^/ }: Shape,
): Fault[] => {
  const found = tree.get(keys);
  if (found === undefined || found.value === null) return [];
  const kind = kindOf(found.value);
  if (!kinds.includes(kind))
    return [
      fault(
        { ...found, value: `${keys.at(-1) ?? ""}: ${textOf(found.value)}` },
        `a ${kind} stands where GitHub takes a ${kinds.join(" or ")}, and it runs nothing of such a file`,
      ),
    ];
  const inside = kind === "list" ? [...tree.items(keys).keys()] : tree.names(keys).map(({ value }) => value);
  const shapes = inside.flatMap((name) => {
    const shape = Object.hasOwn(names, name) ? names[name] : each;
    return shape === undefined ? [] : faultsAt(tree, [...keys, name], shape);
  });
  const own = tree.names(keys);
  const odd = own.filter(({ value }) => !only.test(value));
  return [
    ...shapes,
    ...(isFolded ? twins(own) : []),
    ...odd.map((name) => fault(name, "GitHub takes no such name, and runs nothing of such a file")),
    ...(variants.length > 0 ? strangers({ ...found, value: textOf(found.value) }, own, variants) : []),
  ];
};

/** Names that stand where GitHub takes others. */
const strangers = (at: Located<string>, names: readonly Located<string>[], variants: readonly Variant[]): Fault[] => {
  const said = names.map(({ value }) => value);
  const variant = variants.find(({ by }) => said.includes(by));
  if (variant === undefined) {
    const wanted = variants.map(({ by }) => `"${by}"`).join(" or ");
    return [fault(at, `GitHub takes ${wanted} here, and runs nothing of a file without`)];
  }
  const { by, takes } = variant;
  return names
    .filter(({ value }) => ![by, ...takes.split(" ")].includes(value))
    .map((name) =>
      fault(name, `GitHub takes no "${name.value}" beside "${by}", or it is not known here what that does`),
    );
};

/** Each job has steps, or calls a workflow; no two of the steps have one id. */
const stepsFaults = (tree: Tree, job: Located<string>): Fault[] => {
  const keys = ["jobs", job.value, "steps"];
  const steps = tree.items(keys);
  const said = tree.get(keys)?.value ?? tree.get(["jobs", job.value, "uses"])?.value ?? [];
  const isEmpty = Array.isArray(said) && said.length === 0;
  const ids = steps.flatMap((_, index) => tree.get([...keys, index, "id"]) ?? []);
  return [
    ...(isEmpty ? [fault(job, "GitHub wants steps in it, and runs nothing of a file without")] : []),
    ...twins(ids.map((id) => ({ ...id, value: textOf(id.value) }))),
  ];
};

const twins = (names: readonly Located<string>[]): Fault[] => {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const folded = name.value.toLowerCase();
    if (seen.has(folded))
      return [fault(name, "GitHub takes names in any case, and runs nothing of a file in which one stands twice")];
    seen.add(folded);
    return [];
  });
};

const fault = (found: Located<string>, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(found.value), why },
});
