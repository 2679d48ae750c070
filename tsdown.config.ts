import { readdirSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";
import { oneFilePlugin } from "./scripts/_one-file.ts";

/** Scripts of this repository only start with an underscore and are not published. */
const scripts = readdirSync("scripts")
  .filter((name) => !name.startsWith("_"))
  .map((name) => `scripts/${name}`);

const shared: UserConfig = {
  target: "node20.19",
  platform: "node",
  outDir: "dist",
  fixedExtension: false,
  inputOptions: { checks: { pluginTimings: false } },
  // Small libraries are built in, so that a command reads a few files; what loads configurations is not: it breaks when bundled.
  deps: { neverBundle: ["c12", "jiti"], alwaysBundle: [/./] },
};

const codeSplitting = {
  // What nearly every command loads stands in one file: opening twenty costs more than reading one.
  groups: [
    // `--version` must not wait for anything else.
    { name: "version", test: /\/lib\/(version|end-process|secrecy)\.ts/, priority: 2 },
    // Compiled before the cache of what was compiled can be asked: as little as that takes.
    { name: "start", test: /\/lib\/(code-cache|cache|clock|files|errors|lazy-crypto)\.ts/, priority: 2 },
    // What Node has to compile itself, see `lib/code-cache.ts`.
    { name: "import", test: /\/lib\/(one-file|config\/compiler)\.ts/, priority: 2 },
    {
      name: "artifacts",
      test: /^(?!.*node_modules).*\/lib\/guard\/(?!attest\/|identity|runtime|forbidden|sources|preflight|index|private|history|package\/|fix\/|parity|ci\/|waivers\/(?!settle|waiver)|governance\/)/,
      minShareCount: 2,
    },
    {
      name: "kernel",
      test: /^(?!.*node_modules).*\/lib\/(?!borrowed-clone|output|compare|exchange|page|trace\/|run|verify|guard|adopt|evidence|sign|user-dir|undo|ask|codes|help|suggest|version|end-process|completion|index|config\/(evaluate|source|custody))|citty|canonicalize/,
      minShareCount: 2,
      priority: 1,
    },
  ],
};

export default defineConfig([
  {
    ...shared,
    clean: true,
    entry: Object.fromEntries(scripts.map((path) => [path.replace(/\.ts$/, ""), path])),
    // Not for the sake of others, who import the API below: Node starts it sooner, by a fifth of its own start.
    format: "cjs",
    shims: true,
    dts: false,
    outputOptions: {
      exports: "named",
      chunkFileNames: "chunks/[name]-[hash].cjs",
      codeSplitting,
    },
  },
  {
    ...shared,
    clean: false,
    entry: { "lib/index": "lib/index.ts" },
    format: "esm",
    dts: true,
    outputOptions: { chunkFileNames: "lib/chunks/[name]-[hash].js" },
  },
  {
    ...shared,
    clean: false,
    entry: { kprov: "scripts/kprovengine.ts" },
    outDir: "dist/vendor",
    format: "cjs",
    shims: true,
    dts: false,
    // What needs the package to be there has no place in it.
    deps: { alwaysBundle: [/./] },
    plugins: [oneFilePlugin()],
    outputOptions: { exports: "named", chunkFileNames: "[name].cjs", codeSplitting },
  },
]);
