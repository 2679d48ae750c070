/**
 * What a Dockerfile builds from, and the labels of what it builds.
 *
 * @module
 */
import { type Place, readableText, SourceError, top } from "../fault.ts";
import type { Located } from "../tree.ts";
import { type Expanded, expand, type Lookup } from "./expand.ts";
import { type Instruction, readInstructions, triggerOf } from "./instructions.ts";
import { createScope, declare, lookupGlobal, lookupIn, type Scope } from "./scope.ts";
import { declarationsOf, pairsOf, wordsOf } from "./words.ts";

export interface Label {
  key: string;
  /** Defaults of `ARG` and values of `ENV` put in; references that stay open stand in it as they are written. */
  value: Located<string>;
  /** Names of variables that only the build, or the image built from, could tell. */
  unresolved: string[];
}

export interface Stage {
  /** In lower case, as names of stages are compared. */
  name?: string;
  /** The image or stage that it begins from, defaults of `ARG` put in. */
  from: Located<string>;
  unresolved: string[];
  /** The earlier stage that `from` names. */
  parent?: Stage;
  /** All labels that the stage ends with, those of its parent included; the last one of each key. */
  labels: Label[];
}

export interface Dockerfile {
  path: string;
  stages: Stage[];
  /** The one that a build without `--target` gives. */
  finalStage: Stage;
}

/**
 * Parse a Dockerfile as BuildKit does: https://docs.docker.com/reference/dockerfile/.
 *
 * Throws `E_SOURCE` for a file without stages, unknown instructions, open quotes and heredocs, and labels without a
 * value. Whether an image is what it says is not looked at: its own labels and variables are unknown here.
 */
export const parseDockerfile = async (path: string, text: string): Promise<Dockerfile> => {
  const { escape: escapeMark, list } = readInstructions(path, readableText(path, text));
  const build: Build = { path, escape: escapeMark, globals: new Map(), stages: [] };
  for (const instruction of list) {
    if (instruction.keyword === "FROM") beginStage(build, instruction);
    else if (build.current !== undefined) apply(build, build.current, instruction);
    else if (instruction.keyword === "ARG") declareGlobals(build, instruction);
    else throw new SourceError(path, instruction.place, `expected FROM before ${instruction.keyword}`);
  }
  for (const { stage, labels } of build.stages) stage.labels = [...labels.values()];
  const finalStage = build.current?.stage;
  if (finalStage === undefined) throw new SourceError(path, top, "expected a stage, found no FROM");
  return { path, stages: build.stages.map(({ stage }) => stage), finalStage };
};

// --- internal ---

/** More than anybody writes; each may hold the labels of all before it. */
const maxStages = 200;

interface Build {
  path: string;
  escape: string;
  /** Arguments before the first stage. */
  globals: Scope["args"];
  stages: OpenStage[];
  current?: OpenStage;
}

interface OpenStage {
  stage: Stage;
  scope: Scope;
  labels: Map<string, Label>;
  /** What `ONBUILD` leaves for stages that begin from this one. */
  triggers: Instruction[];
}

const expandAt = (build: Build, text: string, place: Place, lookup: Lookup): Expanded => {
  try {
    return expand(text, build.escape, lookup);
  } catch (error) {
    if (error instanceof SyntaxError) throw new SourceError(build.path, place, error.message, error);
    throw error;
  }
};

const declareGlobals = (build: Build, instruction: Instruction): void => {
  const { globals } = build;
  for (const { name, value, valuePlace } of declarationsOf(build.path, instruction, build.escape)) {
    // Without a default it is as if it weren't there.
    if (value !== undefined) globals.set(name, expandAt(build, value, valuePlace, lookupGlobal(globals)));
  }
};

/** `FROM [--platform=…] image [AS name]`. */
const beginStage = (build: Build, instruction: Instruction): void => {
  const { path, stages, globals } = build;
  const words = wordsOf(instruction.args, build.escape).filter(({ text }) => !text.startsWith("--"));
  const [image, ...alias] = words;
  const [as, name] = alias;
  const isWhole = alias.length === 0 || (alias.length === 2 && as?.text.toUpperCase() === "AS");
  if (image === undefined || !isWhole) throw new SourceError(path, instruction.place, "expected FROM image [AS name]");
  if (stages.length === maxStages) throw new SourceError(path, instruction.place, `more than ${maxStages} stages`);
  const place = instruction.placeOf(image.index);
  const { value, unresolved } = expandAt(build, image.text, place, lookupGlobal(globals));
  const parent = stages.findLast(({ stage }) => stage.name === value.toLowerCase());
  const stage: Stage = { from: { value, path, ...place }, unresolved, labels: [] };
  if (name !== undefined) stage.name = name.text.toLowerCase();
  if (parent !== undefined) stage.parent = parent.stage;
  const labels = new Map(parent?.labels);
  const current: OpenStage = { stage, scope: createScope(parent?.scope), labels, triggers: [] };
  stages.push(current);
  build.current = current;
  for (const trigger of parent?.triggers ?? []) apply(build, current, trigger);
};

const apply = (build: Build, current: OpenStage, instruction: Instruction): void => {
  if (instruction.keyword === "ARG") declareArgs(build, current, instruction);
  if (instruction.keyword === "ENV") setVariables(build, current, instruction);
  if (instruction.keyword === "LABEL") setLabels(build, current, instruction);
  if (instruction.keyword === "ONBUILD") current.triggers.push(triggerOf(build.path, instruction));
};

/** Within one instruction all values see the variables from before it. */
const declareArgs = (build: Build, { scope }: OpenStage, instruction: Instruction): void => {
  const found = declarationsOf(build.path, instruction, build.escape).map(
    ({ name, value, valuePlace }) =>
      [name, value === undefined ? undefined : expandAt(build, value, valuePlace, lookupIn(scope))] as const,
  );
  for (const [name, value] of found) {
    if (value === undefined) declare(scope, build.globals, name);
    else scope.args.set(name, value);
  }
};

const setVariables = (build: Build, { scope }: OpenStage, instruction: Instruction): void => {
  const found = expandPairs(build, scope, instruction);
  for (const { key, value } of found) scope.env.set(key.value, value);
};

const setLabels = (build: Build, { scope, labels }: OpenStage, instruction: Instruction): void => {
  for (const { key, value, place } of expandPairs(build, scope, instruction)) {
    const unresolved = [...new Set([...key.unresolved, ...value.unresolved])];
    labels.set(key.value, { key: key.value, value: { value: value.value, path: build.path, ...place }, unresolved });
  }
};

const expandPairs = (build: Build, scope: Scope, instruction: Instruction) =>
  pairsOf(build.path, instruction, build.escape).map(({ name, value = "", namePlace, valuePlace: place }) => ({
    key: expandAt(build, name, namePlace, lookupIn(scope)),
    value: expandAt(build, value, place, lookupIn(scope)),
    place,
  }));
