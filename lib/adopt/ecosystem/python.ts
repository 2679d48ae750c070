/**
 * Python projects: pyproject.toml of any tool, setup.cfg, requirements.txt, conda, pixi, tox, nox.
 *
 * @module
 */
import type { Commands, Project } from "../facts.ts";
import type { Tree } from "../parse.ts";
import { below, type View } from "../view.ts";
import { inDirectory } from "./in-directory.ts";
import { pythonRange, unusableRange } from "./python-range.ts";
import { setupPython } from "./python-setup.ts";
import { unittestWords } from "./python-unittest.ts";
import { pathWord } from "./words.ts";

/** Files that make a directory a Python project, the most telling first. */
export const pythonManifests = [
  "pyproject.toml",
  "setup.cfg",
  "setup.py",
  "pixi.toml",
  "environment.yml",
  "environment.yaml",
  "requirements.txt",
];

/** The project at `root`, whose most telling manifest is `manifest`. */
export const surveyPython = async (view: View, root: string, manifest: string): Promise<Project> => {
  const at = (name: string) => below(root, name);
  const pyproject = await view.tree(at("pyproject.toml"));
  const pixi = await view.tree(at("pixi.toml"));
  const conda = (await view.tree(at("environment.yml"))) ?? (await view.tree(at("environment.yaml")));
  const has = (name: string) => view.has(at(name));
  const manager = managerOf({ view, at, pyproject, pixi, conda });
  const mentions = mentionsOf(view, at);
  const runner = runnerOf(manager, root, nameIn(conda));
  const unusable = unusableRange(pyproject);
  if (unusable !== undefined)
    view.notes.push({
      path: at("pyproject.toml"),
      message: `requires-python "${unusable}" is no range of versions as PEP 440 has it, so runtime.python was left out`,
    });
  return {
    ecosystem: "python",
    root,
    manifest,
    name:
      pyproject?.text(["project", "name"])?.value ??
      pyproject?.text(["tool", "poetry", "name"])?.value ??
      setupName(view.text(at("setup.cfg"))),
    manager,
    runtime: pythonRange({
      ...{ pyproject, pixi, conda },
      pin: view.text(at(".python-version")) ?? view.text(".python-version"),
    }),
    isWorkspace: pyproject?.get(["tool", "uv", "workspace"]) !== undefined,
    commands: commandsOf({ view, root, has, pyproject, manager, mentions, runner }),
    setup: setupPython({ root, manager, has, pyproject, mentions }),
  };
};

// --- internal ---

interface Finding {
  view: View;
  at: (name: string) => string;
  pyproject: Tree | undefined;
  pixi: Tree | undefined;
  conda: Tree | undefined;
}

const managerOf = ({ view, at, pyproject, pixi, conda }: Finding): string => {
  const tool = (name: string) => pyproject?.get(["tool", name]) !== undefined;
  if (view.has(at("uv.lock")) || tool("uv")) return "uv";
  if (view.has(at("poetry.lock")) || tool("poetry")) return "poetry";
  if (view.has(at("pdm.lock")) || tool("pdm")) return "pdm";
  if (pixi !== undefined || view.has(at("pixi.lock")) || tool("pixi")) return "pixi";
  if (pyproject?.get(["tool", "hatch", "envs"]) !== undefined) return "hatch";
  if (conda !== undefined) return "conda";
  // Ignored by git, so it is asked of the disk.
  return view.exists(at(".venv/bin/python")) ? "venv" : "pip";
};

/** Words before a tool's name, as people of that manager type them. */
const runnerOf = (manager: string, root: string, environment: string | undefined): readonly string[] => {
  const inRoot = (flag: string) => (root === "" ? [] : [flag, pathWord(root)]);
  const runners: Record<string, readonly string[]> = {
    uv: ["uv", "run", ...inRoot("--directory")],
    poetry: ["poetry", ...inRoot("--directory"), "run"],
    pdm: ["pdm", "run", ...inRoot("--project")],
    pixi: ["pixi", "run", ...(root === "" ? [] : ["--manifest-path", pathWord(root)])],
    hatch: ["hatch", "run"],
    conda: [
      "conda",
      "run",
      "--no-capture-output",
      ...inRoot("--cwd"),
      // One that begins with a dash is no name to conda either.
      ...(environment === undefined || /^-|^$/.test(environment) ? [] : ["-n", environment]),
    ],
    venv: [".venv/bin/python", "-m"],
    pip: ["python3", "-m"],
  };
  return runners[manager] ?? ["python3", "-m"];
};

