import type { KprovConfig } from "./lib/config/index.ts";

export default {
  project: "kprovengine",
  identity: {
    name: "kprovengine",
    display: { name: "KProvEngine", allow: ["README.md", "CHANGELOG.md", "LICENSE", "docs/**"] },
  },
  artifacts: { deny: ["dist/**", "coverage/**", "runs/**"] },
  runtime: { node: ">=20.19" },
  preflight: { commands: { lint: ["node_modules/.bin/biome", "check", "."], types: ["node_modules/.bin/tsc"] } },
  run: { out: "runs" },
} satisfies KprovConfig;
