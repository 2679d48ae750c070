/**
 * Which files, of those that the words of a command name, it may write.
 *
 * @module
 */

import type { Word } from "../shell/syntax.ts";
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
  const inner = /^python[\d.]*$/.test(name) && rest[0] === "-m" ? [rest.slice(1)] : behindRunners(words);
  if (inner !== undefined) return inner.flatMap((one) => aimsOf(one, context));
  if (managers.has(name)) return packageAims(rest, context);
  if (/^(?:xargs|parallel)$/.test(name)) return handedAims(rest, context);
  if (/^(?:find|fd)$/.test(name)) return foundAims(rest, context);
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
  ...["gofmt", "goimports", "gofumpt", "shfmt", "prettier"].map((name) => [name, /^-w$|^--write$/] as const),
  ["json", /^-I$/],
  ...["yq", "clang-format"].map((name) => [name, /^-i|^--inplace$/] as const),
]);

/** All that is no option; with the sign of one the rest may be a file. */
function operandsOf(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith("-"));
}

/** The commands that programs in front of them may run; undefined where it is none of those. They read what they hand on themselves. */
const behindRunners = (words: readonly string[]): readonly (readonly string[])[] | undefined => {
  const own = words.map((raw): Word => ({ raw, value: /^[$`]/.test(raw) ? undefined : raw, at: 0, end: 0 }));
  const isNamed = own[0]?.value !== undefined;
  if ((isNamed && !isRunner(own)) || handing.test(words[0]?.replace(/.*\//s, "") ?? "")) return undefined;
  const found = allCalledBy(own).flatMap((called) => {
    const words = "words" in called ? called.words : [];
    return words.length === 0 || isRunner(words) || isCommandOf(own[own.length - words.length - 1], words)
      ? []
      : [words.map(({ value, raw }) => value ?? raw)];
  });
  return isNamed || found.length > 0 ? found : undefined;
};

/** `pip install` is no coreutils' install. */
const isCommandOf = (before: Word | undefined, [first]: readonly Word[]): boolean =>
  first?.value === "install" &&
  before?.value !== undefined &&
  !/^-|^\w+=|^[\d.]+$/.test(before.value) &&
  runnerOf(before.value.replace(/.*\//s, "")) === undefined;

const handing = /^(?:xargs|parallel|find|fd|fdfind)$/;

/** What another command says is put behind the words. */
const handedAims = (rest: readonly string[], context: AimsContext): readonly Aim[] => {
  const at = rest.findIndex((word, index) => !word.startsWith("-") && !/^-[InPLsdEa]$/.test(rest[index - 1] ?? ""));
  if (at === -1) return [];
  const inner = rest.slice(at);
  // It is the last of them, or stands for one.
  const [given] = aimsOf([...inner, "$GIVEN"], context).filter(({ how }) => how !== "named");
  return given === undefined ? aimsOf(inner, context) : [...aimsOf(inner, context), { word: "$GIVEN", how: "written" }];
};

/** `find … -exec` and `-delete`: of what has one of the names that it searches for. */
const foundAims = (rest: readonly string[], context: AimsContext): readonly Aim[] => {
  const at = rest.findIndex((word) => /^(?:-(?:exec|ok)(?:dir)?|-x|-X|--exec(?:-batch)?)$/.test(word));
  const [command = []] = at === -1 ? [] : [rest.slice(at + 1)];
  const files = rest.flatMap((word, index) => (/^-f(?:print0?|printf|ls)$/.test(word) ? (rest[index + 1] ?? []) : []));
  const printed = files.map((word): Aim => ({ word, how: "written" }));
  const changes = aimsOf([...command, "$GIVEN"], context).filter(({ how }) => how !== "named");
  if (changes.length === 0 && !rest.includes("-delete")) return printed;
  const names = rest.flatMap((word, index) =>
    /^-i?(?:name|path|wholename)$/.test(word) ? (rest[index + 1] ?? []) : [],
  );
  const how = changes.every((one) => one.how === "removed") ? "removed" : "written";
  return [...printed, ...(names.length === 0 ? ["*"] : names).map((word): Aim => ({ word: `$FOUND/${word}`, how }))];
};

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
