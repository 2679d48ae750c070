import { readdirSync } from "node:fs";
import { defineConfig } from "tsdown";

/** Scripts of this repository only start with an underscore and are not published. */
const scripts = readdirSync("scripts")
  .filter((name) => !name.startsWith("_"))
  .map((name) => `scripts/${name}`);

export default defineConfig({
  entry: {
    ...Object.fromEntries(scripts.map((path) => [path.replace(/\.ts$/, ""), path])),
    "lib/index": "lib/index.ts",
  },
  format: "esm",
  target: "node20.19",
  platform: "node",
  outDir: "dist",
  clean: true,
  dts: { entry: "lib/index.ts" },
  fixedExtension: false,
  outputOptions: {
    chunkFileNames: "chunks/[name]-[hash].js",
    // What nearly every command loads stands in one file: opening twenty costs more than reading one.
    codeSplitting: {
      groups: [
        // `--version` must not wait for anything else.
        { name: "version", test: /\/lib\/version\.ts/, priority: 2 },
        {
          name: "kernel",
          test: /\/lib\/(?!run|verify|guard|report-text|log|codes|help|suggest|version|index|evidence\/schemas)|citty|canonicalize/,
          minShareCount: 2,
        },
      ],
    },
  },
  inputOptions: { checks: { pluginTimings: false } },
  // Small libraries are built in, so that a command reads a few files; what loads configurations is not: it breaks when bundled.
  deps: { neverBundle: ["c12", "jiti"], alwaysBundle: [/./] },
});
