/**
 * Words of a script that whoever proposes a change writes: GitHub puts the value of `${{ … }}` into a script before a shell
 * reads it, so that a title may end the script before the gate, or go on after it.
 *
 * docs.github.com "Secure use reference", script injections; "Contexts reference".
 *
 * @module
 */
import { inputAt, type JobFrame, type Scope } from "../../ci/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { shortened, spotOf } from "../fault.ts";
import type { Injected, SetVariable } from "../model.ts";
import { placesOfValue } from "../places.ts";
import { textOf } from "./text.ts";
import { isOpenToNames } from "./triggers.ts";

export interface Place {
  scope: Scope;
  frame: JobFrame;
  /** Texts of all files that lead to the step, by their paths. */
  texts: ReadonlyMap<string, string>;
}

/** Of the script `found`, or of a script in the inputs of an action. */
export const injectedIn = (place: Place, found: Located<string>): Injected[] => {
  const places = placesOfValue(place.texts.get(found.path) ?? "", found);
  return expressionsIn(found.value).flatMap(({ inner, at, whole }): Injected[] => {
    const [sure, perhaps] = [wordsIn(place, inner, directly, 0), wordsIn(place, inner, perhapsTheirs, 0)];
    if (!sure && !perhaps) return [];
    const fault = {
      ...{ at: places(at), written: shortened(whole), fix: `hand it over in env, and name the variable: "$NAME"` },
      ...(sure
        ? { kind: "skipped" as const, level: "violation" as const, why: ownWords }
        : { kind: "unread" as const, level: "undecided" as const, why: unknownWords }),
    };
    return [{ at, fault }];
  });
};

/** What a script writes of theirs into a file of variables: behind the end of a line may stand another variable. */
export const handedOn = (script: Located<string>, variables: readonly SetVariable[]): Injected[] => {
  const at = script.value.search(/GITHUB_(?:ENV|PATH)\b/);
  if (at === -1) return [];
  const names = variables.filter(({ text = "" }) =>
    expressionsIn(text).some(({ inner }) => ofLines.test(plain(inner))),
  );
  return names
    .filter(({ value }) => new RegExp(`\\$\\{?${value.replace(/\W/g, "\\$&")}(?!\\w)`).test(script.value))
    .map(({ value }): Injected => {
      const why = "a text of several lines, which whoever proposes the change writes, may set other variables";
      return { at, fault: { kind: "unread", level: "undecided", at: spotOf(script), why, written: `$${value}` } };
    });
};

/** Whether an expression of `text` holds, or may hold, what whoever proposes a change writes. */
export const isTheirs = (place: Place, text: string): boolean =>
  expressionsIn(text).some(({ inner }) => [directly, perhapsTheirs].some((judge) => wordsIn(place, inner, judge, 0)));

// --- internal ---

const ownWords = "whoever proposes the change writes a part of the script";
const unknownWords = "a part of the script may be what whoever proposes the change writes";

/** `${{ … }}` of a text, with what stands in it. */
const expressionsIn = (text: string): { inner: string; at: number; whole: string }[] =>
  [...text.matchAll(/\$\{\{((?:'[^']*'|[^'}]|\}(?!\}))*)\}\}/g)].map(({ 0: whole, 1: inner = "", index: at }) => ({
    ...{ inner, at, whole },
  }));

/** In one spelling: GitHub takes names in any case, and `['name']` for `.name`. */
const plain = (inner: string): string =>
  inner
    .toLowerCase()
    .replace(/\s*\[\s*'([\w*-]+)'\s*\]/g, ".$1")
    .replace(/\s*\[\s*[\w.*]+\s*\]/g, ".*")
    .replace(/'(?:[^']|'')*'/g, "''");

/** Titles, texts and names of branches, or what holds them; of people only what they may choose freely. */
const theirs = new RegExp(
  `(?<![\\w.-])github\\.(?:${[
    "head_ref",
    "event\\.(?:\\*|(?:pull_request|issue|comment|review|discussion|label|milestone|release|pages|inputs|client_payload)\\.(?!base\\.)(?:\\*|[\\w.*]*(?:title|body|name|description|label|labels|homepage|default_branch|ref|message|email))\\b)",
    "event\\.(?:head_commit|commits)\\.(?:[\\w.*]*(?:message|name|email|\\*))\\b",
  ].join("|")})(?![\\w-])|tojson\\(\\s*github(?:\\.event(?:\\.[\\w.*]+)?)?\\s*\\)`,
);

