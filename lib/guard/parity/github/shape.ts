/**
 * What a workflow or action of GitHub has to look like for what is read of it: GitHub refuses one of another shape, and runs none of it.
 *
 * github.com/actions/languageservices, `workflow-v1.0.json`. Not here: what decides nothing, and what is
 * doubted where it is read.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { textOf } from "./text.ts";

/** Everything in the file that has another shape. */
export const shapeFaults = (tree: Tree): Fault[] =>
  faultsAt(tree, [], tree.get(["runs"]) === undefined ? workflow : action);

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
  /** Names of which a map has one. */
  alone?: readonly string[];
}

const text: Shape = { kinds: ["text"] };
const map = (names: Shape["names"] & {}): Shape => ({ kinds: ["map"], names });

/** A text may be an expression that makes a map. */
const env: Shape = { kinds: ["map", "text"], each: text };
const inputs: Shape = { kinds: ["map"], each: text, isFolded: true };
const settings = map({ run: map({ shell: text, "working-directory": text }) });

const steps: Shape = {
  kinds: ["list"],
  each: {
    ...map({ run: text, uses: text, shell: text, "working-directory": text, env, with: inputs }),
    alone: ["run", "uses"],
  },
};

const job: Shape = {
  ...map({
    ...{ name: text, uses: text, defaults: settings },
    ...{ env, with: inputs, steps, "runs-on": { kinds: ["text", "list", "map"] } },
    strategy: map({ matrix: { kinds: ["map", "text"] } }),
    container: { kinds: ["map", "text"], names: { image: text, env } },
  }),
  alone: ["steps", "uses"],
};

const events: Shape = { kinds: ["text", "list", "map"], names: { push: map({}), pull_request: map({}) } };

const workflow = map({ on: events, env, defaults: settings, jobs: { kinds: ["map"], each: job, isFolded: true } });

const action = map({
  inputs: { kinds: ["map"], each: map({ default: text }), isFolded: true },
  runs: map({ using: text, steps }),
});

const kindOf = (value: unknown): Kind => (Array.isArray(value) ? "list" : typeof value === "object" ? "map" : "text");

const faultsAt = (
  tree: Tree,
  keys: Keys,
  { kinds, names = {}, each, isFolded = false, alone = [] }: Shape,
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
  return [...shapes, ...(isFolded ? twins(tree.names(keys)) : []), ...crowds(tree.names(keys), alone)];
};

const crowds = (names: readonly Located<string>[], alone: readonly string[]): Fault[] =>
  names
    .filter(({ value }) => alone.includes(value))
    .slice(1)
    .map((name) => fault(name, `GitHub takes ${alone.join(" or ")}, and runs nothing of a file that says both`));

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
