import { expect, it } from "vitest";
import { commandsApart } from "../../../../lib/guard/identity/commands-apart.ts";

it.each<[string, string, string, string[]]>([
  [
    "the first of a list",
    "pyproject.toml",
    '[project]\nname = "ripgrep"\n[project.scripts]\nrg = "a:b"\nrgx = "a:b"\n',
    ["rg"],
  ],
  [
    "one for each list",
    "pyproject.toml",
    '[project.scripts]\nrg = "a:b"\n[tool.poetry.scripts]\nrgx = "a:b"\n',
    ["rg", "rgx"],
  ],
  [
    "one for the list alone that has none with the name",
    "pyproject.toml",
    '[project.scripts]\nrg = "a:b"\n[tool.poetry.scripts]\nrgx = "a:b"\nripgrep = "a:b"\n',
    ["rg"],
  ],
  ["what git tracks below src", "Cargo.toml", '[package]\nname = "ripgrep"\n', ["rg"]],
  ["none where nothing is installed", "package.json", '{"name":"rg"}', []],
  ["none in a manifest that can't be read", "package.json", '{"bin":{"rg":"x"}', []],
])("names %s", async (_, path, text, expected) => {
  expect(await commandsApart(path, text, { name: "ripgrep", tracked: ["src/bin/rg.rs"] })).toEqual(expected);
});
