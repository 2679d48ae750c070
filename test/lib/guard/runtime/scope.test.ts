import { expect, it } from "vitest";
import { isAtTop, scopeOf } from "../../../../lib/guard/runtime/scope.ts";

it.each([
  ["package.json", ""],
  ["a/b/.nvmrc", "a/b"],
  [".config/mise/config.toml", ""],
  [".config/mise/conf.d/a.toml", ""],
  ["mise/config.toml", ""],
  ["a/mise/config.toml", "a"],
  ["mise/package.json", "mise"],
  ["a/.devcontainer/devcontainer.json", "a"],
])("scopeOf %s is %j", (path, scope) => {
  expect(scopeOf(path)).toBe(scope);
  expect(isAtTop(path)).toBe(scope === "");
});
