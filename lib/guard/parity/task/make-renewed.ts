/**
 * Makefiles that make itself brings up to date before it reads them again: other rules may count than those that are there.
 *
 * GNU make's manual, "How Makefiles Are Remade", "Catalogue of Built-In Rules".
 *
 * @module
 */
import { posix } from "node:path";
import { joined } from "../shell/state.ts";
import { isOpen } from "./make-expand.ts";
import { type MakeRule, matches, type Ruled } from "./make-rules.ts";

interface Files {
  /** Of the Makefiles, from the repository's top. */
  paths: readonly string[];
  tracked: ReadonlySet<string>;
}

/** What is to be said of the Makefiles in `paths`, read in `cwd`. */
export const renewed = ({ rules }: Pick<Ruled, "rules">, cwd: string, { paths, tracked }: Files): string[] => {
  const phony = new Set((rules.get(".PHONY") ?? []).flatMap(({ prerequisites }) => prerequisites));
  // Without anything that it could be older than, a file that is there stays as it is. All rules of a target count together.
  const making = [...rules].filter(
    ([target, all]) =>
      all.some(({ recipe }) => recipe.some(({ text }) => text.trim() !== "")) &&
      (phony.has(target) || all.some(({ prerequisites }) => prerequisites.length > 0)),
  );
  return paths.flatMap((path) => {
    const name = cwd === "" ? path : path.slice(cwd.length + 1);
    const isFor = (target: string): boolean =>
      target.includes("%") ? matches(target, name) : joined(cwd, target) === path;
    const isFound =
      sources.some((end) => tracked.has(`${path}${end}`)) || [...tracked].some((one) => isFiledAs(one, name));
    if (!making.some(([target]) => isFor(target)) && !isFound) return [];
    return [`"${name}" may be made anew before its rules count`];
  });
};

/** Files by which a developer sets something for himself: no step makes them unseen, as it may make what is generated. */
export const isOfADeveloper = (path: string): boolean => /(?:^|\/)\.env(?:\.local)?$/.test(path);

/** What is to be said of files that it includes, and that nobody brings: whether make itself makes or finds one. */
export const madeUp = (
  { rules, searched }: Pick<Ruled, "rules"> & { searched: readonly string[] },
  cwd: string,
  { paths, tracked }: Files,
): string[] =>
  paths.flatMap((path) => {
    const name = cwd === "" ? path : path.slice(cwd.length + 1);
    const base = name.split("/").at(-1) ?? "";
    const isFor = ([target, all]: readonly [string, readonly MakeRule[]]): boolean => {
      if (target === ".SUFFIXES") return all.some(({ prerequisites }) => prerequisites.length > 0);
      if (target === ".DEFAULT" || isOpen(target)) return true;
      return target.includes("%") ? matches(target, base) || matches(target, name) : joined(cwd, target) === path;
    };
    const isMade = [...rules].some(isFor);
    const isFound = [...tracked].some((one) => {
      if (one.startsWith(path)) return fromSource.test(one.slice(path.length));
      return isFiledAs(one, base) || (searched.length > 0 && one.endsWith(`/${base}`));
    });
    return isMade || isFound ? [`"${name}", which it includes, may be made before its rules count`] : [];
  });

// --- internal ---

/** By RCS or SCCS, which make asks by itself. */
const isFiledAs = (path: string, name: string): boolean =>
  /(?:^|\/)(?:RCS\/|(?:SCCS\/)?s\.)[^/]*$/.test(path) && path.includes(posix.basename(name));

/** What make's own rules make a file of that has no ending, or any. */
const sources = ".c .cc .C .cpp .p .f .F .m .r .s .S .o .mod .sh ,v".split(" ");

/** The same, one made of another. */
const fromSource = /^(?:\.(?:cc?|C|cpp|p|f|F|m|r|s|S|o|mod|sh|l|lm|y|ym|w|web|ch|tex|texi\w*))+(?:,v)?$|^,v$/;
