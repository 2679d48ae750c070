import { expect, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { identityGate } from "../../../../lib/guard/gates/identity.ts";
import { repo } from "../../../support/repo.ts";

test.each([
  [undefined, ["FORBIDDEN_TOKEN a.md"]],
  [false, ["FORBIDDEN_TOKEN a.md"]],
  [true, ["FORBIDDEN_TOKEN a.md", "FORBIDDEN_TOKEN b.md"]],
])(
  "check-identity takes letters of either case for the same as the configuration says: %s",
  async (ignoreCase, wanted) => {
    const forbidden = { file: "tokens.txt", ...(ignoreCase !== undefined && { ignoreCase }) };
    using at = repo({
      ...{ "a.md": "at globex\n", "b.md": "at GlobEx\n", "tokens.txt": "globex\n" },
      "kprov.config.json": JSON.stringify({ identity: { forbidden } }),
    });
    const loaded = await loadConfig({ cwd: at.dir, allowCode: true, cacheDir: null });
    const context = { ...loaded, cwd: at.dir, policyRoot: loaded.root, version: "1", cacheDir: null, env: process.env };
    const { findings } = await identityGate.run(context);
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual(wanted);
  },
);

test.each([
  ["the repository itself", false, ["ENTRY_POINT_MISMATCH"]],
  ["a part of it, whose commands are another package's", true, []],
])("check-identity asks for every command of the configuration in %s", async (_, isPart, wanted) => {
  using at = repo({
    "package.json": '{ "name": "ripgrep", "bin": { "rg": "x" } }',
    "kprov.config.json": JSON.stringify({ identity: { name: "ripgrep", commands: ["rg", "gone"] } }),
  });
  const loaded = await loadConfig({ cwd: at.dir, allowCode: true, cacheDir: null });
  const places = { cwd: at.dir, root: loaded.root };
  const context = { ...loaded, ...places, policyRoot: loaded.root, version: "1", cacheDir: null, env: process.env };
  const { findings } = await identityGate.run({ ...context, ...(isPart && { listsFrom: places }) });
  expect(findings.map(({ code }) => code)).toEqual(wanted);
});
