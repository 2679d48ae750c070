/**
 * Files by which something that runs before the gate sets its variables, or what is in front of its PATH.
 *
 * docs.github.com "Workflow commands", environment files; docs.gitlab.com "CI/CD artifacts reports types", `artifacts:reports:dotenv`.
 *
 * @module
 */
import { joinedTexts } from "./bare.ts";
import { type Fault, shortened, spotOf } from "./fault.ts";
import type { Handed, Step } from "./model.ts";
import { isOfOneLine } from "./one-line.ts";
import { parseShell } from "./shell/parse.ts";
import { joined } from "./shell/state.ts";
import type { Node } from "./shell/syntax.ts";
import type { variableFaults } from "./variables.ts";

/** What is to be said of a variable that is set. */
export type Judge = typeof variableFaults;

/** What a step writes for those behind it. */
export const fileFaults = (step: Step, judge: Judge): Fault[] =>
  linesOf(step).flatMap(({ line, whole }): Fault[] => {
    const { at } = step;
    if (/GITHUB_PATH\b/.test(line)) {
      const [, , added] = toPath.exec(line) ?? [];
      return judge("PATH", added, at, line);
    }
    return githubEnv.mention.test(line) ? lineFaults({ at, line, whole }, githubEnv, judge) : [];
  });

/** What a job wrote that hands its variables on to another one. */
export const handedFaults = ({ by, file }: Handed, judge: Judge): Fault[] => {
  const at = spotOf(file);
  const path = joined("", file.value);
  if (path === undefined || /[$*?[]/.test(path)) return [unsaid(at, file.value)];
  const name = path.replace(/[.+()[\]{}^$|\\]/g, "\\$&");
  const place: Place = {
    mention: new RegExp(`(?<![\\w.-])${name}(?!\\.?[\\w-])`),
    target: `(?:\\./|\\$\\{?CI_PROJECT_DIR\\}?/)?${name}`,
  };
  const found = by.steps.flatMap(linesOf).filter(({ line }) => place.mention.test(line));
  const wrote = found.filter(({ line }) => !/^\s*(?:cat|\.|source)\s[^;&|<>`()]*$/.test(line));
  // Whatever writes it, nobody sees it here.
  if (wrote.length === 0) return [unsaid(at, file.value)];
  return wrote.flatMap((one) => lineFaults({ ...one, at }, place, judge));
};

// --- internal ---

const toPath =
  /^\s*(?:echo|printf)\s+(["']?)((?:\$\{\{\s?github\.workspace\s?\}\})?[^"'\s]+)\1\s*>>\s*["']?\$\{?GITHUB_PATH\}?["']?\s*$/;

/** A file, in a line that speaks of it. */
interface Place {
  mention: RegExp;
  /** How it is written behind `>>`. */
  target: string;
}

const githubEnv: Place = { mention: /GITHUB_ENV\b/, target: "\\$\\{?GITHUB_ENV\\}?" };

/** Of the step's script, and of those that it runs. */
const linesOf = ({ script, followed }: Step): Pick<Written, "line" | "whole">[] => {
  const whole = script?.text ?? "";
  const nested = (followed?.scripts ?? []).map(({ text }) => text);
  const lines = [whole, ...nested].flatMap(joinedTexts).flatMap(({ text }) => text.split("\n"));
  return [...new Set(lines)].map((line) => ({ line, whole }));
};

interface Written {
  at: Fault["at"];
  line: string;
  /** The script of its step. */
  whole: string;
}

const unsaid = (at: Fault["at"], written: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, written: shortened(written) },
  why: "which variables it sets for what comes behind it is not said",
});

const long = (at: Fault["at"], written: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, written: shortened(written) },
  why: "what is printed into it may have several lines, each of which may set another variable",
  fix: "keep the first line alone: put | head -n 1 behind what prints it",
});

const lineFaults = ({ at, line, whole }: Written, place: Place, judge: Judge): Fault[] => {
  const texts = `${whole}\n${line}`.split(/\\n|\n/);
  const names = texts.flatMap((text) => [...text.matchAll(/([A-Za-z_]\w*)(?:=|<<)/g)].map(({ 1: name = "" }) => name));
  const faults = names.flatMap((name) => judge(name, undefined, at, line));
  if (faults.length > 0) return faults;
  if (isOpen(line, place)) return [unsaid(at, line)];
  return isOfOneLine(line, whole) ? [] : [long(at, line)];
};

/** Whether something that `line` writes into the file begins with no name, or with one that isn't seen: where it can't be parsed alone. */
const isOpen = (line: string, place: Place): boolean => {
  try {
    return !parseShell(line).items.every(({ node }) => isNamedBy(node, line, place));
  } catch {
    return true;
  }
};

const isNamedBy = (node: Node, line: string, place: Place): boolean => {
  if (node.kind === "and-or") return node.parts.every((part) => isNamedBy(part.node, line, place));
  const text = line.slice(node.at, node.end);
  if (!place.mention.test(text)) return true;
  const file = `["']?${place.target}["']?$`;
  const [first = text, second, ...more] =
    node.kind === "pipeline" ? node.parts.map((part) => line.slice(part.at, part.end)) : [];
  const isKept = second === undefined || (more.length === 0 && new RegExp(`^tee\\s+(?:-a\\s+)?${file}`).test(second));
  const end = second === undefined ? `\\s*>>?\\s*${file}` : "$";
  const [, written = ""] = new RegExp(`^(?:echo|printf)\\s+(.*?)${end}`).exec(first) ?? [];
  return isKept && !place.mention.test(written) && areNames(written);
};

/** Whether each line of what is written begins with a name, those behind a `\n` as well. */
const areNames = (written: string): boolean => {
  // Any other escape may spell a name.
  if (/\\[^n"$]/.test(written)) return false;
  const [first = "", ...others] = written.split("\\n");
  const begins = /^[A-Za-z_]\w*(?:=|<<)/;
  return (
    begins.test(first.replace(/^["']/, "")) && others.every((one) => begins.test(one) || /^["'](?:\s|$)/.test(one))
  );
};
