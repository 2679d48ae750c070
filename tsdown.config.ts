import { readdirSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";
import { configLoaderPlugin } from "./scripts/_config-loader.ts";
import { noticesPlugin } from "./scripts/_notices.ts";
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
  // Libraries are built in: a command reads a few files, and no repository can put another package in the place of one of them.
  deps: { alwaysBundle: [/./] },
};

const codeSplitting = {
  // What nearly every command loads stands in one file: opening twenty costs more than reading one. A room that is not named
  // here finds its own place.
  groups: [
    // `--version` must not wait for anything else.
    { name: "version", test: /\/lib\/(version|end-process|secrecy)\.ts/, priority: 2 },
    // Compiled before the cache of what was compiled can be asked: as little as that takes.
    { name: "start", test: /\/lib\/(code-cache|code-runner|cache|clock|files|errors|lazy-crypto)\.ts/, priority: 2 },
    // What Node has to compile itself, see `lib/code-cache.ts`.
    { name: "import", test: /\/lib\/(one-file|config\/compiler)\.ts/, priority: 2 },
    // What every check needs, and nothing of what only one of them does.
    {
      name: "check",
      test: /\/lib\/guard\/(?:surface\/(?!write-out|blob-set)|gates\/|rules\/|preflight\/|(?!attestation-|preflight-required|self-test|trials|tracked-file|check-(?!artifacts|command)|compare|index)[^/]+\.ts|base\/asked|identity\/forbidden-list|(?:fix|package|private)\/args|waivers\/(?:settle|waiver\.)|governance\/record-path)/,
      minShareCount: 2,
    },
    // What is written and what is judged have in common.
    {
      name: "evidence",
      test: /\/lib\/evidence\/(?:layout|manifest|provenance|runtime-trace|statement|trace|run-facts)\.ts|\/lib\/user-dir\.ts/,
      minShareCount: 2,
    },
    {
      name: "kernel",
      test: /^(?!.*node_modules).*\/lib\/(?:(?!borrowed-clone|user-dir|undo|ask|codes|help|suggest|version|end-process|completion|index)[^/]+\.ts|config\/(?:custody|defaults|directions|find|foreign|index|load|plain|rules|tokens|values)\.ts)|citty|canonicalize/,
      minShareCount: 2,
      priority: 1,
    },
  ],
};

export default defineConfig([
  {
    ...shared,
    clean: true,
    entry: {
      ...Object.fromEntries(scripts.map((path) => [path.replace(/\.ts$/, ""), path])),
      // What a second thread is started with.
      "workers/judge": "lib/indexing/judge-worker.ts",
    },
    // Not for the sake of others, who import the API below: Node starts it sooner, by a fifth of its own start.
    format: "cjs",
    shims: true,
    dts: false,
    plugins: [configLoaderPlugin(), noticesPlugin()],
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
    // It lies in other people's repositories, whose own limit for a file it has to keep; what comments say is in the package's sources.
    outputOptions: { exports: "named", chunkFileNames: "[name].cjs", codeSplitting, comments: { jsdoc: false } },
  },
]);
