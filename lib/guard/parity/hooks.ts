/**
 * Git's hooks: which of them wait for whoever commits.
 *
 * githooks(5).
 *
 * @module
 */

/**
 * Whether git runs a program of that name, of a directory of hooks, without anybody who commits, rebases or pushes: no job
 * does that before the gate. Some systems take capitals and an ending for the same.
 */
export const isEarly = (name: string): boolean => early.includes(name.toLowerCase().replace(/\.exe$/, ""));

/**
 * Whether `path` is a hook, in a repository's own directory of them, that waits for a commit: nothing that the gate runs.
 * `pushes`: something may push. The beginning of another hook's name is none: a suffix for backups (`cp -S`) may make it that one.
 */
export const isForCommits = (path: string, { pushes }: { pushes: boolean }): boolean => {
  const name = /(?:^|\/)\.git\/hooks\/([\w.-]*\w)\/?$/.exec(path)?.[1];
  if (name === undefined || isEarly(name) || early.some((one) => one.startsWith(name.toLowerCase()))) return false;
  return !pushes || !isForPushes(name);
};

/** Those of `git push`, on either side: it may push into its own repository. */
export const isForPushes = (name: string): boolean =>
  /^(?:pre-push|pre-receive|update|proc-receive|post-receive|post-update|push-to-checkout)(?:\.exe)?$/i.test(name);

/** Whether it is a command of git that pushes. */
export const isPush = (argv: readonly (string | undefined)[]): boolean =>
  argv.some((word = "") => /(?:^|\/)git$/.test(word)) && argv.includes("push");

/** A repository's own directory of hooks, of one that is not known to lie elsewhere. */
export const ofHooks = /^(?:[^/].*\/)?\.git\/hooks$/s;

// --- internal ---

const early = [
  "post-checkout",
  "post-index-change",
  "post-merge",
  "post-rewrite",
  "reference-transaction",
  "pre-auto-gc",
];
