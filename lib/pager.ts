/**
 * A page longer than the terminal, shown by the program that the person reads with.
 *
 * @module
 */
import { spawn } from "node:child_process";

/**
 * The pager's argument vector: `$KPROV_PAGER`, else `$PAGER`, else `less -FRX`, split into words at blanks, with quotes as in a
 * shell, but no shell is asked. Null when the person wants none: an empty value, or `cat`.
 */
export const pagerOf = (env: NodeJS.ProcessEnv): string[] | null => {
  const asked = env["KPROV_PAGER"] ?? env["PAGER"] ?? "less -FRX";
  const words = wordsOf(asked);
  return words === null || words.length === 0 || (words.length === 1 && words[0] === "cat") ? null : words;
};

/**
 * Give `text` to the pager and wait until the person leaves it. False when the pager can't be started: then nothing was shown.
 */
export const showPaged = (text: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> =>
  new Promise((done) => {
    const [command = "", ...args] = argv;
    // As git does: its usual flags, where the person has not chosen their own.
    const child = spawn(command, args, {
      stdio: ["pipe", "inherit", "inherit"],
      env: { LESS: "FRX", LV: "-c", ...env },
    });
    // Ctrl-C is for the pager: it leaves a search, not the page.
    const ignore = (): void => undefined;
    process.on("SIGINT", ignore);
    const end = (isShown: boolean): void => {
      process.off("SIGINT", ignore);
      done(isShown);
    };
    child.once("error", () => end(false));
    child.once("close", () => end(true));
    // Who has read enough closes it before the end.
    child.stdin.on("error", ignore);
    child.stdin.end(text);
  });

// --- internal ---

/** Null for a quote that does not end. */
const wordsOf = (text: string): string[] | null => {
  const form = /\s*((?:[^\s"']|"[^"]*"|'[^']*')+)/y;
  const words: string[] = [];
  const length = text.trimEnd().length;
  while (form.lastIndex < length) {
    const at = form.lastIndex;
    const word = form.exec(text)?.[1];
    if (word === undefined || form.lastIndex === at) return null;
    words.push(word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  }
  return words;
};
