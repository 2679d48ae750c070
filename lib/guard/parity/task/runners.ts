/**
 * Programs that run the command behind their own options: `env A=b`, `timeout 5`, `npx`, `cross-env`.
 *
 * Manuals of coreutils, util-linux, findutils and sudo; docs.npmjs.com "npm-exec", pnpm.io "exec" and "dlx", yarnpkg.com "exec" and
 * "dlx", bun.com "bunx", the manuals of the others.
 *
 * @module
 */

export interface Runner {
  /** It changes nothing but what surrounds the command, and all about it is known: those are read exactly. */
  isFront?: boolean;
  /** What may stand in front of the command. */
  name?: RegExp;
  isNeeded?: true;
  /** Options behind which stands, in the same word or the next one, what a shell reads. */
  calls?: RegExp;
  /** These, and the name, may stand behind other words of its own. */
  isLate?: true;
  /** Options whose value is the next word. */
  valued?: readonly string[];
  /** Options that have none, of those that are not known by all. */
  switches?: RegExp;
  /** How many words of its own stand behind the options: `timeout 5`. */
  own?: number;
  /** It puts words there that another command says, in the place of `{}`; `isFed`: otherwise behind them. */
  isGiven?: true;
  isFed?: true;
}

/** By the name of the program, without directory and version. */
export const runnerOf = (name: string): Runner | undefined => runners.get(name) ?? gnu.get(name);

// --- internal ---

const words = (text: string): string[] => text.split(" ");
const all = (names: string, runner: Runner): (readonly [string, Runner])[] =>
  words(names).map((name) => [name, runner] as const);

const run: Runner = { name: /^run$/, isNeeded: true };
const exec: Runner = { name: /^(?:exec|x)$/, isNeeded: true };

const runners: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  [
    "env",
    {
      isFront: true,
      valued: words("-u --unset -C --chdir"),
      switches: /^(?:-[i0v]+|--ignore-environment|--debug)$/,
      calls: /^(?:-[^-uC]*S|--split-string)(?:=?([^=].*))?$/s,
    },
  ],
  [
    "sudo",
    {
      isFront: true,
      valued: words("-u -g -h -p -C -D -R -T -U -r -t --user --group --host --prompt --chdir --chroot --other-user"),
      switches: /^(?:-[EHnSkKbisPAB]+|--(?:preserve-env|set-home|non-interactive|stdin|login|shell|background))$/,
    },
  ],
  ["time", { isFront: true, valued: words("-f -o --format --output"), switches: /^-[pvaq]+$/ }],
  ["command", { isFront: true, switches: /^-p$/ }],
  ["nohup", { isFront: true }],
  ["stdbuf", { isFront: true, valued: words("-i -o -e --input --output --error"), switches: /^-[ioe]/ }],
  ["nice", { isFront: true, valued: words("-n --adjustment"), switches: /^-n?-?\d+$/ }],
  [
    "xvfb-run",
    {
      isFront: true,
      valued: words("-s -n -e -f -p -w --server-args --server-num --error-file --auth-file --xauth-protocol --wait"),
      switches: /^(?:-[al]|--auto-servernum|--listen-tcp)$/,
    },
  ],
  [
    "timeout",
    {
      isFront: true,
      own: 1,
      valued: words("-s -k --signal --kill-after"),
      switches: /^(?:-v|--foreground|--verbose|--preserve-status)$/,
    },
  ],
  ...all("exec builtin chronic unbuffer eatmydata setsid dbus-run-session caffeinate dumb-init", {
    switches: /^-[cfwlpsdi]+$/,
  }),
  ...all("busybox toybox bunx pnpx uvx corepack cross-env dotenv env-cmd", {}),
  ...all("doas ionice strace ltrace unshare nsenter systemd-run linux32 linux64 watch entr retry firejail", {}),
  ["cross-env-shell", {}],
  ["fakeroot", { valued: words("-l -f -s -i") }],
  ["tini", { valued: words("-p -e") }],
  ...all("taskset chrt setarch faketime gosu su-exec", { own: 1 }),
  ["chroot", { own: 1 }],
  [
    "flock",
    {
      own: 1,
      valued: words("-w -E --timeout --conflict-exit-code"),
      switches: /^-[nxseuoF]+$/,
      calls: /^(?:-c|--command)(?:=(.*))?$/s,
    },
  ],
  ...all("su runuser script", { isLate: true, calls: /^(?:-[a-zA-Z]*c|--(?:session-)?command)(?:=(.*))?$/s }),
  ...all("nix-shell nix", {
    ...{ name: /^(?:--command|-c)$/, isNeeded: true },
    ...{ calls: /^(?:--run|--command)(?:=(.*))?$/s, isLate: true },
  }),
  ...all("xargs parallel sem", {
    ...{ isGiven: true, isFed: true },
    valued: words("-I -n -P -L -s -d -E -a -j"),
    switches: /^-(?:[0rtxpX]+|[IinPLsd].+)$/,
  }),
  ...all("find fd fdfind", {
    ...{ isGiven: true, isLate: true },
    name: /^(?:-(?:exec|ok)(?:dir)?|-[xX]|--exec(?:-batch)?)$/,
    isNeeded: true,
  }),
  ["npx", { calls: /^(?:-c|--call?)(?:=(.*))?$/s }],
  ["npm", { name: /^(?:exec?|x)$/, isNeeded: true, calls: /^(?:-c|--call?)(?:=(.*))?$/s }],
  // Where there is no script of that name, they run a program.
  ...all("pnpm yarn bun", { name: /^(?:exec|dlx|x|run)$/ }),
  ...all("dotenvx poetry uv pdm hatch pipx pipenv conda mamba micromamba volta doppler op", run),
  ...all("bundle mise asdf rbenv pyenv fnm nvm rtx", exec),
  ["direnv", { ...exec, own: 1 }],
]);

/** As macOS calls them. */
const gnu = new Map(
  words("env timeout time nice nohup stdbuf chroot xargs find").map((name): [string, Runner] => [
    `g${name}`,
    { ...runners.get(name), isFront: false },
  ]),
);
