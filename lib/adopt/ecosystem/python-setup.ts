/**
 * What brings a Python project's tools onto a machine that has Python only.
 *
 * @module
 */
import type { Setup } from "../facts.ts";
import type { Tree } from "../parse.ts";
import { below } from "../view.ts";
import { pathWord, shellLine } from "./words.ts";

export interface SetupChoice {
  root: string;
  /** A file of the project's directory. */
  has: (name: string) => boolean;
  pyproject: Tree | undefined;
  manager: string;
  /** Whether a manifest holds a word. */
  mentions: (word: RegExp) => boolean;
}

/** Shell lines as the project's manager wants them. */
export const setupPython = (choice: SetupChoice): Setup => {
  const { root, manager, has } = choice;
  const inRoot = (flag: string) => (root === "" ? [] : [flag, pathWord(root)]);
  const tools = ["tox.ini", "noxfile.py"]
    .filter(has)
    .map((name) => `pipx install ${name === "tox.ini" ? "tox" : "nox"}`);
  if (manager === "uv")
    return {
      actions: ["uv"],
      lines: [shellLine("uv", "sync", ...(has("uv.lock") ? ["--locked"] : []), ...inRoot("--directory")), ...tools],
    };
  if (manager === "poetry")
    return {
      actions: [],
      lines: ["pipx install poetry", shellLine("poetry", ...inRoot("--directory"), "install"), ...tools],
    };
  if (manager === "pdm")
    return { actions: [], lines: ["pipx install pdm", shellLine("pdm", "install", ...inRoot("--project")), ...tools] };
  if (manager === "hatch") return { actions: [], lines: ["pipx install hatch", ...tools] };
  if (manager === "pixi") return { actions: ["pixi"], lines: tools };
  if (manager === "conda") {
    const file = below(root, has("environment.yml") ? "environment.yml" : "environment.yaml");
    return {
      actions: [],
      lines: [
        `"$CONDA/bin/conda" env create --quiet --file ${shellLine(pathWord(file))}`,
        'echo "$CONDA/bin" >> "$GITHUB_PATH"',
        ...tools,
      ],
    };
  }
  return { actions: [], lines: [...pipLines(choice), ...tools] };
};

// --- internal ---

const pipLines = ({ root, manager, has, pyproject, mentions }: SetupChoice): string[] => {
  const venv = pathWord(below(root, ".venv"));
  const python = manager === "venv" ? `${venv}/bin/python` : "python3";
  const files = ["requirements.txt", "requirements-dev.txt", "dev-requirements.txt"].filter(has);
  const extras = ["dev", "test", "tests"].filter(
    (name) => pyproject?.get(["project", "optional-dependencies", name]) !== undefined,
  );
  const groups = ["dev", "test"].filter((name) => pyproject?.get(["dependency-groups", name]) !== undefined);
  const isPackage = has("setup.py") || pyproject?.get(["project"]) !== undefined;
  const parts = [
    ...files.flatMap((name) => ["-r", pathWord(below(root, name))]),
    ...groups.flatMap((name) => ["--group", root === "" ? name : pathWord(`${root}/pyproject.toml:${name}`)]),
    ...(isPackage ? ["-e", editable(root, extras)] : []),
    // Tools that the project configures without declaring them.
    ...["pytest", "ruff"].filter(
      (tool) => !mentions(new RegExp(`["'\\s]${tool}\\b`)) && pyproject?.get(["tool", tool]) !== undefined,
    ),
  ];
  const make = manager === "venv" ? [shellLine("python3", "-m", "venv", venv)] : [];
  return parts.length === 0 ? make : [...make, shellLine(python, "-m", "pip", "install", ...parts)];
};

const editable = (root: string, extras: readonly string[]): string => {
  const dir = root === "" ? "." : `./${root}`;
  return extras.length === 0 ? dir : `${dir}[${extras.join(",")}]`;
};
