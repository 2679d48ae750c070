/**
 * Links that a job makes: what is written through one is written to what it stands for.
 *
 * ln(1), cp(1).
 *
 * @module
 */
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
    return linksOf(fromLinker(words)).map((link): Made => ({ ...link, cwd, path: fromTop(cwd, link.at) }));
  });
  const byPath = grouped(links, ({ path }) => path);
  const byName = grouped(links, ({ at }) => at);
  return (place) => {
    const all: (Place & { isLink?: boolean })[] = [place];
    if (links.length === 0) return all;
    // Each may lead to another one.
    for (const one of all) {
      const path = fromTop(one.cwd, one.word);
      const found = [
        ...(path === undefined ? [] : above(path, byPath)),
        // Where only a run knows the place of one, by its name.
        ...above(one.word, byName).filter(({ link }) => path === undefined || link.path === undefined),
      ];
      for (const { link, rest } of found) {
        const word = `${link.to}${rest}`;
        if (all.length > most || all.some((other) => other.word === word && other.cwd === link.cwd)) continue;
        all.push({ word, cwd: link.cwd, isLink: rest === "" });
      }
    }
    return all;
  };
};

/** Whether a command makes one. */
export const isLinking = (words: readonly string[]): boolean => linksOf(fromLinker(words)).length > 0;

// --- internal ---

const most = 16;
/** Nobody makes links in deeper ones. */
const deepest = 64;

/** Where a link lies, and what it stands for, both from where it is made. */
interface Link {
  at: string;
  to: string;
}

/** Behind what runs it. */
const fromLinker = (words: readonly string[]): readonly string[] => {
  const at = words.findIndex((word) => /^(?:\S*\/)?(?:ln|cp)$/.test(word));
  return at === -1 ? [] : words.slice(at);
};

interface Made extends Link {
  cwd: string | undefined;
  /** From the top; undefined where only a run can tell. */
  path: string | undefined;
}

const linksOf = ([program = "", ...rest]: readonly string[]): readonly Link[] => {
  const name = program.replace(/.*\//s, "");
  const all = parted(rest, ["t", "target-directory", "S", "suffix"]);
  const isSymbolic = hasOption(all, "s", "symbolic", "symbolic-link");
  if (name !== "ln" && !(name === "cp" && (isSymbolic || hasOption(all, "l", "link")))) return [];
  const [into] = valuesOf(all, "t", "target-directory");
  const sources = into === undefined && all.operands.length > 1 ? all.operands.slice(0, -1) : all.operands;
  const place = slashless(into ?? (all.operands.length > 1 ? (all.operands.at(-1) ?? ".") : "."));
  return sources.flatMap((source) => {
    const to = (at: string): Link => ({ at, to: isSymbolic ? besideOf(at, source) : source });
    const name = lastOf(source);
    // Where a directory is there, it lies in that.
    return [to(place), ...(name === undefined ? [] : [to(`${place}/${name}`)])];
  });
};

/** A symbolic link is read from where it lies. */
const besideOf = (at: string, source: string): string =>
  /^[/~$`]/.test(source) || !at.includes("/") ? source : `${at.replace(/[^/]*$/, "")}${source}`;

const fromTop = (cwd: string | undefined, word: string): string | undefined =>
  cwd === undefined || /^[$`]/.test(word) ? undefined : joined(cwd, word);

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
    return at === "" ? [] : (links.get(at) ?? []).map((link) => ({ link, rest: path.slice(at.length) }));
  });
};
