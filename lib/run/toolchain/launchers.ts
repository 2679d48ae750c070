/**
 * Programs that run the program named after their own options.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Context } from "./ask.ts";
import { type Entrance, environmentLaunchers } from "./environments.ts";
import { lastValue, type Skipped, skipOptions } from "./options.ts";
import { uv } from "./uv.ts";

/** What a launcher was told to run. */
export interface Launch {
  /** The inner command, at least one word. */
  inner: readonly [string, ...string[]];
  /** What the inner command gets to see, as far as the launcher's own words tell. */
  context: Context;
  /** How to learn which environment the launcher enters; null when it enters none. */
  entrance: Entrance | null;
}

/**
 * Read a launcher's arguments; null when `name` is no launcher, or launches nothing this time (`uv sync`,
 * `env` alone) and so is the command itself.
 */
export const parseLaunch = (name: string, args: readonly string[], context: Context): Launch | null => {
  if (name === "env") return parseEnv(args, context);
  const wrapper = wrappers.get(name);
  if (wrapper !== undefined) {
    const { rest } = skipOptions(args, wrapper.valued);
    return launchOf(rest.slice(wrapper.positional), context, null);
  }
  const launcher = name === "uv" ? uv : environmentLaunchers.get(name);
  if (launcher === undefined) return null;
  const outer = skipOptions(args, launcher.valued);
  if (outer.rest[0] !== "run") return null;
  const own = skipOptions(outer.rest.slice(1), launcher.runValued);
  const { inner, entrance } = launcher.read({ outer, own, context });
  return launchOf(inner, context, entrance);
};

// --- internal ---

interface Wrapper {
  /** Its options that take a value. */
  valued: ReadonlySet<string>;
  /** How many words of its own follow the options. */
  positional: number;
}

const wrapper = (options: string, positional = 0): Wrapper => ({ valued: new Set(options.split(" ")), positional });

const wrappers: ReadonlyMap<string, Wrapper> = new Map([
  ["nice", wrapper("-n --adjustment")],
  ["time", wrapper("-f --format -o --output")],
  ["gtime", wrapper("-f --format -o --output")],
  ["nohup", wrapper("")],
  ["setsid", wrapper("")],
  ["stdbuf", wrapper("-i --input -o --output -e --error")],
  ["timeout", wrapper("-k --kill-after -s --signal", 1)],
  ["ionice", wrapper("-c --class -n --classdata")],
  ["taskset", wrapper("", 1)],
  [
    "xvfb-run",
    wrapper("-e --error-file -f --auth-file -n --server-num -p --xauth-protocol -s --server-args -w --wait"),
  ],
]);

const launchOf = (words: readonly string[], context: Context, entrance: Entrance | null): Launch | null => {
  const [command, ...args] = words;
  return command === undefined ? null : { inner: [command, ...args], context, entrance };
};

const envOptions: ReadonlySet<string> = new Set("-u --unset -C --chdir -S --split-string -P -a --argv0".split(" "));

/** env(1) of GNU and of the BSDs: `env [-i] [-u NAME] [-C DIR] [-S STRING] [NAME=VALUE]… [COMMAND [ARG]…]`. */
const parseEnv = (args: readonly string[], context: Context): Launch | null => {
  const { options, rest } = splitStrings(skipOptions(args, envOptions));
  const words = rest[0] === "-" ? rest.slice(1) : rest;
  const clears = rest[0] === "-" || options.some(({ name }) => name === "-i" || name === "--ignore-environment");
  const env: NodeJS.ProcessEnv = clears ? {} : { ...context.env };
  for (const { name, value } of options) {
    if ((name === "-u" || name === "--unset") && value !== null) delete env[value];
  }
  let at = 0;
  for (let equals = words[at]?.indexOf("=") ?? -1; equals > 0; equals = words[at]?.indexOf("=") ?? -1) {
    const word = words[at] ?? "";
    env[word.slice(0, equals)] = word.slice(equals + 1);
    at += 1;
  }
  const cwd = resolve(context.cwd, lastValue(options, "-C", "--chdir") ?? ".");
  return launchOf(words.slice(at), { cwd, env }, null);
};

/** `-S "python3 -u"` stands for its words, which may begin with more options. */
const splitStrings = (skipped: Skipped): Skipped => {
  const at = skipped.options.findIndex(({ name }) => name === "-S" || name === "--split-string");
  const text = skipped.options[at]?.value;
  if (text === undefined || text === null) return skipped;
  const words = [...splitWords(text), ...skipped.rest];
  const more = splitStrings(skipOptions(words, envOptions));
  return { ...more, options: [...skipped.options.slice(0, at), ...more.options] };
};

/** Words of env's `-S`: spaces part them, quotes and backslashes keep them together. */
const splitWords = (text: string): string[] =>
  [...text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/\\(.)|["']/g, (_, escaped: string | undefined) => escaped ?? ""),
  );
