/**
 * What a shell is told to run: by `-c`, as a file, from its input, and by commands of its own.
 *
 * POSIX.1-2024, "sh", "alias", "dot", "eval".
 *
 * @module
 */
import { containers } from "../altered/containers.ts";
import type { Word } from "../shell/syntax.ts";
import { type Called, nameOf, unknownWhy } from "./call.ts";
import { byGit } from "./call-git.ts";
import { tailOf } from "./call-unknown.ts";
import { printedIn } from "./settled.ts";

/** Any shell by its name. */
export const isAnyShell = (name: string): boolean => /^(?:[abckz]|ba|da|mk|pdk|tc|rba|fi)?sh$/.test(name);

/** What `words`, of which the first is a shell, have it run. */
export const toldTo = (words: readonly Word[]): Called | readonly [] => {
  const isOption = ({ value = "" }: Word, index: number) => /^[-+]./.test(value) || isBehindOption(words[index - 1]);
  const at = words.findIndex((word, index) => index > 0 && !isOption(word, index));
  const flags = words
    .slice(0, at === -1 ? undefined : at)
    .filter((_, index) => !isBehindOption(words[index - 1]))
    .map(({ value = "" }) => value);
  if (flags.some((flag) => /^(?:-\w*n\w*|--(?:version|help))$/.test(flag))) return [];
  const [shell] = words;
  const word = words[at];
  const isCommand = flags.some((flag) => /^(?:-\w*c\w*|--command)$/.test(flag));
  if (word === undefined) return isCommand ? [] : { input: true };
  if (isCommand) return word.value === undefined ? unknownWhy(word) : { line: word.value };
  if (flags.some((flag) => /^-\w*s/.test(flag)) || ofInput.test(word.value ?? "")) return { input: true };
  if (word.value !== undefined) return { file: word };
  const printed = printedIn(word);
  if (printed !== undefined) return { line: printed };
  const tail = tailOf(word);
  return tail === undefined ? unknownWhy(word) : { tail, shell, args: words.slice(at + 1) };
};

/** Shells that stand, with `-c`, among the words of a program of which nothing is known. */
export const shellsIn = (name: string, rest: readonly Word[]): readonly Called[] =>
  elsewhere.has(name)
    ? []
    : rest.flatMap(({ value }, at) => {
        const isTold = rest[at + 1]?.value !== undefined;
        return isAnyShell(nameOf(value)) && isTold ? [toldTo(rest.slice(at))].flat().filter(isOfWords) : [];
      });

/** Commands of the shell itself, of git, and the like. */
export const builtins = new Map<string, (words: readonly Word[]) => readonly Called[]>([
  // What can be read of it has been.
  [
    "eval",
    ([, ...rest]) =>
      rest
        .filter(({ value }) => value === undefined)
        .map(unknownWhy)
        .slice(0, 1),
  ],
  ...[".", "source"].map(
    (name) =>
      [
        name,
        ([first, ...rest]: readonly Word[]): readonly Called[] => {
          const file = rest.find(({ value }) => value !== "--");
          if (file === undefined) return [];
          if (file.value !== undefined) return ofInput.test(file.value) ? [{ input: true }] : [];
          const tail = tailOf(file);
          return tail === undefined ? [unknownWhy(file)] : [{ tail, shell: first, args: [] }];
        },
      ] as const,
  ),
  [
    "alias",
    ([, ...rest]) =>
      rest.flatMap((word): readonly Called[] => {
        const { value } = word;
        if (value === undefined) return [unknownWhy(word)];
        const at = value.indexOf("=");
        return at === -1 ? [] : [{ line: value.slice(at + 1) }];
      }),
  ],
  ["git", ([, ...rest]) => byGit(rest)],
]);

// --- internal ---

/** They only say such words, or run them elsewhere. */
const elsewhere: ReadonlySet<string> = new Set([
  ..."echo printf test [ grep ssh kubectl oc vagrant lxc heroku fly flyctl docker-compose".split(" "),
  ...containers,
]);

/** The name behind `-o`, or the file behind `--rcfile`. */
const isBehindOption = (before: Word | undefined): boolean =>
  /^--(?:rcfile|init-file)$|^[-+]\w*o/i.test(before?.value ?? "");

const ofInput = /^(?:-|\/dev\/(?:stdin|fd\/0)|\/proc\/self\/fd\/0)$/;

const isOfWords = (called: Called): boolean => "line" in called || "why" in called;
