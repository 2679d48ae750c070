/**
 * Makefiles that make itself brings up to date before it reads them again: other rules may count than those that are there.
 *
 * GNU make's manual, "How Makefiles Are Remade", "Catalogue of Built-In Rules".
 *
 * @module
 */
import { joined } from "../shell/state.ts";
import { matches, type Ruled } from "./make-rules.ts";

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
    if (!making.some(([target]) => isFor(target)) && !sources.some((end) => tracked.has(`${path}${end}`))) return [];
    return [`"${name}" may be made anew before its rules count`];
  });
};

// --- internal ---

/** What make's own rules make a file of that has no ending, or any. */
const sources = ".c .cc .C .cpp .p .f .F .m .r .s .S .o .mod .sh ,v".split(" ");
