/**
 * Links that a job makes: what is written through one is written to what it stands for.
 *
 * ln(1), cp(1).
 *
 * @module
 */
import { placeOf } from "../deciding.ts";
import type { Run } from "../runs.ts";
import { joined } from "../shell/state.ts";
import { hasOption, lastOf, parted, slashless, valuesOf } from "./options.ts";

/** A place that a command names, and from where. */
export interface Place {
  word: string;
  cwd: string | undefined;
}

/** The same place, and what else it may be by one of the links; `isLink` for what a link itself stands for. */
export type Linked = (place: Place) => readonly (Place & { isLink?: boolean })[];

/** By the links that commands make. */
export const linkedBy = (runs: readonly Pick<Run, "argv" | "raws" | "cwd">[]): Linked => {
  const links = runs.flatMap(({ argv, raws, cwd }) => {
    const words = raws.map((raw, index) => argv[index] ?? raw.replace(/["']/g, ""));
    return linksOf(words).map((link): Made => ({ ...link, cwd, path: fromTop(cwd, link.at) }));
  });
  const byPath = grouped(links, ({ path }) => path);
  const byName = grouped(links, ({ at }) => plain(at));
  return (place) => {
    const all: (Place & { isLink?: boolean })[] = [place];
    // Each may lead to another one.
    for (const one of all) {
      const path = fromTop(one.cwd, one.word);
      const found = [
        ...(path === undefined ? [] : above(path, byPath)),
        // Where only a run knows the place of one, by its name.
        ...above(plain(one.word), byName).filter(({ link }) => path === undefined || link.path === undefined),
      ];
      for (const { link, rest } of found) {
        const word = `${link.to}${rest}`;
        if (all.some((other) => other.word === word && other.cwd === link.cwd)) continue;
        // Where it leads in the end is too much to tell: anywhere.
        if (all.length > most) return [...all, { word: "$LINK", cwd: undefined }];
        all.push({ word, cwd: link.cwd, isLink: rest === "" });
      }
    }
    return all;
  };
};

/** Whether a command makes one. */
export const isLinking = (words: readonly string[]): boolean => linksOf(words).length > 0;

// --- internal ---

const most = 64;
/** Nobody makes links in deeper ones. */
const deepest = 64;

/** Where a link lies, and what it stands for, both from where it is made. */
interface Link {
  at: string;
  to: string;
}

interface Made extends Link {
  cwd: string | undefined;
  /** From the top; undefined where only a run can tell. */
  path: string | undefined;
}

const linksOf = (words: readonly string[]): readonly Link[] => {
  // Behind what runs it; a word alone makes none.
  const [program, ...rest] = words.slice(words.findIndex((word) => /^(?:\S*\/)?(?:ln|cp)$/.test(word)));
  const all = parted(rest, ["t", "target-directory", "S", "suffix"]);
  const isSymbolic = hasOption(all, "s", "symbolic", "symbolic-link");
  if (program?.endsWith("cp") && !isSymbolic && !hasOption(all, "l", "link")) return [];
  const [into] = valuesOf(all, "t", "target-directory");
  const { operands } = all;
  const directory = into ?? (operands.length === 1 ? "." : undefined);
  const last = directory ?? operands.at(-1);
  if (last === undefined) return [];
  const place = slashless(last);
  const isInto = into !== undefined || /(?:^|\/)\.{0,2}$/.test(last);
  const sources = (directory === undefined ? operands.slice(0, -1) : operands).flatMap(alsoAround);
  return sources.flatMap((source) => {
    const name = lastOf(source);
    const within = `${place}/${name}`;
    // Where a directory is there, it lies in that.
    const places = name === undefined ? [place] : isInto ? [within] : [place, within];
    return places.map((at) => ({ at, to: isSymbolic ? besideOf(at, source) : source }));
  });
};

/** Of a pattern, which may stand for anything beside it, the directory as well. */
const alsoAround = (source: string): string[] => {
  const directory = directoryOf(source);
  return /[*?[{]/.test(source.slice(directory.length)) ? [source, `${directory}.`] : [source];
};

/** A symbolic link is read from where it lies. */
const besideOf = (at: string, source: string): string =>
  /^[/~$`]/.test(source) ? source : `${directoryOf(at)}${source}`;

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

const fromTop = (cwd: string | undefined, word: string): string | undefined => {
  const place = placeOf(word, cwd);
  return place?.cwd === undefined || /^[$`]/.test(place.target) ? undefined : joined(place.cwd, place.target);
};

/** As it is named from where nobody knows. */
const plain = (word: string): string => joined("", word) ?? word;

const grouped = (
  links: readonly Made[],
  keyOf: (link: Made) => string | undefined,
): ReadonlyMap<string | undefined, readonly Made[]> => {
  const groups = new Map<string | undefined, Made[]>();
  for (const link of links) {
    const group = groups.get(keyOf(link));
    if (group === undefined) groups.set(keyOf(link), [link]);
    else group.push(link);
  }
  return groups;
};

/** The links that lie at `path` or above it, with what is behind each. */
const above = (
  path: string,
  links: ReadonlyMap<string | undefined, readonly Made[]>,
): { link: Made; rest: string }[] => {
  const parts = path.split("/", deepest);
  return parts.flatMap((_, index) => {
    const at = parts.slice(0, index + 1).join("/");
    return (links.get(at) ?? []).map((link) => ({ link, rest: path.slice(at.length) }));
  });
};
