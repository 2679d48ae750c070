/**
 * Variables, as a command gets them in a checkout of what is staged.
 *
 * @module
 */
import { delimiter, isAbsolute } from "node:path";
import { leadingBack } from "../../borrowed-clone.ts";
import { judgedVariables } from "./leads-back.ts";
import { isOutside, realOf } from "./real-places.ts";
import { movedTo, spellingsOf } from "./spellings.ts";

interface Places {
  /** Top level of the work tree, without symbolic links. */
  top: string;
  /** Directories that are linked into the checkout, absolute, in the work tree. */
  linked: readonly string[];
  /** The checkout. */
  dir: string;
}

/**
 * Nothing points git at the user's own repository, and what a shell, npm and yarn call the place where they are is gone. Whatever else
 * names the work tree, as `npm_package_json` does, names the checkout instead; what leads there over a link that it doesn't name is gone, too.
 */
export const checkoutEnvironment = (env: NodeJS.ProcessEnv, { top, linked, dir }: Places): NodeJS.ProcessEnv => {
  const spelled = { top, linked, spellings: spellingsOf(top, env) };
  const judged = judgedVariables(env, top);
  const leads = (path: string) => isAbsolute(path) && isOutside(realOf(path), top, linked);
  const entries = Object.entries(env).flatMap(([name, value = ""]) => {
    if (leadingBack.has(name) || places.has(name)) return [];
    if (judged.has(name)) return [[name, value]];
    const moved = movedTo(dir, value, spelled);
    return piecesOf(moved).some(leads) ? [] : [[name, moved]];
  });
  return Object.fromEntries(entries);
};

// --- internal ---

const places = new Set(["PWD", "INIT_CWD", "PROJECT_CWD"]);

/** Of a list, of words, and of what stands behind a flag's sign. */
const piecesOf = (value: string): string[] => [
  ...new Set([value, ...value.split(delimiter), ...value.split(/[\s=,;'"]/), ...value.split(/[\s=,;'":]/)]),
];
