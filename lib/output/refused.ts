/**
 * Reports of a command that never began: whatever stood in their places must not pass for what this call came to.
 *
 * @module
 */
import { isAbsolute, resolve } from "node:path";
import type { Refusal } from "../flags.ts";
import { version } from "../version.ts";
import { outcomeOfError } from "./outcome.ts";
import { isSame, type OtherFile } from "./place.ts";
import { parseTarget, prepare, type Target } from "./target.ts";
import { fileFlags, isTold } from "./with-reports.ts";
import { writeAll } from "./write.ts";

/**
 * Write the error to each place that the `--report` of `argv` names, though the rest of it may be beyond reading; nothing where
 * `withReports` has done it. A report that can't be read, or whose place can't be meant, is left out: the error is about it, or
 * will be. Resolves to what could not be written.
 */
export const reportRefusal = async ({ argv, error, name, env, stdout }: Refusal): Promise<string[]> => {
  if (isTold(error)) return [];
  const own = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  const cwd = directoryIn(own);
  const targets: Target[] = [];
  for (const flag of valuesOf(own, "report")) {
    const target = targetOf(flag, cwd);
    if (target !== undefined && !targets.some((other) => isOne(other, target)) && (await isReady(target, own, cwd)))
      targets.push(target);
  }
  // Two documents there would be none.
  const isTaken = own.includes("--json");
  const meant = targets.filter(({ path }) => path !== null || !isTaken);
  if (meant.length === 0) return [];
  const outcome = await outcomeOfError(error, { name, version });
  const view = { colour: false, width: 80, verbose: false };
  const faults = await writeAll(meant, outcome, { cwd: cwd ?? process.cwd(), env, view, stdout });
  return faults.map(({ message }) => message);
};

// --- internal ---

/** Every value that a flag is given, as `parseFlags` takes them: behind a sign of equality, or as the next word. */
const valuesOf = (argv: readonly string[], name: string): string[] =>
  argv.flatMap((token, index) => {
    if (token.startsWith(`--${name}=`)) return [token.slice(name.length + 3)];
    const next = argv[index + 1];
    return token === `--${name}` && next !== undefined && (next === "-" || !next.startsWith("-")) ? [next] : [];
  });

/** Where relative places begin; undefined when nobody can say. */
const directoryIn = (argv: readonly string[]): string | undefined => {
  const given = valuesOf(argv, "cwd");
  const isAsked = argv.some((token) => token === "--cwd" || token.startsWith("--cwd="));
  try {
    return given.length > 1 || (isAsked && given.length === 0) ? undefined : resolve(given[0] ?? ".");
  } catch {
    return undefined; // The directory is gone.
  }
};

const targetOf = (flag: string, cwd: string | undefined): Target | undefined => {
  try {
    // What is absolute is so from anywhere.
    const target = parseTarget(flag, cwd ?? "/");
    return cwd !== undefined || target.path === null || isAbsolute(target.shown) ? target : undefined;
  } catch {
    return undefined;
  }
};

const isOne = (a: Target, b: Target): boolean =>
  a.path === null || b.path === null ? a.path === b.path : isSame(a.path, b.path);

const isReady = async (target: Target, argv: readonly string[], cwd = "/"): Promise<boolean> => {
  const others = fileFlags.flatMap((name): OtherFile[] =>
    valuesOf(argv, name).map((shown) => ({ flag: `--${name}`, shown, path: resolve(cwd, shown) })),
  );
  try {
    await prepare([target], { cwd, others });
    return true;
  } catch {
    return false;
  }
};
