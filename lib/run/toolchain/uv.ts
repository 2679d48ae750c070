/**
 * `uv run`: what it was told to run, and the environment that it would take.
 *
 * @module
 */
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ask, type Context, firstLine } from "./ask.ts";
import { type EnvironmentLauncher, type LauncherCall, optionSet } from "./environments.ts";
import { lastValue } from "./options.ts";

const globalValued = "--cache-dir --color --allow-insecure-host --directory --project --config-file -p --python";

export const uv: EnvironmentLauncher = {
  valued: optionSet(globalValued),
  runValued: optionSet(`${globalValued}
--extra --no-extra --group --no-group --only-group --no-editable-package --env-file -w --with --with-editable
--with-requirements --package --python-platform --index --default-index -i --index-url --extra-index-url -f --find-links
--index-strategy --keyring-provider -P --upgrade-package --upgrade-group --resolution --prerelease --prerelease-package
--fork-strategy --exclude-newer --exclude-newer-package --no-sources-package --reinstall-package --link-mode -C
--config-setting --config-settings-package --no-build-isolation-package --no-build-package --no-binary-package
--refresh-package`),
  read: (call) => {
    const names = new Set(call.own.options.map(({ name }) => name));
    const options = [...call.outer.options, ...call.own.options];
    const cwd = resolve(call.context.cwd, lastValue(options, "--directory") ?? ".");
    const inner = innerOf(call, names);
    if (makesOwn.some((name) => names.has(name)) || hasInlineMetadata(inner, cwd)) {
      return { inner, entrance: { how: "unknown", ownOnly: false } };
    }
    const args = options.flatMap(({ name, value }) =>
      /^(--directory|--project|--config-file|-p|--python)$/.test(name) && value !== null ? [name, value] : [],
    );
    const isFree = names.has("--no-project");
    return {
      inner,
      entrance: {
        how: "uv",
        args: ["python", "find", "--offline", ...args, ...(isFree ? ["--no-project"] : [])],
        project: isFree ? null : resolve(cwd, lastValue(options, "--project") ?? "."),
        ownOnly: false,
      },
    };
  },
};

/**
 * The interpreter that `uv run` would take; null when it would first make an environment, or might.
 *
 * `uv run` itself must not be asked: even with `--no-sync` it makes a missing environment and replaces an unfit one.
 * `uv python find` changes nothing, but also finds what lies on PATH or in a directory above, where `uv run` wouldn't
 * look inside a project: https://docs.astral.sh/uv/concepts/projects/config/#project-environment-path.
 */
export const findUvPython = async (
  launcher: string,
  { args, project }: { args: readonly string[]; project: string | null },
  context: Context,
  timeout: number,
): Promise<string | null> => {
  const owners = project === null ? [] : ownersOf(project);
  const chosen = context.env["UV_PROJECT_ENVIRONMENT"] || undefined;
  const outermost = owners.at(-1);
  if (chosen !== undefined && outermost !== undefined) {
    const prefix = resolve(outermost, chosen);
    return existsSync(join(prefix, "pyvenv.cfg")) ? join(prefix, "bin", "python") : null;
  }
  const env = { ...context.env };
  // Inside a project, `uv run` takes no notice of another environment that is active.
  if (owners.length > 0) for (const name of ["VIRTUAL_ENV", "CONDA_PREFIX"]) delete env[name];
  const python = firstLine(await ask([launcher, ...args], { cwd: context.cwd, env }, timeout));
  if (python === null || !existsSync(resolve(context.cwd, python))) return null;
  const path = resolve(context.cwd, python);
  const isOwn = owners.some((owner) => dirname(dirname(path)) === join(owner, ".venv"));
  return isOwn || owners.length === 0 ? path : null;
};

// --- internal ---

/** Options with which uv makes an environment for this one run, or takes another than the project's. */
const makesOwn = ["--with", "--with-editable", "--with-requirements", "-w", "--isolated", "--active"];

/** `uv run x.py` and `uv run -m x` mean Python. */
const innerOf = ({ own: { rest } }: LauncherCall, names: ReadonlySet<string>): readonly string[] => {
  const [first] = rest;
  if (first === undefined) return rest;
  if (names.has("-m") || names.has("--module")) return ["python", "-m", ...rest];
  const isScript = names.has("-s") || names.has("--script") || first === "-" || /\.pyw?$/.test(first);
  return isScript ? ["python", ...rest] : rest;
};

/** A script that names its own dependencies (PEP 723) gets an environment of its own. */
const hasInlineMetadata = ([, script]: readonly string[], cwd: string): boolean => {
  if (script === undefined) return false;
  try {
    const fd = openSync(resolve(cwd, script), "r");
    const head = Buffer.alloc(64 * 1024);
    try {
      return /^# \/\/\/ script\s*$/m.test(head.toString("utf8", 0, readSync(fd, head)));
    } finally {
      closeSync(fd);
    }
  } catch {
    return false; // No such file: an argument of another kind, or the step will say so itself.
  }
};

/** The project around `dir`, then the workspace that it may be a member of: one of them owns the environment. */
const ownersOf = (dir: string): string[] => {
  const owners: string[] = [];
  for (let at = dir; ; at = dirname(at)) {
    const text = readProject(join(at, "pyproject.toml"));
    if (text !== null && (owners.length === 0 || /^\s*\[tool\.uv\.workspace\]/m.test(text))) owners.push(at);
    if (at === dirname(at)) return owners.slice(0, 2);
  }
};

const readProject = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};
