import type { KprovConfig } from "./lib/config/index.ts";

export default {
  project: "kprovengine",
  identity: {
    name: "kprovengine",
    display: {
      name: "KProvEngine",
      allow: [
        ...["README.md", "CHANGELOG.md", "LICENSE", "package.json", "action.yml", "lib/**/*.md"],
        // What VERIFY.txt says to people.
        ...["lib/evidence/recipe.ts", "test/lib/evidence/recipe.test.ts", "test/fixtures/golden/**"],
        // The name of the tool in reports that others read.
        ...["lib/output/drivers/sarif.ts", "test/lib/output/drivers/sarif.test.ts"],
        // The head of the catalog's site.
        ...["lib/site/document.ts", "lib/site/client/main.ts", "lib/site/client.gen.ts"],
        ".kprov/governance/display-name.txt",
      ],
    },
    forbidden: { file: ".kprov/governance/forbidden-tokens.txt" },
  },
  artifacts: {
    deny: ["dist/**", "coverage/**", "runs/**"],
    allow: [{ glob: "test/fixtures/golden/**", reason: "golden bundles hold logs" }],
  },
  runtime: { node: ">=20.19" },
  preflight: { commands: { lint: ["node_modules/.bin/biome", "check", "."], types: ["node_modules/.bin/tsc"] } },
  run: { out: "runs" },
} satisfies KprovConfig;