/** Names of branches and tags that are pushed. */
const names = /(?<![\w.-])github\.(?:ref|ref_name|event\.ref)(?![\w-])/;

/** Made by what ran before. */
const made = /(?<![\w.-])(?:steps|needs)\.[\w.*-]+|(?<![\w.-])env\.[\w-]+/;

/** Those that may have several lines. */
const ofLines = /(?<![\w.-])github\.event\.[\w.*]*(?:body|message)(?![\w-])|tojson\(\s*github/;

type Judge = (place: Place, text: string) => boolean;

const directly: Judge = ({ frame }, text) => theirs.test(text) || (names.test(text) && isOpenToNames(mainOf(frame)));

/** What a step before made may be theirs, where any step gets what is theirs. */
const perhapsTheirs: Judge = ({ texts }, text) => made.test(text) && [...texts.values()].some(hasTheirs);

/** Conditions and names of jobs are no words of a script. */
const hasTheirs = (text: string): boolean =>
  expressionsIn(text.replace(/^[\s-]*(?:if|group|name|run-name|cancel-in-progress)\s*:.*/gm, "")).some(({ inner }) =>
    theirs.test(plain(inner)),
  );

/** Variables and inputs that name each other. */
const deepest = 6;

/** Whether what `inner` makes may hold what `judge` looks for, also by a variable or an input. */
const wordsIn = (place: Place, inner: string, judge: Judge, depth: number): boolean =>
  partsOf(plain(inner)).some((part) => {
    const named = [...part.matchAll(/(?<![\w.-])(env|inputs)\.([\w-]+)/g)].map(([whole, context, name = ""]) => ({
      whole,
      given: context === "env" ? variableOf(place, name) : inputOf(place, name),
    }));
    const rest = named.reduce((text, { whole, given }) => (given === undefined ? text : text.replace(whole, "")), part);
    if (judge(place, rest)) return true;
    if (depth >= deepest) return named.length > 0;
    return named.some(
      ({ given }) =>
        given !== undefined &&
        expressionsIn(given.text).some((below) => wordsIn(given.place, below.inner, judge, depth + 1)),
    );
  });

/** What may become the value: of `a && b` and `a || b` each but the questions, whose answer is true or false. */
const partsOf = (text: string): string[] => {
  const asked = text.replace(/\b(?:contains|startswith|endswith|hashfiles)\([^()]*\)/g, "true");
  if (asked.includes("(")) return [asked];
  return asked
    .split("||")
    .map((part) => part.split("&&").at(-1) ?? "")
    .filter((part) => !/[=!<>]/.test(part));
};

interface Given {
  text: string;
  place: Place;
}

/** The text that the workflow gives the variable, the innermost first. */
const variableOf = (place: Place, name: string): Given | undefined => {
  const { scope } = place;
  const { job, callers } = scope;
  const places = [scope, ...callers, { tree: job.tree, step: job.keys }, { tree: job.tree, step: [] }];
  for (const { tree, step } of places) {
    const own = tree.names([...step, "env"]).find(({ value }) => value.toLowerCase() === name);
    if (own !== undefined) return { text: textOf(tree.get([...step, "env", own.value])?.value ?? ""), place };
  }
  return undefined;
};

/** What the caller gives for it: the step that uses the action, or the job that calls the workflow. */
const inputOf = (place: Place, name: string): Given | undefined => {
  const { scope, frame } = place;
  const [caller, ...callers] = scope.callers;
  if (caller !== undefined) return givenAt({ ...place, scope: { ...scope, ...caller, callers } }, name);
  if (frame.caller === undefined) return undefined;
  const { tree, keys } = frame.caller;
  const outer: Scope = { tree, step: keys, job: { tree, keys }, callers: [], input: () => undefined };
  return givenAt({ ...place, scope: outer, frame: frame.caller }, name);
};

const givenAt = (place: Place, name: string): Given | undefined => {
  const given = inputAt(place.scope, name);
  return { text: given === undefined ? "" : textOf(given.value), place };
};

const mainOf = (frame: JobFrame): Tree => (frame.caller === undefined ? frame.tree : mainOf(frame.caller));
