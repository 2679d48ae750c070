/**
 * c12 and what it loads, made part of the published files.
 *
 * It runs in the process that judges. As a dependency, whoever changes the manifest or the lock file of a repository could put
 * another package in its place, and with it decide what the base's configuration says.
 *
 * @module
 */
import { createRequire } from "node:module";
import type { Plugin } from "rolldown";

/** For tsdown. */
export const configLoaderPlugin = (): Plugin => ({
  name: "config-loader",
  resolveId(id, importer, { kind }) {
    if (importer === undefined || !/\/node_modules\/c12\//.test(importer)) return undefined;
    // The other form looks for its second file where it lies itself, which no bundle has.
    if (id === "jiti") return createRequire(importer).resolve(id);
    return kind === "dynamic-import" ? unused : undefined;
  },
  load: (id) => (id === unused ? "export {};" : undefined),
});

// --- internal ---

/** Templates from the network, watching, other formats: switched off in `lib/config/compiler.ts`. */
const unused = "\0unused-by-c12";
