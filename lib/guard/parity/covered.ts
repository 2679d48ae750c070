/**
 * Which commands preflight runs itself, and which need no cover because they check nothing.
 *
 * @module
 */
import { shellQuote } from "../../text.ts";
import type { ParityContext } from "./context.ts";
import { isSplitting } from "./fronts.ts";
import { inert } from "./launch.ts";
import { placesOfFile } from "./places.ts";
import { followScript, type Run } from "./runs.ts";
import { plainShell } from "./task/task.ts";

/** Whether preflight runs the same command in the same directory. */
export type Covers = (run: Run) => boolean;

/** Of `preflight.commands`, each with all that it runs of the repository. */
export const createCovers = async (context: ParityContext): Promise<Covers> => {
  const known = new Set<string | undefined>();
  const directory = (context.configPath ?? "").replace(/\/?[^/]*$/, "");
  for (const argv of Object.values(context.commands)) {
    const script = {
      ...plainShell,
      text: argv.map(shellQuote).join(" "),
      places: placesOfFile("", ""),
      cwd: directory,
      faults: [],
    };
    const { runs } = await followScript(script, context.beside);
    for (const run of runs) known.add(keyOf(run));
  }
  known.delete(undefined);
  return (run) => known.has(keyOf(run));
};

/** Commands that arrange things or say something, and by themselves check nothing. */
export const isPlumbing = ({ argv, isAsked, text }: Run): boolean => {
  const [name] = argv;
  if (argv.length === 0) return !/^[[(]/.test(text);
  if (isAsked) return true;
  // What starts the vendored tool compares its bytes with their pin.
  if (name === "[" && text.includes(".kprov/kprov.mjs.sha256")) return true;
  return plumbing.has(name) && !(name === "env" && argv.some((word) => word === undefined || isSplitting(word)));
};

// --- internal ---

const plumbing = new Set<string | undefined>(
  [
    ...["echo", "printf", "cd", "export", "unset", "local", "declare", "readonly", "true", ":", "pwd", "umask", "read"],
    ...[
      "wait",
      "alias",
      "shift",
      "break",
      "continue",
      "sleep",
      "date",
      "hostname",
      "uname",
      "whoami",
      "env",
      "printenv",
    ],
    // It only reads what others have set, and what it sets is not followed.
    ...["source", "."],
  ].flat(),
);

/** Directory and words, with one spelling for programs of `node_modules/.bin`; undefined where only a run can tell. */
const keyOf = ({ argv, cwd }: Run): string | undefined => {
  if (cwd === undefined || argv.length === 0 || argv.includes(undefined)) return undefined;
  return JSON.stringify([cwd, ...spelled(argv as string[])]);
};

const spelled = (argv: readonly string[]): readonly string[] => {
  const [program = "", second = "", ...rest] = argv;
  if (program === "npx" || program === "bunx") {
    const words = argv.slice(1);
    return words.slice(words.findIndex((word) => !inert.test(word)));
  }
  if (program === "npm" && ["exec", "x"].includes(second)) return rest[0] === "--" ? rest.slice(1) : rest;
  if (program === "pnpm" && second === "exec") return rest;
  if (program === "npm" && (second === "run" || second === "run-script") && rest[0] === "test") return ["npm", ...rest];
  if (program === "npm" && ["t", "tst"].includes(second)) return ["npm", "test", ...rest];
  return [program.replace(/^(?:\.\/)?node_modules\/\.bin\//, "").replace(/^\.\//, ""), ...argv.slice(1)];
};
