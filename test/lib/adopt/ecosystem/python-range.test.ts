import { describe, expect, test } from "vitest";
import { condaRange, poetryRange, pythonRange } from "../../../../lib/adopt/ecosystem/python-range.ts";
import { parse, type Tree } from "../../../../lib/adopt/parse.ts";
import { proposedFor } from "./support.ts";

const treeOf = async (path: string, text: string | undefined): Promise<Tree | undefined> => {
  if (text === undefined) return undefined;
  const result = await parse(path, text);
  return "tree" in result ? result.tree : undefined;
};

const rangeOf = async (files: Record<string, string>): Promise<string | undefined> => {
  const tree = (path: string) => treeOf(path, files[path]);
  const [pyproject, pixi, conda] = [
    await tree("pyproject.toml"),
    await tree("pixi.toml"),
    await tree("environment.yml"),
  ];
  return pythonRange({ pyproject, pixi, conda, pin: files[".python-version"] });
};

describe("pythonRange", () => {
  test.each([
    [{ "pyproject.toml": '[project]\nrequires-python = ">=3.11"\n', ".python-version": "3.12\n" }, ">=3.11"],
    [{ "pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\n' }, ">=3.11,<4.0"],
    [{ "pyproject.toml": '[tool.pixi.dependencies]\npython = ">=3.11,<3.13"\n' }, ">=3.11,<3.13"],
    [{ "pixi.toml": '[dependencies]\npython = "3.12.*"\n' }, ">=3.12,<3.13"],
    [{ "pixi.toml": '[dependencies]\npython = { version = ">=3.12" }\n' }, ">=3.12"],
    [{ "environment.yml": "dependencies:\n  - pip\n  - python=3.12\n" }, ">=3.12,<3.13"],
    [{ "environment.yml": "dependencies:\n  - conda-forge::python >=3.10,<3.13\n" }, ">=3.10,<3.13"],
    [{ "environment.yml": "dependencies:\n  - python-dateutil=2.8\n" }, undefined],
    [{ ".python-version": "3.11.4\n" }, ">=3.11,<3.12"],
    [{ ".python-version": "pypy3.10\n" }, undefined],
    [{ "pyproject.toml": '[project]\nrequires-python = "banana"\n', ".python-version": "3.12\n" }, undefined],
    [{ "pyproject.toml": '[project]\nrequires-python = "^3.11"\n' }, undefined],
    [{ "pyproject.toml": '[project]\nrequires-python = ">=3..11"\n' }, undefined],
    [{ "pyproject.toml": '[project]\nrequires-python = " >= 3.11, != 3.12.*, < 4 "\n' }, ">= 3.11, != 3.12.*, < 4"],
    [{ "pyproject.toml": '[project]\nrequires-python = "~=3.11"\n' }, "~=3.11"],
    [{ "pyproject.toml": '[project]\nrequires-python = "==3.12.*"\n' }, "==3.12.*"],
    [{ "pixi.toml": '[dependencies]\npython = ">=3..11"\n' }, undefined],
    [{}, undefined],
  ] satisfies [Record<string, string>, string | undefined][])("of %j is %s", async (files, expected) => {
    expect(await rangeOf(files)).toBe(expected);
  });
});

test.each([
  ["^3.11", ">=3.11,<4.0"],
  ["~3.11", ">=3.11,<3.12"],
  [">=3.10,<4.0", ">=3.10,<4.0"],
  ["3.11", undefined],
  ["^3.10 || ^3.12", undefined],
])("poetryRange of %s is %s", (range, expected) => {
  expect(poetryRange(range)).toBe(expected);
});

test.each([
  ["3.12", ">=3.12,<3.13"],
  ["=3.12.4", ">=3.12,<3.13"],
  ["3.12.*", ">=3.12,<3.13"],
  ["==3.12.4", "==3.12.4"],
  [">=3.10", ">=3.10"],
  ["3", undefined],
  ["*", undefined],
])("condaRange of %s is %s", (spec, expected) => {
  expect(condaRange(spec)).toBe(expected);
});

test.each([
  ["banana", 1],
  [">=3.11", 0],
  ["", 0],
])("says that requires-python %j was left out: %d notes", async (declared, length) => {
  const { notes } = await proposedFor({
    "pkg/pyproject.toml": `[project]\nname = "acme"\nrequires-python = "${declared}"\n`,
  });
  const said = notes.filter((note) => note.startsWith("pkg/pyproject.toml: requires-python"));
  expect(said).toHaveLength(length);
  if (length > 0) expect(said[0]).toContain(`"${declared}"`);
});
