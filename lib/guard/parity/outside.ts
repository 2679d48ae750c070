/**
 * Directories and files outside of the checkout in which programs are found, and settings for them: of a home and of the system.
 *
 * docs.github.com "GitHub-hosted runners", PATH; npm, git and bash read the settings wherever they run.
 *
 * @module
 */
import { compileGlobs } from "../../glob.ts";

/**
 * Whether what is put at `pattern`, a path or a glob, may stand for one of them, alone or with all that lies below it.
 * False for what lies in the checkout.
 */
export const isDecidingOutside = (pattern: string): boolean => {
  const path = settled(pattern);
  if (path === undefined) return false;
  if (/\/(?:s?bin|_npx|shims)(?:\/|$)/.test(path)) return !aside.test(path);
  try {
    return samples.some(compileGlobs(path === "/" ? ["/**"] : [path, `${path}/**`]));
  } catch {
    return true;
  }
};

// --- internal ---

/** One spelling of a home, and of the ways out of the checkout; undefined for what lies in it. */
const settled = (pattern: string): string | undefined => {
  const path = pattern
    .trim()
    .replaceAll("\\", "/")
    .replace(home, "~")
    .replace(toolCache, "/opt/hostedtoolcache")
    .replace(above, "~/")
    .replace(/\/(?:\.?\/)+/g, "/");
  return /^[~/]/.test(path) ? path.replace(/(?<=.)\/$/, "") || "/" : undefined;
};

const home =
  /^(?:~[\w.-]*|\$\{?HOME\}?|\$\{\{\s*env\.HOME\s*\}\}|\/(?:home|Users)\/[\w.-]+|\/root|\/github\/home)(?=\/|$)/;
const toolCache =
  /^(?:\$\{?(?:RUNNER_TOOL_CACHE|AGENT_TOOLSDIRECTORY)\}?|\$\{\{\s*runner\.tool_cache\s*\}\}|\/__t)(?=\/|$)/;

/** How many directories lie between a checkout and a home is another number on each host. */
const above = /^(?:\.\.\/)+(?=[^/])/;

/** Where a shell searches nothing by itself. */
const aside = /^\/(?:dev|proc|sys|tmp|mnt|media|srv|data)\//;

const below = (directory: string, names: string): string[] => names.split(" ").map((name) => `${directory}/${name}`);

/** One of each. */
const samples = [
  ...below("~", ".npmrc .yarnrc .yarnrc.yml .gitconfig .bashrc .bash_profile .profile .zshenv .config/git/config"),
  ...below(
    "~",
    ".config/git/attributes .config/pnpm/rc .config/mise/config.toml .local/bin/npx .cargo/bin/npx go/bin/npx",
  ),
  ...below("~", ".bun/bin/bun .deno/bin/npx .volta/bin/npx .npm-global/bin/npx .local/share/pnpm/npx .nvm/nvm.sh"),
  ...below("~", ".nvm/versions/node/v24.0.0/bin/npx .local/share/mise/shims/npx .local/share/fnm/npx .asdf/shims/npx"),
  ...below("/usr", "bin/git sbin/git local/bin/npx local/sbin/npx local/etc/npmrc etc/npmrc lib/git-core/git"),
  ...below("/usr", "local/lib/node_modules/npm/cli.js lib/node_modules/npm/cli.js lib/libc.so lib64/libc.so"),
  ...below("/etc", "npmrc gitconfig ld.so.preload profile environment"),
  ...[
    "/bin/sh",
    "/sbin/sh",
    "/lib/libc.so",
    "/lib64/libc.so",
    "/home/runner/.npmrc",
    "/root/.npmrc",
    "/github/home/.npmrc",
  ],
  ...["/Users/runner/.npmrc", "/opt/hostedtoolcache/node/24.0.0/x64/bin/npx", "/opt/homebrew/bin/npx"],
];
