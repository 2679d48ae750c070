/**
 * Programs that a job puts where a shell looks for those of the gate: `echo … > ~/.local/bin/npx`.
 *
 * @module
 */
import { posix } from "node:path";

/** Whether a file of a home or of the system is, or says something to, the programs that are found there; by its path as written. */
export const isAmongPrograms = (target: string): boolean =>
  [ofThePath, ofAll].some((one) => one.test(posix.normalize(target)));

/** Whether what `text` writes there may be found in the place of a program of the gate. `cwd` is undefined where only a run knows it. */
export const isPlaced = (written: string, { cwd, text }: { cwd: string | undefined; text: string }): boolean => {
  const target = posix.normalize(written);
  const name = target.split("/").at(-1) ?? "";
  if ((cwd === undefined && ofTheGate.has(name)) || ofAll.test(target)) return true;
  const isThere = ofThePath.test(target) || ofATool.test(target) || (cwd === undefined && inAny.test(target));
  // What is downloaded is answered for by who lists it, as long as it takes no place of what leads to the gate.
  return isThere && (ofTheGate.has(name) || !download.test(text));
};

/** What leads to it, or is run by it whatever it checks. */
export const ofTheGate = new Set([
  ...["node", "nodejs", "npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg", "bun", "bunx", "corepack", "kprovengine"],
  ...["git", "make", "gmake", "just", "sh", "bash", "dash", "ksh", "zsh", "env", "sudo", "time", "timeout", "nice"],
  ...["stdbuf", "xvfb-run", "xargs"],
]);

// --- internal ---

/** Where nothing is searched for programs unless somebody puts it into PATH, which is asked for elsewhere. */
const notSearched = "(?!(?:dev|etc|proc|sys|tmp|var)\\/)";
const base = `^(?:(?:~\\w*|\\$HOME|\\$\\{HOME\\})\\/|\\/${notSearched})(?:.*\\/)?`;
/** Also what the programs there are made of. */
const ofThePath = new RegExp(`${base}(?:s?bin\\/[^/]+$|node_modules\\/)`);
/** What npm, git, make and the loader of programs read of the system and of a home, whatever the checkout says. */
const ofAll =
  /(?:^|\/)(?:etc\/(?:npmrc|gitconfig|ld\.so\.(?:preload|conf(?:\.d\/[^/]*)?))|\.config\/git\/\w+|include\/\.env(?:\.\w+)?)$/;

/** `.venv/bin`, `.local/bin`, `node_modules/.bin`: also of the checkout. */
const ofATool = /(?:^|\/)(?:(?:\.[\w-]+|venv)\/(?:[\w.-]+\/){0,8}s?bin|node_modules\/\.bin)\/[^/]+$/;
const inAny = /(?:^|\/)s?bin\/[^/]+$/;

const download = /^(?:sudo\s+)?(?:curl|wget)\s[^|;&`()]*$/;
