import { expect, it } from "vitest";
import { areRelated, isAtTop, scopeOf } from "../../../../lib/guard/runtime/scope.ts";

it.each([
  ["package.json", ""],
  ["a/b/.nvmrc", "a/b"],
  [".config/mise/config.toml", ""],
  [".config/mise/conf.d/a.toml", ""],
  ["mise/config.toml", ""],
  ["a/mise/config.toml", "a"],
  ["mise/config.local.toml", ""],
  ["mise/package.json", "mise"],
  ["mise/a/config.toml", "mise/a"],
  ["mise/a/mise/config.toml", "mise/a"],
  ["premise/config.toml", "premise"],
  ["mise/config.toml/.nvmrc", "mise/config.toml"],
  ["a/.devcontainer/devcontainer.json", "a"],
])("scopeOf %s is %j", (path, scope) => {
  expect(scopeOf(path)).toBe(scope);
  expect(isAtTop(path)).toBe(scope === "");
});

it.each([
  ["a/pyproject.toml", "a/tox.ini", true],
  ["a/pyproject.toml", "a/b/tox.ini", true],
  ["pyproject.toml", "a/tox.ini", true],
  ["a/pyproject.toml", "ab/tox.ini", false],
  ["a/pyproject.toml", "b/a/tox.ini", false],
  ["a/b/pyproject.toml", "a/c/tox.ini", false],
])("%s and %s are related: %j", (a, b, expected) => {
  expect([areRelated(a, b), areRelated(b, a)]).toEqual([expected, expected]);
});
