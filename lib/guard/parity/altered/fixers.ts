/**
 * Formatters and the like, which write into the checkout unless they are told to look only.
 *
 * @module
 */
import type { Aim } from "./touched.ts";

/** Undefined for another program, or where it only looks. `words` are those behind the program's name. */
export const fixerAims = (name: string, words: readonly string[]): readonly Aim[] | undefined => {
  const said = words.join(" ");
  const isLooking = looking.test(said) || lookers.get(name)?.test(said) === true;
  return fixers.get(name)?.test(said) === true && !isLooking ? [{ word: ".", how: "checkout" }] : undefined;
};

// --- internal ---

const looking = /(?:^| )(?:--?check(?:=true)?|--dry-run|--help|--version)(?: |$)/;

/** What else keeps one of them from writing. The same letters are a line's length, or a text to format, for another one. */
const lookers = new Map<string, RegExp>([
  ["isort", /(?:^| )(?:-c|--check-only|--diff)(?: |$)/],
  ...["black", "ruff", "autopep8", "yapf"].map((name) => [name, /(?:^| )--diff(?: |$)/] as const),
]);

/** By the words with which each of them writes. */
const fixers = new Map<string, RegExp>([
  ...["black", "isort", "rustfmt", "sort-package-json"].map((name) => [name, /^(?!-$)/] as const),
  ...["autopep8", "yapf", "autoflake", "docformatter"].map(
    (name) => [name, /(?:^| )(?:-\w*i\w*|--in-place)(?: |$)/] as const,
  ),
  ["pyupgrade", /\S/],
  ["ruff", /^format(?: |$)/],
  ["cargo", /^(?:\+\S+ )?(?:fmt|fix|update|add|remove|upgrade|clippy .*--fix)(?: |$)/],
  ["go", /^(?:fmt|get|generate|fix|mod (?:tidy|edit|init))(?: |$)/],
  ...["dprint", "terraform", "tofu", "deno", "taplo", "buf", "zig"].map(
    (name) => [name, /^(?:fmt|format)(?: |$)/] as const,
  ),
  ...["rubocop", "standardrb"].map(
    (name) => [name, /(?:^| )(?:-[aAx]|--(?:safe-)?auto-?correct(?:-all)?|--fix)(?: |$)/] as const,
  ),
  ["uv", /^(?:lock(?: .*)? --upgrade|lock -U|add|remove)/],
  ["poetry", /^(?:update|add|remove)(?: |$)/],
  ["pre-commit", /^(?:run|autoupdate)(?: |$)/],
]);
