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
