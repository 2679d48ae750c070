/**
 * Which files, of those that the words of a command name, it may write.
 *
 * @module
 */

import type { Word } from "../shell/syntax.ts";
import { candidatesIn } from "../task/call-behind.ts";
import { allCalledBy, isRunner } from "../task/calls.ts";
import { runnerOf } from "../task/runners.ts";
import { codeAims, filterAims } from "./code.ts";
import { containerAims, containers } from "./containers.ts";
import { copiers } from "./copies.ts";
import { fixerAims } from "./fixers.ts";
import { gitAims } from "./git.ts";
import { managers, packageAims, pipAims } from "./packages.ts";
import type { Aim } from "./touched.ts";
import { unknownAims } from "./unknown.ts";

export interface AimsContext {
  /** The default branch. */
  branch: string;
  /** The tool's. */
  version: string;
  /** What the gate's task asks its environment for. */
  asks: ReadonlySet<string>;
}

/** `words` without quotes, the program first. What is not known of a program is taken for writing. */
export const aimsOf = (words: readonly string[], context: AimsContext): readonly Aim[] => {
  const [program = "", ...rest] = words;
  const name = program.replace(/.*\//s, "");
  if (/^(?:xargs|parallel)$/.test(name)) return handedAims(name, rest, context);
  if (/^(?:find|fd|fdfind)$/.test(name)) return foundAims(rest, context);
  const inner = /^python[\d.]*$/.test(name) && rest[0] === "-m" ? [rest.slice(1)] : behindRunners(words);
  if (inner !== undefined) return inner.flatMap((one) => aimsOf(one, context));
  if (managers.has(name)) return packageAims(rest, context);
  if (name === "git") return gitAims(rest, context);
  const fixed = fixerAims(name, rest);
  if (fixed !== undefined) return fixed;
  const known = readers.has(name) ? () => [] : (others.get(name) ?? copiers.get(name));
  if (known !== undefined) return known(rest);
  const [option] = rest.filter((word) => inPlace.get(name)?.test(word) === true);
  if (option !== undefined) return operandsOf(rest).map((word) => ({ word, how: "written" }));
  const code = interpreters.test(name) ? codeOf(rest) : undefined;
  if (code !== undefined) return code.flatMap(codeAims);
  if (filters.has(name)) return rest.flatMap((word) => (/\s|[;{}>]/.test(word) ? filterAims(word) : []));
  return unknownAims(interpreters.test(name) ? behindScript(rest) : rest);
};

// --- internal ---

/** They only read what is named, or change what it is not judged by: its mode. */
const readers: ReadonlySet<string> = new Set(
  [
    "cat head tail less more grep egrep fgrep rg wc diff cmp comm stat file ls tree du cut tr od hexdump strings",
    "sha1sum sha224sum sha256sum sha384sum sha512sum md5sum b2sum shasum cksum sum basename dirname realpath readlink",
    "test [ echo printf cd export unset local declare readonly typeset let true false : pwd read source . alias set exit",
    "return eval trap which type jq column nl paste fold chmod chown chgrp mkdir make gmake just bash sh dash",
    "shellcheck hadolint actionlint yamllint checkmake codecov codecovcli trivy grype syft",
  ].flatMap((line) => line.split(" ")),
);

const others = new Map<string, (words: readonly string[]) => readonly Aim[]>([
  ["touch", (rest) => operandsOf(rest).map((word) => ({ word, how: "touched" }))],
  ...["pip", "pip3", "pipx"].map((name) => [name, pipAims] as const),
  ...containers.map((name) => [name, containerAims] as const),
]);

const filters: ReadonlySet<string> = new Set(["sed", "gsed", "awk", "gawk", "mawk", "nawk", "yq"]);

const interpreters = /^(?:node|nodejs|deno|python[\d.]*|ruby|perl|php|tsx|ts-node)$/;

const inPlace: ReadonlyMap<string, RegExp> = new Map([
  ...["sed", "gsed", "ssed"].map((name) => [name, /^-(?:[nErsuz]*i|-in-place)/] as const),
  ...["perl", "ruby"].map((name) => [name, /^-[a-zA-Z0-9]*i/] as const),
  ...["awk", "gawk"].map((name) => [name, /^(?:-i|inplace|-iinplace|--include=inplace)$/] as const),
  ...["gofmt", "goimports", "gofumpt", "shfmt", "prettier"].map((name) => [name, /^-w$/] as const),
  ["json", /^-I$/],
  ...["yq", "clang-format"].map((name) => [name, /^-i|^--inplace$/] as const),
]);

/** All that is no option; with the sign of one the rest may be a file. */
function operandsOf(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith("-"));
}