/** Where the working directory stays at the repository's top, tools must be told where to look. */
const staysAtTop = (manager: string): boolean => ["pixi", "pdm"].includes(manager);

/** No flag names the directory, and what is imported, and which settings are read, depends on where the tool starts. */
const startsBelow = (manager: string): boolean => ["pip", "venv", "hatch"].includes(manager);

interface Choice {
  view: View;
  root: string;
  has: (name: string) => boolean;
  pyproject: Tree | undefined;
  manager: string;
  mentions: (word: RegExp) => boolean;
  runner: readonly string[];
}

const commandsOf = (choice: Choice): Commands => {
  const { view, root, has, pyproject, manager, mentions, runner } = choice;
  const from = (argv: readonly string[]) => (startsBelow(manager) ? inDirectory(root, argv) : argv);
  const where = root !== "" && staysAtTop(manager) ? [pathWord(root)] : [];
  const isTest = new RegExp(`^${root === "" ? "" : `${escapeRegExp(root)}/`}(.*/)?(test_[^/]*|[^/]*_test)\\.py$`);
  const hasTests = view.some(isTest);
  const hasRuff =
    has("ruff.toml") || has(".ruff.toml") || pyproject?.get(["tool", "ruff"]) !== undefined || mentions(/\bruff\b/);
  const lint = hasRuff
    ? [...runner, "ruff", "check", where[0] ?? "."]
    : has(".flake8") || mentions(/\bflake8\b/)
      ? [...runner, "flake8", where[0] ?? "."]
      : undefined;
  const test = testOf(choice, where, hasTests);
  const build = ["uv", "poetry", "pdm", "hatch"].find((tool) => view.text("Makefile")?.includes(`${tool} build`));
  return {
    ...(lint !== undefined && { lint: from(lint) }),
    ...(test !== undefined && { test: isOfTop(test) ? test : from(test) }),
    ...(build !== undefined && root === "" && { build: [build, "build"] }),
  };
};

const testOf = (
  { view, has, root, pyproject, mentions, runner }: Choice,
  where: readonly string[],
  hasTests: boolean,
) => {
  if (has("tox.ini") || pyproject?.get(["tool", "tox"]) !== undefined)
    return ["tox", ...(root === "" ? [] : ["-c", pathWord(root)])];
  if (has("noxfile.py")) return ["nox", ...(root === "" ? [] : ["-f", pathWord(`${root}/noxfile.py`)])];
  if (!hasTests) return undefined;
  const isPytest =
    has("pytest.ini") ||
    has("conftest.py") ||
    has("tests/conftest.py") ||
    pyproject?.get(["tool", "pytest"]) !== undefined ||
    mentions(/\bpytest\b/);
  if (isPytest) return [...runner, "pytest", "-q", ...where];
  const python = runner.at(-1) === "-m" ? runner : [...runner, "python", "-m"];
  return [...python, "unittest", "discover", ...unittestWords(view, root, where[0])];
};

/** They are told where to look, whatever the manager. */
const isOfTop = ([program]: readonly string[]): boolean => program === "tox" || program === "nox";

const mentionsOf = (view: View, at: (name: string) => string): ((word: RegExp) => boolean) => {
  const names = [
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "requirements.txt",
    "requirements-dev.txt",
    "dev-requirements.txt",
    "requirements/dev.txt",
    "environment.yml",
    "environment.yaml",
    "pixi.toml",
    "Pipfile",
  ];
  const texts = names.map((name) => view.text(at(name)) ?? "").join("\n");
  return (word) => word.test(texts);
};

const nameIn = (conda: Tree | undefined): string | undefined => conda?.text(["name"])?.value;

const setupName = (text: string | undefined): string | undefined =>
  /^\[metadata\][^[]*?^name\s*=\s*(\S+)\s*$/m.exec(text ?? "")?.[1];

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
