/**
 * Launchers that enter an environment of their own: uv, poetry, conda and their like.
 *
 * @module
 */
import type { Context } from "./ask.ts";
import { lastValue, type Skipped } from "./options.ts";

/**
 * How to learn which environment a launcher enters, without making, syncing or changing one:
 *
 * - `through`: `launcher …args python -c …` runs inside it, for launchers that enter only what exists;
 * - `print`: `launcher …args` prints its directory;
 * - `search`: it lies at `name` beside the nearest project file above the working directory;
 * - `uv`: `uv …args` prints an interpreter, which counts only when it belongs to the project found from `project`
 *   (null: uv was told to ignore projects);
 * - `unknown`: only running the step would tell.
 *
 * `ownOnly`: the launcher has task names, so a word is the program of that name only when the environment has it.
 */
export type Entrance = { ownOnly: boolean } & (
  | { how: "through"; args: readonly string[] }
  | { how: "print"; args: readonly string[] }
  | { how: "search"; name: string }
  | { how: "uv"; args: readonly string[]; project: string | null }
  | { how: "unknown" }
);

export interface EnvironmentLauncher {
  /** Options with a value before `run`. */
  valued: ReadonlySet<string>;
  /** Options with a value after `run`. */
  runValued: ReadonlySet<string>;
  read(call: LauncherCall): { inner: readonly string[]; entrance: Entrance };
}

export interface LauncherCall {
  /** Before `run`. */
  outer: Skipped;
  /** After `run`. */
  own: Skipped;
  context: Context;
}

/** Option names, given as one text. */
export const optionSet = (names: string): ReadonlySet<string> =>
  new Set(names.split(/\s+/).filter((name) => name !== ""));

const poetry: EnvironmentLauncher = {
  valued: optionSet("-P --project -C --directory"),
  runValued: optionSet(""),
  read: ({ outer, own }) => ({
    inner: own.rest,
    entrance: { how: "print", args: [...outer.taken, "env", "info", "--path"], ownOnly: false },
  }),
};

const pipenv: EnvironmentLauncher = {
  valued: optionSet("--python --pypi-mirror"),
  runValued: optionSet(""),
  read: ({ own }) => ({ inner: own.rest, entrance: { how: "print", args: ["--venv"], ownOnly: true } }),
};

const hatch: EnvironmentLauncher = {
  valued: optionSet("-e --env -p --project --data-dir --cache-dir --config"),
  runValued: optionSet("-i --include -x --exclude -f --filter"),
  read: ({ outer, own }) => {
    const [first = "", ...args] = own.rest;
    // "environment:command"; a leading + or - selects several environments of a matrix.
    const named = /^([^:]*):(.+)$/.exec(first);
    if (/^[+-]/.test(first) || own.options.length > 0)
      return { inner: own.rest, entrance: { how: "unknown", ownOnly: true } };
    const environment = named?.[1] ?? lastValue(outer.options, "-e", "--env") ?? "default";
    return {
      inner: named === null ? own.rest : [named[2] ?? "", ...args],
      entrance: {
        how: "print",
        args: [...outer.taken, "env", "find", environment === "" ? "default" : environment],
        ownOnly: true,
      },
    };
  },
};

/** conda and mamba only enter environments that exist. */
const conda: EnvironmentLauncher = {
  valued: optionSet("-r --root-prefix --rc-file"),
  runValued: optionSet("-n --name -p --prefix --cwd -e --env -a --attach --label -r --root-prefix --rc-file"),
  read: ({ outer, own }) => ({
    inner: own.rest,
    entrance: { how: "through", args: [...outer.taken, "run", ...own.taken], ownOnly: false },
  }),
};

/** A launcher that keeps where its environment is in a known place of the project. */
const searched = (runValued: string, nameOf: (options: Skipped["options"]) => string | null): EnvironmentLauncher => ({
  valued: optionSet("-c --config --color"),
  runValued: optionSet(runValued),
  read: ({ own }) => {
    const name = nameOf(own.options);
    return {
      inner: own.rest,
      entrance: name === null ? { how: "unknown", ownOnly: true } : { how: "search", name, ownOnly: true },
    };
  },
});

const pdmProject = searched("-p --project --venv", (options) =>
  lastValue(options, "-p", "--project", "--venv") === undefined ? ".pdm-python" : null,
);

const pdm: EnvironmentLauncher = {
  ...pdmProject,
  read: (call) => {
    const { inner, entrance } = pdmProject.read(call);
    return { inner: /\.py$/.test(inner[0] ?? "") ? ["python", ...inner] : inner, entrance };
  },
};

const rye = searched("--pyproject", (options) => (lastValue(options, "--pyproject") === undefined ? ".venv" : null));

const pixi = searched(
  `-e --environment -m --manifest-path --auth-file --concurrent-downloads --concurrent-solves --pinning-strategy
--pypi-keyring-provider --tls-root-certs`,
  (options) =>
    lastValue(options, "-m", "--manifest-path") === undefined
      ? `.pixi/envs/${lastValue(options, "-e", "--environment") ?? "default"}`
      : null,
);

/** By the name of the executable; uv has a file of its own. */
export const environmentLaunchers: ReadonlyMap<string, EnvironmentLauncher> = new Map(
  Object.entries({ poetry, pipenv, hatch, conda, mamba: conda, micromamba: conda, pdm, rye, pixi }),
);
