/**
 * The ways in which a text can name a directory of the work tree.
 *
 * @module
 */
import { isAbsolute, join, relative, sep } from "node:path";
import { isBelow, realOf } from "./real-places.ts";

export interface Spelled {
  /** Top level of the work tree, without symbolic links. */
  top: string;
  /** Directories of it, absolute, that are meant to be named. */
  linked: readonly string[];
  /** As {@link spellingsOf} gives them. */
  spellings: readonly string[];
  /** Also where the path could be the end of another one: right for a few words, too much for all files. Default false. */
  isStrict?: boolean;
}

/**
 * What a text can write for `top`: its path; the path by which any variable names it over a link; and what begins with a
 * directory above it that a variable names, such as `~/work` and `$HOME/work`. The directory itself needs no such name: it is moved.
 */
export const spellingsOf = (top: string, env: NodeJS.ProcessEnv): string[] => {
  const values = Object.entries(env).flatMap(([name, value = ""]) => (isAbsolute(value) ? [{ name, value }] : []));
  const tops = new Set([top, ...values.flatMap(({ value }) => aliasOf(top, value))]);
  const short = values.flatMap(({ name, value }) =>
    [...tops].flatMap((one) => {
      const rest = relative(value, one);
      if (rest === "" || !isBelow(value, one)) return [];
      return [`$${name}`, `\${${name}}`, ...(name === "HOME" ? ["~"] : [])].map((start) => join(start, rest));
    }),
  );
  return [...new Set([...tops, ...short])];
};

/** Whether `text` names a directory of the work tree other than those that are meant to be named. */
export const namesTop = (text: string, spelled: Spelled): boolean => placesIn(text, spelled).length > 0;

/** `text` with `dir` for the work tree, wherever it names another directory of it than those that are meant to be named. */
export const movedTo = (dir: string, text: string, spelled: Spelled): string => {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of placesIn(text, spelled)) {
    parts.push(text.slice(from, start), dir);
    from = end;
  }
  return [...parts, text.slice(from)].join("");
};

// --- internal ---

/** `/link/to/top` of `/link/to/top/src`, when that is in the work tree. */
const aliasOf = (top: string, value: string): string[] => {
  const path = value.length > 1 && value.endsWith(sep) ? value.slice(0, -1) : value;
  const real = realOf(path);
  if (!isBelow(top, real) || isBelow(top, path)) return [];
  const rest = join(sep, relative(top, real));
  if (rest === sep) return [path];
  return path.endsWith(rest) ? [path.slice(0, -rest.length)] : [];
};

/** In order, none in another. */
const placesIn = (
  text: string,
  { top, linked, spellings, isStrict = false }: Spelled,
): { start: number; end: number }[] => {
  const longest = Math.max(0, ...linked.map((dir) => dir.length));
  const found: { start: number; end: number }[] = [];
  for (const spelling of spellings) {
    for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, at + 1)) {
      const end = at + spelling.length;
      // Only as much as decides: a long text may name it very often.
      const rest = top + text.slice(end, end + longest + 1);
      if (!beginsWith(rest, top) || !(isStrict || mayBegin(text, at, spelling))) continue;
      if (!linked.some((dir) => beginsWith(rest, dir))) found.push({ start: at, end });
    }
  }
  let last = 0;
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ start, end }) => {
      if (start < last) return false;
      last = end;
      return true;
    });
};

/** With this very path: `/a/lib` is not named by `/a/lib2`. */
const beginsWith = (text: string, path: string): boolean =>
  text.startsWith(path) && (path.endsWith(sep) || !/^[\w.-]/.test(text.slice(path.length)));

/** A path of one name, such as `/app`, ends many others: `src/app`. It counts where a path begins, and behind a flag. */
const mayBegin = (text: string, at: number, spelling: string): boolean =>
  !/^\/[^/]+$/.test(spelling) || /(?:^|[^\w.\-/})\]]|-[A-Za-z]|\/\/)$/.test(text.slice(Math.max(0, at - 2), at));
