/**
 * Two states of governance, compared: what loosened, what tightened, what is words.
 *
 * @module
 */
import { directions } from "../../config/index.ts";
import { canonicalJson, type JsonValue } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import { type Change, compareChanges } from "./change.ts";
import { compareKey } from "./compare-key.ts";
import type { Surfaces, WorkflowSurface } from "./surfaces.ts";

/**
 * Every difference, sorted. `defaults` are the values of a configuration that says nothing: what a key stood for before this
 * version of the program knew it.
 */
export const compareSurfaces = async (was: Surfaces, is: Surfaces, defaults: Values): Promise<Change[]> => {
  const parts = await Promise.all([
    compareConfigurations(was.configuration, is.configuration, defaults),
    compareFiles(was.documents, is.documents, "words"),
    compareFiles(was.files, is.files, "loosened"),
    compareWorkflows(was.workflows, is.workflows),
    compareRules(was.rules, is.rules),
  ]);
  return parts.flat().sort(compareChanges);
};

/** Differences of two configurations alone. */
export const compareConfigurations = async (
  was: Surfaces["configuration"],
  is: Surfaces["configuration"],
  defaults: Values,
): Promise<Change[]> => {
  const keys = [...new Set([...Object.keys(was.values), ...Object.keys(is.values)])].sort(compareBytes);
  const { path } = is;
  const changes = await Promise.all(
    keys.map(async (key): Promise<Change[]> => {
      const [before, after] = [valueAt(was.values, key, defaults), valueAt(is.values, key, {})];
      const direction = directions[key];
      // A key that this version doesn't know, or no longer: nobody can say what it asked for.
      if (direction === undefined || after === undefined || before === undefined)
        return [{ kind: "loosened", key, path, message: `${key} is unknown to this version of kprovengine` }];
      const found = await compareKey(key, direction, before, after);
      return found.map(({ kind, what }) => ({ kind, key, path, message: `${key} ${what}` }));
    }),
  );
  const isMoved = was.path !== is.path;
  const moved: Change = {
    ...{ kind: "words", key: "configuration", path },
    message: `the configuration is ${JSON.stringify(is.path)} now, was ${JSON.stringify(was.path)}`,
  };
  return [...changes.flat(), ...(isMoved ? [moved] : [])];
};

// --- internal ---

type Values = { [key: string]: JsonValue };

const valueAt = (values: Values, key: string, defaults: Values): JsonValue | undefined => {
  if (Object.hasOwn(values, key)) return values[key];
  return Object.hasOwn(defaults, key) ? defaults[key] : undefined;
};

/** Each path that is in one of them: `[path, was, is]`. */
const pairs = <Value>(was: Record<string, Value>, is: Record<string, Value>) =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].map((path) => [path, own(was, path), own(is, path)] as const);

const own = <Value>(values: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

const gone = (path: string): Change => ({
  ...{ kind: "loosened", key: path, path },
  message: `${JSON.stringify(path)} is no longer governed: it is gone, or no glob matches it`,
});

const added = (path: string): Change => ({
  ...{ kind: believed.test(path) ? "loosened" : "tightened", key: path, path },
  message: `${JSON.stringify(path)} is governed now`,
});

/** Who is trusted: one more of them is believed. */
const believed = /^\.kprov\/(?:keys\/|trust\.json$)/;

const compareFiles = (was: Surfaces["files"], is: Surfaces["files"], kind: "words" | "loosened"): Change[] =>
  pairs(was, is).flatMap(([path, before, after]): Change[] => {
    if (after === undefined) return [gone(path)];
    if (before === undefined) return [added(path)];
    const why = kind === "words" ? "has other words" : "has other content, which can't be ordered";
    return before === after ? [] : [{ kind, key: path, path, message: `${JSON.stringify(path)} ${why}` }];
  });

const compareWorkflows = (was: Surfaces["workflows"], is: Surfaces["workflows"]): Change[] =>
  pairs(was, is).flatMap(([path, before, after]): Change[] => {
    if (after === undefined) return [gone(path)];
    if (before === undefined) return [added(path)];
    // Not by the text's digest alone: a record could say in advance what a later text means.
    return canonicalJson(before) === canonicalJson(after) ? [] : [workflowChange(path, before, after)];
  });

const workflowChange = (path: string, was: WorkflowSurface, is: WorkflowSurface): Change => {
  const name = JSON.stringify(path);
  if (was.meaning === null || was.meaning !== is.meaning)
    return { kind: "loosened", key: path, path, message: `${name} does something else, which can't be ordered` };
  if (canonicalJson(was.pins) === canonicalJson(is.pins))
    return { kind: "words", key: path, path, message: `${name} means the same and is written in another way` };
  const moved = is.pins.filter((pin, index) => pin !== was.pins[index]).join(", ");
  return { kind: "tightened", key: path, path, message: `${name} pins other commits of its actions: ${moved}` };
};

const compareRules = (was: Surfaces["rules"], is: Surfaces["rules"]): Change[] =>
  pairs(was, is).flatMap(([check, before, after]): Change[] => {
    const change = (kind: Change["kind"], message: string): Change => ({ kind, key: check, path: null, message });
    if (after === undefined) return [change("loosened", `${check} is no longer asked for`)];
    if (before === undefined) return [change("tightened", `${check} is asked for now`)];
    return [
      ...before
        .filter((rule) => !after.includes(rule))
        .map((rule) => change("loosened", `${check} no longer has the rule ${rule}`)),
      ...after
        .filter((rule) => !before.includes(rule))
        .map((rule) => change("tightened", `${check} now has the rule ${rule}`)),
    ];
  });