/** The commands that programs in front of them may run; undefined where it is none of those. They read what they hand on themselves. */
const behindRunners = (words: readonly string[]): readonly (readonly string[])[] | undefined => {
  const own = words.map(wordOf);
  const isNamed = own[0]?.value !== undefined;
  if (isNamed && !isRunner(own)) return undefined;
  const found = allCalledBy(own).flatMap((called) => {
    const words = "words" in called ? called.words : [];
    const [first] = words;
    if (first === undefined || (isRunner(words) && !handing.has(first.value ?? ""))) return [];
    const isWord = isCommandOf(own[own.length - words.length - 1], first);
    return isWord ? [] : [words.map(({ value, raw }) => value ?? raw)];
  });
  return isNamed || found.length > 0 ? found : undefined;
};

/** What they do themselves, and to what they find, is more than what stands in their words. */
const handing: ReadonlySet<string> = new Set(["xargs", "parallel", "find", "fd", "fdfind"]);

/** What begins with a variable may be anything. */
const wordOf = (raw: string): Word => ({ raw, value: /^[$`]/.test(raw) ? undefined : raw, at: 0, end: 0 });

/** `pip install` is no coreutils' install. */
const isCommandOf = (before: Word | undefined, first: Word): boolean =>
  first.value === "install" &&
  before?.value !== undefined &&
  !/^-|^\w+=|^[\d.]+$/.test(before.value) &&
  runnerOf(before.value.replace(/.*\//s, "")) === undefined;

/** What another command says is put behind the words. */
const handedAims = (name: string, rest: readonly string[], context: AimsContext): readonly Aim[] =>
  candidatesIn(rest.map(wordOf), runnerOf(name) ?? {}).found.flatMap((at) => {
    const inner = rest.slice(at);
    // It is the last of them, or stands for one.
    const isGiven = aimsOf([...inner, "$GIVEN"], context).some(({ how }) => how !== "named");
    return [...aimsOf(inner, context), ...(isGiven ? [{ word: "$GIVEN", how: "written" } as const] : [])];
  });

/** `find … -exec` and `-delete`: of what has one of the names that it searches for, and what else stands there. */
const foundAims = (rest: readonly string[], context: AimsContext): readonly Aim[] => {
  const behind = rest.flatMap((word, index) => (execution.test(word) ? [rest.slice(index + 1)] : []));
  const commands = behind.map((words) =>
    words.slice(
      0,
      [...words, ";"].findIndex((word) => /^[;+]$/.test(word)),
    ),
  );
  const files = rest.flatMap((word, index) => (/^-f(?:print0?|printf|ls)$/.test(word) ? (rest[index + 1] ?? []) : []));
  const printed = files.map((word): Aim => ({ word, how: "written" }));
  const own = commands.flatMap((words) => aimsOf(words, context)).filter(({ word }) => !word.includes("{}"));
  const changes = commands
    .flatMap((words) => aimsOf([...words, "$GIVEN"], context))
    .filter(({ how }) => how !== "named");
  if (changes.length === 0 && !rest.includes("-delete")) return [...printed, ...own];
  const names = rest.flatMap((word, index) =>
    /^-i?(?:name|path|wholename)$/.test(word) ? (rest[index + 1] ?? []) : [],
  );
  const how = changes.every((one) => one.how === "removed") ? "removed" : "written";
  const found = (names.length === 0 ? ["*"] : names).map((word): Aim => ({ word: `$FOUND/${word}`, how }));
  return [...printed, ...own, ...found];
};

const execution = /^(?:-(?:exec|ok)(?:dir)?|-x|-X|--exec(?:-batch)?)$/;

const codeFlag = /^(?:-[a-zA-Z]*[cepEr]|--(?:eval|print|run))$/;

/** Undefined for a script that lies in a file. */
const codeOf = (rest: readonly string[]): readonly string[] | undefined => {
  const at = rest.findIndex((word) => codeFlag.test(word) || !word.startsWith("-"));
  return codeFlag.test(rest[at] ?? "") ? rest.slice(at + 1) : undefined;
};

const behindScript = (rest: readonly string[]): readonly string[] => {
  const at = rest.findIndex((word) => !word.startsWith("-"));
  return rest.filter((_, index) => index !== at);
};
